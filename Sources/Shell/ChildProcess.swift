import CSystem
import Glibc
import Machine

/// Programs beside ours (外部程序): a printer command, the desktop's opener, a card reader's.
enum ChildProcess {
  /// What posix_spawn answers when there is no such command.
  static let notFound: Int32 = 127

  /// Runs a command on these bytes to its end; its exit status, or less than 0.
  static func run(
    _ command: [String], _ bytes: [UInt8] = [], timeoutMilliseconds: Int32 = 5_000
  ) -> Int32 {
    guard let name = command.first, isOnPath(name) else { return notFound }
    return withArguments(command) { csys_pipe_to($0, bytes, bytes.count, timeoutMilliseconds) }
  }

  /// What a program wrote until it ended, and its exit status; or -errno, as of
  /// `csys_read_from`.
  static func read(
    _ program: String, limit: Int, timeoutMilliseconds: Int32, stop: Int32
  ) -> (bytes: [UInt8], status: Int32) {
    var status: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
      let read = withArguments([program]) {
        csys_read_from($0, buffer.baseAddress, limit, timeoutMilliseconds, stop, &status)
      }
      if read < 0 { status = read }
      count = max(0, Int(read))
    }
    return (bytes, status)
  }

  private static func withArguments<Result>(
    _ command: [String], _ body: ([UnsafePointer<CChar>?]) -> Result
  ) -> Result {
    let words = command.map { strdup($0) }
    defer { words.forEach { free($0) } }
    return body(words.map { UnsafePointer($0) } + [nil])
  }

  static func isOnPath(_ name: String) -> Bool {
    func isProgram(_ path: String) -> Bool { Files.isPlain(path) && access(path, X_OK) == 0 }
    if name.contains("/") { return isProgram(name) }
    let path = Environment.value("PATH") ?? "/usr/bin:/bin"
    return path.split(separator: ":").contains { isProgram("\($0)/\(name)") }
  }
}
