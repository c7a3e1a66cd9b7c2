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

  /// What follows from a dossier under its theme, which this room does not know.
  package typealias AftercareReading = (Dossier) -> Aftercare

  /// With the version of the packs that it reads by.
  struct Reader {
    let version: String
    /// Themes that have any; dossiers of others are not read.
    let themes: Set<String>
    let read: AftercareReading
  }

  let database: Database
  var chain: Chain
  let index: Index
  /// Whether central knows this counter; a counter that stands alone pays
  /// nothing for what only others need.
  var isEnrolled: Bool
  /// See `liveOperations`: those up to this position.
  var live: [LiveOperation] = []
  var liveThrough = 0
  var pulled = Pulled()
  /// Central's clock when it last answered: the time of tasks that it opens.
  var centralTime = Instant(milliseconds: 0)
  /// Nil until the packs are read.
  private(set) var aftercare: Reader?
  /// By which what is written down here is judged, as central will; nil until the
  /// packs are read.
  package var packs: PackBook?
  /// Set by an error of the disk: after a failed fsync nobody knows what is on
  /// it, so this connection writes no more.
  private(set) var isStopped = false

  /// Opens `directory/store.sqlite`, or makes it (and the directory) when missing.
  ///
  /// - Parameters:
  ///   - hash: the hash function of the chain, SHA-256.
  ///   - newLogCode: four characters, the log's code if the store is new.
  package init(
    directory: String, hash: @escaping Chain.Hash, newLogCode: @autoclosure () -> String,
    index: @escaping Index
  ) throws(StoreError) {
    try Store.make(directory)
    database = try StoreFile.open(directory + "/store.sqlite")
    let database = database
    if let log = try Store.log(in: database) {
      chain = Chain(log: log, hash: hash)
    } else {
      chain = Chain(log: try Store.start(newLogCode(), in: database), hash: hash)
    }
    self.index = index
    isEnrolled = try Store.hasJoined(database)
  }

  /// Whether a directory has a store in it; throws `.gone` when it had one.
  package static func isThere(in directory: String) throws(StoreError) -> Bool {
    try StoreFile.isThere(directory + "/store.sqlite")
  }

  /// Says how follow-ups and marks are found; another version makes them anew.
  ///
  /// - Parameter themes: keys of the themes that have any.
  package func readAftercare(
    version: String, themes: Set<String>, _ read: @escaping AftercareReading
  ) {
    aftercare = Reader(version: version, themes: themes, read: read)
  }

  /// The code of this counter's log, part of every dossier number.
  package var logCode: String { chain.log }

  /// A new directory's name is on the disk before anything is saved in it.
  static func make(_ directory: String) throws(StoreError) {
    guard mkdir(directory, 0o700) == 0 else {
      if errno == EEXIST { return }
      throw .noRights(path: directory)
    }
    let above = open(directory + "/..", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard above >= 0 else { throw .noRights(path: directory) }
    defer { close(above) }
    guard fsync(above) == 0 || errno == EINVAL else { throw .diskError(code: errno) }
  }

  private static func log(in database: Database) throws(StoreError) -> String? {
    try database.first("SELECT value FROM meta WHERE key = 'log'") { $0.text(0) }
  }

  /// Gives a new store the code of its log, unless another process just did.
  private static func start(
    _ code: String, in database: Database
  ) throws(StoreError) -> String {
    try database.transaction { () throws(StoreError) -> String in
      if let code = try log(in: database) { return code }
      try database.sql("INSERT INTO meta VALUES ('log', ?)", .text(code))
      try database.sql("INSERT INTO meta VALUES ('number_hwm', 0)")
      return code
    }
  }

  /// Does all of `body` or none of it, and remembers an error of the disk. Part of the
  /// transaction that is running, if one is.
  func write<T>(_ body: () throws(StoreError) -> T) throws(StoreError) -> T {
    if isStopped { throw .stopped }
    if database.isInTransaction { return try body() }
    let before = (chain: chain, isEnrolled: isEnrolled)
    do throws(StoreError) {
      return try database.transaction(body)
    } catch {
      if case .diskError = error { isStopped = true }
      forgetLive()  // it may have followed what was rolled back
      (chain, isEnrolled) = before
      throw error
    }
  }

  /// Does several things as one: what `body` writes through this store is there as a
  /// whole, or nothing of it.
  ///
  /// An error of any of them must leave `body`.
  package func together<T>(_ body: () throws(StoreError) -> T) throws(StoreError) -> T {
    try write(body)
  }

  /// A piece of the work that saves leave behind (整理): new dossiers into the
  /// search index and into what is due after the result, and the WAL into the
  /// store. For moments in which nobody waits: a piece takes some tens of
  /// milliseconds, so that a key that comes meanwhile hardly waits.
  ///
  /// - Returns: whether more is to be done.
  package func settle() throws(StoreError) -> Bool {
    if isStopped { throw .stopped }
    if try isBehindOnIndex() {
      try write { () throws(StoreError) in try indexBatch() }
    } else if try isBehindOnAftercare() {
      try write { () throws(StoreError) in try readAftercareBatch() }
    }
    do {
      try database.checkpoint()
    } catch {
      throw StoreError(error)
    }
    if try isBehindOnIndex() { return true }
    return try isBehindOnAftercare()
  }

  /// All of `settle` at once. A search is as slow as the dossiers since the last
  /// time are many.
  package func checkpoint() throws(StoreError) { while try settle() {} }

  /// Writes a compact copy to `path`, which must not exist; see `Database.backup`.
  package func backup(to path: String) throws(StoreError) {
    do { try database.backup(to: path) } catch { throw StoreError(error) }
  }

  /// What is wrong with the file, in SQLite's words; empty when nothing is.
  package func integrityCheck(quick: Bool = false) throws(StoreError) -> [String] {
    do { return try database.integrityCheck(quick: quick) } catch { throw StoreError(error) }
  }
}
