import Domain
import TUI

extension FormState {
  /// The lines around the caret, which stays in the middle; the beginning and
  /// the end of the form keep to the edges.
  func drawLines(on canvas: inout Canvas, in area: Rect, _ context: FormContext) {
    let lines = outlined(context).lines
    let place = lines.firstIndex { $0.item == focus } ?? 0
    let top = max(0, min(lines.count - area.rows, place - area.rows / 2))
    for (row, line) in lines.dropFirst(top).prefix(area.rows).enumerated() {
      draw(line, on: &canvas, in: area.line(row))
    }
    if lines.count > area.rows, area.rows > 0 {
      let rest = lines.count - top - area.rows
      let mark = rest > 0 ? "↓\(rest)" : "完"
      canvas.write(
        mark, at: Point(column: area.right - Width.columns(of: mark), row: area.bottom - 1),
        .muted, clip: area)
    }
  }

  private func draw(_ line: FormOutline.Line, on canvas: inout Canvas, in area: Rect) {
    let isActive = line.item == focus
    switch line {
    case .heading(let text): canvas.write(text, in: area, row: 0, .strong)
    case .note(let text): canvas.write(text, in: area, row: 0, .muted)
    case .choice(let text, let isChosen):
      canvas.write(text, in: area, row: 0, isChosen ? .good : .plain)
    case .question(_, let text):
      canvas.write(text, in: area, row: 0, isActive ? .selected : .strong)
      if isActive { canvas.placeCaret(area.origin) }
    case .matter(_, let text, let limit, let isChosen):
      let (left, right) = area.split(columns: -22)
      if isActive { canvas.fill(area, .selected) }
      canvas.write(
        text, in: left, row: 0, isActive ? .selected : isChosen ? .good : .muted)
      canvas.write(limit, in: right, row: 0, isActive ? .selected : .muted)
      if isActive { canvas.placeCaret(Point(column: area.left + 3, row: area.top)) }
    case .material(_, let text, let isPresent):
      canvas.write(
        text, in: area, row: 0, isActive ? .selected : isPresent ? .good : .warn)
      if isActive { canvas.placeCaret(Point(column: area.left + 3, row: area.top)) }
    case .field(let item, let label, let value, let style):
      let (left, right) = area.split(columns: min(18, area.columns / 3))
      canvas.write(label, in: left, row: 0, isActive ? .strong : .label)
      guard isActive else {
        canvas.write(value, in: right, row: 0, style)
        return
      }
      entry.draw(
        on: &canvas, in: right, hasCaret: true,
        style: refused[item] == nil ? .fieldActive : .fieldInvalid)
    }
  }
}
