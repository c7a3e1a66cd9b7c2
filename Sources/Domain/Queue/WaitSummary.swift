/// How long people wait (等候时间), in milliseconds.
package struct WaitSummary: Equatable, Sendable {
  /// Tickets in line now.
  package let waiting: Int
  /// Of those in line now; nil when nobody waits.
  package let longest: Int?
  package let average: Int?
  /// From issue to the last call, of the tickets called so far.
  package let averageUntilCall: Int?
  /// Key of the class; nil for all classes together.
  package let classKey: String?

  /// For all classes together first, then for each class that has tickets, in
  /// the order of the rule.
  package static func summaries(
    of tickets: [Ticket], rule: QueueRule, at now: Instant
  ) -> [WaitSummary] {
    let classes = rule.classes.map(\.key).filter { key in
      tickets.contains { $0.classKey == key }
    }
    return [WaitSummary(tickets, nil, now)]
      + classes.map { key in WaitSummary(tickets.filter { $0.classKey == key }, key, now) }
  }

  private init(_ tickets: [Ticket], _ classKey: String?, _ now: Instant) {
    let line = tickets.filter(\.isInLine).map { $0.waited(until: now) }
    let calls = tickets.compactMap { ticket in
      ticket.calledAt.map { ticket.waited(until: $0) }
    }
    waiting = line.count
    longest = line.max()
    average = line.isEmpty ? nil : line.reduce(0, +) / line.count
    averageUntilCall = calls.isEmpty ? nil : calls.reduce(0, +) / calls.count
    self.classKey = classKey
  }
}
