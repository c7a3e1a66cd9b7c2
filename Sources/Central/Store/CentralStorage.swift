import CSystem
import Crypto
import Glibc
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
    switch self {
    case .sqlite(let path):
      CentralDatabase(
        engine: try SQLiteEngine(writing: path), secret: secret, blobs: CentralStorage.blobs(path))
    case .postgres(let address):
      CentralDatabase(engine: try PostgresEngine(address), secret: secret)
    }
  }

  /// A connection that only reads.
  package func openForReading(secret: [UInt8]) throws(CentralError) -> CentralDatabase {
    switch self {
    case .sqlite(let path):
      CentralDatabase(
        engine: try SQLiteEngine(reading: path), secret: secret, blobs: CentralStorage.blobs(path))
    case .postgres: try open(secret: secret)
    }
  }

  /// Contents of scans, beside the file.
  private static func blobs(_ path: String) -> String {
    (path.lastIndex(of: "/").map { path[...$0] } ?? "./") + "blobs"
  }

  /// Makes the tables if they are not there, and a new epoch if the data is
  /// older than what was there before.
  ///
  /// - Parameter highWater: how many commits a file beside the store has seen.
  package func prepare(
    secret: [UInt8], highWater: Int, at now: Int
  ) throws(CentralError) -> (epoch: String, isNew: Bool) {
    let database = try open(secret: secret)
    try Schema.set(up: database.engine, epoch: hex(randomBytes(16)), at: now)
    return try database.engine.transaction { () throws(CentralError) in
      let lineage = try database.engine.lineage() ?? ""
      let meta = try database.meta()
      let wentBack = lineage != meta["lineage"] || Int(meta["commits"] ?? "") ?? 0 < highWater
      guard wentBack else { return (try database.currentEpoch(), false) }
      try database.set("lineage", lineage)
      let epoch = hex(randomBytes(16))
      try database.set("epoch", epoch)
      return (epoch, true)
    }
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
