import Crypto
import Desk
import Glibc
import JSON
import Ledger
import Machine
import Sync

/// The device's secret key (设备密钥), a file of its own beside the store: a copy
/// of the store alone cannot speak for the counter.
enum DeviceKey {
  static let name = "device.key"

  static func path(_ directory: String) -> String { "\(directory)/\(name)" }

  /// What is there in its place.
  enum Finding {
    /// - isOpen: others than its owner may read or write it.
    case key(SigningKey, isOpen: Bool)
    case fault(LinkFault)
  }

  static func find(_ directory: String) -> Finding {
    let path = path(directory)
    var status = stat()
    guard stat(path, &status) == 0 else {
      return .fault(
        errno == ENOENT ? .keyMissing : .keyUnreadable(String(cString: strerror(errno))))
    }
    guard status.st_mode & S_IFMT == S_IFREG else { return .fault(.keyUnreadable("不是普通文件")) }
    guard let text = Files.read(path) else {
      return .fault(.keyUnreadable(String(cString: strerror(errno))))
    }
    let digits = String(decoding: text, as: UTF8.self).filter { !$0.isWhitespace }
    guard let key = Hex.bytes(digits).flatMap({ try? SigningKey(seed: $0) }) else {
      return .fault(.keyDamaged)
    }
    return .key(key, isOpen: status.st_mode & 0o077 != 0 || status.st_uid != geteuid())
  }

  /// Nil when there is none that can be used.
  static func load(_ directory: String) -> SigningKey? {
    if case .key(let key, _) = find(directory) { key } else { nil }
  }

  /// The one that is there, or a new one that is on the disk.
  ///
  /// - Parameter isNew: another one than is there, which is kept beside it.
  static func make(_ directory: String, isNew: Bool = false) throws(ProgramError) -> SigningKey {
    if !isNew, let known = load(directory) { return known }
    let path = path(directory)
    var status = stat()
    if lstat(path, &status) == 0 {
      var number = 1
      while lstat("\(path).old-\(number)", &status) == 0 { number += 1 }
      do throws(FileProblem) {
        try Files.move(path, to: "\(path).old-\(number)")
      } catch {
        throw ProgramError("原来的设备密钥 \(path) 移不开：\(error)")
      }
    }
    let key = SigningKey()
    do throws(FileProblem) {
      try Files.replace(path, with: Array((Hex.text(key.seed) + "\n").utf8))
    } catch {
      throw ProgramError("设备密钥写不到 \(path)：\(error)")
    }
    return key
  }
}
