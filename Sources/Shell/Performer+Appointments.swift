import Desk
import Domain
import Ledger
import Storage

extension Performer {
  func attemptAppointment(_ effect: Effect) throws(StoreError) -> [Reply] {
    switch effect {
    case .loadAppointments(let first, let last):
      return [.appointments(try store.appointments(from: first, through: last))]
    case .book(let booking): try record(newID(), .book(booking))
    case .cancelBooking(let id, let reason): try record(id, .cancelBooking(reason: reason))
    case .arrive(let appointment, let ticketClass): return try arrive(appointment, ticketClass)
    default: break
    }
    return []
  }

  /// The ticket and the arrival are written down together or not at all.
  private func arrive(
    _ appointment: Appointment, _ ticketClass: String
  ) throws(StoreError) -> [Reply] {
    let account = try signedIn()
    let change = try newTicket(ticketClass, note: "预约 \(appointment.booking.slot)")
    hasUnsettled = true
    let ticket = change.after.id
    hasNews = true
    try store.record([
      operation(ticket, .changeTicket(change), by: account),
      operation(appointment.id, .arrive(ticket: ticket), by: account),
    ])
    return [.ticketChanged(change)]
  }
}
