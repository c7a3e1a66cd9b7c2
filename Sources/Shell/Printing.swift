import CSystem
import Desk
import Glibc
import Machine

/// Paper (打印): text to a printer command, or a file where there is none.
struct Printing {
  /// The command and its arguments, `lp` by default.
  let command: [String]
  /// Where papers go that no printer takes.
  let directory: String

  /// `$YICHUANG_PRINT`, words apart by spaces, or `lp`.
  static func fromEnvironment(papers directory: String) -> Printing {
    let words = (Environment.value("YICHUANG_PRINT") ?? "lp").split(separator: " ")
    return Printing(command: words.map(String.init), directory: directory)
  }

  static let timeoutMilliseconds: Int32 = 5_000
  /// What posix_spawn answers when there is no such command.
  private static let notFound: Int32 = 127

  func deliver(_ paper: Paper, copy: Int) -> PaperOutcome {
    let text = paper.lines.joined(separator: "\n") + "\n"
    let bytes = Array(text.utf8)
    let status = pipe(bytes)
    if status == 0 { return .printed(command: command[0]) }
    // A list has no number of its own: the moment keeps two of them apart.
    let which = paper.number.isEmpty ? "\(Clocks.now.milliseconds)" : "\(copy)"
    let parts = [paper.number, paper.kind.rawValue, which].filter { !$0.isEmpty }
    let name = parts.joined(separator: "-") + ".txt"
    guard Files.makePrivateDirectory(directory) >= 0,
      Files.write(bytes, to: directory + "/" + name)
    else { return .failed("打印命令 \(command[0]) 未成，也不能写入 \(directory)") }
    _ = csys_sync(directory)
    return .saved(path: directory + "/" + name)
  }

  private func pipe(_ bytes: [UInt8]) -> Int32 {
    guard isOnPath(command[0]) else { return Printing.notFound }
    let words = command.map { strdup($0) }
    defer { words.forEach { free($0) } }
    let argv = words.map { UnsafePointer($0) } + [nil]
    return csys_pipe_to(argv, bytes, bytes.count, Printing.timeoutMilliseconds)
  }

  private func isOnPath(_ name: String) -> Bool {
    if name.contains("/") { return access(name, X_OK) == 0 }
    let path = Environment.value("PATH") ?? "/usr/bin:/bin"
    return path.split(separator: ":").contains { access("\($0)/\(name)", X_OK) == 0 }
  }
}
