import Testing

@testable import SQLite

@Suite struct TransactionTests {
  /// The error of a room above: it carries SQLite's.
  enum RoomError: SQLiteErrorConvertible, Equatable {
    case sqlite(SQLiteError)
    case refused

    init(_ error: SQLiteError) { self = .sqlite(error) }
  }

  let database: Database

  init() throws {
    database = try Database(":memory:")
    try database.execute(
      """
      CREATE TABLE ticket (number TEXT PRIMARY KEY, state TEXT NOT NULL) STRICT;
      CREATE TABLE log (seq INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT;
      INSERT INTO ticket VALUES ('A001', 'waiting');
      """)
  }

  func serve() throws(SQLiteError) {
    try database.transaction { () throws(SQLiteError) in
      try database.run("UPDATE ticket SET state = 'served' WHERE number = ?", .text("A001"))
      try database.run("INSERT INTO log (body) VALUES (?)", .text("served A001"))
    }
  }

  func contents() throws -> [[Value]] {
    try database.query("SELECT number || state FROM ticket") { $0.values }
      + database.query("SELECT * FROM log") { $0.values }
  }

  @Test("all of a transaction is written")
  func commits() throws {
    try serve()
    #expect(try contents() == [[.text("A001served")], [.int(1), .text("served A001")]])
    #expect(!database.isInTransaction)
  }

  @Test("an error of the body is thrown as it is, and nothing is written")
  func rollsBack() throws {
    let before = try contents()
    #expect(throws: RoomError.refused) {
      try database.transaction { () throws(RoomError) in
        do throws(SQLiteError) {
          try database.run("DELETE FROM ticket")
        } catch { throw RoomError(error) }
        throw .refused
      }
    }
    #expect(try contents() == before)
    #expect(!database.isInTransaction)
  }

  @Test("SQLite's own refusal reaches the room as the room's error")
  func carries() throws {
    let path = try TemporaryStore()
    let writer = try Database(path.file)
    let other = try Database(path.file)
    try writer.execute("CREATE TABLE t (a INTEGER) STRICT; BEGIN IMMEDIATE")
    do throws(RoomError) {
      try other.transaction { () throws(RoomError) -> Void in Issue.record("the body ran") }
      Issue.record("two writers at once")
    } catch {
      guard case .sqlite(let inner) = error else { throw error }
      #expect(inner.isBusy)
    }
  }

  // An interrupt after the commit is reported too, so an error says "all or
  // nothing", not "nothing". Method: do_ioerr_test, SQLite's test/tester.tcl.
  @Test("在任何一步出错，要么全写，要么全不写")
  func failsAnywhere() throws {
    var failures = 0
    for steps in 1...500 {
      let fresh = try TransactionTests()
      let before = try fresh.contents()
      fresh.database.failAfter(steps: steps)
      let done: Void? = try? fresh.serve()
      #expect(fresh.database.hasFailed == (done == nil))
      fresh.database.failNoMore()
      #expect(!fresh.database.isInTransaction)
      let after = [[Value.text("A001served")], [.int(1), .text("served A001")]]
      let now = try fresh.contents()
      #expect(now == after || (done == nil && now == before), "after \(steps) steps")
      if done != nil {
        #expect(failures > 10, "the steps are not counted")
        return
      }
      failures += 1
    }
    Issue.record("never got through")
  }
}
