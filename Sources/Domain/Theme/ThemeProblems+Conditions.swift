import JSON

extension ThemeProblems {
  /// Refuses names of nothing, tests that do not fit the field, and values
  /// that the field can never have.
  ///
  /// - Parameter rows: the repeated section whose row the condition may look at.
  mutating func checkCondition(_ condition: Condition, _ path: String, rows: String?) {
    for (suffix, part) in condition.parts {
      let path = path + suffix
      switch part {
      case .always, .never, .all, .any, .not, .season, .hasOpenRegistration: break
      case .matter(let key):
        list.requireKnown(key, among: theme.matters.lazy.map(\.key), "\(path).matter")
      case .rows(let section, let count): checkRowCount(section, count, path)
      case .present(let key):
        if fields[key] == nil || !isInScope(key, rows) {
          list.requireKnown(key, among: inScope(rows), "\(path).present")
        }
      case .before(let key, let other):
        requireDate(key, rows, path)
        requireDate(other, rows, path, member: "before")
      case .ageAtLeast(let key, _), .ageBelow(let key, _), .olderThan(let key, _),
        .monthsAgo(let key, _), .onWeekdays(let key, _):
        requireDate(key, rows, path)
      case .atLeast(let key, _), .atMost(let key, _):
        guard let field = require(key, rows, path) else { break }
        if case .number = field.kind { break }
        list.add("\(path).field", "“\(key)”, which is no number", "a field of kind number")
      case .figure(let key): checkFigure(key, "\(path).figure")
      case .reaches(let key, let figure):
        checkFigure(figure, "\(path).reaches")
        guard let field = require(key, rows, path) else { break }
        checkRange(of: field, reaches: figure, path)
      case .equals(let key, let value):
        guard let field = require(key, rows, path) else { break }
        requireValue(value, of: field, "\(path).equals")
      case .among(let key, let values):
        guard let field = require(key, rows, path) else { break }
        for (index, value) in values.enumerated() {
          requireValue(value, of: field, "\(path).among[\(index)]")
        }
      case .matches(let key, _): _ = require(key, rows, path)
      }
    }
  }

  /// What is judged elsewhere than in a check knows no figures.
  private mutating func checkFigure(_ key: String, _ path: String) {
    if path.hasPrefix("checks[") {
      list.requireKnown(key, among: theme.figures.lazy.map(\.key), path)
    } else {
      list.add(path, "a local figure outside the checks", "a local figure in a check's finds")
    }
  }

  /// An amount that the field can never have, or always has, compares nothing.
  private mutating func checkRange(of field: Field, reaches key: String, _ path: String) {
    guard case .number(let minimum, let maximum, _) = field.kind else {
      list.add("\(path).field", "“\(field.key)”, which is no number", "a field of kind number")
      return
    }
    guard let figure = theme.figures.first(where: { $0.key == key }), let amount = figure.amount,
      amount <= minimum || amount > maximum
    else { return }
    list.add(
      "\(path).reaches", "\(amount)\(figure.unit), which “\(field.key)” always or never reaches",
      "an amount from \(minimum + 1) to \(maximum)")
  }

  private func isInScope(_ key: String, _ rows: String?) -> Bool {
    guard let place = fields[key] else { return false }
    return place.rows == nil || place.rows == rows
  }

  private func inScope(_ rows: String?) -> [String] {
    fields.keys.filter { isInScope($0, rows) }
  }

  private mutating func require(_ key: String, _ rows: String?, _ path: String) -> Field? {
    guard let place = fields[key], isInScope(key, rows) else {
      list.requireKnown(key, among: inScope(rows), "\(path).field")
      return nil
    }
    return place.field
  }

  private mutating func requireDate(
    _ key: String, _ rows: String?, _ path: String, member: String = "field"
  ) {
    guard let place = fields[key], isInScope(key, rows) else {
      list.requireKnown(key, among: inScope(rows), "\(path).\(member)")
      return
    }
    if case .date = place.field.kind { return }
    list.add("\(path).\(member)", "“\(key)”, which is no date", "a field of kind date")
  }

  private mutating func checkRowCount(_ key: String, _ count: Int, _ path: String) {
    let repeated = theme.sections.filter { $0.repeats != nil }
    guard let repeats = repeated.first(where: { $0.key == key })?.repeats else {
      list.requireKnown(key, among: repeated.map(\.key), "\(path).section")
      return
    }
    if count > repeats.maximum {
      list.add("\(path).atLeast", "\(count)", "at most the maximum, \(repeats.maximum)")
    }
  }
}

extension Condition {
  /// The fields that this condition itself (not one inside it) looks at.
  var fields: [String] {
    switch self {
    case .present(let field), .equals(let field, _), .among(let field, _),
      .atLeast(let field, _), .atMost(let field, _), .reaches(let field, _),
      .ageAtLeast(let field, _), .ageBelow(let field, _), .olderThan(let field, _),
      .monthsAgo(let field, _), .onWeekdays(let field, _), .matches(let field, _):
      [field]
    case .before(let field, let other): [field, other]
    case .always, .never, .all, .any, .not, .matter, .rows, .season, .figure, .hasOpenRegistration:
      []
    }
  }

  /// The local figure that this condition itself looks at.
  var figure: String? {
    switch self {
    case .figure(let key), .reaches(_, let key): key
    default: nil
    }
  }

  /// Whether no answers at all can make it hold, as far as a glance tells:
  /// `never`, one of `all` that cannot hold, two of `all` that exclude each
  /// other, an `any` of such.
  var canNeverHold: Bool {
    switch self {
    case .never: return true
    case .not(let condition): return condition.alwaysHolds
    case .any(let conditions): return conditions.allSatisfy(\.canNeverHold)
    case .all(let conditions):
      if conditions.contains(where: \.canNeverHold) { return true }
      return conditions.indices.contains { index in
        conditions[..<index].contains { $0.excludes(conditions[index]) }
      }
    default: return false
    }
  }

  var alwaysHolds: Bool {
    switch self {
    case .always: true
    case .not(let condition): condition.canNeverHold
    case .all(let conditions): conditions.allSatisfy(\.alwaysHolds)
    case .any(let conditions): conditions.contains(where: \.alwaysHolds)
    default: false
    }
  }

  private func excludes(_ other: Condition) -> Bool {
    switch (self, other) {
    case (.not(let mine), _) where mine == other: true
    case (_, .not(let theirs)) where theirs == self: true
    case (.reaches(_, let a), .not(.figure(let b))), (.not(.figure(let a)), .reaches(_, let b)):
      a == b
    case (.equals(let a, let x), .equals(let b, let y)): a == b && x != y
    case (.atLeast(let a, let low), .atMost(let b, let high)),
      (.atMost(let a, let high), .atLeast(let b, let low)):
      a == b && low > high
    case (.ageAtLeast(let a, let low), .ageBelow(let b, let high)),
      (.ageBelow(let a, let high), .ageAtLeast(let b, let low)):
      a == b && low >= high
    default: false
    }
  }
}
