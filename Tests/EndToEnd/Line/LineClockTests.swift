import Domain
import FaultProxy
import Foundation
import Ledger
import Storage
import TestCentral
import TestClock
import TestHall
import TestLine
import TestTerminal
import TestThreads
import Testing

/// Time that passes without a line, and clocks that are wrong.
@Suite("时间", .waiting)
struct LineClockTests {
  @Test("三十天不在线，天天照常办，一上线自己补齐：不用重新入网，不用人管")
  func month() throws {
    let central = try TestCentral()
    let line = try FaultProxy(to: UInt16(central.port), seed: 1, percent: 0)
    defer { line.stop() }
    let counter = try JoinedHall(central, port: Int(line.port), counter: 1)
    try counter.settle()
    #expect(try counter.terminal.quit() == 0)
    line.breakLine(true)
    let people = FailoverTests.people
    for day in 1...30 {
      counter.hall.environment = TestClock.environment(days: day)
      try counter.reopen()
      try counter.takeTicket()
      try counter.takeTicket()
      if day % 15 == 3 { try counter.accept(people[day / 15]) }
      try counter.terminal.wait(for: "项待传")
      #expect(try counter.terminal.quit() == 0)
    }
    // Central is at the same day, and its sessions of a month ago have ended.
    central.stop(SIGTERM)
    central.environment = TestClock.environment(days: 30)
    try central.start()
    try counter.reopen()
    line.breakLine(false)
    try counter.settlesAlone()
    let other = try JoinedHall(
      central, port: central.port, counter: 2, environment: TestClock.environment(days: 30))
    try other.settle()
    let days = (0...30).map { TestClock.today.adding($0) }
    #expect(try [counter, other].agree(on: days))
    let numbers = try other.numbers(on: days)
    #expect(numbers.count == 60 && Set(numbers).count == 60)
    // A day later the sessions of counters that stay open have ended.
    central.stop(SIGTERM)
    central.environment = TestClock.environment(days: 31)
    try central.start()
    try other.takeTicket()
    #expect(try [counter, other].agree(on: days))
    for person in people {
      #expect(try other.count(of: person) == 1)
    }
    #expect(try counter.hall.store().attentionCount() == 0)
    let devices = try central.administer(["admin", "devices"]).split(separator: "\n")
    #expect(devices.count == 2, "somebody joined anew")
    _ = try central.administer(["verify"])
  }

  /// What is left when times do not count.
  private func ending(_ counter: JoinedHall, on days: [Day]) throws -> [String] {
    let store = try counter.hall.store()
    // Every day begins at 001.
    var lines = try days.flatMap { try store.tickets(on: $0) }.map {
      "\($0.series)-\($0.number.prefix(1)) \($0.state)"
    }
    try store.forEachDossier { dossier in
      let states = dossier.proceedings.map { "\($0.matter) \($0.state)" }
      lines.append("\(dossier.answers[text: "name"]) \(states) \(dossier.conflicts.count)")
    }
    return lines.sorted()
  }

  /// Two counters and central at these distances from the true day.
  private func work(first: Int, second: Int, central distance: Int) throws -> [String] {
    let central = try TestCentral(environment: TestClock.environment(days: distance))
    let counters = try [first, second].enumerated().map { index, days in
      let counter = try JoinedHall(
        central, port: central.port, counter: index + 1,
        environment: TestClock.environment(days: days))
      try counter.settle()
      return counter
    }
    for (counter, person) in zip(counters, FailoverTests.people) {
      try counter.takeTicket()
      try counter.accept(person)
      try counter.settle()
    }
    let days = Set([first, second]).map { TestClock.today.adding($0) }
    #expect(try counters.agree(on: days))
    for counter in counters { #expect(try counter.hall.store().attentionCount() == 0) }
    _ = try central.administer(["verify"])
    return try ending(counters[0], on: days)
  }

  @Test("窗口和中心的时钟差十年：照常办，结果与时钟都准时一样")
  func wrongClocks() throws {
    let decade = 3_650
    let right = try work(first: 0, second: 0, central: 0)
    #expect(right.count == 4)
    for (first, second, central) in [(-decade, decade, 0), (0, 0, -decade), (0, 0, decade)] {
      let wrong = try work(first: first, second: second, central: central)
      #expect(wrong == right)
    }
  }
}
