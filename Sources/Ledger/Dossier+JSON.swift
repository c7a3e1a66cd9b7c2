import Domain
import JSON

// How a dossier stands in the store and on the wire. Members are short words;
// absent members are nil, empty or false.

extension Dossier {
  package var json: JSON {
    // Typed, because the compiler takes seconds over one long literal.
    var members: [String: JSON] = [
      "id": .string(id), "no": .string(number), "theme": .string(theme),
      "themeVersion": .string(themeVersion), "themeTitle": .string(themeTitle),
      "channel": .string(channel.rawValue), "hall": .string(hall),
      "counter": .string(counter), "clerk": .string(clerk),
    ]
    members["ticket"] = .text(ticket)
    members["at"] = .int(acceptedAt.milliseconds)
    members["answers"] = answers.json
    members["proceedings"] = .array(proceedings.map(\.json))
    members["materials"] = .array(materials.map(\.json))
    members["pushes"] = pushes.isEmpty ? nil : .array(pushes.map(\.json))
    members["papers"] = .array(papers.map(\.json))
    members["events"] = .array(events.map(\.json))
    members["minimums"] = minimums.isEmpty ? nil : .object(minimums.mapValues(JSON.int))
    members["services"] = services.isEmpty ? nil : .array(services.map(\.json))
    members["entries"] = entries.isEmpty ? nil : .array(entries.map(\.json))
    members["rating"] = rating?.json
    members["voided"] = .text(voided)
    members["conflicts"] = conflicts.isEmpty ? nil : .array(conflicts.map(\.json))
    members["duplicates"] = duplicates.isEmpty ? nil : .array(duplicates.map(\.json))
    members["edits"] = edits.isEmpty ? nil : .object(edits.mapValues(\.json))
    members["doubts"] = doubts.isEmpty ? nil : .texts(doubts.sorted().map(\.rawValue))
    members["rev"] = .int(revision)
    return .object(members)
  }

  package init(_ reader: JSONReader) throws(JSONContentError) {
    try reader.allowOnly(
      "id", "no", "theme", "themeVersion", "themeTitle", "channel", "hall", "counter", "clerk",
      "ticket", "at", "answers", "proceedings", "materials", "papers", "pushes", "events", "rev",
      "minimums", "services", "entries", "rating", "voided", "conflicts", "duplicates", "edits",
      "doubts")
    id = try reader["id"].string()
    number = try reader["no"].string()
    theme = try reader["theme"].string()
    themeVersion = try reader["themeVersion"].string()
    themeTitle = try reader["themeTitle"].string()
    channel = try reader["channel"].word()
    hall = try reader["hall"].string()
    counter = try reader["counter"].string()
    clerk = try reader["clerk"].string()
    ticket = try reader.optional("ticket")?.string()
    acceptedAt = try reader["at"].instant()
    answers = try Answers(reader["answers"])
    proceedings = try reader["proceedings"].map(Proceeding.init)
    materials = try reader["materials"].map(MaterialRecord.init)
    pushes = try reader.optional("pushes")?.map(TrainingPush.init) ?? []
    papers = try reader["papers"].map(PaperRecord.init)
    events = try reader["events"].map(DossierEvent.init)
    minimums = try reader.counts("minimums")
    services = try reader.optional("services")?.map(Service.init) ?? []
    entries = try reader.optional("entries")?.map(RegisterEntry.init) ?? []
    rating = try reader.optional("rating").map { member throws(JSONContentError) in
      try Rating(member)
    }
    voided = try reader.optional("voided")?.string()
    conflicts = try reader.optional("conflicts")?.map(Conflict.init) ?? []
    duplicates = try reader.optional("duplicates")?.map(Duplicate.init) ?? []
    edits = try reader.optional("edits")?.mapMembers(Edit.init) ?? [:]
    doubts = try reader.doubts("doubts")
    revision = try reader["rev"].count(from: 1)
  }
}

