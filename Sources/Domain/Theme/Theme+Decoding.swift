import JSON

extension Theme {
  package init(_ reader: JSONReader) throws(JSONContentError) {
    try reader.allowOnly(
      "key", "version", "title", "document", "applicant", "forms", "groups", "questions",
      "sections", "checks", "matters", "materials", "flags", "followUps", "lists", "figures",
      "registers", "policies", "institutions", "guide", "from", "until")
    self.init(
      key: try reader["key"].key(), version: try reader["version"].key(),
      validity: try Validity(of: reader),
      title: try reader["title"].shown(), document: try SourceDocument(reader["document"]),
      applicant: try reader["applicant"].word(),
      forms: try reader.each("forms") { item throws(JSONContentError) in
        try ApplicationForm(item)
      },
      groups: try reader.each("groups") { item throws(JSONContentError) in try MatterGroup(item) },
      questions: try reader.each("questions") { item throws(JSONContentError) in
        try Question(item)
      },
      sections: try reader.each("sections") { item throws(JSONContentError) in try Section(item) },
      checks: try reader.each("checks") { item throws(JSONContentError) in try Check(item) },
      matters: try reader.each("matters") { item throws(JSONContentError) in try Matter(item) },
      materials: try reader.each("materials") { item throws(JSONContentError) in
        try MaterialRule(item)
      },
      flags: try reader.each("flags") { item throws(JSONContentError) in try Flag(item) },
      followUps: try reader.each("followUps") { item throws(JSONContentError) in
        try FollowUp(item)
      },
      lists: try reader.each("lists") { item throws(JSONContentError) in
        try ReferenceList(item)
      },
      figures: try reader.each("figures") { item throws(JSONContentError) in
        try LocalFigure(item)
      },
      registers: try reader.each("registers") { item throws(JSONContentError) in
        try Register(item)
      },
      policies: try reader.each("policies") { item throws(JSONContentError) in
        try SupportPolicy(item)
      },
      institutions: try reader.each("institutions") { item throws(JSONContentError) in
        try Institution(item)
      },
      guide: try reader.texts("guide"))
    guard !matters.isEmpty else {
      throw JSONContentError(path: "matters", found: "no matter", allowed: "at least one matter")
    }
  }
}

extension SourceDocument {
  package init(_ reader: JSONReader) throws(JSONContentError) {
    try reader.allowOnly("number", "title", "issued", "clauses")
    var clauses: [String: String] = [:]
    let member = try reader["clauses"]
    for key in try member.members().keys { clauses[key] = try member[key].shown() }
    self.init(
      number: try reader["number"].shown(), title: try reader["title"].shown(),
      issued: try reader["issued"].day(), clauses: clauses)
  }
}

extension Question {
  package init(_ reader: JSONReader) throws(JSONContentError) {
    try reader.allowOnly("key", "text", "help", "allowsSeveral", "when", "choices")
    self.init(
      key: try reader["key"].key(), text: try reader["text"].shown(atMost: 60),
      help: try FieldHelp(reader["help"]), allowsSeveral: try reader.flag("allowsSeveral"),
      when: try reader.condition("when", else: .always),
      choices: try reader.each("choices") { choice throws(JSONContentError) in
        try Choice(choice)
      })
    guard (1...9).contains(choices.count) else {
      throw JSONContentError(
        path: "\(reader.path).choices", found: "\(choices.count) choices",
        allowed: "1 to 9 choices, one digit each")
    }
  }
}

extension Question.Choice {
  package init(_ reader: JSONReader) throws(JSONContentError) {
    try reader.allowOnly("key", "text", "matters", "sets")
    self.init(
      key: try reader["key"].key(), text: try reader["text"].shown(atMost: 60),
      matters: try reader.keys("matters"), sets: try reader.answers("sets"))
  }
}

extension MaterialRule {
  package init(_ reader: JSONReader) throws(JSONContentError) {
    try reader.allowOnly(
      "key", "title", "matters", "when", "alternatives", "copies", "isRequired", "note", "clauses")
    self.init(
      key: try reader["key"].key(), title: try reader["title"].shown(atMost: 60),
      matters: try reader.keys("matters"), when: try reader.condition("when", else: .always),
      alternatives: try reader.texts("alternatives"),
      copies: try reader.optional("copies")?.int(1...9) ?? 1,
      isRequired: try reader.flag("isRequired", else: true),
      note: try reader.optional("note")?.shown(), clauses: try reader.keys("clauses"))
  }
}
