import Domain
import Ledger
import TUI

extension DeskState {
  /// F1: what there is to know about where the caret stands.
  mutating func openHelp() {
    let (title, lines) = help
    overlay = .help(HelpState(title: title, lines))
  }

  private var help: (title: String, lines: [String]) {
    switch screen {
    case .form:
      guard let form else { break }
      let (title, lines) = form.help(context)
      let moving = "Enter 接受并到下一个没填的项；Tab 逐项往下，Shift-Tab 和 ↑ 往回"
      return (title, lines + ["", moving, ""] + keyLines)
    case .home: return ("号票", queueHelp() + [""] + keyLines)
    case .dossier:
      guard let proceeding = dossier?.selected else { break }
      let limit = ["期限"] + proceeding.dueExplanation(boardContext).map { "  " + $0 }
      return (proceeding.title, limit + [""] + verificationHelp(proceeding) + keyLines)
    case .board:
      guard let row = board.selected else { break }
      return ("看板", boardHelp(row) + [""] + keyLines)
    default: break
    }
    return ("帮助", keyLines)
  }

  private func verificationHelp(_ proceeding: Proceeding) -> [String] {
    guard let dossier = dossier?.dossier, let matter = matter(of: proceeding) else { return [] }
    let lines = matter.verificationLines(dossier, boardContext)
    return lines.isEmpty ? [] : ["由谁核验（> 为本件）"] + lines.map { "  " + $0 } + [""]
  }

  private func boardHelp(_ row: BoardRow) -> [String] {
    let due = DueMark(row, boardContext)
    var lines = ["\(row.title)：\(row.state.words)，\(due.text)（\(due.light.text)）"]
    if let reason = row.reason { lines.append("原因：\(reason)") }
    let thresholds = rules.region.lights
    lines.append(
      "灯：!! 逾期，! 临期（剩\(thresholds.workingDays)个工作日或\(thresholds.percent)%以内），o 正常，|| 暂停")
    let states = Proceeding.State.allCases.map(\.words).joined(separator: "  ")
    return lines + ["状态：" + states]
  }

  /// The keys that work here, and the five laws in short.
  private var keyLines: [String] {
    let commands = Command.allCases.filter { disabledReason($0) == nil }
    return ["本画面的命令"]
      + commands.map { command in
        "  " + Width.padRight(command.door, to: 8) + Width.padRight(command.title, to: 10)
          + command.help
      }
      + [""] + DeskState.laws
  }

  /// Source: the product's five laws of the keyboard.
  private static let laws = [
    "键盘五条",
    "  1 先敲的键不会丢，画面切换时也一样。",
    "  2 同样的键总得同样的结果，次序和菜单位置固定。",
    "  3 有错不锁住：标出、响一声、继续，复核时一并改。",
    "  4 不用瞄准：按代码、汉字、首字母或全拼选，方向键备用。",
    "  5 重复按一个键不会造成不可恢复的结果；其余可撤销。",
  ]
}