extension Proceeding {
  var json: JSON {
    .compact([
      ("matter", .string(matter)), ("title", .string(title)),
      ("meaning", .text(meaning?.rawValue)), ("department", .string(department)),
      ("cooperators", .texts(cooperators)), ("place", .text(placeKey)),
      ("steps", .array(steps.map(\.json))), ("waitsFor", .texts(waitsFor)),
      ("mustPass", .texts(mustPass)),
      ("state", .string(state.rawValue)), ("step", .int(step)), ("clock", clock.json),
      ("verification", .text(verification?.rawValue)), ("reason", .text(reason)),
      ("items", .texts(items)), ("tell", needsTelling ? true : nil),
      ("finished", finishedAt.map { .int($0.milliseconds) }),
      ("received", receivedAt.map { .int($0.milliseconds) }),
      ("tells", tellsResult ? true : nil), ("screen", needsScreening ? true : nil),
    ])
  }

  init(_ reader: JSONReader) throws(JSONContentError) {
    try reader.allowOnly(
      "matter", "title", "meaning", "department", "cooperators", "place", "steps", "waitsFor",
      "mustPass", "state", "step", "clock", "verification", "reason", "items", "tell", "finished",
      "received", "tells", "screen")
    matter = try reader["matter"].string()
    title = try reader["title"].string()
    meaning = try reader.optional("meaning")?.word()
    department = try reader["department"].string()
    cooperators = try reader.texts("cooperators")
    placeKey = try reader.optional("place")?.string()
    steps = try reader["steps"].map(Matter.Step.init)
    waitsFor = try reader.texts("waitsFor")
    mustPass = try reader.texts("mustPass")
    state = try reader["state"].word()
    step = try reader["step"].int(0...max(0, steps.count - 1))
    clock = try Clock(reader["clock"])
    verification = try reader.optional("verification")?.word()
    reason = try reader.optional("reason")?.string()
    items = try reader.texts("items")
    needsTelling = try reader.optional("tell")?.bool() ?? false
    finishedAt = try reader.optional("finished")?.instant()
    receivedAt = try reader.optional("received")?.instant()
    tellsResult = try reader.optional("tells")?.bool() ?? false
    needsScreening = try reader.optional("screen")?.bool() ?? false
  }
}

extension Clock {
  package var json: JSON {
    .compact([
      ("accepted", .text(accepted?.description)), ("statutory", statutory.json),
      ("promised", promised.json), ("due", .text(due?.description)),
      ("statutoryDue", .text(statutoryDue?.description)),
      ("provisional", isProvisional ? true : nil),
      ("pauses", pauses.isEmpty ? nil : .array(pauses.map(\.json))),
    ])
  }

  package init(_ reader: JSONReader) throws(JSONContentError) {
    try reader.allowOnly(
      "accepted", "statutory", "promised", "due", "statutoryDue", "provisional", "pauses")
    accepted = try reader.optional("accepted")?.day()
    statutory = try TimeLimit(reader["statutory"])
    promised = try TimeLimit(reader["promised"])
    due = try reader.optional("due")?.day()
    statutoryDue = try reader.optional("statutoryDue")?.day()
    isProvisional = try reader.optional("provisional")?.bool() ?? false
    pauses = try reader.optional("pauses")?.map(Pause.init) ?? []
  }
}

extension MaterialRecord {
  var json: JSON {
    .compact([
      ("rule", .string(rule)), ("title", .string(title)), ("matters", .texts(matters)),
      ("required", isRequired ? true : nil), ("present", isPresent ? true : nil),
      ("copies", .int(copies)), ("note", note.isEmpty ? nil : .string(note)),
      ("scans", scans.isEmpty ? nil : .array(scans.map(\.json))),
    ])
  }

  init(_ reader: JSONReader) throws(JSONContentError) {
    try reader.allowOnly(
      "rule", "title", "matters", "required", "present", "copies", "note", "scans")
    rule = try reader["rule"].string()
    title = try reader["title"].string()
    matters = try reader.texts("matters")
    isRequired = try reader.optional("required")?.bool() ?? false
    isPresent = try reader.optional("present")?.bool() ?? false
    copies = try reader["copies"].count()
    note = try reader.optional("note")?.string() ?? ""
    scans = try reader.optional("scans")?.map(Scan.init) ?? []
  }
}

extension PaperRecord {
  var json: JSON {
    .compact([
      ("kind", .string(kind.rawValue)), ("matter", .text(matter)), ("copy", .int(copy)),
      ("at", .int(at.milliseconds)), ("void", isVoid ? true : nil),
    ])
  }

