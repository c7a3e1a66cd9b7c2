extension Condition {
  /// Whether it holds. A missing answer, or one that is no number or day, makes
  /// every comparison with it false.
  package func holds(in facts: Facts) -> Bool {
    switch self {
    case .always: return true
    case .never: return false
    case .all(let conditions): return conditions.allSatisfy { $0.holds(in: facts) }
    case .any(let conditions): return conditions.contains { $0.holds(in: facts) }
    case .not(let condition): return !condition.holds(in: facts)
    case .matter(let key): return facts.matters.contains(key)
    case .present(let field): return !facts.text(field).isEmpty
    case .equals(let field, let value): return facts.text(field) == value
    case .among(let field, let values):
      // A field of several codes is among the values when one of its codes is.
      return facts.text(field).split(separator: ",").contains { values.contains(String($0)) }
    case .atLeast(let field, let number):
      return Int(facts.text(field)).map { $0 >= number } ?? false
    case .atMost(let field, let number):
      return Int(facts.text(field)).map { $0 <= number } ?? false
    case .reaches(let field, let figure):
      guard let number = Int(facts.text(field)), let amount = facts.figures[figure] else {
        return false
      }
      return number >= amount
    case .figure(let key): return facts.figures[key] != nil
    case .before(let field, let other):
      guard let day = Day(facts.text(field)), let later = Day(facts.text(other)) else {
        return false
      }
      return day < later
    case .ageAtLeast(let field, let years):
      return Day(facts.text(field)).map { Age.years(born: $0, on: facts.today) >= years } ?? false
    case .ageBelow(let field, let years):
      return Day(facts.text(field)).map { Age.years(born: $0, on: facts.today) < years } ?? false
    case .olderThan(let field, let days):
      return Day(facts.text(field)).map { facts.today.number - $0.number > days } ?? false
    case .monthsAgo(let field, let months):
      return Day(facts.text(field))?.adding(months: months).map { $0 <= facts.today } ?? false
    case .onWeekdays(let field, let days):
      return Day(facts.text(field)).map { days.contains($0.weekday) } ?? false
    case .season(let from, let to):
      let (_, month, day) = facts.today.parts
      let today = (month, day)
      let (first, last) = ((from.month, from.day), (to.month, to.day))
      // It may pass over New Year.
      return from <= to ? today >= first && today <= last : today >= first || today <= last
    case .rows(let section, let count): return facts.answers[rows: section].count >= count
    case .matches(let field, let shape): return shape.matches(facts.text(field), on: facts.today)
    case .hasOpenRegistration: return facts.hasOpenRegistration
    }
  }
}

extension Condition.Shape {
  func matches(_ text: String, on today: Day) -> Bool {
    switch self {
    case .citizenNumber:
      (try? IdentityNumber(text, today: today)).map { $0.kind != .foreignResident } ?? false
    case .mobile:
      text.utf8.count == 11 && text.utf8.allSatisfy { (48...57).contains($0) }
        && text.hasPrefix("1") && !text.hasPrefix("10") && !text.hasPrefix("11")
        && !text.hasPrefix("12")
    case .digits: !text.isEmpty && text.utf8.allSatisfy { (48...57).contains($0) }
    case .han: !text.isEmpty && text.unicodeScalars.allSatisfy { $0.properties.isIdeographic }
    }
  }
}

extension Condition {
  /// Every condition inside it and itself, outermost first, each with its path
  /// from here: `""`, `.all[1]`, `.all[1].not`.
  var parts: [(path: String, condition: Condition)] {
    switch self {
    case .all(let conditions): [("", self)] + Condition.parts(conditions, ".all")
    case .any(let conditions): [("", self)] + Condition.parts(conditions, ".any")
    case .not(let condition):
      [("", self)] + condition.parts.map { (".not" + $0.path, $0.condition) }
    default: [("", self)]
    }
  }

  private static func parts(
    _ conditions: [Condition], _ word: String
  ) -> [(path: String, condition: Condition)] {
    conditions.enumerated().flatMap { index, condition in
      condition.parts.map { ("\(word)[\(index)]" + $0.path, $0.condition) }
    }
  }
}
