import Domain
import Foundation
import JSON
import Ledger
import Sync
import Synchronization
import Testing

@testable import Central

// A dossier of one county with a matter that another county's departments handle
// (N0-26): they see it and decide it, nobody else does, whatever both send at once.
@Suite("跨区县的办件") struct CrossCountyTests {
  private static let stream = "d:640105-employment"

  /// A counter in 兴庆区, a desk there, and one of 西夏区.
  private final class Site {
    let store: TestStore
    var counter: TestCounter
    var near: TestCounter
    var far: TestCounter
    private var pushed: [String: Int] = [:]

    init(_ kind: EngineKind) throws {
      store = try TestStore(kind)
      counter = try store.counter()
      near = try store.counter(hall: "640104900", seed: 2, departments: ["employment"])
      far = try store.counter(
        hall: "640105900", seed: 3, departments: ["employment", "civil"])
      counter.openHall()
      near.openHall(reviewing: ["employment"])
      far.openHall(reviewing: ["employment"])
      for one in [counter, near, far] { _ = try push(one) }
    }

    func accept(at place: String = "640105") throws -> Dossier {
      counter.accept(place: place)
      _ = try push(counter)
      return try #require(counter.dossiers.last)
    }

    /// What the counter's clerk or a desk's reviewer does, and what central says.
    func act(
      _ act: Act, on dossier: Dossier, at desk: ReferenceWritableKeyPath<Site, TestCounter>,
      as role: Role = .reviewer
    ) throws -> OperationResult.Outcome {
      let log = self[keyPath: desk].log
      let clerk = (role == .clerk ? "u1" : "u2") + log
      let operation = self[keyPath: desk].madeUp.operation(
        act, on: dossier.id, role: role, clerk: clerk)
      self[keyPath: desk].append(operation)
      return try #require(try push(self[keyPath: desk]).results.last).outcome
    }

    private func push(_ counter: TestCounter) throws -> PushAnswer {
      defer { pushed[counter.log] = counter.lines.count }
      return try store.push(counter, from: pushed[counter.log, default: 0] + 1)
    }

    /// The dossier as the last row of a stream shows it; nil when it is gone from it.
    func seen(_ dossier: Dossier, by counter: TestCounter, in stream: String) throws -> Dossier? {
      let row = try store.pulled(counter)[stream]?.last { $0.key.id == dossier.id }
      guard case .put(_, let json, _)? = row?.what else { return nil }
      return try Dossier(JSONReader(json))
    }
  }

