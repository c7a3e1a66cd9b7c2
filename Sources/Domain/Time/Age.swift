/// Ages in full years (周岁).
package enum Age {
  /// Full years; the birthday itself counts. Somebody born on 29 February has
  /// the birthday on 1 March in other years. Negative before birth.
  package static func years(born: Day, on day: Day) -> Int {
    let (birth, now) = (born.parts, day.parts)
    let hadBirthday = (now.month, now.day) >= (birth.month, birth.day)
    return now.year - birth.year - (hadBirthday ? 0 : 1)
  }

  /// From 16 on; there is no upper bound in years: working age ends when a
  /// person draws the basic pension, which no age tells.
  /// Source: 劳动法 art. 15; source document 2 (working age).
  package static func isWorkingAge(born: Day, on day: Day) -> Bool {
    years(born: born, on: day) >= 16
  }
}

/// A month of a year (年月).
package struct YearMonth: Hashable, Comparable, Sendable, CustomStringConvertible {
  package let year: Int
  /// 1...12.
  package let month: Int

  package init(of day: Day) { (year, month) = (day.parts.year, day.parts.month) }

  /// The month `months` later; the month number may be any.
  package func adding(_ months: Int) -> YearMonth {
    let count = year * 12 + month - 1 + months
    return YearMonth(count: count)
  }

  private init(count: Int) { (year, month) = (count / 12, count % 12 + 1) }

  /// `2025-02`.
  package var description: String { "\(Decimal.padded(year, 4))-\(Decimal.padded(month, 2))" }

  package static func < (a: YearMonth, b: YearMonth) -> Bool {
    (a.year, a.month) < (b.year, b.month)
  }
}

/// Which rule of the retirement reform holds (法定退休年龄类别).
///
/// Whether 50 or 55 was a woman's age depends on her post; no identity number
/// tells, so it has to be asked.
package enum RetirementKind: String, CaseIterable, Hashable, Sendable {
  case male, female55, female50

  package var text: String {
    switch self {
    case .male: "男（原60周岁）"
    case .female55: "女（原55周岁）"
    case .female50: "女（原50周岁）"
    }
  }

  /// Months by which retirement is put off.
  package func delay(born: Day) -> Int {
    let (startYear, step, longest) =
      switch self {
      case .male: (1965, 4, 36)
      case .female55: (1970, 4, 36)
      case .female50: (1975, 2, 60)
      }
    let birth = born.parts
    let months = (birth.year - startYear) * 12 + birth.month - 1
    return months < 0 ? 0 : min(months / step + 1, longest)
  }

  /// The month of statutory retirement: an orientation, never a reason to refuse.
  /// Source: 全国人大常委会关于实施渐进式延迟法定退休年龄的决定, 2024-09-13.
  package func retirementMonth(born: Day) -> YearMonth {
    let base =
      switch self {
      case .male: 60
      case .female55: 55
      case .female50: 50
      }
    return YearMonth(of: born).adding(base * 12 + delay(born: born))
  }
}
