/// A size (尺寸) in cells; never negative.
package struct Size: Hashable, Sendable {
  package let columns: Int
  package let rows: Int

  /// Negative numbers count as 0.
  package init(columns: Int, rows: Int) {
    self.columns = max(0, columns)
    self.rows = max(0, rows)
  }
}

/// A place (位置) on the screen; the upper left cell is (0, 0).
package struct Point: Hashable, Sendable {
  package var column: Int
  package var row: Int

  package init(column: Int, row: Int) {
    self.column = column
    self.row = row
  }
}

/// An area (区域) of cells.
///
/// May be empty and may lie outside any canvas; whoever draws clips. Every
/// function here gives an area inside the one it starts from, so a layout
/// made for 80×24 stays safe at 3×1.
package struct Rect: Hashable, Sendable {
  package let origin: Point
  package let size: Size

  package init(_ origin: Point, _ size: Size) {
    self.origin = origin
    self.size = size
  }

  package init(column: Int, row: Int, columns: Int, rows: Int) {
    self.init(Point(column: column, row: row), Size(columns: columns, rows: rows))
  }

  package var left: Int { origin.column }
  package var top: Int { origin.row }
  /// The first column to the right of the area.
  package var right: Int { origin.column + size.columns }
  /// The first row below the area.
  package var bottom: Int { origin.row + size.rows }
  package var columns: Int { size.columns }
  package var rows: Int { size.rows }
  package var isEmpty: Bool { columns == 0 || rows == 0 }

  package func contains(_ point: Point) -> Bool {
    point.column >= left && point.column < right && point.row >= top && point.row < bottom
  }

  /// Empty when the two do not meet.
  package func intersection(_ other: Rect) -> Rect {
    let column = max(left, other.left)
    let row = max(top, other.top)
    return Rect(
      column: column, row: row, columns: min(right, other.right) - column,
      rows: min(bottom, other.bottom) - row)
  }

  /// The area without `columns` on either side and `rows` above and below.
  package func inset(columns: Int = 0, rows: Int = 0) -> Rect {
    let across = min(max(0, columns), (self.columns + 1) / 2)
    let down = min(max(0, rows), (self.rows + 1) / 2)
    return Rect(
      column: left + across, row: top + down, columns: self.columns - 2 * across,
      rows: self.rows - 2 * down)
  }

  /// The first `count` rows and the rest; a negative count takes from below,
  /// so `split(rows: -1)` leaves the last row as `rest`.
  package func split(rows count: Int) -> (first: Rect, rest: Rect) {
    let first = max(0, min(count < 0 ? rows + count : count, rows))
    return (
      Rect(column: left, row: top, columns: columns, rows: first),
      Rect(column: left, row: top + first, columns: columns, rows: rows - first)
    )
  }

  /// The first `count` columns and the rest; a negative count takes from the right.
  package func split(columns count: Int) -> (first: Rect, rest: Rect) {
    let first = max(0, min(count < 0 ? columns + count : count, columns))
    return (
      Rect(column: left, row: top, columns: first, rows: rows),
      Rect(column: left + first, row: top, columns: columns - first, rows: rows)
    )
  }

  /// Row `index` of the area, counted from its top; empty when there is none.
  package func line(_ index: Int) -> Rect {
    let isInside = index >= 0 && index < rows
    return Rect(
      column: left, row: isInside ? top + index : bottom, columns: columns,
      rows: isInside ? 1 : 0)
  }

  /// An area of `size` in the middle of this one, cut to fit.
  package func centered(_ size: Size) -> Rect {
    let across = min(size.columns, columns)
    let down = min(size.rows, rows)
    return Rect(
      column: left + (columns - across) / 2, row: top + (rows - down) / 2, columns: across,
      rows: down)
  }
}
