import Domain
import FaultProxy
import Foundation
import Storage
import TestCentral
import TestClock
import TestHall
import TestLine
import TestPostgres
import TestTerminal
import TestThreads
import Testing

/// Real counters, the real central on a real PostgreSQL, and a bad line between.
@Suite("线路", .waiting)
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
    try counters[1].accept(typed)

    lines.forEach { $0.harm(percent: 25) }
    var rounds = 0
    let latest = ContinuousClock.now + .seconds(300)
    while lines.reduce(0, { $0 + $1.exchanges }) < 1_000, ContinuousClock.now < latest {
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
    #expect(try counters.agree())
    for counter in counters {
      let store = try counter.hall.store()
      let known = try counter.numbers()
      #expect(Set(known).count == known.count, "a number twice")
      #expect(try counter.count(of: typed) == 1)
      #expect(try store.attentionCount() == 0)
    }
    let all = try counters[0].numbers()
    #expect(all.count == counters.reduce(0) { $0 + $1.tickets.count })
  }

  // More of the same: scripts/torture --line.
  @Test("随机时刻杀窗口和中心 200 次：取过的号一个不少、一个不重，中心的散列链完好", arguments: [1, 2])
  func kills(seed: UInt64) throws {
    let torture = try LineTorture(seed: seed)
    for _ in 1...100 { try torture.live() }
    try torture.verify()
    #expect(torture.problems == [], "again: scripts/torture --line 100 \(seed)")
    #expect(torture.acknowledgements > 50)
  }
}
