import Domain
import JSON

extension Ticket {
  package var json: JSON {
    .compact([
      ("id", .string(id)), ("day", .string(day.description)), ("series", .string(series)),
      ("class", .string(classKey)), ("prefix", .string(prefix)), ("seq", .int(sequence)),
      ("priority", hasPriority ? true : nil), ("place", place == 0 ? nil : .int(place)),
      ("issued", .int(issuedAt.milliseconds)),
      ("state", .string(state.rawValue)),
      ("called", calledAt.map { .int($0.milliseconds) }),
      ("ended", endedAt.map { .int($0.milliseconds) }), ("counter", .text(counter)),
      ("toCounter", .text(target.counter)), ("toService", .text(target.service)),
      ("note", note.isEmpty ? nil : .string(note)), ("recalls", .int(recalls)),
      ("passedBy", .int(passedBy)),
      ("doubts", doubts.isEmpty ? nil : .texts(doubts.sorted().map(\.rawValue))),
    ])
  }

  package init(_ reader: JSONReader) throws(JSONContentError) {
    try reader.allowOnly(
      "id", "day", "series", "class", "prefix", "seq", "priority", "place", "issued", "state",
      "called",
      "ended", "counter", "toCounter", "toService", "note", "recalls", "passedBy", "doubts")
    let ticketClass = TicketClass(
      key: try reader["class"].string(), title: "", prefix: try reader["prefix"].string(),
      hasPriority: try reader.optional("priority")?.bool() ?? false)
    self.init(
      id: try reader["id"].string(), day: try reader["day"].day(),
      series: try reader["series"].string(), class: ticketClass,
      sequence: try reader["seq"].int(1...999),
      place: try reader.optional("place")?.int(0...Ticket.lastPlace) ?? 0,
      issuedAt: try reader["issued"].instant(),
      target: Target(
        counter: try reader.optional("toCounter")?.string(),
        service: try reader.optional("toService")?.string()),
      note: try reader.optional("note")?.string() ?? "")
    state = try reader["state"].word()
    calledAt = try reader.optional("called")?.instant()
    endedAt = try reader.optional("ended")?.instant()
    counter = try reader.optional("counter")?.string()
    recalls = try reader["recalls"].count()
    passedBy = try reader["passedBy"].count()
    doubts = try reader.doubts("doubts")
  }
}

extension TicketChange {
  var json: JSON {
    .compact([
      ("action", .string(action.rawValue)), ("before", before?.json), ("after", after.json),
      ("passed", .texts(passed)), ("at", .int(at.milliseconds)),
      ("reason", reason.isEmpty ? nil : .string(reason)),
    ])
  }

  init(_ reader: JSONReader) throws(JSONContentError) {
    try reader.allowOnly(
      "action", "before", "after", "passed", "at", "reason")
    self.init(
      action: try reader["action"].word(), before: try reader.optional("before").map(Ticket.init),
      after: try Ticket(reader["after"]), passed: try reader.texts("passed"),
      at: try reader["at"].instant(), reason: try reader.optional("reason")?.string() ?? "")
  }
}
