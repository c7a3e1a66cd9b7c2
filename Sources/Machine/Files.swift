import CSystem
import Glibc

/// Reading and writing whole files (文件), without Foundation.
package enum Files {
  /// Nil when it cannot be read; `errno` says why.
  package static func read(_ path: String) -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { return nil }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: max(4096, Int(status.st_size) + 1))
    while true {
      let count = Glibc.read(descriptor, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { return nil }
      if count == 0 { return bytes }
      bytes.append(contentsOf: buffer[..<count])
    }
  }

  /// Writes a file for its owner only and waits until it is on the disk.
  package static func write(_ bytes: [UInt8], to path: String) -> Bool {
    write(bytes, to: path, O_TRUNC)
  }

  private static func write(_ bytes: [UInt8], to path: String, _ mode: Int32) -> Bool {
    let descriptor = open(path, O_WRONLY | O_CREAT | mode | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return fsync(descriptor) == 0
  }

  /// Whether a text is the name of a file in a directory, and leads nowhere else.
  package static func isName(_ text: String) -> Bool {
    (1...255).contains(text.utf8.count) && text != "." && text != ".."
      && text.utf8.allSatisfy { $0 != UInt8(ascii: "/") && $0 != 0 }
  }

  /// Adds to the end of a file, which is made when missing, and waits until it is
  /// on the disk.
  package static func append(_ bytes: [UInt8], to path: String) -> Bool {
    write(bytes, to: path, O_APPEND)
  }

  /// In bytes; nil when there is no such file.
  package static func size(of path: String) -> Int? {
    var status = Glibc.stat()
    return stat(path, &status) == 0 ? Int(status.st_size) : nil
  }

  /// Puts a file in the place of another one: whenever the machine stops, the old
  /// one is there or the new one. When it returns true it is on the disk.
  package static func replace(_ path: String, with bytes: [UInt8]) -> Bool {
    let temporary = path + ".new"
    if write(bytes, to: temporary), move(temporary, to: path) { return true }
    let reason = errno
    unlink(temporary)
    errno = reason
    return false
  }

  /// The same with a file that is on the disk already.
  package static func move(_ file: String, to path: String) -> Bool {
    let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    return rename(file, path) == 0 && csys_sync(folder) >= 0
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

  /// Makes a directory and those above it, for their owner only.
  ///
  /// A symbolic link, here or above, stands for the directory that it leads to,
  /// which is held to the same rules; one that leads nowhere is refused.
  package static func makePrivateDirectory(_ path: String) -> Int32 {
    if let slash = path.lastIndex(of: "/"), slash != path.startIndex {
      let parent = String(path[..<slash])
      if !exists(parent) {
        let result = makePrivateDirectory(parent)
        if result < 0 { return result }
      }
    }
    return csys_private_directory(target(of: path))
  }

  /// The place that a path leads to; the path itself when nothing is there.
  private static func target(of path: String) -> String {
    guard let target = realpath(path, nil) else { return path }
    defer { free(target) }
    return String(cString: target)
  }

  package static func write(_ text: String, toDescriptor descriptor: Int32) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }
}
