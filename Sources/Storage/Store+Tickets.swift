import Domain
import JSON
import Ledger
import SQLite

extension Store {
  /// All tickets of a day (号票), in the order of the line.
  package func tickets(on day: Day) throws(StoreError) -> [Ticket] {
    try database.all("SELECT content FROM ticket WHERE day = ?", [.day(day)]) {
      (row) throws(StoreError) in toldApart(try row.ticket(0))
    }.sorted(by: Ticket.isBefore)
  }

  package func ticket(_ id: String) throws(StoreError) -> Ticket? {
    try database.first("SELECT content FROM ticket WHERE id = ?", .text(id)) {
      (row) throws(StoreError) in toldApart(try row.ticket(0))
    }
  }

  /// The highest place that any ticket here has.
  package func lastPlace() throws(StoreError) -> Int {
    try database.first("SELECT max(place) FROM ticket") { $0.optionalInt(0) ?? 0 } ?? 0
  }

  /// In a hall that joined, what a counter gave out alone names the counter.
  func toldApart(_ ticket: Ticket) -> Ticket {
    var ticket = ticket
    ticket.isToldApart = isEnrolled
    return ticket
  }

  /// The same for those that were given out before this counter joined; inside a
  /// transaction.
  func tellTicketsApart() throws(StoreError) {
    try database.sql(
      """
      UPDATE ticket
      SET number = number || '-' || json_extract(CAST(content AS TEXT), '$.series')
      WHERE instr(number, '-') = 0
        AND substr(json_extract(CAST(content AS TEXT), '$.series'), 1, 1) <> ?
      """, .text(Ticket.hallSeries))
  }

  /// Does one step of a ticket, or takes it back; inside a transaction.
  ///
  /// A step says what the ticket was before. Throws `.ticketChanged` when it is
  /// another one now: two callers cannot both take one ticket.
  func change(
    _ change: TicketChange,
    _ play: ([Ticket]) throws(QueueProblem) -> [Ticket]
  ) throws(StoreError) {
    var tickets: [Ticket] = []
    for id in [change.after.id] + change.passed {
      if let ticket = try ticket(id) { tickets.append(ticket) }
    }
    let after: [Ticket]
    do {
      after = try play(tickets)
    } catch {
      switch error {
      case .changedSince(let number): throw .ticketChanged(number: number)
      case .unknownTicket: throw .ticketChanged(number: change.after.number)
      default: throw .queue(error)
      }
    }
    for ticket in tickets where !after.contains(where: { $0.id == ticket.id }) {
      try database.sql("DELETE FROM ticket WHERE id = ?", .text(ticket.id))
    }
    for ticket in after where !tickets.contains(ticket) {
      try put(ticket, isNew: !tickets.contains { $0.id == ticket.id })
    }
  }

  /// A supervisor has looked into it; inside a transaction.
  func clearTicket(_ operation: Operation) throws(StoreError) {
    guard let ticket = try ticket(operation.entity) else { throw .ledger(.unknownDossier) }
    let after: Ticket
    do throws(LedgerError) { after = try ticket.cleared(by: operation) } catch {
      throw .ledger(error)
    }
    try put(after, isNew: false)
  }

  /// - Parameter series: the column's; another than the ticket's own when two
  ///   machines gave out one number.
  func put(_ ticket: Ticket, isNew: Bool, series: String? = nil) throws(StoreError) {
    let known =
      isNew
      ? ""
      : """
      ON CONFLICT (id) DO UPDATE SET state = excluded.state, counter = excluded.counter,
        called_at = excluded.called_at, content = excluded.content,
        is_doubted = excluded.is_doubted
      """
    do {
      try database.run(
        """
        INSERT INTO ticket (
          id, day, series, prefix, sequence, number, class, state, counter, issued_at, called_at,
          content, place, is_doubted
        ) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) \(known)
        """,
        .text(ticket.id), .day(ticket.day), .text(series ?? ticket.series), .text(ticket.prefix),
        .int(ticket.sequence), .text(toldApart(ticket).number), .text(ticket.classKey),
        .text(ticket.state.rawValue), .text(orNull: ticket.counter), .instant(ticket.issuedAt),
        .instant(orNull: ticket.calledAt), .json(ticket.json), .int(ticket.place),
        .bool(!ticket.doubts.isEmpty))
    } catch {
      throw error.isConstraint ? .ticketNumberTaken(number: ticket.number) : StoreError(error)
    }
  }
}

extension Row {
  func ticket(_ column: Int) throws(StoreError) -> Ticket {
    try decoded(column, table: "ticket") { (reader) throws(JSONContentError) in
      try Ticket(reader)
    }
  }
}
