import Domain
import Ledger
import TUI

/// The lists, forms and guides of a theme (清单), and the one that is open.
struct ListsState: Equatable, Sendable {
  /// Key of the theme that is shown; empty means the first of the region.
  var theme = ""
  private(set) var cursor = ListCursor()
  /// Of the open one.
  private(set) var scroll = Scroll()

  mutating func choose(theme key: String) {
    guard key != theme else { return }
    theme = key
    cursor = ListCursor()
  }

  mutating func open() { scroll = Scroll() }

  mutating func press(_ key: Key, count: Int, height: Int) {
    _ = cursor.press(key, count: count, height: height)
  }

  mutating func turn(_ key: Key, lines: Int, height: Int) {
    _ = scroll.press(key, lines: lines, height: height)
  }
}

extension DeskState {
  private var listsTheme: Theme? {
    rules.catalogue.theme(lists.theme) ?? rules.catalogue.themes.first
  }

  private var references: [Reference] {
    listsTheme.map { Reference.all($0, rules.catalogue) } ?? []
  }

  private var selectedReference: Reference? {
    let all = references
    return all.indices.contains(lists.cursor.selected) ? all[lists.cursor.selected] : nil
  }

  /// Begins with the theme of the form or of the dossier in hand.
  mutating func showLists() {
    if screen == .dossier, let page = dossier {
      lists.choose(theme: page.dossier.theme)
    } else if let form {
      lists.choose(theme: form.theme.key)
    }
    show(.lists)
  }

  mutating func pressLists(_ key: Key) -> [Effect] {
    let all = references
    switch key {
    case .left: stepTheme(-1)
    case .right: stepTheme(1)
    case .enter:
      guard selectedReference != nil else { return [] }
      lists.open()
      show(.listPage)
    default:
      lists.press(key, count: all.count, height: listHeight)
    }
    return []
  }

  private mutating func stepTheme(_ step: Int) {
    let themes = rules.catalogue.themes
    guard let current = themes.firstIndex(where: { $0.key == listsTheme?.key }),
      themes.indices.contains(current + step)
    else { return }
    lists.choose(theme: themes[current + step].key)
  }

  mutating func pressListPage(_ key: Key) -> [Effect] {
    guard let open = selectedReference else { return [] }
    let body = listPageBody(mainArea)
    lists.turn(key, lines: open.lines(columns: body.columns).count, height: body.rows)
    return []
  }

  private func listPageBody(_ area: Rect) -> Rect {
    area.split(rows: 2).rest.split(rows: -1).first.inset(columns: 1)
  }

  // MARK: Drawing

  private func listsHead(_ theme: Theme) -> String {
    let later = rules.catalogue.upcoming(after: today).first { $0.key == theme.key }
    return "\(theme.document.number) · 目录版本 \(theme.version)"
      + (later.map { "（版本 \($0.version) \($0.validity.words)）" } ?? "")
  }

  func drawLists(on canvas: inout Canvas, in area: Rect) {
    guard let theme = listsTheme else { return }
    canvas.fill(area.line(0), .title)
    canvas.write(" 清单 · \(theme.title)", in: area, row: 0, .title)
    let several = rules.catalogue.themes.count > 1 ? " · ← → 换一件事" : ""
    canvas.write(" \(listsHead(theme)) · Enter 打开 · F11 打印\(several)", in: area, row: 1, .muted)
    let table = Table([
      Table.Column("类别", .fixed(4)), Table.Column("名称", .flexible(weight: 1)),
      Table.Column("条数", .fixed(4), isRightAligned: true), Table.Column("状态", .fixed(6)),
      Table.Column("条款", .fixed(20)),
    ])
    let all = references
    table.drawList(
      on: &canvas, in: area.split(rows: 2).rest, cursor: lists.cursor, count: all.count
    ) {
      let entry = all[$0]
      return Table.Row(
        [
          entry.kind, entry.title, "\(entry.rows.count)",
          entry.isPending ? Reference.pendingWord : "", entry.clauses.joined(separator: "、"),
        ], styles: [3: .warn, 4: .muted])
    }
  }

  func drawListPage(on canvas: inout Canvas, in area: Rect) {
    guard let theme = listsTheme, let open = selectedReference else { return }
    canvas.fill(area.line(0), .title)
    let mark = open.isPending ? "（\(Reference.pendingWord)）" : ""
    canvas.write(" \(open.kind) · \(open.title)\(mark)", in: area, row: 0, .title)
    canvas.write(" \(theme.title) · \(listsHead(theme))", in: area, row: 1, .muted)
    let body = listPageBody(area)
    let lines = open.lines(columns: body.columns)
    let visible = lists.scroll.visible(lines: lines.count, height: body.rows)
    for (row, line) in lines[visible].enumerated() {
      canvas.write(line.text, in: body, row: row, line.style)
    }
    let hidden = lines.count - visible.upperBound
    let foot = area.split(rows: -1).rest
    let more = hidden > 0 ? "↓ 还有 \(hidden) 行 · " : ""
    canvas.write(" \(more)F11 打印 · F3 返回", in: foot, row: 0, .muted)
    canvas.placeCaret(foot.origin)
  }

  // MARK: Paper

  /// The chosen one for 80 columns, with the version it was printed from (W1-30).
  func listPaper() -> Paper? {
    guard let theme = listsTheme, let open = selectedReference else { return nil }
    var layout = PaperLayout()
    layout.title(open.title)
    layout.text("主    题：\(theme.title)")
    layout.text("依    据：\(theme.document.number)  目录版本：\(theme.version)")
    layout.rule()
    for line in open.lines(columns: Paper.columns) { layout.text(line.text) }
    layout.rule()
    layout.text("\(station?.hallTitle ?? "")  \(account?.name ?? "")  \(today.fullText)")
    return Paper(
      kind: .list, dossier: "", number: "", matter: nil, title: open.title, lines: layout.lines)
  }
}
