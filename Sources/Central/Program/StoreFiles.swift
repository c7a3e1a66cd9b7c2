import CSystem
import Glibc
import Machine
import SQLite

/// A SQLite store and what SQLite keeps beside it (存储文件).
struct StoreFiles {
  let path: String

  init(_ path: String) { self.path = path }

  /// What SQLite would play into whatever stands at `path`.
  static let companions = ["-wal", "-shm", "-journal"]

  /// Whether a file begins as SQLite's do; false for one that is empty or missing.
  ///
  /// Source: https://www.sqlite.org/fileformat2.html#the_database_header
  static func hasHeader(_ path: String) -> Bool {
    guard let descriptor = try? Files.openPlain(path, O_RDONLY) else { return false }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 16)
    return read(descriptor, &bytes, 16) == 16 && bytes == Array("SQLite format 3\0".utf8)
  }

  func remove() {
    for end in [""] + Self.companions { unlink(path + end) }
  }

  /// Moves everything into the one file; what stays beside it is empty.
  func settle() throws(ProgramError) {
    do throws(SQLiteError) {
      try settled()
    } catch {
      throw ProgramError("\(path)：\(error)。没有改动原来的数据")
    }
    for end in Self.companions { unlink(path + end) }
  }

  private func settled() throws(SQLiteError) {
    let database = try Database.openStore(path)
    try database.checkpoint(truncating: true)
  }

  /// Keeps the store under another name, and leaves the place to a new one: the old
  /// one stays there, too, until that comes.
  ///
  /// - Returns: the other name; nil when there was nothing.
  func setAside(at now: Int) throws(ProgramError) -> String? {
    let before = "\(path).before-\(now)"
    removeOtherNames()
    let isThere = Files.exists(path)
    // A damaged one is kept as it is, with its log: restoring is the way out.
    if isThere, Self.hasHeader(path) {
      do throws(SQLiteError) { try settled() } catch {
        guard error.isCorrupt else {
          throw ProgramError("\(path)：\(error)。没有恢复，原来的数据还在原处")
        }
      }
    }
    do throws(FileProblem) {
      // Both names until the new one takes the first: no moment without a store.
      if isThere, link(path, before) != 0 { throw .system(code: errno) }
      var moved = isThere
      for end in Self.companions where Files.exists(path + end) {
        guard rename(path + end, before + end) == 0 else { throw .system(code: errno) }
        moved = true
      }
      // What SQLite would replay is away for good before the new store is there.
      try Files.syncName(of: path)
      return moved ? before : nil
    } catch {
      throw ProgramError("\(path) 不能另存为 \(before)：\(error)。没有恢复")
    }
  }

  /// Names that an earlier restore gave the present store before it was stopped.
  private func removeOtherNames() {
    var own = stat()
    guard stat(path, &own) == 0 else { return }
    let folder = Files.folder(of: path)
    for name in Files.names(in: folder) {
      let other = folder + "/" + name
      var status = stat()
      guard other.hasPrefix(path + ".before-"), stat(other, &status) == 0,
        (status.st_dev, status.st_ino) == (own.st_dev, own.st_ino)
      else { continue }
      unlink(other)
    }
  }

  /// Names of the tables; nil when they cannot be read. With pages in the WAL they may be
  /// there alone: a running service moves them into the file much later.
  private var tables: [String]? {
    let isSettled = Files.size(of: path + "-wal") ?? 0 == 0
    let database = try? Database(path, isSettled ? .snapshot : .readOnly)
    return try? database?.query("SELECT name FROM sqlite_schema WHERE type = 'table'") {
      $0.text(0)
    }
  }

  /// Whether it is a database of another program: nothing in it may be changed.
  var isForeign: Bool {
    guard Self.hasHeader(path), let tables else { return false }
    return !tables.isEmpty && !tables.contains("meta")
  }

  /// Whether nothing is there, or a database without a table.
  private var isEmpty: Bool {
    guard let size = Files.size(of: path), size > 0 else { return true }
    return Self.hasHeader(path) && tables == []
  }

  /// What is left of a store whose file is gone or has nothing in it; empty when
  /// there is a store, or there was never one.
  var remains: [String] {
    let folder = Files.folder(of: path)
    guard isEmpty else { return [] }
    let hasPages = Files.size(of: path) ?? 0 > 0
    let own = path.dropFirst(folder == "/" ? 1 : folder.count + 1)
    return Files.names(in: folder).filter { name in
      // One beside a first page is of a first start.
      name == own + "-wal" && !hasPages || name == "blobs" || name == "central.hwm"
        || name.hasPrefix(own + ".before-")
    }
  }
}
