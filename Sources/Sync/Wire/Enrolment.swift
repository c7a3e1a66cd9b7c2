import Domain
import JSON
import Ledger

// How a device comes to central and speaks to it: shapes of these requests and
// answers stand here once, for both sides.

/// `POST /v1/enrol` (设备登记): with a code that an administrator gave, once.
package struct EnrolRequest: Equatable, Sendable {
  package let code: String
  /// The device's Ed25519 key, 32 bytes.
  package let publicKey: [UInt8]
  /// The code of the log that the counter has; it keeps it if it is free.
  package let log: String
  /// Version of the program.
  package let program: String
  /// Lines of that log, all of the time before it joins.
  package let lines: Int

  package init(code: String, publicKey: [UInt8], log: String, program: String, lines: Int = 0) {
    self.lines = lines
    self.code = code
    self.publicKey = publicKey
    self.log = log
    self.program = program
  }

  package var json: JSON {
    [
      "code": .string(code), "publicKey": .string(Hex.text(publicKey)), "log": .string(log),
      "program": .string(program), "lines": .int(lines),
    ]
  }

  package init(_ reader: JSONReader) throws(JSONContentError) {
    try reader.allowOnly("code", "publicKey", "log", "program", "lines")
    code = try reader["code"].string()
    publicKey = try reader["publicKey"].hex(count: 32)
    log = try reader["log"].string()
    program = try reader["program"].string()
    lines = try reader.optional("lines")?.count() ?? 0
  }
}

/// What a device is told when it is in (登记回执).
package struct EnrolAnswer: Equatable, Sendable {
  package let device: String
  /// The code that the log goes on under; another one than asked for when
  /// that is given away.
  package let log: String
  package let hall: String
  package let hallTitle: String
  /// Number of the counter in its hall.
  package let counter: String
  package let region: String
  package let streams: [String]

  package init(
    device: String, log: String, hall: String, hallTitle: String, counter: String, region: String,
    streams: [String]
  ) {
    self.device = device
    self.log = log
    self.hall = hall
    self.hallTitle = hallTitle
    self.counter = counter
    self.region = region
    self.streams = streams
  }

  package var json: JSON {
    [
      "device": .string(device), "log": .string(log), "hall": .string(hall),
      "hallTitle": .string(hallTitle), "counter": .string(counter), "region": .string(region),
      "streams": .array(streams.map(JSON.string)),
    ]
  }

  package init(_ reader: JSONReader) throws(JSONContentError) {
    device = try reader["device"].string()
    log = try reader["log"].string()
    hall = try reader["hall"].string()
    hallTitle = try reader["hallTitle"].string()
    counter = try reader["counter"].string()
    region = try reader["region"].string()
    streams = try reader["streams"].texts()
  }
}

/// `POST /v1/auth/challenge` asks `{device}` and answers `{nonce}`, good for 60
/// seconds and once; `POST /v1/auth/session` answers `{token, seconds}`, sent
/// from then on as `Authorization: Bearer …`.
package struct SessionRequest: Equatable, Sendable {
  package let device: String
  package let nonce: [UInt8]
  /// Over `signed`, by the device's key.
  package let signature: [UInt8]

  package init(device: String, nonce: [UInt8], signature: [UInt8]) {
    self.device = device
    self.nonce = nonce
    self.signature = signature
  }

  package static func signed(device: String, nonce: [UInt8]) -> [UInt8] {
    Array("YC1-session|\(device)|\(Hex.text(nonce))".utf8)
  }

  package var json: JSON {
    [
      "device": .string(device), "nonce": .string(Hex.text(nonce)),
      "signature": .string(Hex.text(signature)),
    ]
  }

  package init(_ reader: JSONReader) throws(JSONContentError) {
    try reader.allowOnly("device", "nonce", "signature")
    device = try reader["device"].string()
    nonce = try reader["nonce"].hex(count: 32)
    signature = try reader["signature"].hex(count: 64)
  }
}

