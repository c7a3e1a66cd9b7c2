import Foundation
import TestPostgres
import Testing

@testable import Postgres

@Suite(.serialized) struct PostgresTests {
  static let server = Result { try TestPostgres() }

  let server: TestPostgres
  let connection: PostgresConnection

  init() throws {
    server = try Self.server.get()
    connection = try PostgresConnection(server.address)
    try connection.execute(
      """
      CREATE TABLE IF NOT EXISTS line (
        place bigint PRIMARY KEY, words text CONSTRAINT some_words CHECK (words <> '坏'),
        raw bytea);
      TRUNCATE line;
      """)
  }

  private func insert(_ place: Int, _ words: PostgresValue = .null, _ raw: PostgresValue = .null)
    throws(PostgresError)
  {
    try connection.run("INSERT INTO line VALUES ($1, $2, $3)", [.int(place), words, raw])
  }

  private func places() throws -> [Int] {
    try connection.query("SELECT place FROM line ORDER BY place") { $0.int(0) }
  }

  @Test("a value comes back as it was sent")
  func roundTrip() throws {
    try insert(Int.max, .text("张三'; DROP TABLE line; --"), .bytes([0, 255, 0]))
    try insert(Int.min, .text(""), .bytes([]))
    let rows = try connection.query("SELECT place, words, raw FROM line ORDER BY place") {
      ($0.int(0), $0.text(1), $0.blob(2))
    }
    #expect(rows.count == 2)
    #expect(rows[0] == (Int.min, "", []))
    #expect(rows[1] == (Int.max, "张三'; DROP TABLE line; --", [0, 255, 0]))
    try insert(0)
    let nulls = try connection.query("SELECT words, raw FROM line WHERE place = $1", [.int(0)]) {
      $0.isNull(0) && $0.isNull(1)
    }
    #expect(nulls == [true])
  }

  @Test("lists write many rows with one statement, NULL among them")
  func lists() throws {
    let changed = try connection.run(
      "INSERT INTO line SELECT * FROM unnest($1::bigint[], $2::text[], $3::bytea[])",
      [.ints([1, 2, 3]), .texts(["甲", nil, "a,\"b{"]), .byteLists([[1], [], nil])])
    #expect(changed == 3)
    let rows = try connection.query(
      "SELECT words, raw FROM line WHERE place = ANY($1) ORDER BY place", [.ints([1, 2, 3])]
    ) { ($0.isNull(0) ? nil : $0.text(0), $0.isNull(1) ? nil : $0.blob(1)) }
    #expect(rows.map(\.0) == ["甲", nil, "a,\"b{"])
    #expect(rows.map(\.1) == [[1], [], nil])
    #expect(
      try connection.query("SELECT place FROM line WHERE place = ANY($1)", [.ints([])]) {
        $0.int(0)
      } == [])
  }

  @Test("a transaction is all or nothing")
  func transaction() throws {
    try connection.transaction { () throws(PostgresError) in try insert(1) }
    #expect(throws: PostgresError.self) {
      try connection.transaction { () throws(PostgresError) in
        try insert(2)
        try insert(1)
      }
    }
    #expect(try places() == [1])
  }

  @Test("an error has its code and its constraint, and no value")
  func errors() throws {
    #expect(
      throws: PostgresError.failed(
        state: "23514", constraint: "some_words", sql: "INSERT INTO line VALUES ($1, $2, $3)")
    ) { try insert(1, .text("坏")) }
    #expect(throws: PostgresError.failed(state: "42601", constraint: nil, sql: "SELEC")) {
      try connection.run("SELEC")
    }
  }

  @Test("what is read in a read-only transaction is of one moment")
  func snapshot() throws {
    let other = try PostgresConnection(server.address)
    try connection.transaction(readOnly: true) { () throws(PostgresError) in
      let before = try connection.query("SELECT count(*) FROM line") { $0.int(0) }
      try other.run("INSERT INTO line VALUES (9)")
      let after = try connection.query("SELECT count(*) FROM line") { $0.int(0) }
      #expect(before == after)
    }
    #expect(try places() == [9])
    #expect(throws: PostgresError.self) {
      try connection.transaction(readOnly: true) { () throws(PostgresError) in try insert(10) }
    }
  }

  @Test("a lost connection is told, and the next transaction connects again")
  func lost() throws {
    let other = try PostgresConnection(server.address)
    let pid = try connection.query("SELECT pg_backend_pid()") { $0.int(0) }
    try other.run("SELECT pg_terminate_backend($1::int8::int4)", [.int(pid[0])])
    let error = #expect(throws: PostgresError.self) {
      try connection.transaction { () throws(PostgresError) in try insert(1) }
    }
    #expect(error?.isTransient == true)
    try connection.transaction { () throws(PostgresError) in try insert(2) }
    #expect(try places() == [2])
  }

  @Test("no server is an error that says why, and it is tried again later")
  func noServer() throws {
    #expect(throws: PostgresError.self) { try PostgresConnection("host=/nowhere user=postgres") }
    let own = try TestPostgres()
    let connection = try PostgresConnection(own.address)
    try own.stop("QUIT")
    #expect(throws: PostgresError.self) {
      try connection.transaction { () throws(PostgresError) in
        try connection.run("SELECT 1")
      }
    }
    #expect(throws: PostgresError.self) { try connection.reconnectIfLost() }
    try own.start()
    let one = try connection.transaction { () throws(PostgresError) in
      try connection.query("SELECT 1") { $0.int(0) }
    }
    #expect(one == [1])
  }
}
