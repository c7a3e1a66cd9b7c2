import Domain
import Foundation
import Ledger
import TestCentral
import TestHall
import TestLine
import TestPostgres
import TestTerminal
import TestThreads
import Testing

/// People of a hall over the line: who has left, who forgot, who comes along with a
/// machine (账户).
@Suite("账户与中心", .waiting)
struct LineAccountTests {
  private func account(_ name: String, _ central: TestCentral) throws -> String {
    let list = try central.administer(["admin", "account", "list", "--hall", "640104001"])
    let line = list.split(separator: "\n").first {
      $0.hasSuffix("  \(name)") || $0.contains("  \(name)  ")
    }
    return String(try #require(line).prefix { $0 != " " })
  }

  @Test("First aid 19: 中心停用的人半分钟内退出，填到一半的表单留作草稿，主管接着办完")
  func leaver() throws {
    let central = try TestCentral()
    let first = try JoinedHall(central, port: central.port, counter: 1)
    try first.settle()
    let second = try JoinedHall(central, port: central.port, counter: 2)
    try second.settle()
    try second.takeTicket()
    let terminal = second.terminal
    try terminal.type("<F2>", "─ 申请人")
    let typed = TypedDossier(
      name: "张示例", idNumber: "640104199003070014", phone: "19900000014")
    for piece in typed.pieces.prefix(2) { try terminal.type(piece.keys) }
    let key = try account(TestHall.clerk, central)
    #expect(
      try central.administer(["admin", "account", "disable", key]).contains("disabled"))
    try terminal.wait(for: "您的账户已停用", seconds: 30)
    // Nobody gets in under the name any more, with the right passphrase, neither.
    try terminal.signIn(TestHall.supervisor)
    try terminal.menu("33")
    // The column is narrow: the name is cut.
    try terminal.wait(for: "-" + TestHall.clerk.prefix(2))
    try terminal.type("<Enter>", "接着填")
    let accounts = try second.hall.store().accounts()
    #expect(accounts.first { $0.key == key }?.isActive == false)
    try second.settle()
    #expect(try second.hall.store().attentionCount() == 0)
  }

  @Test("First aid 19: 账户先到、口令校验值后到：新窗口不说口令不对，请人稍后再试，到了就能登录")
  func onItsWay() throws {
    let postgres = try TestPostgres()
    let central = try TestCentral(on: postgres)
    let first = try JoinedHall(central, port: central.port, counter: 1)
    try first.settle()
    // All hashes are there, and are then as if they were still on their way.
    for _ in 0..<600 where try !postgres.ask("SELECT count(*) FROM verifier").hasPrefix("3") {
      try first.retry()
    }
    _ = try postgres.ask("UPDATE verifier SET county = '999999'")
    var told = 0
    let second = try JoinedHall(
      central, port: central.port, counter: 2,
      onItsWay: {
        told += 1
        _ = try postgres.ask("UPDATE verifier SET county = '640104'")
      })
    #expect(told == 1)
    try second.takeTicket()
  }

  @Test("First aid 19: 中心重置口令，一次性口令登录后先改；改好后旧的不能再用")
  func reset() throws {
    let central = try TestCentral()
    let first = try JoinedHall(central, port: central.port, counter: 1)
    try first.settle()
    let key = try account(TestHall.clerk, central)
    let answer = try central.administer(["admin", "account", "reset", key])
    let secret = try #require(
      answer.split { $0 == " " || $0 == "，" }.first {
        $0.count == 14 && $0.filter { $0 == "-" }.count == 2
      })
    let terminal = first.terminal
    try first.retry()
    try first.settle()
    try terminal.menu("62")
    try terminal.wait(for: "账户")
    try terminal.type("\(TestHall.clerk)<Enter>")
    try terminal.type("\(secret)<Enter>", "首次登录：改口令")
    let new = "春眠不觉晓处处闻啼鸟"
    try terminal.type("\(new)<Enter>\(new)<Enter>", "叫下一位")
    // What was changed here is in central's list a little later.
    try first.retry()
    try terminal.wait("the new passphrase at central") { _ in
      let list = try? central.administer(["admin", "account", "list", "--hall", "640104001"])
      return list?.contains("one-time") == false
    }
    try first.settle()
    #expect(try first.hall.store().auditTrail(limit: 20).contains { $0.kind == .accountPassphrase })
  }

  @Test("First aid 12: 单机的机器入网到有人的大厅，它的主管不能登录，办的件都在")
  func broughtAlong() throws {
    let central = try TestCentral()
    let first = try JoinedHall(central, port: central.port, counter: 1)
    try first.settle()
    let code = try central.code(counter: 2)
    let alone = try TestHall()
    try alone.establish(staff: "alone")
    let terminal = try alone.open()
    try terminal.signIn(TestHall.clerk)
    try terminal.menu("21")
    try terminal.type("1<Enter>", "已取号 A001")
    try terminal.menu("62")
    try terminal.signIn(TestHall.supervisor)
    try terminal.menu("90")
    try terminal.wait(for: "入网：")
    try terminal.type(
      "127.0.0.1:\(central.port)<Enter>\(central.authority)<Enter>\(code)<F9>")
    try terminal.wait(for: "大厅已有主管", seconds: 60)
    let list = try central.administer(["admin", "account", "list", "--hall", "640104001"])
    let lines = list.split(separator: "\n")
    #expect(lines.filter { $0.hasPrefix("alone-") }.count == 3)
    #expect(lines.allSatisfy { !$0.hasPrefix("alone-") || $0.contains("  brought  ") })
    #expect(lines.filter { $0.contains("  active  ") }.count == 3)
  }
}
