import Domain
import Foundation
import Ledger
import TestClock
import TestHall
import TestTerminal
import TestThreads
import Testing

/// A counter whose clock is set while the program runs, and midnight.
@Suite("拨钟和零点", .waiting)
struct ClockTests {
  /// A program whose clock on the wall a test sets, and whose steady clock goes on.
  private final class Counter {
    let hall: TestHall
    private(set) var terminal: TestTerminal
    private var clock: String { hall.root + "/clock" }

    /// - Parameter time: where the clock stands first.
    init(at time: Instant) throws {
      hall = try TestHall()
      try hall.establish()
      try Counter.write(time, to: hall.root + "/clock")
      terminal = try Counter.open(hall)
      try terminal.signIn(TestHall.supervisor)
    }

    func set(_ time: Instant) throws { try Counter.write(time, to: clock) }

    func reopen() throws {
      terminal = try Counter.open(hall)
      try terminal.signIn(TestHall.supervisor)
    }

    /// As an offset to the true time, which goes on from there.
    private static func write(_ time: Instant, to path: String) throws {
      let ahead = Double(time.milliseconds - TestClock.now.milliseconds) / 1_000
      let offset = (TestClock.environment()["FAKETIME"].flatMap(Double.init) ?? 0) + ahead
      let words = (offset < 0 ? "" : "+") + String(format: "%.3f", offset) + "\n"
      try words.write(toFile: path, atomically: true, encoding: .utf8)
    }

    private static func open(_ hall: TestHall) throws -> TestTerminal {
      // FAKETIME in the environment would stand above the file.
      try TestTerminal(
        "/usr/bin/env", arguments: ["-u", "FAKETIME", TestTerminal.built("yichuang")],
        environment: hall.variables.merging([
          "FAKETIME_TIMESTAMP_FILE": hall.root + "/clock", "FAKETIME_NO_CACHE": "1",
        ]) { $1 })
    }

    func takeTicket(_ number: String) throws {
      try terminal.menu("21")
      try terminal.type("1<Enter>", "已取号 \(number)")
    }
  }

  private func at(_ day: Day, _ hour: Int, _ minute: Int, _ second: Int = 0) -> Instant {
    let hours = day.number * 24 + hour - 8
    return Instant(milliseconds: ((hours * 60 + minute) * 60 + second) * 1_000)
  }

  @Test(
    "First aid 10: with the clock set back half an hour and then a day, the line and its numbers go on, over a restart, too, until a supervisor takes the day back"
  )
  func setBack() throws {
    let day = Day(2026, 3, 11)!
    let counter = try Counter(at: at(day, 10, 0))
    try counter.takeTicket("A001")
    try counter.takeTicket("A002")
    try counter.set(at(day, 9, 30))
    try counter.takeTicket("A003")
    try counter.set(at(day.adding(-1), 9, 31))
    try counter.takeTicket("A004")
    try counter.terminal.wait(for: "仍按已开始的 3月11日 排队、受理")
    try counter.terminal.wait(for: "等候 4 人")
    #expect(try counter.terminal.quit() == 0)
    try counter.reopen()
    try counter.terminal.wait(for: "仍按已开始的 3月11日 排队、受理")
    try counter.terminal.wait(for: "等候 4 人")
    try counter.terminal.type("<F2>", "A001")
    try counter.terminal.type("<F3>", "当前 A001")
    let tickets = try counter.hall.store().tickets(on: day)
    #expect(tickets.map(\.number) == ["A001", "A002", "A003", "A004"])
    #expect(tickets.map(\.state) == [.called, .waiting, .waiting, .waiting])
    #expect(try counter.hall.store().tickets(on: day.adding(-1)) == [])
    let faults = try counter.hall.store().auditTrail(limit: 100).filter { $0.kind == .auditClock }
    #expect(!faults.isEmpty)

    try counter.terminal.menu("67")
    try counter.terminal.type("1<Enter>", "等候 0 人")
    try counter.takeTicket("A001")
    #expect(try counter.hall.store().tickets(on: day.adding(-1)).count == 1)
  }

  @Test(
    "First aid 10: a review that is open over midnight: day of acceptance, due days, their explanation and the paper are those of one day"
  )
  func midnight() throws {
    let day = Day(2026, 3, 11)!
    let counter = try Counter(at: at(day, 23, 58, 30))
    let terminal = counter.terminal
    let typed = TypedDossier(
      name: "张示例", idNumber: "640104199003070014", phone: "19900000014")
    try counter.takeTicket("A001")
    try terminal.type("<F2>", "─ 申请人")
    for piece in typed.pieces { try terminal.type(piece.keys) }
    try terminal.type("<F9>", "复核：没有错误")
    try counter.set(at(day, 23, 59, 58))
    try terminal.wait("the new day", seconds: 90) { $0.row(0).contains("3月12日") }
    let shown = terminal.screen
    try terminal.type("<F9>", "已保存 640104-")
    var dossiers: [Dossier] = []
    try counter.hall.store().forEachDossier { dossiers.append($0) }
    let dossier = try #require(dossiers.first)
    #expect(dossier.acceptedAt.day == day.adding(1))
    for proceeding in dossier.proceedings {
      if let accepted = proceeding.clock.accepted { #expect(accepted == day.adding(1)) }
      guard let due = proceeding.clock.due, !proceeding.steps.isEmpty else { continue }
      #expect(shown.contains(due.text(in: day.year)), "\(shown)")
    }
    let papers = counter.hall.root + "/data/yichuang/papers"
    var names: [String] = []
    try terminal.wait("the paper") { _ in
      names = (try? FileManager.default.subpathsOfDirectory(atPath: papers)) ?? []
      return names.contains { $0.hasSuffix(".txt") }
    }
    let paper = try #require(names.first { $0.hasSuffix(".txt") })
    let text = try String(contentsOfFile: papers + "/" + paper, encoding: .utf8)
    #expect(text.contains("2026年3月12日") && !text.contains("2026年3月11日"))
  }
}
