import Crypto
import Domain
import JSON
import Ledger
import SQLite
import Sync

/// Central's data (中心库) over one connection: what counters have sent, as
/// `Docket` judged it.
///
/// It belongs to one lane at a time.
package struct CentralDatabase {
  let engine: any Engine
  /// Makes the blind keys of persons; never in the database, so that a stolen
  /// one does not tell who is in it.
  let secret: [UInt8]
  /// Where contents of scans lie as files; nil when the engine holds them.
  let blobs: String?
  let recent: RecentEntities

  init(
    engine: any Engine, secret: [UInt8], blobs: String? = nil,
    recent: RecentEntities = RecentEntities()
  ) {
    self.engine = engine
    self.secret = secret
    self.blobs = blobs
    self.recent = recent
  }

  /// The key of the applicant; nil when the answers name no person.
  var blinding: Docket.Blinding {
    { [secret] answers in
      let number = answers[text: "idNumber"]
      guard !number.isEmpty else { return nil }
      return Hex.text(Array(hmacSHA256(Array(number.uppercased().utf8), key: secret).prefix(16)))
    }
  }

  static let hash: Chain.Hash = { SHA256.hash($0) }
}

extension CentralDatabase: CentralStore {
  package typealias Failure = CentralError

  package mutating func judge<T>(
    _ needs: [String: Needs], at now: Instant, _ body: (inout [String: Docket]) -> T
  ) throws(CentralError) -> T {
    try engine.transaction { () throws(CentralError) in
      try judging(needs, at: now) { dockets in body(&dockets) }
    }
  }

  /// The same inside a transaction that does more.
  private func judging<T>(
    _ needs: [String: Needs], at now: Instant,
    _ body: (inout [String: Docket]) throws(CentralError) -> T
  ) throws(CentralError) -> T {
    try engine.lock(needs.keys.sorted())
    var dockets = try dockets(needs, now)
    let result = try body(&dockets)
    try write(dockets.mapValues(\.writes), now)
    return result
  }

  /// The same for one county.
  func judging<T>(
    county: String, _ needs: Needs, at now: Instant,
    _ body: (inout Docket) throws(CentralError) -> T
  ) throws(CentralError) -> T {
    try judging([county: needs], at: now) { dockets throws(CentralError) in
      try body(&dockets.values[dockets.values.startIndex])
    }
  }

  /// Everything that `needs` names, of all counties at once.
  private func dockets(
    _ needs: [String: Needs], _ now: Instant
  ) throws(CentralError) -> [String: Docket] {
    let counties = needs.sorted { $0.key < $1.key }
    /// Rows by county, which stands in their last column.
    func find(
      _ table: String, _ columns: String, by key: String?, _ wanted: (Needs) -> [String]
    ) throws(CentralError) -> [String: [[Value]]] {
      let names = ["county"] + (key.map { [$0] } ?? [])
      let keys = counties.flatMap { county, needs -> [[Value]] in
        let place = Value.text(county)
        return key == nil ? [[place]] : wanted(needs).sorted().map { [place, .text($0)] }
      }
      let rows = try engine.find(
        Lookup(table: table, columns: columns + ", county", keys: names.map { .text($0) }), keys)
      return Dictionary(grouping: rows) { $0[$0.count - 1].string }
    }
    let logs = try find("log", Self.logColumns, by: "log") { Array($0.logs.keys) }
    let effects = try find("effect", "op", by: "op") { Array($0.operations) }
    let numbers = try find("entity", "number, id", by: "number") { Array($0.numbers) }
    let heads = try find("head", "stream, head", by: nil) { _ in [] }
    let byPerson = try find("entity", Self.entityColumns, by: "person") { Array($0.persons) }
    let bySlot = try find("entity", Self.entityColumns, by: "slot") { $0.slots.map(Self.text) }
    let byKey = Dictionary(
      grouping: try engine.find(
        Self.entityLookup([.text("county"), .text("kind"), .text("id")]),
        counties.flatMap { county, needs -> [[Value]] in
          needs.entities.sorted().map { [.text(county), .text($0.kind.rawValue), .text($0.id)] }
        })
    ) { $0[$0.count - 1].string }
    let epoch = try currentEpoch()
    var dockets: [String: Docket] = [:]
    for (county, needs) in counties {
      let records = (logs[county] ?? []).map(Self.log)
      var entities: [EntityKey: EntityRecord] = [:]
      for row in [byKey, byPerson, bySlot].flatMap({ $0[county] ?? [] }) {
        entities[try Self.key(row)] = try record(row)
      }
      dockets[county] = Docket(
        epoch: epoch, now: now, hash: Self.hash, person: blinding, logs: records,
        known: try known(county, records, needs.logs),
        operations: Set((effects[county] ?? []).map(\.[0].string)), records: entities,
        heads: Self.pairs(heads[county]) { $0.number },
        numbers: Self.pairs(numbers[county]) { $0.string })
    }
    return dockets
  }

  private static func pairs<T>(_ rows: [[Value]]?, _ value: (Value) -> T) -> [String: T] {
    Dictionary((rows ?? []).map { ($0[0].string, value($0[1])) }) { first, _ in first }
  }

