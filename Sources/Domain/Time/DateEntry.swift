/// A date as clerks type it (日期录入).
///
/// `.` today · `-1` `+3` days, `+3w` weeks, `+2m` months, `-1y` years from
/// today · `0915` and `915` this year · `20260915` · `2026-09-15`, `2026.9.15`,
/// `2026/9/15`, `2026年9月15日` · `9-15`, `9.15`, `9月15日` this year. Full-width
/// characters count as half-width.
package enum DateEntry {
  /// Why a text is no date (日期错误).
  package enum Problem: Error, Hashable, Sendable {
    case empty
    /// Safe to show.
    case unreadable(String)
    case noSuchDay(String)
    case outOfRange(String)

    package var message: String {
      switch self {
      case .empty: "请录入日期，\(DateEntry.allowed)"
      case .unreadable(let found): "“\(found)”不是日期，\(DateEntry.allowed)"
      case .noSuchDay(let found): "“\(found)”：没有这一天，请核对月和日"
      case .outOfRange(let found): "“\(found)”超出范围，只接受1900年至2199年的日期"
      }
    }
  }

  package static let allowed = "可录 20260915、2026-09-15、0915、.（今天）、-1、+3w、+2m"

  /// The years a hall meets; others are slips of the finger.
  package static let years = 1900...2199

  package static func day(_ typed: String, today: Day) throws(Problem) -> Day {
    let text = Typed.trimmed(Typed.numeric(typed)).lowercased()
    if text.isEmpty { throw .empty }
    let found = SafeText.rendered(String(text.prefix(20)))
    let day: Day?
    if text == "." || text == "。" {
      return today
    } else if let sign = text.first, sign == "+" || sign == "-" {
      guard let offset = Offset(text) else { throw .unreadable(found) }
      day = offset.applied(to: today)
      guard let day, years.contains(day.year) else { throw .outOfRange(found) }
      return day
    }
    guard let (year, month, dayOfMonth) = numbers(text, thisYear: today.year) else {
      throw .unreadable(found)
    }
    guard years.contains(year) else { throw .outOfRange(found) }
    day = Day(year, month, dayOfMonth)
    guard let day else { throw .noSuchDay(found) }
    return day
  }

  private static func numbers(_ text: String, thisYear: Int) -> (Int, Int, Int)? {
    if let value = Decimal.number(text) {
      switch text.utf8.count {
      case 3, 4: return (thisYear, value / 100, value % 100)
      case 8: return (value / 10_000, value / 100 % 100, value % 100)
      default: return nil
      }
    }
    var plain = text
    if plain.contains("月") {
      guard plain.hasSuffix("日") || plain.hasSuffix("号") else { return nil }
      plain = String(plain.dropLast().map { $0 == "年" || $0 == "月" ? "-" : $0 })
    }
    let separators = Set(plain.filter { !("0"..."9").contains($0) })
    guard separators.count == 1, let separator = separators.first, "-./".contains(separator) else {
      return nil
    }
    let fields = plain.split(separator: separator, omittingEmptySubsequences: false)
    let values = fields.compactMap { Decimal.number($0) }
    guard values.count == fields.count, fields.suffix(2).allSatisfy({ $0.count <= 2 }) else {
      return nil
    }
    switch values.count {
    case 2: return (thisYear, values[0], values[1])
    case 3 where fields[0].count == 4: return (values[0], values[1], values[2])
    default: return nil
    }
  }

  /// `+3w`: days when no unit is given.
  private struct Offset {
    let count: Int
    let unit: Character

    init?(_ text: String) {
      var digits = text.dropFirst()
      unit = digits.last.flatMap { "dwmy天周月年".contains($0) ? $0 : nil } ?? "d"
      if digits.last == unit { digits = digits.dropLast() }
      guard digits.utf8.count <= 5, let value = Decimal.number(digits) else { return nil }
      count = text.hasPrefix("-") ? -value : value
    }

    func applied(to today: Day) -> Day? {
      switch unit {
      case "w", "周": today.adding(count * 7)
      case "m", "月": today.adding(months: count)
      case "y", "年": today.adding(months: count * 12)
      default: today.adding(count)
      }
    }
  }
}