  @Test("登记地的部门收到、办结，受理的大厅看到结果；本县的同名部门办不了", arguments: EngineKind.allCases)
  func decided(kind: EngineKind) throws {
    let site = try Site(kind)
    let dossier = try site.accept()
    let matter = TestCounter.policies
    #expect(try site.seen(dossier, by: site.far, in: Self.stream) == dossier)
    let page = try site.store.database.scan(
      Self.stream, after: nil, limit: 500, for: site.far.record
    ).get()
    #expect(page.rows.map(\.key.id) == [dossier.id])
    #expect(
      try site.act(.receive(matter: matter), on: dossier, at: \.near)
        == .rejected(code: "E_DEPARTMENT"))
    #expect(try site.act(.receive(matter: matter), on: dossier, at: \.far) == .applied)
    #expect(
      try site.act(.approve(matter: matter, opinion: "同意"), on: dossier, at: \.far) == .applied)
    let stream = "h:640104101"
    let after = try #require(try site.seen(dossier, by: site.counter, in: stream))
    #expect(after.proceeding(matter)?.state == .approved)
    #expect(try site.seen(dossier, by: site.far, in: Self.stream) == after)
    // A matter of the hall's own county is none of theirs.
    let advice = TestCounter.advice
    #expect(
      try site.act(.receive(matter: advice), on: dossier, at: \.far)
        == .rejected(code: "E_DEPARTMENT"))
    #expect(try site.act(.receive(matter: advice), on: dossier, at: \.near) == .applied)
  }

  @Test("登记地填错了，更正以后从那个县撤走，到对的县", arguments: EngineKind.allCases)
  func corrected(kind: EngineKind) throws {
    let site = try Site(kind)
    let dossier = try site.accept(at: "640106")
    #expect(try site.seen(dossier, by: site.far, in: Self.stream) == nil)
    let change = Change(key: "registrationPlace", old: .text("640106"), new: .text("640105"))
    #expect(
      try site.act(.amend([change], reason: "填错"), on: dossier, at: \.counter, as: .clerk)
        == .applied)
    #expect(try site.seen(dossier, by: site.far, in: Self.stream) != nil)
    let wrong = try site.store.database.page(of: "d:640106-employment", after: 0, limit: 10)
    guard case .drop? = wrong?.rows.last?.what else {
      Issue.record("\(String(describing: wrong?.rows.last))")
      return
    }
    // Outside the province it stays with the hall's own.
    let away = Change(key: "registrationPlace", old: .text("640105"), new: .text("110101"))
    #expect(
      try site.act(.amend([away], reason: "填错"), on: dossier, at: \.counter, as: .clerk)
        == .applied)
    #expect(try site.seen(dossier, by: site.far, in: Self.stream) == nil)
    #expect(
      try site.act(
        .receive(matter: TestCounter.policies), on: dossier, at: \.near) == .applied)
  }

  @Test("别的县不知道的办件，知道编号也碰不到", arguments: EngineKind.allCases)
  func unknown(kind: EngineKind) throws {
    let site = try Site(kind)
    let dossier = try site.accept(at: "640104")
    let matter = TestCounter.policies
    #expect(try site.act(.receive(matter: matter), on: dossier, at: \.far) == .held)
    #expect(try site.act(.note("看看"), on: dossier, at: \.far) == .held)
    let scan = try site.store.database.scan(
      "h:640104101", after: nil, limit: 5, for: site.far.record)
    #expect(scan == .failure(.scope))
  }

  @Test("市级部门读几个县的数据流，各县的办件都办得了", arguments: EngineKind.allCases)
  func city(kind: EngineKind) throws {
    let site = try Site(kind)
    site.far = try site.store.counter(
      hall: "640100900", seed: 4, departments: ["employment"], counties: ["640104", "640105"])
    site.far.openHall(reviewing: ["employment"])
    let here = try site.accept(at: "640104")
    let there = try site.accept(at: "640105")
    let matter = TestCounter.policies
    for dossier in [here, there] {
      #expect(try site.act(.receive(matter: matter), on: dossier, at: \.far) == .applied)
    }
    let away = try site.accept(at: "640106")
    #expect(
      try site.act(.receive(matter: matter), on: away, at: \.far)
        == .rejected(code: "E_DEPARTMENT"))
    // It sees the dossier, for the advice; that is a department's of its streams.
    #expect(
      try site.act(.receive(matter: TestCounter.advice), on: away, at: \.far) == .applied)
  }

  @Test("两个县同时送：锁不相死，各数据流不缺号", arguments: EngineKind.allCases)
  func together(kind: EngineKind) throws {
    let store = try TestStore(kind)
    let counties = ["640104", "640105", "640106"]
    var counters: [TestCounter] = []
    for (index, county) in counties.enumerated() {
      for other in counties where other != county {
        var counter = try store.counter(
          hall: county + "101", seed: UInt64(10 * index) + UInt64(other.suffix(1))!)
        counter.openHall()
        for _ in 0..<8 {
          counter.accept(place: other)
          counter.accept(place: county)
        }
        counters.append(counter)
      }
    }
    let (storage, secret, epoch, now) = (store.storage, store.secret, store.epoch, store.now)
    let failures = Mutex<[String]>([])
    let left = Atomic<Int>(counters.count)
    for counter in counters {
      Thread.detachNewThread {
        do {
          var database = try storage.open(secret: secret)
          for from in stride(from: 1, through: counter.lines.count, by: 3) {
            let count = min(3, counter.lines.count - from + 1)
            let batch = counter.batch(from: from, count: count, epoch: epoch)
            let answer = try database.push(
              [Submission(batch, from: counter.record)], at: now, database.blinding)[0].get()
            for result in answer.results where !result.outcome.hasEffect {
              failures.withLock { $0.append(result.outcome.word) }
            }
          }
        } catch {
          failures.withLock { $0.append("\(error)") }
        }
        left.subtract(1, ordering: .sequentiallyConsistent)
      }
    }
    while left.load(ordering: .sequentiallyConsistent) > 0 { usleep(10_000) }
    #expect(failures.withLock { $0 } == [])
    for county in counties {
      let stream = "d:\(county)-employment"
      let row = try store.database.engine.query(
        "SELECT count(*), min(seq), max(seq) FROM change WHERE stream = $1", [.text(stream)])[0]
      let head = try store.database.heads(of: [stream])[stream]
      // Each dossier changed once; two halls of the county and two of the others.
      #expect(head.map { row == [.int($0), .int(1), .int($0)] } == true)
      #expect(row[0].number >= 32)
    }
  }

  @Test("一批里既有本县的也有跨县的，各编各的号", arguments: EngineKind.allCases)
  func oneBatch(kind: EngineKind) throws {
    let store = try TestStore(kind)
    var counters: [TestCounter] = []
    for (hall, place) in [("640104101", "640105"), ("640105101", "640105"), ("640106101", nil)] {
      var counter = try store.counter(hall: hall, seed: UInt64(hall)!)
      counter.openHall()
      counter.accept(place: place)
      counters.append(counter)
    }
    let results = try store.database.push(
      counters.map { Submission($0.batch(epoch: store.epoch), from: $0.record) },
      at: store.now, store.database.blinding)
    for result in results {
      #expect(try result.get().results.allSatisfy { $0.outcome == .applied })
    }
    #expect(try store.database.heads(of: [Self.stream]) == [Self.stream: 2])
    #expect(try store.database.heads(of: ["h:640106101"]) == ["h:640106101": 1])
  }
}
