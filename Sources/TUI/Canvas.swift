/// The picture of a whole screen (画布), before any terminal sees it.
///
/// Every screen draws into one of these; tests read it as text. Drawing is
/// clipped to the canvas and never fails. A wide character is always whole: a
/// cell of width 2 with one of width 0 and the same style to its right.
package struct Canvas: Equatable, Sendable {
  package let size: Size
  /// Row after row, `size.columns` each.
  package internal(set) var cells: [Cell]
  /// Combining marks of the cells whose `marks` is index + 1.
  package internal(set) var marks: [[UInt32]] = []
  /// Where the caret stands, or nil when it is hidden.
  package var caret: Point?
  /// What nothing that is written here shows in full.
  package var cover = Cover.none

  package init(_ size: Size, cover: Cover = .none) {
    self.size = size
    self.cover = cover
    cells = Array(repeating: .blank(.plain), count: size.columns * size.rows)
  }

  package var area: Rect { Rect(Point(column: 0, row: 0), size) }

  /// Blanks an area in one style.
  package mutating func fill(_ area: Rect, _ style: Style = .plain) {
    let visible = area.intersection(self.area)
    guard !visible.isEmpty else { return }
    for row in visible.top..<visible.bottom {
      let start = row * size.columns
      for column in visible.left..<visible.right { cells[start + column] = .blank(style) }
      mend(row: row, from: visible.left, to: visible.right)
    }
  }

  /// Changes the style of an area and leaves its text.
  package mutating func restyle(_ area: Rect, _ style: Style) {
    let visible = area.intersection(self.area)
    guard !visible.isEmpty else { return }
    for row in visible.top..<visible.bottom {
      let start = row * size.columns
      for column in visible.left..<visible.right { cells[start + column].style = style }
      // The other half of a wide character on the edge goes along.
      if cells[start + visible.left].width == 0 { cells[start + visible.left - 1].style = style }
      if visible.right < size.columns, cells[start + visible.right].width == 0 {
        cells[start + visible.right].style = style
      }
    }
  }

  /// Puts the caret there if the place is on the canvas.
  package mutating func placeCaret(_ point: Point) {
    if area.contains(point) { caret = point }
  }

  /// Blanks the halves that overwriting `from..<to` has left beside it.
  mutating func mend(row: Int, from: Int, to: Int) {
    let start = row * size.columns
    if from > 0, cells[start + from - 1].width == 2, cells[start + from].width != 0 {
      cells[start + from - 1] = .blank(cells[start + from - 1].style)
    }
    if to < size.columns, to > 0, cells[start + to].width == 0, cells[start + to - 1].width != 2 {
      cells[start + to] = .blank(cells[start + to].style)
    }
  }
}
