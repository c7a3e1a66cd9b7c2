import Domain
import Ledger
import TUI

extension DeskState {
  private var counter: Counter { queueContext.desk }
  private var rule: QueueRule { rules.region.queue }

  // MARK: The first screen

  func drawHome(on canvas: inout Canvas, in area: Rect) {
    let (head, list) = area.split(rows: 3)
    let greeting = queue.current(at: counter.key).map {
      "当前 \($0.number)，\($0.state.text)，F2 打开表单"
    }
    let offer = correctionReason(.rate, account) == nil ? "；请申请人评价上一件按 F10 79" : ""
    canvas.write(" " + (greeting ?? "F2 叫下一位，取号按 F10 21" + offer), in: head, row: 0, .strong)
    let warnings =
      [dayWords].compactMap { $0 } + rules.calendar.warnings + rules.region.warnings
    if let warning = warnings.first {
      for (row, line) in Width.wrap("！" + warning, columns: head.columns - 2).enumerated() {
        canvas.write(" " + line, in: head, row: 1 + row, .warn)
      }
    }
    guard !hasThreePanes else {
      drawHints(on: &canvas, in: list.inset(columns: 1))
      canvas.placeCaret(
        Point(column: 0, row: 6 + queue.cursor.selected - queue.cursor.top))
      return
    }
    queue.drawList(on: &canvas, in: list.inset(columns: 1), queueContext, selected: .selected)
    let row = min(list.bottom - 1, list.top + 1 + queue.cursor.selected - queue.cursor.top)
    canvas.placeCaret(Point(column: list.left + 1, row: max(list.top, row)))
  }

  /// What a wide first screen has room to say beside the queue pane.
  private func drawHints(on canvas: inout Canvas, in area: Rect) {
    let commands: [Command] = [
      .callNext, .issueTicket, .find, .board, .tasks, .backlog, .drafts, .palette, .menu, .help,
    ]
    for (row, command) in commands.enumerated() {
      let line = area.line(row)
      canvas.write(Width.padRight(command.door, to: 8), in: line, row: 0, .key)
      canvas.write(
        Width.padRight(command.title, to: 10) + command.help,
        at: Point(column: line.left + 9, row: line.top), .plain, clip: line)
    }
  }

  mutating func pressHome(_ key: Key) -> [Effect] {
    // In the pane at the left, or in the main pane of a narrow screen.
    let rows = hasThreePanes ? mainArea.rows - 4 : mainArea.rows - 3
    let height = max(0, rows - 1)
    if queue.cursor.press(key, count: queue.waiting.count, height: height) { return [] }
    guard key == .enter, let ticket = queue.selected else { return [] }
    return choose(ticket)
  }

  /// Enter on a ticket: the called one opens, a parked one goes on, a skipped
  /// one comes back, a waiting one is called out of turn with a reason.
  private mutating func choose(_ ticket: Ticket) -> [Effect] {
    switch ticket.state {
    case .parked:
      if let open = form?.ticket {
        say("先提交或暂挂当前的 \(open.number) 号", .warn)
        return [.beep]
      }
      return change { now, counter throws(QueueProblem) in
        try ticket.resumed(by: counter, at: now)
      }
    case .skipped:
      return change { now, _ throws(QueueProblem) in
        try ticket.reactivated(at: now)
      }
    default: return run(.pickTicket)
    }
  }

  // MARK: Commands

  mutating func performQueue(_ command: Command) -> [Effect] {
    let current = queue.current(at: counter.key)
    switch command {
    case .callNext: return callNext()
    case .recall:
      guard let current else { return [] }
      return change { now, _ throws(QueueProblem) in try current.recalled(at: now) }
    case .undo:
      guard let change = queue.undoable(at: now, counter: counter.key) else { return [] }
      let left = leaveField()
      if change.after.id == form?.ticket.id { closeForm() }
      return left + [.undoTicket(change)]
    case .pickTicket:
      guard let ticket = queue.selected, ticket.isInLine else {
        say("先在队列里选一个等候的号", .warn)
        return [.beep]
      }
      overlay = .prompt(.pick(ticket))
    case .issueTicket: overlay = .prompt(.issue(rule))
    case .skip: if let current { overlay = .prompt(.skip(current, rule)) }
    case .transfer: if let current { overlay = .prompt(.transfer(current)) }
    case .park: if let current { overlay = .prompt(.park(current)) }
    case .leave: if let current { overlay = .prompt(.leave(current)) }
    default: break
    }
    return []
  }

  private mutating func callNext() -> [Effect] {
    if form != nil {
      // Left by F3 or for another screen: go on with it.
      trail = [.home]
      screen = .form
      return []
    }
    if let current = queue.current(at: counter.key) {
      // Called, but the form is not open, as after a crash: go on with it.
      return [.openTicket(current)]
    }
    guard let change = rule.callNext(in: queue.tickets, for: counter, at: now) else {
      overlay = .prompt(.issue(rule))
      return []
    }
    return [.changeTicket(change)]
  }

  /// Makes a change of a ticket, or says why the line refuses it.
  private mutating func change(
    _ make: (Instant, Counter) throws(QueueProblem) -> TicketChange
  ) -> [Effect] {
    do {
      return [.changeTicket(try make(now, counter))]
    } catch {
      say(error.message, .warn)
      return [.beep]
    }
  }

