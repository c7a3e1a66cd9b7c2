import Crypto
import Domain
import Foundation
import JSON
import Ledger
import Sync
import Testing

@testable import Central

/// Whose the numbers of tickets and dossiers are.
@Suite struct NumberTests {
  @Test(
    "First aid 13: a ticket's number is of its counter's own series, or one that central gave the hall",
    arguments: EngineKind.allCases)
  func series(kind: EngineKind) throws {
    var site = try PushSite(kind)
    #expect(site.hall.counter.counter == "1")
    let device = site.hall.counter.record
    for _ in 1...2 {
      _ = try site.store.database.nextNumber(
        QueueNumberRequest(day: site.store.now.day, prefix: "A"), for: device, at: site.store.now
      ).get()
    }
    let refused = OperationResult.Outcome.rejected(code: "E_SERIES")
    let cases: [(String, Int, OperationResult.Outcome)] = [
      ("-1", 1, .applied), ("1", 2, .applied), ("H", 1, .applied),
      // Another counter's, nobody's, one that central never gave, one that it gave to
      // somebody who has used it, one of a round that never was.
      ("-2", 1, refused), ("2", 1, refused), ("窗口", 1, refused), ("", 1, refused),
      ("--1", 9, refused), ("H", 3, refused), ("H", 999, refused), ("H", 1, refused),
      ("H2", 1, refused), ("H", 2, .applied),
    ]
    for (index, (series, sequence, expected)) in cases.enumerated() {
      let issue = site.ticket("t\(index)", series, sequence)
      #expect(
        try site.push(.changeTicket(issue), on: "t\(index)") == expected, "\(series) \(sequence)")
    }
    let tomorrow = site.ticket("tomorrow", "H", 1, day: site.store.now.day.adding(1))
    #expect(try site.push(.changeTicket(tomorrow), on: "tomorrow") == refused)
    #expect(try site.shown().keys.count { $0.kind == .ticket } == 4)
    // The numbers that central gives next are those that follow what it gave.
    let next = try site.store.database.nextNumber(
      QueueNumberRequest(day: site.store.now.day, prefix: "A"), for: device, at: site.store.now
    ).get()
    #expect(next.sequence == 3)
    // On the day on which central came back from a copy it does not know what it gave.
    try site.store.database.beginEpoch(at: site.store.now)
    let epoch = try site.store.database.epoch()
    let late = site.ticket("late", "H", 40)
    site.hall.counter.append(site.hall.operation(.changeTicket(late), on: "late"))
    let all = site.hall.counter.lines.count
    let batch = site.hall.counter.batch(from: all, count: 1, epoch: epoch)
    let answers = try site.store.database.push(
      [Submission(batch, from: device)], at: site.store.now, site.store.database.blinding)
    #expect(try answers[0].get().results.map(\.outcome) == [.applied])
  }

  @Test(
    "First aid 9: what a counter gave out before it joined stands under any counter's number, and says when two look the same",
    arguments: EngineKind.allCases)
  func joining(kind: EngineKind) throws {
    var site = try PushSite(kind, lines: 9)
    var second = site.another(try site.store.counter(seed: 2))
    #expect(second.hall.counter.counter == "2")
    #expect(
      try second.push(.changeTicket(site.ticket("theirs", "-2", 1)), on: "theirs") == .applied)
    // Set up as counter 2, it joins as counter 1.
    #expect(try site.push(.changeTicket(site.ticket("mine", "2", 1)), on: "mine") == .applied)
    #expect(try site.push(.changeTicket(site.ticket("free", "2", 2)), on: "free") == .applied)
    #expect(try site.ticket("mine")?.doubts == [.series])
    #expect(try site.ticket("free")?.doubts == [])
    // A number of the hall's it cannot have had then.
    #expect(
      try site.push(.changeTicket(site.ticket("hall", "H", 3)), on: "hall")
        == .rejected(code: "E_SERIES"))
    // Old tickets of yesterday are nobody's doubles.
    let old = site.ticket("old", "2", 1, day: site.store.now.day.adding(-1))
    #expect(try site.push(.changeTicket(old), on: "old") == .applied)
    #expect(try site.ticket("old")?.doubts == [])
    let tenth = site.ticket("tenth", "2", 3)
    #expect(site.hall.counter.lines.count == 8)
    try site.push(.note("x"), on: "nothing")
    #expect(try site.push(.changeTicket(tenth), on: "tenth") == .rejected(code: "E_SERIES"))
    #expect(try site.store.database.quarantine(county: "640104").map(\.code).contains("F_SERIES"))
  }

  @Test(
    "First aid 9: a counter that gives one number twice, because its disk was put back, is told to the supervisor; both citizens stay in the line",
    arguments: EngineKind.allCases)
  func twice(kind: EngineKind) throws {
    var site = try PushSite(kind)
    for id in ["first", "again"] {
      #expect(try site.push(.changeTicket(site.ticket(id, "-1", 4)), on: id) == .applied)
    }
    #expect(try site.ticket("first")?.doubts == [])
    #expect(try site.ticket("again")?.doubts == [.series])
    // Also in one push, and a day that is not the clock's.
    let far = site.ticket("far", "-1", 1, day: site.store.now.day.adding(40))
    #expect(try site.push(.changeTicket(far), on: "far") == .applied)
    #expect(try site.ticket("far")?.doubts == [.time])
  }

  @Test(
    "First aid 13: a step that no ticket can make is refused: another number, day or place, a state that does not follow",
    arguments: EngineKind.allCases)
  func steps(kind: EngineKind) throws {
    var site = try PushSite(kind)
    let issue = site.ticket("t", "-1", 1)
    #expect(try site.push(.changeTicket(issue), on: "t") == .applied)
    func other(
      series: String = "-1", sequence: Int = 1, day: Day? = nil, place: Int = 7,
      state: Ticket.State = .called
    ) -> Ticket {
      var ticket = Ticket(
        id: "t", day: day ?? site.store.now.day, series: series,
        class: TicketClass(key: "ordinary", title: "普通", prefix: "A", hasPriority: false),
        sequence: sequence, place: place, issuedAt: site.store.now)
      ticket.state = state
      ticket.counter = "1"
      return ticket
    }
    func step(
      _ after: Ticket, _ action: TicketChange.Action = .call, before: Ticket? = issue.after
    ) -> TicketChange {
      TicketChange(
        action: action, before: before, after: after, passed: [], at: site.store.now, reason: "x")
    }
    let wrong = [
      step(other(series: "-2")), step(other(series: "H")), step(other(sequence: 2)),
      step(other(day: site.store.now.day.adding(1))), step(other(place: 1)),
      step(other(state: .served)), step(other(state: .served), .finish),
      step(other(), .issue), step(other(state: .called), .issue, before: nil),
      step(other(state: .waiting), .leave),
    ]
    for step in wrong {
      #expect(try site.push(.changeTicket(step), on: "t") == .rejected(code: "E_TICKET"))
      #expect(try site.push(.undoTicket(step), on: "t") == .rejected(code: "E_TICKET"))
      #expect(try site.ticket("t") == issue.after)
    }
    #expect(try site.push(.changeTicket(step(other())), on: "t") == .applied)
    #expect(try site.ticket("t")?.state == .called)
  }

  @Test(
    "First aid 13: a dossier number of another device of the hall is taken away, unless this one took its place",
    arguments: EngineKind.allCases)
  func dossiers(kind: EngineKind) throws {
    let first = try PushSite(kind)
    let old = first.hall.counter
    func number(_ serial: Int) -> String {
      DossierNumber.text(division: "640104", log: old.log, serial: serial)
    }
    func accept(_ serial: Int, _ site: inout PushSite) throws -> OperationResult.Outcome {
      var acceptance = site.hall.acceptance()
      acceptance.number = number(serial)
      return try site.push(.accept(acceptance), on: site.hall.id("dossier"))
    }
    func enrol(counter: String, log: String?) throws -> PushSite {
      let key = SigningKey()
      let code = try first.store.database.makeCode(
        for: Station(
          hall: old.hall, hallTitle: "虚构", counter: counter, region: "nx", streams: old.streams),
        at: first.store.now)
      let answer = try first.store.database.enrol(
        code: code, key: key.verifyingKey, log: log, newID: UUID().uuidString,
        at: first.store.now
      ).get()
      let counter = TestCounter(answer, key: key, seed: 5)
      try first.store.letIn(counter)
      return first.another(counter)
    }
    func revoke(_ counter: TestCounter) throws {
      #expect(
        try first.store.database.set(
          counter.device, to: .revoked, by: "operator", at: first.store.now))
    }
    var second = first.another(try first.store.counter(seed: 2))
    #expect(try accept(1, &second) == .renumbered)
    let lost = try #require(try second.shown().keys.first { $0.kind == .dossier })
    #expect(
      try second.push(.renumber(number(2)), on: lost.id) == .rejected(code: "E_NUMBER_TAKEN"))
    // It lives: naming its log takes nothing over.
    var thief = try enrol(counter: "77", log: old.log)
    #expect(try accept(3, &thief) == .renumbered)
    try revoke(old)
    #expect(try accept(4, &thief) == .renumbered)
    // The same counter, anew; its next one; and one that brings the log to another place.
    var heir = try enrol(counter: "1", log: nil)
    #expect(try accept(5, &heir) == .applied)
    var mover = try enrol(counter: "78", log: old.log)
    #expect(try accept(6, &mover) == .applied)
    try revoke(heir.hall.counter)
    var grandchild = try enrol(counter: "1", log: nil)
    #expect(try accept(7, &grandchild) == .applied)
    #expect(try accept(7, &mover) == .renumbered)
    #expect(try accept(8, &second) == .renumbered)
  }

  @Test(
    "First aid 9: one counter of a hall is one device that lives; another takes its place when it is revoked",
    arguments: EngineKind.allCases)
  func oneDevice(kind: EngineKind) throws {
    let test = try TestService(kind)
    let store = test.store
    let now = test.service.context.now()
    let admin = try store.database.makeSystem(
      .admin, hall: "", name: "管理", region: "", streams: [], departments: [], id: "admin", at: now)
    func station(_ counter: String, hall: String = "640104101") -> Station {
      Station(hall: hall, hallTitle: "虚构", counter: counter, region: "nx", streams: [])
    }
    func enrol(_ code: String, _ key: SigningKey, _ id: String) throws -> Result<
      EnrolAnswer, Refusal
    > {
      try store.database.enrol(code: code, key: key.verifyingKey, log: nil, newID: id, at: now)
    }
    // Two codes before anybody came.
    let codes = try (1...3).map { _ in try store.database.makeCode(for: station("3"), at: now) }
    let (first, second) = (SigningKey(), SigningKey())
    let answer = try enrol(codes[0], first, "a").get()
    #expect(try enrol(codes[1], second, "b") == .failure(.taken(by: "a")))
    for state in [Device.State.suspended, .active] {
      #expect(try store.database.set("a", to: state, by: "operator", at: now))
      #expect(try enrol(codes[1], second, "b") == .failure(.taken(by: "a")))
    }
    // The administrators' interface makes no code either; other places are free.
    func code(_ counter: String, hall: String = "640104101") -> Int {
      let request: JSON = [
        "hall": .string(hall), "hallTitle": "虚构", "counter": .string(counter), "region": "nx",
      ]
      return test.ask("POST", "/v1/admin/codes", request, token: admin).status
    }
    #expect(code("3") == 409 && code("4") == 200 && code("3", hall: "640104102") == 200)
    // The same machine again is the same device, and moves nowhere by a code.
    #expect(try enrol(codes[2], first, "c") == .success(answer))
    let elsewhere = try store.database.makeCode(for: station("5"), at: now)
    #expect(try enrol(elsewhere, first, "d") == .failure(.taken(by: "a")))
    // The code that was refused is still good.
    #expect(try store.database.set("a", to: .revoked, by: "operator", at: now))
    #expect(try enrol(codes[1], second, "b").get().counter == "3")
    #expect(try store.database.successor(of: "a") == "b")
    func state(_ device: String, _ word: String) -> Int {
      test.ask("POST", "/v1/admin/devices/\(device)/\(word)", [:] as JSON, token: admin).status
    }
    #expect(state("a", "activate") == 409)
    #expect(state("b", "revoke") == 204)
    // A revoked machine comes back by a new code only.
    #expect(try enrol(codes[0], first, "e") == .failure(.revoked))
    let again = try store.database.makeCode(for: station("3"), at: now)
    #expect(try enrol(again, first, "f").get().device == "f")
    #expect(state("a", "activate") == 409)
  }
}
