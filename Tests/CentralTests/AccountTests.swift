import Crypto
import Dispatch
import Domain
import Foundation
import JSON
import Ledger
import Sync
import Synchronization
import Testing

@testable import Central

/// Who is let into a hall, on both engines (账户).
@Suite struct AccountTests {
  private static let cheap = PassphraseHash.Cost(memoryBytes: 8 << 10, passes: 1)

  private func hash(_ text: String) throws -> String {
    try PassphraseHash(Array(text.utf8), cost: Self.cheap).encoded
  }

  private func mark(_ encoded: String, until: Instant? = nil) -> PassphraseMark {
    PassphraseMark(digest: CentralDatabase.mark(of: encoded), oneTimeUntil: until)
  }

  @Test(
    "First aid 12: two new counters found one empty hall at once: one does, whoever is first",
    arguments: EngineKind.allCases)
  func race(kind: EngineKind) throws {
    let store = try TestStore(kind)
    for round in 0..<6 {
      let hall = "6401041\(10 + round)"
      let counters = try (0..<2).map { number -> TestCounter in
        var counter = try store.counter(hall: hall, seed: UInt64(number + 1), isAlone: true)
        counter.append(
          counter.madeUp.operation(
            .putAccount(Account(key: "boss" + counter.log, name: "主管", role: .supervisor)),
            on: "boss" + counter.log, role: .supervisor, clerk: "boss" + counter.log))
        return counter
      }
      let outcomes = Mutex<[OperationResult.Outcome]>([])
      // SQLite has one writer; PostgreSQL's two ask for the county's lock at once.
      let databases = try counters.map { _ in try store.storage.open(secret: store.secret) }
      let (epoch, now) = (store.epoch, store.now)
      let boxes = zip(counters, databases).map { Box($0, $1) }
      DispatchQueue.concurrentPerform(iterations: kind == .postgres ? 2 : 1) { thread in
        for (index, box) in boxes.enumerated() where kind == .sqlite || index == thread {
          let batch = box.counter.batch(epoch: epoch)
          var database = box.database
          let results = try? database.push(
            [Submission(batch, from: box.counter.record)], at: now, database.blinding)
          if let answer = try? results?.first?.get() {
            outcomes.withLock { $0.append(answer.results[0].outcome) }
          }
        }
      }
      let all = outcomes.withLock { $0 }
      #expect(all.contains(.applied) && all.contains(.merged(kept: ["active"])))
      let staff = try store.database.staff(of: hall)
      #expect(staff.count == 2)
      #expect(staff.filter(\.worksHere).count == 1)
      #expect(staff.filter(\.isBrought).count == 1)
    }
  }

  /// Each belongs to one thread at a time.
  private struct Box: @unchecked Sendable {
    let counter: TestCounter
    let database: CentralDatabase

    init(_ counter: TestCounter, _ database: CentralDatabase) {
      self.counter = counter
      self.database = database
    }
  }

