import Domain
import TUI

/// The palette (命令面板): commands by name, initials or code.
struct PaletteState: Equatable, Sendable {
  private var editor = LineEditor(limit: 30)
  private var cursor = ListCursor()

  private static let rows = 12

  private var matches: [Command] {
    let query = Typed.halfWidth(editor.text).lowercased()
    guard !query.isEmpty else { return Command.allCases }
    // Inside a rank the order is that of the menu: the same keys, the same list.
    var ranked: [[Command]] = [[], [], []]
    for command in Command.allCases {
      if command.initials.hasPrefix(query) || command.code == query {
        ranked[0].append(command)
      } else if command.title.has(query) {
        ranked[1].append(command)
      } else if command.help.has(query) {
        ranked[2].append(command)
      }
    }
    return ranked.flatMap { $0 }
  }

  mutating func press(_ key: Key) -> Command? {
    let matches = matches
    if key == .enter {
      return matches.indices.contains(cursor.selected) ? matches[cursor.selected] : nil
    }
    let isMoving = key == .up || key == .down || key == .pageUp || key == .pageDown
    if isMoving {
      _ = cursor.press(key, count: matches.count, height: PaletteState.rows)
    } else if editor.press(key) {
      cursor = ListCursor()
    }
    return nil
  }

  func draw(on canvas: inout Canvas, reason: (Command) -> String?) {
    let inner = canvas.openBox(
      Size(columns: 64, rows: PaletteState.rows + 4), title: "命令：名称或拼音首字母")
    let (head, list) = inner.split(rows: 1)
    editor.draw(on: &canvas, in: head, hint: "如 jh 叫号")
    let matches = matches
    for (row, index) in cursor.visible(count: matches.count, height: list.rows).enumerated() {
      let command = matches[index]
      let place = list.line(row)
      let style: Style =
        index == cursor.selected ? .selected : reason(command) == nil ? .plain : .muted
      if index == cursor.selected { canvas.fill(place, .selected) }
      let words = Width.padRight(command.title, to: 10) + Width.padRight(command.door, to: 8)
      canvas.write(words + (reason(command) ?? command.help), in: place, row: 0, style)
    }
    if matches.isEmpty { canvas.write("没有这样的命令", in: list, row: 0, .warn) }
  }
}
