import Domain

/// Somebody's place in one slot of a service (预约).
package struct Appointment: Equatable, Sendable {
  package let id: String
  package let booking: Booking
  package internal(set) var state: State
  /// Why it was cancelled; empty until then.
  package internal(set) var reason: String
  /// The ticket that was issued on arrival.
  package internal(set) var ticket: String?

  package enum State: String, CaseIterable, Sendable {
    /// Expected (已预约).
    case booked
    /// Cancelled (已取消): the place is free again.
    case cancelled
    /// Came, and stands in the line (已到场).
    case arrived
  }

  /// Whether it takes a place.
  package var takesPlace: Bool { state != .cancelled }
}

/// What is written down when somebody books (预约登记).
package struct Booking: Equatable, Sendable {
  /// Key and title of the service, and how many one slot takes, as the pack
  /// said that day.
  package let service: String
  package let title: String
  package let capacity: Int
  package let day: Day
  /// `09:30`.
  package let slot: String
  package let name: String
  package let phone: String
  /// Id of the dossier that it belongs to.
  package let dossier: String?
  package let note: String

  package init(
    service: String, title: String, capacity: Int, day: Day, slot: String, name: String,
    phone: String, dossier: String? = nil, note: String = ""
  ) {
    self.service = service
    self.title = title
    self.capacity = capacity
    self.day = day
    self.slot = slot
    self.name = name
    self.phone = phone
    self.dossier = dossier
    self.note = note
  }

  /// Beijing time; nil when the slot is no time of day.
  package var begins: Instant? {
    AppointmentService.minutes(slot).map { minutes in
      Instant(milliseconds: ((day.number * 24 - 8) * 60 + minutes) * 60_000)
    }
  }

  func isSameSlot(as other: Booking) -> Bool {
    service == other.service && day == other.day && slot == other.slot
  }
}

extension Appointment {
  /// What the operation makes of an appointment: the same on every machine.
  ///
  /// - Parameters:
  ///   - appointment: nil for the operation that books it.
  ///   - others: at least those of the same slot.
  package static func play(
    _ operation: Operation, on appointment: Appointment?, among others: [Appointment]
  ) throws(LedgerError) -> Appointment {
    guard operation.role.may(operation.kind) else {
      throw .notAllowed(operation.role, operation.kind)
    }
    if case .book(let booking) = operation.act {
      guard appointment == nil else { throw .alreadyBooked }
      try booking.check(at: operation.at, among: others)
      return Appointment(
        id: operation.entity, booking: booking, state: .booked, reason: "", ticket: nil)
    }
    guard var after = appointment else { throw .unknownAppointment }
    guard after.state == .booked else { throw .appointmentOver }
    switch operation.act {
    case .cancelBooking(let reason):
      try Dossier.checkWords(reason, operation.kind)
      after.state = .cancelled
      after.reason = reason
    case .arrive(let ticket):
      guard operation.at.day == after.booking.day else { throw .anotherDay }
      after.state = .arrived
      after.ticket = ticket
    default: preconditionFailure("\(operation.kind) is not about an appointment")
    }
    return after
  }
}

extension Booking {
  fileprivate func check(
    at now: Instant, among others: [Appointment]
  ) throws(LedgerError) {
    for words in [title, name, phone, note] { try SafeText.check(words) }
    guard !name.isEmpty, !phone.isEmpty else { throw .reasonMissing(.appointmentBook) }
    guard let begins, begins >= now else { throw .slotPast }
    let taken = others.count { $0.takesPlace && $0.booking.isSameSlot(as: self) }
    guard taken < capacity else { throw .slotFull(capacity: capacity) }
  }
}