  /// Lines that are here already, which is when an answer was lost.
  private func known(
    _ county: String, _ logs: [LogRecord], _ places: [String: ClosedRange<Int>]
  ) throws(CentralError) -> [OperationRecord] {
    var known: [OperationRecord] = []
    for log in logs {
      guard let lines = places[log.log], lines.lowerBound <= log.last else { continue }
      known += try engine.query(
        """
        SELECT log, seq, op, ent, kind, clerk, line, hash, outcome FROM op
        WHERE county = $1 AND log = $2 AND seq BETWEEN $3 AND $4
        """,
        [.text(county), .text(log.log), .int(lines.lowerBound), .int(lines.upperBound)]
      ).map(Self.operation)
    }
    return known
  }

  package func logRecords(
    _ county: String, _ logs: [String]
  ) throws(CentralError) -> [LogRecord] {
    try engine.find(
      Lookup(table: "log", columns: Self.logColumns, keys: [.text("county"), .text("log")]),
      logs.map { [.text(county), .text($0)] }
    ).map(Self.log)
  }

  // MARK: Reading

  package mutating func epoch() throws(CentralError) -> String { try currentEpoch() }

  func currentEpoch() throws(CentralError) -> String {
    guard let row = try engine.first("SELECT v FROM meta WHERE k = 'epoch'") else {
      throw .unreadable(what: "the epoch")
    }
    return row[0].string
  }

  package mutating func heads(of streams: [String]) throws(CentralError) -> [String: Int] {
    let rows = try engine.find(
      Lookup(table: "head", columns: "stream, head", keys: [.text("stream")]),
      streams.map { [.text($0)] })
    return Dictionary(rows.map { ($0[0].string, $0[1].number) }) { first, _ in first }
  }

  package mutating func logs(of device: String) throws(CentralError) -> [LogRecord] {
    try engine.query(
      "SELECT \(Self.logColumns) FROM log WHERE device = $1 ORDER BY log", [.text(device)]
    ).map(Self.log)
  }

  package mutating func refused(in log: String) throws(CentralError) -> [Int] {
    try engine.query(
      """
      SELECT seq FROM quarantine
      WHERE county = (SELECT county FROM log WHERE log = $1) AND log = $1 ORDER BY seq
      """, [.text(log)]
    ).map(\.[0].number)
  }

  package mutating func page(
    of stream: String, after: Int, limit: Int
  ) throws(CentralError) -> StreamPage? {
    let head = try engine.first(
      "SELECT head, horizon FROM head WHERE stream = $1", [.text(stream)])
    guard let head else { return StreamPage(stream: stream, from: after, to: 0, head: 0, rows: []) }
    guard after >= head[1].number else { return nil }
    let rows = try engine.query(
      """
      SELECT c.seq, c.kind, c.id, c.what, e.rev, e.streams, e.seen, e.d
      FROM change c LEFT JOIN entity e ON e.county = $1 AND e.kind = c.kind AND e.id = c.id
      WHERE c.stream = $2 AND c.seq > $3 ORDER BY c.seq LIMIT $4
      """,
      [.text(Self.county(of: stream)), .text(stream), .int(after), .int(limit + 1)])
    let shown = rows.prefix(limit)
    let to = rows.count > limit ? shown.last?[0].number ?? head[0].number : head[0].number
    return StreamPage(
      stream: stream, from: after, to: to, head: head[0].number,
      rows: try self.rows(shown.map { Array($0.dropFirst()) }, of: stream))
  }

  package mutating func scan(
    _ stream: String, after: EntityKey?, limit: Int
  ) throws(CentralError) -> ScanPage {
    let head = try engine.first("SELECT head FROM head WHERE stream = $1", [.text(stream)])
    let rows = try engine.query(
      """
      SELECT c.kind, c.id, c.what, e.rev, e.streams, e.seen, e.d
      FROM change c JOIN entity e ON e.county = $1 AND e.kind = c.kind AND e.id = c.id
      WHERE c.stream = $2 AND c.what = 'put' AND (c.kind, c.id) > ($3, $4)
      ORDER BY c.kind, c.id LIMIT $5
      """,
      [
        .text(Self.county(of: stream)), .text(stream), .text(after?.kind.rawValue ?? ""),
        .text(after?.id ?? ""), .int(limit + 1),
      ])
    let shown = try self.rows(Array(rows.prefix(limit)), of: stream)
    return ScanPage(
      epoch: try currentEpoch(), stream: stream, asOf: head?[0].number ?? 0, rows: shown,
      next: rows.count > limit ? shown.last?.key : nil)
  }

  /// The county of a stream: the six digits after its kind.
  static func county(of stream: String) -> String {
    String(stream.drop { $0 != ":" }.dropFirst().prefix(6))
  }

  /// Rows of kind, id, what, rev, streams, seen, d.
  private func rows(
    _ rows: [[Value]], of stream: String
  ) throws(CentralError) -> [StreamRow] {
    let county = Self.county(of: stream)
    var found: [StreamRow] = []
    for row in rows {
      guard let kind = Entity.Kind(rawValue: row[0].string) else {
        throw .unreadable(what: "an entity of a later program")
      }
      let key = EntityKey(kind, row[1].string)
      let streams = row[4].optionalString.map(Self.list) ?? []
      switch (Writes.Change.What(rawValue: row[2].string), row[6].optionalString) {
      case (.put, let document?):
        let json = try recent.documents.content(of: key, in: county, document) { $0 }
        let seen = try Self.seen(row[5].string)
        found.append(
          StreamRow(key: key, what: .put(revision: row[3].number, json, seen: seen)))
      case (.drop, _): found.append(StreamRow(key: key, what: .drop(still: streams)))
      default: found.append(StreamRow(key: key, what: .tomb))
      }
    }
    return found
  }
}
