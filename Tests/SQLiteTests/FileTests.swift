import Foundation
import Testing

@testable import SQLite

@Suite struct FileTests {
  let store = try? TemporaryStore()

  func makeStore() throws -> (path: String, database: Database) {
    let path = try #require(store).file
    let database = try Database.openStore(path)
    try database.execute("CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT) STRICT")
    return (path, database)
  }

  /// The error `body` throws.
  func error<T>(of body: () throws(SQLiteError) -> T) -> SQLiteError? {
    do throws(SQLiteError) { _ = try body() } catch { return error }
    return nil
  }

  @Test("the store is opened so that a save survives a power cut")
  func pragmas() throws {
    let (_, database) = try makeStore()
    #expect(try database.queryFirst("PRAGMA journal_mode") { $0.text(0) } == "wal")
    for (name, value) in [
      ("synchronous", 2), ("foreign_keys", 1), ("temp_store", 2), ("wal_autocheckpoint", 0),
      ("cache_size", -8_192), ("busy_timeout", 5_000), ("trusted_schema", 0),
    ] {
      #expect(try database.queryFirst("PRAGMA \(name)") { $0.int(0) } == value, "\(name)")
    }
  }

  @Test("what was committed is there after reopening, also for a reader beside the writer")
  func reopen() throws {
    do {
      let (path, database) = try makeStore()
      try database.run("INSERT INTO t VALUES (1, ?)", .text("甲"))
      let reader = try Database.openStoreForReading(path)
      #expect(try reader.queryFirst("SELECT b FROM t") { $0.text(0) } == "甲")
      #expect(
        error { () throws(SQLiteError) in try reader.run("DELETE FROM t") }?.isReadOnly == true)
    }
    let again = try Database.openStore(try #require(store).file)
    #expect(try again.queryFirst("SELECT b FROM t") { $0.text(0) } == "甲")
  }

  @Test("a missing file, a damaged file and a full disk are told apart")
  func kindsOfError() throws {
    let path = try #require(store).file
    let missing = error { () throws(SQLiteError) in try Database(path, .readOnly) }
    #expect(missing?.cannotOpen == true)

    try Data(repeating: 0x2a, count: 8_192).write(to: URL(fileURLWithPath: path + ".damaged"))
    let damaged = try Database(path + ".damaged")
    #expect(error { () throws(SQLiteError) in try damaged.userVersion() }?.isCorrupt == true)

    let (_, database) = try makeStore()
    try database.execute("PRAGMA max_page_count = 4")
    let full = error { () throws(SQLiteError) in
      for _ in 1...100 { try database.run("INSERT INTO t (b) VALUES (hex(zeroblob(1000)))") }
    }
    #expect(full?.isDiskFull == true)
  }

  @Test("a checkpoint moves the log into the file")
  func checkpoint() throws {
    let (path, database) = try makeStore()
    try database.run("INSERT INTO t VALUES (1, 'x')")
    let moved = try database.checkpoint()
    #expect(moved.pagesMoved > 0)
    #expect(moved.pagesMoved == moved.pagesInLog)
    try database.checkpoint(truncating: true)
    #expect(try Data(contentsOf: URL(fileURLWithPath: path + "-wal")).isEmpty)
  }

  @Test("a backup is a whole database, and never overwrites one")
  func backup() throws {
    let (path, database) = try makeStore()
    try database.run("INSERT INTO t VALUES (1, ?)", .text("甲"))
    try database.backup(to: path + ".backup")
    let copy = try Database(path + ".backup", .readOnly)
    #expect(try copy.integrityCheck() == [])
    #expect(try copy.queryFirst("SELECT b FROM t") { $0.text(0) } == "甲")
    #expect(throws: SQLiteError.self) { try database.backup(to: path + ".backup") }
  }

  @Test("the integrity check finds an index that lacks a row")
  func integrity() throws {
    let (path, database) = try makeStore()
    try database.execute("CREATE INDEX i ON t (b)")
    try database.run("INSERT INTO t VALUES (1, 'x')")
    #expect(try database.integrityCheck() == [])
    // Wrong on purpose: the first cell of the index page gets another key.
    try database.checkpoint(truncating: true)
    let page = try #require(
      try database.queryFirst("SELECT rootpage FROM sqlite_schema WHERE name = 'i'") { $0.int(0) })
    let file = try FileHandle(forUpdating: URL(fileURLWithPath: path))
    try file.seek(toOffset: UInt64(page * 4_096 - 2))
    try file.write(contentsOf: Data("y".utf8))
    try file.close()
    let again = try Database(path)
    #expect(try again.integrityCheck() != [])
    #expect(try again.integrityCheck(quick: true) == [])
  }
}

@Suite struct MigrationTests {
  let history = ["CREATE TABLE a (x TEXT) STRICT", "CREATE TABLE b (y TEXT) STRICT; DROP TABLE a"]

  func tables(_ database: Database) throws -> [String] {
    try database.query("SELECT name FROM sqlite_schema ORDER BY name") { $0.text(0) }
  }

  @Test("each migration runs once, in order")
  func migrates() throws {
    let database = try Database(":memory:")
    try database.migrate([history[0]])
    #expect(try tables(database) == ["a"])
    for _ in 1...2 { try database.migrate(history) }
    #expect(try tables(database) == ["b"])
    #expect(try database.userVersion() == 2)
  }

  @Test("a store of a newer program is refused and left alone")
  func newer() throws {
    let database = try Database(":memory:")
    try database.migrate(history)
    #expect(throws: SQLiteError.newerSchema(found: 2, known: 1)) {
      try database.migrate([history[0]])
    }
    #expect(try tables(database) == ["b"])
  }

  @Test("a migration that fails leaves the version and the tables before it")
  func failing() throws {
    let database = try Database(":memory:")
    #expect(throws: SQLiteError.self) {
      try database.migrate([history[0], "CREATE TABLE c (x TEXT) STRICT; nonsense"])
    }
    #expect(try tables(database) == ["a"])
    #expect(try database.userVersion() == 1)
  }
}
