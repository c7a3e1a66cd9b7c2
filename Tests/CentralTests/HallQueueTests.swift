import Foundation
import JSON
import Ledger
import MadeUp
import Sync
import Testing

@testable import Central
@testable import Domain

/// Numbers and places of a hall's line at central, and who may call.
@Suite("大厅排队")
struct HallQueueTests {
  private let day = Day(number: 20_500)

  private func number(
    _ test: TestService, _ token: String, prefix: String = "A", last: Int = 0, place: Int = 0,
    day: Day? = nil
  ) throws -> QueueNumber {
    let asked = QueueNumberRequest(day: day ?? self.day, prefix: prefix, last: last, place: place)
    let answer = test.ask("POST", "/v1/queue/number", asked.json, token: token)
    #expect(answer.status == 200, "\(answer)")
    return try QueueNumber(JSONReader(answer.json))
  }

  @Test(
    "First aid 10: places of a hall rise over its classes, days and counters, and go on after what a counter saw",
    arguments: EngineKind.allCases)
  func places(kind: EngineKind) throws {
    let test = try TestService(kind)
    let (_, one) = try test.counter(seed: 1)
    let (_, two) = try test.counter(seed: 2)
    var places: [Int] = []
    places.append(try number(test, one).place)
    places.append(try number(test, two, prefix: "J").place)
    places.append(try number(test, one, day: day.adding(1)).place)
    places.append(try number(test, two, place: 50).place)
    places.append(try number(test, one).place)
    #expect(places == [1, 2, 3, 51, 52])
    // A device cannot push its hall to the end of the numbers.
    let far = try number(test, one, place: Ticket.lastPlace).place
    #expect(far > 52 && far < 10_000_000)
    #expect(try number(test, two).place == far + 1)
  }

