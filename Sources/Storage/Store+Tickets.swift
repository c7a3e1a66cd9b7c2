import Domain
import JSON
import Ledger
import SQLite

extension Store {
  /// All tickets of a day (号票), in the order of issue.
  package func tickets(on day: Day) throws(StoreError) -> [Ticket] {
    try database.all(
      "SELECT content FROM ticket WHERE day = ? ORDER BY issued_at, id", [.day(day)]
    ) { (row) throws(StoreError) in try row.ticket(0) }
  }

  package func ticket(_ id: String) throws(StoreError) -> Ticket? {
    try database.first("SELECT content FROM ticket WHERE id = ?", .text(id)) {
      (row) throws(StoreError) in try row.ticket(0)
    }
  }

  /// The serial of the next ticket with this letter on this day, from 1.
  package func nextTicketSerial(on day: Day, prefix: String) throws(StoreError) -> Int {
    let last = try database.first(
      "SELECT serial FROM ticket WHERE day = ? AND prefix = ? ORDER BY serial DESC LIMIT 1",
      .day(day), .text(prefix)
    ) { $0.int(0) }
    return (last ?? 0) + 1
  }

  /// Refuses when one of the tickets is not as the caller saw it: two callers
  /// cannot both take one ticket.
  func expect(_ seen: [Ticket]) throws(StoreError) {
    for ticket in seen where try self.ticket(ticket.id) != ticket {
      throw .ticketChanged(number: ticket.number)
    }
  }

  func issue(_ ticket: Ticket) throws(StoreError) {
    let (prefix, serial) = Store.parts(ofTicketNumber: ticket.number)
    do {
      try database.run(
        """
        INSERT INTO ticket (
          id, day, number, prefix, serial, class, state, counter, issued_at, called_at, revision,
          content
        ) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, ?)
        """,
        .text(ticket.id), .day(ticket.day), .text(ticket.number), .text(prefix), .int(serial),
        .text(ticket.classKey), .text(ticket.state.rawValue), .text(orNull: ticket.counter),
        .instant(ticket.issuedAt), .instant(orNull: ticket.calledAt), .json(ticket.json))
    } catch {
      throw error.isConstraint ? .ticketNumberTaken(number: ticket.number) : StoreError(error)
    }
  }

  /// The ticket as it is afterwards; its number, day and issue never change.
  func move(_ ticket: Ticket) throws(StoreError) {
    try database.sql(
      """
      UPDATE ticket SET class = ?, state = ?, counter = ?, called_at = ?, content = ?,
        revision = revision + 1 WHERE id = ? AND day = ? AND number = ?
      """,
      .text(ticket.classKey), .text(ticket.state.rawValue), .text(orNull: ticket.counter),
      .instant(orNull: ticket.calledAt), .json(ticket.json), .text(ticket.id), .day(ticket.day),
      .text(ticket.number))
    guard database.changes == 1 else { throw .ticketChanged(number: ticket.number) }
  }

  /// `A` and 12 of `A012`.
  static func parts(ofTicketNumber number: String) -> (prefix: String, serial: Int) {
    let digits = number.reversed().prefix { $0.isASCII && $0.isNumber }.reversed()
    return (String(number.dropLast(digits.count)), Int(String(digits)) ?? 0)
  }
}

extension Row {
  func ticket(_ column: Int) throws(StoreError) -> Ticket {
    try decoded(column, table: "ticket") { (reader) throws(JSONContentError) in
      try Ticket(reader)
    }
  }
}
