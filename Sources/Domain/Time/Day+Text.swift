extension Day {
  private static let weekdays = ["周一", "周二", "周三", "周四", "周五", "周六", "周日"]

  /// `周二`.
  package var weekdayText: String { Day.weekdays[weekday - 1] }

  /// `9月15日`.
  package var monthDayText: String { "\(parts.month)月\(parts.day)日" }

  /// `2026年9月15日`.
  package var fullText: String { "\(year)年\(monthDayText)" }

  /// `9月15日`, with the year when it is not the given one.
  package func text(in year: Int) -> String { self.year == year ? monthDayText : fullText }

  /// `9月15日 周二 工作日`, `2027年10月1日 周五 国庆节`: what shows beside a date
  /// that was typed. A kind that a notice may still change is marked 暂定.
  ///
  /// - Parameter isProvisional: whether the day itself is 暂定, a due day that was
  ///   counted through a year without a notice; the mark stands once.
  package func text(
    today: Day, calendar: WorkCalendar, isProvisional: Bool = false
  ) -> String {
    let mark = isProvisional || calendar.isProvisional(self) ? "（暂定）" : ""
    return "\(text(in: today.year)) \(weekdayText) \(calendar.kind(of: self).text)\(mark)"
  }

  /// The same day some months later, or the last day of a shorter month.
  /// Source: 民法典 art. 202. Nil outside the years 1...9999.
  package func adding(months: Int) -> Day? {
    let (year, month, day) = parts
    guard abs(months) < 120_000 else { return nil }
    let count = year * 12 + month - 1 + months
    guard count >= 12 else { return nil }
    let (newYear, newMonth) = (count / 12, count % 12 + 1)
    return Day(newYear, newMonth, min(day, Day.length(ofMonth: newMonth, year: newYear)))
  }
}
