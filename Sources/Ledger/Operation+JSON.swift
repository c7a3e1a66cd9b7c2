import Domain
import JSON

extension Operation {
  /// Version of the line format; central keeps a reader for every one.
  package static let lineVersion = 1

  /// The bytes that are stored, hashed and sent.
  package var line: [UInt8] {
    JSON.object([
      "v": .int(Operation.lineVersion), "op": .string(id), "ent": .string(entity),
      "kind": .string(kind.rawValue), "clerk": .string(clerk), "role": .string(role.rawValue),
      "at": .int(at.milliseconds), "body": act.json,
    ]).line
  }

  package init(line: some Collection<UInt8>) throws(OperationLineError) {
    let json: JSON
    do {
      json = try JSON(parsing: line)
    } catch {
      throw .syntax(error)
    }
    do {
      try self.init(JSONReader(json))
    } catch {
      throw .content(error)
    }
  }

  private init(_ reader: JSONReader) throws(JSONContentError) {
    // The version first: a later one may have other members.
    _ = try reader["v"].int(1...Operation.lineVersion)
    try reader.allowOnly("v", "op", "ent", "kind", "clerk", "role", "at", "body")
    id = try reader["op"].string()
    entity = try reader["ent"].string()
    clerk = try reader["clerk"].string()
    role = try reader["role"].word()
    at = try reader["at"].instant()
    act = try Act(kind: reader["kind"].word(), reader["body"])
  }
}

/// A log line that cannot be read.
package enum OperationLineError: Error, Equatable {
  case syntax(JSONSyntaxError)
  case content(JSONContentError)
}

extension Act {
  var json: JSON {
    switch self {
    case .accept(let acceptance): acceptance.json
    case .amend(let changes, let reason):
      ["set": .array(changes.map(\.json)), "reason": .string(reason)]
    case .add(let openings, let materials, let minimums):
      .compact([
        ("openings", .array(openings.map(\.json))), ("materials", .array(materials.map(\.json))),
        ("minimums", minimums.isEmpty ? nil : .object(minimums.mapValues(JSON.int))),
      ])
    case .void(let matter, let reason, let starts):
      .compact([
        ("matter", .text(matter)), ("reason", .string(reason)), ("starts", .clocks(starts)),
      ])
    case .screen(let starts): .compact([("starts", .clocks(starts))])
    case .serve(let service): service.json
    case .rate(let rating): rating.json
    case .receive(let matter): ["matter": .string(matter)]
    case .handOn(let matter, let department, let reason),
      .sign(let matter, let department, let reason):
      [
        "matter": .string(matter), "department": .string(department), "reason": .string(reason),
      ]
    case .redate(let matter, let reason, let clock):
      ["matter": .string(matter), "reason": .string(reason), "clock": clock.json]
    case .note(let text): ["text": .string(text)]
    case .settle(let conflict, let changes):
      ["conflict": .string(conflict), "set": .array(changes.map(\.json))]
    case .keep(let number, let reason): ["no": .string(number), "reason": .string(reason)]
    case .clear(let clearing): clearing.json
    case .renumber(let number): ["no": .string(number)]
    case .returnIntake(let reason): ["reason": .string(reason)]
    case .putMaterial(let rule, let copies, let note, let starts):
      .compact([
        ("rule", .string(rule)), ("copies", .int(copies)), ("note", .string(note)),
        ("starts", .clocks(starts)),
      ])
    case .attach(let rule, let scan): ["rule": .string(rule), "scan": scan.json]
    case .detach(let rule, let hash, let reason):
      ["rule": .string(rule), "hash": .string(hash), "reason": .string(reason)]
    case .enter(let note): note.json
    case .close(let entry, let closing): ["entry": .string(entry), "closing": closing.json]
    case .verify(let matter, let mode, let clock):
      ["matter": .string(matter), "mode": .string(mode.rawValue), "clock": clock.json]
    case .pass(let matter, let step, let opinion):
      ["matter": .string(matter), "step": .string(step), "opinion": .string(opinion)]
    case .ask(let matter, let items, let reason, let clock):
      [
        "matter": .string(matter), "items": .array(items.map(JSON.string)),
        "reason": .string(reason), "clock": clock.json,
      ]
    case .hold(let matter, let reason, let clock):
      ["matter": .string(matter), "reason": .string(reason), "clock": clock.json]
    case .resume(let matter, let clock): ["matter": .string(matter), "clock": clock.json]
    case .approve(let matter, let opinion, let starts):
      .compact([
        ("matter", .string(matter)), ("opinion", .string(opinion)), ("starts", .clocks(starts)),
      ])
    case .decline(let matter, let reason, let starts),
      .withdraw(let matter, let reason, let starts):
      .compact([
        ("matter", .string(matter)), ("reason", .string(reason)), ("starts", .clocks(starts)),
      ])
    case .told(let matter): ["matter": .string(matter)]
    case .changeTicket(let change), .undoTicket(let change): change.json
    case .book(let booking): booking.json
    case .cancelBooking(let reason): ["reason": .string(reason)]
    case .arrive(let ticket): ["ticket": .string(ticket)]
    case .putAccount(let account): account.json
    case .setPassphrase(let mark): mark.json
    case .issueReport(let report): report.json
    case .paper(let kind, let matter, let copy):
      .compact([
        ("kind", .string(kind.rawValue)), ("matter", .text(matter)), ("copy", .int(copy)),
      ])
    case .unmask(let field): ["field": .string(field)]
    case .export(let dossiers): ["dossiers": .int(dossiers)]
    case .signIn, .signInFailed, .signOut: [:]
    case .clock(let fault):
      ["kind": .string(fault.kind.rawValue), "seconds": .int(fault.seconds)]
    }
  }

