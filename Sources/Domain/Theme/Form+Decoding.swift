import JSON

extension Section {
  package init(_ reader: JSONReader) throws(JSONContentError) {
    try reader.allowOnly("key", "title", "when", "fields", "repeats")
    self.init(
      key: try reader["key"].key(), title: try reader["title"].shown(atMost: 20),
      when: try reader.condition("when", else: .always),
      fields: try reader.each("fields") { field throws(JSONContentError) in try Field(field) },
      repeats: try reader.optional("repeats").map { repeats throws(JSONContentError) in
        try Repetition(repeats)
      })
    guard !fields.isEmpty else {
      throw JSONContentError(
        path: "\(reader.path).fields", found: "no field", allowed: "at least one field")
    }
  }
}

extension Section.Repetition {
  package init(_ reader: JSONReader) throws(JSONContentError) {
    try reader.allowOnly("maximum", "minimums", "rowTitle")
    self.init(
      maximum: try reader["maximum"].int(1...Limits.rows),
      minimums: try reader.each("minimums") { minimum throws(JSONContentError) in
        try Minimum(minimum)
      },
      rowTitle: try reader["rowTitle"].shown(atMost: 20))
  }
}

extension Section.Repetition.Minimum {
  package init(_ reader: JSONReader) throws(JSONContentError) {
    try reader.allowOnly("count", "when", "clauses")
    self.init(
      count: try reader["count"].int(1...Limits.rows),
      when: try reader.condition("when", else: .always),
      clauses: try reader.keys("clauses"))
  }
}

extension Field {
  package init(_ reader: JSONReader) throws(JSONContentError) {
    try reader.allowOnly(
      "key", "label", "kind", "when", "required", "source", "help", "group", "canRepeat",
      "isLasting", "isSensitive")
    let key = try reader["key"].key()
    self.init(
      key: key, label: try reader["label"].shown(atMost: 20), kind: try Kind(reader["kind"]),
      when: try reader.condition("when", else: .always),
      required: try reader.condition("required", else: .never),
      source: try reader.optional("source").map { source throws(JSONContentError) in
        try Source(source)
      },
      help: try FieldHelp(reader["help"]), group: try reader.optional("group")?.key() ?? key,
      canRepeat: try reader.flag("canRepeat"), isLasting: try reader.flag("isLasting"),
      isSensitive: try reader.flag("isSensitive"))
  }
}

extension Field.Kind {
  static let plain = [
    "name", "identityNumber", "creditCode", "phone", "division", "address", "yesNo",
  ]
  static let shaped = ["text", "identityNumber", "date", "number", "code", "codes", "promise"]

  package init(_ reader: JSONReader) throws(JSONContentError) {
    if case .string(let word) = reader.value {
      switch word {
      case "name": self = .name
      case "identityNumber": self = .identityNumber(kindField: nil)
      case "creditCode": self = .creditCode
      case "phone": self = .phone
      case "division": self = .division
      case "address": self = .address
      case "yesNo": self = .yesNo
      default:
        throw reader.error(
          allowed: "one of \(Field.Kind.plain.joined(separator: ", ")), or an object with one of "
            + Field.Kind.shaped.joined(separator: ", "))
      }
      return
    }
    let (word, content) = try reader.keyword(of: Field.Kind.shaped)
    switch word {
    case "text": self = .text(maximum: try content.int(1...Limits.answer.characters))
    case "identityNumber": self = .identityNumber(kindField: try content.key())
    case "date": self = .date(try content.word())
    case "code": self = .code(table: try content.key())
    case "codes": self = .codes(table: try content.key())
    case "promise":
      var text: [String] = []
      for line in try content.list() { try text.append(line.shown()) }
      guard !text.isEmpty else { throw content.error(allowed: "at least one paragraph") }
      self = .promise(text: text)
    default:
      try content.allowOnly("minimum", "maximum", "unit")
      let minimum = try content["minimum"].int(-1_000_000_000...1_000_000_000)
      self = .number(
        minimum: minimum, maximum: try content["maximum"].int(minimum...1_000_000_000),
        unit: try content.optional("unit")?.shown(atMost: 4) ?? "")
    }
  }
}

extension Field.Source {
  package init(_ reader: JSONReader) throws(JSONContentError) {
    switch reader.value {
    case "hallDivision": self = .hallDivision
    case "today": self = .today
    case .string:
      throw reader.error(allowed: "hallDivision, today, or an object with derived or literal")
    default:
      let (word, content) = try reader.keyword(of: ["derived", "literal"])
      if word == "literal" {
        self = .literal(try content.shown())
      } else {
        try content.allowOnly("from", "part")
        self = .derived(from: try content["from"].key(), part: try content["part"].word())
      }
    }
  }
}

extension FieldHelp {
  package init(_ reader: JSONReader) throws(JSONContentError) {
    try reader.allowOnly("meaning", "clauses", "example")
    self.init(
      meaning: try reader["meaning"].shown(), clauses: try reader.keys("clauses"),
      example: try reader.optional("example")?.shown())
  }
}

extension Check {
  package init(_ reader: JSONReader) throws(JSONContentError) {
    try reader.allowOnly("key", "finds", "severity", "text", "field", "clauses")
    self.init(
      key: try reader["key"].key(), finds: try Condition(reader["finds"]),
      severity: try reader["severity"].word(), text: try reader["text"].shown(),
      field: try reader.optional("field")?.key(), clauses: try reader.keys("clauses"))
  }
}
