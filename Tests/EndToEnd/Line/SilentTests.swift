import Domain
import Foundation
import Ledger
import TestCentral
import TestClock
import TestHall
import TestLine
import TestTerminal
import TestThreads
import Testing

/// A counter that has not heard central for long, and one whose clock is wrong.
@Suite("久未联系、时钟不对", .waiting)
struct SilentTests {
  private func now(adding seconds: Int) -> Instant {
    TestClock.now.adding(milliseconds: seconds * 1_000)
  }

  @Test("61 天没有联系上中心：不能取号、叫号，开着的表单能办完；联系上以后照常")
  func silent() throws {
    let central = try TestCentral()
    let counter = try JoinedHall(central, port: central.port, counter: 1)
    try counter.settle()
    let typed = TypedDossier(
      name: "张示例", idNumber: "640104199003070014", phone: "19900000014")
    try counter.takeTicket()
    try counter.terminal.type("<F2>", "─ 申请人")
    for piece in typed.pieces { try counter.terminal.type(piece.keys) }
    try counter.terminal.type("<F3>", "草稿 1")
    counter.kill()
    central.stop(SIGTERM)
    // Counted, not read off a clock.
    var kept = try #require(try counter.hall.store().setting("central.silence"))
      .split(separator: " ").map(String.init)
    kept[0] = "\(61 * 86_400_000 + 3_600_000)"
    try counter.hall.store().setSetting("central.silence", kept.joined(separator: " "))

    try counter.reopen()
    let terminal = counter.terminal
    try terminal.wait("the bar") { $0.row(0).contains("离线61天") }
    try terminal.menu("21")
    try terminal.wait(for: "已 61 天没有联系上中心")
    try terminal.type("<Esc>")
    try terminal.menu("33")
    try terminal.wait(for: "草稿")
    try terminal.type("<Enter>", "接着填 A001 号的草稿")
    try terminal.type(TypedDossier.submit, "已保存 640104-")
    try terminal.type("<F3>")
    #expect(try counter.count(of: typed) == 1)

    try central.start()
    try counter.settle()
    try counter.takeTicket()
  }

  @Test("本机时钟比最后一笔记录早：记入日志、画面提示一次，办理照常，中心收下这一笔")
  func clock() throws {
    let central = try TestCentral()
    let counter = try JoinedHall(central, port: central.port, counter: 1)
    try counter.settle()
    counter.kill()
    try counter.hall.store().record(
      Operation(
        id: "future", entity: "account-1", clerk: "account-1", role: .clerk,
        at: now(adding: 3 * 3_600), act: .signIn))
    try counter.reopen()
    try counter.terminal.wait("the bar") { $0.row(0).contains("时钟?") }
    try counter.takeTicket()
    try counter.settle()
    counter.kill()
    try counter.reopen()
    try counter.takeTicket()
    let trail = try counter.hall.store().auditTrail(limit: 100)
    let found = trail.filter { $0.kind == .auditClock }
    #expect(found.count == 1)
    #expect(try counter.hall.store().attentionCount() == 0)
  }
}
