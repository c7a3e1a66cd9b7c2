import Foundation
import Ledger
import TUI
import TestHall
import TestTerminal
import TestThreads
import Testing

/// What happens to a dossier after its acceptance, on the real program.
@Suite("受理以后", .waiting)
struct LifeTests {
  static let screener = "预审示例"
  static let name = "张示例"
  static let idNumber = "640104199003070014"

  @Test("受理、预审、签收、转办、更正并重打文书、作废并重新登记、评价，都在真的程序上")
  func life() throws {
    let hall = try TestHall()
    try hall.establish()
    let terminal = try hall.open()
    try prepare(terminal)
    try accept(terminal)
    try screen(terminal)
    try receiveAndHandOn(terminal)
    try amend(terminal)
    try registerAgain(terminal)
    #expect(try terminal.quit() == 0)
    let papers = try FileManager.default.contentsOfDirectory(
      atPath: hall.storeDirectory + "/papers"
    ).map { try String(contentsOfFile: hall.storeDirectory + "/papers/" + $0, encoding: .utf8) }
    #expect(papers.contains { $0.contains("以前打印的 ") && $0.contains("-01 号文书作废") })
    let store = try hall.store()
    let dossiers = try store.dossiers(idNumber: LifeTests.idNumber).compactMap {
      try store.dossier($0.id)
    }
    #expect(dossiers.count == 2)
    let voided = try #require(dossiers.first { $0.voided != nil })
    #expect(voided.rating?.grade == .veryGood)
    let kinds = voided.events.map(\.kind)
    for kind: Ledger.Operation.Kind in [
      .dossierScreen, .proceedingReceive, .proceedingHandOn, .dossierAmend, .dossierVoid,
    ] { #expect(kinds.contains(kind), "\(kind.rawValue) is not in the timeline") }
    let again = try #require(dossiers.first { $0.voided == nil })
    #expect(again.answers == voided.answers)
    #expect(again.awaitsScreening)
  }

  private func change(_ terminal: TestTerminal, to name: String) throws {
    try terminal.menu("62")
    try terminal.signIn(name)
  }

  /// The supervisor switches the second look on and makes an account for it.
  private func prepare(_ terminal: TestTerminal) throws {
    let secret = TestHall.passphrase + "<Enter>"
    try terminal.signIn(TestHall.supervisor)
    try terminal.menu("78")
    try terminal.type("1<Enter>", "以后受理的先由本厅预审")
    try terminal.menu("63")
    try terminal.type("<Enter>" + LifeTests.screener + "<Enter>3<Enter>" + secret + secret, "建立账户")
    try terminal.type("1<Enter>", "账户 · 4 个")
    try change(terminal, to: TestHall.clerk)
  }

  private func accept(_ terminal: TestTerminal) throws {
    try terminal.menu("21")
    try terminal.type("1<Enter>", "已取号 A001")
    try terminal.type("<F2>", "F4同前")
    let typed = TypedDossier(
      name: LifeTests.name, idNumber: LifeTests.idNumber, phone: "19900000014")
    // With 失业保险待遇, which a department decides on.
    for piece in typed.pieces {
      try terminal.type(piece.key == "question.need" ? "12" : piece.keys)
    }
    try terminal.type("224<Enter><F9>", "先由本厅预审，通过后才转各部门")
    try terminal.wait(for: "复核：没有错误")
    try terminal.menu("88")
    try terminal.wait(for: "不在表单里")
    try terminal.type("<F9>", "个事项；")
    try terminal.wait(for: "请申请人评价上一件按 F10 79")
    try terminal.menu("79")
    try terminal.type("1<Enter>")
    try terminal.wait("the rating to be taken") { !$0.screen.contains("评价上一件") }
  }

  private func screen(_ terminal: TestTerminal) throws {
    try change(terminal, to: LifeTests.screener)
    try terminal.wait(for: "看板 · 待预审")
    try terminal.wait(for: "@ 预审中")
    try terminal.type("<Enter>", "由本厅预审，通过后才转部门")
    try terminal.menu("77")
    try terminal.type("1<Enter>", "+ 已办结")
  }

  private func receiveAndHandOn(_ terminal: TestTerminal) throws {
    try change(terminal, to: TestHall.reviewer)
    try terminal.wait(for: "看板 · 部门在办")
    try terminal.wait(for: "未签收")
    try terminal.menu("75")
    try terminal.wait(for: "已签收“")
    try terminal.type("<Enter>", "办件 · ")
    try terminal.menu("76")
    try terminal.wait(for: "转办：")
    try terminal.type("1不归本部门<Enter>", "转办（")
    try terminal.wait(for: "部门还没有签收")
  }

  private func amend(_ terminal: TestTerminal) throws {
    try change(terminal, to: TestHall.clerk)
    try terminal.type("<F8>张<Enter>", "办件 · ")
    try terminal.menu("71")
    try terminal.wait(for: "更正内容")
    try terminal.type("文化<Enter>", "原来 大学专科")
    try terminal.type("4<Enter><F9>", "此前打印的文书随之作废")
    try terminal.type("与毕业证核对<Enter>", "已更正；此前打印的文书作废")
    try terminal.type("<F11>1<Enter>", "号文书作废")
    try terminal.type("<F11>", "已存为")
    try terminal.type("<F3>", "办件 · ")
  }

  private func registerAgain(_ terminal: TestTerminal) throws {
    try terminal.menu("73")
    try terminal.type("2认错了人<Enter>", "重新登记会取一个新号")
    try terminal.type("1<Enter>", "已带出作废办件")
    // What is known is brought along; its numbers are shown in part only.
    try terminal.see("A002 登记失业人员", "6401**********0014")
    #expect(!terminal.screen.contains(LifeTests.idNumber))
    try terminal.type("<F9>", "复核：没有错误")
    try terminal.type("<F9>", "个事项；")
  }
}
