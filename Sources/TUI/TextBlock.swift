/// A text of any length that scrolls (文本块), such as a help page.
package struct TextBlock: Equatable, Sendable {
  package let text: String
  /// The first line in sight.
  package private(set) var top = 0

  package init(_ text: String) { self.text = text }

  /// Does what ↑, ↓, Page and Home/End mean; false for every other key.
  package mutating func press(_ key: Key, in area: Rect) -> Bool {
    let page = max(1, area.rows)
    switch key {
    case .up: top -= 1
    case .down: top += 1
    case .pageUp: top -= page
    case .pageDown: top += page
    case .home: top = 0
    case .end: top = Int.max
    default: return false
    }
    top = max(0, min(top, Width.wrap(text, columns: area.columns).count - page))
    return true
  }

  /// Draws the lines in sight and returns how many are hidden below them.
  @discardableResult
  package func draw(on canvas: inout Canvas, in area: Rect, _ style: Style = .plain) -> Int {
    let lines = Width.wrap(text, columns: area.columns)
    let first = max(0, min(top, lines.count - area.rows))
    for (row, line) in lines.dropFirst(first).prefix(area.rows).enumerated() {
      canvas.write(line, in: area, row: row, style)
    }
    return max(0, lines.count - first - area.rows)
  }
}
