/// A queue ticket (号票): one person's place in the line of one day.
///
/// Two counters can never hold the same ticket: a ticket changes only through
/// `TicketChange`, which says what it was before.
package struct Ticket: Equatable, Sendable {
  package let id: String
  package let day: Day
  /// Numbers run for each series and class of a day: that of a counter that
  /// stands alone, `hallSeries` and what begins with it, or
  /// `series(ofCounterAlone:)`.
  package let series: String
  package let classKey: String
  package let prefix: String
  /// 1...999.
  package let sequence: Int
  package let hasPriority: Bool
  /// The place in the line, which transfer, parking and recall keep: it grows with
  /// every ticket that central takes, or a counter alone. Whoever gives one out
  /// goes on after the highest that it has seen. 0 for tickets from before places
  /// were given.
  package let place: Int
  /// By the clock on the wall, which decides nothing.
  package let issuedAt: Instant
  package var state: State
  /// The last call.
  package var calledAt: Instant?
  package var endedAt: Instant?
  /// The counter that called it last.
  package var counter: String?
  package var target: Target
  package var note: String
  package var recalls: Int
  /// Later priority tickets that were called before this ordinary one.
  package var passedBy: Int
  /// Whether the number names the counter that gave it out alone: in a hall that
  /// has joined central others have the same number. Set by whoever shows it, not
  /// written down.
  package var isToldApart = false
  /// What central found odd about it and took; empty for nearly all.
  package var doubts: Set<Doubt> = []

  package init(
    id: String, day: Day, series: String, class ticketClass: TicketClass, sequence: Int,
    place: Int = 0, issuedAt: Instant, target: Target = Target(), note: String = ""
  ) {
    precondition((1...999).contains(sequence), "a ticket number has three digits")
    self.id = id
    self.day = day
    self.series = series
    classKey = ticketClass.key
    prefix = ticketClass.prefix
    hasPriority = ticketClass.hasPriority
    self.sequence = sequence
    self.place = place
    self.issuedAt = issuedAt
    state = .waiting
    self.target = target
    self.note = note
    recalls = 0
    passedBy = 0
  }

  package enum State: String, CaseIterable, Sendable {
    case waiting, called, serving, served, skipped, transferred, parked, left

    package var text: String {
      switch self {
      case .waiting: "等候"
      case .called: "已叫号"
      case .serving: "办理中"
      case .served: "已办结"
      case .skipped: "过号"
      case .transferred: "已转移"
      case .parked: "暂挂"
      case .left: "已离开"
      }
    }
  }

  /// Who may call it; nil is anybody.
  package struct Target: Equatable, Sendable {
    package var counter: String?
    package var service: String?

    package init(counter: String? = nil, service: String? = nil) {
      self.counter = counter
      self.service = service
    }
  }

  /// `A001`; `A001-3` from counter 3 of a hall whose own series was out of
  /// reach, so that nobody else in the room has the same; `A001-H2` when central
  /// came back from a backup on that day.
  package var number: String {
    let plain = prefix + Decimal.padded(sequence, 3)
    if series.hasPrefix("-") { return plain + series }
    let isNamed = isHalls ? series != Ticket.hallSeries : isToldApart
    return isNamed ? plain + "-" + series : plain
  }

  /// The series of a whole hall, whose numbers central gives.
  package static let hallSeries = "H"

  package static func hallSeries(round: Int) -> String {
    round > 1 ? "\(hallSeries)\(round)" : hallSeries
  }

  /// Whether central gave the number.
  package var isHalls: Bool { Ticket.isHalls(series: series) }

  package static func isHalls(series: String) -> Bool {
    let round = series.dropFirst(hallSeries.count)
    return series.hasPrefix(hallSeries) && round.utf8.allSatisfy { (0x30...0x39).contains($0) }
  }

  /// Whether the number was given out without naming who gave it.
  package var isPlain: Bool { series == Ticket.hallSeries || !isHalls && !series.hasPrefix("-") }

  /// The series that a counter of a hall goes on with while it cannot reach the
  /// hall's.
  package static func series(ofCounterAlone counter: String) -> String { "-" + counter }

  /// Whether two series give out numbers that look the same in a hall: `-3`, and
  /// the `3` of the time before counter 3 joined.
  static func lookAlike(_ a: String, _ b: String) -> Bool {
    a.drop { $0 == "-" } == b.drop { $0 == "-" }
  }

  /// The highest place; a device cannot push a hall beyond it.
  package static let lastPlace = 1_000_000_000_000

  /// The place after those of these tickets.
  package static func nextPlace(after place: Int) -> Int { min(lastPlace, place + 1) }

  /// Whether it can be called.
  package var isInLine: Bool { state == .waiting || state == .transferred }

  /// Milliseconds, never less than none and never more than a day: a clock that
  /// was set makes no wait longer than the line stands.
  package func waited(until now: Instant) -> Int {
    min(max(0, now.milliseconds - issuedAt.milliseconds), Ticket.longestWait)
  }

  package static let longestWait = 86_400_000

  /// The line's order: by place; equal places, of counters that gave numbers out
  /// alone, by series, class, number and id, so that every counter sees the same
  /// line. Tickets from before places were given come first, as they were issued.
  package static func isBefore(_ a: Ticket, _ b: Ticket) -> Bool {
    if a.place != b.place { return a.place < b.place }
    if a.place == 0, a.issuedAt != b.issuedAt {
      return a.issuedAt.milliseconds < b.issuedAt.milliseconds
    }
    return (a.series, a.prefix, a.sequence, a.id) < (b.series, b.prefix, b.sequence, b.id)
  }
}

/// A service counter (窗口), as the line sees it.
package struct Counter: Equatable, Sendable {
  package let key: String
  /// Empty means every service.
  package let services: Set<String>

  package init(key: String, services: Set<String> = []) {
    self.key = key
    self.services = services
  }

  package func mayCall(_ ticket: Ticket) -> Bool {
    if let counter = ticket.target.counter, counter != key { return false }
    guard let service = ticket.target.service, !services.isEmpty else { return true }
    return services.contains(service)
  }
}

/// Why the line refuses something (排队错误).
package enum QueueProblem: Error, Equatable, Sendable {
  case unknownClass(String)
  /// 999 tickets of this class and series today.
  case numbersUsedUp(String)
  case unknownTicket(String)
  case wrongState(number: String, state: Ticket.State, action: TicketChange.Action)
  case otherCounter(number: String)
  case boundReached(number: String, ordinary: String, bound: Int)
  case reasonMissing
  case otherDay(number: String)
  case undoTooLate(seconds: Int)
  case changedSince(number: String)

  package var message: String {
    switch self {
    case .unknownClass(let key): "没有号票类别“\(key)”"
    case .numbersUsedUp(let prefix): "今天\(prefix)类号已发到999，请换另一类或另一序列"
    case .unknownTicket(let id): "没有这张号票（\(id)）"
    case .wrongState(let number, let state, let action):
      "\(number)现在是“\(state.text)”，不能\(action.text)"
    case .otherCounter(let number): "\(number)指定了其他窗口或业务，本窗口不能叫"
    case .boundReached(let number, let ordinary, let bound):
      "不能先叫\(number)：普通号\(ordinary)已让过\(bound)个优先号，达到上限"
    case .reasonMissing: "过号要写明原因"
    case .otherDay(let number): "\(number)不是今天的号，请重新取号"
    case .undoTooLate(let seconds): "已过\(seconds)秒，只能在60秒内撤销"
    case .changedSince(let number): "\(number)之后又有变动，不能撤销"
    }
  }
}
