import CSystem
import Crypto
import Glibc
import JSON
import Machine
import SQLite
import Sync

// Putting a backup in the place of the store. All of it is looked at before
// anything is moved, and whenever the machine stops, the old store is there or the
// new one, whole.
extension CentralProgram {
  /// Counters notice by the new epoch, and send again what the backup has not.
  static func restore(_ options: CentralOptions) throws(ProgramError) {
    let path = try file(options)
    do throws(FileProblem) {
      close(try Files.openPlain(path, O_RDONLY))
    } catch {
      throw ProgramError("读不了备份 \(path)：\(error)。没有改动任何文件")
    }
    var words: [String]
    switch options.storage {
    case .postgres(let address): words = try restore(path, into: address, options)
    case .sqlite(let store): words = try restore(path, inPlaceOf: store, options)
    }
    words.append("已恢复；各窗口联网后会补传缺少的部分")
    for line in words { try say(line) }
  }

  // MARK: SQLite

  private static func restore(
    _ path: String, inPlaceOf store: String, _ options: CentralOptions
  ) throws(ProgramError) -> [String] {
    let checked = try identity(path)
    guard try identityIfAny(store) != checked else {
      throw ProgramError("\(path) 就是现在的数据文件，不是备份。没有改动任何文件")
    }
    try check(path)
    _ = try directory(options)
    try lock(options)
    let files = StoreFiles(store)
    let new = StoreFiles(store + ".restoring")
    var words: [String] = []
    new.remove()
    do throws(ProgramError) {
      try copy(path, to: new.path)
      guard try identity(path) == checked else {
        throw ProgramError("\(path) 在恢复时变了。没有改动原来的数据")
      }
      // The copy is made ready before it has its place: an epoch of its own, and
      // the keys of this machine's secret.
      let secret = try secret(options)
      let isOther = try central { () throws(CentralError) in
        try CentralStorage.sqlite(path: new.path).takeOver(secret: secret)
      }
      if isOther { words.append("secret 与备份时的不同，个人的盲键已重做") }
      try new.settle()
    } catch {
      new.remove()
      throw error
    }
    if let before = try files.setAside(at: Clocks.now.milliseconds) {
      words.insert("原来的数据在 \(before)", at: 0)
    }
    try moveIntoPlace(new.path, store)
    noteHighWater(options)
    return words
  }

  /// What tells that a file is another one, or has changed.
  private struct Identity: Equatable {
    let device: UInt
    let file: UInt
    let size: Int
    let changed: Int
  }

  private static func identity(_ path: String) throws(ProgramError) -> Identity {
    guard let identity = try identityIfAny(path) else { throw ProgramError("没有文件 \(path)") }
    return identity
  }

  private static func identityIfAny(_ path: String) throws(ProgramError) -> Identity? {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    return Identity(
      device: UInt(status.st_dev), file: UInt(status.st_ino), size: Int(status.st_size),
      changed: status.st_mtim.tv_sec * 1_000_000_000 + status.st_mtim.tv_nsec)
  }

  /// Refuses what is no whole store of central that this program knows.
  private static func check(_ path: String) throws(ProgramError) {
    func refuse(_ reason: String) -> ProgramError {
      ProgramError("\(path) 不能恢复：\(reason)。没有改动任何文件")
    }
    guard StoreFiles.hasHeader(path) else { throw refuse("不是中心的备份") }
    // What has not been moved into the file is not in it.
    if let size = Files.size(of: path + "-wal"), size > 0 {
      throw refuse("旁边还有 \(path)-wal，这是没有收尾的数据文件；请用 backup 命令做的备份")
    }
    let objection: String?
    do throws(CentralError) {
      objection = try CentralDatabase(engine: SQLiteEngine(snapshot: path), secret: []).objection()
    } catch {
      throw refuse("读不出来（\(error)）")
    }
    if let objection { throw refuse(objection) }
  }

  private static func copy(_ path: String, to new: String) throws(ProgramError) {
    do throws(FileProblem) {
      let source = try Files.openPlain(path, O_RDONLY)
      defer { close(source) }
      let target = try Files.openPlain(new, O_WRONLY | O_CREAT | O_EXCL)
      defer { close(target) }
      var buffer = [UInt8](repeating: 0, count: 1 << 20)
      while true {
        let count = read(source, &buffer, buffer.count)
        if count < 0, errno == EINTR { continue }
        guard count >= 0 else { throw .system(code: errno) }
        if count == 0 { break }
        try Files.write(buffer[..<count], toDescriptor: target)
      }
      guard fsync(target) == 0 else { throw .system(code: errno) }
    } catch {
      throw ProgramError("\(new) 写不了：\(error)。没有改动原来的数据")
    }
  }

  // MARK: PostgreSQL

  /// The whole is one transaction: tables, data, checks and the new epoch.
  private static func restore(
    _ path: String, into address: String, _ options: CentralOptions
  ) throws(ProgramError) -> [String] {
    let mark = (try? Files.openPlain(path, O_RDONLY)).map { descriptor in
      defer { close(descriptor) }
      var bytes = [UInt8](repeating: 0, count: 5)
      return read(descriptor, &bytes, 5) == 5 ? bytes : []
    }
    // Source: PostgreSQL 15, pg_backup_archiver.c: an archive begins with PGDMP.
    guard mark == Array("PGDMP".utf8) else {
      throw ProgramError("\(path) 不能恢复：不是 backup 命令从 PostgreSQL 做的备份。没有改动任何数据")
    }
    do throws(ProgramError) {
      try command(["pg_restore", "--file=/dev/null", path])
    } catch {
      throw ProgramError("\(path) 不能恢复：读不全（\(error)）。没有改动任何数据")
    }
    // A COMMIT comes only when pg_restore has read to the end.
    let script = """
      { echo "BEGIN; $3" && pg_restore --clean --if-exists --file=- "$1" && cat; } |
      psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 --dbname="$2"
      """
    let end = Schema.checking(epoch: Hex.text(randomBytes(16))) + "\nCOMMIT;\n"
    do throws(ProgramError) {
      try command(["sh", "-c", script, "sh", path, address, Schema.dropping], input: end)
    } catch {
      throw ProgramError(
        "\(path) 没有恢复：其中不是中心的数据，版本比本程序新，或者与散列链不符；"
          + "也可能连不上数据库。没有改动任何数据")
    }
    let secret = try secret(options)
    let isOther = try central { () throws(CentralError) in
      try options.storage.open(secret: secret).takeSecret()
    }
    try prepare(options)
    return isOther ? ["secret 与备份时的不同，个人的盲键已重做"] : []
  }
}
