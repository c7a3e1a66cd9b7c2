import CSQLite

/// One prepared statement (预编译语句), alive as long as this object.
final class Statement {
  let handle: OpaquePointer
  let sql: String
  private let database: OpaquePointer

  init(_ sql: String, on database: OpaquePointer) throws(SQLiteError) {
    var prepared: OpaquePointer?
    var isWhole = true
    let code = sql.withCString { text in
      var tail: UnsafePointer<CChar>?
      let code = sqlite3_prepare_v3(
        database, text, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &prepared, &tail)
      if code == SQLITE_OK, let tail {
        isWhole = String(cString: tail).allSatisfy { $0.isWhitespace || $0 == ";" }
      }
      return code
    }
    guard code == SQLITE_OK else {
      throw .failed(
        code: sqlite3_extended_errcode(database),
        message: String(cString: sqlite3_errmsg(database)),
        sql: sql)
    }
    guard let prepared, isWhole else {
      preconditionFailure("not exactly one statement: \(sql)")
    }
    self.handle = prepared
    self.sql = sql
    self.database = database
  }

  deinit { sqlite3_finalize(handle) }

  /// Whether it stands on a row, so that a query inside a query needs another one.
  var isRunning: Bool { sqlite3_stmt_busy(handle) != 0 }

  func bind(_ values: [Value]) throws(SQLiteError) {
    precondition(
      values.count == Int(sqlite3_bind_parameter_count(handle)),
      "\(values.count) values for \(sqlite3_bind_parameter_count(handle)) parameters: \(sql)")
    for (index, value) in zip(Int32(1)..., values) {
      let code =
        switch value {
        case .null: sqlite3_bind_null(handle, index)
        case .int(let number): sqlite3_bind_int64(handle, index, Int64(number))
        case .text(var text):
          text.withUTF8 { utf8 in
            utf8.withMemoryRebound(to: CChar.self) {
              cs_bind_text(handle, index, $0.baseAddress, Int64($0.count))
            }
          }
        case .blob(let bytes):
          bytes.withUnsafeBytes { cs_bind_blob(handle, index, $0.baseAddress, Int64($0.count)) }
        }
      try check(code)
    }
  }

  /// Whether there is a row.
  func step() throws(SQLiteError) -> Bool {
    let code = sqlite3_step(handle)
    if code == SQLITE_ROW { return true }
    if code == SQLITE_DONE { return false }
    throw failure(code)
  }

  /// Ends it early. A statement that writes commits here, which can fail.
  func finish() throws(SQLiteError) {
    try check(sqlite3_reset(handle))
  }

  /// Makes it ready for the next use and forgets the bound values, which are
  /// applicants' data.
  func reset() {
    sqlite3_reset(handle)
    sqlite3_clear_bindings(handle)
  }

  private func check(_ code: Int32) throws(SQLiteError) {
    if code != SQLITE_OK { throw failure(code) }
  }

  /// The plain SQLITE_ERROR of a running statement may quote a bound value (a
  /// full-text search quotes what it cannot read), so its own words are not kept.
  private func failure(_ code: Int32) -> SQLiteError {
    let words = code == SQLITE_ERROR ? sqlite3_errstr(code) : sqlite3_errmsg(database)
    return .failed(code: code, message: words.map { String(cString: $0) } ?? "", sql: sql)
  }
}
