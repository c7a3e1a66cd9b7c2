import TUI

extension Table {
  /// Draws a list that has the keyboard: the chosen row is in sight whatever
  /// the size, and the caret stands on it.
  func drawList(
    on canvas: inout Canvas, in area: Rect, cursor: ListCursor, count: Int, row: (Int) -> Row
  ) {
    var shown = cursor
    shown.select(cursor.selected, count: count, height: Table.height(in: area))
    draw(on: &canvas, in: area, cursor: shown, count: count, row: row)
    let line = min(max(0, area.rows - 1), 1 + shown.selected - shown.top)
    canvas.placeCaret(Point(column: area.left, row: area.top + line))
  }
}
