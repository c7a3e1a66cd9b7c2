/// A region pack (地区包): what differs from place to place.
package struct Region: Equatable, Sendable {
  /// `nx`.
  package let key: String
  package let title: String
  package let version: String
  package let themes: [String]
  package let departments: [Department]
  package let divisions: [Division]
  package let queue: QueueRule
  package let lights: LightThresholds
  package let appointments: [AppointmentService]
  /// Notes that the screens show, e.g. that regional holidays are missing.
  package let warnings: [String]

  package func department(_ key: String) -> Department? { departments.first { $0.key == key } }
  package func division(_ code: String) -> Division? { divisions.first { $0.code == code } }
}

/// A department (部门).
package struct Department: Equatable, Sendable {
  package let key: String
  package let title: String
  /// At most four Han characters, for narrow columns: 人社.
  package let short: String
}

/// An administrative division (行政区划), GB/T 2260.
package struct Division: Equatable, Sendable {
  package let code: String
  package let name: String
  package let initials: String
}

/// Ticket classes and the fairness bound (排队规则).
package struct QueueRule: Equatable, Sendable {
  package let classes: [TicketClass]
  /// An ordinary ticket is passed by at most this many priority tickets.
  package let bound: Int
  /// Recalls before a ticket counts as passed over (过号).
  package let recalls: Int

  package func ticketClass(_ key: String) -> TicketClass? { classes.first { $0.key == key } }
}

/// A class of tickets (号票类别): 普通, 军人, 残疾人, 老年人, 孕妇.
package struct TicketClass: Equatable, Sendable {
  package let key: String
  package let title: String
  /// One Latin capital before the number.
  package let prefix: String
  package let hasPriority: Bool

  package init(key: String, title: String, prefix: String, hasPriority: Bool) {
    self.key = key
    self.title = title
    self.prefix = prefix
    self.hasPriority = hasPriority
  }
}
