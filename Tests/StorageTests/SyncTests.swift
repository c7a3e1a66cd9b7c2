import Domain
import Foundation
import Ledger
import MadeUp
import Sync
import Testing

@testable import Storage

@Suite("本机视图＝已确认＋未入账")
struct SyncTests {
  private static let staff: [Account] = [
    Account(key: "s", name: "虚构主管", role: .supervisor),
    Account(key: "u1", name: "虚构窗口", role: .clerk),
    Account(key: "u2", name: "虚构经办", role: .reviewer, departments: ["hrss", "civil"]),
    Account(key: "u3", name: "虚构预审", role: .screener),
  ]

  private func found(_ counter: TestCounter) throws {
    for account in Self.staff {
      try counter.test.store.record(
        counter.test.made.operation(
          .putAccount(account), on: account.key, role: .supervisor, clerk: "s"))
    }
  }

  /// Two counters of one hall; the first one brings the staff.
  private func pair(
    seed: UInt64, _ central: inout ModelCentral
  ) throws -> [TestCounter] {
    let logs = ["1111", "2222"]
    let counters = try logs.indices.map {
      try TestCounter("c\($0 + 1)", log: logs[$0], seed: seed + UInt64($0))
    }
    for (counter, log) in zip(counters, logs) { central.enrol(counter.device, log: log) }
    try found(counters[0])
    return counters
  }

  /// Something that a clerk or reviewer does at this counter.
  private func work(_ counter: TestCounter) throws {
    let test = counter.test
    let random = test.made.random.below(8)
    if random < 2 {
      try test.accept(isScreened: test.made.random.below(4) == 0)
    } else if random == 2 {
      _ = try test.issue()
    } else if random == 3 {
      test.made.tick(milliseconds: 1_000)
      let tickets = try test.store.tickets(on: test.made.now.day)
      if let call = TestStore.rule.callNext(
        in: tickets, for: Counter(key: test.series), at: test.made.now)
      {
        try test.record(call)
        if test.made.random.below(3) == 0 {
          try test.store.record(test.made.operation(.undoTicket(call), on: call.after.id))
        }
      }
    } else {
      let ids = try test.store.database.query("SELECT id FROM dossier ORDER BY id") { $0.text(0) }
      guard !ids.isEmpty else { return }
      let dossier = try #require(try test.store.dossier(test.made.random.pick(ids)))
      guard !dossier.number.isEmpty, let operation = test.made.step(on: dossier) else { return }
      try test.store.record(operation)
    }
  }

  private func settle(_ counters: [TestCounter], _ central: inout ModelCentral) throws {
    for _ in 0..<4 {
      for counter in counters { for _ in 0..<120 { try counter.exchange(&central) } }
    }
  }