  init(kind: Operation.Kind, _ body: JSONReader) throws(JSONContentError) {
    func text(_ key: String) throws(JSONContentError) -> String { try body[key].string() }
    if let members = kind.members { try body.allowOnly(members) }
    switch kind {
    case .dossierAccept: self = .accept(try Acceptance(body))
    case .dossierAmend:
      self = .amend(try body["set"].map(Change.init), reason: try text("reason"))
    case .dossierAdd:
      self = .add(
        try body["openings"].map(Opening.init),
        materials: try body["materials"].map(MaterialRecord.init),
        minimums: try body.counts("minimums"))
    case .dossierVoid:
      self = .void(
        matter: try body.optional("matter")?.string(), reason: try text("reason"),
        starts: try body.clocks("starts"))
    case .dossierScreen: self = .screen(starts: try body.clocks("starts"))
    case .dossierServe: self = .serve(try Service(body))
    case .dossierRate: self = .rate(try Rating(body))
    case .proceedingReceive: self = .receive(matter: try text("matter"))
    case .proceedingHandOn:
      self = .handOn(
        matter: try text("matter"), department: try text("department"), reason: try text("reason"))
    case .proceedingSign:
      self = .sign(
        matter: try text("matter"), department: try text("department"), reason: try text("reason"))
    case .proceedingRedate:
      self = .redate(
        matter: try text("matter"), reason: try text("reason"), clock: try Clock(body["clock"]))
    case .dossierNote: self = .note(try text("text"))
    case .conflictSettle:
      self = .settle(conflict: try text("conflict"), try body["set"].map(Change.init))
    case .duplicateKeep: self = .keep(duplicate: try text("no"), reason: try text("reason"))
    case .doubtClear: self = .clear(try Clearing(body))
    case .dossierRenumber: self = .renumber(try text("no"))
    case .intakeReturn: self = .returnIntake(reason: try text("reason"))
    case .materialPut:
      self = .putMaterial(
        rule: try text("rule"), copies: try body["copies"].count(from: 1),
        note: try text("note"),
        starts: try body.clocks("starts"))
    case .materialAttach: self = .attach(rule: try text("rule"), try Scan(body["scan"]))
    case .materialDetach:
      self = .detach(
        rule: try text("rule"), hash: try text("hash"), reason: try text("reason"))
    case .registerEnter: self = .enter(try RegisterNote(body))
    case .registerClose:
      self = .close(
        entry: try text("entry"), try RegisterEntry.Closing(body["closing"]))
    case .proceedingVerify:
      self = .verify(
        matter: try text("matter"), mode: try body["mode"].word(), clock: try Clock(body["clock"]))
    case .proceedingPass:
      self = .pass(
        matter: try text("matter"), step: try text("step"), opinion: try text("opinion"))
    case .proceedingAsk:
      self = .ask(
        matter: try text("matter"), items: try body["items"].texts(), reason: try text("reason"),
        clock: try Clock(body["clock"]))
    case .proceedingHold:
      self = .hold(
        matter: try text("matter"), reason: try text("reason"), clock: try Clock(body["clock"]))
    case .proceedingResume:
      self = .resume(matter: try text("matter"), clock: try Clock(body["clock"]))
    case .proceedingApprove:
      self = .approve(
        matter: try text("matter"), opinion: try text("opinion"),
        starts: try body.clocks("starts"))
    case .proceedingDecline:
      self = .decline(
        matter: try text("matter"), reason: try text("reason"),
        starts: try body.clocks("starts"))
    case .proceedingWithdraw:
      self = .withdraw(
        matter: try text("matter"), reason: try text("reason"),
        starts: try body.clocks("starts"))
    case .proceedingTold: self = .told(matter: try text("matter"))
    case .ticketChange: self = .changeTicket(try TicketChange(body))
    case .ticketUndo: self = .undoTicket(try TicketChange(body))
    case .appointmentBook: self = .book(try Booking(body))
    case .appointmentCancel: self = .cancelBooking(reason: try text("reason"))
    case .appointmentArrive: self = .arrive(ticket: try text("ticket"))
    case .accountPut: self = .putAccount(try Account(body))
    case .accountPassphrase: self = .setPassphrase(try PassphraseMark(body))
    case .reportIssue: self = .issueReport(try Report(body))
    case .auditPaper:
      self = .paper(
        kind: try body["kind"].word(), matter: try body.optional("matter")?.string(),
        copy: try body["copy"].count(from: 1))
    case .auditUnmask: self = .unmask(field: try text("field"))
    case .auditExport: self = .export(dossiers: try body["dossiers"].count())
    case .auditSignIn: self = .signIn
    case .auditSignInFailed: self = .signInFailed
    case .auditSignOut: self = .signOut
    case .auditClock:
      self = .clock(ClockFault(try body["kind"].word(), seconds: try body["seconds"].int()))
    }
  }
}

