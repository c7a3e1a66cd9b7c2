import Crypto
import JSON
import Machine
import Postgres
import SQLite

/// Central's data in PostgreSQL (数据库服务器), for any number of processes.
final class PostgresEngine: Engine {
  private let connection: PostgresConnection
  /// The connection, by its count, that is known to lead to the same history.
  private var checked = 1

  /// Nobody may hold a county for long.
  ///
  /// Every statement finds its rows by a key, so it is planned once a connection
  /// and never by going through a table, which would be chosen for good while the
  /// tables are empty. Planned anew each time, statements cost PostgreSQL half as
  /// much again, and pushes took twice as long. The few statements that must go
  /// through a small table then look dear enough to be compiled each time they run,
  /// for 60 to 180 ms, so nothing is compiled. Long documents are packed by LZ4,
  /// which costs a fraction of what PostgreSQL's own way does.
  /// Source: PostgreSQL 15 manual, 20.7.4, "plan_cache_mode"; 32.2, "When to JIT?";
  /// 20.11.1, "default_toast_compression" (from PostgreSQL 14).
  private static let settings = """
    SET plan_cache_mode = force_generic_plan;
    SET enable_seqscan = off;
    SET enable_hashjoin = off;
    SET enable_mergejoin = off;
    SET jit = off;
    SET default_toast_compression = lz4;
    SET idle_in_transaction_session_timeout = '10s';
    SET statement_timeout = '15s';
    SET lock_timeout = '10s';
    SET client_min_messages = warning;
    """

  /// - Parameter address: libpq's, such as `postgresql://…`.
  init(_ address: String) throws(CentralError) {
    do throws(PostgresError) {
      connection = try PostgresConnection(address, setUp: Self.settings)
    } catch {
      throw CentralError(error)
    }
  }

  func transaction<T>(_ body: () throws(CentralError) -> T) throws(CentralError) -> T {
    try checkLineage()
    return try connection.transaction(body)
  }

  func snapshot<T>(_ body: () throws(CentralError) -> T) throws(CentralError) -> T {
    try checkLineage()
    return try connection.transaction(readOnly: true, body)
  }

  /// After a lost connection another server may answer, a standby that lacks the
  /// last commits: then a new epoch begins, and counters send again what it lacks.
  /// Of several connections that notice, the first one writes it.
  ///
  /// Before whatever is not part of a transaction: in one, the connection may
  /// not become another.
  private func checkLineage() throws(CentralError) {
    if connection.isInTransaction { return }
    do throws(PostgresError) {
      try connection.reconnectIfLost()
    } catch {
      throw CentralError(error)
    }
    let connects = connection.connects
    guard connects != checked else { return }
    try connection.transaction { () throws(CentralError) in
      let known = try first("SELECT v FROM meta WHERE k = 'lineage' FOR UPDATE")?[0].string
      let lineage = try lineage() ?? ""
      guard known != lineage else { return }
      try run("UPDATE meta SET v = $1 WHERE k = 'lineage'", [.text(lineage)])
      try run("UPDATE meta SET v = $1 WHERE k = 'epoch'", [.text(Hex.text(randomBytes(16)))])
      try CentralDatabase.beginQueueRound(self, at: Clocks.now)
    }
    checked = connects
  }

  /// A county's row is locked until COMMIT, so that numbers of its streams are
  /// in the order of the commits.
  func lock(_ counties: [String]) throws(CentralError) {
    let wanted = [PostgresValue.texts(counties)]
    let sql = "SELECT county FROM county WHERE county = ANY($1) ORDER BY county FOR UPDATE"
    guard try ask(sql, wanted).count < counties.count else { return }
    do throws(PostgresError) {
      try connection.run(
        "INSERT INTO county SELECT * FROM unnest($1::text[]) c ORDER BY c ON CONFLICT DO NOTHING",
        wanted)
    } catch {
      throw CentralError(error)
    }
    _ = try ask(sql, wanted)
  }

  @discardableResult
  func run(_ sql: String, _ values: [Value]) throws(CentralError) -> Int {
    try checkLineage()
    do throws(PostgresError) {
      return try connection.run(sql, values.map(PostgresValue.init))
    } catch {
      throw CentralError(error)
    }
  }

  func query(_ sql: String, _ values: [Value]) throws(CentralError) -> [[Value]] {
    try ask(sql, values.map(PostgresValue.init))
  }

