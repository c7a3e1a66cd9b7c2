import Testing

@testable import Domain

/// The order of a line is the order in which the tickets were taken, whatever the
/// clocks say.
@Suite("队列的次序")
struct LineOrderTests {
  private let rule = QueueTests.rule
  private let counter = Counter(key: "3")

  private func at(_ minute: Int) -> Instant {
    QueueTests.open.adding(milliseconds: minute * 60_000)
  }

  private func taken(_ minutes: [Int], series: String = "1") throws -> [Ticket] {
    var tickets: [Ticket] = []
    for (index, minute) in minutes.enumerated() {
      let change = try rule.issue(
        "ordinary", id: "t\(9 - index)", day: QueueTests.day, series: series, in: tickets,
        at: at(minute))
      tickets = try tickets.applying(change)
    }
    return tickets
  }

  @Test(
    "First aid 10: tickets taken after the clock went back half an hour stand behind the others")
  func setBack() throws {
    var tickets = try taken([60, 61, 31, 32])
    var called: [String] = []
    while let change = rule.callNext(in: tickets, for: counter, at: at(33)) {
      tickets = try tickets.applying(change)
      called.append(change.after.number)
    }
    #expect(called == ["A001", "A002", "A003", "A004"])
  }

  @Test(
    "First aid 10: a priority ticket from a slow clock passes the ordinary ones before it, and the bound holds"
  )
  func bound() throws {
    var tickets = try taken([60, 61])
    for index in 1...5 {
      tickets = try tickets.applying(
        rule.issue(
          "military", id: "j\(index)", day: QueueTests.day, series: "1", in: tickets,
          at: at(10 + index)))
    }
    var called: [String] = []
    while let change = rule.callNext(in: tickets, for: counter, at: at(20)) {
      tickets = try tickets.applying(change)
      called.append(change.after.number)
    }
    #expect(called == ["J001", "J002", "J003", "A001", "A002", "J004", "J005"])
  }

  @Test(
    "First aid 10: of two counters one ten minutes slow, whose places central gave, the first taken is called first"
  )
  func slowCounter() {
    func ticket(_ sequence: Int, place: Int, minute: Int) -> Ticket {
      Ticket(
        id: "t\(sequence)", day: QueueTests.day, series: Ticket.hallSeries, class: rule.classes[0],
        sequence: sequence, place: place, issuedAt: at(minute))
    }
    let line = [
      ticket(1, place: 1, minute: 60), ticket(2, place: 2, minute: 51),
      ticket(3, place: 3, minute: 62), ticket(4, place: 4, minute: 53),
    ]
    #expect(rule.next(in: line.reversed(), for: counter, at: at(54))?.ticket.number == "A001")
    #expect(line.reversed().sorted(by: Ticket.isBefore).map(\.sequence) == [1, 2, 3, 4])
  }

  @Test(
    "First aid 10: whoever gives a number out alone goes on behind every place that it has seen")
  func afterKnown() throws {
    let change = try rule.issue(
      "ordinary", id: "x", day: QueueTests.day, series: "-2", in: [], after: 41, at: at(0))
    #expect(change.after.place == 42)
    let last = try rule.issue(
      "ordinary", id: "y", day: QueueTests.day, series: "-2", in: [], after: Ticket.lastPlace,
      at: at(0))
    #expect(last.after.place == Ticket.lastPlace)
  }

  @Test("First aid 10: tickets from before places were given stand first, as they were issued")
  func older() throws {
    let old = [30, 20].map { minute in
      Ticket(
        id: "o\(minute)", day: QueueTests.day, series: "1", class: rule.classes[0],
        sequence: minute, issuedAt: at(minute))
    }
    let new = try rule.issue(
      "ordinary", id: "n", day: QueueTests.day, series: "1", in: old, at: at(0)
    ).after
    #expect((old + [new]).sorted(by: Ticket.isBefore).map(\.id) == ["o20", "o30", "n"])
  }

  @Test(
    "First aid 10: no wait is less than none or longer than a day, for people, reasons and averages"
  )
  func waits() throws {
    let tickets = try taken([60])
    #expect(tickets[0].waited(until: at(10)) == 0)
    #expect(tickets[0].waited(until: at(60 * 24 * 400)) == Ticket.longestWait)
    let early = try #require(rule.next(in: tickets, for: counter, at: at(10)))
    #expect(early.reason.contains("等了0分钟"))
    var called = try #require(rule.callNext(in: tickets, for: counter, at: at(10))).after
    called.state = .waiting
    let summary = WaitSummary.summaries(of: [called], rule: rule, at: at(5))[0]
    #expect(summary.longest == 0 && summary.average == 0 && summary.averageUntilCall == 0)
  }

  @Test(
    "First aid 10: a clock that was set back does not make a step of long ago young enough to be undone"
  )
  func undo() throws {
    let tickets = try taken([60])
    let change = try #require(rule.callNext(in: tickets, for: counter, at: at(60)))
    let after = try tickets.applying(change)
    #expect(throws: QueueProblem.self) { try after.undoing(change, at: at(30)) }
    #expect(try after.undoing(change, at: at(60).adding(milliseconds: -30_000)) == tickets)
  }

  @Test(
    "First aid 9: numbers of a counter alone go on after those from before it joined, and name the counter"
  )
  func joined() throws {
    var before = try taken([1, 2], series: "3")
    for index in before.indices { before[index].isToldApart = true }
    #expect(before.map(\.number) == ["A001-3", "A002-3"])
    let alone = try rule.issue(
      "ordinary", id: "x", day: QueueTests.day, series: Ticket.series(ofCounterAlone: "3"),
      in: before, at: at(9))
    #expect(alone.after.number == "A003-3")
    func hall(_ round: Int) -> Ticket {
      var ticket = Ticket(
        id: "h", day: QueueTests.day, series: Ticket.hallSeries(round: round),
        class: rule.classes[0], sequence: 1, issuedAt: at(0))
      ticket.isToldApart = true
      return ticket
    }
    #expect([1, 2].map { hall($0).number } == ["A001", "A001-H2"])
    #expect([1, 2].map { hall($0).isPlain } == [true, false])
    #expect(before[0].isPlain && !alone.after.isPlain)
  }
}
