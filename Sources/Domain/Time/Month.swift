/// One month of one year (月份), such as 2026-11.
package struct Month: Hashable, Comparable, Sendable {
  package let year: Int
  package let month: Int

  /// Nil when there is no such month.
  package init?(_ year: Int, _ month: Int) {
    guard Day(year, month, 1) != nil else { return nil }
    self.year = year
    self.month = month
  }

  /// Reads `2026-11`.
  package init?(_ text: String) {
    guard text.utf8.count == 7, let day = Day(text + "-01") else { return nil }
    self.init(of: day)
  }

  /// The month that a day is in.
  package init(of day: Day) {
    (year, month, _) = day.parts
  }

  package func contains(_ day: Day) -> Bool { Month(of: day) == self }

  /// The first day, and the one after the last.
  package var days: (first: Day, end: Day) {
    guard let first = Day(year, month, 1) else { preconditionFailure("\(self) has no first day") }
    return (first, first.adding(Day.length(ofMonth: month, year: year)))
  }

  package var previous: Month { Month(of: days.first.adding(-1)) }
  package var next: Month { Month(of: days.end) }

  /// `2026年11月`.
  package var text: String { "\(year)年\(month)月" }

  package static func < (a: Month, b: Month) -> Bool { (a.year, a.month) < (b.year, b.month) }
}

extension Month: CustomStringConvertible {
  /// `2026-11`.
  package var description: String { String(days.first.description.prefix(7)) }
}
