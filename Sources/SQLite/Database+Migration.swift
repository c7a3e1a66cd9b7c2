extension Database {
  /// `PRAGMA user_version`: how many migrations the file has been through.
  package func userVersion() throws(SQLiteError) -> Int {
    try queryFirst("PRAGMA user_version") { $0.int(0) } ?? 0
  }

  /// Brings the schema up to date, one transaction a migration (升级).
  ///
  /// `history` is append-only: a released entry never changes, because files
  /// out there have been through it. Throws `.newerSchema`, and changes nothing,
  /// when the file has been through more than `history`.
  package func migrate(_ history: [String]) throws(SQLiteError) {
    let applied = try userVersion()
    guard applied <= history.count else {
      throw .newerSchema(found: applied, known: history.count)
    }
    for (number, script) in zip(1..., history) where number > applied {
      try transaction { () throws(SQLiteError) in
        try execute(script)
        // A pragma takes no `?`; the number is ours.
        try execute("PRAGMA user_version = \(number)")
      }
    }
  }
}
