import Domain
import FaultProxy
import Foundation
import Ledger
import Storage
import TestCentral
import TestClock
import TestHall
import TestLine
import TestPostgres
import TestTerminal
import TestThreads
import Testing

/// One line for a hall: from the day of joining, through outages, whatever the clocks
/// say.
@Suite("大厅的一条队", .waiting)
struct HallLineTests {
  @Test(
    "First aid 9: a counter that has given out numbers joins on the same day: the hall's numbers go on after them, and its own name it"
  )
  func joining() throws {
    let central = try TestCentral()
    let first = try JoinedHall(central, port: central.port, counter: 1) { hall in
      let terminal = try hall.open()
      try terminal.signIn()
      for number in ["A001", "A002"] {
        try terminal.menu("21")
        try terminal.type("1<Enter>", "已取号 \(number)")
      }
      #expect(try terminal.quit() == 0)
    }
    try first.settle()
    try first.terminal.type("<F3>", "A001-1")
    try first.takeTicket()
    let second = try JoinedHall(central, port: central.port, counter: 2)
    try second.settle()
    try second.takeTicket()
    #expect(first.tickets + second.tickets == ["A003", "A004"])
    #expect(try [first, second].agree())
    let day = TestClock.today
    let shown = try second.hall.store().tickets(on: day).map(\.number)
    #expect(shown == ["A001-1", "A002-1", "A003", "A004"])
    // First come is called first, whoever gave out the number.
    try second.terminal.type("<F2>", "请 A001-1 号到 2 号窗口")
  }

  @Test(
    "First aid 10: a counter ten minutes slow takes the second and fourth numbers: they are called in the order of taking"
  )
  func slow() throws {
    let central = try TestCentral()
    let first = try JoinedHall(central, port: central.port, counter: 1)
    try first.settle()
    let offset = (TestClock.environment()["FAKETIME"].flatMap(Double.init) ?? 0) - 600
    let second = try JoinedHall(
      central, port: central.port, counter: 2,
      environment: ["FAKETIME": (offset < 0 ? "" : "+") + String(format: "%.3f", offset)])
    try second.settle()
    for counter in [first, second, first, second] { try counter.takeTicket() }
    #expect(first.tickets + second.tickets == ["A001", "A003", "A002", "A004"])
    #expect(try [first, second].agree())
    for counter in [first, second] {
      let line = TestClock.days.flatMap { (try? counter.hall.store().tickets(on: $0)) ?? [] }
      #expect(line.sorted(by: Ticket.isBefore).map(\.sequence) == [1, 2, 3, 4])
    }
    try second.terminal.type("<F2>", "请 A001 号到 2 号窗口")
    #expect(try [first, second].agree())
    try first.terminal.type("<F2>", "请 A002 号到 1 号窗口")
  }

  @Test("First aid 10: a clock set 61 days forward over a restart locks no counter out")
  func forward() throws {
    let central = try TestCentral()
    let counter = try JoinedHall(central, port: central.port, counter: 1)
    try counter.settle()
    #expect(try counter.terminal.quit() == 0)
    central.stop(SIGTERM)
    counter.hall.environment = TestClock.environment(days: 61)
    try counter.reopen()
    try counter.terminal.wait("the bar") { $0.row(0).contains("离线") }
    #expect(!counter.terminal.row(0).contains("只办结"))
    try counter.takeTicket()
  }

  private func cut(_ counters: [JoinedHall], _ lines: [FaultProxy]) throws {
    lines.forEach { $0.breakLine(true) }
    for counter in counters {
      try counter.retry()
      try counter.terminal.wait("the end of the line", seconds: 60) {
        $0.row(0).contains("离线")
      }
    }
  }

  @Test(
    "First aid 20: central gone, the line goes on at both counters after one warning; what both called is settled, told and shown when it is back",
    arguments: [false, true])
  func outage(isPostgres: Bool) throws {
    let central = isPostgres ? try TestCentral(on: TestPostgres()) : try TestCentral()
    let lines = try (1...2).map {
      try FaultProxy(to: UInt16(central.port), seed: UInt64($0), percent: 0)
    }
    defer { lines.forEach { $0.stop() } }
    let first = try JoinedHall(central, port: Int(lines[0].port), counter: 1)
    try first.settle()
    let second = try JoinedHall(central, port: Int(lines[1].port), counter: 2)
    let counters = [first, second]
    for counter in [first, second, first] { try counter.takeTicket() }
    #expect(try counters.agree())

    try cut(counters, lines)
    // The whole line is there, with what is taken now behind it.
    try first.terminal.type("<F3>")
    try first.terminal.wait(for: "断线自")
    try second.takeTicket()
    #expect(second.tickets.last == "A001-2")
    try second.terminal.wait(for: "等候 4 人")

    // Both call the first one; the second serves it.
    try first.terminal.type("<F2>", "连不上中心：叫 A001")
    try first.terminal.type("1<Enter>", "─ 申请人")
    try second.terminal.type("<F2>", "连不上中心：叫 A001")
    try second.terminal.type("1<Enter>", "─ 申请人")
    let typed = TypedDossier(
      name: "张示例", idNumber: "640104199003070014", phone: "19900000014")
    for piece in typed.pieces { try second.terminal.type(piece.keys) }
    try second.terminal.type(TypedDossier.submit, "已保存 640104-")
    try second.terminal.type("<F3>")
    // Warned once: the next one is called at once, and is the next in line.
    try second.terminal.type("<F2>", "请 A002 号到 2 号窗口")

    // The first one's line comes back first.
    lines[0].breakLine(false)
    try first.settle()
    lines[1].breakLine(false)
    try second.retry()
    try second.terminal.wait(for: "断线时 A001 号别的窗口也叫了", seconds: 60)
    #expect(try counters.agree())
    for counter in counters {
      let store = try counter.hall.store()
      let line = TestClock.days.flatMap { (try? store.tickets(on: $0)) ?? [] }
      #expect(line.map(\.number).sorted() == ["A001", "A001-2", "A002", "A003"])
      let one = line.first { $0.number == "A001" }
      #expect(one?.counter == "1" && one?.state == .called)
      #expect(line.first { $0.number == "A002" }?.counter == "2")
      #expect(try counter.count(of: typed) == 1)
    }
    #expect(try first.hall.store().attentionCount() == 0)
    #expect(try second.hall.store().attentionCount() > 0)
    _ = try central.administer(["verify"])
  }
}
