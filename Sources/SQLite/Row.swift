import CSQLite

/// One row (行) of an answer, while the statement stands on it.
///
/// Columns count from 0. It cannot be copied, so it cannot outlive its row.
/// NULL where a value is asked for is a bug in the SQL or the schema, and stops
/// the program. It is looked for only in what reads as 0 or empty, which is what
/// NULL reads as: asking every column for its type costs a third of a long query.
package struct Row: ~Copyable {
  let statement: OpaquePointer

  /// An INTEGER column that is not NULL.
  package func int(_ column: Int) -> Int {
    let number = sqlite3_column_int64(statement, Int32(column))
    if number == 0 { expect(SQLITE_INTEGER, column) }
    return Int(number)
  }

  /// An INTEGER column that is not NULL: true unless 0.
  package func bool(_ column: Int) -> Bool { int(column) != 0 }

  /// A TEXT column that is not NULL; bytes that are not UTF-8 read as U+FFFD.
  package func text(_ column: Int) -> String {
    let utf8 = bytes(column)
    if utf8.isEmpty { expect(SQLITE_TEXT, column) }
    return String(decoding: utf8, as: UTF8.self)
  }

  /// A BLOB column that is not NULL.
  package func blob(_ column: Int) -> [UInt8] {
    let bytes = bytes(column)
    if bytes.isEmpty { expect(SQLITE_BLOB, column) }
    return Array(bytes)
  }

  /// An INTEGER column, nil for NULL.
  package func optionalInt(_ column: Int) -> Int? { isNull(column) ? nil : int(column) }
  /// A TEXT column, nil for NULL.
  package func optionalText(_ column: Int) -> String? { isNull(column) ? nil : text(column) }
  /// A BLOB column, nil for NULL.
  package func optionalBlob(_ column: Int) -> [UInt8]? { isNull(column) ? nil : blob(column) }

  package func isNull(_ column: Int) -> Bool {
    sqlite3_column_type(statement, Int32(column)) == SQLITE_NULL
  }

  /// A column of any type but REAL.
  package func value(_ column: Int) -> Value {
    switch sqlite3_column_type(statement, Int32(column)) {
    case SQLITE_NULL: .null
    case SQLITE_INTEGER: .int(int(column))
    case SQLITE_BLOB: .blob(blob(column))
    default: .text(text(column))
    }
  }

  /// All columns, for tests and exports.
  package var values: [Value] { (0..<Int(sqlite3_column_count(statement))).map { value($0) } }

  /// Calls `body` with the bytes of a TEXT or BLOB column in place, without a copy.
  package func withBytes<T>(_ column: Int, _ body: (UnsafeBufferPointer<UInt8>) -> T) -> T {
    body(bytes(column))
  }

  private func bytes(_ column: Int) -> UnsafeBufferPointer<UInt8> {
    // First the address, then the count: SQLite may convert on the first call.
    let address = sqlite3_column_blob(statement, Int32(column))
    let count = Int(sqlite3_column_bytes(statement, Int32(column)))
    return UnsafeBufferPointer(
      start: address?.assumingMemoryBound(to: UInt8.self), count: address == nil ? 0 : count)
  }

  @inline(never) private func expect(_ type: Int32, _ column: Int) {
    let found = sqlite3_column_type(statement, Int32(column))
    precondition(
      found == type,
      "column \(column) has SQLite type \(found), asked for \(type): \(String(cString: sqlite3_sql(statement)))"
    )
  }
}
