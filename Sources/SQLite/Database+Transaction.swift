import CSQLite

extension Database {
  /// Does all of `body` or none of it.
  ///
  /// The first error is thrown, even if ROLLBACK fails too. The write lock is
  /// taken at the start, so that nothing read in `body` is old when it writes.
  /// Transactions do not nest.
  package func transaction<T, Failure: SQLiteErrorConvertible>(
    _ body: () throws(Failure) -> T
  ) throws(Failure) -> T {
    precondition(!isInTransaction, "a transaction inside a transaction")
    // BEGIN is inside: one that was interrupted may have begun.
    do throws(Failure) {
      try run("BEGIN IMMEDIATE", throwing: Failure.self)
      let result = try body()
      try run("COMMIT", throwing: Failure.self)
      return result
    } catch {
      if isInTransaction { sqlite3_exec(handle, "ROLLBACK", nil, nil, nil) }
      throw error
    }
  }

  private func run<Failure: SQLiteErrorConvertible>(
    _ sql: String, throwing: Failure.Type
  ) throws(Failure) {
    do { try run(sql) } catch { throw Failure(error) }
  }
}
