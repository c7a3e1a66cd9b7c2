import Crypto
import Domain
import JSON
import Ledger
import Machine
import SQLite
import Sync

/// A device or another system as central knows it (设备登记).
package struct Device: Equatable, Sendable {
  package let record: DeviceRecord
  /// Title of the hall, or what the system is called.
  package let name: String
  package let counter: String
  package let region: String
  package let kind: Kind
  package let key: VerifyingKey?
  package let state: State

  /// When it last showed that two machines are this device; nil when an administrator
  /// has looked into it, or never.
  package let forkedAt: Instant?

  package enum Kind: String, Sendable { case counter, system, admin }
  /// 在用, 暂停, 吊销.
  package enum State: String, CaseIterable, Sendable { case active, suspended, revoked }
}

/// Where a new counter will stand (设备位置): what its one-time code is for.
package struct Station: Equatable, Sendable {
  /// Nine digits.
  package var hall: String
  package var hallTitle: String
  /// Number of the counter in its hall.
  package var counter: String
  package var region: String
  package var streams: [String]

  package init(
    hall: String, hallTitle: String, counter: String, region: String, streams: [String]
  ) {
    self.hall = hall
    self.hallTitle = hallTitle
    self.counter = counter
    self.region = region
    self.streams = streams
  }
}

extension Station {
  /// What of it no counter and no screen could show; nil for nearly all.
  package var problem: String? {
    func isShown(_ text: String, _ limit: TextLimit) -> Bool {
      !text.isEmpty && limit.holds(text) && SafeText.finding(in: text) == nil
    }
    if !isShown(hallTitle, Limits.hallTitle) { return "大厅名称（--title）" }
    if !isShown(counter, Limits.counter) { return "窗口号（--counter）" }
    return isShown(region, Limits.counter) ? nil : "地区（--region）"
  }
}

/// What is kept of a code or a token, so that a stolen database opens no session.
func digest(_ secret: String) -> [UInt8] { SHA256.hash("YC1|secret|" + secret) }

extension CentralDatabase {
  static let codeLife = 24 * 3_600_000
  static let challengeLife = 60_000
  static let sessionLife = 8 * 3_600_000

  /// The device that is this counter of the hall already; nil when there is none, or it
  /// was revoked: a new one then takes its place. Two that live would give out the same
  /// numbers when neither reaches central.
  package func holder(of counter: String, in hall: String) throws(CentralError) -> String? {
    try engine.first(
      """
      SELECT device FROM device
      WHERE hall = $1 AND counter = $2 AND kind = 'counter' AND state <> 'revoked'
      ORDER BY device
      """, [.text(hall), .text(counter)])?[0].string
  }

  /// Who is the counter that a revoked device was.
  package func successor(of device: String) throws(CentralError) -> String? {
    guard let known = try self.device(device), known.kind == .counter, known.state == .revoked
    else { return nil }
    return try holder(of: known.counter, in: known.record.hall)
  }

  /// A one-time code for one new counter: five groups of four characters.
  package func makeCode(
    for station: Station, at now: Instant
  ) throws(CentralError) -> String {
    let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
    let characters = randomBytes(20).map { alphabet[Int($0 & 31)] }
    let groups = stride(from: 0, to: 20, by: 4).map { String(characters[$0..<$0 + 4]) }
    let code = groups.joined(separator: "-")
    try engine.transaction { () throws(CentralError) in
      try engine.run("DELETE FROM code WHERE expires < $1", [.int(now.milliseconds)])
      try engine.run(
        """
        INSERT INTO code (hash, county, hall, name, counter, region, streams, expires, used)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0)
        """,
        [
          .blob(digest(Self.plain(code))), .text(String(station.hall.prefix(6))),
          .text(station.hall), .text(station.hallTitle), .text(station.counter),
          .text(station.region), .text(station.streams.joined(separator: " ")),
          .int(now.milliseconds + Self.codeLife),
        ])
      try audit("operator", "code.make", station.hall, now)
    }
    return code
  }

