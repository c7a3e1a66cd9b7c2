import TUI

/// A page of help (帮助).
struct HelpState: Equatable, Sendable {
  let title: String
  private var block: TextBlock

  init(title: String, _ lines: [String]) {
    self.title = title
    block = TextBlock(lines.joined(separator: "\n"))
  }

  private static func frame(_ size: Size) -> Size {
    Size(columns: min(76, size.columns), rows: min(size.rows - 2, 22))
  }

  mutating func press(_ key: Key, _ size: Size) {
    let frame = HelpState.frame(size)
    let inner = Rect(column: 0, row: 0, columns: frame.columns - 4, rows: frame.rows - 3)
    _ = block.press(key, in: inner)
  }

  func draw(on canvas: inout Canvas) {
    let inner = canvas.openBox(HelpState.frame(canvas.size), title: title)
    let (text, foot) = inner.split(rows: -1)
    let hidden = block.draw(on: &canvas, in: text)
    canvas.write(hidden > 0 ? "↓ 还有 \(hidden) 行 · Esc 关闭" : "Esc 关闭", in: foot, row: 0, .muted)
    canvas.placeCaret(foot.origin)
  }
}
