import Domain

/// What a citizen reads on a ticket, in one hall on one day (号票上的号): `A001-3`
/// whether counter 3 gave it out before it joined or alone afterwards.
package struct TicketName: Hashable, Comparable, Sendable {
  package let hall: String
  package let day: Day
  /// The counter, or the hall's series.
  package let giver: String
  package let prefix: String
  package let sequence: Int

  package init(_ ticket: Ticket, in hall: String) {
    self.hall = hall
    day = ticket.day
    giver = ticket.giver
    prefix = ticket.prefix
    sequence = ticket.sequence
  }

  package static func < (a: TicketName, b: TicketName) -> Bool {
    (a.hall, a.day.number, a.giver, a.prefix, a.sequence)
      < (b.hall, b.day.number, b.giver, b.prefix, b.sequence)
  }
}

extension Ticket {
  /// The counter that its number names, or the hall's series.
  package var giver: String { series.hasPrefix("-") ? String(series.dropFirst()) : series }
}

/// What central knows of the numbers that it gave out for halls (已发号).
package struct GivenNumbers: Sendable {
  /// The highest number, by the name of a ticket that stands for all of its class
  /// (`TicketName.sequence` is 0); none was given where there is nothing.
  package var last: [TicketName: Int]
  /// On days up to here central came back from a copy, and may have forgotten some.
  package let isSureAfter: Day?

  package init(last: [TicketName: Int], isSureAfter: Day?) {
    self.last = last
    self.isSureAfter = isSureAfter
  }

  func hold(_ name: TicketName) -> Bool {
    if let isSureAfter, name.day <= isSureAfter { return true }
    return name.sequence <= last[name.ofClass] ?? 0
  }
}

extension TicketName {
  private init(hall: String, day: Day, giver: String, prefix: String, sequence: Int) {
    self.hall = hall
    self.day = day
    self.giver = giver
    self.prefix = prefix
    self.sequence = sequence
  }

  /// Stands for all numbers of its class.
  package var ofClass: TicketName {
    TicketName(hall: hall, day: day, giver: giver, prefix: prefix, sequence: 0)
  }
}

/// Whose log a number names (号段归属).
package struct LogOwner: Equatable, Sendable {
  package let hall: String
  /// The device, and those that took its logs over.
  package let devices: Set<String>

  package init(hall: String, devices: Set<String>) {
    self.hall = hall
    self.devices = devices
  }
}
