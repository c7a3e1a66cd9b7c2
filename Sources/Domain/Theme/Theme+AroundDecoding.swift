import JSON

extension ApplicationForm {
  package init(_ reader: JSONReader) throws(JSONContentError) {
    try reader.allowOnly("key", "title", "sections", "clauses")
    self.init(
      key: try reader["key"].key(), title: try reader["title"].shown(atMost: 60),
      sections: try reader.keys("sections"), clauses: try reader.keys("clauses"))
  }
}

extension MatterGroup {
  package init(_ reader: JSONReader) throws(JSONContentError) {
    try reader.allowOnly("key", "title", "note", "clauses")
    self.init(
      key: try reader["key"].key(), title: try reader["title"].shown(atMost: 40),
      note: try reader.optional("note")?.shown(), clauses: try reader.keys("clauses"))
  }
}

extension Flag {
  package init(_ reader: JSONReader) throws(JSONContentError) {
    try reader.allowOnly("key", "title", "when", "note", "clauses")
    self.init(
      key: try reader["key"].key(), title: try reader["title"].shown(atMost: 20),
      when: try Condition(reader["when"]), note: try reader.optional("note")?.shown(),
      clauses: try reader.keys("clauses"))
  }
}

extension FollowUp {
  package init(_ reader: JSONReader) throws(JSONContentError) {
    try reader.allowOnly(
      "key", "title", "when", "rule", "methods", "records", "leadsTo", "note", "clauses")
    self.init(
      key: try reader["key"].key(), title: try reader["title"].shown(atMost: 20),
      when: try reader.condition("when", else: .always), rule: try Rule(reader["rule"]),
      methods: try reader.texts("methods"), records: try reader.texts("records"),
      leadsTo: try reader.optional("leadsTo").map { outcome throws(JSONContentError) in
        try Outcome(outcome)
      },
      note: try reader.optional("note")?.shown(), clauses: try reader.keys("clauses"))
  }
}

extension FollowUp.Rule {
  package init(_ reader: JSONReader) throws(JSONContentError) {
    let (word, content) = try reader.keyword(of: [
      "everyMonths", "timesAMonth", "consecutiveRefusals", "monthsUnreachable", "servicesGiven",
    ])
    let count = try content.int(1...99)
    switch word {
    case "everyMonths": self = .everyMonths(count)
    case "timesAMonth": self = .timesAMonth(count)
    case "consecutiveRefusals": self = .consecutiveRefusals(count)
    case "monthsUnreachable": self = .monthsUnreachable(count)
    default: self = .servicesGiven(count)
    }
  }
}

extension FollowUp.Outcome {
  package init(_ reader: JSONReader) throws(JSONContentError) {
    try reader.allowOnly("matter", "sets", "fills")
    var fills: [String: Figure] = [:]
    if let member = try reader.optional("fills") {
      for key in try member.members().keys.sorted() { fills[key] = try member[key].word() }
    }
    self.init(
      matter: try reader["matter"].key(), sets: try reader.answers("sets"), fills: fills)
  }
}

extension ReferenceList {
  package init(_ reader: JSONReader) throws(JSONContentError) {
    try reader.allowOnly("key", "title", "columns", "rows", "note", "clauses")
    let columns = try reader.texts("columns")
    guard !columns.isEmpty else {
      throw try reader["columns"].error(allowed: "at least one column")
    }
    let rows = try reader.each("rows") { row throws(JSONContentError) -> [String] in
      var cells: [String] = []
      for cell in try row.list() { try cells.append(cell.shown()) }
      guard cells.count == columns.count else {
        throw JSONContentError(
          path: row.path, found: "\(cells.count) cells", allowed: "\(columns.count), one a column")
      }
      return cells
    }
    self.init(
      key: try reader["key"].key(), title: try reader["title"].shown(atMost: 40),
      columns: columns, rows: rows, note: try reader.optional("note")?.shown(),
      clauses: try reader.keys("clauses"))
    guard !rows.isEmpty || note != nil else {
      throw JSONContentError(
        path: "\(reader.path).note", found: "nothing, for a list without rows",
        allowed: "why the list is empty, such as 待配置")
    }
  }
}
