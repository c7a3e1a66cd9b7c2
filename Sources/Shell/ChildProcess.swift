import CSystem
import Glibc
import Machine

/// Programs beside ours (外部程序): a printer command, the desktop's opener.
enum ChildProcess {
  /// What posix_spawn answers when there is no such command.
  static let notFound: Int32 = 127

  /// Runs a command on these bytes to its end; its exit status, or less than 0.
  static func run(
    _ command: [String], _ bytes: [UInt8] = [], timeoutMilliseconds: Int32 = 5_000
  ) -> Int32 {
    guard let name = command.first, isOnPath(name) else { return notFound }
    let words = command.map { strdup($0) }
    defer { words.forEach { free($0) } }
    let argv = words.map { UnsafePointer($0) } + [nil]
    return csys_pipe_to(argv, bytes, bytes.count, timeoutMilliseconds)
  }

  static func isOnPath(_ name: String) -> Bool {
    if name.contains("/") { return access(name, X_OK) == 0 }
    let path = Environment.value("PATH") ?? "/usr/bin:/bin"
    return path.split(separator: ":").contains { access("\($0)/\(name)", X_OK) == 0 }
  }
}
