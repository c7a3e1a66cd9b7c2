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

  private static func check(_ path: String) throws {
    guard size(path) != nil else { return }
    // With pages in the WAL the header may be old. SQLite knows, but a second
    // connection reads the whole schema: a fifth of the way to the first screen.
    let isSettled = size(path + "-wal") ?? 0 == 0
    if isSettled, let header = header(path),
      header.mark == Schema.applicationID
    {
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
