import SQLite

/// A database that holds central's data (存储引擎): SQLite or PostgreSQL.
///
/// Both take the same SQL with `$1`, `$2` … in the order of their first use, and
/// columns of three types. What differs stands in the two conformers: locks,
/// many rows at once, and how the database shows that it went back in time.
protocol Engine: AnyObject {
  /// All of `body` or none of it; for SQLite the only writer there is.
  func transaction<T>(_ body: () throws(CentralError) -> T) throws(CentralError) -> T

  /// Everything read in `body` is as of one moment.
  func snapshot<T>(_ body: () throws(CentralError) -> T) throws(CentralError) -> T

  /// Waits until no other transaction works on these counties, until COMMIT.
  ///
  /// - Parameter counties: sorted, so that two transactions cannot wait for
  ///   each other.
  func lock(_ counties: [String]) throws(CentralError)

  /// Rows that it changed.
  @discardableResult
  func run(_ sql: String, _ values: [Value]) throws(CentralError) -> Int

  func query(_ sql: String, _ values: [Value]) throws(CentralError) -> [[Value]]

  /// Writes rows of a table; a row whose key is there is replaced, or stays.
  func write(_ table: Table, _ rows: [[Value]]) throws(CentralError)

  /// Rows whose key columns have one of these values.
  func find(_ lookup: Lookup, _ keys: [[Value]]) throws(CentralError) -> [[Value]]

  /// What shows, beside the data, that an older copy was put in its place.
  ///
  /// Nil when it cannot be told; equal as long as it was not.
  func lineage() throws(CentralError) -> String?

  /// Runs a script of the schema.
  func execute(_ script: String) throws(CentralError)

  /// How this database spells the schema's types.
  func spelled(_ schema: String) -> String
}

extension Engine {
  func first(_ sql: String, _ values: [Value] = []) throws(CentralError) -> [Value]? {
    try query(sql, values).first
  }
}

enum ColumnType { case int, text, bytes }

struct Column {
  let name: String
  let type: ColumnType

  static func int(_ name: String) -> Column { Column(name: name, type: .int) }
  static func text(_ name: String) -> Column { Column(name: name, type: .text) }
  static func bytes(_ name: String) -> Column { Column(name: name, type: .bytes) }
}

/// A table that many rows are written to at once (批量写入).
struct Table {
  let name: String
  let columns: [Column]
  let key: [String]
  /// What is there stays as it is.
  var keepsFirst = false
  /// Columns that a row which is there keeps.
  var stays: [String] = []

  /// What follows the rows in INSERT.
  var onConflict: String {
    let others = columns.map(\.name).filter { !key.contains($0) && !stays.contains($0) }
    let keys = key.joined(separator: ", ")
    if keepsFirst || others.isEmpty { return "ON CONFLICT (\(keys)) DO NOTHING" }
    let sets = others.map { "\($0) = excluded.\($0)" }.joined(separator: ", ")
    return "ON CONFLICT (\(keys)) DO UPDATE SET \(sets)"
  }

  var columnNames: String { columns.map(\.name).joined(separator: ", ") }
}

/// Rows of a table that are looked for by many keys at once (批量查找).
struct Lookup {
  let table: String
  let columns: String
  let keys: [Column]
  /// Of each key no more than so many rows, those with the highest `id`; nil for all.
  var newest: Int?
}

extension Value {
  /// A column that the schema says is an integer.
  var number: Int {
    guard case .int(let number) = self else { preconditionFailure("no integer: \(kind)") }
    return number
  }

  /// A column that the schema says is a text.
  var string: String {
    guard case .text(let text) = self else { preconditionFailure("no text: \(kind)") }
    return text
  }

  /// A column that the schema says is bytes.
  var bytes: [UInt8] {
    guard case .blob(let bytes) = self else { preconditionFailure("no bytes: \(kind)") }
    return bytes
  }

  var optionalString: String? { self == .null ? nil : string }
  var optionalNumber: Int? { self == .null ? nil : number }

  private var kind: String {
    switch self {
    case .null: "NULL"
    case .int: "an integer"
    case .text: "a text"
    case .blob: "bytes"
    }
  }
}
