extension Canvas {
  /// The box-drawing characters that every terminal can draw (ACS).
  ///
  /// They are kept as Unicode here; the terminal sends the line set of the
  /// device, because their width is ambiguous in fonts and locales.
  package static let lineCharacters = "─│┌┐└┘├┤┬┴┼"

  /// A horizontal line of `length` columns.
  package mutating func horizontalLine(
    at point: Point, length: Int, _ style: Style = .border
  ) {
    let line = Rect(point, Size(columns: length, rows: 1)).intersection(area)
    write(String(repeating: "─", count: line.columns), at: line.origin, style)
  }

  /// A vertical line of `length` rows.
  package mutating func verticalLine(at point: Point, length: Int, _ style: Style = .border) {
    let line = Rect(point, Size(columns: 1, rows: length)).intersection(area)
    for row in line.top..<max(line.top, line.bottom) {
      write("│", at: Point(column: line.left, row: row), style)
    }
  }

  /// A frame on the edge of `area`, with a title in its upper line; returns
  /// the area inside. What is under the frame's inside stays.
  @discardableResult
  package mutating func box(
    _ area: Rect, title: String = "", _ style: Style = .border, titleStyle: Style = .title
  ) -> Rect {
    guard area.columns >= 2, area.rows >= 2 else { return area.inset(columns: 1, rows: 1) }
    let right = area.right - 1
    let bottom = area.bottom - 1
    for row in [area.top, bottom] {
      horizontalLine(at: Point(column: area.left, row: row), length: area.columns, style)
    }
    for column in [area.left, right] {
      verticalLine(at: Point(column: column, row: area.top), length: area.rows, style)
    }
    write("┌", at: area.origin, style)
    write("┐", at: Point(column: right, row: area.top), style)
    write("└", at: Point(column: area.left, row: bottom), style)
    write("┘", at: Point(column: right, row: bottom), style)
    if !title.isEmpty, area.columns > 6 {
      let shown = " " + Width.cut(cover.covered(title), to: area.columns - 6) + " "
      write(shown, at: Point(column: area.left + 2, row: area.top), titleStyle)
    }
    return area.inset(columns: 1, rows: 1)
  }
}
