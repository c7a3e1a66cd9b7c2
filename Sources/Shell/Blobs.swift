import CSystem
import Crypto
import Desk
import Glibc
import JSON
import Ledger
import Machine

/// The files of scans (扫描件文件), each under the hash of its content in
/// `blobs/` of the data directory. Written once, never changed.
struct Blobs {
  /// `…/blobs`.
  let directory: String

  /// Why a file cannot be taken in, in words for the clerk.
  struct Refusal: Error, Equatable {
    let explanation: String
  }

  static let mostBytes = Scan.mostBytes

  /// `blobs/01/0123….pdf`: few names in a directory, and desktops go by the end.
  func path(_ scan: Scan) -> String {
    "\(directory)/\(scan.hash.prefix(2))/\(scan.hash).\(scan.format.rawValue)"
  }

  /// Copies a file in; when this returns it is on the disk.
  func take(_ typed: String) throws(Refusal) -> Scan {
    let source = Blobs.expanded(typed)
    let bytes = try Blobs.bytes(of: source)
    guard let format = Scan.Format(signature: bytes) else {
      throw Refusal(explanation: "没有附上：不是 PDF、JPEG 或 PNG 文件（看内容，不看名字）：\(source)")
    }
    let scan = Scan(hash: Hex.text(SHA256.hash(bytes)), size: bytes.count, format: format)
    if state(of: scan) == .intact { return scan }
    guard put(bytes, as: scan) else {
      let reason = String(cString: strerror(errno))
      throw Refusal(explanation: "没有附上：\(reason)，扫描件写不进 \(directory)。原来的文件没有动")
    }
    return scan
  }

  /// Puts the content of a scan there; false when it is that of another one, or the
  /// disk does not take it.
  func put(_ bytes: [UInt8], as scan: Scan) -> Bool {
    guard bytes.count == scan.size, Hex.text(SHA256.hash(bytes)) == scan.hash else { return false }
    let target = path(scan)
    let folder = String(target.prefix(upTo: target.lastIndex(of: "/") ?? target.endIndex))
    // Its folder's name is on the disk with it, and that of `blobs`.
    for directory in [directory, folder] where Files.makePrivateDirectory(directory) < 0 {
      return false
    }
    do throws(FileProblem) {
      try Files.replace(target, with: bytes)
      return true
    } catch {
      return false
    }
  }

  /// Nil when it is not here as it was attached.
  func content(of scan: Scan) -> [UInt8]? {
    guard let bytes = Files.read(path(scan)), bytes.count == scan.size,
      Hex.text(SHA256.hash(bytes)) == scan.hash
    else { return nil }
    return bytes
  }

  enum State: Equatable { case intact, missing, altered }

  /// Reads the whole file.
  func state(of scan: Scan) -> State {
    guard Files.exists(path(scan)) else { return .missing }
    return content(of: scan) == nil ? .altered : .intact
  }

  /// Hands it to the desktop where there is one, else says where it lies.
  func open(_ scan: Scan) -> ScanOutcome {
    let path = path(scan)
    switch state(of: scan) {
    case .missing: return .missing(path: path)
    case .altered: return .altered(path: path)
    case .intact: break
    }
    guard let opener = Blobs.opener, ChildProcess.run(opener + [path]) == 0 else {
      return .lies(path: path)
    }
    return .opened(path: path)
  }

  /// `$YICHUANG_OPEN`, words apart by spaces; else `xdg-open` where a desktop is.
  private static var opener: [String]? {
    if let given = Environment.value("YICHUANG_OPEN") {
      return given.split(separator: " ").map(String.init)
    }
    let hasDesktop =
      Environment.value("DISPLAY") != nil || Environment.value("WAYLAND_DISPLAY") != nil
    // In a session of its own: a viewer outlives the program, and has no terminal.
    return hasDesktop && ChildProcess.isOnPath("xdg-open") ? ["setsid", "-f", "xdg-open"] : nil
  }

  private static func expanded(_ typed: String) -> String {
    let text = typed.drop { $0.isWhitespace }
    let path = String(text.reversed().drop { $0.isWhitespace }.reversed())
    guard path.hasPrefix("~/"), let home = Environment.value("HOME") else { return path }
    return home + path.dropFirst()
  }

  /// The content of a plain file that is neither empty nor too large.
  private static func bytes(of path: String) throws(Refusal) -> [UInt8] {
    var status = Glibc.stat()
    guard path.hasPrefix("/") else {
      throw Refusal(explanation: "没有附上：请写完整路径，从 / 或 ~/ 写起；找到的是“\(path)”")
    }
    guard stat(path, &status) == 0 else {
      throw Refusal(explanation: "没有附上：\(String(cString: strerror(errno)))：\(path)")
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw Refusal(explanation: "没有附上：不是文件：\(path)")
    }
    guard (1...mostBytes).contains(Int(status.st_size)) else {
      let size = Int(status.st_size)
      throw Refusal(
        explanation: size == 0
          ? "没有附上：文件是空的：\(path)"
          : "没有附上：\(size) 字节，超过 10 MiB，请降低分辨率重新扫描：\(path)")
    }
    guard let bytes = Files.read(path), (1...mostBytes).contains(bytes.count) else {
      throw Refusal(explanation: "没有附上：读不到 \(path)")
    }
    return bytes
  }
}