extension Operation.Kind {
  /// The members of its body; nil where the type of the body knows them.
  fileprivate var members: [String]? {
    switch self {
    case .dossierAccept, .dossierServe, .dossierRate, .ticketChange, .ticketUndo, .accountPut,
      .accountPassphrase, .appointmentBook, .reportIssue, .registerEnter, .doubtClear:
      nil
    case .appointmentCancel: ["reason"]
    case .appointmentArrive: ["ticket"]
    case .dossierAmend: ["set", "reason"]
    case .dossierAdd: ["openings", "materials", "minimums"]
    case .dossierVoid: ["matter", "reason", "starts"]
    case .dossierScreen: ["starts"]
    case .proceedingReceive: ["matter"]
    case .proceedingHandOn, .proceedingSign: ["matter", "department", "reason"]
    case .proceedingRedate: ["matter", "reason", "clock"]
    case .dossierNote: ["text"]
    case .conflictSettle: ["conflict", "set"]
    case .duplicateKeep: ["no", "reason"]
    case .dossierRenumber: ["no"]
    case .intakeReturn: ["reason"]
    case .materialPut: ["rule", "copies", "note", "starts"]
    case .materialAttach: ["rule", "scan"]
    case .materialDetach: ["rule", "hash", "reason"]
    case .registerClose: ["entry", "closing"]
    case .proceedingVerify: ["matter", "mode", "clock"]
    case .proceedingPass: ["matter", "step", "opinion"]
    case .proceedingAsk: ["matter", "items", "reason", "clock"]
    case .proceedingHold: ["matter", "reason", "clock"]
    case .proceedingResume: ["matter", "clock"]
    case .proceedingApprove: ["matter", "opinion", "starts"]
    case .proceedingDecline, .proceedingWithdraw: ["matter", "reason", "starts"]
    case .proceedingTold: ["matter"]
    case .auditPaper: ["kind", "matter", "copy"]
    case .auditUnmask: ["field"]
    case .auditExport: ["dossiers"]
    case .auditSignIn, .auditSignInFailed, .auditSignOut: []
    case .auditClock: ["kind", "seconds"]
    }
  }
}

extension Acceptance {
  var json: JSON {
    .compact([
      ("no", .string(number)), ("theme", .string(theme)),
      ("themeVersion", .string(themeVersion)), ("themeTitle", .string(themeTitle)),
      ("channel", .string(channel.rawValue)), ("hall", .string(hall)),
      ("counter", .string(counter)), ("ticket", .text(ticket)), ("intake", .text(intake)),
      ("answers", answers.json),
      ("openings", .array(openings.map(\.json))), ("materials", .array(materials.map(\.json))),
      ("pushes", pushes.isEmpty ? nil : .array(pushes.map(\.json))),
      ("minimums", minimums.isEmpty ? nil : .object(minimums.mapValues(JSON.int))),
      ("screened", isScreened ? true : nil),
    ])
  }

