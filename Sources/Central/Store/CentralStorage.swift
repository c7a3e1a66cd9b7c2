import CSystem
import Crypto
import Domain
import Glibc
import JSON
import Machine
import SQLite

/// Where central's data is, and how it is opened (存储位置).
package enum CentralStorage: Equatable, Sendable {
  /// The file in the data directory; one process.
  case sqlite(path: String)
  /// libpq's address; any number of processes.
  case postgres(String)

  /// A connection that may write.
  package func open(secret: [UInt8]) throws(CentralError) -> CentralDatabase {
    try open(secret: secret, RecentEntities())
  }

  /// A connection that only reads.
  package func openForReading(secret: [UInt8]) throws(CentralError) -> CentralDatabase {
    try openForReading(secret: secret, RecentEntities())
  }

  /// - Parameter recent: what the lanes of one service know together.
  func open(
    secret: [UInt8], _ recent: RecentEntities
  ) throws(CentralError) -> CentralDatabase {
    let engine: any Engine =
      switch self {
      case .sqlite(let path): try SQLiteEngine(writing: path)
      case .postgres(let address): try PostgresEngine(address)
      }
    return CentralDatabase(engine: engine, secret: secret, blobs: blobs, recent: recent)
  }

  func openForReading(
    secret: [UInt8], _ recent: RecentEntities
  ) throws(CentralError) -> CentralDatabase {
    guard case .sqlite(let path) = self else { return try open(secret: secret, recent) }
    let engine = try SQLiteEngine(reading: path)
    return CentralDatabase(engine: engine, secret: secret, blobs: blobs, recent: recent)
  }

  /// Contents of scans, beside the file; PostgreSQL holds them itself.
  private var blobs: String? {
    guard case .sqlite(let path) = self else { return nil }
    return (path.lastIndex(of: "/").map { path[...$0] } ?? "./") + "blobs"
  }

  /// Makes the tables if they are not there, and a new epoch if the data is
  /// older than what was there before.
  ///
  /// - Parameter highWater: how many commits a file beside the store has seen.
  package func prepare(
    secret: [UInt8], highWater: Int, at now: Int
  ) throws(CentralError) -> (epoch: String, isNew: Bool) {
    let database = try open(secret: secret)
    try Schema.set(up: database.engine, epoch: Hex.text(randomBytes(16)), at: now)
    // A restore that was stopped before it had made the keys.
    if try database.meta()["restored"] != nil { _ = try database.takeSecret() }
    return try database.engine.transaction { () throws(CentralError) in
      let lineage = try database.engine.lineage() ?? ""
      let meta = try database.meta()
      guard try database.knowsItsSecret(meta) else { throw .otherSecret }
      let wentBack = lineage != meta["lineage"] || Int(meta["commits"] ?? "") ?? 0 < highWater
      guard wentBack else { return (try database.currentEpoch(), false) }
      try database.set("lineage", lineage)
      let epoch = Hex.text(randomBytes(16))
      try database.set("epoch", epoch)
      try CentralDatabase.beginQueueRound(
        database.engine, at: Instant(milliseconds: now))
      return (epoch, true)
    }
  }
}

extension CentralStorage {
  /// Makes a copy of a store one of this machine: its tables those of this program, the
  /// keys of persons those of its secret, and an epoch of its own.
  ///
  /// - Returns: whether the keys were of another secret.
  func takeOver(secret: [UInt8]) throws(CentralError) -> Bool {
    let database = try open(secret: secret)
    try Schema.set(up: database.engine, epoch: "", at: 0)
    let isOther = try database.takeSecret()
    try database.beginEpoch(at: Clocks.now)
    return isOther
  }
}

extension CentralDatabase {
  func meta() throws(CentralError) -> [String: String] {
    let rows = try engine.query("SELECT k, v FROM meta", [])
    return Dictionary(rows.map { ($0[0].string, $0[1].string) }) { first, _ in first }
  }

  func set(_ key: String, _ value: String) throws(CentralError) {
    try engine.run("UPDATE meta SET v = $1 WHERE k = $2", [.text(value), .text(key)])
  }

  /// Commits of this store so far; SQLite only.
  package func commits() throws(CentralError) -> Int { Int(try meta()["commits"] ?? "") ?? 0 }
}
