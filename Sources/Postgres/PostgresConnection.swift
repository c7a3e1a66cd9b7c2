import CPostgres
import Glibc

/// One connection to PostgreSQL (数据库连接), closed when the object goes.
///
/// It belongs to one thread at a time. Statements are prepared once a connection
/// by their text and have `$1`, `$2` … for values; answers come in binary form.
/// When the connection is lost, what was being done throws `.lost`, and the next
/// transaction connects again.
package final class PostgresConnection {
  private let handle: OpaquePointer
  private var statements: [String: String] = [:]
  private let warnings = Warnings()
  package private(set) var isInTransaction = false
  /// A request failed without an answer, or the server said that it ends the
  /// connection; libpq notices later.
  private var isGone = false
  /// How often it has connected: another server may have answered since.
  package private(set) var connects = 1
  /// Run after every connecting, such as settings of the session.
  private let setUp: String

  /// More texts than a program has: reaching it means that SQL is being built
  /// from values.
  private static let maximumStatements = 500

  /// What holds unless the address says otherwise. Of several hosts the one that
  /// takes writes is the right one, not a standby; a host that is switched off
  /// answers nothing, and nobody may wait for it for the two minutes of TCP.
  /// Source: PostgreSQL 15 manual, 34.1.2, "Parameter Key Words".
  private static let defaults = [
    "target_session_attrs": "read-write", "connect_timeout": "5", "tcp_user_timeout": "15000",
    "keepalives_idle": "10", "keepalives_interval": "5", "keepalives_count": "2",
  ]

  /// Connects. `address` is libpq's: `postgresql://…` or `host=… dbname=…`; with
  /// several hosts, the first one that takes writes.
  package init(_ address: String, setUp: String = "") throws(PostgresError) {
    guard let handle = PostgresConnection.open(address) else {
      throw .cannotConnect(reason: "out of memory")
    }
    self.handle = handle
    self.setUp = setUp
    guard PQstatus(handle) == CONNECTION_OK else {
      let reason = PostgresConnection.reason(handle)
      throw .cannotConnect(reason: reason)  // deinit closes it
    }
    try begin()
  }

  deinit { PQfinish(handle) }

  private static func open(_ address: String) -> OpaquePointer? {
    // What stands in the address comes later, and counts.
    let words = defaults.sorted { $0.key < $1.key } + [(key: "dbname", value: address)]
    let names = words.map { strdup($0.key) }
    let values = words.map { strdup($0.value) }
    defer { for text in names + values { free(text) } }
    return PQconnectdbParams(
      names.map { UnsafePointer($0) } + [nil], values.map { UnsafePointer($0) } + [nil], 1)
  }

  private static func reason(_ handle: OpaquePointer) -> String {
    String(String(cString: PQerrorMessage(handle)).prefix(200))
      .split(whereSeparator: \.isNewline).joined(separator: " ")
  }

  private func begin() throws(PostgresError) {
    PQsetNoticeReceiver(
      handle,
      { context, notice in
        guard let context, let notice, let state = cp_sqlstate(notice) else { return }
        // 00000 is a notice; 01xxx a warning.
        if state[0] == 0x30, state[1] == 0x31 {
          Unmanaged<Warnings>.fromOpaque(context).takeUnretainedValue().count += 1
        }
      }, Unmanaged.passUnretained(warnings).toOpaque())
    if !setUp.isEmpty { try execute(setUp) }
  }

  /// Whether the connection is there, as far as is known without asking.
  package var isConnected: Bool { !isGone && PQstatus(handle) == CONNECTION_OK }

  /// Connects again if the connection is gone.
  package func reconnectIfLost() throws(PostgresError) {
    guard !isConnected else { return }
    statements.removeAll()
    isInTransaction = false
    isGone = false
    PQreset(handle)
    guard isConnected else { throw .cannotConnect(reason: PostgresConnection.reason(handle)) }
    connects += 1
    try begin()
  }

  /// Runs a script: any number of statements, without values.
  package func execute(_ script: String) throws(PostgresError) {
    let result = PQexec(handle, script)
    defer { PQclear(result) }
    try check(result, script)
  }

  /// Runs one statement and returns how many rows it changed.
  @discardableResult
  package func run(_ sql: String, _ values: [PostgresValue] = []) throws(PostgresError) -> Int {
    let result = try perform(sql, values)
    defer { PQclear(result) }
    return Int(String(cString: PQcmdTuples(result))) ?? 0
  }

  /// All rows of one statement.
  package func query<T>(
    _ sql: String, _ values: [PostgresValue] = [], row: (PostgresRow) -> T
  ) throws(PostgresError) -> [T] {
    let result = try perform(sql, values)
    defer { PQclear(result) }
    return (0..<PQntuples(result)).map { row(PostgresRow(result: result, row: $0)) }
  }

  private func perform(
    _ sql: String, _ values: [PostgresValue]
  ) throws(PostgresError) -> OpaquePointer? {
    let name = try prepare(sql)
    let parts = values.map(\.binary)
    // All values in one block, so that their addresses hold while libpq reads.
    var block: [UInt8] = []
    block.reserveCapacity(parts.reduce(0) { $0 + ($1?.count ?? 0) + 1 })
    var offsets: [Int?] = []
    var lengths: [Int32] = []
    for part in parts {
      offsets.append(part == nil ? nil : block.count)
      lengths.append(Int32(part?.count ?? 0))
      block += part ?? []
    }
    block.append(0)  // an address even for an empty text at the end
    let result = block.withUnsafeBufferPointer { block in
      let addresses = offsets.map { offset -> UnsafePointer<CChar>? in
        guard let offset, let base = block.baseAddress else { return nil }
        return UnsafeRawPointer(base + offset).assumingMemoryBound(to: CChar.self)
      }
      let formats = [Int32](repeating: 1, count: parts.count)
      return PQexecPrepared(
        handle, name, Int32(parts.count), addresses, lengths, formats, 1)
    }
    do throws(PostgresError) {
      try check(result, sql)
    } catch {
      PQclear(result)
      throw error
    }
    return result
  }

  private func prepare(_ sql: String) throws(PostgresError) -> String {
    if let known = statements[sql] { return known }
    precondition(statements.count < Self.maximumStatements, "SQL is built from values: \(sql)")
    let name = "s\(statements.count)"
    let result = PQprepare(handle, name, sql, 0, nil)
    defer { PQclear(result) }
    try check(result, sql)
    statements[sql] = name
    return name
  }

  private func check(_ result: OpaquePointer?, _ sql: String) throws(PostgresError) {
    let status = PQresultStatus(result)
    if status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY {
      return
    }
    // 57P01 to 57P05: an administrator or the server's own end closes it.
    guard isConnected, let result, let code = cp_sqlstate(result).map({ String(cString: $0) }),
      !code.hasPrefix("57P")
    else {
      isGone = true
      throw .lost
    }
    throw .failed(
      state: code, constraint: cp_constraint(result).map { String(cString: $0) },
      sql: sql)
  }
}

