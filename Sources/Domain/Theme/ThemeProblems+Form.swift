import JSON

extension ThemeProblems {
  mutating func checkForm() {
    checkFieldKeys()
    for (index, section) in theme.sections.enumerated() {
      let path = "sections[\(index)]"
      checkCondition(section.when, "\(path).when", rows: nil)
      if section.when.canNeverHold {
        list.add("\(path).when", "a condition that never holds", "one that can hold")
      }
      if let repeats = section.repeats { checkRows(repeats, "\(path).repeats") }
      for (place, field) in section.fields.enumerated() {
        checkField(field, in: section, "\(path).fields[\(place)]")
        if index == 0 { checkComesFirst(field, "\(path).fields[\(place)]") }
      }
    }
    let plain = plainFields
    for (index, check) in theme.checks.enumerated() {
      let path = "checks[\(index)]"
      checkCondition(check.finds, "\(path).finds", rows: nil)
      if check.finds.canNeverHold {
        list.add("\(path).finds", "a condition that never holds", "one that can hold")
      }
      if let field = check.field {
        list.requireKnown(field, among: plain, "\(path).field")
      }
      checkClauses(check.clauses, path)
    }
  }

  /// Keys of plain fields and of repeated sections, which hold answers.
  private var plainFields: [String] {
    fields.filter { $0.value.rows == nil }.map(\.key)
      + theme.sections.filter { $0.repeats != nil }.map(\.key)
  }

  /// Answers are kept by field key (and rows by section key), so a key stands
  /// for one thing only.
  private mutating func checkFieldKeys() {
    var seen: [String: String] = [:]
    for (index, section) in theme.sections.enumerated() {
      if section.repeats != nil { seen[section.key] = "sections[\(index)]" }
    }
    for (index, section) in theme.sections.enumerated() {
      for (place, field) in section.fields.enumerated() {
        let path = "sections[\(index)].fields[\(place)]"
        if let first = seen[field.key] {
          list.add("\(path).key", "“\(field.key)”, as in \(first)", "a key that stands only once")
        } else {
          seen[field.key] = path
        }
      }
    }
  }

  private mutating func checkRows(_ repeats: Section.Repetition, _ path: String) {
    for (index, minimum) in repeats.minimums.enumerated() {
      let path = "\(path).minimums[\(index)]"
      if minimum.count > repeats.maximum {
        list.add("\(path).count", "\(minimum.count)", "at most the maximum, \(repeats.maximum)")
      }
      checkCondition(minimum.when, "\(path).when", rows: nil)
      checkClauses(minimum.clauses, path)
    }
  }

  /// The first section is asked before the matters are chosen: a field that
  /// depended on them would appear above the caret and be jumped over.
  private mutating func checkComesFirst(_ field: Field, _ path: String) {
    let looksAtMatters = field.when.parts.contains {
      if case .matter = $0.condition { true } else { false }
    }
    if looksAtMatters {
      list.add(
        "\(path).when", "a condition on matters, which are chosen after the first section",
        "such a field in a later section")
    }
  }

  private mutating func checkField(_ field: Field, in section: Section, _ path: String) {
    let rows = section.repeats == nil ? nil : section.key
    checkCondition(field.when, "\(path).when", rows: rows)
    checkCondition(field.required, "\(path).required", rows: rows)
    checkClauses(field.help.clauses, "\(path).help")
    if field.when.canNeverHold {
      let what = field.required == .never ? "never shown" : "required but never shown"
      list.add("\(path).when", "a condition that never holds: \(what)", "one that can hold")
    }
    if field.when.parts.contains(where: { $0.condition.fields.contains(field.key) }) {
      list.add("\(path).when", "a condition on the field itself", "a condition on other fields")
    }
    checkKind(field, rows: rows, "\(path).kind")
    checkSource(field, rows: rows, "\(path).source")
    let isPersonal =
      switch field.kind {
      case .identityNumber, .promise: true
      default: rows != nil
      }
    if field.canRepeat, isPersonal {
      list.add(
        "\(path).canRepeat", "true for a number, a promise or a row",
        "false: these are never taken over from another dossier")
    }
    if field.isLasting, rows != nil, section.completingNumber == nil {
      list.add(
        "\(path).isLasting", "true in a list of no people",
        "false, or an identity number in the list: rows are completed by it")
    }
    if field.isLasting, case .promise = field.kind {
      list.add("\(path).isLasting", "true for a promise", "false: a promise is made each time")
    }
  }

  private mutating func checkKind(_ field: Field, rows: String?, _ path: String) {
    switch field.kind {
    case .code(let table), .codes(let table):
      let word = if case .codes = field.kind { "codes" } else { "code" }
      list.requireKnown(table, among: tables.keys, "\(path).\(word)")
    case .identityNumber(let kindField?):
      let codes = fields.filter { key, place in
        if case .code = place.field.kind { place.rows == nil || place.rows == rows } else { false }
      }
      list.requireKnown(kindField, among: codes.keys, "\(path).identityNumber")
    default: break
    }
  }

  private mutating func checkSource(_ field: Field, rows: String?, _ path: String) {
    switch field.source {
    case nil: break
    case .literal(let value): requireValue(value, of: field, "\(path).literal")
    case .hallDivision:
      if field.kind != .division { list.add(path, "hallDivision", "only for a division field") }
    case .today:
      if case .date = field.kind { break }
      list.add(path, "today", "only for a date field")
    case .derived(let from, let part):
      let numbers = fields.filter { _, place in
        if case .identityNumber = place.field.kind {
          place.rows == nil || place.rows == rows
        } else {
          false
        }
      }
      list.requireKnown(from, among: numbers.keys, "\(path).derived.from")
      if !part.fits(field.kind) {
        list.add(
          "\(path).derived.part", "“\(part.rawValue)” for a field of another kind",
          "birth for date, division for division, age for number, sex for code")
      }
    }
  }

  /// Refuses a value that the field could not hold.
  mutating func requireValue(_ value: String, of field: Field, _ path: String) {
    let found = "“\(value)”"
    switch field.kind {
    case .code(let name):
      guard let table = tables[name] else { return }
      if table.entry(value) == nil {
        list.add(path, found, "a code of \(name): \(ProblemList.listed(table.entries.map(\.code)))")
      }
    case .codes(let name):
      guard let table = tables[name] else { return }
      let unknown = value.split(separator: ",").first { table.entry(String($0)) == nil }
      if unknown != nil {
        list.add(path, found, "codes of \(name): \(ProblemList.listed(table.entries.map(\.code)))")
      }
    case .yesNo: if value != "0" && value != "1" { list.add(path, found, "0 or 1") }
    case .promise: if value != "1" { list.add(path, found, "1") }
    case .number(let minimum, let maximum, _):
      if Int(value).map({ (minimum...maximum).contains($0) }) != true {
        list.add(path, found, "a whole number from \(minimum) to \(maximum)")
      }
    case .division:
      if value.utf8.count != 6 || !value.utf8.allSatisfy({ (48...57).contains($0) }) {
        list.add(path, found, "six digits (GB/T 2260)")
      }
    case .date:
      if Day(value)?.description != value { list.add(path, found, "a day such as 2025-08-29") }
    case .text(let maximum):
      if value.count > maximum { list.add(path, found, "at most \(maximum) characters") }
    case .name, .identityNumber, .creditCode, .phone, .address: break
    }
  }
}

extension Field.IdentityPart {
  func fits(_ kind: Field.Kind) -> Bool {
    switch (self, kind) {
    case (.sex, .code), (.birth, .date), (.age, .number), (.division, .division): true
    default: false
    }
  }
}
