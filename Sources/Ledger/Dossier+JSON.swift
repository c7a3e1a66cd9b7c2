import Domain
import JSON

// How a dossier stands in the store and on the wire. Members are short words;
// absent members are nil, empty or false.

extension Dossier {
  package var json: JSON {
    .compact([
      ("id", .string(id)), ("no", .string(number)), ("theme", .string(theme)),
      ("themeVersion", .string(themeVersion)), ("themeTitle", .string(themeTitle)),
      ("channel", .string(channel.rawValue)), ("hall", .string(hall)),
      ("counter", .string(counter)), ("clerk", .string(clerk)), ("ticket", .text(ticket)),
      ("at", .int(acceptedAt.milliseconds)), ("answers", answers.json),
      ("proceedings", .array(proceedings.map(\.json))),
      ("materials", .array(materials.map(\.json))), ("papers", .array(papers.map(\.json))),
      ("events", .array(events.map(\.json))), ("rev", .int(revision)),
    ])
  }

  package init(_ reader: JSONReader) throws(JSONContentError) {
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
    acceptedAt = Instant(milliseconds: try reader["at"].int())
    answers = try Answers(reader["answers"])
    proceedings = try reader["proceedings"].map(Proceeding.init)
    materials = try reader["materials"].map(MaterialRecord.init)
    papers = try reader["papers"].map(PaperRecord.init)
    events = try reader["events"].map(DossierEvent.init)
    revision = try reader["rev"].int()
  }
}

extension Proceeding {
  var json: JSON {
    .compact([
      ("matter", .string(matter)), ("title", .string(title)),
      ("meaning", .text(meaning?.rawValue)), ("department", .string(department)),
      ("steps", .array(steps.map(\.json))), ("waitsFor", .texts(waitsFor)),
      ("state", .string(state.rawValue)), ("step", .int(step)), ("clock", clock.json),
      ("verification", .text(verification?.rawValue)), ("reason", .text(reason)),
      ("items", .texts(items)), ("tell", needsTelling ? true : nil),
      ("finished", finishedAt.map { .int($0.milliseconds) }),
    ])
  }

  init(_ reader: JSONReader) throws(JSONContentError) {
    matter = try reader["matter"].string()
    title = try reader["title"].string()
    meaning = try reader.optional("meaning")?.word()
    department = try reader["department"].string()
    steps = try reader["steps"].map(Matter.Step.init)
    waitsFor = try reader.texts("waitsFor")
    state = try reader["state"].word()
    step = try reader["step"].int()
    clock = try Clock(reader["clock"])
    verification = try reader.optional("verification")?.word()
    reason = try reader.optional("reason")?.string()
    items = try reader.texts("items")
    needsTelling = try reader.optional("tell")?.bool() ?? false
    finishedAt = try reader.optional("finished")?.int().instant
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
    ])
  }

  init(_ reader: JSONReader) throws(JSONContentError) {
    rule = try reader["rule"].string()
    title = try reader["title"].string()
    matters = try reader.texts("matters")
    isRequired = try reader.optional("required")?.bool() ?? false
    isPresent = try reader.optional("present")?.bool() ?? false
    copies = try reader["copies"].int()
    note = try reader.optional("note")?.string() ?? ""
  }
}

extension PaperRecord {
  var json: JSON {
    .compact([
      ("kind", .string(kind.rawValue)), ("matter", .text(matter)), ("copy", .int(copy)),
      ("at", .int(at.milliseconds)),
    ])
  }

  init(_ reader: JSONReader) throws(JSONContentError) {
    kind = try reader["kind"].word()
    matter = try reader.optional("matter")?.string()
    copy = try reader["copy"].int()
    at = try reader["at"].int().instant
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
    at = try reader["at"].int().instant
    by = try reader["by"].string()
    kind = try reader["kind"].word()
    matter = try reader.optional("matter")?.string()
    detail = try reader.optional("detail")?.string() ?? ""
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
    var values: [String: Answer] = [:]
    for (key, value) in try reader.members() {
      values[key] = try Answer(JSONReader(value, path: "\(reader.path).\(key)"))
    }
    self.init(values)
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
    var rows: [Answers.Row] = []
    for row in try reader.list() {
      var cells: Answers.Row = [:]
      for (key, value) in try row.members() {
        cells[key] = try JSONReader(value, path: "\(row.path).\(key)").string()
      }
      rows.append(cells)
    }
    self = .rows(rows)
  }
}
