/// Why PostgreSQL could not do what it was asked (数据库错误).
///
/// Its words are not kept: they may quote values, which are applicants' data.
/// The code tells what it was.
/// Source: PostgreSQL 15 manual, Appendix A, "PostgreSQL Error Codes".
package enum PostgresError: Error, Equatable {
  /// No connection; `reason` is libpq's, of the network or the sign-in.
  case cannotConnect(reason: String)
  /// The connection went while something was being done: nobody knows whether
  /// a COMMIT came through.
  case lost
  /// `state` is the five-character SQLSTATE.
  case failed(state: String, constraint: String?, sql: String)
  /// It is committed here, but no standby has it, although one must.
  case notReplicated
}

extension PostgresError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .cannotConnect(let reason): "no connection to PostgreSQL: \(reason)"
    case .lost: "the connection to PostgreSQL was lost"
    case .failed(let state, let constraint, let sql):
      "PostgreSQL says \(state)\(constraint.map { " of \($0)" } ?? ""): \(sql.prefix(120))"
    case .notReplicated: "committed, but no synchronous standby has it"
    }
  }

  /// Two transactions waited for each other, or a lock or the time was not to
  /// be had: nothing is done, and it may be tried again.
  package var isTransient: Bool {
    switch self {
    case .cannotConnect, .lost, .notReplicated: true
    case .failed(let state, _, _):
      // Serialization, deadlock, lock, cancelled, too many connections, read-only
      // (a standby).
      ["40001", "40P01", "55P03", "57014", "53300", "25006"].contains(state)
    }
  }
}

/// An error that a failure of PostgreSQL can be part of (可包含数据库错误).
package protocol PostgresErrorConvertible: Error {
  init(_ error: PostgresError)
}

extension PostgresError: PostgresErrorConvertible {
  package init(_ error: PostgresError) { self = error }
}