  /// As it is compared: without the dashes, letters that look like digits as those.
  static func plain(_ code: String) -> String {
    String(
      Typed.compact(code).uppercased().map { character in
        switch character {
        case "O": "0"
        case "I", "L": "1"
        default: character
        }
      })
  }

  /// Takes a new device in. The same key may ask again with the same code: the
  /// answer may have been lost.
  ///
  /// - Parameters:
  ///   - log: the code under which the device has worked so far; it keeps it if
  ///     nobody else of the county has it.
  ///   - lines: how many it has written until now.
  package func enrol(
    code: String, key: VerifyingKey, log: String?, lines: Int = 0, newID: String,
    at now: Instant
  ) throws(CentralError) -> Result<EnrolAnswer, Refusal> {
    try engine.transaction { () throws(CentralError) in
      let hash = Value.blob(digest(Self.plain(code)))
      guard
        let row = try engine.first(
          """
          SELECT county, hall, name, counter, region, streams, expires, used FROM code
          WHERE hash = $1
          """, [hash]),
        row[6].number > now.milliseconds
      else { return .failure(.notFound) }
      let county = row[0].string
      try engine.lock([county])
      let known = try engine.first(
        """
        SELECT device, hall, counter, state FROM device WHERE county = $1 AND pubkey = $2
        ORDER BY CASE state WHEN 'revoked' THEN 1 ELSE 0 END, enrolled DESC
        """, [.text(county), .blob(key.bytes)])
      if let known, known[3].string != Device.State.revoked.rawValue {
        // A code of another place moves no counter: its numbers would go with it.
        guard known[1] == row[1], known[2] == row[3] else {
          return .failure(.taken(by: known[0].string))
        }
        return try enrolment(of: known[0].string)
      }
      guard row[7].number == 0 else { return .failure(known == nil ? .notFound : .revoked) }
      if let holder = try holder(of: row[3].string, in: row[1].string) {
        return .failure(.taken(by: holder))
      }
      guard
        try engine.run("UPDATE code SET used = 1 WHERE hash = $1 AND used = 0", [hash]) == 1
      else { return .failure(.notFound) }
      try engine.run(
        """
        INSERT INTO device
          (device, county, hall, name, counter, region, kind, streams, pubkey, state, enrolled,
            changed)
        VALUES ($1, $2, $3, $4, $5, $6, 'counter', $7, $8, 'active', $9, $10)
        """,
        [
          .text(newID), row[0], row[1], row[2], row[3], row[4], row[5], .blob(key.bytes),
          .int(now.milliseconds), .int(now.milliseconds),
        ])
      try inherit(as: newID, hall: row[1].string, counter: row[3].string, log: log)
      try open(log: log, for: newID, county, joined: lines)
      try audit(newID, "device.enrol", row[1].string, now)
      return try enrolment(of: newID)
    }
  }

  /// A counter that takes the place of revoked ones goes on with their numbers: those of
  /// the same counter, and the one whose log it brings.
  private func inherit(
    as device: String, hall: String, counter: String, log: String?
  ) throws(CentralError) {
    for logs in [
      "SELECT l.log, l.device AS owner FROM log l",
      "SELECT h.log, h.device AS owner FROM heir h",
    ] {
      try engine.run(
        """
        INSERT INTO heir (log, device)
        SELECT DISTINCT t.log, $1 FROM (\(logs)) t JOIN device d ON d.device = t.owner
        WHERE d.hall = $2 AND d.state = 'revoked' AND d.kind = 'counter'
          AND (d.counter = $3 OR d.device = (SELECT device FROM log WHERE log = $4))
        ON CONFLICT (log, device) DO NOTHING
        """, [.text(device), .text(hall), .text(counter), .text(log ?? "")])
    }
  }

