import CSQLite

/// How the store (本机库) is opened for writing.
package struct StoreOptions: Sendable {
  /// Pages kept in memory, in KiB.
  package var cacheKiB = 8_192
  /// How long to wait for another connection's lock.
  package var busyTimeoutMilliseconds = 5_000
  /// Pages of WAL after which a COMMIT moves them into the file; 0 is never.
  ///
  /// Never by default: it made the slowest saves 15 times slower. The owner
  /// calls `checkpoint()` when nobody waits.
  package var autocheckpointPages = 0

  package init() {}
}

extension Database {
  /// Opens a store for writing: a save that returned survives a power cut.
  ///
  /// That is WAL with `synchronous = FULL`: every COMMIT waits for the disk.
  /// Source: https://www.sqlite.org/pragma.html#pragma_synchronous
  package static func openStore(
    _ path: String, _ options: StoreOptions = StoreOptions()
  ) throws(SQLiteError) -> Database {
    let database = try Database(path)
    try database.execute(
      """
      PRAGMA busy_timeout = \(options.busyTimeoutMilliseconds);
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = FULL;
      PRAGMA wal_autocheckpoint = \(options.autocheckpointPages);
      """)
    try database.setUp(options)
    return database
  }

  /// Opens a store that another connection writes, for reading beside it.
  package static func openStoreForReading(
    _ path: String, _ options: StoreOptions = StoreOptions()
  ) throws(SQLiteError) -> Database {
    let database = try Database(path, .readOnly)
    try database.execute("PRAGMA busy_timeout = \(options.busyTimeoutMilliseconds);")
    try database.setUp(options)
    return database
  }

  /// Temporary tables stay in memory: on the disk they would be copies of
  /// applicants' data outside the store.
  private func setUp(_ options: StoreOptions) throws(SQLiteError) {
    try execute(
      """
      PRAGMA foreign_keys = ON;
      PRAGMA temp_store = MEMORY;
      PRAGMA cache_size = -\(options.cacheKiB);
      """)
  }
}

extension Database {
  /// What a checkpoint (检查点) did, in pages.
  package struct Checkpoint: Equatable, Sendable {
    package let pagesInLog: Int
    package let pagesMoved: Int
  }

  /// Moves the WAL into the file as far as readers allow.
  ///
  /// With `truncating`, waits for readers up to the busy timeout and leaves an
  /// empty WAL file behind.
  @discardableResult
  package func checkpoint(truncating: Bool = false) throws(SQLiteError) -> Checkpoint {
    let mode = truncating ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE
    var inLog: Int32 = 0
    var moved: Int32 = 0
    let code = sqlite3_wal_checkpoint_v2(handle, nil, mode, &inLog, &moved)
    guard code == SQLITE_OK else {
      throw .failed(
        code: code, message: String(cString: sqlite3_errmsg(handle)), sql: "checkpoint")
    }
    return Checkpoint(pagesInLog: Int(inLog), pagesMoved: Int(moved))
  }

  /// What is wrong with the file, in SQLite's words; empty when nothing is.
  ///
  /// Reads the whole file. `quick` does not compare indexes with tables.
  package func integrityCheck(quick: Bool = false) throws(SQLiteError) -> [String] {
    let found = try query(quick ? "PRAGMA quick_check" : "PRAGMA integrity_check") { $0.text(0) }
    return found == ["ok"] ? [] : found
  }

  /// Writes a compact copy of the database to `path`, which must not exist yet.
  ///
  /// Readers and the writer go on. The copy is complete only when this has
  /// returned, and durable when the caller has synced the file and its
  /// directory: write it under another name, sync, rename.
  package func backup(to path: String) throws(SQLiteError) {
    try run("VACUUM INTO ?", .text(path))
  }
}
