import Domain
import Glibc
import Ledger
import SQLite

/// The counter's own data (本机库): the log of operations, what it says, and the
/// drafts, accounts and settings of this machine.
///
/// One object in one process has the only connection that writes; it belongs
/// to one thread. A function that returns has its work on the disk.
package final class Store {
  /// What an applicant is found by, from the theme's key and the answers.
  package typealias Index = (_ theme: String, Answers) -> SearchKeys

  let database: Database
  let chain: Chain
  let index: Index
  /// Set by an error of the disk: after a failed fsync nobody knows what is on
  /// it, so this connection writes no more.
  private(set) var isStopped = false

  /// Opens `directory/store.sqlite`, or makes it (and the directory) when missing.
  ///
  /// - Parameters:
  ///   - hash: the hash function of the chain, SHA-256.
  ///   - newLogCode: four characters, the log's code if the store is new.
  package init(
    directory: String, hash: @escaping Chain.Hash, newLogCode: String, index: @escaping Index
  ) throws(StoreError) {
    if mkdir(directory, 0o700) != 0, errno != EEXIST { throw .noRights(path: directory) }
    database = try Store.open(directory + "/store.sqlite")
    let database = database
    let log = try database.transaction { () throws(StoreError) -> String in
      if let code = try Store.meta("log", in: database) { return code }
      try database.sql("INSERT INTO meta VALUES ('log', ?)", .text(newLogCode))
      try database.sql("INSERT INTO meta VALUES ('number_hwm', 0)")
      return newLogCode
    }
    chain = Chain(log: log, hash: hash)
    self.index = index
  }

  /// The code of this counter's log, part of every dossier number.
  package var logCode: String { chain.log }

  private static func open(_ path: String) throws(StoreError) -> Database {
    do {
      // Looked at before anything is changed.
      if access(path, F_OK) == 0 {
        let found = try Database(path, .readOnly)
        let version = try found.userVersion()
        let isEmpty = try found.queryFirst("SELECT count(*) FROM sqlite_schema") { $0.int(0) } == 0
        let mark = try found.queryFirst("PRAGMA application_id") { $0.int(0) }
        guard isEmpty && version == 0 || mark == Schema.applicationID else {
          throw StoreError.notAStore(path: path)
        }
        guard version <= Schema.history.count else {
          throw StoreError.newerStore(found: version, known: Schema.history.count)
        }
      }
      let database = try Database.openStore(path)
      try database.migrate(Schema.history)
      return database
    } catch let error as SQLiteError {
      throw error.cannotOpen ? .noRights(path: path) : StoreError(error)
    } catch let error as StoreError {
      throw error
    } catch {
      preconditionFailure("only the two throw here")
    }
  }

  private static func meta(_ key: String, in database: Database) throws(StoreError) -> String? {
    try database.first("SELECT value FROM meta WHERE key = ?", .text(key)) { $0.text(0) }
  }

  /// Does all of `body` or none of it, and remembers an error of the disk.
  func write<T>(_ body: () throws(StoreError) -> T) throws(StoreError) -> T {
    if isStopped { throw .stopped }
    do throws(StoreError) {
      return try database.transaction(body)
    } catch {
      if case .diskError = error { isStopped = true }
      throw error
    }
  }

  /// Puts new dossiers into the search index and moves the WAL into the store:
  /// the work that saves leave behind. For moments in which nobody waits; a
  /// search is as slow as the dossiers since the last time are many.
  package func checkpoint() throws(StoreError) {
    if isStopped { throw .stopped }
    try indexNewDossiers()
    do {
      try database.checkpoint()
    } catch {
      throw StoreError(error)
    }
  }

  /// Writes a compact copy to `path`, which must not exist; see `Database.backup`.
  package func backup(to path: String) throws(StoreError) {
    do { try database.backup(to: path) } catch { throw StoreError(error) }
  }

  /// What is wrong with the file, in SQLite's words; empty when nothing is.
  package func integrityCheck(quick: Bool = false) throws(StoreError) -> [String] {
    do { return try database.integrityCheck(quick: quick) } catch { throw StoreError(error) }
  }
}