  /// Whose these logs are, of any county.
  func owners(of logs: Set<String>) throws(CentralError) -> [String: LogOwner] {
    let wanted = logs.sorted().map { [Value.text($0)] }
    let own = try engine.find(
      Lookup(table: "log", columns: "log, device", keys: [.text("log")]), wanted)
    let heirs = try engine.find(
      Lookup(table: "heir", columns: "log, device", keys: [.text("log")]), wanted)
    let halls = try engine.find(
      Lookup(table: "device", columns: "device, hall", keys: [.text("device")]),
      Set(own.map(\.[1].string)).sorted().map { [.text($0)] })
    let hall = Dictionary(halls.map { ($0[0].string, $0[1].string) }) { first, _ in first }
    let devices = Dictionary(grouping: own + heirs, by: \.[0].string)
    return Dictionary(
      own.map { row in
        let log = row[0].string
        return (
          log,
          LogOwner(
            hall: hall[row[1].string] ?? "", devices: Set((devices[log] ?? []).map(\.[1].string)))
        )
      }
    ) { first, _ in first }
  }

  private func enrolment(of device: String) throws(CentralError) -> Result<EnrolAnswer, Refusal> {
    guard let found = try self.device(device) else { return .failure(.notFound) }
    let logs = try engine.query(
      "SELECT log FROM log WHERE device = $1 AND forked = 0 ORDER BY last, log",
      [.text(device)])
    guard found.state == .active, let log = logs.first else { return .failure(.revoked) }
    return .success(
      EnrolAnswer(
        device: device, log: log[0].string, hall: found.record.hall, hallTitle: found.name,
        counter: found.counter, region: found.region, streams: found.record.streams))
  }

  /// Gives the device a log: the wished one if it is free, else a new code.
  ///
  /// Two counties may wish for one code at the same moment; the second one gets
  /// an error of the index then, and finds it taken the next time.
  @discardableResult
  func open(
    log wish: String?, for device: String, _ county: String, joined: Int = 0
  ) throws(CentralError) -> String {
    var code = wish ?? Identifiers.logCode()
    // Unique at this central, so that a code alone says which log.
    while try engine.first("SELECT log FROM log WHERE log = $1", [.text(code)]) != nil {
      code = Identifiers.logCode()
    }
    let chain = Chain(log: code, hash: Self.hash)
    try put(
      LogRecord(
        county: county, log: code, device: device, last: 0, lastHash: chain.origin,
        joined: joined))
    return code
  }

  // MARK: Sessions

  package func challenge(
    device: String, at now: Instant
  ) throws(CentralError) -> [UInt8] {
    let nonce = randomBytes(32)
    // Unknown devices get one, too, so that nobody learns which exist; but it is
    // not kept.
    guard try self.device(device) != nil else { return nonce }
    try engine.transaction { () throws(CentralError) in
      try engine.run("DELETE FROM challenge WHERE expires < $1", [.int(now.milliseconds)])
      try engine.run(
        "INSERT INTO challenge (nonce, device, expires) VALUES ($1, $2, $3)",
        [.blob(nonce), .text(device), .int(now.milliseconds + Self.challengeLife)])
    }
    return nonce
  }

  /// A token for 8 hours; only its hash is kept.
  package func beginSession(
    _ request: SessionRequest, at now: Instant
  ) throws(CentralError) -> Result<String, Refusal> {
    try engine.transaction { () throws(CentralError) in
      let isFresh =
        try engine.run(
          "DELETE FROM challenge WHERE nonce = $1 AND device = $2 AND expires >= $3",
          [.blob(request.nonce), .text(request.device), .int(now.milliseconds)]) == 1
      let signed = SessionRequest.signed(device: request.device, nonce: request.nonce)
      guard isFresh, let device = try device(request.device), let key = device.key,
        key.verifies(request.signature, of: signed)
      else { return .failure(.session) }
      guard device.state == .active else { return .failure(.revoked) }
      try engine.run("DELETE FROM session WHERE expires < $1", [.int(now.milliseconds)])
      return .success(
        try makeToken(for: request.device, until: now.adding(milliseconds: Self.sessionLife)))
    }
  }

