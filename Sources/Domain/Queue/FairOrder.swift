/// The next ticket and why it is next (下一号).
package struct NextTicket: Equatable, Sendable {
  package let ticket: Ticket
  /// For F1, in Chinese.
  package let reason: String
  /// Ids of the ordinary tickets that the call passes.
  package let passed: [String]
}

/// Fair order (公平叫号): priority tickets first, but an ordinary ticket is
/// passed by at most `bound` later priority tickets.
///
/// A ticket counts as passed when it stands in line, may be called by the same
/// counter, and was issued before the priority ticket that is called. As soon
/// as one ordinary ticket has reached the bound, the oldest ordinary ticket is
/// next. Tickets of other targets do not count: no call of this counter could
/// have served them.
extension QueueRule {
  /// Nil when nobody waits for this counter.
  package func next(in tickets: [Ticket], for counter: Counter, at now: Instant) -> NextTicket? {
    let line = QueueRule.line(tickets, for: counter)
    guard let first = line.first else { return nil }
    guard let priority = line.first(where: \.hasPriority) else {
      return NextTicket(ticket: first, reason: "\(oldest(first, now))，没有优先号在等", passed: [])
    }
    let passed = QueueRule.passed(by: priority, in: line)
    guard let blocked = passed.first(where: { $0.passedBy >= bound }) else {
      let title = ticketClass(priority.classKey)?.title ?? priority.classKey
      let most = passed.map(\.passedBy).max().map { $0 + 1 }
      let price =
        most.map { "；让它的普通号最多让过\($0)个（上限\(bound)）" } ?? "，也是最早取的号"
      return NextTicket(
        ticket: priority, reason: "\(priority.number)是\(title)优先号\(price)",
        passed: passed.map(\.id))
    }
    guard let ordinary = line.first(where: { !$0.hasPriority }) else { return nil }
    let words =
      ordinary.id == blocked.id
      ? "\(ordinary.number)已让过\(blocked.passedBy)个优先号，达到上限\(bound)，先办普通号"
      : "普通号\(blocked.number)已让过\(blocked.passedBy)个优先号，达到上限\(bound)，先办最早的普通号\(ordinary.number)"
    return NextTicket(ticket: ordinary, reason: words, passed: [])
  }

  /// Why this ticket is next, or why it is not, in Chinese.
  package func explanation(
    of ticket: Ticket, in tickets: [Ticket], for counter: Counter, at now: Instant
  ) -> String {
    guard ticket.isInLine else { return "\(ticket.number)现在是“\(ticket.state.text)”，不在等候" }
    guard counter.mayCall(ticket) else {
      return "\(ticket.number)" + ticket.target.text + "，不由本窗口叫"
    }
    guard let next = next(in: tickets, for: counter, at: now) else { return "没有人在等" }
    if next.ticket.id == ticket.id { return "下一个就是它：\(next.reason)" }
    let line = QueueRule.line(tickets, for: counter)
    let before = line.filter { Ticket.isBefore($0, ticket) }
    if ticket.hasPriority {
      let ahead = before.filter(\.hasPriority).count
      if ahead > 0 { return "还不到\(ticket.number)：前面还有\(ahead)个优先号；下一个是\(next.ticket.number)" }
      return "还不到\(ticket.number)：\(next.reason)"
    }
    let priority = line.filter(\.hasPriority).count
    return
      "还不到\(ticket.number)：前面有\(before.filter { !$0.hasPriority }.count)个普通号、\(priority)个优先号在等；"
      + "它已让过\(ticket.passedBy)个，最多再让\(max(0, bound - ticket.passedBy))个；下一个是\(next.ticket.number)"
  }

  /// The tickets that this counter may call, oldest first.
  package static func line(_ tickets: [Ticket], for counter: Counter) -> [Ticket] {
    tickets.filter { $0.isInLine && counter.mayCall($0) }.sorted(by: Ticket.isBefore)
  }

  static func passed(by priority: Ticket, in line: [Ticket]) -> [Ticket] {
    line.filter { !$0.hasPriority && Ticket.isBefore($0, priority) }
  }

  private func oldest(_ ticket: Ticket, _ now: Instant) -> String {
    "\(ticket.number)是最早取的号，等了\(ticket.waited(until: now) / 60_000)分钟"
  }
}

extension Ticket.Target {
  fileprivate var text: String {
    switch (counter, service) {
    case (let counter?, _): "指定\(counter)号窗口"
    case (nil, let service?): "要办“\(service)”"
    case (nil, nil): "没有指定"
    }
  }
}
