import Testing

@testable import Domain

@Suite("排队")
struct QueueTests {
  static let rule = QueueRule(
    classes: [
      TicketClass(key: "ordinary", title: "普通", prefix: "A", hasPriority: false),
      TicketClass(key: "military", title: "军人", prefix: "J", hasPriority: true),
      TicketClass(key: "elderly", title: "老年人", prefix: "L", hasPriority: true),
    ], bound: 3, recalls: 3)
  static let day = Day(2026, 3, 13)!
  static let open = Instant(milliseconds: day.number * 86_400_000 + 3_600_000)
  let rule = QueueTests.rule
  let counter = Counter(key: "3")

  private func minute(_ count: Int) -> Instant {
    QueueTests.open.adding(milliseconds: count * 60_000)
  }

  /// One ticket a letter and minute: `AAJ`.
  private func line(_ letters: String) throws -> [Ticket] {
    var tickets: [Ticket] = []
    for (index, letter) in letters.enumerated() {
      let key = rule.classes.first { $0.prefix == String(letter) }!.key
      let change = try rule.issue(
        key, id: "t\(index)", day: QueueTests.day, series: "1", in: tickets, at: minute(index))
      tickets = try tickets.applying(change)
    }
    return tickets
  }

  private func callAll(_ tickets: [Ticket]) throws -> [String] {
    var tickets = tickets
    var order: [String] = []
    while let change = rule.callNext(in: tickets, for: counter, at: minute(500)) {
      tickets = try tickets.applying(change)
      order.append(change.after.number)
    }
    return order
  }

  @Test(
    "优先号先叫，普通号最多让三个",
    arguments: [
      ("AAA", "A001 A002 A003"), ("AJ", "J001 A001"), ("JA", "J001 A001"),
      ("AJJJJ", "J001 J002 J003 A001 J004"),
      ("AAJJJJJ", "J001 J002 J003 A001 A002 J004 J005"),
      ("ALJLJL", "L001 J001 L002 A001 J002 L003"),
    ])
  func order(letters: String, expected: String) throws {
    #expect(try callAll(line(letters)).joined(separator: " ") == expected)
  }