  init(_ reader: JSONReader) throws(JSONContentError) {
    try reader.allowOnly(
      "no", "theme", "themeVersion", "themeTitle", "channel", "hall", "counter", "ticket",
      "intake", "answers", "openings", "materials", "pushes", "minimums", "screened")
    self.init(
      number: try reader["no"].string(), theme: try reader["theme"].string(),
      themeVersion: try reader["themeVersion"].string(),
      themeTitle: try reader["themeTitle"].string(), channel: try reader["channel"].word(),
      hall: try reader["hall"].string(), counter: try reader["counter"].string(),
      ticket: try reader.optional("ticket")?.string(),
      intake: try reader.optional("intake")?.string(), answers: try Answers(reader["answers"]),
      openings: try reader["openings"].map(Opening.init),
      materials: try reader["materials"].map(MaterialRecord.init),
      pushes: try reader.optional("pushes")?.map(TrainingPush.init) ?? [],
      minimums: try reader.counts("minimums"),
      isScreened: try reader.optional("screened")?.bool() ?? false)
  }
}

extension Opening {
  var json: JSON {
    .compact([
      ("matter", .string(matter)), ("title", .string(title)),
      ("meaning", .text(meaning?.rawValue)), ("department", .string(department)),
      ("cooperators", .texts(cooperators)), ("place", .text(placeKey)),
      ("steps", .array(steps.map(\.json))), ("waitsFor", .texts(waitsFor)),
      ("mustPass", .texts(mustPass)), ("missing", .texts(missing)), ("clock", clock.json),
      ("tells", tellsResult ? true : nil),
    ])
  }

  init(_ reader: JSONReader) throws(JSONContentError) {
    try reader.allowOnly(
      "matter", "title", "meaning", "department", "cooperators", "place", "steps", "waitsFor",
      "mustPass", "missing", "clock", "tells")
    self.init(
      matter: try reader["matter"].string(), title: try reader["title"].string(),
      meaning: try reader.optional("meaning")?.word(),
      department: try reader["department"].string(),
      cooperators: try reader.texts("cooperators"),
      placeKey: try reader.optional("place")?.string(),
      steps: try reader["steps"].map(Matter.Step.init), waitsFor: try reader.texts("waitsFor"),
      mustPass: try reader.texts("mustPass"), missing: try reader.texts("missing"),
      clock: try Clock(reader["clock"]),
      tellsResult: try reader.optional("tells")?.bool() ?? false)
  }
}

extension Change {
  var json: JSON {
    .compact([("key", .string(key)), ("old", old?.json), ("new", new?.json)])
  }

  init(_ reader: JSONReader) throws(JSONContentError) {
    try reader.allowOnly(
      "key", "old", "new")
    self.init(
      key: try reader["key"].string(), old: try reader.optional("old").map(Answer.init),
      new: try reader.optional("new").map(Answer.init))
  }
}

extension Account {
  package var json: JSON {
    .compact([
      ("key", .string(key)), ("name", .string(name)), ("role", .string(role.rawValue)),
      ("departments", .texts(departments)), ("active", .bool(isActive)),
      ("system", isSystem ? .bool(true) : nil), ("brought", isBrought ? .bool(true) : nil),
      ("passphrase", passphrase?.json),
    ])
  }

  package init(_ reader: JSONReader) throws(JSONContentError) {
    try reader.allowOnly(
      "key", "name", "role", "departments", "active", "system", "brought", "passphrase")
    self.init(
      key: try reader["key"].string(), name: try reader["name"].string(),
      role: try reader["role"].word(), departments: try reader.texts("departments"),
      isActive: try reader["active"].bool(),
      isSystem: try reader.optional("system")?.bool() ?? false,
      isBrought: try reader.optional("brought")?.bool() ?? false,
      passphrase: try reader.optional("passphrase").map(PassphraseMark.init))
  }
}

extension PassphraseMark {
  package var json: JSON {
    .compact([
      ("digest", .string(digest)), ("until", oneTimeUntil.map { .int($0.milliseconds) }),
    ])
  }

  package init(_ reader: JSONReader) throws(JSONContentError) {
    try reader.allowOnly("digest", "until")
    self.init(
      digest: Hex.text(try reader["digest"].hex(count: 32)),
      oneTimeUntil: try reader.optional("until")?.instant())
  }
}
