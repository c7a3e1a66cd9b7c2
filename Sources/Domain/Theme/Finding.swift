/// What is wrong or doubtful in an application (审查发现), in words for the clerk.
package struct Finding: Equatable, Sendable {
  package let severity: Check.Severity
  /// Where; nil for the choice of matters.
  package let place: Place?
  package let text: String
  /// Clause numbers of the source document.
  package let clauses: [String]

  package struct Place: Equatable, Sendable {
    package let section: String
    /// Counted from 0, inside a repeated section.
    package let row: Int?
    /// Nil when the finding is about the whole section.
    package let field: String?

    package init(section: String, row: Int?, field: String?) {
      self.section = section
      self.row = row
      self.field = field
    }
  }

  package init(
    _ severity: Check.Severity, at place: Place?, _ text: String, clauses: [String] = []
  ) {
    self.severity = severity
    self.place = place
    self.text = text
    self.clauses = clauses
  }
}

/// What judging an application needs beside the theme: tables and divisions.
package struct CodeBook: Equatable, Sendable {
  /// By key.
  package let tables: [String: CodeTable]
  package let region: Region

  package init(tables: [String: CodeTable], region: Region) {
    self.tables = tables
    self.region = region
  }

  package func table(_ key: String) -> CodeTable? { tables[key] }
}

extension Theme {
  /// Everything that is wrong (errors first) or doubtful in the application,
  /// each in the order of the form.
  ///
  /// Hidden fields are never looked at. `facts.row` has no meaning here.
  package func findings(_ facts: Facts, _ book: CodeBook) -> [Finding] {
    var facts = facts.inRow(nil)
    facts.figures = Dictionary(
      figures.compactMap { figure in figure.amount.map { (figure.key, $0) } },
      uniquingKeysWith: { first, _ in first })
    facts.answers = keptAnswers(facts)
    var all: [Finding] = []
    if facts.matters.isEmpty {
      all.append(Finding(.error, at: nil, "没有选择事项，请至少选择一项"))
    }
    for key in facts.matters.sorted() where matter(key) == nil {
      all.append(Finding(.error, at: nil, "本主题没有事项“\(SafeText.rendered(key))”"))
    }
    if !validity.holds(on: facts.today) {
      all.append(Finding(.error, at: nil, "“\(title)”\(validity.words)，今天不能受理"))
    }
    for matter in matters
    where facts.matters.contains(matter.key) && !matter.validity.holds(on: facts.today) {
      all.append(Finding(.error, at: nil, "“\(matter.title)”\(matter.validity.words)，今天不能受理"))
    }
    for section in visibleSections(facts) { all += section.findings(facts, book) }
    all += checks.filter { $0.finds.holds(in: facts) }.map { check in
      Finding(
        check.severity, at: place(check.field), check.text + figureWords(check.finds),
        clauses: check.clauses)
    }
    return all.filter { $0.severity == .error } + all.filter { $0.severity == .doubt }
  }

  /// The local figures that a check looked at, so that nobody has to look them up.
  private func figureWords(_ condition: Condition) -> String {
    let keys = Set(condition.parts.compactMap(\.condition.figure))
    let words = figures.filter { keys.contains($0.key) }.map { "\($0.title)：\($0.words)" }
    return words.isEmpty ? "" : "（\(words.joined(separator: "；"))）"
  }

  private func place(_ key: String?) -> Finding.Place? {
    guard let key else { return nil }
    if section(key) != nil { return Finding.Place(section: key, row: nil, field: nil) }
    return field(key).map { Finding.Place(section: $0.section.key, row: nil, field: key) }
  }
}

extension Section {
  func findings(_ facts: Facts, _ book: CodeBook) -> [Finding] {
    guard let repeats else { return fieldFindings(facts, row: nil, book) }
    let rows = facts.answers[rows: key]
    var all: [Finding] = []
    let whole = Finding.Place(section: key, row: nil, field: nil)
    if let minimum = minimum(facts), rows.count < minimum.count {
      all.append(
        Finding(
          .error, at: whole,
          "\(title)已填\(rows.count)条，至少要填\(minimum.count)条\(repeats.rowTitle)",
          clauses: minimum.clauses))
    }
    if rows.count > repeats.maximum {
      all.append(
        Finding(.error, at: whole, "\(title)已填\(rows.count)条，最多\(repeats.maximum)条"))
    }
    for (index, row) in rows.enumerated() {
      all += fieldFindings(facts.inRow(row), row: index, book)
    }
    return all
  }

  private func fieldFindings(_ facts: Facts, row: Int?, _ book: CodeBook) -> [Finding] {
    visibleFields(facts).flatMap { field -> [Finding] in
      let place = Finding.Place(section: key, row: row, field: field.key)
      let value = facts.text(field.key)
      if value.isEmpty {
        guard field.required.holds(in: facts) else { return [] }
        return [
          Finding(.error, at: place, field.missingText, clauses: field.help.clauses)
        ]
      }
      return field.findings(on: value, facts, book).map {
        Finding($0.severity, at: place, $0.text, clauses: field.help.clauses)
      }
    }
  }
}

extension Field {
  var missingText: String {
    switch kind {
    case .promise: "\(label)未确认，须由申请人确认后录入“是”"
    case .code, .codes: "\(label)未选择"
    default: "\(label)未填写"
    }
  }

  /// What is wrong with an answer of this field that is there.
  func findings(
    on value: String, _ facts: Facts, _ book: CodeBook
  ) -> [(severity: Check.Severity, text: String)] {
    switch normalised(value, facts, book) {
    case .refused(let text): return [(.error, text)]
    case .ambiguous: return [(.error, "\(label)“\(SafeText.rendered(value))”不是代码表中的代码")]
    case .value(let normal, let doubts):
      guard normal == value else {
        return [(.error, "\(label)“\(SafeText.rendered(value))”应写作“\(normal)”")]
      }
      return derivedFindings(normal, facts) + doubts.map { (.doubt, $0) }
    }
  }

  /// A derived answer must be the one that the number gives.
  private func derivedFindings(
    _ value: String, _ facts: Facts
  ) -> [(severity: Check.Severity, text: String)] {
    guard let derived = derivedValue(facts), derived != value else { return [] }
    return [(.error, "\(label)“\(value)”与身份号码不符，按号码应为“\(derived)”")]
  }
}
