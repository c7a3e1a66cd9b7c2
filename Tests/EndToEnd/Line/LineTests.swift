import Domain
import FaultProxy
import Foundation
import Storage
import TestCentral
import TestHall
import TestPostgres
import TestTerminal
import Testing

/// Real counters, the real central on a real PostgreSQL, and a bad line between.
@Suite("线路")
struct LineTests {
  @Test("三个窗口隔着坏线路：一千次往来以后，办件、号票、账户处处一样，取过的号一个不少、一个不重")
  func badLine() throws {
    let central = try TestCentral(on: TestPostgres())
    let lines = try (0..<3).map {
      try FaultProxy(to: UInt16(central.port), seed: UInt64($0 + 1), percent: 0)
    }
    defer { lines.forEach { $0.stop() } }
    let counters = try zip(1..., lines).map { number, line in
      let counter = try JoinedHall(central, port: Int(line.port), counter: number)
      if number == 1 { try counter.settle() }
      return counter
    }
    // A dossier that all of them will know.
    let typed = TypedDossier(
      name: "张示例", idNumber: "640104199003070014", phone: "19900000014")
    try counters[1].takeTicket()
    try counters[1].terminal.type("<F2>", "─ 申请人")
    for piece in typed.pieces { try counters[1].terminal.type(piece.keys) }
    try counters[1].terminal.type(TypedDossier.submit, "已保存 640104-")
    try counters[1].terminal.type("<F3>")

    lines.forEach { $0.harm(percent: 25) }
    var rounds = 0
    let latest = Date().addingTimeInterval(90)
    while lines.reduce(0, { $0 + $1.exchanges }) < 1_000, Date() < latest {
      rounds += 1
      for counter in counters {
        // A series has 999 numbers a day.
        if rounds <= 250 { try counter.takeTicket() }
        try counter.retry()
      }
    }
    #expect(lines.reduce(0) { $0 + $1.exchanges } >= 1_000)
    for fault in FaultProxy.Fault.allCases where fault != .none {
      #expect(lines.contains { $0.counts[fault, default: 0] > 0 }, "never: \(fault)")
    }

    lines.forEach { $0.harm(percent: 0) }
    for counter in counters { try counter.settle(seconds: 60) }
    var contents = try counters.map { try $0.contents() }
    let end = Date().addingTimeInterval(30)
    while Set(contents).count > 1, Date() < end {
      for counter in counters { try counter.retry() }
      Thread.sleep(forTimeInterval: 1)
      contents = try counters.map { try $0.contents() }
    }
    #expect(contents[0] == contents[1] && contents[1] == contents[2])
    for counter in counters {
      let store = try counter.hall.store()
      let known = try counter.numbers()
      #expect(Set(known).count == known.count, "a number twice")
      #expect(try store.dossiers(idNumber: typed.idNumber).count == 1)
      #expect(try store.attentionCount() == 0)
    }
    let all = try counters[0].hall.store().tickets(on: Today.day)
    #expect(all.count == counters.reduce(0) { $0 + $1.tickets.count })
  }

  @Test("随机时刻杀窗口和中心：取过的号一个不少、一个不重，中心的散列链完好", arguments: [1])
  func kills(seed: UInt64) throws {
    let central = try TestCentral()
    let line = try FaultProxy(to: UInt16(central.port), seed: seed, percent: 10)
    defer { line.stop() }
    let counter = try JoinedHall(central, port: Int(line.port), counter: 1)
    try counter.settle()
    var random = SystemRandomNumberGenerator()
    for _ in 1...100 {
      for _ in 0..<Int.random(in: 0...3, using: &random) { try counter.takeTicket() }
      if Bool.random() { try counter.terminal.type("<F10>211<Enter>") }
      Thread.sleep(forTimeInterval: Double.random(in: 0...0.2))
      if Bool.random() {
        central.stop(SIGKILL)
        try central.start()
      } else {
        counter.kill()
        try counter.reopen()
      }
    }
    line.harm(percent: 0)
    try counter.settle()
    let other = try JoinedHall(central, port: Int(line.port), counter: 2)
    try other.settle()
    let here = try counter.numbers()
    let there = try other.numbers()
    #expect(Set(here) == Set(there) && here.count == there.count)
    #expect(Set(here).count == here.count, "a number twice")
    for number in counter.tickets {
      #expect(there.contains { $0.hasSuffix(number) }, "lost: \(number)")
    }
    #expect(counter.tickets.count > 50)
    _ = try central.administer(["verify"])
  }
}

/// The day that the programs go by.
enum Today {
  static var day: Day { Instant(milliseconds: Int(Date().timeIntervalSince1970 * 1000)).day }
}
