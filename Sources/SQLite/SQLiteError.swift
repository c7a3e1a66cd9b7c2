import CSQLite

/// Why SQLite (数据库) could not do what it was asked.
///
/// The SQL may be logged, bound values may not: they are applicants' data, so
/// no error holds them.
package enum SQLiteError: Error, Equatable {
  /// `code` is SQLite's extended result code.
  case failed(code: Int32, message: String, sql: String)
  /// The file was written by a later program; `found` and `known` count migrations.
  case newerSchema(found: Int, known: Int)
}

extension SQLiteError {
  /// The extended result code; `SQLITE_SCHEMA` for a newer schema.
  ///
  /// Source: https://www.sqlite.org/rescode.html
  package var extendedCode: Int32 {
    switch self {
    case .failed(let code, _, _): code
    case .newerSchema: SQLITE_SCHEMA
    }
  }

  /// The low byte of the extended code: the kind of failure.
  package var primaryCode: Int32 { extendedCode & 0xff }

  /// No space is left on the disk, or the file may not grow.
  package var isDiskFull: Bool { primaryCode == SQLITE_FULL }
  /// The file, its directory or the connection may not be written.
  package var isReadOnly: Bool { primaryCode == SQLITE_READONLY }
  /// The code of a file that is damaged.
  package static let corrupt = SQLITE_CORRUPT
  /// Another connection holds the lock longer than the busy timeout.
  package var isBusy: Bool { primaryCode == SQLITE_BUSY || primaryCode == SQLITE_LOCKED }
  /// The file is damaged, or is no database.
  package var isCorrupt: Bool { primaryCode == SQLITE_CORRUPT || primaryCode == SQLITE_NOTADB }
  /// The disk answered with an error.
  package var isIOError: Bool { primaryCode == SQLITE_IOERR }
  /// The file cannot be opened or made.
  package var cannotOpen: Bool { primaryCode == SQLITE_CANTOPEN }
  /// A UNIQUE, NOT NULL, CHECK or foreign key rule, or a trigger, refused the write.
  package var isConstraint: Bool { primaryCode == SQLITE_CONSTRAINT }
  /// `Database.interrupt()` or a test's `failAfter(steps:)` stopped the statement.
  package var isInterrupted: Bool { primaryCode == SQLITE_INTERRUPT }
}

extension SQLiteError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .failed(let code, let message, let sql):
      "SQLite \(code): \(message) in: \(sql)"
    case .newerSchema(let found, let known):
      "the store has \(found) migrations, this program knows \(known)"
    }
  }
}

/// An error that can carry SQLite's, so that a transaction (事务) of another
/// room throws one type.
package protocol SQLiteErrorConvertible: Error {
  init(_ error: SQLiteError)
}

extension SQLiteError: SQLiteErrorConvertible {
  package init(_ error: SQLiteError) { self = error }
}
