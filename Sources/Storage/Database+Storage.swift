import Domain
import JSON
import SQLite

// SQLite with this room's error, and Domain's values in its columns.

extension Database {
  func sql(_ sql: String, _ values: Value...) throws(StoreError) {
    do { try run(sql, values) } catch { throw StoreError(error) }
  }

  func sql(_ sql: String, _ values: [Value]) throws(StoreError) {
    do { try run(sql, values) } catch { throw StoreError(error) }
  }

  func all<T>(
    _ sql: String, _ values: [Value] = [], _ row: (borrowing Row) throws(StoreError) -> T
  ) throws(StoreError) -> [T] {
    var made: [T] = []
    var failure: StoreError?
    do {
      _ = try query(sql, values) { (found) throws(SQLiteError) -> Void in
        if failure != nil { return }
        do throws(StoreError) { made.append(try row(found)) } catch { failure = error }
      }
    } catch {
      throw StoreError(error)
    }
    if let failure { throw failure }
    return made
  }

  func first<T>(
    _ sql: String, _ values: Value..., row: (borrowing Row) throws(StoreError) -> T
  ) throws(StoreError) -> T? {
    try all(sql, values, row).first
  }

  func first<T>(
    _ sql: String, _ values: [Value], row: (borrowing Row) throws(StoreError) -> T
  ) throws(StoreError) -> T? {
    try all(sql, values, row).first
  }
}

extension Value {
  static func day(_ day: Day) -> Value { .int(day.number) }
  static func day(orNull day: Day?) -> Value { .int(orNull: day?.number) }
  static func instant(_ instant: Instant) -> Value { .int(instant.milliseconds) }
  static func instant(orNull instant: Instant?) -> Value { .int(orNull: instant?.milliseconds) }
  static func json(_ json: JSON) -> Value { .blob(json.line) }
}

extension Row {
  func day(_ column: Int) -> Day { Day(number: int(column)) }
  func optionalDay(_ column: Int) -> Day? { optionalInt(column).map(Day.init(number:)) }
  func instant(_ column: Int) -> Instant { Instant(milliseconds: int(column)) }
  func optionalInstant(_ column: Int) -> Instant? {
    optionalInt(column).map(Instant.init(milliseconds:))
  }

  /// A JSON column, decoded; `table` is for the error.
  func decoded<T>(
    _ column: Int, table: String, _ make: (JSONReader) throws(JSONContentError) -> T
  ) throws(StoreError) -> T {
    guard let parsed = withBytes(column, { try? JSON(parsing: $0) }) else {
      throw .unreadable(table: table, reason: "not JSON")
    }
    do throws(JSONContentError) {
      return try make(JSONReader(parsed))
    } catch {
      throw StoreError(error, table: table)
    }
  }

  /// A column that holds one of a closed set of words.
  func word<T: RawRepresentable & CaseIterable>(
    _ column: Int, _ type: T.Type = T.self, table: String
  ) throws(StoreError) -> T where T.RawValue == String {
    guard let word = T(rawValue: text(column)) else {
      throw .unreadable(table: table, reason: "an unknown \(T.self)")
    }
    return word
  }
}
