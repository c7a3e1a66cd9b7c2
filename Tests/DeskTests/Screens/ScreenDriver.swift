import Domain
import Ledger
import TUI

@testable import Desk

/// A desk with a small store behind it: presses keys, does what effects ask,
/// keeps the list of them.
struct ScreenDriver {
  private(set) var desk: DeskState
  private(set) var effects: [Effect] = []
  private(set) var dossiers: [Dossier]
  private(set) var station: Station
  /// Rows instead of those of the dossiers, by their place in the list.
  var rows: (total: Int, row: (Int) -> BoardRow)?
  let account: Account
  private(set) var views: [SavedView] = []
  private(set) var appointments: [Appointment] = []

  init(
    _ account: Account, size: Size = Size(columns: 80, rows: 24),
    rows: (total: Int, row: (Int) -> BoardRow)? = nil, rules: Rulebook = MadeUpHall.rules,
    dossiers: [Dossier] = MadeUpHall.dossiers, station: Station = MadeUpHall.station
  ) {
    self.account = account
    self.station = station
    self.rows = rows
    self.dossiers = dossiers
    desk = DeskState(size: size, now: MadeUpHall.now, rules: rules)
    send(.reply(.ready(station, accounts: MadeUpHall.accounts)))
    send(.reply(.signedIn(account)))
  }

  mutating func send(_ event: Event) {
    for effect in desk.update(event) { perform(effect) }
  }

  mutating func press(_ script: String) throws {
    for key in try Key.script(script) { send(.input(.key(key))) }
  }

  /// Chooses a command through the menu.
  mutating func choose(_ command: Command) throws { try press("<F10>" + command.code) }

  mutating func press(_ key: Key) { send(.input(.key(key))) }

  var text: String { desk.canvas.textPlane.joined(separator: "\n") }
  var message: String { desk.message?.text ?? "" }
  var acts: [Act] {
    effects.compactMap { if case .act(_, let act) = $0 { act } else { nil } }
  }
  var papers: [Paper] {
    effects.compactMap { if case .deliver(let paper, _) = $0 { paper } else { nil } }
  }
  var queries: [BoardQuery] {
    effects.compactMap { if case .loadBoard(let query) = $0 { query } else { nil } }
  }

  func dossier(_ id: String) -> Dossier? { dossiers.first { $0.id == id } }

  /// What another machine made of a dossier.
  mutating func replace(_ dossier: Dossier) {
    guard let index = dossiers.firstIndex(where: { $0.id == dossier.id }) else { return }
    dossiers[index] = dossier
    send(.reply(.dossier(dossier)))
  }

  // MARK: The store

  private mutating func perform(_ effect: Effect) {
    effects.append(effect)
    switch effect {
    case .loadBoard(let query): send(.reply(.board(page(query))))
    case .openDossier(let id):
      if let dossier = dossier(id) { send(.reply(.dossier(dossier))) }
    case .act(let id, let act): play(id, act)
    case .deliver(let paper, let copy):
      if !paper.dossier.isEmpty {
        play(paper.dossier, .paper(kind: paper.kind, matter: paper.matter, copy: copy))
      }
      send(.reply(.paper(paper, outcome: .printed(command: "lp"))))
    case .setScreening(let isScreened):
      station.isScreened = isScreened
      send(.reply(.station(station)))
    case .attach(let id, let rule, let path):
      let digit = path.isEmpty ? "0" : "a"
      let scan = Scan(
        hash: String(repeating: digit, count: 64), size: 1_234_567, format: .pdf)
      play(id, .attach(rule: rule, scan))
    case .openScan: send(.reply(.scan(.lies(path: "/blobs/aa/aaaa.pdf"))))
    case .setHall(let phone, let institution):
      station.phone = phone
      station.institution = institution
      send(.reply(.station(station)))
    case .loadDrafts: send(.reply(.drafts(MadeUpHall.drafts)))
    case .loadQueue: send(.reply(.queue(MadeUpHall.tickets)))
    case .loadBacklog: send(.reply(.backlog(MadeUpHall.backlog)))
    case .loadReport(let month):
      send(.reply(.report(MadeUpHall.report(month), MadeUpHall.reportProblems)))
    case .find(let text): send(.reply(.hits(text.isEmpty ? [] : hits, of: text)))
    case .saveView(let view): views = views.filter { $0.name != view.name } + [view]
    case .dropView(let name): views.removeAll { $0.name == name }
    case .loadViews: send(.reply(.views(views)))
    case .loadAppointments(let first, let last):
      send(
        .reply(
          .appointments(
            appointments.filter { (first...last).contains($0.booking.day) }
              .sorted {
                ($0.booking.day.number, $0.booking.slot) < ($1.booking.day.number, $1.booking.slot)
              })))
    case .book(let booking): change("p\(appointments.count + 1)", .book(booking))
    case .cancelBooking(let id, let reason): change(id, .cancelBooking(reason: reason))
    case .arrive(let appointment, let ticketClass):
      let queue = desk.rules.region.queue
      let issued = try? queue.issue(
        ticketClass, id: "t90", day: desk.today, series: "3", in: [], at: desk.now)
      guard let issued, change(appointment.id, .arrive(ticket: "t90")) else { return }
      send(.reply(.ticketChanged(issued)))
    default: break
    }
  }

