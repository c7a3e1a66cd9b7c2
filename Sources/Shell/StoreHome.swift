import CSystem
import Crypto
import Desk
import Glibc
import Ledger
import Machine
import Storage

/// The directory of a store (数据目录): private, and held by one process.
struct StoreHome: ~Copyable {
  let directory: String
  private let lock: Int32
  /// Whether this start made the lock's file.
  private let isNew: Bool

  init(_ options: Options) throws(ProgramError) {
    if options.isPractice { StoreHome.sweepPractice() }
    let directory =
      options.isPractice
      ? Environment.stateDirectory + "/practice-\(getpid())"
      : StoreHome.directory(options)
    isNew = !Files.exists(directory + "/store.lock")
    lock = try StoreHome.take(directory)
    self.directory = directory
  }

  static func directory(_ options: Options) -> String {
    options.store ?? Environment.dataDirectory
  }

  private static func take(_ directory: String) throws(ProgramError) -> Int32 {
    // A directory with a store in it has been on the disk ever since.
    let made =
      Files.size(of: directory + "/store.sqlite") ?? 0 > 0
      ? Files.holdPrivateDirectory(directory) : Files.makePrivateDirectory(directory)
    guard made >= 0 else {
      throw ProgramError(
        "数据目录 \(directory) 不能用：\(reason(-made))。"
          + "目录须属于本用户，权限为 0700；可用 --store 另选目录")
    }
    let lock = csys_lock_file(directory + "/store.lock")
    guard lock >= 0 else {
      throw ProgramError(
        lock == -EWOULDBLOCK
          ? "数据目录 \(directory) 正被另一个一窗程序使用；一个目录同时只能打开一次"
          : "数据目录 \(directory) 不能写：\(reason(-lock))")
    }
    return lock
  }

  /// Takes from others what an earlier program, a copy or an unpacked archive left them.
  /// Not the device's key: others may have read it, which is said until it is mended.
  private static func tighten(_ directory: String) {
    let blobs = directory + "/blobs"
    let folders = Files.names(in: blobs).map { blobs + "/" + $0 }
    for path in [blobs, directory + "/papers", directory + "/catalogue"] + folders
    where Files.exists(path) { Files.makePrivate(path) }
    for path in [directory, directory + "/papers"] {
      for name in Files.names(in: path) where name != DeviceKey.name {
        Files.makePrivate(path + "/" + name)
      }
    }
  }

  deinit { close(lock) }

  var blobs: Blobs { Blobs(directory: directory + "/blobs") }

  /// A directory that is refused is left as it was found.
  func open(_ index: SearchIndexing) throws(StoreError) -> Store {
    do {
      let store = try Store(
        directory: directory, hash: { SHA256.hash($0) }, newLogCode: Identifiers.logCode(),
        index: { theme, answers in index.keys(theme, answers) })
      StoreHome.tighten(directory)
      return store
    } catch {
      // Whoever opened the file meanwhile is refused for the same reason.
      if isNew { unlink(directory + "/store.lock") }
      throw error
    }
  }

  /// Removes a practice store and everything in it.
  consuming func remove() { StoreHome.remove(directory) }

  private static func remove(_ directory: String) {
    let blobs = directory + "/blobs"
    let folders = Files.names(in: blobs).map { blobs + "/" + $0 }
    for path in folders + [blobs, directory + "/papers", directory] {
      for name in Files.names(in: path) { unlink(path + "/" + name) }
      rmdir(path)
    }
  }

  /// Removes practice stores whose program was killed: nobody holds their lock.
  private static func sweepPractice() {
    let state = Environment.stateDirectory
    for name in Files.names(in: state) where name.hasPrefix("practice-") {
      let lock = csys_lock_file(state + "/" + name + "/store.lock")
      guard lock >= 0 else { continue }
      remove(state + "/" + name)
      close(lock)
    }
  }

  private static func reason(_ code: Int32) -> String {
    String(cString: strerror(code))
  }
}
