import JSON
import Postgres
import SQLite

/// Why the central service could not do something (中心错误). Never holds
/// anything that a client sent.
package enum CentralError: Error, Equatable {
  case sqlite(SQLiteError)
  case postgres(PostgresError)
  /// Something stored cannot be read back: the data is damaged, or newer.
  case unreadable(what: String)
  /// The file `secret` is not the one that the blind keys in the store were made with.
  case otherSecret
  /// A file beside the store cannot be read or written; `errno`.
  case file(code: Int)
  /// The file is a database of another program.
  case notOurs
  /// The schema is of a later program.
  case newerSchema(found: Int, known: Int)
}

extension CentralError: SQLiteErrorConvertible, PostgresErrorConvertible {
  package init(_ error: SQLiteError) { self = .sqlite(error) }
  package init(_ error: PostgresError) { self = .postgres(error) }
}

extension CentralError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .sqlite(let error): "\(error)"
    case .postgres(let error): "\(error)"
    case .unreadable(let what): "cannot read back \(what)"
    case .otherSecret:
      "数据目录里的 secret 不是这份数据的：从原来的机器拷来，或者用 restore 恢复备份，会重做"
    case .file(let code): "a file beside the store: error \(code)"
    case .notOurs: "不是中心的数据，没有改动"
    case .newerSchema(let found, let known):
      "the store is of schema \(found), this program knows \(known)"
    }
  }

  /// Whether the same may work a little later.
  package var isTransient: Bool {
    switch self {
    case .postgres(let error): error.isTransient
    case .sqlite, .unreadable, .otherSecret, .file, .notOurs, .newerSchema: false
    }
  }

  /// Whether what was to be written is the cause, so that the same can never work.
  var isOfData: Bool {
    switch self {
    case .postgres(.failed(let state, _, _)):
      // Data exceptions, broken constraints, limits such as that of a key's length.
      ["22", "23", "54"].contains(state.prefix(2))
    case .sqlite(.failed(let code, _, _)):
      // SQLITE_TOOBIG, SQLITE_CONSTRAINT, SQLITE_MISMATCH.
      [18, 19, 20].contains(code & 0xFF)
    case .postgres, .sqlite, .unreadable, .otherSecret, .file, .notOurs, .newerSchema: false
    }
  }
}
