import JSON

/// Something that people come to by appointment (预约服务), such as 一对一职业指导.
package struct AppointmentService: Equatable, Sendable {
  package let key: String
  package let title: String
  /// 1 = Monday … 7 = Sunday.
  package let weekdays: [Int]
  /// When it begins, `09:00`, in order.
  package let slots: [String]
  /// How many people one slot takes.
  package let capacity: Int
  /// Key of the ticket class that somebody gets who arrives.
  package let ticketClass: String
  package let place: String?
  package let note: String?
  package let clauses: [String]

  /// Whether it is given on a day: on its weekdays, never on a day off. A
  /// Saturday that is worked for a Tuesday stays a Saturday.
  package func isOpen(on day: Day, _ calendar: WorkCalendar) -> Bool {
    if case .holiday = calendar.kind(of: day) { return false }
    return weekdays.contains(day.weekday)
  }

  /// Its days among so many from a day on.
  package func openDays(
    from first: Day, within days: Int, _ calendar: WorkCalendar
  ) -> [Day] {
    (0..<max(0, days)).map(first.adding).filter { isOpen(on: $0, calendar) }
  }

  /// Minutes after midnight of `09:30`; nil when that is no time of day.
  package static func minutes(_ slot: String) -> Int? {
    let bytes = Array(slot.utf8)
    guard bytes.count == 5, bytes[2] == UInt8(ascii: ":"),
      (bytes[0..<2] + bytes[3..<5]).allSatisfy({ (48...57).contains($0) })
    else { return nil }
    let hour = Int(bytes[0] - 48) * 10 + Int(bytes[1] - 48)
    let minute = Int(bytes[3] - 48) * 10 + Int(bytes[4] - 48)
    return hour < 24 && minute < 60 ? hour * 60 + minute : nil
  }
}

extension AppointmentService {
  package init(_ reader: JSONReader) throws(JSONContentError) {
    try reader.allowOnly(
      "key", "title", "weekdays", "slots", "capacity", "ticketClass", "place", "note", "clauses")
    self.init(
      key: try reader["key"].key(), title: try reader["title"].shown(atMost: 20),
      weekdays: try reader.each("weekdays") { item throws(JSONContentError) in try item.int(1...7)
      },
      slots: try reader.each("slots") { item throws(JSONContentError) in
        let slot = try item.string()
        guard AppointmentService.minutes(slot) != nil else {
          throw item.error(allowed: "a time of day such as 09:30")
        }
        return slot
      },
      capacity: try reader["capacity"].int(1...999), ticketClass: try reader["ticketClass"].key(),
      place: try reader.optional("place")?.shown(atMost: 60),
      note: try reader.optional("note")?.shown(), clauses: try reader.keys("clauses"))
  }

  /// - Parameter path: where it stands in the region pack.
  func problems(_ region: Region, _ path: String) -> [JSONContentError] {
    var list = ProblemList()
    if weekdays.isEmpty { list.add("\(path).weekdays", "none", "at least one of 1 to 7") }
    list.requireDistinct(weekdays.map(String.init), "\(path).weekdays", nil)
    if slots.isEmpty { list.add("\(path).slots", "none", "at least one time such as 09:00") }
    for (index, pair) in zip(slots, slots.dropFirst()).enumerated() where pair.0 >= pair.1 {
      list.add("\(path).slots[\(index + 1)]", "“\(pair.1)”", "a time after \(pair.0)")
    }
    list.requireKnown(
      ticketClass, among: region.queue.classes.map(\.key), "\(path).ticketClass")
    return list.problems
  }
}
