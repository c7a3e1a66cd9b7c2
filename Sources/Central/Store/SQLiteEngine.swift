import Machine
import SQLite

/// Central's data in one SQLite file (嵌入式存储), for one process.
final class SQLiteEngine: Engine {
  private let database: Database
  private let writes: Bool

  /// The one connection that writes, and alone checkpoints.
  init(writing path: String) throws(CentralError) {
    var options = StoreOptions()
    options.cacheKiB = 65_536
    options.autocheckpointPages = 8_000
    do throws(SQLiteError) {
      database = try Database.openStore(path, options)
    } catch {
      throw CentralError(error)
    }
    writes = true
  }

  init(reading path: String) throws(CentralError) {
    do throws(SQLiteError) {
      database = try Database.openStoreForReading(path)
    } catch {
      throw CentralError(error)
    }
    writes = false
  }

  /// A file that nobody changes, such as a backup; nothing is made beside it.
  init(snapshot path: String) throws(CentralError) {
    do throws(SQLiteError) {
      database = try Database(path, .snapshot)
    } catch {
      throw CentralError(error)
    }
    writes = false
  }

  func transaction<T>(_ body: () throws(CentralError) -> T) throws(CentralError) -> T {
    precondition(writes, "a reader that writes")
    return try database.transaction { () throws(CentralError) in
      let result = try body()
      // What tells, together with a file beside the store, that it went back.
      try run("UPDATE meta SET v = CAST(CAST(v AS INTEGER) + 1 AS TEXT) WHERE k = 'commits'", [])
      return result
    }
  }

  func snapshot<T>(_ body: () throws(CentralError) -> T) throws(CentralError) -> T {
    if writes { return try body() }  // nobody else writes
    try execute("BEGIN")
    do throws(CentralError) {
      let result = try body()
      try execute("COMMIT")
      return result
    } catch {
      try? database.execute("ROLLBACK")
      throw error
    }
  }

  /// The transaction has the only lock there is.
  func lock(_ counties: [String]) throws(CentralError) {}

  @discardableResult
  func run(_ sql: String, _ values: [Value]) throws(CentralError) -> Int {
    do throws(SQLiteError) {
      try database.run(sql, values)
      return database.changes
    } catch {
      throw CentralError(error)
    }
  }

  func query(_ sql: String, _ values: [Value]) throws(CentralError) -> [[Value]] {
    do throws(SQLiteError) {
      return try database.query(sql, values) { $0.values }
    } catch {
      throw CentralError(error)
    }
  }

  func write(_ table: Table, _ rows: [[Value]]) throws(CentralError) {
    let places = table.columns.indices.map { "$\($0 + 1)" }.joined(separator: ", ")
    let sql =
      "INSERT INTO \(table.name) (\(table.columnNames)) VALUES (\(places)) \(table.onConflict)"
    for row in rows { try run(sql, row) }
  }

  func find(_ lookup: Lookup, _ keys: [[Value]]) throws(CentralError) -> [[Value]] {
    let terms = lookup.keys.enumerated().map { "\($1.name) = $\($0 + 1)" }
    let sql =
      "SELECT \(lookup.columns) FROM \(lookup.table) t WHERE "
      + terms.joined(separator: " AND ")
      + (lookup.newest.map { " ORDER BY id DESC LIMIT \($0)" } ?? "")
    var rows: [[Value]] = []
    for key in keys { rows += try query(sql, key) }
    return rows
  }

  /// Told by a file beside the store: see `HighWater`.
  func lineage() throws(CentralError) -> String? { nil }

  func execute(_ script: String) throws(CentralError) {
    do throws(SQLiteError) {
      try database.execute(script)
    } catch {
      throw CentralError(error)
    }
  }

  func spelled(_ schema: String) -> String { schema.spelling([" DOCUMENT": " TEXT"]) }

  /// Copies everything to a new file while the service goes on.
  func backup(to path: String) throws(CentralError) {
    do throws(SQLiteError) {
      try database.backup(to: path)
    } catch {
      throw CentralError(error)
    }
  }

  /// What is wrong with the file; empty when nothing is.
  func damages() throws(CentralError) -> [String] {
    do throws(SQLiteError) {
      return try database.integrityCheck()
    } catch {
      throw CentralError(error)
    }
  }
}
