import JSON

/// A day of every year (月日), such as 9月15日.
package struct MonthDay: Hashable, Sendable, Comparable {
  package let month: Int
  package let day: Int

  /// Nil when no year has this day; 29 February is not a day of every year.
  package init?(_ month: Int, _ day: Int) {
    guard Day(2025, month, day) != nil else { return nil }
    self.month = month
    self.day = day
  }

  /// Reads four digits, `0915`.
  package init?(_ text: some StringProtocol) {
    guard text.utf8.count == 4, let value = Decimal.number(text) else { return nil }
    self.init(value / 100, value % 100)
  }

  /// `9月15日`.
  package var text: String { "\(month)月\(day)日" }

  /// `0915`.
  package var digits: String { Decimal.padded(month, 2) + Decimal.padded(day, 2) }

  package static func < (a: MonthDay, b: MonthDay) -> Bool {
    (a.month, a.day) < (b.month, b.day)
  }
}

/// How long a matter may take (办理时限).
package enum TimeLimit: Hashable, Sendable {
  /// Done while the applicant is at the counter (即办).
  case immediate
  case workingDays(Int)
  /// Calendar days; a last day off moves to the next working day.
  case calendarDays(Int)
  /// Done inside a part of every year; it may pass over New Year.
  case yearlyWindow(from: MonthDay, to: MonthDay)
  /// The source document says nothing.
  case notStated

  package static let allowedDays = 1...3650
}

extension TimeLimit {
  /// `5个工作日`, `15日`, `即办`, `每年7月15日至9月15日`, `未规定`.
  package var text: String {
    switch self {
    case .immediate: "即办"
    case .workingDays(let count): "\(count)个工作日"
    case .calendarDays(let count): "\(count)日"
    case .yearlyWindow(let from, let to): "每年\(from.text)至\(to.text)"
    case .notStated: "未规定"
    }
  }

  /// `5wd`, `15d`, `now`, `0715-0915`, `none`: what packs and commands write.
  package var code: String {
    switch self {
    case .immediate: "now"
    case .workingDays(let count): "\(count)wd"
    case .calendarDays(let count): "\(count)d"
    case .yearlyWindow(let from, let to): "\(from.digits)-\(to.digits)"
    case .notStated: "none"
    }
  }

  /// What `init(code:)` reads, for error messages.
  package static let allowedCodes =
    "5wd (working days), 15d (calendar days), each from 1 to 3650, now, 0715-0915 or none"

  /// Reads a `code`; nil if it is none.
  package init?(code: some StringProtocol) {
    if code == "now" {
      self = .immediate
    } else if code == "none" {
      self = .notStated
    } else if code.hasSuffix("wd"), let count = TimeLimit.count(code.dropLast(2)) {
      self = .workingDays(count)
    } else if code.hasSuffix("d"), let count = TimeLimit.count(code.dropLast(1)) {
      self = .calendarDays(count)
    } else {
      let ends = code.split(separator: "-", omittingEmptySubsequences: false)
      guard ends.count == 2, let from = MonthDay(ends[0]), let to = MonthDay(ends[1]) else {
        return nil
      }
      self = .yearlyWindow(from: from, to: to)
    }
  }

  package init(_ reader: JSONReader) throws(JSONContentError) {
    guard let limit = TimeLimit(code: try reader.string()) else {
      throw reader.error(allowed: TimeLimit.allowedCodes)
    }
    self = limit
  }

  private static func count(_ text: some StringProtocol) -> Int? {
    guard let count = Decimal.number(text), allowedDays.contains(count) else { return nil }
    return count
  }
}
