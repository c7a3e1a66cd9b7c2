import Testing

@testable import SQLite

@Suite struct DatabaseTests {
  let database: Database

  init() throws {
    database = try Database(":memory:")
    try database.execute(
      """
      CREATE TABLE person (
        id INTEGER PRIMARY KEY, name TEXT, photo BLOB, UNIQUE (name)
      ) STRICT;
      """)
  }

  func insert(_ name: Value, _ photo: Value = .null) throws {
    try database.run("INSERT INTO person (name, photo) VALUES (?, ?)", name, photo)
  }

  @Test(
    "a value comes back as it was bound",
    arguments: [
      Value.null, .int(0), .int(.min), .int(.max), .text(""), .text("张三丰·阿卜杜拉"),
      .text("a\0b"), .text("𠮷𫠝"), .blob([]), .blob([0, 255, 0]),
    ])
  func roundTrip(value: Value) throws {
    #expect(try database.queryFirst("SELECT ?", value) { $0.value(0) } == value)
  }

  @Test("typed columns give the value, or nil for NULL")
  func typedColumns() throws {
    try insert(.text("李四"), .blob([1, 2]))
    try insert(.text(orNull: nil), .blob(orNull: nil))
    let rows = try database.query("SELECT id, name, photo FROM person ORDER BY id") {
      ($0.int(0), $0.optionalText(1), $0.optionalBlob(2))
    }
    #expect(rows.count == 2)
    #expect(rows[0] == (1, "李四", [1, 2]))
    #expect(rows[1] == (2, nil, nil))
    let first = try database.queryFirst("SELECT name, photo, id > 0 FROM person") {
      ($0.text(0), $0.blob(1), $0.bool(2), $0.optionalInt(2))
    }
    #expect(try #require(first) == ("李四", [1, 2], true, 1))
  }

  @Test("no row is nil, or an empty array")
  func noRow() throws {
    #expect(try database.queryFirst("SELECT id FROM person") { $0.int(0) } == nil)
    #expect(try database.query("SELECT id FROM person") { $0.int(0) } == [])
  }

  @Test("changes and the last rowid are those of the last write")
  func changes() throws {
    try insert(.text("甲"))
    try insert(.text("乙"))
    #expect(database.lastInsertRowid == 2)
    try database.run("UPDATE person SET photo = ?", .blob([9]))
    #expect(database.changes == 2)
  }

  @Test("a query inside a query of the same text has its own statement")
  func nestedQuery() throws {
    for name in ["甲", "乙", "丙"] { try insert(.text(name)) }
    let sql = "SELECT id FROM person ORDER BY id LIMIT 10"
    let pairs = try database.query(sql) { row throws(SQLiteError) in
      (row.int(0), try database.query(sql) { $0.int(0) })
    }
    #expect(pairs.map(\.0) == [1, 2, 3])
    #expect(pairs.allSatisfy { $0.1 == [1, 2, 3] })
  }

  @Test("a row closure that throws leaves the statement ready for the next use")
  func throwingRow() throws {
    for name in ["甲", "乙"] { try insert(.text(name)) }
    let stop = SQLiteError.newerSchema(found: 1, known: 0)
    #expect(throws: stop) {
      try database.query("SELECT id FROM person") { row throws(SQLiteError) -> Int in throw stop }
    }
    #expect(try database.query("SELECT id FROM person ORDER BY id") { $0.int(0) } == [1, 2])
    try database.execute("DROP TABLE person")  // refused while a statement stands on a row
  }

  @Test("INSERT … RETURNING is written when its first row was taken")
  func returning() throws {
    let id = try database.queryFirst(
      "INSERT INTO person (name) VALUES (?) RETURNING id", .text("甲")
    ) { $0.int(0) }
    #expect(id == 1)
    #expect(!database.isInTransaction)
    #expect(try database.queryFirst("SELECT count(*) FROM person") { $0.int(0) } == 1)
  }

  @Test("a statement that is interrupted says so, and the next one runs")
  func interrupt() throws {
    for name in ["甲", "乙", "丙"] { try insert(.text(name)) }
    do throws(SQLiteError) {
      _ = try database.query("SELECT id FROM person") { _ in database.interrupt() }
      Issue.record("went on")
    } catch {
      #expect(error.isInterrupted)
    }
    #expect(try database.query("SELECT id FROM person") { $0.int(0) }.count == 3)
  }

  @Test("bound values stay out of errors")
  func noValuesInErrors() throws {
    try insert(.text("王小明"))
    try database.execute("CREATE VIRTUAL TABLE words USING fts5(w)")
    let statements = [
      "INSERT INTO person (name) VALUES (?)", "INSERT INTO person (id) VALUES (?)",
      "SELECT * FROM words WHERE words MATCH ? || '\"'", "SELECT json_extract('{}', ?)",
    ]
    for sql in statements {
      do throws(SQLiteError) {
        try database.run(sql, .text("王小明"))
        Issue.record("no error: \(sql)")
      } catch {
        #expect(!"\(error)".contains("王小明"), "\(error)")
        #expect("\(error)".contains(sql))
      }
    }
  }

  @Test("an error in the SQL names what is wrong")
  func badSQL() throws {
    do throws(SQLiteError) {
      _ = try database.query("SELECT missing FROM person") { $0.int(0) }
      Issue.record("no error")
    } catch {
      #expect("\(error)" == "SQLite 1: no such column: missing in: SELECT missing FROM person")
    }
  }
}
