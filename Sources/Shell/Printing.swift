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

  func deliver(_ paper: Paper, copy: Int) -> PaperOutcome {
    let text = paper.lines.joined(separator: "\n") + "\n"
    let bytes = Array(text.utf8)
    let status = ChildProcess.run(command, bytes)
    if status == 0 { return .printed(command: command[0]) }
    // A list has no number of its own: the moment keeps two of them apart.
    let which = paper.number.isEmpty ? "\(Clocks.now.milliseconds)" : "\(copy)"
    let parts = [paper.number, paper.kind.rawValue, which].filter { !$0.isEmpty }
    let name = parts.joined(separator: "-") + ".txt"
    // A number that is none must not lead out of the directory.
    guard Files.isName(name) else { return .failed("“\(name)”不是文件名") }
    let made = Files.makePrivateDirectory(directory)
    do throws(FileProblem) {
      if made < 0 { throw .system(code: -made) }
      try Files.replace(directory + "/" + name, with: bytes)
    } catch {
      let isFull = [.system(code: ENOSPC), .system(code: EDQUOT)].contains(error)
      return .failed(isFull ? "磁盘已满" : "打印命令 \(command[0]) 未成，也不能写入 \(directory)")
    }
    return .saved(path: directory + "/" + name)
  }
}
