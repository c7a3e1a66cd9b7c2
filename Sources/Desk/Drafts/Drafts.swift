import Domain
import Ledger
import TUI

/// Forms that are not submitted yet (草稿).
extension ListRows<DraftSummary> {
  func draw(on canvas: inout Canvas, in area: Rect, _ context: BoardContext) {
    canvas.fill(area.line(0), .title)
    canvas.write(" 草稿 · \(present.count) 份 · Enter 接着填", in: area, row: 0, .title)
    let table = Table([
      Table.Column("号票", .fixed(5)), Table.Column("姓名", .fixed(6)),
      Table.Column("证件号码", .fixed(18)), Table.Column("最后录入", .fixed(12)),
      Table.Column("进度", .fixed(8), isRightAligned: true), Table.Column("录入", .fixed(8)),
      Table.Column("主题", .flexible(weight: 1)),
    ])
    let list = area.split(rows: 1).rest
    let year = context.today.year
    table.drawList(on: &canvas, in: list, cursor: cursor, count: rows.count) {
      let row = rows[$0]
      let progress = row.progress
      let updated = row.updatedAt
      let day = updated.day == context.today ? "今天" : updated.day.text(in: year)
      let hasLeft = left.contains(row.id)
      return Table.Row(
        [
          progress.ticketNumber, Mask.name(progress.keys.name),
          Mask.number(progress.keys.idNumber), "\(day) \(updated.clock)",
          hasLeft ? "不在了" : "\(progress.done)/\(progress.total)",
          context.clerkOfDraft(row.clerk),
          context.rules.catalogue.theme(progress.theme)?.title ?? progress.theme,
        ], hasLeft ? .muted : .plain, styles: hasLeft ? [:] : [1: .mask, 2: .mask])
    }
    if rows.isEmpty { canvas.write(" 没有草稿", in: list, row: 1, .muted) }
  }
}

extension BoardContext {
  /// Who filled it in, with a mark for somebody who does not work here any more.
  fileprivate func clerkOfDraft(_ key: String) -> String {
    guard let clerk = accounts.first(where: { $0.key == key }) else { return "" }
    return clerk.isActive ? clerk.name : "-" + clerk.name
  }
}

extension DeskState {
  mutating func pressDrafts(_ key: Key) -> [Effect] {
    guard key == .enter else {
      drafts.press(key, height: Table.height(in: mainArea.split(rows: 1).rest))
      return []
    }
    guard let draft = drafts.selected else { return [] }
    if drafts.hasLeft {
      say("这份草稿已提交或删除", .warn)
      return [.beep]
    }
    return resumeDraft(ticketID: draft.id)
  }
}
