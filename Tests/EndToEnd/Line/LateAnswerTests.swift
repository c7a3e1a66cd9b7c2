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

/// Keys typed ahead of a central that takes its time, over real HTTP and TLS.
@Suite("迟来的回答", .waiting)
struct LateAnswerTests {
  /// What is typed without waiting for an answer, each ending at the sign-in screen.
  private static let scripts = [
    "<F10>211<Enter><F10>62", "<F10>211<Enter><F10>211<Enter><F10>62", "<F2><Esc><F10>62",
    "<F10>211<Enter><F2><Esc><F10>62", "<F2><Esc><F8>z<F3><F10>62", "<F10>211<Enter><F10>61<C-n>",
    "<F2><Esc><F10>61<C-n>",
  ]

  @Test(
    "First aid 7: tickets asked for and left behind are written down under who asked, and the program goes on",
    arguments: [1, 2] as [UInt64])
  func typedAhead(seed: UInt64) throws {
    let central = try TestCentral()
    let line = try FaultProxy(to: UInt16(central.port), seed: seed, percent: 0)
    defer { line.stop() }
    let counter = try JoinedHall(central, port: Int(line.port), counter: 1)
    let terminal = counter.terminal
    try counter.settle()
    try terminal.menu("62")
    var random = seed &* 0x9E37_79B9_7F4A_7C15
    func below(_ bound: Int) -> Int {
      random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(random >> 33) % bound
    }
    var issued: [String: Int] = [:]
    for _ in 0..<10 {
      // Of the two who may take numbers, each in turn as chance has it.
      let (name, key) =
        below(2) == 0 ? (TestHall.clerk, "account-1") : (TestHall.supervisor, "account-3")
      line.delay(milliseconds: 0)
      try terminal.signIn(name)
      let script = LateAnswerTests.scripts[below(LateAnswerTests.scripts.count)]
      // From at once to longer than the counter waits for central.
      line.delay(milliseconds: [0, 250, 600, 1_400][below(4)])
      try terminal.type(script)
      issued[key, default: 0] += script.components(separatedBy: "21").count - 1
      // Somebody else is there before the answers are.
      try terminal.wait(for: "离线也能登录", seconds: 20)
    }
    line.delay(milliseconds: 0)
    try terminal.signIn(TestHall.reviewer)
    let expected = issued.values.reduce(0, +)
    try terminal.wait("every answer", seconds: 30) { _ in
      (try? counter.numbers(on: TestClock.days).count) == expected
    }
    try counter.settle()
    #expect(try terminal.quit() == 0)
    let store = try counter.hall.store()
    let tickets = try TestClock.days.flatMap { try store.tickets(on: $0) }
    // Newest first, so that what stays is who took the number.
    var takers: [String: String] = [:]
    for entry in try store.auditTrail(limit: 10_000) where entry.kind == .ticketChange {
      #expect(entry.clerk == "account-1" || entry.clerk == "account-3")
      takers[entry.entity] = entry.clerk
    }
    let found = Dictionary(grouping: takers.values, by: { $0 }).mapValues(\.count)
    #expect(tickets.count == expected)
    #expect(found == issued)
  }
}
