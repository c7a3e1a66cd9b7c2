import Domain
import Ledger
import TUI

/// What is due for whom, and what is proposed (回访到期).
struct FollowUpsState: Equatable, Sendable {
  private(set) var window = ListWindow<FollowUpRow>()
  private(set) var late = 0
  private(set) var proposals = 0
  /// What was just written down: the next due day is said when it is stored.
  var recorded: Recorded?
  /// A dossier whose proposals are to be decided on when its page opens.
  var wanted: String?

  struct Recorded: Equatable, Sendable {
    let dossier: String
    let service: Service
  }

  var selected: FollowUpRow? { window.selected }
  /// Whether the chosen one was written down since the list was opened.
  var hasLeft: Bool { window.hasLeft }

  mutating func reopen() { window.reopen() }

  /// True when another part must be loaded.
  mutating func receive(_ page: FollowUpPage, height: Int) -> Bool {
    late = page.late
    proposals = page.proposals
    return window.receive(page.rows, total: page.total, height: height) {
      $0.dossier == $1.dossier && $0.rule == $1.rule
    }
  }

  /// True when another part must be loaded.
  mutating func press(_ key: Key, height: Int) -> Bool { window.press(key, height: height) }

  /// The next or previous row; true when another part must be loaded.
  mutating func step(_ rows: Int, height: Int) -> Bool { window.step(rows, height: height) }

  func draw(on canvas: inout Canvas, in area: Rect, _ context: BoardContext) {
    canvas.fill(area.line(0), .title)
    let title = " 回访到期 · 共 \(window.total - window.left.count) · 逾期 \(late) · 建议 \(proposals)"
    canvas.write(title + " · Enter 记录 · → 办件", in: area, row: 0, .title)
    // How it may be done is said again when it is recorded.
    let methods =
      area.columns < 90 ? [] : [Table.Column("方式", .flexible(weight: 2))]
    let table = Table(
      [
        Table.Column("期限", .fixed(8)), Table.Column("到期", .fixed(10)),
        Table.Column("姓名", .fixed(6)), Table.Column("电话", .fixed(11)),
        Table.Column("上次", .fixed(10)), Table.Column("事由", .flexible(weight: 3)),
      ] + methods)
    let list = area.split(rows: 1).rest
    let year = context.today.year
    table.drawList(on: &canvas, in: list, cursor: window.cursor, count: window.total) {
      guard let row = window.row($0) else { return Table.Row([]) }
      let hasLeft = window.left[$0] != nil
      let followUp = context.rules.catalogue.theme(row.theme)?.followUp(row.rule)
      return Table.Row(
        [
          hasLeft ? LeftRow.mark + "过了" : row.words(today: context.today), row.due.text(in: year),
          Mask.name(row.name),
          Mask.phone(row.phone), row.last?.text(in: year) ?? "", row.reason(followUp, context),
        ] + (methods.isEmpty ? [] : [followUp?.methods.joined(separator: "、") ?? ""]),
        styles: [
          0: hasLeft ? .muted : row.style(today: context.today), 2: .mask, 3: .mask, 6: .muted,
        ])
    }
    if window.total == 0 { canvas.write(" 本月没有到期的回访", in: list, row: 1, .muted) }
  }
}

extension FollowUpRow {
  /// `逾期12天`, `还有3天`, `建议`.
  fileprivate func words(today: Day) -> String {
    if isProposal { return "! 建议" }
    let days = due.number - today.number
    return days < 0 ? "逾期\(-days)天" : days == 0 ? "今天" : "还有\(days)天"
  }

  fileprivate func style(today: Day) -> Style {
    isProposal ? .warn : due < today ? .alert : due == today ? .warn : .plain
  }

  /// What to do, or of a proposal which matter, and the days that speak for it.
  fileprivate func reason(_ followUp: FollowUp?, _ context: BoardContext) -> String {
    guard isProposal else { return title }
    let matter = (followUp?.leadsTo?.matter).flatMap {
      context.rules.catalogue.theme(theme)?.matter($0)
    }
    let days = evidence.map { "\($0.parts.month)-\($0.parts.day)" }.joined(separator: "、")
    return "\(matter?.title ?? "")：\(title) \(days)"
  }
}