  init(_ reader: JSONReader) throws(JSONContentError) {
    try reader.allowOnly(
      "kind", "matter", "copy", "at", "void")
    kind = try reader["kind"].word()
    matter = try reader.optional("matter")?.string()
    copy = try reader["copy"].count(from: 1)
    at = try reader["at"].instant()
    isVoid = try reader.optional("void")?.bool() ?? false
  }
}

extension DossierEvent {
  var json: JSON {
    .compact([
      ("at", .int(at.milliseconds)), ("by", .string(by)), ("kind", .string(kind.rawValue)),
      ("matter", .text(matter)), ("detail", detail.isEmpty ? nil : .string(detail)),
    ])
  }

  init(_ reader: JSONReader) throws(JSONContentError) {
    try reader.allowOnly(
      "at", "by", "kind", "matter", "detail")
    at = try reader["at"].instant()
    by = try reader["by"].string()
    kind = try reader["kind"].word()
    matter = try reader.optional("matter")?.string()
    detail = try reader.optional("detail")?.string() ?? ""
  }
}

extension Service {
  var json: JSON {
    .compact([
      ("rule", .text(followUp)), ("title", .string(title)),
      ("method", method.isEmpty ? nil : .string(method)), ("result", .string(result.rawValue)),
      ("note", note.isEmpty ? nil : .string(note)),
      // Absent in an operation, whose own they are.
      ("at", by.isEmpty ? nil : .int(at.milliseconds)), ("by", by.isEmpty ? nil : .string(by)),
    ])
  }

  init(_ reader: JSONReader) throws(JSONContentError) {
    try reader.allowOnly("rule", "title", "method", "result", "note", "at", "by")
    self.init(
      followUp: try reader.optional("rule")?.string(), title: try reader["title"].string(),
      method: try reader.optional("method")?.string() ?? "",
      result: try reader["result"].word(), note: try reader.optional("note")?.string() ?? "")
    at = try reader.optional("at")?.instant() ?? at
    by = try reader.optional("by")?.string() ?? ""
  }
}

extension Rating {
  var json: JSON {
    .compact([("grade", .int(grade.rawValue)), ("note", note.isEmpty ? nil : .string(note))])
  }

  init(_ reader: JSONReader) throws(JSONContentError) {
    try reader.allowOnly("grade", "note")
    guard let grade = Grade(rawValue: try reader["grade"].int(1...5)) else {
      throw try reader["grade"].error(allowed: "1 to 5")
    }
    self.init(grade: grade, note: try reader.optional("note")?.string() ?? "")
  }
}

extension Matter.Step {
  var json: JSON {
    ["key": .string(key), "title": .string(title), "department": .string(department)]
  }
}

extension Answers {
  package var json: JSON { .object(values.mapValues(\.json)) }

  package init(_ reader: JSONReader) throws(JSONContentError) {
    self.init(
      try reader.mapMembers { (answer) throws(JSONContentError) in try Answer(answer) })
  }
}

extension Answer {
  package var json: JSON {
    switch self {
    case .text(let text): .string(text)
    case .rows(let rows): .array(rows.map { .object($0.mapValues(JSON.string)) })
    }
  }

  package init(_ reader: JSONReader) throws(JSONContentError) {
    guard case .array = reader.value else {
      self = .text(try reader.string())
      return
    }
    self = .rows(
      try reader.map { (row) throws(JSONContentError) in
        try row.mapMembers { (cell) throws(JSONContentError) in try cell.string() }
      })
  }
}

extension TrainingPush {
  var json: JSON {
    .compact([
      ("course", .string(course)), ("institution", .string(institution)),
      ("place", .string(place)), ("phone", .string(phone)),
      ("starts", starts.isEmpty ? nil : .string(starts)),
    ])
  }

  init(_ reader: JSONReader) throws(JSONContentError) {
    try reader.allowOnly("course", "institution", "place", "phone", "starts")
    self.init(
      course: try reader["course"].string(), institution: try reader["institution"].string(),
      place: try reader["place"].string(), phone: try reader["phone"].string(),
      starts: try reader.optional("starts")?.string() ?? "")
  }
}
