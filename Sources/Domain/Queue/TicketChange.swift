/// One step of one ticket (号票变动), which can be undone for 60 seconds.
package struct TicketChange: Equatable, Sendable {
  package let action: Action
  /// Nil when the ticket was issued by this change.
  package let before: Ticket?
  package let after: Ticket
  /// Ids of the ordinary tickets whose `passedBy` grows by one.
  package let passed: [String]
  package let at: Instant
  package let reason: String

  package init(
    action: Action, before: Ticket?, after: Ticket, passed: [String], at: Instant, reason: String
  ) {
    self.action = action
    self.before = before
    self.after = after
    self.passed = passed
    self.at = at
    self.reason = reason
  }

  package enum Action: String, CaseIterable, Sendable {
    case issue, call, recall, start, finish, skip, reactivate, transfer, park, resume, leave

    package var text: String {
      switch self {
      case .issue: "取号"
      case .call: "叫号"
      case .recall: "重呼"
      case .start: "开始办理"
      case .finish: "办结"
      case .skip: "过号"
      case .reactivate: "恢复过号"
      case .transfer: "转移"
      case .park: "暂挂"
      case .resume: "恢复办理"
      case .leave: "登记离开"
      }
    }

    /// The states that it is allowed in.
    package var from: Set<Ticket.State> {
      switch self {
      case .issue: []
      case .call: [.waiting, .transferred]
      case .recall, .start: [.called]
      case .finish: [.called, .serving]
      case .skip: [.called]
      case .reactivate: [.skipped]
      case .transfer: [.called, .serving, .parked]
      case .park: [.called, .serving]
      case .resume: [.parked]
      case .leave: [.waiting, .called, .serving, .skipped, .transferred, .parked]
      }
    }
  }

  package static let undoSeconds = 60

  /// Whether it is a step that a line has: of one ticket, which stays the same one, from
  /// a state that the action is allowed in to the one that it leads to.
  package var isCoherent: Bool {
    guard let before else { return action == .issue && after.state == .waiting && passed.isEmpty }
    return action.from.contains(before.state) && after.state == action.to
      && before.isSameTicket(as: after)
  }
}

extension TicketChange.Action {
  fileprivate var to: Ticket.State {
    switch self {
    case .issue, .reactivate: .waiting
    case .call, .recall: .called
    case .start, .resume: .serving
    case .finish: .served
    case .skip: .skipped
    case .transfer: .transferred
    case .park: .parked
    case .leave: .left
    }
  }
}

extension QueueRule {
  /// A new ticket with the next number of its class, day and series, behind all
  /// others.
  ///
  /// - Parameter lastPlace: the highest place of any day that is known.
  package func issue(
    _ classKey: String, id: String, day: Day, series: String, in tickets: [Ticket],
    after lastPlace: Int = 0, at now: Instant, target: Ticket.Target = Ticket.Target(),
    note: String = ""
  ) throws(QueueProblem) -> TicketChange {
    guard let ticketClass = ticketClass(classKey) else { throw .unknownClass(classKey) }
    let last = tickets.filter {
      $0.day == day && Ticket.lookAlike($0.series, series) && $0.prefix == ticketClass.prefix
    }.map(\.sequence).max()
    let sequence = (last ?? 0) + 1
    guard sequence <= 999 else { throw .numbersUsedUp(ticketClass.prefix) }
    let place = Ticket.nextPlace(after: max(lastPlace, tickets.map(\.place).max() ?? 0))
    let ticket = Ticket(
      id: id, day: day, series: series, class: ticketClass, sequence: sequence, place: place,
      issuedAt: now, target: target, note: note)
    return TicketChange(
      action: .issue, before: nil, after: ticket, passed: [], at: now, reason: "")
  }

  /// Calls the next ticket by fair order; nil when nobody waits.
  package func callNext(
    in tickets: [Ticket], for counter: Counter, at now: Instant
  ) -> TicketChange? {
    next(in: tickets, for: counter, at: now).map {
      called($0.ticket, passed: $0.passed, for: counter, at: now, reason: $0.reason)
    }
  }

  /// Calls one ticket out of turn; a priority ticket only inside the bound.
  package func call(
    _ ticket: Ticket, in tickets: [Ticket], for counter: Counter, at now: Instant, reason: String
  ) throws(QueueProblem) -> TicketChange {
    try ticket.require(.call)
    guard counter.mayCall(ticket) else { throw .otherCounter(number: ticket.number) }
    let line = QueueRule.line(tickets, for: counter)
    let passed = ticket.hasPriority ? QueueRule.passed(by: ticket, in: line) : []
    if let blocked = passed.first(where: { $0.passedBy >= bound }) {
      throw .boundReached(number: ticket.number, ordinary: blocked.number, bound: bound)
    }
    return called(ticket, passed: passed.map(\.id), for: counter, at: now, reason: reason)
  }

  private func called(
    _ ticket: Ticket, passed: [String], for counter: Counter, at now: Instant, reason: String
  ) -> TicketChange {
    var after = ticket
    after.state = .called
    after.calledAt = now
    after.counter = counter.key
    after.recalls = 0
    return TicketChange(
      action: .call, before: ticket, after: after, passed: passed, at: now, reason: reason)
  }

