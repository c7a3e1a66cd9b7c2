import Domain
import Ledger
import MadeUp
import Sync
import Testing

@testable import Storage

/// One line for a hall: places, numbers that are told apart, calls that met.
@Suite("大厅的一条队")
struct HallLineTests {
  @Test(
    "First aid 10: the line is in the order of taking, over restarts and with the clock set back between tickets"
  )
  func order() throws {
    let test = try TestStore()
    let day = test.made.now.day
    var expected: [String] = []
    for minutes in [60, 61, 31, 90, 2] {
      let tickets = try test.store.tickets(on: day)
      let start = Instant(milliseconds: day.number * 86_400_000 + 3_600_000)
      let step = try TestStore.rule.issue(
        "ordinary", id: "z\(9 - expected.count)", day: day, series: "A", in: tickets,
        after: try test.store.lastPlace(), at: start.adding(milliseconds: minutes * 60_000))
      try test.record(step)
      expected.append(step.after.id)
      #expect(try test.store.tickets(on: day).map(\.id) == expected)
    }
    try test.reopen()
    #expect(try test.store.tickets(on: day).map(\.id) == expected)
    #expect(try test.store.lastPlace() == 5)
    try test.store.rebuild()
    #expect(try test.store.tickets(on: day).map(\.id) == expected)
    let figures = try test.store.backlog(
      at: Instant(milliseconds: day.number * 86_400_000), cutoffs: [])
    #expect(figures.waiting.allSatisfy { $0.longest >= 0 && $0.average >= 0 })
  }

  @Test(
    "First aid 10: the latest day on which something was done is kept, over restarts; signing in begins none; only somebody takes it back"
  )
  func begun() throws {
    let test = try TestStore()
    #expect(try test.store.begunDay() == nil)
    let account = Account(key: "s", name: "虚构主管", role: .supervisor)
    for act in [Act.putAccount(account), .signIn, .clock(ClockFault(.step, seconds: 90))] {
      try test.store.record(test.made.operation(act, on: "s", role: .supervisor, clerk: "s"))
    }
    #expect(try test.store.begunDay() == nil)
    let ticket = try test.issue()
    let day = ticket.day
    #expect(try test.store.begunDay() == day)
    test.made.tick(milliseconds: -3 * 86_400_000)
    try test.accept()
    try test.reopen()
    #expect(try test.store.begunDay() == day)
    try test.store.setBegunDay(day.adding(-3))
    try test.reopen()
    #expect(try test.store.begunDay() == day.adding(-3))
  }

  @Test(
    "First aid 9: what a counter gave out alone names the counter from the moment it joins: in lists, in the search, after a rebuild"
  )
  func joining() throws {
    let test = try TestStore(log: "1111", series: "1")
    let ticket = try test.issue()
    #expect(try test.store.tickets(on: ticket.day).map(\.number) == ["A001"])
    try test.store.enrol(
      CentralLink(url: "https://c", authority: "", device: "d", hall: "640104001"), log: "1111")
    func numbers() throws -> [String] {
      try test.store.database.query("SELECT number FROM ticket") { $0.text(0) }
        + test.store.tickets(on: ticket.day).map(\.number)
        + [try #require(try test.store.ticket(ticket.id)).number]
    }
    #expect(try numbers() == ["A001-1", "A001-1", "A001-1"])
    try test.reopen()
    try test.store.rebuild()
    #expect(try numbers() == ["A001-1", "A001-1", "A001-1"])
    for text in ["a0011", "A001", "A001-1"] {
      let hits = try test.store.find(FindQuery(text: text, today: ticket.day))
      #expect(hits.count == 1, "\(text)")
    }
    // A step of it is still the same ticket's.
    let call = try #require(
      TestStore.rule.callNext(
        in: try test.store.tickets(on: ticket.day), for: Counter(key: "1"), at: test.made.now))
    try test.record(call)
    #expect(try numbers() == ["A001-1", "A001-1", "A001-1"])
    let alone = try TestStore.rule.issue(
      "ordinary", id: "next", day: ticket.day, series: Ticket.series(ofCounterAlone: "1"),
      in: try test.store.tickets(on: ticket.day), at: test.made.now)
    #expect(alone.after.number == "A002-1")
  }

