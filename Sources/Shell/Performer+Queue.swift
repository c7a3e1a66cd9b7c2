import Desk
import Domain
import HTTPClient
import JSON
import Ledger
import Machine
import Storage
import Sync

// The hall's own series: one line for all counters while central answers. Its
// numbers come from central, and a ticket of it is called only by the counter
// to which central gave it, so that no two ever hold one.

extension Performer {
  /// How long a clerk may wait for central before the counter goes on alone.
  private static let patience = 1_000

  /// Tickets that this counter may have to do with: other counters call those
  /// of their own series.
  func ownTickets() throws(StoreError) -> [Ticket] {
    let tickets = try store.tickets(on: Clocks.now.day)
    guard let link, let counter = station?.counter else { return tickets }
    return tickets.filter {
      $0.series == counter || $0.series == Ticket.series(ofCounterAlone: counter)
        || $0.counter == counter || $0.target.counter == counter
        || $0.series == QueueNumberRequest.series && $0.counter == nil && link.isOnline
    }
  }

  /// Written down under who asked, whoever is there when central answers.
  func issue(
    _ ticketClass: String, _ note: String, _ errand: Errand
  ) throws(StoreError) -> [Reply] {
    let account = try signedIn()
    guard let link, link.isOnline, let prefix = queue?.ticketClass(ticketClass)?.prefix else {
      return try issueAlone(ticketClass, note, errand, by: account)
    }
    let day = Clocks.now.day
    let request = QueueNumberRequest(day: day, prefix: prefix)
    link.askNow(
      link.speaker.post("/v1/queue/number", request.json), within: Self.patience, asked: asking
    ) { [self] answer in
      do throws(StoreError) {
        guard case .answered(200, let body, _) = answer, let json = try? JSON(parsing: body),
          let sequence = try? JSONReader(json)["sequence"].int(1...999),
          let change = hallTicket(ticketClass, sequence, day, note)
        else { return try issueAlone(ticketClass, note, errand, by: account) }
        try record(as: account, change.after.id, .changeTicket(change))
        return [.ticketChanged(change, errand)]
      } catch {
        return [.failed(Failure(error.explanation))]
      }
    }
    return []
  }

  private func issueAlone(
    _ ticketClass: String, _ note: String, _ errand: Errand, by account: Account
  ) throws(StoreError) -> [Reply] {
    let change = try newTicket(ticketClass, note: note)
    try record(as: account, change.after.id, .changeTicket(change))
    return [.ticketChanged(change, errand)]
  }

  private func hallTicket(
    _ ticketClass: String, _ sequence: Int, _ day: Day, _ note: String
  ) -> TicketChange? {
    guard let ticketClass = queue?.ticketClass(ticketClass) else { return nil }
    let now = Clocks.now
    let ticket = Ticket(
      id: newID(), day: day, series: QueueNumberRequest.series, class: ticketClass,
      sequence: sequence, issuedAt: now, note: note)
    return TicketChange(
      action: .issue, before: nil, after: ticket, passed: [], at: now, reason: "")
  }

  /// A step of a ticket. One of the hall's series is asked for first, unless
  /// another counter handed it to this one alone.
  func change(_ change: TicketChange, _ errand: Errand) throws(StoreError) -> [Reply] {
    let account = try signedIn()
    let isHalls = change.after.series == QueueNumberRequest.series && change.action == .call
    guard isHalls, let link, let counter = station?.counter,
      change.after.target.counter != counter
    else {
      try record(as: account, change.after.id, .changeTicket(change))
      return [.ticketChanged(change, errand)]
    }
    let claim = QueueClaimRequest(ticket: change.after.id, counter: counter)
    link.askNow(
      link.speaker.post("/v1/queue/claim", claim.json), within: Self.patience, asked: asking
    ) { [self] answer in
      do throws(StoreError) {
        switch answer {
        case .answered(204, _, _):
          try record(as: account, change.after.id, .changeTicket(change))
          return [.ticketChanged(change, errand)]
        case .answered(409, let body, _):
          let by = (try? JSON(parsing: body)).flatMap { try? Refusal(JSONReader($0)) }
          link.retry()
          guard case .taken(let other) = by else { break }
          return [.failed(Failure("\(change.after.number) 号刚被 \(other) 号窗口叫走，请再叫下一位。"))]
        default: break
        }
        return [.failed(Failure("连不上中心，大厅号 \(change.after.number) 现在不能叫；本窗口的号照常。"))]
      } catch {
        return [.failed(Failure(error.explanation))]
      }
    }
    return []
  }
}