  @discardableResult
  private mutating func change(_ id: String, _ act: Act) -> Bool {
    let operation = MadeUpHall.operation(id, account, desk.now, act)
    do {
      let after = try Appointment.play(
        operation, on: appointments.first { $0.id == id }, among: appointments)
      appointments = appointments.filter { $0.id != id } + [after]
      return true
    } catch {
      send(.reply(.failed(Failure("没有办成：\(error)"))))
      return false
    }
  }

  private mutating func play(_ id: String, _ act: Act) {
    guard let index = dossiers.firstIndex(where: { $0.id == id }) else { return }
    let operation = MadeUpHall.operation(id, account, desk.now, act)
    do {
      dossiers[index] = try Dossier.play(operation, on: dossiers[index])
      send(.reply(.dossier(dossiers[index])))
    } catch {
      send(.reply(.failed(Failure("没有办成：\(error)"))))
    }
  }

  private func page(_ query: BoardQuery) -> BoardPage {
    let all = dossiers.flatMap(ScreenDriver.rows).filter { row in
      (query.states.isEmpty ? !row.state.isFinal : query.states.contains(row.state))
        && (query.departments.isEmpty || query.departments.contains(row.department)
          || row.helpers.contains(where: query.departments.contains))
        && (query.divisions.isEmpty || query.divisions.contains(row.division))
        && (query.matters.isEmpty || query.matters.contains(row.matter))
        && (query.needsTelling ?? row.needsTelling) == row.needsTelling
        && (query.clerk ?? row.clerk) == row.clerk
    }
    let counts = Dictionary(grouping: all, by: \.state).mapValues(\.count)
    guard let rows else { return BoardPage(rows: all, total: all.count, counts: counts) }
    let range = min(query.offset, rows.total)..<min(query.offset + query.limit, rows.total)
    return BoardPage(rows: range.map(rows.row), total: rows.total, counts: counts)
  }

  static func rows(_ dossier: Dossier) -> [BoardRow] {
    dossier.proceedings.map { proceeding in
      BoardRow(
        dossier: dossier.id, number: dossier.number, theme: dossier.theme,
        matter: proceeding.matter, title: proceeding.title,
        name: dossier.answers[text: "name"], department: proceeding.department,
        division: dossier.division(of: proceeding), helpers: proceeding.awaitedHelpers,
        state: proceeding.state, step: proceeding.currentStep?.title ?? "",
        clock: proceeding.clock, needsTelling: proceeding.needsTelling,
        reason: proceeding.reason, counter: dossier.counter, clerk: dossier.clerk,
        acceptedAt: dossier.acceptedAt, finishedAt: proceeding.finishedAt,
        isReceived: proceeding.receivedAt != nil,
        waitsFor: proceeding.state == .waiting
          ? proceeding.waitsFor.compactMap(dossier.proceeding).map(\.title).joined(separator: "、")
          : "")
    }
  }

  private var hits: [FindHit] {
    let reasons: [FindReason] = [.name, .pinyin, .initials, .idEnding]
    let found = zip(dossiers, reasons).map { dossier, reason in
      FindHit(subject: .dossier(ScreenDriver.summary(dossier)), reason: reason)
    }
    return found + [
      FindHit(subject: .draft(MadeUpHall.drafts[0]), reason: .phoneEnding),
      FindHit(subject: .ticket(MadeUpHall.tickets[0]), reason: .ticketNumber),
    ]
  }

  static func summary(_ dossier: Dossier) -> DossierSummary {
    DossierSummary(
      id: dossier.id, number: dossier.number, theme: dossier.theme,
      themeTitle: dossier.themeTitle, acceptedAt: dossier.acceptedAt, counter: dossier.counter,
      clerk: dossier.clerk, name: dossier.answers[text: "name"],
      idNumber: dossier.answers[text: "idNumber"], phone: dossier.answers[text: "phone"],
      birth: nil, isClosed: dossier.isClosed,
      proceedings: dossier.proceedings.map {
        ProceedingSummary(
          matter: $0.matter, title: $0.title, meaning: $0.meaning, state: $0.state,
          due: $0.clock.due)
      })
  }
}