  @Test("两个窗口和中心任意交错：视图每一步都等于已确认加未入账，停下来处处一致", arguments: 1...8 as ClosedRange<UInt64>)
  func interleavings(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    var central = ModelCentral()
    let counters = try pair(seed: seed * 2, &central)
    for round in 0..<260 {
      let counter = counters[random.below(2)]
      if random.below(5) < 2 {
        try work(counter)
      } else {
        try counter.exchange(&central, isLost: random.below(8) == 0)
      }
      if round % 5 == 0 {
        #expect(try counter.shown() == counter.expected(), "seed \(seed) round \(round)")
      }
    }
    try settle(counters, &central)
    for counter in counters {
      let truth = central.entities(of: counter.device.streams)
      #expect(truth.count > 20)
      #expect(try counter.shown() == truth)
      #expect(try counter.test.store.unsentCount() == 0)
      #expect(try counter.test.store.database.query("SELECT 1 FROM base") { $0.int(0) } == [])
      #expect(try counter.test.store.integrityCheck() == [])
      // Derived tables too: made anew they are the same.
      try counter.test.store.rebuild()  // closes the gaps that refused dossiers left
      try counter.test.store.checkpoint()
      let before = try counter.test.store.digest(ofViewsOnly: true)
      try counter.test.store.rebuild()
      #expect(try counter.test.store.digest(ofViewsOnly: true) == before)
      #expect(try counter.shown() == truth)
    }
    for store in counters.map(\.test.store) {
      let undecided = central.entities(of: counters[0].device.streams).values.compactMap {
        if case .dossier(let dossier) = $0, dossier.undecidedCount > 0 { dossier } else { nil }
      }
      #expect(Set(try store.undecidedDossiers(limit: 1000).map(\.id)) == Set(undecided.map(\.id)))
      #expect(
        try store.taskCount()
          == undecided.reduce(try store.attentionCount()) { $0 + $1.undecidedCount })
    }
    let attentions = try counters.flatMap { try $0.test.store.attentions(limit: 1000) }
    let refused = central.operations.filter(\.outcome.needsAttention)
    #expect(
      Set(attentions.compactMap(\.operation?.id)) == Set(refused.compactMap(\.operation)))
  }

  @Test("裁定过的重复不遮住后来的，也不再计入需处理")
  func decidedDuplicatesHideNone() throws {
    var central = ModelCentral()
    let counters = try pair(seed: 41, &central)
    let people = try (0..<3).map { _ in try counters[0].test.accept() }
    try settle(counters, &central)
    let test = counters[1].test
    var later: [Dossier] = []
    for person in people {
      later.append(
        try test.store.accept(draft: nil) { serial in
          var acceptance = test.made.accept(serial: serial, log: "2222", isOpen: true)
          guard case .accept(var content) = acceptance.act else { return (acceptance, nil) }
          content.answers = person.answers
          acceptance = test.made.operation(.accept(content), on: acceptance.entity)
          return (acceptance, nil)
        })
    }
    try settle(counters, &central)
    #expect(try test.store.attentions(limit: 9).map(\.code) == [])
    #expect(try test.store.taskCount() == 3)
    #expect(try counters[0].test.store.taskCount() == 3)
    for (person, dossier) in zip(people, later).prefix(2) {
      let keep = Act.keep(duplicate: person.number, reason: "两次都要办")
      try test.store.record(test.made.operation(keep, on: dossier.id))
    }
    #expect(try test.store.taskCount() == 1)
    #expect(try test.store.undecidedDossiers(limit: 1).map(\.id) == [later[2].id])
    try settle(counters, &central)
    #expect(try counters[0].test.store.undecidedDossiers(limit: 1).map(\.id) == [later[2].id])
  }

  @Test("自己的改动一直看得见：档案又被别处改过，新的一版还在后面的页里")
  func keepsOwnEditAcrossPages() throws {
    var central = ModelCentral()
    let counters = try pair(seed: 43, &central)
    let dossier = try counters[0].test.accept()
    try settle(counters, &central)

    let (here, there) = (counters[0].test, counters[1].test)
    try here.store.record(here.made.operation(.note("这里写的"), on: dossier.id))
    let store = here.store
    let batch = try #require(try store.outbox(limit: 10))
    let answers = central.push([Submission(batch, from: counters[0].device)], at: here.made.now) {
      _ in nil
    }
    try store.acknowledge(try answers[0].get())
    // Elsewhere: another dossier, and then the same one again, which moves it on.
    _ = try there.accept()
    try there.store.record(there.made.operation(.note("别处写的"), on: dossier.id))
    try settle([counters[1]], &central)

    func notes() throws -> Int {
      try #require(try here.store.dossier(dossier.id)).events.count { $0.kind == .dossierNote }
    }
    #expect(try notes() == 1)
    let stream = Streams.hall(counters[0].device.hall)
    var pages = 0
    while true {
      let place = try #require(try store.cursors().places[stream])
      let next = central.page(of: stream, after: place, limit: 1)
      let page = try #require(next)
      guard place < page.head else { break }
      #expect(try store.apply(page, epoch: central.epochName))
      pages += 1
      #expect(try notes() >= 1, "after page \(pages)")
    }
    #expect(try pages > 1 && notes() == 2)
  }

  @Test("重建：登记入网后从已确认和未入账重建，与原来一字不差")
  func rebuildsOverConfirmed() throws {
    var central = ModelCentral()
    let counter = try TestCounter("c1", log: "1111", seed: 5)
    central.enrol(counter.device, log: "1111")
    try found(counter)
    for _ in 0..<60 { try work(counter) }
    try settle([counter], &central)
    for _ in 0..<30 { try work(counter) }
    let store = counter.test.store
    try store.checkpoint()
    let before = try store.digest(ofViewsOnly: true)
    try store.database.execute("UPDATE proceeding SET reason = 'x'; DELETE FROM search_key")
    try store.rebuild()
    #expect(try store.digest(ofViewsOnly: true) == before)
    #expect(try counter.shown() == counter.expected())
  }

  @Test(
    "First aid 17: a joined counter's views follow from what central confirmed, its logs from what central answered"
  )
  func proofs() throws {
    var central = ModelCentral()
    let counters = try pair(seed: 5, &central)
    for _ in 0..<60 { for counter in counters { try work(counter) } }
    try settle(counters, &central)
    for _ in 0..<5 { try work(counters[0]) }
    let test = counters[0].test
    func differences() throws -> [String] {
      let scratch = test.directory + "/scratch"
      defer { try? FileManager.default.removeItem(atPath: scratch) }
      return try test.store.viewDifferences(in: scratch).map { "\($0.table) \($0.key)" }
    }
    #expect(try differences() == [])
    let ends = try test.store.confirmedEnds()
    #expect(ends.map(\.log) == ["1111"] && ends[0].count > 10)
    #expect(try ends.allSatisfy { try test.store.begins(with: $0) })
    // Its lines under another code are the same lines.
    try test.store.rekey(log: "1111", from: 4, to: "3333")
    #expect(try ends.allSatisfy { try test.store.begins(with: $0) })
    try test.store.rekey(log: "3333", from: 1, to: "4444")
    #expect(try ends.allSatisfy { try test.store.begins(with: $0) })
    #expect(try differences() == [])
    try test.store.database.execute("UPDATE dossier SET phone = '1' WHERE place = 2")
    let found = try differences()
    #expect(found.contains("dossier place=2"))
    try test.store.database.execute("UPDATE op SET line = hash WHERE position = 6")
    #expect(try !test.store.begins(with: ends[0]))
  }

  @Test("有历史的单机入网：换号后同一批操作重新成链，全部到中心，号不重发")
  func enrolsWithHistory() throws {
    var central = ModelCentral()
    let counter = try TestCounter("c1", log: "7K3M", seed: 3, enrols: false)
    try found(counter)
    for _ in 0..<80 { try work(counter) }
    let shown = try counter.shown()
    let mark = try counter.test.store.numberMark()
    try counter.enrol("9ZZ9")
    central.enrol(counter.device, log: "9ZZ9")
    #expect(try counter.shown() == shown)
    let lines = try counter.test.store.unsentCount()
    #expect(try counter.test.store.verifyChain() == .intact(lines: lines))
    #expect(counter.test.store.logCode == "9ZZ9")
    #expect(try counter.test.store.numberMark() == mark)
    try counter.test.reopen()
    #expect(counter.test.store.logCode == "9ZZ9")
    try settle([counter], &central)
    #expect(central.operations.count == lines)
    #expect(try counter.shown() == central.entities(of: counter.device.streams))
  }

  @Test("中心退回昨天的备份：丢的重传，读数从头，处处一致")
  func centralGoesBack() throws {
    var central = ModelCentral()
    let counters = [
      try TestCounter("c1", log: "1111", seed: 21), try TestCounter("c2", log: "2222", seed: 22),
    ]
    for (counter, log) in zip(counters, ["1111", "2222"]) {
      central.enrol(counter.device, log: log)
    }
    try found(counters[0])
    for _ in 0..<40 { for counter in counters { try work(counter) } }
    try settle(counters, &central)
    var backup = central
    for _ in 0..<40 { for counter in counters { try work(counter) } }
    try settle(counters, &central)
    let sent = central.operations.count
    backup.epochName = "e2"
    central = backup
    for counter in counters { for _ in 0..<3 { try work(counter) } }
    try settle(counters, &central)
    #expect(central.operations.count >= sent)
    for counter in counters {
      #expect(try counter.shown() == central.entities(of: counter.device.streams))
      #expect(try counter.test.store.unsentCount() == 0)
    }
  }

  @Test("本机磁盘退回旧备份：分叉被发现，换号，之后的操作一笔不少")
  func counterGoesBack() throws {
    var central = ModelCentral()
    let counter = try TestCounter("c1", log: "1111", seed: 31)
    central.enrol(counter.device, log: "1111")
    try found(counter)
    for _ in 0..<30 { try work(counter) }
    try settle([counter], &central)
    let old = try counter.test.copyOfFile()
    for _ in 0..<15 { try work(counter) }
    try settle([counter], &central)
    try counter.test.restore(old)
    counter.agent = Agent()
    counter.request = nil
    for _ in 0..<15 { try work(counter) }
    let mine = try counter.test.store.database.query("SELECT op_id FROM op") { $0.text(0) }
    try settle([counter], &central)
    #expect(Set(mine).isSubset(of: Set(central.operations.compactMap(\.operation))))
    #expect(counter.test.store.logCode != "1111")
    let all = try counter.test.store.database.query("SELECT count(*) FROM op") { $0.int(0) }[0]
    #expect(try counter.test.store.verifyChain() == .intact(lines: all))
    #expect(try counter.shown() == central.entities(of: counter.device.streams))
  }

  @Test("与中心有关的每个事务，在任何一步出错，要么全写，要么全不写")
  func failsAnywhere() throws {
    var central = ModelCentral()
    let counter = try TestCounter("c1", log: "1111", seed: 41)
    central.enrol(counter.device, log: "1111")
    try found(counter)
    var failures = 0
    for round in 0..<14 {
      // Nothing is read as long as something waits to be sent.
      if round < 6 { for _ in 0..<3 { try work(counter) } }
      let store = counter.test.store
      var steps = 1
      while true {
        // One exchange, stopped after so many steps: nothing of it, or all.
        let before = try store.digest()
        let (agent, request, copy) = (counter.agent, counter.request, central)
        store.database.failAfter(steps: steps)
        let done: Void? = try? counter.exchange(&central)
        store.database.failNoMore()
        if done != nil { break }
        failures += 1
        let isWhole = try store.digest() != before
        (counter.agent, counter.request, central) = (agent, request, copy)
        // Stopped right after its COMMIT: the answer comes again, and is one.
        if isWhole {
          try counter.exchange(&central)
          break
        }
        steps += 1 + steps / 2
      }
      #expect(try counter.shown() == counter.expected())
    }
    #expect(failures > 40)
    #expect(counter.answered.isSuperset(of: ["push", "pull", "scan", "state"]))
  }
}
