import Domain
import Ledger

extension DeskState {
  /// Whose it is that the open box decides on (办的是谁): name masked, number, matter;
  /// nil where a box is about nobody. Read from what the answer will be done to.
  var aboutOverlay: String? {
    switch overlay {
    case nil, .help, .menu, .palette: nil
    case .prompt(let prompt): about(prompt.purpose)
    case .amend: aboutPage(nil)
    case .service(let form): about(dossier: form.dossier)
    }
  }

  private func about(_ purpose: Prompt.Purpose) -> String? {
    switch purpose {
    case .quit, .issueTicket, .filter, .saveView, .views, .screening, .hallSettings, .followClock:
      nil
    case .discardDraft(let ticket): aboutDraft(ticket)
    case .changeTheme, .card, .channel: form.map { about($0) }
    case .skip, .transfer, .leave, .park:
      queue.current(at: station?.counter ?? "").map(aboutTicket)
    case .callAlone(let change, _): aboutTicket(change.after)
    case .pickTicket(let id): queue.tickets.first { $0.id == id }.map(aboutTicket)
    case .verify(let matter), .pass(let matter), .ask(let matter), .decline(let matter),
      .resume(let matter), .told(let matter), .withdraw(let matter), .hold(let matter),
      .void(let matter), .redate(let matter), .redateTo(_, let matter), .receive(let matter),
      .handOn(let matter), .sign(let matter):
      aboutPage(matter)
    case .putMaterial, .note, .unmask, .paper, .addMatters, .addMaterials, .addConfirmed,
      .reregister, .screen, .rate, .attach, .scans, .record:
      aboutPage(nil)
    case .recommend(let dossier): about(dossier: dossier)
    case .book: form.map { about($0) }
    case .appointment(let id):
      appointments.booked.first { $0.id == id }.map {
        "\(Mask.name($0.booking.name)) · \($0.booking.title) · "
          + "\($0.booking.day.text(in: today.year)) \($0.booking.slot)"
      }
    case .createAccount: people.form?.account.map { "\($0.name) · \($0.role.title)" }
    case .oneTime: nil
    case .changeAccount(let key, _):
      accounts.first { $0.key == key }.map { "\($0.name) · \($0.role.title)" }
    case .attention(let attention):
      attention.ticketNumber.map { "\($0) 号" } ?? about(dossier: attention.entity)
    case .conflict(_, let dossier): about(dossier, nil)
    case .duplicate(_, let dossier): about(dossier: dossier)
    case .clear(let id, .dossier, _): about(dossier: id)
    case .clear(let id, .ticket, _): aboutOdd(ticket: id)
    case .intake(let intake):
      "\(Mask.name(intake.answers[text: "name"])) · \(intake.reference) · "
        + (rules.catalogue.theme(intake.theme)?.title ?? intake.theme)
    case .registerField(let draft): about(dossier: draft.dossier)
    case .closeEntry(let dossier, _): about(dossier: dossier)
    }
  }

  private func aboutPage(_ matter: String?) -> String? { dossier.map { about($0.dossier, matter) } }

  private func about(_ dossier: Dossier, _ matter: String?) -> String {
    let title = matter.flatMap { dossier.proceeding($0)?.title } ?? dossier.themeTitle
    return "\(Mask.name(dossier.answers[text: "name"])) · \(dossier.shownNumber) · \(title)"
  }

  /// Of any list that it may have been chosen from.
  private func about(dossier id: String) -> String? {
    if let page = dossier?.dossier, page.id == id { return about(page, nil) }
    if let row = followUps.selected, row.dossier == id {
      return "\(Mask.name(row.name)) · \(row.number) · \(row.title)"
    }
    if let row = registers.window.selected, row.dossier == id {
      return "\(Mask.name(row.name)) · \(row.number)"
    }
    return sync.items.lazy.compactMap(\.dossier).first { $0.id == id }.map { about($0, nil) }
  }

  private func aboutOdd(ticket id: String) -> String? {
    for case .oddTicket(let ticket) in sync.items where ticket.id == id {
      return "\(ticket.number) 号 · \(ticket.day.text(in: today.year))"
    }
    return nil
  }

  private func about(_ form: FormState) -> String {
    aboutTicket(form.ticket, form.answers[text: "name"], form.theme.title)
  }

  private func aboutTicket(_ ticket: Ticket) -> String {
    if let form, form.ticket.id == ticket.id { return about(form) }
    let draft = drafts.rows.first { $0.id == ticket.id }?.progress.keys.name ?? ""
    return aboutTicket(ticket, draft, rules.region.queue.ticketClass(ticket.classKey)?.title ?? "")
  }

  private func aboutTicket(_ ticket: Ticket, _ name: String, _ title: String) -> String {
    (name.isEmpty ? "" : Mask.name(name) + " · ") + "\(ticket.number) 号 · \(title)"
  }

  private func aboutDraft(_ id: String) -> String? {
    if let form, form.ticket.id == id { return about(form) }
    return drafts.rows.first { $0.id == id }.map { draft in
      let progress = draft.progress
      let name = progress.keys.name.isEmpty ? "" : Mask.name(progress.keys.name) + " · "
      let title = rules.catalogue.theme(progress.theme)?.title ?? progress.theme
      return name + "\(progress.ticketNumber) 号 · \(title)"
    }
  }
}
