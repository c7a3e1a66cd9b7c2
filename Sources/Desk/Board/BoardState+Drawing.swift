import Domain
import Ledger
import TUI

extension BoardState {
  /// From this width on the dossier number has a column.
  private static let wideColumns = 100

  func draw(on canvas: inout Canvas, in area: Rect, _ context: BoardContext) {
    let (head, area) = area.split(rows: 2)
    drawHead(on: &canvas, in: head, context)
    let isWide = area.columns >= BoardState.wideColumns
    let isFar = list.rows.contains { $0.division != context.station?.division }
    BoardState.table(isWide: isWide, isFar: isFar).drawList(
      on: &canvas, in: area, cursor: cursor, count: list.total
    ) { index in
      guard let row = list.row(index) else { return Table.Row(["", "……"], .muted) }
      return tableRow(row, hasLeft: list.left[index] != nil, isWide: isWide, context)
    }
    if list.total == 0 {
      canvas.write(" 没有符合的事项；F10 45 改筛选，F10 47 换视图", in: area, row: 1, .muted)
    }
  }

  private func drawHead(on canvas: inout Canvas, in area: Rect, _ context: BoardContext) {
    let total = " 共 \(list.total - list.left.count) "
    let title = area.line(0)
    canvas.fill(title, .title)
    let (left, right) = title.split(columns: -Width.columns(of: total))
    canvas.write(" 看板 · " + filter.words(context.rules), in: left, row: 0, .title)
    canvas.write(total, in: right, row: 0, .title)
    var column = area.left + 1
    for state in Proceeding.State.allCases {
      guard let count = counts[state], count > 0 else { continue }
      let point = Point(column: column, row: area.top + 1)
      guard area.rows > 1 else { return }
      column += canvas.write("\(state.words) \(count)  ", at: point, state.style, clip: area)
    }
  }

  /// - Parameter isFar: whether a row is another county's, which stands before the
  ///   department: 红寺堡区就业.
  private static func table(isWide: Bool, isFar: Bool) -> Table {
    let columns = [
      Table.Column("灯", .fixed(2)), Table.Column("状态", .fixed(10)),
      Table.Column("部门", .fixed(isFar ? 12 : 8)), Table.Column("姓名", .fixed(6)),
      Table.Column("事项", .flexible(weight: 1)), Table.Column("到期", .fixed(19)),
      Table.Column("轮到", .fixed(6)),
    ]
    return Table(columns + (isWide ? [Table.Column("办件号", .fixed(20))] : []))
  }

  private func tableRow(
    _ row: BoardRow, hasLeft: Bool, isWide: Bool, _ context: BoardContext
  ) -> Table.Row {
    let due = DueMark(row, context)
    let helps = context.helps(with: row)
    let cells = [
      hasLeft ? LeftRow.mark : due.light.symbol, helps ? "> 待核验" : row.state.words,
      context.officeName(row.department, of: row.division), Mask.name(row.name), row.title,
      due.text,
      row.state.turn(needsTelling: row.needsTelling, isReceived: row.isReceived), row.number,
    ]
    if hasLeft { return Table.Row(isWide ? cells : cells.dropLast(), .muted) }
    return Table.Row(
      isWide ? cells : cells.dropLast(),
      styles: [
        0: due.style, 1: helps ? .warn : row.state.style, 3: .mask, 5: due.style,
        6: row.needsTelling ? .alert : .plain, 7: .muted,
      ])
  }

  /// The narrow pane beside the form.
  func drawPane(on canvas: inout Canvas, in area: Rect, _ context: BoardContext) {
    let (head, area) = area.split(rows: 2)
    canvas.fill(head.line(0), .title)
    canvas.write(" 看板 共 \(list.total - list.left.count)", in: head, row: 0, .title)
    canvas.write(" " + filter.words(context.rules), in: head, row: 1, .muted)
    let table = Table([
      Table.Column("灯", .fixed(2)), Table.Column("姓名", .fixed(6)),
      Table.Column("事项", .flexible(weight: 1)), Table.Column("到期", .fixed(17)),
    ])
    table.draw(on: &canvas, in: area, cursor: cursor, count: list.total, selected: nil) {
      guard let row = list.row($0) else { return Table.Row(["", "……"], .muted) }
      let due = DueMark(row, context)
      let words = row.needsTelling ? "待告知" : row.state == .reviewing ? due.text : row.state.title
      return Table.Row(
        [due.light.symbol, Mask.name(row.name), row.title, words],
        styles: [0: due.style, 1: .mask, 3: row.needsTelling ? .alert : due.style])
    }
    if list.total == 0 { canvas.write(" 没有在办的事项", in: area, row: 1, .muted) }
  }
}
