import JSON

extension Theme {
  /// What is inconsistent in this pack, beyond its shape: names of nothing,
  /// things that can never happen, limits that contradict.
  ///
  /// Empty means that the pack may be used. Paths are those of the file.
  package func problems(codeTables: [String: CodeTable], region: Region) -> [JSONContentError] {
    var check = ThemeProblems(theme: self, tables: codeTables, region: region)
    check.checkDocument()
    check.checkForm()
    check.checkMatters()
    check.checkQuestions()
    check.checkMaterials()
    check.checkAround()
    check.checkRecords()
    return check.problems
  }
}

extension Region {
  package func problems() -> [JSONContentError] {
    var list = ProblemList()
    list.requireDistinct(departments.map(\.key), "departments", "key")
    list.requireDistinct(divisions.map(\.code), "divisions", "code")
    list.requireDistinct(queue.classes.map(\.key), "queue.classes", "key")
    list.requireDistinct(queue.classes.map(\.prefix), "queue.classes", "prefix")
    list.requireDistinct(themes, "themes", nil)
    if departments.isEmpty {
      list.add("departments", "no department", "at least one department")
    }
    if !queue.classes.contains(where: { !$0.hasPriority }) {
      list.add("queue.classes", "no class without priority", "at least one ordinary class")
    }
    list.requireDistinct(appointments.map(\.key), "appointments", "key")
    return list.problems
      + appointments.enumerated().flatMap { $1.problems(self, "appointments[\($0)]") }
  }
}

/// Collects problems in the words of `JSONContentError`.
struct ProblemList {
  private(set) var problems: [JSONContentError] = []

  mutating func add(_ path: String, _ found: String, _ allowed: String) {
    problems.append(JSONContentError(path: path, found: found, allowed: allowed))
  }

  mutating func requireDistinct(_ values: [String], _ path: String, _ member: String?) {
    var seen: [String: Int] = [:]
    for (index, value) in values.enumerated() {
      if let first = seen[value] {
        add(
          "\(path)[\(index)]" + (member.map { ".\($0)" } ?? ""), "“\(value)”, as in [\(first)]",
          "a value that stands only once")
      } else {
        seen[value] = index
      }
    }
  }

  mutating func requireKnown(
    _ value: String, among known: some Sequence<String>, _ path: String
  ) {
    guard !known.contains(value) else { return }
    add(path, "“\(value)”", "one of \(ProblemList.listed(Array(known)))")
  }

  /// At most a dozen words, so that a message stays readable.
  static func listed(_ words: [String]) -> String {
    guard !words.isEmpty else { return "nothing (there is none)" }
    let shown = words.sorted().prefix(12).joined(separator: ", ")
    return words.count > 12 ? "\(shown), … (\(words.count) in all)" : shown
  }
}

/// One walk over a theme, looking for what cannot be right.
struct ThemeProblems {
  let theme: Theme
  let tables: [String: CodeTable]
  let region: Region
  /// Field by key, with the repeated section that it stands in, if any.
  let fields: [String: (field: Field, rows: String?)]
  var list = ProblemList()

  var problems: [JSONContentError] { list.problems }

  init(theme: Theme, tables: [String: CodeTable], region: Region) {
    self.theme = theme
    self.tables = tables
    self.region = region
    fields = Dictionary(
      theme.sections.flatMap { section in
        section.fields.map { ($0.key, ($0, section.repeats == nil ? nil : section.key)) }
      }, uniquingKeysWith: { first, _ in first })
  }

  mutating func checkDocument() {
    if !region.themes.contains(theme.key) {
      list.requireKnown(theme.key, among: region.themes, "key")
    }
    list.requireDistinct(theme.matters.map(\.key), "matters", "key")
    list.requireDistinct(theme.matters.map(\.code), "matters", "code")
    list.requireDistinct(theme.questions.map(\.key), "questions", "key")
    list.requireDistinct(theme.sections.map(\.key), "sections", "key")
    list.requireDistinct(theme.materials.map(\.key), "materials", "key")
    list.requireDistinct(theme.checks.map(\.key), "checks", "key")
  }

  mutating func checkClauses(_ clauses: [String], _ path: String) {
    for (index, clause) in clauses.enumerated() where theme.document.clauses[clause] == nil {
      list.requireKnown(clause, among: theme.document.clauses.keys, "\(path).clauses[\(index)]")
    }
  }

  // MARK: Questions

  mutating func checkQuestions() {
    for (index, question) in theme.questions.enumerated() {
      let path = "questions[\(index)]"
      checkCondition(question.when, "\(path).when", rows: nil)
      checkClauses(question.help.clauses, "\(path).help")
      list.requireDistinct(question.choices.map(\.key), "\(path).choices", "key")
      for (number, choice) in question.choices.enumerated() {
        let path = "\(path).choices[\(number)]"
        for (place, matter) in choice.matters.enumerated() {
          list.requireKnown(
            matter, among: theme.matters.lazy.map(\.key), "\(path).matters[\(place)]")
        }
        checkAnswers(choice.sets, "\(path).sets")
      }
    }
    guard !theme.questions.isEmpty else { return }
    let chosen = Set(theme.questions.flatMap { $0.choices.flatMap(\.matters) })
    for (index, matter) in theme.matters.enumerated() where !chosen.contains(matter.key) {
      list.add(
        "matters[\(index)].key", "“\(matter.key)”, which no choice of a question chooses",
        "a matter that a question leads to")
    }
  }

  // MARK: Materials

  mutating func checkMaterials() {
    for (index, rule) in theme.materials.enumerated() {
      let path = "materials[\(index)]"
      for (place, matter) in rule.matters.enumerated() {
        list.requireKnown(matter, among: theme.matters.lazy.map(\.key), "\(path).matters[\(place)]")
      }
      checkCondition(rule.when, "\(path).when", rows: nil)
      checkClauses(rule.clauses, path)
      if rule.isRequired, rule.when.canNeverHold {
        list.add("\(path).when", "a condition that never holds", "one that can hold")
      }
    }
  }
}