  private func ask(_ sql: String, _ values: [PostgresValue]) throws(CentralError) -> [[Value]] {
    try checkLineage()
    do throws(PostgresError) {
      return try connection.query(sql, values) { row in
        (0..<row.count).map { row.value($0) }
      }
    } catch {
      throw CentralError(error)
    }
  }

  func write(_ table: Table, _ rows: [[Value]]) throws(CentralError) {
    guard !rows.isEmpty else { return }
    try checkLineage()
    let sql =
      "INSERT INTO \(table.name) (\(table.columnNames)) "
      + "SELECT * FROM \(Self.unnest(table.columns)) \(table.onConflict)"
    do throws(PostgresError) {
      try connection.run(sql, Self.lists(table.columns, rows))
    } catch {
      throw CentralError(error)
    }
  }

  func find(_ lookup: Lookup, _ keys: [[Value]]) throws(CentralError) -> [[Value]] {
    guard !keys.isEmpty else { return [] }
    let names = lookup.keys.map(\.name)
    let terms = names.map { "t.\($0) = k.\($0)" }.joined(separator: " AND ")
    let columns = lookup.columns.split(separator: ",").map {
      "t." + String($0.drop { $0 == " " })
    }.joined(separator: ", ")
    let wanted = "\(Self.unnest(lookup.keys)) AS k (\(names.joined(separator: ", ")))"
    let sql =
      lookup.newest.map {
        "SELECT \(columns) FROM \(wanted) CROSS JOIN LATERAL (SELECT * FROM \(lookup.table) t "
          + "WHERE \(terms) ORDER BY t.id DESC LIMIT \($0)) t"
      } ?? "SELECT \(columns) FROM \(lookup.table) t JOIN \(wanted) ON \(terms)"
    return try ask(sql, Self.lists(lookup.keys, keys))
  }

  private static func unnest(_ columns: [Column]) -> String {
    let lists = columns.enumerated().map { "$\($0 + 1)::\($1.type.name)[]" }
    return "unnest(\(lists.joined(separator: ", ")))"
  }

  /// A list for each column, from the rows.
  private static func lists(_ columns: [Column], _ rows: [[Value]]) -> [PostgresValue] {
    columns.enumerated().map { index, column in
      switch column.type {
      case .int: .ints(rows.map { $0[index].optionalNumber })
      case .text: .texts(rows.map { $0[index].optionalString })
      case .bytes: .byteLists(rows.map { $0[index] == .null ? nil : $0[index].bytes })
      }
    }
  }

  /// The timeline counts promotions of a standby and restores.
  /// Source: PostgreSQL 15 manual, 26.3.5, "Timelines".
  func lineage() throws(CentralError) -> String? {
    try first(
      """
      SELECT system_identifier::text || '-' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8)
      FROM pg_control_system()
      """)?[0].string
  }

  func execute(_ script: String) throws(CentralError) {
    try checkLineage()
    do throws(PostgresError) {
      try connection.execute(script)
    } catch {
      throw CentralError(error)
    }
  }

  /// Texts are compared byte by byte, as SQLite does; documents are packed with
  /// lz4, which writes nearly twice as fast as the default.
  func spelled(_ schema: String) -> String {
    schema.spelling([
      ") STRICT, WITHOUT ROWID;": ");", ") STRICT;": ");",
      " DOCUMENT": " text COMPRESSION lz4 COLLATE \"C\"",
      " TEXT": " text COLLATE \"C\"", " INTEGER": " bigint", " BLOB": " bytea",
    ])
  }
}

extension ColumnType {
  fileprivate var name: String {
    switch self {
    case .int: "bigint"
    case .text: "text"
    case .bytes: "bytea"
    }
  }
}

extension PostgresValue {
  fileprivate init(_ value: Value) {
    switch value {
    case .null: self = .null
    case .int(let number): self = .int(number)
    case .text(let text): self = .text(text)
    case .blob(let bytes): self = .bytes(bytes)
    }
  }
}

extension PostgresRow {
  /// Source: PostgreSQL's pg_type.dat: bytea 17, int8 20, int4 23.
  fileprivate func value(_ column: Int) -> Value {
    if isNull(column) { return .null }
    return switch type(column) {
    case 20, 23: .int(int(column))
    case 17: .blob(blob(column))
    default: .text(text(column))
    }
  }
}