  func makeToken(for device: String, until end: Instant) throws(CentralError) -> String {
    let token = Hex.text(randomBytes(32))
    try engine.run(
      "INSERT INTO session (token, device, expires) VALUES ($1, $2, $3)",
      [.blob(digest(token)), .text(device), .int(end.milliseconds)])
    return token
  }

  package func endSession(_ token: String) throws(CentralError) {
    try engine.transaction { () throws(CentralError) in
      _ = try engine.run("DELETE FROM session WHERE token = $1", [.blob(digest(token))])
    }
  }

  /// Who shows this token; nil when nobody does, or no more.
  package func device(token: String, at now: Instant) throws(CentralError) -> Device? {
    guard
      let row = try engine.first(
        "SELECT device FROM session WHERE token = $1 AND expires > $2",
        [.blob(digest(token)), .int(now.milliseconds)])
    else { return nil }
    return try device(row[0].string)
  }

  package func device(_ id: String) throws(CentralError) -> Device? {
    guard
      let row = try engine.first(
        "SELECT \(Self.deviceColumns) FROM device WHERE device = $1", [.text(id)])
    else { return nil }
    return try Self.device(row, grants: grants(hall: row[1].string).map(\.department))
  }

  package func devices(hall: String? = nil) throws(CentralError) -> [Device] {
    let grants = Dictionary(grouping: try grants(hall: hall), by: \.hall)
    return try engine.query(
      "SELECT \(Self.deviceColumns) FROM device WHERE $1 = '' OR hall = $1 ORDER BY hall, device",
      [.text(hall ?? "")]
    ).map { row throws(CentralError) in
      try Self.device(row, grants: grants[row[1].string]?.map(\.department) ?? [])
    }
  }

  static let deviceColumns =
    "device, hall, name, counter, region, kind, streams, pubkey, state, forked"

  private static func device(
    _ row: [Value], grants: [String]
  ) throws(CentralError) -> Device {
    guard let kind = Device.Kind(rawValue: row[5].string),
      let state = Device.State(rawValue: row[8].string)
    else { throw .unreadable(what: "a device") }
    return Device(
      record: DeviceRecord(
        id: row[0].string, hall: row[1].string, streams: list(row[6].string), grants: grants,
        counter: kind == .counter ? row[3].string : ""),
      name: row[2].string, counter: row[3].string, region: row[4].string, kind: kind,
      key: row[7] == .null ? nil : try? VerifyingKey(row[7].bytes),
      state: state,
      forkedAt: row[9].number > 0 ? Instant(milliseconds: row[9].number) : nil)
  }

  /// - Returns: whether there is such a device.
  package func set(
    _ device: String, to state: Device.State, by actor: String, at now: Instant
  ) throws(CentralError) -> Bool {
    try engine.transaction { () throws(CentralError) in
      let changed = try engine.run(
        "UPDATE device SET state = $1, changed = $2 WHERE device = $3",
        [.text(state.rawValue), .int(now.milliseconds), .text(device)])
      if state == .revoked {
        try engine.run("DELETE FROM session WHERE device = $1", [.text(device)])
      }
      guard changed > 0 else { return false }
      // Whoever lets it go on has looked into it: what it wrote so far is closed, and
      // the first of its machines that comes goes on under a new code.
      if state == .active { try forgiveForks(of: device) }
      try audit(actor, "device.\(state.rawValue)", device, now)
      return true
    }
  }

  func audit(
    _ actor: String, _ what: String, _ about: String, _ now: Instant
  ) throws(CentralError) {
    try engine.run(
      "INSERT INTO audit (id, at, actor, what, about) VALUES ($1, $2, $3, $4, $5)",
      [
        .text(Hex.text(randomBytes(16))), .int(now.milliseconds), .text(actor), .text(what),
        .text(about),
      ])
  }
}
