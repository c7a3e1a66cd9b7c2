import Desk
import Domain
import Ledger

/// What stands behind a desk in a test (测试大厅): a store of values that does
/// what effects ask, in order, and answers.
///
/// 2026-03-13, a Friday, 10:30. Everybody in it is made up; every passphrase is
/// `passphrase`.
package struct DeskHall: Sendable {
  package static let passphrase = "窗口练习用的口令短语"
  package static let today = Day(number: 20_525)
  package static let now = at(10, 30)
  package static let station = Station(
    hall: "640104001", hallTitle: "示例街道便民服务中心", division: "640104", counter: "3",
    isPractice: false)
  package static let practice = Station(
    hall: "640104001", hallTitle: "示例街道便民服务中心（练习）", division: "640104", counter: "3",
    isPractice: true)
  package static let clerk = Account(key: "a1", name: "李窗口", role: .clerk)
  package static let colleague = Account(key: "a2", name: "周窗口", role: .clerk)
  package static let supervisor = Account(key: "a3", name: "钱主管", role: .supervisor)

  package var accounts = [clerk, colleague, supervisor]
  package var tickets: [Ticket] = []
  package var drafts: [String: Draft] = [:]
  /// What reading a card comes to; nil while the reader is still at it.
  package var card: CardReading? = .unconfigured
  package private(set) var dossiers: [Dossier] = []
  private var failures = 0
  private var account: Account?
  private var station: Station?

  /// Beijing time, today.
  package static func at(_ hour: Int, _ minute: Int) -> Instant {
    Instant(milliseconds: ((today.number * 24 + hour - 8) * 60 + minute) * 60_000)
  }

  package init(station: Station? = station, waiting: [String] = ["ordinary"]) {
    self.station = station
    for key in waiting { issue(key, at: DeskHall.at(9, tickets.count * 7)) }
  }

  private mutating func issue(_ key: String, at now: Instant) {
    let rule = ShippedRules.rulebook.region.queue
    let id = "t\(tickets.count + 1)"
    let change = try? rule.issue(
      key, id: id, day: DeskHall.today, series: "3", in: tickets, at: now)
    if let change { tickets.append(change.after) }
  }

  /// What the program says first.
  package var ready: Reply { .ready(station, accounts: station == nil ? [] : accounts) }

  package mutating func perform(_ effect: Effect, at now: Instant) -> [Reply] {
    switch effect {
    case .establish(let first):
      let station = Station(
        hall: first.division + "001", hallTitle: first.hallTitle, division: first.division,
        counter: first.counter, isPractice: false)
      self.station = station
      account = DeskHall.supervisor
      return [.established(station, DeskHall.supervisor)]
    case .signIn(let key, let passphrase), .unlock(let key, let passphrase):
      return [signIn(key, passphrase)]
    case .loadQueue: return [.queue(tickets)]
    case .issueTicket(let key, _, let errand):
      let change = try? ShippedRules.rulebook.region.queue.issue(
        key, id: "t\(tickets.count + 1)", day: DeskHall.today, series: "3", in: tickets, at: now)
      guard let change else { return [refused] }
      return write(change, errand)
    case .changeTicket(let change, let errand): return write(change, errand)
    case .undoTicket(let change):
      guard let before = try? tickets.undoing(change, at: now) else { return [refused] }
      tickets = before
      return [.ticketUndone(change.after)]
    case .openTicket(let ticket, let errand): return [.form(ticket, drafts[ticket.id], errand)]
    case .accept(let acceptance, let ticket): return accept(acceptance, ticket, at: now)
    case .readCard: return card.map { [.card($0)] } ?? []
    case .lookUp(let number, let name): return [.person(known(number, name))]
    case .deliver(let paper, _): return [.paper(paper, outcome: .printed(command: "lp"))]
    case .loadBoard: return [.board(BoardPage(rows: [], total: 0, counts: [:]))]
    case .loadDrafts: return [.drafts(drafts.values.map(\.summary).sorted { $0.id < $1.id })]
    default:
      journal(effect, at: now)
      return []
    }
  }

  private var refused: Reply { .failed(Failure("没有办成，草稿没有改动。")) }

  private mutating func signIn(_ key: String, _ passphrase: String) -> Reply {
    if failures >= 5 { return .signInRefused(.locked(seconds: 60)) }
    guard passphrase == DeskHall.passphrase, let found = accounts.first(where: { $0.key == key })
    else {
      failures += 1
      return .signInRefused(failures >= 5 ? .locked(seconds: 60) : .wrong(failures: failures))
    }
    failures = 0
    account = found
    return .signedIn(found)
  }

  private mutating func write(_ change: TicketChange, _ errand: Errand = .line) -> [Reply] {
    guard let after = try? tickets.applying(change) else { return [refused] }
    tickets = after
    return [.ticketChanged(change, errand)]
  }

  // MARK: Drafts

  private mutating func journal(_ effect: Effect, at now: Instant) {
    switch effect {
    case .saveDraft(let ticket, let part, let key, let answer):
      var draft = draft(ticket, at: now)
      switch part {
      case .answers: draft.answers[key] = answer
      case .choices: draft.choices[key] = answer
      }
      drafts[ticket] = draft
    case .saveDraftProgress(let ticket, let progress):
      var draft = draft(ticket, at: now)
      draft.summary.progress = progress
      drafts[ticket] = draft
    case .dropDraft(let ticket): drafts[ticket] = nil
    default: break
    }
  }

  private func draft(_ ticket: String, at now: Instant) -> Draft {
    drafts[ticket]
      ?? Draft(
        summary: DraftSummary(
          id: ticket, startedAt: now, updatedAt: now, progress: DraftProgress()),
        answers: Answers(), choices: Answers())
  }

  // MARK: Dossiers

  private mutating func accept(
    _ acceptance: Acceptance, _ ticket: Ticket, at now: Instant
  ) -> [Reply] {
    guard let account else { return [refused] }
    var numbered = acceptance
    numbered.number = "640104-7K3M-00012\(dossiers.count)-W"
    let operation = Operation(
      id: "op", entity: "d\(dossiers.count)", clerk: account.key, role: account.role, at: now,
      act: .accept(numbered))
    guard let dossier = try? Dossier.play(operation, on: nil) else { return [refused] }
    dossiers.append(dossier)
    drafts[ticket.id] = nil
    if let change = try? ticket.finished(at: now) { _ = write(change) }
    return [.accepted(dossier)]
  }

  private func known(_ number: String, _ name: String) -> KnownPerson {
    let mine = dossiers.filter { $0.answers[text: "idNumber"] == number }
    let alike =
      mine.isEmpty && !name.isEmpty
      ? dossiers.filter { $0.answers[text: "name"] == name } : []
    return KnownPerson(
      idNumber: number, dossiers: mine.reversed().map(DeskHall.summary),
      lookAlikes: alike.map(DeskHall.summary), earlier: mine.reversed().map(\.answers),
      hasOpenRegistration: false)
  }

  private static func summary(_ dossier: Dossier) -> DossierSummary {
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