  mutating func confirmQueue(_ prompt: Prompt) -> [Effect] {
    let current = queue.current(at: counter.key)
    let reason = prompt.answer
    switch prompt.purpose {
    case .issueTicket:
      guard let index = prompt.choice, rule.classes.indices.contains(index) else { return [] }
      return [.issueTicket(ticketClass: rule.classes[index].key, note: prompt.text)]
    case .pickTicket(let id):
      guard let ticket = queue.tickets.first(where: { $0.id == id }) else { return [] }
      let (rule, tickets) = (rule, queue.tickets)
      return change { now, counter throws(QueueProblem) in
        try rule.call(ticket, in: tickets, for: counter, at: now, reason: reason)
      }
    case .callAlone(let change, let errand):
      guard prompt.choice == 0 else { return [] }
      knowsOutage = true
      // It may have come meanwhile that another counter called it.
      guard queue.tickets.contains(where: { $0.id == change.after.id && $0.isInLine }) else {
        say("\(change.after.number) 已不在等候，请再叫下一位", .warn)
        return [.beep]
      }
      return [.callAlone(change, errand)]
    case .skip:
      guard let current else { return [] }
      return leaveForm(
        change { now, _ throws(QueueProblem) in try current.skipped(reason: reason, at: now) })
    case .transfer:
      guard let current else { return [] }
      let target = Ticket.Target(counter: prompt.text)
      return leaveForm(
        change { now, _ throws(QueueProblem) in
          try current.transferred(to: target, note: "", at: now)
        })
    case .park:
      guard let current else { return [] }
      return leaveForm(
        change { now, _ throws(QueueProblem) in try current.parked(note: reason, at: now) })
    case .leave:
      guard let current, prompt.choice == 0 else { return [] }
      return leaveForm(change { now, _ throws(QueueProblem) in try current.left(at: now) })
    default: return []
    }
  }

  /// Central did not answer: the first time in an outage the clerk is asked.
  mutating func receiveUnanswered(
    _ change: TicketChange, for errand: Errand
  ) -> [Effect] {
    if knowsOutage { return [.callAlone(change, errand)] }
    if errand.isAside {
      // The clerk went elsewhere meanwhile: no box takes the keys.
      say("中心没有回音，\(change.after.number) 号没有叫；再按 F2", .warn)
    } else {
      overlay = .prompt(.callAlone(change, errand))
    }
    return [.beep]
  }

  /// While the clock is behind a day that was begun already.
  var dayWords: String? {
    refusedDay.map {
      "本机时钟是 \($0.monthDayText)，仍按已开始的 \(today.monthDayText) 排队、受理；"
        + "时钟是对的，由主管按 F10 67 改回"
    }
  }

  private mutating func leaveForm(_ effects: [Effect]) -> [Effect] {
    guard effects.contains(where: { if case .changeTicket = $0 { true } else { false } }) else {
      return effects
    }
    let left = leaveField()
    closeForm()
    return left + effects
  }

  mutating func closeForm() {
    form = nil
    review = nil
    trail = []
    if screen == .form || screen == .review { screen = .home }
  }

  /// What a draft goes on with: its ticket is served again at this counter.
  mutating func resumeDraft(ticketID: String) -> [Effect] {
    if form != nil {
      say("先提交或暂挂当前的 \(form?.ticket.number ?? "") 号", .warn)
      return [.beep]
    }
    guard let ticket = queue.tickets.first(where: { $0.id == ticketID }) else {
      return [.openOldTicket(ticketID)]
    }
    switch ticket.state {
    case .parked:
      return change { now, counter throws(QueueProblem) in
        try ticket.resumed(by: counter, at: now)
      }
    case .called, .serving: return [.openTicket(ticket)]
    default:
      say("\(ticket.number) 号\(ticket.state.text)，不能接着填", .warn)
      return [.beep]
    }
  }

  // MARK: Replies

  /// A step of a ticket is written down.
  mutating func receive(_ change: TicketChange, for errand: Errand) -> [Effect] {
    queue.lastChange = change
    let ticket = change.after
    let mine = ticket.counter == counter.key
    switch change.action {
    case .call:
      say("请 \(ticket.number) 号到 \(counter.key) 号窗口。\(change.reason)")
      return [.loadQueue] + (mine ? [.openTicket(ticket, errand)] : [])
    case .resume: return [.loadQueue] + (mine ? [.openTicket(ticket, errand)] : [])
    case .issue:
      if let reason = errand.reason {
        return [.loadQueue] + callAtOnce(ticket, for: errand, reason)
      }
      say("已取号 \(ticket.number)")
      return [.loadQueue]
    default:
      say("\(ticket.number) \(change.action.text)，F12 可撤销")
      return [.loadQueue]
    }
  }

  /// F1 on a ticket: why it is next, or why it is not.
  func queueHelp() -> [String] {
    guard let ticket = queue.selected ?? queue.tickets.first(where: \.isInLine) else {
      return ["没有人在等候。"]
    }
    return [
      rule.explanation(of: ticket, in: queue.tickets, for: counter, at: now), "",
      "优先号先办；一个普通号最多让过 \(rule.bound) 个优先号，之后必须轮到普通号。",
      "转移、暂挂和重呼不改变次序。",
    ]
  }
}
