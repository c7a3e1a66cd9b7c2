import JSON

extension Matter {
  package init(_ reader: JSONReader) throws(JSONContentError) {
    try reader.allowOnly(
      "key", "code", "title", "meaning", "group", "department", "handler", "cooperation",
      "limits", "steps", "finish", "waitsFor", "place", "declineReasons", "tells", "guide",
      "clauses", "from", "until")
    let code = try reader["code"].string()
    guard (1...2).contains(code.utf8.count), code.utf8.allSatisfy({ (48...57).contains($0) })
    else { throw try reader["code"].error(allowed: "one or two digits") }
    self.init(
      key: try reader["key"].key(), code: code, title: try reader["title"].shown(atMost: 40),
      validity: try Validity(of: reader),
      meaning: try reader.optional("meaning")?.word(), group: try reader.optional("group")?.key(),
      department: try reader["department"].key(), handler: try reader["handler"].shown(),
      cooperation: try reader.each("cooperation") { item throws(JSONContentError) in
        try Cooperation(item)
      },
      limits: try Limits(reader["limits"]),
      steps: try reader.each("steps") { item throws(JSONContentError) in try Step(item) },
      finish: try reader["finish"].word(),
      waitsFor: try reader.each("waitsFor") { item throws(JSONContentError) in
        try Dependency(item)
      },
      place: try reader.optional("place").map { place throws(JSONContentError) in
        try Place(place)
      } ?? .hall,
      declineReasons: try reader.texts("declineReasons"),
      tellsResult: try reader.condition("tells", else: .never), guide: try reader.texts("guide"),
      clauses: try reader.keys("clauses"))
    guard steps.isEmpty == (finish == .onAcceptance) else {
      throw JSONContentError(
        path: "\(reader.path).steps", found: "\(steps.count) steps",
        allowed: finish == .onAcceptance
          ? "no step, because the matter is closed on acceptance"
          : "at least one step, because the matter is closed on approval")
    }
  }
}

extension Matter.Cooperation {
  package init(_ reader: JSONReader) throws(JSONContentError) {
    try reader.allowOnly("department", "duty", "when")
    self.init(
      department: try reader["department"].key(), duty: try reader["duty"].shown(),
      when: try reader.condition("when", else: .always))
  }
}

extension Matter.Limits {
  package init(_ reader: JSONReader) throws(JSONContentError) {
    try reader.allowOnly("statutory", "basis", "promised", "byVerification", "excludes")
    var byVerification: [VerificationMode: TimeLimit] = [:]
    if let member = try reader.optional("byVerification") {
      for key in try member.members().keys.sorted() {
        guard let mode = VerificationMode(rawValue: key) else {
          let all = VerificationMode.allCases.map(\.rawValue).joined(separator: ", ")
          throw JSONContentError(
            path: "\(member.path).\(key)", found: "an unknown member", allowed: "one of \(all)")
        }
        byVerification[mode] = try TimeLimit(member[key])
      }
    }
    self.init(
      statutory: try TimeLimit(reader["statutory"]),
      basis: try reader.optional("basis")?.shown() ?? "",
      promised: try TimeLimit(reader["promised"]), byVerification: byVerification,
      excludes: try reader.optional("excludes")?.shown())
  }
}

extension Matter.Step {
  package init(_ reader: JSONReader) throws(JSONContentError) {
    try reader.allowOnly("key", "title", "department")
    self.init(
      key: try reader["key"].key(), title: try reader["title"].shown(atMost: 10),
      department: try reader["department"].key())
  }
}

extension Matter.Dependency {
  package init(_ reader: JSONReader) throws(JSONContentError) {
    try reader.allowOnly("matter", "reason", "mustPass")
    self.init(
      matter: try reader["matter"].key(), reason: try reader["reason"].shown(),
      mustPass: try reader.optional("mustPass")?.bool() ?? false)
  }
}

extension Matter.Place {
  package init(_ reader: JSONReader) throws(JSONContentError) {
    if reader.value == "hall" {
      self = .hall
    } else if case .string = reader.value {
      throw reader.error(allowed: "hall, or an object with field")
    } else {
      self = .field(try reader.keyword(of: ["field"]).1.key())
    }
  }
}
