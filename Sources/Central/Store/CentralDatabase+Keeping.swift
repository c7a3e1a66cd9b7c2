import Crypto
import Domain
import JSON
import Ledger
import Machine
import SQLite
import Sync

extension CentralDatabase {
  /// Where every log stands: county, log, last line.
  struct LogMark: Equatable, Sendable {
    let county: String
    let log: String
    let last: Int
  }

  func logMarks() throws(CentralError) -> [LogMark] {
    try engine.query("SELECT county, log, last FROM log ORDER BY county, log", []).map {
      LogMark(county: $0[0].string, log: $0[1].string, last: $0[2].number)
    }
  }

  /// Lines up to these marks survive the loss of this machine.
  func noteDurable(_ marks: [LogMark]) throws(CentralError) {
    try engine.transaction { () throws(CentralError) in
      for mark in marks {
        try engine.run(
          "UPDATE log SET durable = $1 WHERE county = $2 AND log = $3 AND durable < $1",
          [.int(mark.last), .text(mark.county), .text(mark.log)])
      }
    }
  }

  /// Whether the blind keys were made with this secret; a new store takes it.
  func knowsItsSecret(_ meta: [String: String]) throws(CentralError) -> Bool {
    if let known = meta["secret"] { return known == secretMark }
    try engine.run("INSERT INTO meta (k, v) VALUES ('secret', $1)", [.text(secretMark)])
    return true
  }

  /// Tells secrets apart, and nothing of them.
  private var secretMark: String {
    Hex.text(Array(hmacSHA256(Array("YC1|secret".utf8), key: secret).prefix(8)))
  }

  /// Makes the blind keys of persons anew where another secret was used: after a
  /// restore on a machine to which nobody has brought the old one.
  ///
  /// - Returns: whether that was so.
  func takeSecret() throws(CentralError) -> Bool {
    try engine.transaction { () throws(CentralError) in
      if try engine.run("DELETE FROM meta WHERE k = 'restored'", []) > 0 {
        try Self.beginQueueRound(engine, at: Clocks.now)
      }
      guard let known = try meta()["secret"], known != secretMark else { return false }
      var place: [Value] = [.text(""), .text(""), .text("")]
      while true {
        let page = try engine.query(
          """
          SELECT county, kind, id, d FROM entity
          WHERE person IS NOT NULL AND (county, kind, id) > ($1, $2, $3)
          ORDER BY county, kind, id LIMIT 500
          """, place)
        guard let last = page.last else { break }
        for row in page {
          guard let json = try? JSON(parsing: row[3].string),
            let dossier = try? Dossier(JSONReader(json))
          else { throw .unreadable(what: "a dossier") }
          try engine.run(
            "UPDATE entity SET person = $1 WHERE county = $2 AND kind = $3 AND id = $4",
            [.text(orNull: blinding(dossier.answers)), row[0], row[1], row[2]])
        }
        place = Array(last.prefix(3))
      }
      // Whoever has the other secret wrote them.
      try engine.run("UPDATE entity SET seal = NULL", [])
      try set("secret", secretMark)
      return true
    }
  }

  /// Why no service can work on this SQLite store, in words for an operator; nil when
  /// it can. Reads all of it.
  func objection() throws(CentralError) -> String? {
    let found = try engine.query("SELECT name FROM sqlite_schema WHERE type = 'table'", [])
    let tables = Set(found.map { $0[0].string })
    guard tables.contains("meta"), let version = Int(try meta()["schema"] ?? "") else {
      return "不是中心的数据"
    }
    guard version <= Schema.version else {
      return "是更新版本的程序写的（第 \(version) 版，本程序只认得到第 \(Schema.version) 版）"
    }
    let missing = Schema.tables(version: version).filter { !tables.contains($0) }
    guard version >= 1, missing.isEmpty else {
      return "不是中心的数据：没有表 \(missing.joined(separator: "、"))"
    }
    if let damage = try (engine as? SQLiteEngine)?.damages().first { return "是坏的：\(damage)" }
    return try verifyChains().faults.first.map { "与散列链不符：\($0)" }
  }

  func beginEpoch(at now: Instant) throws(CentralError) {
    try engine.transaction { () throws(CentralError) in
      try set("epoch", Hex.text(randomBytes(16)))
      try Self.beginQueueRound(engine, at: now)
    }
  }