  /// Whether the ticket was recalled as often as the rule asks for (过号).
  package func mayBeSkipped(_ ticket: Ticket) -> Bool {
    ticket.state == .called && ticket.recalls >= recalls
  }
}

extension Ticket {
  func require(_ action: TicketChange.Action) throws(QueueProblem) {
    guard action.from.contains(state) else {
      throw .wrongState(number: number, state: state, action: action)
    }
  }

  private func changing(
    _ action: TicketChange.Action, at now: Instant, reason: String = "",
    _ change: (inout Ticket) -> Void
  ) throws(QueueProblem) -> TicketChange {
    try require(action)
    var after = self
    change(&after)
    return TicketChange(
      action: action, before: self, after: after, passed: [], at: now, reason: reason)
  }

  package func recalled(at now: Instant) throws(QueueProblem) -> TicketChange {
    try changing(.recall, at: now) { $0.recalls += 1 }
  }

  package func started(at now: Instant) throws(QueueProblem) -> TicketChange {
    try changing(.start, at: now) { $0.state = .serving }
  }

  package func finished(at now: Instant) throws(QueueProblem) -> TicketChange {
    try changing(.finish, at: now) {
      $0.state = .served
      $0.endedAt = now
    }
  }

  package func skipped(reason: String, at now: Instant) throws(QueueProblem) -> TicketChange {
    guard reason.contains(where: { !$0.isWhitespace }) else { throw .reasonMissing }
    return try changing(.skip, at: now, reason: reason) {
      $0.state = .skipped
      $0.endedAt = now
    }
  }

  /// Puts a skipped ticket back into its old place, on the same day.
  package func reactivated(at now: Instant) throws(QueueProblem) -> TicketChange {
    guard now.day == day else { throw .otherDay(number: number) }
    return try changing(.reactivate, at: now) {
      $0.state = .waiting
      $0.endedAt = nil
    }
  }

  /// Into the line of another counter or service, in the place of its issue.
  package func transferred(
    to target: Target, note: String, at now: Instant
  ) throws(QueueProblem) -> TicketChange {
    try changing(.transfer, at: now, reason: note) {
      $0.state = .transferred
      $0.target = target
      $0.note = note
    }
  }

  package func parked(note: String, at now: Instant) throws(QueueProblem) -> TicketChange {
    try changing(.park, at: now, reason: note) {
      $0.state = .parked
      $0.note = note
    }
  }

  package func resumed(by counter: Counter, at now: Instant) throws(QueueProblem) -> TicketChange {
    try changing(.resume, at: now) {
      $0.state = .serving
      $0.counter = counter.key
    }
  }

  package func left(at now: Instant) throws(QueueProblem) -> TicketChange {
    try changing(.leave, at: now) {
      $0.state = .left
      $0.endedAt = now
    }
  }
}

extension [Ticket] {
  /// The tickets after a change.
  ///
  /// - Throws: `changedSince` when the ticket is no longer what the change
  ///   started from, e.g. because another counter called it.
  package func applying(_ change: TicketChange) throws(QueueProblem) -> [Ticket] {
    var tickets = self
    if let before = change.before {
      guard let index = firstIndex(where: { $0.id == before.id }) else {
        throw .unknownTicket(before.id)
      }
      guard tickets[index].isSameStep(as: before) else {
        throw .changedSince(number: before.number)
      }
      tickets[index] = change.after.keeping(tickets[index])
    } else {
      var issued = change.after
      issued.doubts = []
      tickets.append(issued)
    }
    for index in tickets.indices where change.passed.contains(tickets[index].id) {
      tickets[index].passedBy += 1
    }
    return tickets
  }

  /// The tickets as if a change had not been, within 60 seconds of it.
  package func undoing(_ change: TicketChange, at now: Instant) throws(QueueProblem) -> [Ticket] {
    // Backwards, too: a clock that was set back makes nothing younger.
    let seconds = abs(now.milliseconds - change.at.milliseconds) / 1000
    guard seconds <= TicketChange.undoSeconds else { throw .undoTooLate(seconds: seconds) }
    guard let index = firstIndex(where: { $0.id == change.after.id }) else {
      throw .unknownTicket(change.after.id)
    }
    guard self[index].isSameStep(as: change.after) else {
      throw .changedSince(number: change.after.number)
    }
    var tickets = self
    if let before = change.before {
      tickets[index] = before.keeping(tickets[index])
    } else {
      tickets.remove(at: index)
    }
    for index in tickets.indices where change.passed.contains(tickets[index].id) {
      tickets[index].passedBy -= 1
    }
    return tickets
  }
}

extension Ticket {
  /// Equal but for what other tickets' calls change, and what central says of it.
  fileprivate func isSameStep(as other: Ticket) -> Bool {
    var mine = keeping(other)
    mine.isToldApart = other.isToldApart
    return mine == other
  }

  /// What stands on the paper, and the place in the line.
  fileprivate func isSameTicket(as other: Ticket) -> Bool {
    id == other.id && day == other.day && series == other.series && classKey == other.classKey
      && prefix == other.prefix && sequence == other.sequence && hasPriority == other.hasPriority
      && place == other.place && issuedAt == other.issuedAt
  }

  /// With what no step of its own changes as it is.
  fileprivate func keeping(_ known: Ticket) -> Ticket {
    var kept = self
    kept.passedBy = known.passedBy
    kept.doubts = known.doubts
    return kept
  }
}
