import Crypto
import Dispatch
import Domain
import JSON
import Ledger
import MadeUp
import Sync
import Synchronization
import TestClock
import Testing

@testable import Central

// What is done together, so that it costs less, comes out as if done alone.
@Suite struct TogetherTests {
  @Test("两个县的推送一次提交：各编各的号，同一个编号互不相干", arguments: EngineKind.allCases)
  func counties(kind: EngineKind) throws {
    let store = try TestStore(kind)
    var one = try store.counter()
    var two = try store.counter(hall: "640105101")
    // The same ids of operations and dossiers in both counties.
    two.madeUp.name = one.madeUp.name
    one.openHall()
    two.openHall()
    for _ in 0..<3 { one.accept() }
    for _ in 0..<5 { two.accept() }
    #expect(one.dossiers[0].id == two.dossiers[0].id)
    var stranger = try store.counter(hall: "640105102", seed: 3, isAlone: true)
    stranger.openHall()
    // Twice, so that the second time each county goes on where it was.
    for counter in [one, two] { _ = try store.push(counter, count: counter.lines.count - 2) }
    let (first, second) = (one.lines.count - 1, two.lines.count - 1)
    let results = try store.database.push(
      [
        Submission(one.batch(from: first, epoch: store.epoch), from: one.record),
        Submission(stranger.batch(epoch: "another"), from: stranger.record),
        Submission(two.batch(from: second, epoch: store.epoch), from: two.record),
      ], at: store.now, store.database.blinding)
    let answers = try [results[0].get(), results[2].get()]
    #expect(results[1] == .failure(.epoch(store.epoch)))
    for answer in answers { #expect(answer.results.allSatisfy { $0.outcome == .applied }) }
    #expect(answers[0].heads["h:640104101"] == 3)
    #expect(answers[1].heads["h:640105101"] == 5)
    #expect(try store.database.heads(of: ["staff:640105102"]) == [:])
    for (counter, stream) in [(one, "h:640104101"), (two, "h:640105101")] {
      let rows = try store.pulled(counter)[stream] ?? []
      let documents = rows.compactMap { row -> JSON? in
        if case .put(_, let json, _) = row.what { return json }
        return nil
      }
      #expect(documents == counter.dossiers.map(\.json))
    }
  }

  @Test("记得的文档，别的连接改过就重读", arguments: EngineKind.allCases)
  func changedElsewhere(kind: EngineKind) throws {
    let store = try TestStore(kind)
    var counter = try store.counter()
    counter.openHall()
    counter.accept()
    for words in ["甲", "乙", "丙"] { counter.note(words, on: counter.dossiers[0]) }
    var other = try store.storage.open(secret: store.secret)
    _ = try store.push(counter, from: 1, count: 6)
    let batch = counter.batch(from: 7, count: 1, epoch: store.epoch)
    _ = try other.push(
      [Submission(batch, from: counter.record)], at: store.now, store.database.blinding)[0].get()
    _ = try store.push(counter, from: 8)
    let rows = try store.pulled(counter)["h:640104101"] ?? []
    guard case .put(_, let json, _) = rows.first?.what else { throw Missing() }
    for words in ["甲", "乙", "丙"] { #expect(json.text.contains(words)) }
  }

  private struct Missing: Error {}

  @Test("记得的和从库里重读的是同样的对象", arguments: EngineKind.allCases)
  func remembered(kind: EngineKind) throws {
    let store = try TestStore(kind)
    var counter = try store.counter(departments: ["hrss", "insurance", "employment"])
    counter.openHall()
    let people: [(String, Role, [String])] = [
      ("u1", .clerk, []), ("u2", .reviewer, ["hrss", "insurance", "employment"]),
      ("u3", .screener, []),
    ]
    for (key, role, departments) in people {
      counter.append(
        counter.madeUp.operation(
          .putAccount(Account(key: key, name: "虚构人员", role: role, departments: departments)),
          on: key, role: .supervisor, clerk: "boss" + counter.log))
    }
    for _ in 0..<4 { counter.accept() }
    for turn in 0..<160 {
      let place = turn % counter.dossiers.count
      guard let operation = counter.madeUp.step(on: counter.dossiers[place]),
        let after = try? Dossier.play(operation, on: counter.dossiers[place])
      else { continue }
      counter.append(operation)
      counter.dossiers[place] = after
    }
    #expect(counter.lines.count > 60)
    for from in stride(from: 1, through: counter.lines.count, by: 3) {
      _ = try store.push(counter, from: from, count: min(3, counter.lines.count - from + 1))
      let cold = CentralDatabase(engine: store.database.engine, secret: store.secret)
      let rows = try store.database.engine.query(
        "SELECT \(CentralDatabase.entityColumns), county FROM entity ORDER BY id", [])
      for row in rows { #expect(try store.database.record(row) == cold.record(row)) }
    }
  }

  @Test("几天的积压不挡住刚保存的一行；积压太多时先退回积压")
  func smallFirst() throws {
    let store = try TestStore(.sqlite)
    let lane = Lane("test", try store.storage.open(secret: store.secret))
    let context = ServiceContext(
      log: CentralLog(leastLevel: .error), metrics: Metrics(), now: { TestClock.now })
    let pushes = PushLane(lane, InFlight(path: store.directory + "/inflight"), context)
    let gate = DispatchSemaphore(value: 0)
    lane.run { _ in gate.wait() }
    let answered = Mutex<[(name: String, result: Result<PushAnswer, Refusal>)]>([])
    let done = DispatchSemaphore(value: 0)
    func submit(_ name: String, lines: Int) throws {
      var counter = try store.counter()
      for _ in 0..<lines { counter.append(line: Array("{}".utf8)) }
      pushes.submit(
        counter.batch(epoch: store.epoch), from: counter.record, isQuarantine: false
      ) { result in
        answered.withLock { $0.append((name, result)) }
        done.signal()
      }
    }
    let most = PushLane.mostWaitingLines / 200 + 1
    for number in 1...most { try submit("days \(number)", lines: 200) }
    try submit("more days", lines: 200)
    try submit("today", lines: 1)
    gate.signal()
    for _ in 0..<(most + 2) { #expect(done.wait(timeout: .now() + 60) == .success) }
    let all = answered.withLock { $0 }
    #expect(all.prefix(3).map(\.name) == ["more days", "days 1", "today"])
    for (name, result) in all {
      switch result {
      case .success(let answer): #expect(answer.last > 0)
      case .failure(.busy): #expect(name == "more days")
      case .failure(let refusal): Issue.record("\(name): \(refusal)")
      }
    }
  }
}
