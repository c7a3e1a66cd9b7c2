import Desk
import Domain
import HTTPClient
import JSON
import Ledger
import Machine
import Storage
import Sync

// One line for all counters of a hall. While central answers, its numbers and
// places come from there, and a ticket is called only by the counter to which
// central gave it, so that no two ever hold one. While it does not, each counter
// goes on with numbers of its own and calls what it knows of, as central's order
// of taking the calls settles afterwards.

extension Performer {
  /// How long a clerk may wait for central before the counter goes on alone.
  private static let patience = 1_000

  /// Tickets that this counter may have to do with: those in line that are not for
  /// another counter, and its own.
  func ownTickets() throws(StoreError) -> [Ticket] {
    let tickets = try store.tickets(on: moment.day)
    guard link != nil, let counter = station?.counter else { return tickets }
    return tickets.filter { ticket in
      if let target = ticket.target.counter, target != counter { return ticket.counter == counter }
      return ticket.isInLine || ticket.counter == counter || ticket.target.counter == counter
    }
  }

  /// Written down under who asked, whoever is there when central answers.
  func issue(
    _ ticketClass: String, _ note: String, _ errand: Errand
  ) throws(StoreError) -> [Reply] {
    let (asked, account) = (moment, try signedIn())
    guard let link, link.isOnline, let known = queue?.ticketClass(ticketClass) else {
      return try issueAlone(ticketClass, note, errand, by: account)
    }
    let plain = try store.tickets(on: asked.day).filter { $0.isPlain && $0.prefix == known.prefix }
    let request = QueueNumberRequest(
      day: asked.day, prefix: known.prefix, last: plain.map(\.sequence).max() ?? 0,
      place: try store.lastPlace())
    link.askNow(
      link.speaker.post("/v1/queue/number", request.json), within: Self.patience, asked: asking
    ) { [self] answer in
      do throws(StoreError) {
        guard case .answered(200, let body, _) = answer, let json = try? JSON(parsing: body),
          let given = try? QueueNumber(JSONReader(json))
        else {
          if case .failed = answer { link.giveUp() }
          return try issueAlone(ticketClass, note, errand, by: account)
        }
        let ticket = Ticket(
          id: newID(), day: asked.day, series: given.series, class: known,
          sequence: given.sequence, place: given.place, issuedAt: asked, note: note)
        let change = TicketChange(
          action: .issue, before: nil, after: ticket, passed: [], at: asked, reason: "")
        return try record(change, errand, by: account)
      } catch {
        return [.failed(Failure(error.explanation(of: .step)))]
      }
    }
    return []
  }

  private func issueAlone(
    _ ticketClass: String, _ note: String, _ errand: Errand, by account: Account
  ) throws(StoreError) -> [Reply] {
    try record(try newTicket(ticketClass, note: note), errand, by: account)
  }

  private func record(
    _ change: TicketChange, _ errand: Errand, by account: Account
  ) throws(StoreError) -> [Reply] {
    try record(as: account, change.after.id, .changeTicket(change))
    return [.ticketChanged(change, errand)]
  }

  /// A call without central: what another counter may have called, too, is settled
  /// when the line is back.
  func callAlone(_ change: TicketChange, _ errand: Errand) throws(StoreError) -> [Reply] {
    try record(change, errand, by: signedIn())
  }

  /// A step of a ticket. A call is asked for first, unless another counter handed
  /// the ticket to this one alone.
  func change(_ change: TicketChange, _ errand: Errand) throws(StoreError) -> [Reply] {
    let account = try signedIn()
    guard change.action == .call, let link, let counter = station?.counter,
      change.after.target.counter != counter
    else { return try record(change, errand, by: account) }
    guard link.isOnline else { return try unanswered(change, errand, by: account) }
    let claim = QueueClaimRequest(ticket: change.after.id, counter: counter)
    link.askNow(
      link.speaker.post("/v1/queue/claim", claim.json), within: Self.patience, asked: asking
    ) { [self] answer in
      do throws(StoreError) {
        switch answer {
        case .answered(204, _, _): return try record(change, errand, by: account)
        case .answered(409, let body, _):
          let by = (try? JSON(parsing: body)).flatMap { try? Refusal(JSONReader($0)) }
          link.retry()
          guard case .taken(let other) = by else { break }
          return [.failed(Failure("\(change.after.number) 号刚被 \(other) 号窗口叫走，请再叫下一位。"))]
        case .failed: link.giveUp()
        default: break
        }
        return try unanswered(change, errand, by: account)
      } catch {
        return [.failed(Failure(error.explanation(of: .step)))]
      }
    }
    return []
  }

  /// Only tickets that this counter gave out alone are called without a word:
  /// others cannot have them before them.
  private func unanswered(
    _ change: TicketChange, _ errand: Errand, by account: Account
  ) throws(StoreError) -> [Reply] {
    let own = station.map { Ticket.series(ofCounterAlone: $0.counter) }
    return change.after.series == own
      ? try record(change, errand, by: account) : [.callUnanswered(change, errand)]
  }
}
