import Domain
import Ledger
import TUI

/// The queue pane (排队栏): today's tickets, who is next and why.
struct QueueState: Equatable, Sendable {
  private(set) var tickets: [Ticket] = []
  var cursor = ListCursor()
  /// The last step made here, for F12.
  var lastChange: TicketChange?

  mutating func receive(_ tickets: [Ticket]) {
    let chosen = waiting.indices.contains(cursor.selected) ? waiting[cursor.selected].id : nil
    self.tickets = tickets
    cursor.follow(chosen, in: waiting.map(\.id), height: 1000)
  }

  /// The line, and below it the parked and the skipped ones.
  var waiting: [Ticket] {
    tickets.filter(\.isInLine).sorted(by: Ticket.isBefore)
      + tickets.filter { $0.state == .parked || $0.state == .skipped }.sorted(by: Ticket.isBefore)
  }

  var hasWaiting: Bool { tickets.contains(where: \.isInLine) }

  var selected: Ticket? {
    waiting.indices.contains(cursor.selected) ? waiting[cursor.selected] : nil
  }

  /// The ticket that this counter has called or serves.
  func current(at counter: String) -> Ticket? {
    tickets.last { $0.counter == counter && ($0.state == .called || $0.state == .serving) }
  }

  /// The last call, skip or transfer, while it can still be undone.
  func undoable(at now: Instant, counter: String) -> TicketChange? {
    guard let change = lastChange, (try? tickets.undoing(change, at: now)) != nil else {
      return nil
    }
    switch change.action {
    case .call, .skip, .transfer, .park, .leave, .issue: return change
    default: return nil
    }
  }
}

/// What the queue looks at besides itself.
struct QueueContext: Sendable {
  let rules: Rulebook
  let now: Instant
  let counter: String
  let draftCount: Int
  /// Since when central does not answer, in words; nil while it does, or where
  /// there is none.
  let outage: String?

  var rule: QueueRule { rules.region.queue }
  var desk: Counter { Counter(key: counter) }
}

extension QueueState {
  /// One line, for narrow screens.
  func drawStrip(on canvas: inout Canvas, in area: Rect, _ context: QueueContext) {
    canvas.fill(area, .plain)
    let current = current(at: context.counter).map { "当前 \($0.number)" } ?? "当前 无"
    let line = tickets.filter(\.isInLine)
    let longest = line.map { $0.waited(until: context.now) / 60_000 }.max()
    var text = " \(current) │ 等候 \(line.count) 人"
    if let longest { text += "，最长 \(longest) 分" }
    if let outage = context.outage { text += " │ \(outage)" }
    if let next = context.rule.next(in: tickets, for: context.desk, at: context.now) {
      let title = context.rule.ticketClass(next.ticket.classKey)?.title ?? ""
      text += " │ 下一位 \(next.ticket.number) \(title)"
    }
    if context.draftCount > 0 { text += " │ 草稿 \(context.draftCount)" }
    canvas.write(text, in: area, row: 0, .label)
  }

  /// The pane at the left of wide screens.
  func drawPane(
    on canvas: inout Canvas, in area: Rect, _ context: QueueContext, selected: Style?
  ) {
    let (head, rest) = area.split(rows: 4)
    canvas.fill(head.line(0), .title)
    canvas.write(
      " 排队" + (context.outage.map { " \($0)" } ?? ""), in: head, row: 0, .title)
    let current = current(at: context.counter)
    canvas.write(
      " 当前 " + (current.map { "\($0.number) \($0.state.text)" } ?? "无"), in: head, row: 1,
      current == nil ? .muted : .strong)
    let line = tickets.filter(\.isInLine)
    let longest = line.map { $0.waited(until: context.now) / 60_000 }.max() ?? 0
    canvas.write(" 等候 \(line.count) 人，最长 \(longest) 分", in: head, row: 2, .plain)
    let parked = tickets.count { $0.state == .parked }
    canvas.write(" 暂挂 \(parked)，草稿 \(context.draftCount)", in: head, row: 3, .muted)
    drawList(on: &canvas, in: rest, context, selected: selected)
  }

  func drawList(
    on canvas: inout Canvas, in area: Rect, _ context: QueueContext, selected: Style?
  ) {
    let rows = waiting
    // A number that names its counter stands there whole.
    let width = rows.map { Width.columns(of: $0.number) }.max() ?? 0
    let table = Table([
      Table.Column("号", .fixed(max(4, width))), Table.Column("类别", .fixed(8)),
      Table.Column("等候", .fixed(5), isRightAligned: true),
      Table.Column("状态", .flexible(weight: 1)),
    ])
    let next = context.rule.next(in: tickets, for: context.desk, at: context.now)?.ticket.id
    table.draw(on: &canvas, in: area, cursor: cursor, count: rows.count, selected: selected) {
      let ticket = rows[$0]
      let minutes = "\(ticket.waited(until: context.now) / 60_000)分"
      let state = ticket.id == next ? "▶ 下一位" : ticket.state.text
      let title = context.rule.ticketClass(ticket.classKey)?.title ?? ticket.classKey
      return Table.Row(
        [ticket.number, title, minutes, state + (ticket.note.isEmpty ? "" : " \(ticket.note)")],
        ticket.id == next ? .strong : ticket.isInLine ? .plain : .muted)
    }
    if rows.isEmpty { canvas.write(" 没有人在等候", in: area, row: 1, .muted) }
  }
}
