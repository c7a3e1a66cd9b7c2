import Domain
import JSON
import Ledger
import SQLite

extension Store {
  /// All appointments from a day up to and including another (预约), also the
  /// cancelled ones, in the order of their slots and then of booking.
  package func appointments(
    from first: Day, through last: Day
  ) throws(StoreError) -> [Appointment] {
    try appointments("WHERE day >= ? AND day <= ?", [.day(first), .day(last)])
  }

  package func appointment(_ id: String) throws(StoreError) -> Appointment? {
    try appointments("WHERE id = ?", [.text(id)]).first
  }

  private func appointments(
    _ condition: String, _ values: [Value]
  ) throws(StoreError) -> [Appointment] {
    try database.all(
      "SELECT content FROM appointment \(condition) ORDER BY day, slot, id", values
    ) { (row) throws(StoreError) in
      try row.decoded(0, table: "appointment") { (reader) throws(JSONContentError) in
        try Appointment(reader)
      }
    }
  }

  /// Does one step of an appointment; inside a transaction.
  func changeAppointment(_ operation: Operation) throws(StoreError) {
    let before = try appointment(operation.entity)
    var others: [Appointment] = []
    if case .book(let booking) = operation.act {
      others = try appointments(from: booking.day, through: booking.day)
    }
    let after: Appointment
    do {
      after = try Appointment.play(operation, on: before, among: others)
    } catch {
      throw .ledger(error)
    }
    try put(after)
  }

  func put(_ appointment: Appointment) throws(StoreError) {
    try database.sql(
      """
      INSERT INTO appointment (id, day, slot, content) VALUES (?, ?, ?, ?)
      ON CONFLICT (id) DO UPDATE SET day = excluded.day, slot = excluded.slot,
        content = excluded.content
      """, .text(appointment.id), .day(appointment.booking.day),
      .text(appointment.booking.slot), .json(appointment.json))
  }
}