  @Test(
    "First aid 20: what counters called while apart stays with the one that central heard first; the other is told, and nobody's ticket is gone"
  )
  func twice() throws {
    var central = ModelCentral()
    let counters = try zip(["c1", "c2", "c3"], ["1111", "2222", "3333"]).map {
      try TestCounter($0, log: $1, seed: 5)
    }
    for counter in counters { central.enrol(counter.device, log: counter.test.store.logCode) }
    let staff: [Account] = [
      Account(key: "s", name: "虚构主管", role: .supervisor),
      Account(key: "u1", name: "虚构窗口", role: .clerk),
    ]
    for account in staff {
      try counters[0].test.store.record(
        counters[0].test.made.operation(
          .putAccount(account), on: account.key, role: .supervisor, clerk: "s"))
    }
    func settle() throws {
      for _ in 0..<3 {
        for counter in counters { for _ in 0..<40 { try counter.exchange(&central) } }
      }
    }
    let tickets = [try counters[0].test.issue(), try counters[0].test.issue()]
    try settle()
    let day = tickets[0].day
    // Apart: all call the first, the second counter goes on to serve, the third restarts.
    var steps: [TicketChange] = []
    for (counter, key) in zip(counters, ["c1", "c2", "c3"]) {
      let now = counter.test.made.now
      let known = try counter.test.store.tickets(on: day)
      #expect(known.map(\.id) == tickets.map(\.id))
      let call = try #require(TestStore.rule.callNext(in: known, for: Counter(key: key), at: now))
      #expect(call.after.id == tickets[0].id)
      try counter.test.record(call)
      steps.append(call)
    }
    try counters[1].test.record(try steps[1].after.started(at: counters[1].test.made.now))
    try counters[2].test.reopen()
    _ = counters.map { $0.test.store.takePulled() }
    // The first one's line comes back first.
    for _ in 0..<40 { try counters[0].exchange(&central) }
    try settle()
    for counter in counters {
      let shown = try counter.test.store.tickets(on: day)
      #expect(shown.map(\.id) == tickets.map(\.id))
      #expect(shown[0].state == .called && shown[0].counter == "c1")
      #expect(shown[1].state == .waiting)
    }
    #expect(counters[0].test.store.takePulled().lostCalls == [])
    #expect(try counters[0].test.store.attentionCount() == 0)
    for (counter, step) in zip(counters, steps).dropFirst() {
      #expect(counter.test.store.takePulled().lostCalls == [step.after.number])
      #expect(try counter.test.store.attentionCount() > 0)
    }
  }

  @Test(
    "First aid 9: a ticket about which central has doubts waits for the supervisor, over restarts and rebuilding, until one has looked"
  )
  func doubted() throws {
    let stream = "q:640104001"
    let counter = try TestCounter("1", log: "AAAA", seed: 5)
    let store = counter.test.store
    try store.reconcile(
      StateAnswer(
        epoch: "e1", serverTime: counter.test.made.now, heads: [stream: 1], logs: []))
    var ticket = Ticket(
      id: "t1", day: counter.test.made.now.day, series: "-2",
      class: TestStore.rule.classes[0], sequence: 1, issuedAt: counter.test.made.now)
    ticket.doubts = [.clerk]
    try store.apply(
      ScanPage(
        epoch: "e1", stream: stream, asOf: 1,
        rows: [
          StreamRow(
            key: EntityKey(.ticket, "t1"),
            what: .put(revision: 1, Entity.ticket(ticket).json, seen: [:]))
        ], next: nil))
    #expect(try store.taskCount() == 1)
    #expect(try store.doubtedTickets(limit: 9).map(\.id) == ["t1"])
    try store.rebuild()
    #expect(try store.doubtedTickets(limit: 9).map(\.id) == ["t1"])
    let supervisor = Account(key: "s", name: "虚构主管", role: .supervisor)
    try store.record(
      counter.test.made.operation(
        .putAccount(supervisor), on: "s", role: .supervisor, clerk: "s"))
    try store.record(
      counter.test.made.operation(
        .clear(Clearing([.clerk], of: .ticket, reason: "本人在岗")), on: "t1", role: .supervisor,
        clerk: "s"))
    #expect(try store.taskCount() == 0)
    #expect(try store.doubtedTickets(limit: 9).isEmpty)
    try store.rebuild()
    #expect(try store.doubtedTickets(limit: 9).isEmpty)
    #expect(try store.ticket("t1")?.doubts == [])
  }
}
