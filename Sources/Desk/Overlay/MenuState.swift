import Domain
import TUI

/// The menu (菜单): every command at a fixed two-digit place.
struct MenuState: Equatable, Sendable {
  private var typed = ""
  private var selected = 0

  private static let ordered = Command.allCases.sorted { $0.code < $1.code }

  /// Four columns: 19 rows of them fit on 24 lines.
  private static let columns = 4
  private static let rows = (ordered.count + columns - 1) / columns

  /// The command that the key chose.
  mutating func press(_ key: Key) -> Command? {
    switch key {
    case .enter: return MenuState.ordered[selected]
    case .up: selected = max(0, selected - 1)
    case .down: selected = min(MenuState.ordered.count - 1, selected + 1)
    case .left where selected >= MenuState.rows: selected -= MenuState.rows
    case .right where selected + MenuState.rows < MenuState.ordered.count:
      selected += MenuState.rows
    case .backspace: _ = typed.popLast()
    case .character(let character):
      typed += Typed.halfWidth(String(character))
      if typed.count == 2 {
        defer { typed = "" }
        return MenuState.ordered.first { $0.code == typed }
      }
      selected = MenuState.ordered.firstIndex { $0.code.hasPrefix(typed) } ?? selected
    default: return nil
    }
    return nil
  }

  func draw(on canvas: inout Canvas, reason: (Command) -> String?) {
    let inner = canvas.openBox(Size(columns: 80, rows: 22), title: "菜单：按两位数字，或方向键和 Enter")
    let rows = MenuState.rows
    let width = inner.columns / MenuState.columns
    for (index, command) in MenuState.ordered.enumerated() {
      let place = Rect(
        column: inner.left + index / rows * width, row: inner.top + index % rows,
        columns: width - 1, rows: index % rows < inner.rows - 1 ? 1 : 0)
      let isChosen = index == selected
      let key = command.keys.first.map { " \($0.label)" } ?? ""
      let style: Style = isChosen ? .selected : reason(command) == nil ? .plain : .muted
      if isChosen { canvas.fill(place, .selected) }
      canvas.write("\(command.code) \(command.title)\(key)", in: place, row: 0, style)
    }
    let chosen = MenuState.ordered[selected]
    let (_, foot) = inner.split(rows: -1)
    // Both where they fit; what keeps a command from working says more than its help.
    let why = reason(chosen).map { "现在不可用：\($0)" } ?? ""
    let room = foot.columns - Width.columns(of: why) - 2
    let help = why.isEmpty || Width.columns(of: chosen.help) <= room ? chosen.help + "  " : ""
    let written = canvas.write(help, in: foot, row: 0, .plain)
    canvas.write(why, at: Point(column: foot.left + written, row: foot.top), .warn, clip: foot)
    canvas.placeCaret(Point(column: inner.left, row: foot.top))
  }
}