  @Test("号码按类别、日期、序列各自连续")
  func numbers() throws {
    var tickets = try line("AAJ")
    #expect(tickets.map(\.number) == ["A001", "A002", "J001"])
    let other = try rule.issue(
      "ordinary", id: "x", day: QueueTests.day, series: "2", in: tickets, at: minute(9))
    #expect(other.after.number == "A001")
    let tomorrow = try rule.issue(
      "ordinary", id: "y", day: QueueTests.day.adding(1), series: "1", in: tickets, at: minute(9))
    #expect(tomorrow.after.number == "A001")
    tickets.append(
      Ticket(
        id: "last", day: QueueTests.day, series: "1", class: rule.classes[0], sequence: 999,
        issuedAt: minute(10)))
    #expect(throws: QueueProblem.numbersUsedUp("A")) {
      try rule.issue(
        "ordinary", id: "z", day: QueueTests.day, series: "1", in: tickets, at: minute(11))
    }
  }

  @Test("说明为什么是下一个，为什么不是")
  func explanations() throws {
    var tickets = try line("AAJJJJ")
    func why(_ index: Int) -> String {
      rule.explanation(of: tickets[index], in: tickets, for: counter, at: minute(30))
    }
    #expect(why(2) == "下一个就是它：J001是军人优先号；让它的普通号最多让过1个（上限3）")
    #expect(why(3) == "还不到J002：前面还有1个优先号；下一个是J001")
    #expect(why(1) == "还不到A002：前面有1个普通号、4个优先号在等；它已让过0个，最多再让3个；下一个是J001")
    for _ in 0..<3 {
      tickets = try tickets.applying(rule.callNext(in: tickets, for: counter, at: minute(20))!)
    }
    #expect(why(0) == "下一个就是它：A001已让过3个优先号，达到上限3，先办普通号")
    #expect(why(5) == "还不到J004：A001已让过3个优先号，达到上限3，先办普通号")
    #expect(why(2) == "J001现在是“已叫号”，不在等候")
  }

  @Test("转号、暂挂保持原来的次序，只有指定的窗口能叫")
  func transferKeepsOrder() throws {
    var tickets = try line("AAA")
    tickets = try tickets.applying(rule.callNext(in: tickets, for: counter, at: minute(5))!)
    let target = Ticket.Target(counter: "5")
    tickets = try tickets.applying(tickets[0].transferred(to: target, note: "社保", at: minute(6)))
    #expect(rule.next(in: tickets, for: counter, at: minute(7))?.ticket.number == "A002")
    let five = Counter(key: "5")
    #expect(rule.next(in: tickets, for: five, at: minute(7))?.ticket.number == "A001")
    #expect(
      rule.explanation(of: tickets[0], in: tickets, for: counter, at: minute(7))
        == "A001指定5号窗口，不由本窗口叫")
    #expect(throws: QueueProblem.otherCounter(number: "A001")) {
      try rule.call(tickets[0], in: tickets, for: counter, at: minute(7), reason: "")
    }
  }

  @Test("按业务转号，只有办这项业务的窗口能叫")
  func services() throws {
    var tickets = try line("A")
    tickets[0].target.service = "医保"
    let some = Counter(key: "1", services: ["人社"])
    #expect(rule.next(in: tickets, for: some, at: minute(1)) == nil)
    let right = Counter(key: "2", services: ["医保"])
    #expect(rule.next(in: tickets, for: right, at: minute(1))?.ticket.number == "A001")
  }

  @Test("过号要有原因，当天可以恢复到原位置，隔天不行")
  func skipAndReactivate() throws {
    var tickets = try line("AA")
    tickets = try tickets.applying(rule.callNext(in: tickets, for: counter, at: minute(5))!)
    #expect(throws: QueueProblem.reasonMissing) {
      try tickets[0].skipped(reason: " ", at: minute(6))
    }
    #expect(!rule.mayBeSkipped(tickets[0]))
    for _ in 0..<3 { tickets = try tickets.applying(tickets[0].recalled(at: minute(6))) }
    #expect(rule.mayBeSkipped(tickets[0]))
    tickets = try tickets.applying(tickets[0].skipped(reason: "三次未到", at: minute(7)))
    #expect(rule.next(in: tickets, for: counter, at: minute(8))?.ticket.number == "A002")
    #expect(throws: QueueProblem.otherDay(number: "A001")) {
      try tickets[0].reactivated(at: minute(60 * 24))
    }
    tickets = try tickets.applying(tickets[0].reactivated(at: minute(9)))
    #expect(rule.next(in: tickets, for: counter, at: minute(10))?.ticket.number == "A001")
  }

  @Test("叫号、过号、转号60秒内可以撤销，让号次数也退回")
  func undo() throws {
    let tickets = try line("AJ")
    let call = rule.callNext(in: tickets, for: counter, at: minute(5))!
    let called = try tickets.applying(call)
    #expect(called[0].passedBy == 1)
    let soon = call.at.adding(milliseconds: 60_000)
    #expect(try called.undoing(call, at: soon) == tickets)
    #expect(throws: QueueProblem.undoTooLate(seconds: 61)) {
      try called.undoing(call, at: call.at.adding(milliseconds: 61_000))
    }
    let started = try called.applying(called[1].started(at: minute(5)))
    #expect(throws: QueueProblem.changedSince(number: "J001")) {
      try started.undoing(call, at: soon)
    }
  }

  @Test("两个窗口不能叫到同一张号")
  func neverTwice() throws {
    let tickets = try line("A")
    let first = rule.callNext(in: tickets, for: counter, at: minute(1))!
    let second = rule.callNext(in: tickets, for: Counter(key: "4"), at: minute(1))!
    let called = try tickets.applying(first)
    #expect(throws: QueueProblem.changedSince(number: "A001")) { try called.applying(second) }
  }

  @Test("每个状态只接受自己的操作", arguments: Ticket.State.allCases)
  func states(state: Ticket.State) throws {
    var ticket = try line("A")[0]
    ticket.state = state
    func isAllowed(_ step: () throws -> TicketChange) -> Bool { (try? step()) != nil }
    let now = minute(1)
    let allowed: [(TicketChange.Action, Bool)] = [
      (.call, isAllowed { try rule.call(ticket, in: [ticket], for: counter, at: now, reason: "") }),
      (.recall, isAllowed { try ticket.recalled(at: now) }),
      (.start, isAllowed { try ticket.started(at: now) }),
      (.finish, isAllowed { try ticket.finished(at: now) }),
      (.skip, isAllowed { try ticket.skipped(reason: "未到", at: now) }),
      (.reactivate, isAllowed { try ticket.reactivated(at: now) }),
      (.transfer, isAllowed { try ticket.transferred(to: .init(), note: "", at: now) }),
      (.park, isAllowed { try ticket.parked(note: "", at: now) }),
      (.resume, isAllowed { try ticket.resumed(by: counter, at: now) }),
      (.leave, isAllowed { try ticket.left(at: now) }),
    ]
    let expected: [Ticket.State: Set<TicketChange.Action>] = [
      .waiting: [.call, .leave], .transferred: [.call, .leave],
      .called: [.recall, .start, .finish, .skip, .transfer, .park, .leave],
      .serving: [.finish, .transfer, .park, .leave], .parked: [.transfer, .resume, .leave],
      .skipped: [.reactivate, .leave], .served: [], .left: [],
    ]
    #expect(Set(allowed.filter(\.1).map(\.0)) == expected[state])
  }

  @Test("等候时间按类别统计")
  func waits() throws {
    var tickets = try line("AAJ")
    tickets = try tickets.applying(rule.callNext(in: tickets, for: counter, at: minute(12))!)
    let all = WaitSummary.summaries(of: tickets, rule: rule, at: minute(20))
    #expect(all.map(\.classKey) == [nil, "ordinary", "military"])
    #expect(all.map(\.waiting) == [2, 2, 0])
    #expect(all.map(\.longest) == [20 * 60_000, 20 * 60_000, nil])
    #expect(all[1].average == 19 * 60_000 + 30_000)
    #expect(all.map(\.averageUntilCall) == [10 * 60_000, nil, 10 * 60_000])
  }
}

