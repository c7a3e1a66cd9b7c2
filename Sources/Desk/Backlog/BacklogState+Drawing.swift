import Domain
import Ledger
import TUI

extension BacklogState {
  func draw(on canvas: inout Canvas, in area: Rect, _ context: BoardContext) {
    canvas.fill(area.line(0), .title)
    guard let figures else {
      canvas.write(" 积压：正在统计……", in: area, row: 0, .title)
      return
    }
    let today = "今日受理 \(figures.acceptedToday) 办结 \(figures.finishedToday)"
    canvas.write(
      " 积压 · \(figures.at.clock) · \(today) · 待告知 \(figures.needsTelling)", in: area, row: 0, .title
    )
    let lower = listHeight(in: area) + 2
    let (upper, rest) = area.split(rows: 1).rest.split(rows: -lower)
    let (left, right) = upper.split(columns: upper.columns / 2)
    drawWaiting(figures, on: &canvas, in: left, context)
    drawCounters(figures, on: &canvas, in: right.inset(columns: 1))
    let (summary, matters) = rest.split(rows: 1)
    drawSummary(figures.due, on: &canvas, in: summary)
    drawMatters(figures, on: &canvas, in: matters)
  }

  private func drawWaiting(
    _ figures: Backlog, on canvas: inout Canvas, in area: Rect, _ context: BoardContext
  ) {
    let count = figures.waiting.reduce(0) { $0 + $1.count }
    let longest = figures.waiting.map(\.longest).max() ?? 0
    let total = figures.waiting.reduce(0) { $0 + $1.average * $1.count }
    let table = Table([
      Table.Column("等候", .flexible(weight: 1)), Table.Column("人数", .fixed(5), isRightAligned: true),
      Table.Column("最长", .fixed(7), isRightAligned: true),
      Table.Column("平均", .fixed(7), isRightAligned: true),
    ])
    let all = WaitingClass(
      classKey: "", count: count, longest: longest, average: count > 0 ? total / count : 0)
    let rows = [all] + figures.waiting
    table.draw(on: &canvas, in: area, cursor: ListCursor(), count: rows.count, selected: nil) {
      let row = rows[$0]
      let title = context.rules.region.queue.ticketClass(row.classKey)?.title
      return Table.Row(
        [
          $0 == 0 ? "合计" : title ?? row.classKey, "\(row.count)", row.longest.minutes,
          row.average.minutes,
        ], $0 == 0 ? .strong : row.count > 0 ? .plain : .muted)
    }
  }

  private func drawCounters(_ figures: Backlog, on canvas: inout Canvas, in area: Rect) {
    let table = Table([
      Table.Column("窗口", .fixed(6)), Table.Column("正在办", .fixed(6)),
      Table.Column("已办", .fixed(5), isRightAligned: true),
      Table.Column("受理", .fixed(5), isRightAligned: true),
      Table.Column("平均等候", .flexible(weight: 1), isRightAligned: true),
    ])
    let loads = figures.counters
    let served = loads.reduce(0) { $0 + $1.served }
    let accepted = loads.reduce(0) { $0 + $1.accepted }
    table.draw(on: &canvas, in: area, cursor: ListCursor(), count: loads.count + 1, selected: nil) {
      if $0 == 0 { return Table.Row(["合计", "", "\(served)", "\(accepted)", ""], .strong) }
      let load = loads[$0 - 1]
      return Table.Row([
        "\(load.counter)号", load.serving ?? "空闲", "\(load.served)", "\(load.accepted)",
        load.averageWait.minutes,
      ])
    }
  }

  private func drawSummary(_ due: DueCounts, on canvas: inout Canvas, in area: Rect) {
    canvas.write(" 在办事项 \(due.total)", in: area, row: 0, .strong)
    guard due.overdue > 0 else { return }
    let text = "!! 逾期 \(due.overdue) "
    let (_, right) = area.split(columns: -Width.columns(of: text))
    canvas.write(text, in: right, row: 0, .alert)
  }

  private func drawMatters(_ figures: Backlog, on canvas: inout Canvas, in area: Rect) {
    func number(_ title: String) -> Table.Column {
      Table.Column(title, .fixed(6), isRightAligned: true)
    }
    let table = Table(
      [Table.Column("事项", .flexible(weight: 1)), number("在办"), number("逾期")]
        + ["1日内", "3日内", "5日内"].map(number) + [number("以后"), number("无期限")])
    let matters = figures.matters
    table.drawList(on: &canvas, in: area, cursor: cursor, count: matters.count) {
      let matter = matters[$0]
      let due = matter.due
      let cells =
        [matter.title, "\(due.total)", "\(due.overdue)"] + due.cumulative.prefix(3).map(String.init)
        + ["\(due.later)", "\(due.none)"]
      return Table.Row(
        cells,
        styles: [
          2: due.overdue > 0 ? .alert : .muted, 3: due.cumulative.first ?? 0 > 0 ? .warn : .muted,
          7: .muted,
        ])
    }
    if matters.isEmpty { canvas.write(" 没有在办的事项", in: area, row: 1, .muted) }
  }
}

extension DueCounts {
  /// Due from today up to each cut-off, as 3日内 is understood.
  var cumulative: [Int] {
    var sum = 0
    return within.map {
      sum += $0
      return sum
    }
  }
}

extension Int {
  /// Milliseconds as `12分`.
  fileprivate var minutes: String { "\(self / 60_000)分" }
}
