import Crypto
import Domain
import Foundation
import JSON
import Ledger
import Sync
import Testing

@testable import Central

// The same rules on both engines.
@Suite struct StoreTests {
  @Test("前两版的中心库升级：没有的表补上，跨县的办件照收", arguments: EngineKind.allCases)
  func older(kind: EngineKind) throws {
    let store = try TestStore(kind)
    let engine = store.database.engine
    for table in ["visitor", "blob_piece", "queue_place", "office_grant", "clerk_proof", "heir"] {
      try engine.execute("DROP TABLE \(table)")
    }
    for column in [
      "log DROP COLUMN latest", "log DROP COLUMN joined", "device DROP COLUMN forked",
      "entity DROP COLUMN seal",
    ] {
      try engine.execute("ALTER TABLE \(column)")
    }
    try engine.execute("ALTER TABLE queue_number DROP COLUMN at; DROP INDEX device_place")
    try engine.run("UPDATE meta SET v = $1 WHERE k = 'schema'", [.text("1")])
    _ = try store.storage.prepare(secret: store.secret, highWater: 0, at: store.now.milliseconds)
    #expect(
      try engine.first("SELECT v FROM meta WHERE k = 'schema'")?[0] == .text("\(Schema.version)"))
    #expect(try engine.query("SELECT * FROM blob_piece", []).isEmpty)
    var counter = try store.counter()
    counter.openHall()
    counter.accept(place: "640105")
    #expect(try store.push(counter).results.allSatisfy { $0.outcome == .applied })
    #expect(
      try engine.query("SELECT county, home FROM visitor", []) == [
        [.text("640105"), .text("640104")]
      ])
  }

  @Test("推送后拉取，得到同样的办件", arguments: EngineKind.allCases)
  func pushAndPull(kind: EngineKind) throws {
    let store = try TestStore(kind)
    var counter = try store.counter()
    counter.openHall()
    for _ in 0..<20 { counter.accept() }
    let answer = try store.push(counter)
    #expect(answer.results.allSatisfy { $0.outcome == .applied })
    #expect(answer.last == 24)
    let rows = try store.pulled(counter)
    #expect(rows["h:640104101"]?.count == 20)
    #expect(rows["staff:640104101"]?.count == 4)
    for row in rows["h:640104101"] ?? [] {
      guard case .put(let revision, let json, let seen) = row.what else {
        Issue.record("not put")
        continue
      }
      let mine = counter.dossiers.first { $0.id == row.key.id }
      #expect(json == mine?.json)
      #expect(revision == 1)
      #expect(seen.keys.sorted() == [counter.log])
    }
  }

  @Test("重复推送只有一次效果，回答与第一次相同", arguments: EngineKind.allCases)
  func pushAgain(kind: EngineKind) throws {
    let store = try TestStore(kind)
    var counter = try store.counter()
    counter.openHall()
    for _ in 0..<5 { counter.accept() }
    let first = try store.push(counter)
    let second = try store.push(counter)
    #expect(first.results == second.results)
    #expect(first.heads == second.heads)
    #expect(try store.pulled(counter)["h:640104101"]?.count == 5)
  }

  @Test("改动过的、缺了的、别人的日志都被拒绝，什么也不写", arguments: EngineKind.allCases)
  func refusals(kind: EngineKind) throws {
    let store = try TestStore(kind)
    var counter = try store.counter()
    counter.openHall()
    counter.accept()
    _ = try store.push(counter)
    var copy = counter
    counter.accept()
    _ = try store.push(counter, from: 6)
    copy.note("另一份", on: copy.dossiers[0])
    #expect(throws: Refusal.fork(at: 6)) { try store.push(copy, from: 6) }
    copy.note("再一行", on: copy.dossiers[0])
    counter.accept()
    counter.accept()
    #expect(throws: Refusal.gap(want: 7)) { try store.push(counter, from: 8) }
    var other = try store.counter(seed: 2)
    other.log = counter.log
    other.append(line: Array("{}".utf8))
    #expect(throws: Refusal.self) { try store.push(other) }
    let batch = counter.batch(from: 7, epoch: "another")
    let result = try store.database.push(
      [Submission(batch, from: counter.record)], at: store.now, store.database.blinding)
    #expect(result == [.failure(.epoch(store.epoch))])
    #expect(try store.database.logs(of: counter.device).map(\.last) == [6])
  }

  @Test("一行读不懂，也往前走，原样留在中心", arguments: EngineKind.allCases)
  func poison(kind: EngineKind) throws {
    let store = try TestStore(kind)
    var counter = try store.counter()
    counter.openHall()
    let lines: [[UInt8]] = [
      Array("{\"v\":1".utf8), [0xFF, 0xFE], [], Array(repeating: 0x5B, count: 60_000),
      Array("{\"v\":99,\"后来\":1}".utf8), Array("null".utf8),
    ]
    for line in lines { counter.append(line: line) }
    counter.accept()
    let answer = try store.push(counter)
    #expect(answer.last == 11)
    #expect(
      answer.results[4..<10].allSatisfy { $0.outcome == .rejected(code: "E_UNPARSED") })
    #expect(answer.results[10].outcome == .applied)
    let kept = try store.database.engine.query(
      "SELECT line FROM op WHERE log = $1 AND seq BETWEEN 5 AND 10 ORDER BY seq",
      [.text(counter.log)])
    #expect(kept.map(\.[0].bytes) == lines)
    let open = try store.database.quarantine(county: "640104")
    #expect(open.map(\.sequence) == [5, 6, 7, 8, 9, 10])
    #expect(try store.database.refused(in: counter.log) == [5, 6, 7, 8, 9, 10])
  }

  @Test("别的大厅的办件不会出来，也不能改", arguments: EngineKind.allCases)
  func scopes(kind: EngineKind) throws {
    let store = try TestStore(kind)
    var one = try store.counter()
    one.openHall()
    one.accept()
    _ = try store.push(one)
    var two = try store.counter(hall: "640104102", seed: 9)
    two.openHall()
    two.note("别人的", on: one.dossiers[0])
    let answer = try store.push(two)
    #expect(answer.results.last?.outcome == .rejected(code: "E_SCOPE"))
    #expect(try store.pulled(two)["h:640104101"] == nil)
    let request = PullRequest(epoch: store.epoch, cursors: ["h:640104101": 0], maximumRows: 5)
    #expect(
      try store.database.pull(request, for: two.record, at: store.now) == .failure(.scope))
    let scan = try store.database.scan("h:640104101", after: nil, limit: 5, for: two.record)
    #expect(scan == .failure(.scope))
  }

  @Test("分页读整个数据流，不多不少，顺序按键", arguments: EngineKind.allCases)
  func scan(kind: EngineKind) throws {
    let store = try TestStore(kind)
    var counter = try store.counter()
    counter.openHall()
    for _ in 0..<25 { counter.accept() }
    let answer = try store.push(counter)
    var after: EntityKey?
    var keys: [EntityKey] = []
    repeat {
      let page = try store.database.scan(
        "h:640104101", after: after, limit: 4, for: counter.record
      ).get()
      #expect(page.asOf == answer.heads["h:640104101"])
      keys += page.rows.map(\.key)
      after = page.next
    } while after != nil
    #expect(keys == keys.sorted())
    #expect(Set(keys.map(\.id)) == Set(counter.dossiers.map(\.id)))
    #expect(keys.count == 25)
  }

  @Test("同一号码给了两件办件，后到的没有号码", arguments: EngineKind.allCases)
  func numbers(kind: EngineKind) throws {
    let store = try TestStore(kind)
    var counter = try store.counter()
    counter.openHall()
    counter.accept()
    _ = try store.push(counter)
    // A copy of the disk from before, under its new code, gives the same number.
    var copy = try store.counter(seed: 5)
    copy.openHall()
    copy.accept()
    var twin = try Ledger.Operation(line: copy.lines[4])
    guard case .accept(var acceptance) = twin.act else { return }
    acceptance.number = counter.dossiers[0].number
    twin = Ledger.Operation(
      id: twin.id, entity: twin.entity, clerk: twin.clerk, role: twin.role, at: twin.at,
      act: .accept(acceptance))
    copy.lines.removeLast()
    copy.links.removeLast()
    copy.append(twin)
    let answer = try store.push(copy)
    #expect(answer.results.last?.outcome == .renumbered)
  }

  @Test("别的 secret 打不开；恢复时重做盲键，同一个人的两件还认得出", arguments: EngineKind.allCases)
  func secrets(kind: EngineKind) throws {
    let store = try TestStore(kind)
    var one = try store.counter()
    one.openHall()
    one.accept()
    _ = try store.push(one)
    let other = [UInt8](repeating: 9, count: 32)
    #expect(throws: CentralError.otherSecret) {
      try store.storage.prepare(secret: other, highWater: 0, at: 0)
    }
    store.database = try store.storage.open(secret: other)
    #expect(try store.database.takeSecret())
    #expect(try !store.database.takeSecret())
    _ = try store.storage.prepare(secret: other, highWater: 0, at: 0)
    // The same person at another counter.
    var two = try store.counter(seed: 5)
    two.openHall()
    two.accept()
    guard case .accept(let first) = try Ledger.Operation(line: one.lines[4]).act else { return }
    let made = try Ledger.Operation(line: two.lines[4])
    guard case .accept(var acceptance) = made.act else { return }
    acceptance.answers = first.answers
    acceptance.theme = first.theme
    acceptance.openings = first.openings
    two.lines.removeLast()
    two.links.removeLast()
    two.append(
      Ledger.Operation(
        id: made.id, entity: made.entity, clerk: made.clerk, role: made.role, at: made.at,
        act: .accept(acceptance)))
    #expect(try store.push(two).results.last?.outcome == .applied)
    let rows = try store.pulled(two)["h:640104101"] ?? []
    let dossiers = rows.compactMap { row -> Dossier? in
      guard case .put(_, let json, _) = row.what, row.key.kind == .dossier else { return nil }
      return try? Dossier(JSONReader(json))
    }
    #expect(dossiers.count == 2)
    #expect(dossiers.contains { !$0.duplicates.isEmpty })
  }

  @Test("存储换回旧的一份，就换代", arguments: EngineKind.allCases)
  func epochs(kind: EngineKind) throws {
    let store = try TestStore(kind)
    let again = try store.storage.prepare(secret: store.secret, highWater: 0, at: 0)
    #expect(again == (store.epoch, false))
    guard kind == .sqlite else {
      // What a promoted standby shows: another timeline than was written down.
      try store.database.set("lineage", "7-00000001")
      let moved = try store.storage.prepare(secret: store.secret, highWater: 0, at: 0)
      #expect(moved.isNew && moved.epoch != store.epoch)
      return
    }
    let commits = try store.database.commits()
    _ = try store.counter()
    #expect(try store.database.commits() > commits)
    let mark = try store.database.commits() + 1
    let moved = try store.storage.prepare(secret: store.secret, highWater: mark, at: 0)
    #expect(moved.isNew && moved.epoch != store.epoch)
  }

  @Test("PostgreSQL 换了主机，断线的连接发现后就换代")
  func failover() throws {
    let store = try TestStore(.postgres)
    var one = try store.storage.open(secret: store.secret)
    var two = try store.storage.open(secret: store.secret)
    #expect(try one.inSnapshot { db throws(CentralError) in try db.epoch() } == store.epoch)
    // What a promoted standby shows: another timeline than was written down.
    try store.database.set("lineage", "7-00000001")
    #expect(try two.inSnapshot { db throws(CentralError) in try db.epoch() } == store.epoch)
    try store.database.engine.execute(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        + "WHERE datname = current_database() AND pid <> pg_backend_pid()")
    #expect(throws: CentralError.self) {
      try one.inSnapshot { db throws(CentralError) in try db.epoch() }
    }
    let moved = try one.inSnapshot { db throws(CentralError) in try db.epoch() }
    #expect(moved != store.epoch)
    _ = try? two.inSnapshot { db throws(CentralError) in try db.epoch() }
    #expect(try two.inSnapshot { db throws(CentralError) in try db.epoch() } == moved)
  }
}