/// A small seeded generator (SplitMix64), so that a failure can be repeated.
struct Seeded: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

@Suite("排队的性质")
struct QueueProperties {
  private func counter(_ number: Int) -> Counter {
    Counter(key: "\(number)", services: number == 2 ? ["人社"] : [])
  }

  @Test("任意操作序列：让号不超过上限，同类次序不乱，一张不丢", arguments: 0..<60)
  func anySequence(seed: Int) throws {
    var random = Seeded(state: UInt64(seed))
    let rule = QueueRule(
      classes: QueueTests.rule.classes, bound: seed % 5, recalls: 3)
    var tickets: [Ticket] = []
    var issued = 0
    var now = QueueTests.open
    var changes: [TicketChange] = []
    /// Calls of later priority tickets that each ordinary ticket really saw.
    var passes: [String: Int] = [:]

    for _ in 0..<250 {
      now = now.adding(milliseconds: Int.random(in: 0...40_000, using: &random))
      var change: TicketChange?
      let someone = tickets.randomElement(using: &random)
      switch Int.random(in: 0..<12, using: &random) {
      case 0...3:
        let target = Ticket.Target(service: Bool.random(using: &random) ? "人社" : nil)
        change = try rule.issue(
          rule.classes.randomElement(using: &random)!.key, id: "t\(issued)", day: QueueTests.day,
          series: "1", in: tickets, at: now, target: target)
        issued += 1
      case 4...6:
        let counter = counter(Int.random(in: 1...3, using: &random))
        let line = QueueRule.line(tickets, for: counter)
        change = rule.callNext(in: tickets, for: counter, at: now)
        #expect((change == nil) == line.isEmpty)
        if let called = change?.after {
          let sameKind = line.first { $0.hasPriority == called.hasPriority }
          #expect(sameKind?.id == called.id, "the oldest of its kind")
        }
      case 7:
        if let someone, someone.isInLine {
          let counter = counter(1)
          change = try? rule.call(someone, in: tickets, for: counter, at: now, reason: "")
        }
      case 8: change = try? someone?.skipped(reason: "未到", at: now)
      case 9: change = try? someone?.reactivated(at: now)
      case 10:
        change = try? someone?.transferred(
          to: Ticket.Target(counter: "3"), note: "", at: now)
      default:
        if let last = changes.last, let undone = try? tickets.undoing(last, at: now) {
          tickets = undone
          changes.removeLast()
          if last.action == .issue { issued -= 1 }
          for id in last.passed { passes[id, default: 0] -= 1 }
        }
      }
      guard let change else { continue }
      let counter = change.after.counter.map { Counter(key: $0, services: $0 == "2" ? ["人社"] : []) }
      if change.action == .call, change.after.hasPriority, let counter {
        for ticket in tickets
        where ticket.isInLine && !ticket.hasPriority && counter.mayCall(ticket)
          && Ticket.isBefore(ticket, change.after)
        {
          passes[ticket.id, default: 0] += 1
        }
      }
      tickets = try tickets.applying(change)
      changes.append(change)
      #expect(tickets.count == issued)
      #expect(Set(tickets.map(\.id)).count == tickets.count)
      #expect(Set(tickets.map(\.number)).count == tickets.count)
      for ticket in tickets {
        #expect(ticket.passedBy == passes[ticket.id, default: 0])
        #expect(ticket.passedBy <= rule.bound)
      }
    }
  }
}
