import Domain
import Ledger
import TUI

/// The search box and what it found (查找).
struct FinderState: Equatable, Sendable {
  private(set) var editor = LineEditor(limit: Limits.query.characters)
  private(set) var hits: [FindHit] = []
  private(set) var cursor = ListCursor()
  /// What was looked for last time stands there; the first character replaces it.
  private var isFresh = false

  mutating func reopen() { isFresh = !editor.isEmpty }

  var selected: FindHit? { hits.indices.contains(cursor.selected) ? hits[cursor.selected] : nil }

  /// Nothing of another text's answer.
  mutating func receive(_ hits: [FindHit], of text: String) {
    guard text == editor.text else { return }
    self.hits = hits
    cursor = ListCursor()
  }

  /// Searches at every change of the text.
  mutating func paste(_ text: String) -> [Effect] {
    startAnew()
    editor.insert(text)
    return search
  }

  /// Looks for this instead of what stands there.
  mutating func look(for text: String) -> [Effect] {
    editor.replace(with: text)
    isFresh = true
    return search
  }

  mutating func press(_ key: Key, height: Int) -> [Effect] {
    let before = editor.text
    // Home and End move in the text; everything else of a list moves in the list.
    if key != .home, key != .end, cursor.press(key, count: hits.count, height: height) { return [] }
    if case .character = key { startAnew() }
    guard editor.press(key), editor.text != before else { return [] }
    isFresh = false
    return search
  }

  /// Chooses the next or previous dossier among the hits; false when there is none.
  mutating func step(_ rows: Int, height: Int) -> Bool {
    var place = cursor.selected + rows
    while hits.indices.contains(place) {
      if case .dossier = hits[place].subject {
        cursor.select(place, count: hits.count, height: height)
        return true
      }
      place += rows
    }
    return false
  }

  private mutating func startAnew() {
    if isFresh { editor.replace(with: "") }
    isFresh = false
  }

  private var search: [Effect] { [.find(editor.text)] }

  // MARK: Drawing

  func draw(on canvas: inout Canvas, in area: Rect, _ context: BoardContext) {
    canvas.fill(area.line(0), .title)
    let (label, box) = area.line(0).split(columns: 6)
    canvas.write(" 查找 ", in: label, row: 0, .title)
    editor.draw(on: &canvas, in: box, hint: "姓名、拼音、证件号、电话、号票、办件号或#标记")
    let table = Table([
      Table.Column("类别", .fixed(4)), Table.Column("姓名", .fixed(6)),
      Table.Column("证件号码", .fixed(18)), Table.Column("号", .fixed(20)),
      Table.Column("内容", .flexible(weight: 1)), Table.Column("命中", .fixed(12)),
    ])
    let list = area.split(rows: 1).rest
    table.draw(on: &canvas, in: list, cursor: cursor, count: hits.count) {
      row(hits[$0], context)
    }
    if hits.isEmpty {
      let text = editor.isEmpty ? " 录入即查，Enter 打开" : " 没有找到；可换姓氏、首字母或号码末四位再试"
      canvas.write(text, in: list, row: 1, .muted)
    }
  }

  private func row(_ hit: FindHit, _ context: BoardContext) -> Table.Row {
    let year = context.today.year
    switch hit.subject {
    case .dossier(let dossier):
      let open = dossier.proceedings.count { !$0.state.isFinal }
      let matters = dossier.proceedings.map(\.title).joined(separator: "、")
      let state = dossier.isClosed ? "已办结" : "在办 \(open)"
      return Table.Row(
        [
          "办件", Mask.name(dossier.name), Mask.number(dossier.idNumber), dossier.number,
          "\(state) \(dossier.acceptedAt.day.text(in: year)) \(matters)", hit.reason.title,
        ], styles: [1: .mask, 2: .mask, 5: .link])
    case .draft(let draft):
      let progress = draft.progress
      return Table.Row(
        [
          "草稿", Mask.name(progress.keys.name), Mask.number(progress.keys.idNumber),
          progress.ticketNumber, "已填 \(progress.done)/\(progress.total) 项", hit.reason.title,
        ], styles: [0: .warn, 1: .mask, 2: .mask, 5: .link])
    case .ticket(let ticket):
      let title = context.rules.region.queue.ticketClass(ticket.classKey)?.title ?? ""
      return Table.Row(
        ["号票", "", "", ticket.number, "\(title) \(ticket.state.text)", hit.reason.title],
        styles: [5: .link])
    }
  }
}

extension FindReason {
  /// Why it was found.
  var title: String {
    switch self {
    case .dossierNumber: "办件号"
    case .ticketNumber: "号票号"
    case .idNumber: "证件号码"
    case .phone: "电话"
    case .idEnding: "证件号末位"
    case .phoneEnding: "电话末四位"
    case .serial: "办件流水号"
    case .idBeginning: "证件号前位"
    case .name: "姓名"
    case .pinyin: "全拼"
    case .initials: "拼音首字母"
    case .flag: "标记"
    case .member: "成员、职工"
    }
  }
}

extension DeskState {
  /// Enter opens the dossier, goes on with the draft, or shows the ticket.
  mutating func pressFind(_ key: Key) -> [Effect] {
    guard key == .enter else { return finder.press(key, height: listHeight) }
    switch finder.selected?.subject {
    case nil: return []
    case .dossier(let dossier): return open(dossier: dossier.id)
    case .draft(let draft): return resumeDraft(ticketID: draft.id)
    case .ticket(let ticket):
      overlay = .help(HelpState(title: "号票 \(ticket.number)", ticketLines(ticket)))
      return []
    }
  }

  private func ticketLines(_ ticket: Ticket) -> [String] {
    let title = rules.region.queue.ticketClass(ticket.classKey)?.title ?? ticket.classKey
    var lines = ["\(title)，\(ticket.state.text)", "取号 \(ticket.issuedAt.clock)"]
    if let called = ticket.calledAt { lines.append("叫号 \(called.clock)") }
    if let counter = ticket.counter { lines.append("\(counter)号窗口") }
    if !ticket.note.isEmpty { lines.append("备注 \(ticket.note)") }
    return lines
  }
}
