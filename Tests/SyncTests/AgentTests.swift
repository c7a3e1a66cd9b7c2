import Domain
import Ledger
import SyncModel
import Testing

@testable import Sync

@Suite("A counter's agent")
struct AgentTests {
  private let hash = Bench.hash

  private func counter(lines: Int = 0) -> CounterModel {
    var counter = CounterModel(hall: Bench.hall, log: "AAAA", hash: hash)
    for line in 0..<lines { counter.save(line: Array("{\"no\":\(line)}".utf8)) }
    return counter
  }

  private func state(
    _ counter: CounterModel, epoch: String = "e1", last: Int = 0, heads: [String: Int] = [:]
  ) -> StateAnswer {
    let lines = counter.logs[0].lines
    let origin = Chain(log: "AAAA", hash: hash).origin
    return StateAnswer(
      epoch: epoch, serverTime: Instant(milliseconds: 0), heads: heads,
      logs: [
        StateAnswer.LogState(
          log: "AAAA", last: last, lastHash: last == 0 ? origin : lines[last - 1].link,
          numberMark: 0)
      ])
  }

  private func answer(_ batch: PushBatch, _ outcome: OperationResult.Outcome = .applied)
    -> PushAnswer
  {
    PushAnswer(
      epoch: batch.epoch, serverTime: Instant(milliseconds: 0), log: batch.log, last: batch.last,
      lastHash: batch.head, durable: 0,
      results: (batch.from...batch.last).map { OperationResult(sequence: $0, outcome: outcome) },
      heads: [:])
  }

  /// An agent that has a session and knows the state, and is at its first request.
  private func ready(
    _ counter: inout CounterModel
  ) throws -> (agent: Agent, request: Agent.Request?) {
    var agent = Agent()
    #expect(try agent.step(.wake, &counter, now: 0, chance: 0.5) == .session)
    #expect(try agent.step(.answer(.session), &counter, now: 0, chance: 0.5) == .state)
    let request = try agent.step(
      .answer(.state(state(counter))), &counter, now: 0, chance: 0.5)
    return (agent, request)
  }

  @Test("Session, state, push, pull, rest: in this order, and then again by itself")
  func order() throws {
    var counter = counter(lines: 2)
    var (agent, request) = try ready(&counter)
    let batch = try #require(request?.batch)
    #expect(batch.lines.count == 2)
    request = try agent.step(.answer(.push(answer(batch))), &counter, now: 1, chance: 0.5)
    #expect(request == .pull(PullRequest(epoch: "e1", cursors: [:], maximumRows: 100)))
    #expect(try agent.step(.answer(.pull(nil)), &counter, now: 2, chance: 0.5) == nil)
    // Something was sent: central is looked at sooner, for two minutes.
    #expect(agent.phase == .resting(until: 5_002))
    #expect(try agent.step(.wake, &counter, now: 5_001, chance: 0.5) == nil)
    #expect(try agent.step(.wake, &counter, now: 5_002, chance: 0.5) == request)
    #expect(try agent.step(.answer(.pull(nil)), &counter, now: 200_000, chance: 0.5) == nil)
    #expect(agent.phase == .resting(until: 220_000))
  }

