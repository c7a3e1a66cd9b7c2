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
  /// Nil judges by no packs.
  let rules: PackRules?

  init(
    engine: any Engine, secret: [UInt8], blobs: String? = nil,
    recent: RecentEntities = RecentEntities(), rules: PackRules? = nil
  ) {
    self.rules = rules
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
    _ needs: [String: Needs], at now: Instant, _ body: (inout Dockets) -> T
  ) throws(CentralError) -> T {
    try transaction(locking: needs.keys.map { [$0] }) { (groups) throws(CentralError) in
      try judging(needs, groups, at: now) { dockets in body(&dockets) }
    }
  }

  /// What came of work under some counties' locks (加锁结果).
  enum Reach<T> {
    case done(T)
    /// Nothing was written: these counties reach one another, and must all be locked.
    case needs(Set<String>)
  }

  /// Begins anew with more counties until `body` has all that it needs. All are
  /// locked at once, in order, so that no two transactions wait for each other.
  ///
  /// - Parameter first: nearly always sets of one county each.
  func transaction<T>(
    locking first: [Set<String>], _ body: ([Set<String>]) throws(CentralError) -> Reach<T>
  ) throws(CentralError) -> T {
    var groups = first
    while true {
      let reach = try engine.transaction { () throws(CentralError) in
        try engine.lock(groups.reduce(into: Set()) { $0.formUnion($1) }.sorted())
        return try body(groups)
      }
      switch reach {
      case .done(let result): return result
      case .needs(let joined):
        let met = groups.filter { !$0.isDisjoint(with: joined) }
        groups.removeAll(where: met.contains)
        groups.append(met.reduce(into: joined) { $0.formUnion($1) })
      }
    }
  }

  /// Judges inside a transaction that may do more.
  ///
  /// - Parameter groups: the counties whose locks the transaction holds.
  func judging<T>(
    _ needs: [String: Needs], _ groups: [Set<String>], at now: Instant,
    _ body: (inout Dockets) throws(CentralError) -> T
  ) throws(CentralError) -> Reach<T> {
    let staff = try staff(needs)
    var named = try engine.find(
      Self.entityByKey,
      needs.sorted { $0.key < $1.key }.flatMap { county, needs in
        needs.entities.union(staff[county] ?? []).sorted().map {
          [.text(county), .text($0.kind.rawValue), .text($0.id)]
        }
      })
    let held = Self.byCounty(named).mapValues { Set($0.map(\.[1].string)) }
    let homes = try homes(needs, besides: held)
    for home in homes where !groups.contains(where: { $0.isSuperset(of: [home.from, home.home]) }) {
      return .needs([home.from, home.home])
    }
    named += try engine.find(
      Self.entityByKey,
      homes.map { [.text($0.home), .text(Entity.Kind.dossier.rawValue), .text($0.id)] })
    var dockets = try dockets(needs, named, groups, now)
    let result = try body(&dockets)
    for (group, docket) in zip(groups, dockets.all)
    where !docket.writes.counties.isSubset(of: group) {
      return .needs(group.union(docket.writes.counties))
    }
    try write(dockets.all.map(\.writes), now)
    return .done(result)
  }

  /// Keys of all accounts of the halls that somebody changes accounts of, by county.
  private func staff(_ needs: [String: Needs]) throws(CentralError) -> [String: Set<EntityKey>] {
    var staff: [String: Set<EntityKey>] = [:]
    for (county, needs) in needs {
      for hall in needs.staff.sorted() {
        staff[county, default: []].formUnion(try accountKeys(of: hall))
      }
    }
    return staff
  }

  func accountKeys(of hall: String) throws(CentralError) -> [EntityKey] {
    try engine.query(
      "SELECT id FROM change WHERE stream = $1 AND kind = $2 AND what = 'put' ORDER BY id",
      [.text(Streams.staff(hall)), .text(Entity.Kind.account.rawValue)]
    ).map { EntityKey(.account, $0[0].string) }
  }

  /// A dossier that is handled in a county and is another one's (跨县办件).
  private struct Home {
    let from: String
    let id: String
    let home: String
  }

  /// Where the dossiers are that a county needs and has not itself.
  ///
  /// - Parameter held: ids of what was found, by county.
  private func homes(
    _ needs: [String: Needs], besides held: [String: Set<String>]
  ) throws(CentralError) -> [Home] {
    var homes: [Home] = []
    for (county, needs) in needs.sorted(by: { $0.key < $1.key }) {
      let missing = needs.dossiers.subtracting(needs.made).subtracting(held[county] ?? [])
        .sorted()
      if missing.isEmpty { continue }
      let visitors = try engine.find(
        Lookup(table: "visitor", columns: "id, home", keys: [.text("county"), .text("id")]),
        missing.map { [.text(county), .text($0)] })
      let others = try engine.find(
        Lookup(table: "entity", columns: "id, county", keys: Self.entityByKey.keys),
        needs.counties.sorted().flatMap { other in
          missing.map { [.text(other), .text(Entity.Kind.dossier.rawValue), .text($0)] }
        })
      homes += (visitors + others).map {
        Home(from: county, id: $0[0].string, home: $0[1].string)
      }
    }
    return homes
  }

  /// A dossier that a device may know of, of its own county or another one.
  func record(
    ofDossier id: String, for device: DeviceRecord
  ) throws(CentralError) -> EntityRecord? {
    var needs = Needs()
    needs.dossiers = [id]
    needs.counties = device.otherCounties
    let home = try homes([device.division: needs], besides: [:]).first?.home ?? device.division
    let key = EntityKey(.dossier, id)
    let row = try engine.find(
      Self.entityByKey, [[.text(home), .text(key.kind.rawValue), .text(key.id)]]
    ).first
    return try row.map { row throws(CentralError) in try record(row) }
  }

  /// Everything that `needs` names, of all counties at once.
  ///
  /// - Parameter named: rows of its `entities`.
  private func dockets(
    _ needs: [String: Needs], _ named: [[Value]], _ groups: [Set<String>], _ now: Instant
  ) throws(CentralError) -> Dockets {
    let counties = needs.sorted { $0.key < $1.key }
    /// Rows by county, which stands in their last column.
    func find(
      _ table: String, _ columns: String, by key: String, newest: Int? = nil,
      _ wanted: (Needs) -> [String]
    ) throws(CentralError) -> [String: [[Value]]] {
      Self.byCounty(
        try engine.find(
          Lookup(
            table: table, columns: columns, keys: [.text("county"), .text(key)], newest: newest),
          counties.flatMap { county, needs in
            wanted(needs).sorted().map { [.text(county), .text($0)] }
          }))
    }
    let logs = try find("log", Self.logColumns, by: "log") { Array($0.logs.keys) }
    let effects = try find("effect", "op, county", by: "op") { Array($0.operations) }
    let numbers = try find("entity", "number, id, county", by: "number") { Array($0.numbers) }
    let owners = try owners(
      of: counties.reduce(into: Set()) { $0.formUnion($1.value.owners) })
    let tickets = counties.reduce(into: Set<TicketName>()) { $0.formUnion($1.value.tickets) }
    let given = tickets.isEmpty ? nil : try givenNumbers(tickets)
    let heads = Self.byCounty(
      try engine.find(
        Lookup(table: "head", columns: "stream, head, county", keys: [.text("county")]),
        groups.flatMap { $0.sorted() }.map { [.text($0)] }))
    let byName = Self.byCounty(named)
    let byPerson = try find("entity", Self.entityColumns, by: "person", newest: Docket.compared) {
      Array($0.persons)
    }
    let proofs = Self.byCounty(
      try engine.find(
        Lookup(
          table: "clerk_proof", columns: "device, account, mark, county",
          keys: [.text("county"), .text("device"), .text("account")]),
        counties.flatMap { county, needs in
          needs.proofs.sorted { ($0.device, $0.account) < ($1.device, $1.account) }.map {
            [.text(county), .text($0.device), .text($0.account)]
          }
        }))
    let bySlot = try find("entity", Self.entityColumns, by: "slot") {
      $0.slots.map(Self.text) + $0.tickets.map(Self.text)
    }
    let epoch = try currentEpoch()
    func docket(_ group: Set<String>) throws(CentralError) -> Docket {
      func own(_ rows: [String: [[Value]]]) -> [[Value]] { group.flatMap { rows[$0] ?? [] } }
      var records: [EntityKey: EntityRecord] = [:]
      for row in own(byName) + own(byPerson) + own(bySlot) {
        records[try Self.key(row)] = try record(row)
      }
      let logs = own(logs).map(Self.log)
      return Docket(
        epoch: epoch, now: now, hash: Self.hash, person: blinding, logs: logs,
        known: try known(logs, needs), operations: Set(own(effects).map(\.[0].string)),
        records: records, heads: Self.pairs(own(heads)) { $0.number },
        numbers: Self.pairs(own(numbers)) { $0.string },
        proofs: Dictionary(
          own(proofs).map { (Proof(device: $0[0].string, account: $0[1].string), $0[2].string) }
        ) { first, _ in first },
        owners: owners, given: given, packs: rules?.book)
    }
    return Dockets(
      try groups.map { group throws(CentralError) in (group, try docket(group)) })
  }

  /// By the last column, which is the county.
  private static func byCounty(_ rows: [[Value]]) -> [String: [[Value]]] {
    Dictionary(grouping: rows) { $0[$0.count - 1].string }
  }

  private static func pairs<T>(_ rows: [[Value]], _ value: (Value) -> T) -> [String: T] {
    Dictionary(rows.map { ($0[0].string, value($0[1])) }) { first, _ in first }
  }

  /// Lines that are here already, which is when an answer was lost.
  private func known(
    _ logs: [LogRecord], _ needs: [String: Needs]
  ) throws(CentralError) -> [OperationRecord] {
    var known: [OperationRecord] = []
    for log in logs {
      guard let lines = needs[log.county]?.logs[log.log], lines.lowerBound <= log.last else {
        continue
      }
      known += try engine.query(
        """
        SELECT county, log, seq, op, ent, kind, clerk, line, hash, outcome FROM op
        WHERE county = $1 AND log = $2 AND seq BETWEEN $3 AND $4
        """,
        [.text(log.county), .text(log.log), .int(lines.lowerBound), .int(lines.upperBound)]
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
      WHERE county = (SELECT county FROM log WHERE log = $1) AND log = $1
        AND substr(code, 1, 2) <> 'F_' ORDER BY seq
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
      SELECT c.seq, c.kind, c.id, c.what, e.rev, e.streams, e.seen, e.d, e.county
      FROM change c \(Self.entityOfChange(in: stream))
      WHERE c.stream = $2 AND c.seq > $3 ORDER BY c.seq LIMIT $4
      """,
      [.text(Streams.county(of: stream)), .text(stream), .int(after), .int(limit + 1)])
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
      SELECT c.kind, c.id, c.what, e.rev, e.streams, e.seen, e.d, e.county
      FROM change c \(Self.entityOfChange(in: stream))
      WHERE c.stream = $2 AND c.what = 'put' AND (c.kind, c.id) > ($3, $4)
      ORDER BY c.kind, c.id LIMIT $5
      """,
      [
        .text(Streams.county(of: stream)), .text(stream), .text(after?.kind.rawValue ?? ""),
        .text(after?.id ?? ""), .int(limit + 1),
      ])
    let shown = try self.rows(Array(rows.prefix(limit)))
    return ScanPage(
      epoch: try currentEpoch(), stream: stream, asOf: head?[0].number ?? 0, rows: shown,
      next: rows.count > limit ? shown.last?.key : nil)
  }

  /// Joins `entity e` to `change c` of a stream whose county is `$1`. Only streams of
  /// departments hold what is another county's.
  private static func entityOfChange(in stream: String) -> String {
    let here = "LEFT JOIN entity e ON e.kind = c.kind AND e.id = c.id AND e.county ="
    guard stream.hasPrefix("d:") else { return "\(here) $1" }
    return "LEFT JOIN visitor v ON v.county = $1 AND v.id = c.id \(here) coalesce(v.home, $1)"
  }

  /// Rows of kind, id, what, rev, streams, seen, d, county.
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
        let json = try recent.documents.content(of: key, in: row[7].string, document) { $0 }
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