  /// What does not follow from the chain, in words for an operator.
  func verifyChains() throws(CentralError) -> (logs: Int, lines: Int, faults: [String]) {
    var lines = 0
    var faults: [String] = []
    let logs = try engine.query(
      "SELECT county, log, last, hash FROM log ORDER BY county, log", [])
    for row in logs {
      let chain = Chain(log: row[1].string, hash: Self.hash)
      var link = chain.origin
      var expected = 1
      var isWhole = true
      var place = 0
      let name = "\(row[0].string) \(row[1].string)"
      pages: while true {
        let page = try engine.query(
          """
          SELECT seq, line, hash FROM op WHERE county = $1 AND log = $2 AND seq > $3
          ORDER BY seq LIMIT 500
          """, [row[0], row[1], .int(place)])
        guard let last = page.last else { break }
        for line in page {
          link = chain.link(after: link, line: line[1].bytes)
          guard line[0].number == expected, line[2].bytes == link else {
            faults.append("\(name) 第 \(expected) 行")
            isWhole = false
            break pages
          }
          expected += 1
          lines += 1
        }
        place = last[0].number
      }
      if isWhole, expected != row[2].number + 1 || link != row[3].bytes {
        faults.append("\(name) 的末尾（第 \(expected) 行起）")
      }
    }
    return (logs.count, lines, faults)
  }

  // MARK: Other systems and administrators

  static let tokenLife = 10 * 366 * 24 * 3_600_000

  /// A system that may ask, with its token; a department's gets an account under
  /// which its results stand, and a log of its own.
  func makeSystem(
    _ kind: Device.Kind, hall: String, name: String, region: String, streams: [String],
    departments: [String], id: String, at now: Instant
  ) throws(CentralError) -> String {
    try engine.transaction { () throws(CentralError) in
      let county = String(hall.prefix(6))
      try engine.run(
        """
        INSERT INTO device
          (device, county, hall, name, counter, region, kind, streams, pubkey, state, enrolled,
            changed)
        VALUES ($1, $2, $3, $4, '', $5, $6, $7, NULL, 'active', $8, $9)
        """,
        [
          .text(id), .text(county), .text(hall), .text(name), .text(region), .text(kind.rawValue),
          .text(streams.joined(separator: " ")), .int(now.milliseconds), .int(now.milliseconds),
        ])
      if kind == .system {
        try engine.lock([county])
        try open(log: nil, for: id, county)
        let device = DeviceRecord(id: id, hall: hall, streams: streams)
        let account = Account(
          key: id, name: name, role: .reviewer, departments: departments,
          isSystem: true)
        var needs = Needs()
        needs.entities = [EntityKey(.account, id)]
        _ = try judging([county: needs], [[county]], at: now) { dockets in
          dockets.at(county) {
            $0.put(.account(account), as: EntityKey(.account, id), from: device)
          }
        }
      }
      try audit("operator", "\(kind.rawValue).make", id, now)
      return try makeToken(for: id, until: now.adding(milliseconds: Self.tokenLife))
    }
  }

  // MARK: The catalogue

  /// - Returns: the new version.
  func publish(
    _ files: [(path: String, bytes: [UInt8])], at now: Instant
  ) throws(CentralError) -> Int {
    try engine.transaction { () throws(CentralError) in
      let last = try engine.first("SELECT max(version) FROM catalog")
      let version = (last?[0].optionalNumber ?? 0) + 1
      var entries: [CatalogueManifest.File] = []
      for file in files {
        let name = Hex.text(SHA256.hash(file.bytes))
        try engine.write(
          Table(
            name: "catalog_file", columns: [.text("sha256"), .bytes("bytes")], key: ["sha256"],
            keepsFirst: true), [[.text(name), .blob(file.bytes)]])
        entries.append(
          CatalogueManifest.File(path: file.path, hash: name, size: file.bytes.count))
      }
      let manifest = CatalogueManifest(version: "\(version)", files: entries)
      try engine.run(
        "INSERT INTO catalog (version, manifest, at) VALUES ($1, $2, $3)",
        [.int(version), .text(manifest.json.text), .int(now.milliseconds)])
      try audit("operator", "catalog.publish", "\(version)", now)
      return version
    }
  }

  /// The newest version's list of files, as JSON; nil before the first.
  package func catalogue() throws(CentralError) -> String? {
    try engine.first("SELECT manifest FROM catalog ORDER BY version DESC LIMIT 1")?[0].string
  }

  package func catalogueFile(sha256: String) throws(CentralError) -> [UInt8]? {
    try engine.first("SELECT bytes FROM catalog_file WHERE sha256 = $1", [.text(sha256)])?[0].bytes
  }
}
