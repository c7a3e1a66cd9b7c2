import Domain
import Ledger
import TUI

/// Slots of a service and who comes in them (预约).
struct AppointmentsState: Equatable, Sendable {
  /// Index of the service among those of the region.
  private(set) var service = 0
  private(set) var booked: [Appointment] = []
  private(set) var cursor = ListCursor()

  /// How far ahead somebody can book, in calendar days.
  static let days = 28

  /// One line of the list.
  enum Row: Equatable, Sendable {
    case slot(Day, String, free: Int)
    case booking(Appointment)
  }

  mutating func receive(_ booked: [Appointment]) { self.booked = booked }

  mutating func step(_ step: Int, count: Int) {
    guard (0..<count).contains(service + step) else { return }
    service += step
    cursor = ListCursor()
  }

  mutating func press(_ key: Key, count: Int, height: Int) {
    _ = cursor.press(key, count: count, height: height)
  }

  /// Each slot with its free places, and below it those who come. Slots of
  /// today that have begun are left out when nobody is booked in them.
  func rows(_ service: AppointmentService, _ now: Instant, _ calendar: WorkCalendar) -> [Row] {
    service.openDays(from: now.day, within: AppointmentsState.days, calendar).flatMap { day in
      service.slots.flatMap { slot -> [Row] in
        let here = booked.filter {
          $0.takesPlace && $0.booking.service == service.key && $0.booking.day == day
            && $0.booking.slot == slot
        }
        let free = max(0, service.capacity - here.count)
        let isPast = service.booking(day, slot, name: "", phone: "").begins.map { $0 < now } ?? true
        if isPast, here.isEmpty { return [] }
        return [.slot(day, slot, free: isPast ? 0 : free)] + here.map(Row.booking)
      }
    }
  }
}

extension AppointmentService {
  func booking(
    _ day: Day, _ slot: String, name: String, phone: String, dossier: String? = nil
  ) -> Booking {
    Booking(
      service: key, title: title, capacity: capacity, day: day, slot: slot, name: name,
      phone: phone, dossier: dossier)
  }
}

extension Appointment.State {
  var title: String {
    switch self {
    case .booked: "已预约"
    case .cancelled: "已取消"
    case .arrived: "已到场"
    }
  }
}

extension Prompt {
  /// - Parameter known: name and phone of who is at the counter, in part only.
  static func book(
    _ service: AppointmentService, _ day: Day, _ slot: String, known: String
  ) -> Prompt {
    var prompt = Prompt(.book(service: service.key, day, slot: slot), title: "预约 \(service.title)")
    prompt.lines = [
      "\(day.fullText) \(day.weekdayText) \(slot)" + (service.place.map { "，\($0)" } ?? "")
    ]
    prompt.entry = EntryField(limit: Limits.name.characters + Limits.number.characters)
    prompt.entryLabel = "姓名 电话（中间空一格）"
    if !known.isEmpty {
      prompt.lines.append("留空即为 \(known)")
      prompt.isTextOptional = true
    }
    return prompt
  }

  static func appointment(_ appointment: Appointment) -> Prompt {
    let booking = appointment.booking
    var prompt = Prompt(.appointment(appointment.id), title: "预约 \(Mask.name(booking.name))")
    prompt.lines = ["\(booking.day.fullText) \(booking.slot)，\(booking.title)"]
    prompt.options = ["已到场，取号入队", "取消预约"]
    prompt.entry = EntryField(limit: Limits.words.characters)
    prompt.entryLabel = "取消的原因"
    return prompt
  }
}
