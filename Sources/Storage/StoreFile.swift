import Glibc
import SQLite

/// The store's file (库文件), looked at before anything in it is changed.
enum StoreFile {
  /// Opens it, or makes it when missing, and brings its schema up to date.
  ///
  /// A file of another program or of a newer version stays as it is.
  static func open(_ path: String) throws(StoreError) -> Database {
    do {
      try check(path)
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

  /// What lies beside a store that has been in use, and is made only then. A WAL comes
  /// when the file has a first page.
  private static let companions = ["papers", "blobs", "device.key", "catalogue"]

  /// Refuses to begin anew where a store was: its file is gone, or has nothing in it.
  private static func checkRemains(
    of path: String, _ names: [String]
  ) throws(StoreError) {
    let folder = path.lastIndex(of: "/").map { path[...$0] } ?? ""
    let left = names.map { folder + $0 }.filter { access($0, F_OK) == 0 }
    guard left.isEmpty else { throw .gone(path: path, left: left) }
  }

  /// Whether there is a file with something in it; throws when there was one.
  static func isThere(_ path: String) throws(StoreError) -> Bool {
    if let size = size(path), size > 0 { return true }
    try checkRemains(of: path, ["store.sqlite-wal"] + companions)
    return false
  }

  private static func check(_ path: String) throws {
    var status = stat()
    if stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
      throw StoreError.notAStore(path: path)
    }
    guard try isThere(path) else { return }
    // With pages in the WAL the header may be old. SQLite knows, but a second
    // connection reads the whole schema: a fifth of the way to the first screen.
    let isSettled = size(path + "-wal") ?? 0 == 0
    // SQLite would look at what lies beside a file that is none of its own.
    guard let header = header(path) else {
      throw SQLiteError.failed(code: SQLiteError.corrupt, message: "no database", sql: "open")
    }
    if isSettled, header.mark == Schema.applicationID {
      try checkVersion(header.version)
      return
    }
    // A file that is refused gets no -wal and -shm from us.
    let found = try Database(path, isSettled ? .snapshot : .readOnly)
    let version = try found.userVersion()
    let isEmpty = try found.queryFirst("SELECT count(*) FROM sqlite_schema") { $0.int(0) } == 0
    let mark = try found.queryFirst("PRAGMA application_id") { $0.int(0) }
    guard isEmpty && version == 0 || mark == Schema.applicationID else {
      throw StoreError.notAStore(path: path)
    }
    if isEmpty { try checkRemains(of: path, companions) }
    // The WAL of another file would have been played into this one.
    if !isSettled, let damage = try found.integrityCheck(quick: true).first {
      throw SQLiteError.failed(code: SQLiteError.corrupt, message: damage, sql: "quick_check")
    }
    try checkVersion(version)
  }

  private static func checkVersion(_ version: Int) throws(StoreError) {
    guard version <= Schema.history.count else {
      throw .newerStore(found: version, known: Schema.history.count)
    }
  }

  /// Nil when there is no such file.
  private static func size(_ path: String) -> Int? {
    var status = stat()
    return stat(path, &status) == 0 ? Int(status.st_size) : nil
  }

  /// `user_version` and `application_id` as they stand in the file; nil when it
  /// is no SQLite database.
  ///
  /// Source: https://www.sqlite.org/fileformat2.html#the_database_header
  private static func header(_ path: String) -> (version: Int, mark: Int)? {
    let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    // Safe before the connection opens: closing drops this process's locks on
    // the file, and it has none yet.
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 72)
    guard read(descriptor, &bytes, bytes.count) == bytes.count,
      bytes.starts(with: Array("SQLite format 3\0".utf8))
    else { return nil }
    func number(at offset: Int) -> Int {
      Int(Int32(bitPattern: bytes[offset..<offset + 4].reduce(0) { $0 << 8 | UInt32($1) }))
    }
    return (number(at: 60), number(at: 68))
  }
}
