/// A text of any length that scrolls (文本块), such as a help page.
package struct TextBlock: Equatable, Sendable {
  package let text: String
  private var scroll = Scroll()

  package init(_ text: String) { self.text = text }

  /// The first line in sight.
  package var top: Int { scroll.top }

  /// Does what ↑, ↓, Page and Home/End mean; false for every other key.
  package mutating func press(_ key: Key, in area: Rect) -> Bool {
    scroll.press(key, lines: Width.wrap(text, columns: area.columns).count, height: area.rows)
  }

  /// Draws the lines in sight and returns how many are hidden below them.
  @discardableResult
  package func draw(on canvas: inout Canvas, in area: Rect, _ style: Style = .plain) -> Int {
    let lines = Width.wrap(text, columns: area.columns)
    let visible = scroll.visible(lines: lines.count, height: area.rows)
    for (row, line) in lines[visible].enumerated() {
      canvas.write(line, in: area, row: row, style)
    }
    return lines.count - visible.upperBound
  }
}
