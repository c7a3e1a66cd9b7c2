import CSQLite

/// One connection to a database (数据库), closed when the object goes.
///
/// It belongs to one thread or actor at a time. All functions take one
/// statement with `?` for values, but `execute`, which takes a script and no
/// values.
package final class Database {
  package enum Access {
    /// The file must exist.
    case readOnly
    /// The file as it stands, which nobody changes: no other file is looked
    /// at or made.
    case snapshot
    /// The file is made when missing.
    case readWrite
  }

  let handle: OpaquePointer
  private var statements: [String: Statement] = [:]
  var failure: FailureCounter?

  /// More texts than a program has. Reaching it means that SQL is being built
  /// from values.
  private static let maximumStatements = 500

  /// Opens `path`; `":memory:"` is a database of its own in memory.
  package init(_ path: String, _ access: Access = .readWrite) throws(SQLiteError) {
    let mode =
      switch access {
      case .readOnly: SQLITE_OPEN_READONLY
      case .snapshot: SQLITE_OPEN_READONLY | SQLITE_OPEN_URI
      case .readWrite: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
      }
    var opened: OpaquePointer?
    // No mutex: the connection has one owner.
    let name = access == .snapshot ? Database.immutable(path) : path
    let code = sqlite3_open_v2(
      name, &opened, mode | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nil)
    guard let opened else {
      throw .failed(code: SQLITE_NOMEM, message: "out of memory", sql: "open \(path)")
    }
    guard code == SQLITE_OK, cs_protect(opened) == SQLITE_OK else {
      let message = String(cString: sqlite3_errmsg(opened))
      sqlite3_close_v2(opened)
      throw .failed(code: code, message: message, sql: "open \(path)")
    }
    handle = opened
  }

  /// Source: https://www.sqlite.org/uri.html#uriimmutable
  private static func immutable(_ path: String) -> String {
    let digits = Array("0123456789ABCDEF")
    let escaped = path.utf8.map { byte -> String in
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D...0x2F, 0x5F, 0x7E:
        String(UnicodeScalar(byte))
      default: "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
      }
    }
    return "file:" + escaped.joined() + "?immutable=1"
  }

  deinit {
    statements.removeAll()
    sqlite3_close_v2(handle)
  }

  /// Runs a script: any number of statements, without values.
  package func execute(_ script: String) throws(SQLiteError) {
    let code = sqlite3_exec(handle, script, nil, nil, nil)
    guard code == SQLITE_OK else {
      throw .failed(code: code, message: String(cString: sqlite3_errmsg(handle)), sql: script)
    }
  }

  /// Runs one statement to its end and ignores its rows.
  package func run(_ sql: String, _ values: Value...) throws(SQLiteError) {
    try run(sql, values)
  }

  package func run(_ sql: String, _ values: [Value]) throws(SQLiteError) {
    let statement = try prepare(sql)
    defer { statement.reset() }
    try statement.bind(values)
    while try statement.step() {}
  }

  /// All rows of one statement.
  package func query<T>(
    _ sql: String, _ values: Value..., row: (borrowing Row) throws(SQLiteError) -> T
  ) throws(SQLiteError) -> [T] {
    try query(sql, values, row: row)
  }

  package func query<T>(
    _ sql: String, _ values: [Value], row: (borrowing Row) throws(SQLiteError) -> T
  ) throws(SQLiteError) -> [T] {
    let statement = try prepare(sql)
    defer { statement.reset() }
    try statement.bind(values)
    var rows: [T] = []
    while try statement.step() { rows.append(try row(Row(statement: statement.handle))) }
    return rows
  }

  /// The first row of one statement, nil when there is none.
  package func queryFirst<T>(
    _ sql: String, _ values: Value..., row: (borrowing Row) throws(SQLiteError) -> T
  ) throws(SQLiteError) -> T? {
    let statement = try prepare(sql)
    defer { statement.reset() }
    try statement.bind(values)
    guard try statement.step() else { return nil }
    let first = try row(Row(statement: statement.handle))
    try statement.finish()
    return first
  }

  /// Rows changed by the last INSERT, UPDATE or DELETE.
  package var changes: Int { Int(sqlite3_changes64(handle)) }

  package var lastInsertRowid: Int { Int(sqlite3_last_insert_rowid(handle)) }

  package var isInTransaction: Bool { sqlite3_get_autocommit(handle) == 0 }

  /// The prepared statement of this text, from the last time if there was one.
  private func prepare(_ sql: String) throws(SQLiteError) -> Statement {
    if let known = statements[sql], !known.isRunning { return known }
    let statement = try Statement(sql, on: handle)
    if statements.count >= Self.maximumStatements { statements.removeAll() }
    statements[sql] = statement
    return statement
  }
}
