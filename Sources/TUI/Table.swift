/// Rows in columns, with a header and a chosen row (表格).
package struct Table: Sendable {
  /// One column: its header and how wide it is.
  package struct Column: Sendable {
    package enum Width: Sendable {
      case fixed(Int)
      /// Shares what the fixed ones leave, in proportion to `weight`.
      case flexible(weight: Int)
    }

    package let title: String
    package let width: Width
    package let isRightAligned: Bool

    package init(_ title: String, _ width: Width, isRightAligned: Bool = false) {
      self.title = title
      self.width = width
      self.isRightAligned = isRightAligned
    }
  }

  /// One row: a text for each column, and a style for those that have their own.
  package struct Row: Sendable {
    package var cells: [String]
    package var style: Style
    /// By column index.
    package var styles: [Int: Style]

    package init(_ cells: [String], _ style: Style = .plain, styles: [Int: Style] = [:]) {
      self.cells = cells
      self.style = style
      self.styles = styles
    }
  }

  package let columns: [Column]

  package init(_ columns: [Column]) { self.columns = columns }

  /// How many rows fit below the header.
  package static func height(in area: Rect) -> Int { max(0, area.rows - 1) }

  /// Draws the header and the rows in sight. `row` is asked for those only.
  ///
  /// `selected` is the style of the chosen row, nil for none; it covers the
  /// row's own styles.
  package func draw(
    on canvas: inout Canvas, in area: Rect, cursor: ListCursor, count: Int,
    selected: Style? = .selected, row: (Int) -> Row
  ) {
    let spans = spans(width: area.columns)
    let header = area.line(0)
    canvas.fill(header, .label)
    draw(columns.map(\.title), spans, on: &canvas, in: header) { _ in .label }
    let visible = cursor.visible(count: count, height: Table.height(in: area))
    for (line, index) in visible.enumerated() {
      let place = area.line(1 + line)
      let content = row(index)
      let whole = index == cursor.selected ? selected : nil
      canvas.fill(place, whole ?? content.style)
      draw(content.cells, spans, on: &canvas, in: place) {
        whole ?? content.styles[$0] ?? content.style
      }
    }
  }

  private func draw(
    _ cells: [String], _ spans: [Range<Int>], on canvas: inout Canvas, in line: Rect,
    style: (Int) -> Style
  ) {
    for (index, (text, span)) in zip(cells, spans).enumerated() where !span.isEmpty {
      let shown = Width.cut(canvas.cover.covered(text), to: span.count)
      let indent =
        columns[index].isRightAligned ? span.count - Width.columns(of: shown) : 0
      canvas.write(
        shown, at: Point(column: line.left + span.lowerBound + indent, row: line.top),
        style(index))
    }
  }

  /// The columns of the screen that each column takes, one apart from the next.
  ///
  /// When there is not room for all, those on the right get less or nothing.
  package func spans(width: Int) -> [Range<Int>] {
    var fixed = max(0, columns.count - 1)
    var weights = 0
    for column in columns {
      switch column.width {
      case .fixed(let width): fixed += width
      case .flexible(let weight): weights += weight
      }
    }
    var shared = max(0, width - fixed)
    var start = 0
    return columns.map { column in
      let wanted: Int
      switch column.width {
      case .fixed(let width): wanted = width
      case .flexible(let weight):
        wanted = weights > 0 ? shared * weight / weights : 0
        shared -= wanted
        weights -= weight
      }
      let span = min(start, width)..<max(min(start, width), min(start + wanted, width))
      start += wanted + 1
      return span
    }
  }
}