/// `POST /v1/device/rekey` (换号): answers `{log}`, the new code.
package struct RekeyRequest: Equatable, Sendable {
  package let log: String
  /// The line from which the log goes on under the new code.
  package let line: Int

  package init(log: String, line: Int) {
    self.log = log
    self.line = line
  }

  package var json: JSON { ["log": .string(log), "line": .int(line)] }

  package init(_ reader: JSONReader) throws(JSONContentError) {
    try reader.allowOnly("log", "line")
    log = try reader["log"].string()
    line = try reader["line"].count(from: 1)
  }
}

/// `POST /v1/auth/clerk` (首次登录): an account of this hall whose passphrase this
/// counter cannot judge yet; 204 when it is right, 403 when not.
/// `POST /v1/accounts/verifier`: the Argon2id hash that a counter made, so that
/// other counters of the hall can ask; 204.
package struct ClerkProof: Equatable, Sendable {
  package let account: String
  /// The passphrase, or the encoded hash.
  package let proof: String

  package init(account: String, proof: String) {
    self.account = account
    self.proof = proof
  }

  package var json: JSON { ["account": .string(account), "proof": .string(proof)] }

  package init(_ reader: JSONReader) throws(JSONContentError) {
    try reader.allowOnly("account", "proof")
    account = try reader["account"].string()
    proof = try reader["proof"].string()
  }
}

/// `POST /v1/queue/number` (取号): the next number of a hall's own series, and the
/// next place in its line.
package struct QueueNumberRequest: Equatable, Sendable {
  package let day: Day
  package let prefix: String
  /// The highest number of this day and class that the counter knows and that is
  /// printed without naming a counter: central goes on after it.
  package let last: Int
  /// The highest place that the counter knows.
  package let place: Int

  package init(day: Day, prefix: String, last: Int = 0, place: Int = 0) {
    self.day = day
    self.prefix = prefix
    self.last = last
    self.place = place
  }

  package var json: JSON {
    [
      "day": .string(day.description), "prefix": .string(prefix), "last": .int(last),
      "place": .int(place),
    ]
  }

  package init(_ reader: JSONReader) throws(JSONContentError) {
    try reader.allowOnly("day", "prefix", "last", "place")
    day = try reader["day"].day()
    prefix = try reader["prefix"].string()
    last = try reader.optional("last")?.int(0...999) ?? 0
    place = try reader.optional("place")?.int(0...Ticket.lastPlace) ?? 0
  }
}

/// What central gives for it (号).
package struct QueueNumber: Equatable, Sendable {
  package let series: String
  package let sequence: Int
  package let place: Int

  package init(series: String, sequence: Int, place: Int) {
    self.series = series
    self.sequence = sequence
    self.place = place
  }

  package var json: JSON {
    ["series": .string(series), "sequence": .int(sequence), "place": .int(place)]
  }

  package init(_ reader: JSONReader) throws(JSONContentError) {
    series = try reader.optional("series")?.string() ?? Ticket.hallSeries
    sequence = try reader["sequence"].int(1...999)
    place = try reader.optional("place")?.int(0...Ticket.lastPlace) ?? 0
    guard Ticket.isHalls(series: series) else {
      throw try reader["series"].error(allowed: "a series of the hall")
    }
  }
}

/// `POST /v1/queue/claim` (叫号前占号): a ticket of the hall's line, for the
/// device that asks; 204, or 409 E_TAKEN with the other counter's number.
package struct QueueClaimRequest: Equatable, Sendable {
  package let ticket: String
  /// Number of the counter that calls.
  package let counter: String

  package init(ticket: String, counter: String) {
    self.ticket = ticket
    self.counter = counter
  }

  package var json: JSON { ["ticket": .string(ticket), "counter": .string(counter)] }

  package init(_ reader: JSONReader) throws(JSONContentError) {
    try reader.allowOnly("ticket", "counter")
    ticket = try reader["ticket"].string()
    counter = try reader["counter"].string()
  }
}

