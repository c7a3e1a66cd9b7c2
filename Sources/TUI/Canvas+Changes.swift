extension Canvas {
  /// A stretch of one row, cells `columns`.
  package struct Run: Equatable, Sendable {
    package let row: Int
    package let columns: Range<Int>
  }

  /// Calls `body` with every stretch that differs from `old`, a picture of the same size.
  ///
  /// A stretch never begins or ends inside a wide character of this canvas:
  /// its right half cannot differ alone.
  package func forEachChange(since old: Canvas, _ body: (Run) -> Void) {
    precondition(old.size == size, "Only canvases of one size can be compared.")
    // Equal mark numbers mean equal marks only if the lists are equal.
    let hasSameMarks = marks == old.marks
    cells.withUnsafeBufferPointer { new in
      old.cells.withUnsafeBufferPointer { old in
        for row in 0..<size.rows {
          let start = row * size.columns
          if hasSameMarks, Canvas.isSame(new, old, start..<start + size.columns) { continue }
          var column = 0
          while column < size.columns {
            let cell = new[start + column]
            if cell == old[start + column], hasSameMarks || cell.marks == 0 {
              column += 1
              continue
            }
            let first = column
            column += 1
            while column < size.columns,
              new[start + column].width == 0 || new[start + column] != old[start + column]
                || (!hasSameMarks && new[start + column].marks != 0)
            {
              column += 1
            }
            body(Run(row: row, columns: first..<column))
          }
        }
      }
    }
  }

  /// A whole row at once: nearly all rows of nearly all pictures are the same.
  private static func isSame(
    _ new: UnsafeBufferPointer<Cell>, _ old: UnsafeBufferPointer<Cell>, _ range: Range<Int>
  ) -> Bool {
    let new = UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(new)[bytes(range)])
    let old = UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(old)[bytes(range)])
    var difference: UInt64 = 0
    for offset in stride(from: 0, to: new.count, by: 8) {
      difference |=
        new.load(fromByteOffset: offset, as: UInt64.self)
        ^ old.load(fromByteOffset: offset, as: UInt64.self)
    }
    return difference == 0
  }

  private static func bytes(_ cells: Range<Int>) -> Range<Int> {
    cells.lowerBound * 8..<cells.upperBound * 8
  }
}