  @Test(
    "First aid 9: the hall's numbers go on after those that a counter gave out before it joined",
    arguments: EngineKind.allCases)
  func joined(kind: EngineKind) throws {
    let test = try TestService(kind)
    let (_, one) = try test.counter(seed: 1)
    let (_, two) = try test.counter(seed: 2)
    #expect(try number(test, one, last: 7).sequence == 8)
    #expect(try number(test, two).sequence == 9)
    #expect(try number(test, two, last: 3).sequence == 10)
    #expect(try number(test, two, prefix: "J").sequence == 1)
    for json in [
      #"{"day":"2026-02-16","prefix":"A","last":1000}"#,
      #"{"day":"2026-02-16","prefix":"A","last":-1}"#,
      #"{"day":"2026-02-16","prefix":"A","place":-1}"#,
      #"{"day":"2026-02-16","prefix":"A","place":9000000000000000}"#,
    ] {
      #expect(
        test.ask("POST", "/v1/queue/number", try JSON(parsing: json), token: one).status == 400)
    }
  }

  @Test(
    "First aid 9: two counters that disagree about the day get different numbers; the next morning begins anew",
    arguments: EngineKind.allCases)
  func days(kind: EngineKind) throws {
    let test = try TestService(kind)
    let (_, one) = try test.counter(seed: 1)
    let (_, two) = try test.counter(seed: 2)
    let numbers = try [one, two, one, two].enumerated().map { index, token in
      try number(test, token, day: day.adding(index % 2)).sequence
    }
    #expect(numbers == [1, 2, 3, 4])
    let device = DeviceRecord(id: "d", hall: "640104101", streams: [])
    let now = test.service.context.now()
    for (hours, expected) in [(11, 5), (24, 1)] {
      let given = try test.store.database.nextNumber(
        QueueNumberRequest(day: day.adding(hours / 3), prefix: "A"), for: device,
        at: now.adding(milliseconds: hours * 3_600_000)
      ).get()
      #expect(given.sequence == expected)
    }
  }

  @Test(
    "First aid 9: on the day on which central came back from a copy, its numbers are told apart from those that it forgot; the day after they are as ever",
    arguments: EngineKind.allCases)
  func restored(kind: EngineKind) throws {
    let test = try TestService(kind)
    let (_, one) = try test.counter(seed: 1)
    let now = test.service.context.now()
    let today = now.day
    #expect(try number(test, one, day: today).series == Ticket.hallSeries)
    for round in 2...3 {
      try test.store.database.beginEpoch(at: now)
      for sequence in 1...2 {
        let given = try number(test, one, last: 40, day: today)
        #expect(given.series == "H\(round)" && given.sequence == sequence)
      }
    }
    #expect(try number(test, one, day: today.adding(2)).series == Ticket.hallSeries)
  }

  @Test(
    "First aid 9: numbers and places that come by a push are not given out again; calls are not given away",
    arguments: EngineKind.allCases)
  func pushed(kind: EngineKind) throws {
    let test = try TestService(kind)
    var (counter, token) = try test.counter(seed: 1)
    let (_, other) = try test.counter(seed: 2)
    counter.openHall()
    let rule = QueueRule(
      classes: [TicketClass(key: "ordinary", title: "普通", prefix: "A", hasPriority: false)],
      bound: 3, recalls: 2)
    let now = test.service.context.now()
    var tickets: [Ticket] = []
    for series in ["1", "1", "-1"] {
      let step = try rule.issue(
        "ordinary", id: "t\(tickets.count)", day: day, series: series, in: tickets, after: 70,
        at: now)
      tickets.append(step.after)
      counter.step(.changeTicket(step), on: step.after.id)
    }
    let call = try #require(rule.callNext(in: tickets, for: Domain.Counter(key: "1"), at: now))
    counter.step(.changeTicket(call), on: call.after.id)
    #expect(try test.push(counter, token: token).status == 200)
    let next = try number(test, other)
    #expect(next.sequence == 3 && next.place == 74)
    // Called by a counter that could not ask: nobody else gets it.
    let claim = QueueClaimRequest(ticket: call.after.id, counter: "2")
    #expect(test.ask("POST", "/v1/queue/claim", claim.json, token: other).status == 409)
    let free = QueueClaimRequest(ticket: tickets[1].id, counter: "2")
    #expect(test.ask("POST", "/v1/queue/claim", free.json, token: other).status == 204)
  }

  @Test(
    "First aid 20: a call that was taken back gives the ticket back to the whole hall",
    arguments: EngineKind.allCases)
  func undone(kind: EngineKind) throws {
    let test = try TestService(kind)
    var (counter, token) = try test.counter(seed: 1)
    let (_, other) = try test.counter(seed: 2)
    counter.openHall()
    let rule = QueueRule(
      classes: [TicketClass(key: "ordinary", title: "普通", prefix: "A", hasPriority: false)],
      bound: 3, recalls: 2)
    let now = counter.madeUp.now
    let issue = try rule.issue(
      "ordinary", id: "t1", day: day, series: Ticket.hallSeries, in: [], at: now)
    #expect(try number(test, token).sequence == 1)
    func claims(_ token: String, _ key: String) -> Int {
      let claim = QueueClaimRequest(ticket: "t1", counter: key)
      return test.ask("POST", "/v1/queue/claim", claim.json, token: token).status
    }
    #expect(claims(token, "1") == 204)
    counter.step(.changeTicket(issue), on: "t1")
    #expect(try test.push(counter, token: token).status == 200)
    #expect(claims(other, "2") == 409)
    let call = try #require(
      rule.callNext(in: [issue.after], for: Domain.Counter(key: "1"), at: now))
    counter.step(.changeTicket(call), on: "t1")
    counter.step(.undoTicket(call), on: "t1")
    #expect(try test.push(counter, token: token).status == 200)
    #expect(claims(other, "2") == 204)
    #expect(claims(token, "1") == 409)
  }
}

extension TestCounter {
  fileprivate mutating func step(_ act: Act, on ticket: String) {
    append(madeUp.operation(act, on: ticket, clerk: "u1" + log))
  }
}
