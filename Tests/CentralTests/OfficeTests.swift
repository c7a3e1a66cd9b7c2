import Domain
import Foundation
import JSON
import Ledger
import Sync
import Testing

@testable import Central

// Which machines decide for a department.
@Suite struct OfficeTests {
  private static let decisions: [(Act, Ledger.Operation.Kind)] = [
    (.receive(matter: TestCounter.advice), .proceedingReceive),
    (.handOn(matter: TestCounter.advice, department: "hrss", reason: "不属"), .proceedingHandOn),
    (.sign(matter: TestCounter.advice, department: "hrss", reason: "会同"), .proceedingSign),
    (.decline(matter: TestCounter.advice, reason: "不符"), .proceedingDecline),
    (.approve(matter: TestCounter.advice, opinion: "同意"), .proceedingApprove),
  ]

  private func decide(
    _ act: Act, on dossier: Dossier, at counter: inout TestCounter, _ store: TestStore
  ) throws -> OperationResult.Outcome {
    counter.grants = try #require(try store.database.device(counter.device)).record.grants
    let from = counter.lines.count + 1
    counter.append(
      counter.madeUp.operation(
        act, on: dossier.id, role: .reviewer, clerk: "u2" + counter.log))
    return try #require(try store.push(counter, from: from).results.last).outcome
  }

  @Test(
    "First aid 12: a department's decision comes from its desk or from a hall with a grant, and nothing is lost",
    arguments: EngineKind.allCases)
  func decisions(kind: EngineKind) throws {
    let store = try TestStore(kind)
    var counter = try store.counter()
    // It makes itself a reviewer of everything.
    counter.openHall(reviewing: ["employment", "hrss", "civil"])
    counter.accept(place: "640104", onlyThat: true)
    _ = try store.push(counter)
    let dossier = counter.dossiers[0]
    for (act, kind) in Self.decisions {
      #expect(
        try decide(act, on: dossier, at: &counter, store) == .rejected(code: "E_OFFICE"),
        "\(kind.rawValue)")
    }
    let waiting = try store.database.quarantine(county: "640104")
    #expect(waiting.map(\.code) == Self.decisions.map { _ in "E_OFFICE" })
    #expect(try store.database.logs(of: counter.device).map(\.last) == [counter.lines.count])
    // Granted for another department, for this one, and taken back.
    let receive = Self.decisions[0].0
    try store.database.grant(["hrss"], to: counter.hall, by: "operator", at: store.now)
    #expect(
      try decide(receive, on: dossier, at: &counter, store) == .rejected(code: "E_OFFICE"))
    try store.database.grant(["employment"], to: counter.hall, by: "operator", at: store.now)
    #expect(try decide(receive, on: dossier, at: &counter, store) == .applied)
    #expect(
      try store.database.withdraw(
        ["employment"], from: counter.hall, by: "operator", at: store.now) == 1)
    let approve = Act.approve(matter: TestCounter.advice, opinion: "同意")
    #expect(
      try decide(approve, on: dossier, at: &counter, store) == .rejected(code: "E_OFFICE"))
    var desk = try store.counter(hall: "640104900", seed: 2, departments: ["employment"])
    desk.openHall(reviewing: ["employment"])
    _ = try store.push(desk)
    #expect(try decide(approve, on: dossier, at: &desk, store) == .applied)
    // A grant is for the hall's own dossiers.
    var other = try store.counter(hall: "640104102", seed: 3, departments: ["civil"])
    other.openHall(reviewing: ["employment", "civil"])
    _ = try store.push(other)
    try store.database.grant([Offices.every], to: other.hall, by: "operator", at: store.now)
    let redo = Act.receive(matter: TestCounter.policies)
    #expect(try decide(redo, on: dossier, at: &other, store) == .rejected(code: "E_OFFICE"))
  }

  @Test(
    "First aid 12: what a lone counter's reviewer decided before it joined stays, and is marked",
    arguments: EngineKind.allCases)
  func before(kind: EngineKind) throws {
    let store = try TestStore(kind)
    // Four accounts, a dossier, its reception and its approval.
    var counter = try store.counter(lines: 7)
    counter.openHall(reviewing: ["employment"])
    counter.accept(place: "640104", onlyThat: true)
    let dossier = counter.dossiers[0]
    for act: Act in [
      .receive(matter: TestCounter.advice),
      .approve(matter: TestCounter.advice, opinion: "同意"),
      .receive(matter: TestCounter.policies),
    ] {
      counter.append(
        counter.madeUp.operation(act, on: dossier.id, role: .reviewer, clerk: "u2" + counter.log))
    }
    let outcomes = try store.push(counter).results.map(\.outcome)
    #expect(outcomes.suffix(3) == [.applied, .applied, .rejected(code: "E_OFFICE")])
    let rows = try store.pulled(counter)["h:\(counter.hall)"] ?? []
    guard case .put(_, let json, _)? = rows.last(where: { $0.key.id == dossier.id })?.what else {
      Issue.record("no dossier")
      return
    }
    let after = try Dossier(JSONReader(json))
    #expect(after.proceeding(TestCounter.advice)?.state == .approved)
    #expect(after.events.count { $0.detail.contains("入网前") } == 2)
    #expect(after.events.count { $0.detail.contains("未经中心授权") } == 2)
  }

  @Test(
    "First aid 12: a hall from before grants goes on under one that is listed and can be taken back",
    arguments: EngineKind.allCases)
  func upgrade(kind: EngineKind) throws {
    let store = try TestStore(kind)
    let counter = try store.counter()
    let engine = store.database.engine
    for statement in [
      "DROP TABLE office_grant", "ALTER TABLE log DROP COLUMN joined",
      "ALTER TABLE device DROP COLUMN forked", "ALTER TABLE entity DROP COLUMN seal",
      "ALTER TABLE log DROP COLUMN latest", "DROP TABLE clerk_proof",
      "DROP TABLE heir", "DROP INDEX device_place",
      // Version 4: before halls had grants.
      "UPDATE meta SET v = '4' WHERE k = 'schema'",
    ] {
      try engine.execute(statement)
    }
    _ = try store.storage.prepare(secret: store.secret, highWater: 0, at: store.now.milliseconds)
    #expect(
      try store.database.grants()
        == [OfficeGrant(hall: counter.hall, department: "*", actor: "upgrade")])
    #expect(try store.database.device(counter.device)?.record.grants == ["*"])
    #expect(
      try store.database.withdraw(["*"], from: counter.hall, by: "operator", at: store.now) == 1)
    #expect(try store.database.device(counter.device)?.record.grants == [])
    #expect(try store.database.logs(of: counter.device).map(\.last) == [0])
  }
}
