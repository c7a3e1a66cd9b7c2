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
  private let documents = DocumentCache()

  init(engine: any Engine, secret: [UInt8], blobs: String? = nil) {
    self.engine = engine
    self.secret = secret
    self.blobs = blobs
  }

  /// The key of the applicant; nil when the answers name no person.
  var blinding: Docket.Blinding {
    { [secret] answers in
      let number = answers[text: "idNumber"]
      guard !number.isEmpty else { return nil }
      return hex(Array(hmacSHA256(Array(number.uppercased().utf8), key: secret).prefix(16)))
    }
  }

  static let hash: Chain.Hash = { SHA256.hash($0) }
}

extension CentralDatabase: CentralStore {
  package typealias Failure = CentralError

  package mutating func judge<T>(
    county: String, _ needs: Needs, at now: Instant, _ body: (inout Docket) -> T
  ) throws(CentralError) -> T {
    try engine.transaction { () throws(CentralError) in
      try judging(county: county, needs, at: now) { docket in body(&docket) }
    }
  }

  /// The same inside a transaction that does more.
  func judging<T>(
    county: String, _ needs: Needs, at now: Instant,
    _ body: (inout Docket) throws(CentralError) -> T
  ) throws(CentralError) -> T {
    try engine.lock(county: county)
    var docket = try docket(county, needs, now)
    let result = try body(&docket)
    if !docket.writes.isEmpty { try write(docket.writes, county, now) }
    return result
  }

  /// Everything that `needs` names.
  private func docket(
    _ county: String, _ needs: Needs, _ now: Instant
  ) throws(CentralError) -> Docket {
    let place = Value.text(county)
    let logs = Self.sorted(needs.logs.keys)
    let records = try logRecords(county, logs)
    var known: [OperationRecord] = []
    for record in records {
      guard let lines = needs.logs[record.log], lines.lowerBound <= record.last else { continue }
      known += try engine.query(
        """
        SELECT log, seq, op, ent, kind, clerk, line, hash, outcome FROM op
        WHERE county = $1 AND log = $2 AND seq BETWEEN $3 AND $4
        """,
        [place, .text(record.log), .int(lines.lowerBound), .int(lines.upperBound)]
      ).map(Self.operation)
    }
    let operations = try engine.find(
      Lookup(table: "effect", columns: "op", keys: [.text("county"), .text("op")]),
      Self.sorted(needs.operations).map { [place, .text($0)] })
    var entities: [EntityKey: EntityRecord] = [:]
    let keys = needs.entities.sorted().map { [place, .text($0.kind.rawValue), .text($0.id)] }
    let byKey: [Column] = [.text("county"), .text("kind"), .text("id")]
    var rows = try engine.find(Self.entityLookup(byKey), keys)
    rows += try engine.find(
      Self.entityLookup([.text("county"), .text("person")]),
      Self.sorted(needs.persons).map { [place, .text($0)] })
    rows += try engine.find(
      Self.entityLookup([.text("county"), .text("slot")]),
      Self.sorted(needs.slots.map(Self.text)).map { [place, .text($0)] })
    for row in rows { entities[try Self.key(row)] = try Self.record(row) }
    let numbers = try engine.find(
      Lookup(table: "entity", columns: "number, id", keys: [.text("county"), .text("number")]),
      Self.sorted(needs.numbers).map { [place, .text($0)] })
    let heads = try engine.query("SELECT stream, head FROM head WHERE county = $1", [place])
    return Docket(
      epoch: try currentEpoch(), now: now, hash: Self.hash, person: blinding, logs: records,
      known: known, operations: Set(operations.map(\.[0].string)), records: entities,
      heads: Dictionary(heads.map { ($0[0].string, $0[1].number) }) { first, _ in first },
      numbers: Dictionary(numbers.map { ($0[0].string, $0[1].string) }) { first, _ in first })
  }

  private static func sorted(_ texts: some Sequence<String>) -> [String] { texts.sorted() }

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
      rows: try self.rows(shown.map { Array($0.dropFirst()) }))
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
    let shown = try self.rows(Array(rows.prefix(limit)))
    return ScanPage(
      epoch: try currentEpoch(), stream: stream, asOf: head?[0].number ?? 0, rows: shown,
      next: rows.count > limit ? shown.last?.key : nil)
  }

  /// The county of a stream: the six digits after its kind.
  static func county(of stream: String) -> String {
    String(stream.drop { $0 != ":" }.dropFirst().prefix(6))
  }

  /// Rows of kind, id, what, rev, streams, seen, d.
  private func rows(_ rows: [[Value]]) throws(CentralError) -> [StreamRow] {
    var found: [StreamRow] = []
    for row in rows {
      guard let kind = Entity.Kind(rawValue: row[0].string) else {
        throw .unreadable(what: "an entity of a later program")
      }
      let key = EntityKey(kind, row[1].string)
      let streams = row[4].optionalString.map(Self.list) ?? []
      switch (Writes.Change.What(rawValue: row[2].string), row[6].optionalString) {
      case (.put, let document?):
        let json = try documents.json(of: key, revision: row[3].number, document)
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

/// Documents that were read lately (近期文档): every counter of a hall pulls the
/// same ones within seconds, and reading one costs more than anything else of it.
private final class DocumentCache {
  private var known: [EntityKey: (revision: Int, text: String, json: JSON)] = [:]

  private static let most = 2_000

  func json(
    of key: EntityKey, revision: Int, _ text: String
  ) throws(CentralError) -> JSON {
    // The text, too: two counties may have one id, and central may go back.
    if let found = known[key], found.revision == revision, found.text == text {
      return found.json
    }
    guard let json = try? JSON(parsing: text) else { throw .unreadable(what: "a document") }
    if known.count >= Self.most { known.removeAll() }
    known[key] = (revision, text, json)
    return json
  }
}
