import DeskDriver
import Domain
import Ledger
import TUI

@testable import Desk

/// A desk whose central takes its time (慢线路): what would go to central or to the card
/// reader waits until the test lets it be answered, in any order, while keys go on.
struct SlowDesk {
  private(set) var desk: DeskState
  private(set) var hall: DeskHall
  /// What was asked, by whom, and what was in sight then.
  private(set) var waiting: [(asked: Asking, effect: Effect, account: Account?)] = []
  private(set) var problems: [String] = []
  /// Tickets that were written down, each with who asked.
  private(set) var written: [(ticket: String, account: String)] = []

  init(waiting classes: [String] = ["ordinary", "ordinary", "ordinary"]) {
    hall = DeskHall(waiting: classes)
    hall.card = .read(Array("idNumber=640104199003070014\nname=张示例\n".utf8))
    desk = DeskState(
      size: Size(columns: 80, rows: 24), now: DeskHall.now, rules: ShippedRules.rulebook)
    send(.reply(hall.ready))
  }

  var text: String { desk.canvas.textPlane.joined(separator: "\n") }

  mutating func press(_ script: String) throws {
    for key in try Key.script(script) { send(.input(.key(key))) }
  }

  mutating func signIn(_ account: Account) throws {
    let number = (hall.accounts.firstIndex(of: account) ?? 0) + 1
    try press("\(number)<Enter>\(DeskHall.passphrase)<Enter>")
  }

  mutating func send(_ event: Event) {
    for effect in desk.update(event) { perform(effect) }
  }

  /// As if a key had asked for it.
  mutating func ask(_ effect: Effect) { perform(effect) }

  private mutating func perform(_ effect: Effect) {
    switch effect {
    case .issueTicket, .changeTicket, .arrive:
      if desk.account == nil { problems.append("asked by nobody: \(effect)") }
      waiting.append((desk.asking, effect, desk.account))
    case .openScan, .readCard, .join: waiting.append((desk.asking, effect, desk.account))
    case .enter(let account): send(.reply(.signedIn(account)))
    case .signIn, .unlock: waiting.append((desk.asking, effect, nil))
    case .accept, .act, .deliver, .book, .undoTicket:
      if desk.account == nil { problems.append("asked by nobody: \(effect)") }
      answer(effect)
    default: answer(effect)
    }
  }

  private mutating func answer(_ effect: Effect) {
    for reply in hall.perform(effect, at: desk.now) { send(.reply(reply)) }
  }

  /// Central answers one of the questions.
  mutating func answer(_ index: Int) {
    let (asked, effect, account) = waiting.remove(at: index)
    let (before, isSame) = (desk, asked.isSameVisit(as: desk.asking))
    let replies = hall.perform(effect, at: desk.now)
    for reply in replies {
      switch reply {
      case .signedIn(let account):
        // A first sign-in here: central vouches, the desk lets in.
        send(.answer(.vouched(account), asked))
      case .card: send(.reply(reply))
      case .ticketChanged(let change, _):
        written.append((change.after.id, account?.key ?? ""))
        send(.answer(reply, asked))
      default: send(.answer(reply, asked))
      }
    }
    if let form = before.form, desk.visit == before.visit, desk.form?.ticket != form.ticket {
      problems.append("an answer took the open form away")
    }
    guard !isSame else { return }
    if desk.screen != before.screen || desk.overlay != before.overlay
      || desk.form != before.form || desk.stage != before.stage || desk.account != before.account
    {
      problems.append("an answer to one who left changed the screen: \(effect)")
    }
  }
}
