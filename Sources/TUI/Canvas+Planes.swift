extension Canvas {
  /// The text of one row; a wide character counts once. Empty when there is no such row.
  package func row(_ row: Int) -> String {
    guard row >= 0, row < size.rows else { return "" }
    var text = String.UnicodeScalarView()
    for cell in cells[row * size.columns..<(row + 1) * size.columns] where cell.width > 0 {
      append(cell, to: &text)
    }
    return String(text)
  }

  /// Every row as text, without spaces at the end: half of a golden screen.
  package var textPlane: [String] {
    (0..<size.rows).map { Canvas.trimmed(row($0), of: " ") }
  }

  /// Every row as style letters, one a column, without plain ones at the end.
  package var stylePlane: [String] {
    (0..<size.rows).map { row in
      let cells = cells[row * size.columns..<(row + 1) * size.columns]
      return Canvas.trimmed(String(cells.map(\.style.letter)), of: Style.plain.letter)
    }
  }

  /// The scalars of a cell: its own and its marks; none for a right half.
  package func scalars(of cell: Cell) -> [UInt32] {
    guard cell.width > 0 else { return [] }
    return cell.marks == 0 ? [cell.scalar] : [cell.scalar] + marks[Int(cell.marks) - 1]
  }

  private func append(_ cell: Cell, to text: inout String.UnicodeScalarView) {
    for value in scalars(of: cell) {
      if let scalar = Unicode.Scalar(value) { text.append(scalar) }
    }
  }

  private static func trimmed(_ text: String, of filler: Character) -> String {
    var end = text.endIndex
    while end > text.startIndex, text[text.index(before: end)] == filler {
      end = text.index(before: end)
    }
    return String(text[..<end])
  }
}
