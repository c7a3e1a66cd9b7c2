extension LineEditor {
  /// Draws the first row of `area` and, if `hasCaret`, places the caret.
  ///
  /// A text too long for the area is shown in part, with `<` and `>` where
  /// more is hidden; the part shown depends on the text, the caret and the
  /// width alone. `hint` is shown while the text is empty.
  package func draw(
    on canvas: inout Canvas, in area: Rect, style: Style = .fieldActive, hasCaret: Bool = true,
    hint: String = ""
  ) {
    let line = area.line(0)
    guard !line.isEmpty else { return }
    canvas.fill(line, style)
    defer { drawEnd(on: &canvas, in: line) }
    if isEmpty { canvas.write(hint, in: line, .placeholder) }
    let before = columns(of: 0..<caret)
    let total = before + columns(of: caret..<characters.count)
    // The caret behind the last character needs a column too.
    let needed = total + (hasCaret ? 1 : 0)
    guard needed > line.columns else {
      canvas.write(text, at: line.origin, style, clip: line)
      if hasCaret { canvas.placeCaret(Point(column: line.left + before, row: line.top)) }
      return
    }
    let hasSigns = line.columns >= 8
    let inner = hasSigns ? line.inset(columns: 1) : line
    let offset = hasCaret ? Self.offset(showing: before, width: inner.columns) : 0
    canvas.write(
      text, at: Point(column: inner.left - offset, row: inner.top), style, clip: inner)
    if hasSigns {
      if offset > 0 { canvas.write("<", at: line.origin, .muted) }
      if total - offset > inner.columns {
        canvas.write(">", at: Point(column: line.right - 1, row: line.top), .muted)
      }
    }
    if hasCaret { canvas.placeCaret(Point(column: inner.left + before - offset, row: line.top)) }
  }

  /// Says at the right end that nothing more goes in, where there is room for it.
  private func drawEnd(on canvas: inout Canvas, in line: Rect) {
    guard isOver else { return }
    let words = " 已满 "
    let columns = Width.columns(of: words)
    guard columns * 2 <= line.columns else { return }
    canvas.write(words, at: Point(column: line.right - columns, row: line.top), .alert, clip: line)
  }

  /// Scrolls by half a width at a time, so that both sides of the caret are in sight.
  private static func offset(showing column: Int, width: Int) -> Int {
    let step = max(1, width / 2)
    let hidden = column - (width - 1)
    return hidden > 0 ? (hidden + step - 1) / step * step : 0
  }

  private func columns(of range: Range<Int>) -> Int {
    characters[range].reduce(0) { $0 + Width.columns(of: $1) }
  }
}
