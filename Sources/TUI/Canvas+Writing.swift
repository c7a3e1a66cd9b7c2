extension Canvas {
  /// Writes one line of text and returns the columns it used.
  ///
  /// Draws nothing outside `clip` (nil: the canvas) or beyond `limit` columns.
  /// A wide character that does not fit ends the text. Controls, bidi and
  /// invisible characters are drawn by their code, so a newline does not
  /// start a line: wrap first.
  @discardableResult
  package mutating func write(
    _ text: String, at point: Point, _ style: Style = .plain, limit: Int = Int.max,
    clip: Rect? = nil
  ) -> Int {
    let area = clip.map { $0.intersection(self.area) } ?? self.area
    guard point.row >= area.top, point.row < area.bottom, point.column < area.right, limit > 0
    else { return 0 }
    let end = limit < area.right - point.column ? point.column + limit : area.right
    let text = cover.covered(text)
    guard end > area.left else { return min(limit, Width.columns(of: text)) }
    var pen = Pen(
      row: point.row, start: point.row * size.columns, column: point.column, left: area.left,
      end: end, style: style)
    var copy = text
    copy.withUTF8 { draw($0, &pen) }
    if pen.column > pen.left, pen.first < pen.column {
      mend(row: pen.row, from: max(pen.left, pen.first), to: pen.column)
    }
    return pen.column - point.column
  }

  /// Writes into one row of `area`: cut with “…” to its width.
  @discardableResult
  package mutating func write(
    _ text: String, in area: Rect, row: Int = 0, _ style: Style = .plain
  ) -> Int {
    guard row >= 0, row < area.rows else { return 0 }
    return write(
      Width.cut(cover.covered(text), to: area.columns),
      at: Point(column: area.left, row: area.top + row), style)
  }

  private struct Pen {
    let row: Int
    /// Index of the row's first cell.
    let start: Int
    /// Where the next character goes; may be left of the visible part.
    var column: Int
    let left: Int
    let end: Int
    let style: Style
    /// Index of the last character's cell, for marks; -1 for none.
    var base = -1
    let first: Int

    init(row: Int, start: Int, column: Int, left: Int, end: Int, style: Style) {
      self.row = row
      self.start = start
      self.column = column
      self.left = left
      self.end = end
      self.style = style
      first = column
    }
  }

  /// Decodes UTF-8 by hand: a `String` holds nothing but valid UTF-8, and this
  /// loop runs for every character of every frame.
  private mutating func draw(_ bytes: UnsafeBufferPointer<UInt8>, _ pen: inout Pen) {
    var index = 0
    while index < bytes.count {
      let lead = UInt32(bytes[index])
      if lead >= 0x20, lead < 0x7F {
        guard put(lead, 1, &pen) else { return }
        index += 1
        continue
      }
      let length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
      var value = length == 1 ? lead : lead & (0xFF >> UInt32(length + 1))
      for step in 1..<max(length, 1) where index + step < bytes.count {
        value = value << 6 | UInt32(bytes[index + step]) & 0x3F
      }
      index += length
      guard let scalar = Unicode.Scalar(value), put(scalar, &pen) else { return }
    }
  }

  /// False when the text has come to its end.
  private mutating func put(_ scalar: Unicode.Scalar, _ pen: inout Pen) -> Bool {
    switch Glyph(scalar) {
    case .narrow: return put(scalar.value, 1, &pen)
    case .wide: return put(scalar.value, 2, &pen)
    case .space: return put(0x20, 1, &pen)
    case .privateUse: return put(Glyph.geta, 2, &pen)
    case .hidden: return true
    case .mark:
      addMark(scalar.value, &pen)
      return true
    case .forbidden:
      for sign in Glyph.code(of: scalar).unicodeScalars where !put(sign.value, 1, &pen) {
        return false
      }
      pen.base = -1
      return true
    }
  }

  @inline(__always)
  private mutating func put(_ scalar: UInt32, _ width: Int, _ pen: inout Pen) -> Bool {
    let column = pen.column
    guard column + width <= pen.end else { return false }
    pen.column = column + width
    if column >= pen.left {
      pen.base = pen.start + column
      cells[pen.base] = Cell(scalar, pen.style, width: UInt8(width))
      if width == 2 { cells[pen.base + 1] = Cell(0, pen.style, width: 0) }
    } else {
      pen.base = -1
      // The visible half of a wide character on the left edge stays blank.
      if column + width > pen.left { cells[pen.start + pen.left] = .blank(pen.style) }
    }
    return true
  }

  /// Marks beyond the fourth are dropped: ncurses keeps no more in a cell.
  private mutating func addMark(_ mark: UInt32, _ pen: inout Pen) {
    guard pen.base >= 0 else { return }
    let index = Int(cells[pen.base].marks)
    if index > 0 {
      if marks[index - 1].count < 4 { marks[index - 1].append(mark) }
    } else if marks.count < Int(UInt16.max) {
      marks.append([mark])
      cells[pen.base].marks = UInt16(marks.count)
    }
  }
}
