import Domain
import Ledger
import TUI

extension BoardState {
  /// All rows of the filter, masked, as a list to print. It belongs to no
  /// dossier.
  func paper(_ page: BoardPage, _ context: BoardContext) -> Paper {
    var layout = PaperLayout()
    layout.title(NoticeKind.list.title)
    layout.text(filter.words(context.rules))
    let printed = "\(context.today.fullText) \(context.now.clock)"
    layout.text("\(printed)  共 \(page.rows.count) 项")
    layout.rule()
    layout.row([("办件号", 20), ("姓名", 6), ("状态", 8), ("到期", 19)], last: "事项")
    for row in page.rows {
      layout.row(
        [
          (row.number, 20), (Mask.name(row.name), 6), (row.state.title, 8),
          (DueMark(row, context).text, 19),
        ], last: row.title)
    }
    layout.rule()
    layout.text("\(context.station?.hallTitle ?? "")  \(context.account?.name ?? "")")
    return Paper(
      kind: .list, dossier: "", number: "", matter: nil, title: NoticeKind.list.title,
      lines: layout.lines)
  }
}
