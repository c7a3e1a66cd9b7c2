import CSystem
import Glibc

/// Why a file cannot be read or written (文件错误).
package enum FileProblem: Error, Equatable, CustomStringConvertible {
  /// `errno`.
  case system(code: Int32)
  /// A directory, a pipe, a device or a socket: opening one may wait for ever.
  case notPlain
  /// In bytes.
  case tooLarge(limit: Int)

  package var description: String {
    switch self {
    case .system(let code): String(cString: strerror(code))
    case .notPlain: "不是普通文件（是目录、管道、设备或套接字）"
    case .tooLarge(let limit): "超过 \(limit) 字节"
    }
  }
}

/// Reading and writing whole files (文件), without Foundation.
///
/// Only plain files are opened, whatever a path leads to. What is written is on the
/// disk when a function says so, with its name, and is for its owner only.
package enum Files {
  /// Certificates, keys and settings that somebody names are shorter than this.
  package static let mostBytesOfSettings = 1 << 20

  /// The whole content of a plain file.
  package static func contents(
    of path: String, atMost limit: Int = .max
  ) throws(FileProblem) -> [UInt8] {
    let descriptor = try openPlain(path, O_RDONLY)
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw .system(code: errno) }
    guard Int(status.st_size) <= limit else { throw .tooLarge(limit: limit) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: max(4096, Int(status.st_size) + 1))
    while true {
      let count = Glibc.read(descriptor, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw .system(code: errno) }
      if count == 0 { return bytes }
      guard bytes.count + count <= limit else { throw .tooLarge(limit: limit) }
      bytes.append(contentsOf: buffer[..<count])
    }
  }

  /// Nil when it cannot be read.
  package static func read(_ path: String) -> [UInt8]? { try? contents(of: path) }

  /// Opens a plain file and nothing else; the descriptor is the caller's.
  ///
  /// Looked at first: opening alone rewinds a tape and waits at a pipe for its other
  /// end. Looked at again: it may have been replaced meanwhile.
  package static func openPlain(_ path: String, _ flags: Int32) throws(FileProblem) -> Int32 {
    var status = stat()
    if stat(path, &status) == 0 {
      guard status.st_mode & S_IFMT == S_IFREG else { throw .notPlain }
    } else if errno != ENOENT || flags & O_CREAT == 0 {
      throw .system(code: errno)
    }
    let descriptor = open(path, flags | O_NONBLOCK | O_NOCTTY | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw .system(code: errno) }
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw .notPlain
    }
    return descriptor
  }

  /// Whether a text is the name of a file in a directory, and leads nowhere else.
  package static func isName(_ text: String) -> Bool {
    (1...255).contains(text.utf8.count) && text != "." && text != ".."
      && text.utf8.allSatisfy { $0 != UInt8(ascii: "/") && $0 != 0 }
  }

  /// Whether it is there and a plain file.
  package static func isPlain(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
  }

  /// Writes a file and waits for its content, not for its name.
  private static func write(
    _ bytes: [UInt8], to path: String, _ mode: Int32
  ) throws(FileProblem) {
    let descriptor = try openPlain(path, O_WRONLY | O_CREAT | mode)
    defer { close(descriptor) }
    // One that was there may be open to others.
    guard fchmod(descriptor, 0o600) == 0 else { throw .system(code: errno) }
    try write(bytes[...], toDescriptor: descriptor)
    guard fsync(descriptor) == 0 else { throw .system(code: errno) }
  }

  /// Adds to the end of a file, which is made when missing.
  package static func append(_ bytes: [UInt8], to path: String) throws(FileProblem) {
    try write(bytes, to: path, O_APPEND)
    try syncName(of: path)
  }

  /// In bytes; nil when there is no such file.
  package static func size(of path: String) -> Int? {
    var status = Glibc.stat()
    return stat(path, &status) == 0 ? Int(status.st_size) : nil
  }

  /// Puts a file in the place of another one, or where there was none: whenever the
  /// machine stops, the old one is there or the new one.
  package static func replace(_ path: String, with bytes: [UInt8]) throws(FileProblem) {
    let temporary = path + ".new"
    do throws(FileProblem) {
      try write(bytes, to: temporary, O_TRUNC)
      try move(temporary, to: path)
    } catch {
      unlink(temporary)
      throw error
    }
  }

  /// The same with a file that is on the disk already.
  package static func move(_ file: String, to path: String) throws(FileProblem) {
    guard rename(file, path) == 0 else { throw .system(code: errno) }
    try syncName(of: path)
  }

  /// Waits until the name of a file or directory is on the disk, or its absence: it
  /// is a matter of the directory that it stands in.
  package static func syncName(of path: String) throws(FileProblem) {
    let result = csys_sync_directory(folder(of: path))
    guard result >= 0 else { throw .system(code: -result) }
  }

  /// Where the name of a file stands.
  package static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// Names in a directory, sorted; empty when it cannot be read.
  package static func names(in directory: String) -> [String] {
    guard let stream = opendir(directory) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { raw in
        String(decoding: raw.prefix { $0 != 0 }, as: UTF8.self)
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names.sorted()
  }

  package static func remove(_ path: String) { unlink(path) }

  package static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// Makes a directory and those above it, for their owner only; all their names are
  /// on the disk when this returns 0, else it returns -errno.
  ///
  /// Whoever was killed here may have left directories whose names are not: those
  /// above are synced before the last one is made, and its own name every time.
  ///
  /// A symbolic link, here or above, stands for the directory that it leads to,
  /// which is held to the same rules; one that leads nowhere is refused.
  package static func makePrivateDirectory(_ path: String) -> Int32 {
    var trimmed = path[...]
    while trimmed.count > 1, trimmed.last == "/" { trimmed.removeLast() }
    let path = String(trimmed)
    let parent = folder(of: path)
    if !exists(path) {
      if !exists(parent) {
        let result = makePrivateDirectory(parent)
        if result < 0 { return result }
      }
      let result = syncNamesAbove(parent)
      if result < 0 { return result }
    }
    let made = csys_private_directory(target(of: path))
    if made < 0 { return made }
    let result = csys_sync_directory(parent)
    return result == -EACCES ? csys_sync_file_system(path) : result
  }

  /// Checks one that is there and has been on the disk for long; -errno when it is not
  /// ours alone.
  package static func holdPrivateDirectory(_ path: String) -> Int32 {
    csys_private_directory(target(of: path))
  }

  /// The place that a path leads to; the path itself when nothing is there.
  private static func target(of path: String) -> String {
    guard let target = realpath(path, nil) else { return path }
    defer { free(target) }
    return String(cString: target)
  }

  private static func syncNamesAbove(_ path: String) -> Int32 {
    var path = path
    while true {
      let parent = folder(of: path)
      if parent == path || path == "." { return 0 }
      let result = csys_sync_directory(parent)
      // Those that are closed to us were there before us.
      if result < 0, result != -EACCES, result != -EROFS { return result }
      path = parent
    }
  }

  /// Takes from others what they may do with a file or directory of ours, if it is there.
  package static func makePrivate(_ path: String) {
    var status = stat()
    guard lstat(path, &status) == 0, status.st_uid == geteuid(), status.st_mode & 0o077 != 0
    else { return }
    switch status.st_mode & S_IFMT {
    case S_IFREG: chmod(path, 0o600)
    case S_IFDIR: chmod(path, 0o700)
    default: break  // a symbolic link has no rights of its own
    }
  }

  /// Writes all of it, or says why not.
  package static func write(
    _ bytes: ArraySlice<UInt8>, toDescriptor descriptor: Int32
  ) throws(FileProblem) {
    var rest = bytes
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      if count < 0, errno == EAGAIN {
        // Somebody else may have set a terminal or a pipe to answer at once.
        var ready = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        poll(&ready, 1, -1)
        continue
      }
      guard count > 0 else { throw .system(code: count == 0 ? EIO : errno) }
      rest = rest.dropFirst(count)
    }
  }
}