  @Test(
    "First aid 12: a check of a passphrase is replaced only with the passphrase's own mark",
    arguments: EngineKind.allCases)
  func verifiers(kind: EngineKind) throws {
    let test = try TestService(kind)
    var (one, token) = try test.counter()
    let (two, other) = try test.counter(seed: 2)
    one.openHall()
    _ = try test.push(one, token: token)
    let account = "u1" + one.log
    func ask(_ path: String, _ proof: String, _ token: String, _ key: String? = nil) -> Int {
      let body = ClerkProof(account: key ?? account, proof: proof).json
      return test.ask("POST", path, body, token: token).status
    }
    let (first, forged) = (try hash("虚构的口令一二三"), try hash("冒名的口令一二三"))
    // Of an account that came without a mark: the first, from where it was made.
    #expect(ask("/v1/accounts/verifier", forged, other) == 403)
    #expect(ask("/v1/accounts/verifier", first, token) == 204)
    #expect(ask("/v1/accounts/verifier", first, token) == 204)
    for device in [token, other] {
      #expect(ask("/v1/accounts/verifier", forged, device) == 403)
    }
    #expect(ask("/v1/auth/clerk", "虚构的口令一二三", other) == 204)
    #expect(ask("/v1/auth/clerk", "冒名的口令一二三", other) == 403)
    // Whoever says the passphrase at a counter may change it there.
    let second = try hash("第二个口令一二三")
    var counter = two
    func push(_ act: Act, on key: String, by clerk: String, _ role: Role) throws
      -> OperationResult.Outcome
    {
      counter.append(counter.madeUp.operation(act, on: key, role: role, clerk: clerk))
      let answer = try test.push(counter, from: counter.lines.count, token: other)
      return try PushAnswer(JSONReader(answer.json)).results[0].outcome
    }
    #expect(try push(.setPassphrase(mark(second)), on: account, by: account, .clerk) == .applied)
    // The new mark holds at once, the new hash as soon as it is there.
    #expect(ask("/v1/auth/clerk", "虚构的口令一二三", token) == 404)
    #expect(ask("/v1/accounts/verifier", first, token) == 403)
    #expect(ask("/v1/accounts/verifier", second, other) == 204)
    #expect(ask("/v1/auth/clerk", "虚构的口令一二三", token) == 403)
    #expect(ask("/v1/auth/clerk", "第二个口令一二三", token) == 204)
    // Nobody else's, in whose name ever.
    let boss = "boss" + one.log
    #expect(
      try push(.setPassphrase(mark(forged)), on: boss, by: boss, .supervisor)
        == .rejected(code: "E_PROOF"))
    #expect(ask("/v1/accounts/verifier", forged, other, boss) == 403)
    let audit = try test.store.database.engine.query(
      "SELECT actor, what FROM audit WHERE about = $1 AND what LIKE 'account.%'",
      [.text(account)])
    #expect(audit.contains([.text(account), .text("account.passphrase")]))
    #expect(audit.contains([.text(boss), .text("account.put")]))
  }

  @Test(
    "First aid 15: central takes no costly hash, and computes none", arguments: EngineKind.allCases)
  func costly(kind: EngineKind) throws {
    let test = try TestService(kind)
    var (counter, token) = try test.counter()
    counter.openHall()
    _ = try test.push(counter, token: token)
    let account = "u1" + counter.log
    let good = try hash("虚构的口令一二三")
    let costly = good.replacingOccurrences(of: "m=8,", with: "m=1048576,")
    #expect(costly != good)
    let refused = test.ask(
      "POST", "/v1/accounts/verifier", ClerkProof(account: account, proof: costly).json,
      token: token)
    #expect(refused.status == 400)
    #expect(refused.json["error"]?["reason"]?.string?.contains("65536") == true)
    // As an older central may have kept one.
    try test.store.database.put(
      verifier: costly, of: account, county: "640104", test.store.now)
    let asked = ClerkProof(account: account, proof: "虚构的口令一二三")
    #expect(test.ask("POST", "/v1/auth/clerk", asked.json, token: token).status == 403)
  }

  @Test(
    "First aid 19: the centre makes a supervisor with a one-time passphrase, resets and disables, never the last one",
    arguments: EngineKind.allCases)
  func centre(kind: EngineKind) throws {
    let test = try TestService(kind)
    var (counter, token) = try test.counter()
    counter.openHall()
    _ = try test.push(counter, token: token)
    let (hall, boss, now) = ("640104101", "boss" + counter.log, test.service.context.now())
    let secret = OneTimePassphrase()
    let encoded = try hash(secret.digits)
    #expect(
      try test.store.database.setActive(false, boss, by: "operator test", at: now)
        == .failure(.lastSupervisor(account: boss)))
    let until = now.adding(milliseconds: OneTimePassphrase.life)
    _ = try test.store.database.makeSupervisor(
      "新主管", of: hall, id: "new", encoded: encoded, until: until, by: "operator test", at: now
    ).get()
    #expect(
      try test.store.database.makeSupervisor(
        "新主管", of: hall, id: "new2", encoded: encoded, until: until, by: "x", at: now)
        == .failure(.nameTaken("新主管")))
    let asked = ClerkProof(account: "new", proof: secret.digits)
    #expect(test.ask("POST", "/v1/auth/clerk", asked.json, token: token).status == 204)
    _ = try test.store.database.setActive(false, boss, by: "operator test", at: now).get()
    #expect(try test.store.account(boss)?.isActive == false)
    #expect(
      try test.store.database.setActive(false, "new", by: "operator test", at: now)
        == .failure(.lastSupervisor(account: "new")))
    // A one-time passphrase after its time opens nothing.
    _ = try test.store.database.resetPassphrase(
      of: "new", encoded: encoded, until: now, by: "operator test", at: now
    ).get()
    #expect(test.ask("POST", "/v1/auth/clerk", asked.json, token: token).status == 403)
    let audit = try test.store.database.engine.query(
      "SELECT what, about FROM audit WHERE actor = $1", [.text("operator test")])
    for row in [("account.supervisor", "new"), ("account.disable", boss), ("account.reset", "new")]
    {
      #expect(audit.contains([.text(row.0), .text(row.1)]))
    }
    // Counters learn of it with the next pull.
    let rows = try test.store.pulled(counter)["staff:\(hall)"] ?? []
    #expect(rows.contains { $0.key.id == "new" })
  }

  @Test(
    "First aid 9: a ticket of a clerk whom the centre let out meanwhile is in the line for everybody",
    arguments: EngineKind.allCases)
  func late(kind: EngineKind) throws {
    let store = try TestStore(kind)
    var counter = try store.counter()
    counter.openHall()
    _ = try store.push(counter)
    let clerk = "u1" + counter.log
    _ = try store.database.setActive(false, clerk, by: "operator", at: store.now).get()
    let ticket = Ticket(
      id: "t1", day: counter.madeUp.now.day, series: "-1",
      class: TicketClass(key: "ordinary", title: "普通", prefix: "A", hasPriority: false),
      sequence: 1, issuedAt: counter.madeUp.now)
    counter.append(
      counter.madeUp.operation(
        .changeTicket(
          TicketChange(
            action: .issue, before: nil, after: ticket, passed: [], at: counter.madeUp.now,
            reason: "")), on: "t1", role: .clerk, clerk: clerk))
    let answer = try store.push(counter, from: counter.lines.count)
    #expect(answer.results.map(\.outcome) == [.applied])
    let rows = try store.pulled(counter)["q:640104101"] ?? []
    #expect(rows.map(\.key.id) == ["t1"])
    let audit = try store.database.engine.query(
      "SELECT about FROM audit WHERE actor = $1 AND what = 'clerk.late'", [.text(clerk)])
    #expect(audit == [[.text("\(counter.log) \(counter.lines.count)")]])
  }

  @Test(
    "An older central keeps who may change accounts where: proofs come from its audit and its lines",
    arguments: EngineKind.allCases)
  func older(kind: EngineKind) throws {
    let store = try TestStore(kind)
    var counter = try store.counter()
    counter.openHall()
    _ = try store.push(counter)
    let engine = store.database.engine
    try store.database.audit(counter.device, "clerk.sign-in", "elsewhere", store.now)
    try engine.execute("DROP TABLE clerk_proof; DROP TABLE heir; DROP INDEX device_place")
    try engine.run("UPDATE meta SET v = $1 WHERE k = 'schema'", [.text("\(Schema.version - 2)")])
    _ = try store.storage.prepare(secret: store.secret, highWater: 0, at: store.now.milliseconds)
    let proven = try engine.query(
      "SELECT account FROM clerk_proof WHERE device = $1 ORDER BY account",
      [.text(counter.device)]
    ).map { $0[0].string }
    #expect(
      proven == (["elsewhere"] + ["boss", "u1", "u2", "u3"].map { $0 + counter.log }).sorted())
  }
}