extension PostgresConnection {
  /// Does all of `body` or none of it; transactions do not nest.
  ///
  /// With `readOnly`, everything read in it is as of one moment.
  package func transaction<T, Failure: PostgresErrorConvertible>(
    readOnly: Bool = false, _ body: () throws(Failure) -> T
  ) throws(Failure) -> T {
    precondition(!isInTransaction, "a transaction inside a transaction")
    do throws(PostgresError) {
      try reconnectIfLost()
      try execute(readOnly ? "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" : "BEGIN")
    } catch {
      throw Failure(error)
    }
    isInTransaction = true
    defer { isInTransaction = false }
    do throws(Failure) {
      let result = try body()
      try commit(throwing: Failure.self)
      return result
    } catch {
      if isConnected { PQclear(PQexec(handle, "ROLLBACK")) }
      throw error
    }
  }

  private func commit<Failure: PostgresErrorConvertible>(
    throwing: Failure.Type
  ) throws(Failure) {
    warnings.count = 0
    do throws(PostgresError) {
      // COMMIT of a failed transaction answers ROLLBACK and no error.
      let result = PQexec(handle, "COMMIT")
      defer { PQclear(result) }
      try check(result, "COMMIT")
      guard String(cString: PQcmdStatus(result)) == "COMMIT" else { throw .lost }
      // "canceling wait for synchronous replication": it is on this disk only.
      guard warnings.count == 0 else { throw .notReplicated }
    } catch {
      throw Failure(error)
    }
  }
}

/// Warnings of the server since they were last counted.
private final class Warnings {
  var count = 0
}

/// One row (行) of an answer; columns count from 0.
package struct PostgresRow {
  let result: OpaquePointer?
  let row: Int32

  package func isNull(_ column: Int) -> Bool { PQgetisnull(result, row, Int32(column)) == 1 }

  /// A `bigint` or `integer` column that is not NULL.
  package func int(_ column: Int) -> Int {
    let bytes = bytes(column)
    precondition(bytes.count == 8 || bytes.count == 4, "column \(column) is no integer")
    let wide = bytes.reduce(0 as UInt64) { $0 << 8 | UInt64($1) }
    return bytes.count == 8
      ? Int(Int64(bitPattern: wide)) : Int(Int32(bitPattern: UInt32(truncatingIfNeeded: wide)))
  }

  package func text(_ column: Int) -> String { String(decoding: bytes(column), as: UTF8.self) }

  package func blob(_ column: Int) -> [UInt8] { Array(bytes(column)) }

  /// The column's type, as PostgreSQL numbers it.
  package func type(_ column: Int) -> Int { Int(PQftype(result, Int32(column))) }

  package var count: Int { Int(PQnfields(result)) }

  private func bytes(_ column: Int) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(
      start: PQgetvalue(result, row, Int32(column)),
      count: Int(PQgetlength(result, row, Int32(column))))
  }
}