  @Test("A save is pushed at once while it rests, nothing is read for it, the next look is sooner")
  func saved() throws {
    var counter = counter()
    var (agent, _) = try ready(&counter)
    _ = try agent.step(.answer(.pull(nil)), &counter, now: 0, chance: 0.5)
    counter.save(line: Array("{}".utf8))
    let request = try agent.step(.saved, &counter, now: 100, chance: 0.5)
    let batch = try #require(request?.batch)
    #expect(
      try agent.step(.answer(.push(answer(batch))), &counter, now: 100, chance: 0) == nil)
    #expect(agent.phase == .resting(until: 100 + 3_500))
  }

  @Test("What a clerk does in one go travels together: the first line at once, the next 2 s later")
  func paced() throws {
    var counter = counter(lines: 1)
    var (agent, request) = try ready(&counter)
    let first = try #require(request?.batch)
    _ = try agent.step(.answer(.push(answer(first))), &counter, now: 0, chance: 0.5)
    _ = try agent.step(.answer(.pull(nil)), &counter, now: 0, chance: 0.5)
    for now in [100, 200] {
      counter.save(line: Array("{\"at\":\(now)}".utf8))
      #expect(try agent.step(.saved, &counter, now: now, chance: 0.5) == nil)
      #expect(agent.phase == .resting(until: 2_000))
      #expect(agent.holdsLines, "a scan waits for the line that names it")
    }
    var pressed = agent
    let retried = try pressed.step(.retry, &counter, now: 300, chance: 0.5)?.batch
    #expect(retried?.lines.count == 2, "现在重试 waits for nothing")
    request = try agent.step(.wake, &counter, now: 2_000, chance: 0.5)
    #expect(request?.batch?.lines.count == 2 && !agent.holdsLines)
  }

  @Test("Nothing is read before what was saved has been sent")
  func readsLast() throws {
    var counter = counter(lines: 1)
    var (agent, request) = try ready(&counter)
    let first = try #require(request?.batch)
    _ = try agent.step(.answer(.push(answer(first))), &counter, now: 4_000, chance: 0.5)
    _ = try agent.step(.answer(.pull(nil)), &counter, now: 4_000, chance: 0)
    #expect(agent.phase == .resting(until: 7_500))
    request = try agent.step(.wake, &counter, now: 7_500, chance: 0.5)
    guard case .pull = request else {
      Issue.record("\(String(describing: request))")
      return
    }
    // Saved while it reads: sent before it reads on.
    counter.save(line: Array("{\"at\":1}".utf8))
    let more = PullAnswer(
      epoch: "e1", serverTime: Instant(milliseconds: 0), pages: [], hasMore: true)
    request = try agent.step(.answer(.pull(more)), &counter, now: 7_501, chance: 0.5)
    #expect(request?.batch?.lines.count == 1)
  }

  @Test("More than one batch of lines goes on without a pause")
  func manyLines() throws {
    var counter = counter(lines: PushBatch.maximumLines * 2 + 1)
    var (agent, request) = try ready(&counter)
    var counts: [Int] = []
    while let batch = request?.batch {
      counts.append(batch.lines.count)
      request = try agent.step(.answer(.push(answer(batch))), &counter, now: 0, chance: 0.5)
    }
    #expect(counts == [PushBatch.maximumLines, PushBatch.maximumLines, 1])
  }

  @Test("A clerk who saves all the time hears of the others as often as one who rests")
  func busyClerk() throws {
    var counter = counter()
    var (agent, request) = try ready(&counter)
    var pulls: [Int] = []
    for now in stride(from: 0, through: 20_000, by: 100) {
      if case .pull = request {
        pulls.append(now)
        request = try agent.step(.answer(.pull(nil)), &counter, now: now, chance: 0.5)
      } else if let batch = request?.batch {
        request = try agent.step(.answer(.push(answer(batch))), &counter, now: now, chance: 0.5)
      } else {
        counter.save(line: Array("{\"at\":\(now)}".utf8))
        request = try agent.step(.saved, &counter, now: now, chance: 0.5)
        if request == nil { request = try agent.step(.wake, &counter, now: now, chance: 0.5) }
      }
    }
    #expect((4...6).contains(pulls.count), "\(pulls)")
  }

  @Test(
    "What central did otherwise than it was sent is read at once",
    arguments: [
      OperationResult.Outcome.conflict(keys: ["phone"]), .renumbered, .held,
      .rejected(code: "E_STATE"),
    ])
  func news(outcome: OperationResult.Outcome) throws {
    var counter = counter()
    var (agent, _) = try ready(&counter)
    _ = try agent.step(.answer(.pull(nil)), &counter, now: 0, chance: 0.5)
    counter.save(line: Array("{}".utf8))
    let batch = try #require(try agent.step(.saved, &counter, now: 9, chance: 0.5)?.batch)
    let next = try agent.step(
      .answer(.push(answer(batch, outcome))), &counter, now: 9, chance: 0.5)
    #expect(next == .pull(PullRequest(epoch: "e1", cursors: [:], maximumRows: 100)))
  }

  @Test("A save while something is under way, or while it waits after a failure, asks nothing")
  func savedMeanwhile() throws {
    var counter = counter()
    var (agent, _) = try ready(&counter)
    #expect(try agent.step(.saved, &counter, now: 0, chance: 0.5) == nil)
    _ = try agent.step(.lost, &counter, now: 0, chance: 0.5)
    #expect(try agent.step(.saved, &counter, now: 0, chance: 0.5) == nil)
  }

  @Test("It waits twice as long with every failure, by chance, and never over five minutes")
  func backOff() throws {
    var counter = counter()
    var (agent, _) = try ready(&counter)
    for most in [4_000, 8_000, 16_000, 32_000, 64_000, 128_000, 256_000, 300_000, 300_000] {
      var low = agent
      _ = try low.step(.lost, &counter, now: 0, chance: 0)
      #expect(low.phase == .backingOff(until: 0))
      _ = try agent.step(.lost, &counter, now: 0, chance: 0.999_999)
      guard case .backingOff(let until) = agent.phase else {
        Issue.record("it does not wait")
        return
      }
      #expect((most - 1...most).contains(until))
      _ = try agent.step(.retry, &counter, now: 0, chance: 0)
    }
    for _ in 0..<100 {
      _ = try agent.step(.lost, &counter, now: 0, chance: 0.999_999)
      _ = try agent.step(.retry, &counter, now: 0, chance: 0)
    }
    #expect(agent.failures > 60)
  }

  @Test("Three successes, and no fewer, forget the failures")
  func forgiving() throws {
    var counter = counter()
    var (agent, _) = try ready(&counter)
    _ = try agent.step(.lost, &counter, now: 0, chance: 0)
    let before = agent.failures
    for success in 1...3 {
      #expect(agent.failures == (success > 3 ? 0 : before))
      _ = try agent.step(.retry, &counter, now: 0, chance: 0)
      _ = try agent.step(.answer(.pull(nil)), &counter, now: 0, chance: 0)
    }
    #expect(agent.failures == 0)
  }

  @Test("A busy central is left alone as long as it asks, and longer")
  func busy() throws {
    var counter = counter()
    var (agent, _) = try ready(&counter)
    _ = try agent.step(.refused(.busy(seconds: 30)), &counter, now: 0, chance: 0.5)
    #expect(agent.phase == .backingOff(until: 30_000 + 2_000))
  }

  static let refusals: [Refusal] = [
    .badRequest(reason: ""), .session, .scope, .epoch("e2"), .gap(want: 1), .gap(want: 9),
    .fork(at: 1), .unknownLog("AAAA"), .tooBig, .horizon(stream: "h:1"), .upgrade(minimum: 2),
    .busy(seconds: 1), .notFound, .taken(by: "x"),
  ]

  @Test("Whatever central refuses, in whatever request, it goes on by itself", arguments: refusals)
  func goesOn(refusal: Refusal) throws {
    let batch = counter(lines: 3)
    var counter = batch
    counter.epoch = "e1"
    let push = try #require(counter.outbox(limit: 200))
    let requests: [Agent.Request] = [
      .session, .state, .push(push), .pull(PullRequest(epoch: "e1", cursors: [:], maximumRows: 1)),
      .scan(stream: "h:1", after: nil), .rekey(log: "AAAA", line: 2), .quarantine(push),
    ]
    for request in requests {
      var counter = counter
      var agent = Agent(phase: .asking(request))
      var asked = try agent.step(.refused(refusal), &counter, now: 0, chance: 0.5)
      // At most a few questions in a row; then it waits for its time.
      for _ in 0..<12 where asked != nil {
        asked = try agent.step(.refused(refusal), &counter, now: 0, chance: 0.5)
      }
      #expect(asked == nil, "\(request) \(refusal)")
      #expect(agent.wakesAt != nil, "\(request) \(refusal)")
    }
  }

  @Test("Revoked is the only end: nothing but another program start goes on")
  func revoked() throws {
    var counter = counter()
    var (agent, _) = try ready(&counter)
    _ = try agent.step(.refused(.revoked), &counter, now: 0, chance: 0)
    #expect(agent.phase == .blocked(.revoked))
    #expect(agent.wakesAt == nil)
    for event in [Agent.Event.wake, .saved, .retry, .lost] {
      #expect(try agent.step(event, &counter, now: 1_000_000, chance: 0) == nil)
    }
    #expect(!agent.isOnline)
  }

  @Test("A batch that cannot be read is halved down to the line, which goes as bytes")
  func halving() throws {
    var counter = counter(lines: 4)
    var (agent, request) = try ready(&counter)
    var counts: [Int] = []
    while case .push(let batch) = request {
      counts.append(batch.lines.count)
      request = try agent.step(
        .refused(.badRequest(reason: "")), &counter, now: 0, chance: 0)
    }
    #expect(counts == [4, 2, 1])
    guard case .quarantine(let batch) = request else {
      Issue.record("\(String(describing: request))")
      return
    }
    #expect(batch.from == 1)
    request = try agent.step(
      .answer(.push(answer(batch, .rejected(code: "E_UNPARSED")))), &counter, now: 0, chance: 0)
    #expect(counter.unsent == 3)
    #expect(counter.attention.map(\.sequence) == [1])
    #expect(request?.batch?.from == 2)
  }

  @Test("A fork goes on under a new code from where it begins")
  func fork() throws {
    var counter = counter(lines: 3)
    var (agent, _) = try ready(&counter)
    #expect(
      try agent.step(.refused(.fork(at: 2)), &counter, now: 0, chance: 0)
        == .rekey(log: "AAAA", line: 2))
    #expect(
      try agent.step(.answer(.rekeyed(log: "BBBB")), &counter, now: 0, chance: 0) == .state)
    #expect(counter.logs.map(\.code) == ["AAAA", "BBBB"])
    #expect(counter.logs.map(\.lines.count) == [1, 2])
  }

  @Test("A log that central does not know goes on under a new code as a whole")
  func unknownLog() throws {
    var counter = counter(lines: 3)
    var (agent, _) = try ready(&counter)
    #expect(
      try agent.step(.refused(.unknownLog("AAAA")), &counter, now: 0, chance: 0)
        == .rekey(log: "AAAA", line: 1))
    _ = try agent.step(.answer(.rekeyed(log: "BBBB")), &counter, now: 0, chance: 0)
    #expect(counter.logs.map(\.code) == ["BBBB"])
    #expect(counter.unsent == 3)
  }

  @Test("Another epoch is asked about; what central lost is sent again, all is read anew")
  func epoch() throws {
    var counter = counter(lines: 3)
    var (agent, request) = try ready(&counter)
    let batch = try #require(request?.batch)
    counter.places = ["h:1": 7]
    _ = try agent.step(.answer(.push(answer(batch))), &counter, now: 0, chance: 0)
    #expect(counter.unsent == 0)
    #expect(try agent.step(.refused(.epoch("e2")), &counter, now: 0, chance: 0) == .state)
    request = try agent.step(
      .answer(.state(state(counter, epoch: "e2", last: 1, heads: ["h:1": 4]))), &counter, now: 0,
      chance: 0)
    #expect(request?.batch?.from == 2)
    #expect(request?.batch?.epoch == "e2")
    #expect(counter.places == ["h:1": -1])
  }

  @Test("A head that is behind the cursor tells that central went back, whatever its epoch says")
  func behind() throws {
    var counter = counter()
    var (agent, _) = try ready(&counter)
    counter.places = ["h:1": 7]
    let page = StreamPage(stream: "h:1", from: 7, to: 7, head: 5, rows: [])
    let answer = PullAnswer(
      epoch: "e1", serverTime: Instant(milliseconds: 0), pages: [page], hasMore: false)
    _ = try agent.step(.answer(.pull(answer)), &counter, now: 0, chance: 0)
    #expect(try agent.step(.wake, &counter, now: 0, chance: 0) == .state)
    _ = try agent.step(
      .answer(.state(state(counter, heads: ["h:1": 5]))), &counter, now: 0, chance: 0)
    #expect(counter.places == ["h:1": -1])
  }

  @Test("An answer about fewer lines than were sent is not believed")
  func less() throws {
    var counter = counter(lines: 3)
    var (agent, request) = try ready(&counter)
    let batch = try #require(request?.batch)
    let less = PushAnswer(
      epoch: "e1", serverTime: Instant(milliseconds: 0), log: "AAAA", last: 2,
      lastHash: batch.head, durable: 0,
      results: [OperationResult(sequence: 1, outcome: .applied)], heads: [:])
    #expect(try agent.step(.answer(.push(less)), &counter, now: 0, chance: 0) == nil)
    #expect(counter.unsent == 3)
  }

  @Test("A program that is too old goes on pushing and reads no more")
  func upgrade() throws {
    var counter = counter()
    var (agent, _) = try ready(&counter)
    #expect(try agent.step(.refused(.upgrade(minimum: 2)), &counter, now: 0, chance: 0) == nil)
    #expect(agent.needsUpgrade)
    counter.save(line: Array("{}".utf8))
    let batch = try #require(try agent.step(.saved, &counter, now: 0, chance: 0)?.batch)
    #expect(try agent.step(.answer(.push(answer(batch))), &counter, now: 0, chance: 0) == nil)
  }

  @Test("A whole stream is read before anything is pulled, from where it was left")
  func scan() throws {
    var counter = counter()
    var (agent, _) = try ready(&counter)
    counter.places = ["h:1": -1, "q:1": 3]
    var request = try agent.step(.answer(.pull(nil)), &counter, now: 0, chance: 0)
    #expect(request == .scan(stream: "h:1", after: nil))
    let next = EntityKey(.dossier, "x")
    let page = ScanPage(epoch: "e1", stream: "h:1", asOf: 9, rows: [], next: next)
    request = try agent.step(.answer(.scan(page)), &counter, now: 0, chance: 0)
    #expect(request == .scan(stream: "h:1", after: next))
    let last = ScanPage(epoch: "e1", stream: "h:1", asOf: 12, rows: [], next: nil)
    request = try agent.step(.answer(.scan(last)), &counter, now: 0, chance: 0)
    #expect(
      request
        == .pull(PullRequest(epoch: "e1", cursors: ["h:1": 9, "q:1": 3], maximumRows: 100)))
  }

  @Test("A session that is over is renewed at once; one that is refused waits")
  func session() throws {
    var counter = counter()
    var (agent, _) = try ready(&counter)
    #expect(try agent.step(.refused(.session), &counter, now: 0, chance: 0) == .session)
    #expect(try agent.step(.refused(.session), &counter, now: 0, chance: 0.5) == nil)
    #expect(agent.wakesAt != nil)
  }

  @Test("An answer that belongs to another question changes nothing")
  func mismatched() throws {
    var counter = counter(lines: 1)
    var (agent, _) = try ready(&counter)
    #expect(try agent.step(.answer(.rekeyed(log: "ZZZZ")), &counter, now: 0, chance: 0) == nil)
    #expect(counter.logs.map(\.code) == ["AAAA"])
    #expect(agent.wakesAt != nil)
  }
}