/// `GET /v1/catalogue` (资料目录): the packs that hold now, or 204 when central
/// has none; each file then by `GET /v1/catalogue/{sha256}`.
package struct CatalogueManifest: Equatable, Sendable {
  package let version: String
  package let files: [File]

  package struct File: Equatable, Sendable {
    /// `themes/nx/jobseekers.json`.
    package let path: String
    package let hash: String
    package let size: Int

    package init(path: String, hash: String, size: Int) {
      self.path = path
      self.hash = hash
      self.size = size
    }
  }

  package init(version: String, files: [File]) {
    self.version = version
    self.files = files
  }

  package var json: JSON {
    [
      "version": .string(version),
      "files": .array(
        files.map {
          ["path": .string($0.path), "sha256": .string($0.hash), "size": .int($0.size)]
        }),
    ]
  }

  package init(_ reader: JSONReader) throws(JSONContentError) {
    version = try reader["version"].string()
    files = try reader["files"].map { (file) throws(JSONContentError) in
      File(
        path: try file["path"].string(), hash: try file["sha256"].string(),
        size: try file["size"].count())
    }
  }
}

/// `POST /v1/intake` (网上来件) by a portal's account: idempotent by its own
/// number; answers `{id, state, number?, reason?}`.
package struct IntakeRequest: Equatable, Sendable {
  package let reference: String
  package let channel: Dossier.Channel
  package let hall: String
  package let theme: String
  /// Keys of the matters that the applicant chose, or none.
  package let matters: [String]
  package let answers: Answers

  package init(
    reference: String, channel: Dossier.Channel, hall: String, theme: String,
    matters: [String] = [], answers: Answers
  ) {
    self.reference = reference
    self.channel = channel
    self.hall = hall
    self.theme = theme
    self.matters = matters
    self.answers = answers
  }

  package var json: JSON {
    .compact([
      ("reference", .string(reference)), ("channel", .string(channel.rawValue)),
      ("hall", .string(hall)), ("theme", .string(theme)), ("matters", .texts(matters)),
      ("answers", answers.json),
    ])
  }

  package init(_ reader: JSONReader) throws(JSONContentError) {
    try reader.allowOnly("reference", "channel", "hall", "theme", "matters", "answers")
    reference = try reader["reference"].string()
    channel = try reader["channel"].word()
    guard channel != .counter else { throw try reader["channel"].error(allowed: "portal or app") }
    hall = try reader["hall"].string()
    theme = try reader["theme"].string()
    matters = try reader.texts("matters")
    answers = try Answers(reader["answers"])
  }
}

/// `POST /v1/results` (部门结果) by a department system's account: idempotent by
/// its own number. What it says becomes an operation of role reviewer, judged
/// like any other.
package struct ResultRequest: Equatable, Sendable {
  package let reference: String
  /// Number of the dossier.
  package let number: String
  package let matter: String
  package let outcome: Outcome
  /// The opinion, or the reason.
  package let text: String

  package enum Outcome: String, CaseIterable, Sendable {
    /// 签收, 数据共享核验属实, 通过本环节, 准予, 不予.
    case receive, verify, pass, approve, decline
  }

  package init(reference: String, number: String, matter: String, outcome: Outcome, text: String) {
    self.reference = reference
    self.number = number
    self.matter = matter
    self.outcome = outcome
    self.text = text
  }

  package var json: JSON {
    [
      "reference": .string(reference), "number": .string(number), "matter": .string(matter),
      "outcome": .string(outcome.rawValue), "text": .string(text),
    ]
  }

  package init(_ reader: JSONReader) throws(JSONContentError) {
    try reader.allowOnly("reference", "number", "matter", "outcome", "text")
    reference = try reader["reference"].string()
    number = try reader["number"].string()
    matter = try reader["matter"].string()
    outcome = try reader["outcome"].word()
    text = try reader["text"].string()
  }
}
