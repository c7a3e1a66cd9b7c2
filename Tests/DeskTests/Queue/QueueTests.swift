import DeskDriver
import Domain
import Ledger
import TUI
import Testing

@testable import Desk

@Suite("排队")
struct QueueTests {
  private func at(_ waiting: [String]) -> DeskDriver {
    DeskDriver(signedIn: DeskHall.clerk, hall: DeskHall(waiting: waiting))
  }

  @Test("F2 按公平顺序叫号，说出为什么，并打开表单")
  func callNext() throws {
    var driver = at(["ordinary", "elderly"])
    try driver.press("<F2>")
    #expect(driver.desk.form?.ticket.number == "L001")
    #expect(driver.text.contains("L001是老年人优先号"))
  }

  @Test("没有人等候：F2 请取号，数字选类别，Enter 取号，再 F2 就叫")
  func issue() throws {
    var driver = at([])
    try driver.press("<F2><F2><Enter>")
    #expect(driver.text.contains("请先按数字选择"))
    try driver.press("4<Enter>")
    #expect(driver.text.contains("已取号 L001"))
    try driver.press("<F2>")
    #expect(driver.desk.form?.ticket.number == "L001")
  }

  @Test("F3 离开表单再 F2，接着办同一个号，填过的都在")
  func comeBack() throws {
    var driver = at(["ordinary", "ordinary"])
    try driver.press("<F2>640104199003070014张示例<F3>")
    #expect(driver.desk.screen == .home)
    try driver.press("<F2>")
    #expect(driver.desk.screen == .form)
    #expect(driver.desk.form?.ticket.number == "A001")
    #expect(driver.desk.form?.answers[text: "name"] == "张示例")
  }

  @Test(
    "过号、转移、暂挂要另一个键确认；表单关上，草稿留着；F12 退回",
    arguments: [
      ("<F6>1<Enter>", Ticket.State.skipped), ("<F7>2<Enter>", .transferred),
      ("<F10>221<Enter>", .parked), ("<F10>231<Enter>", .left),
    ])
  func leaveForm(keys: String, state: Ticket.State) throws {
    var driver = at(["ordinary"])
    try driver.press("<F2>640104199003070014张示例" + keys)
    #expect(driver.hall.tickets[0].state == state)
    #expect(driver.desk.form == nil)
    #expect(driver.hall.drafts["t1"]?.answers[text: "name"] == "张示例")
    try driver.press("<F12>")
    #expect(driver.hall.tickets[0].state == .called)
    try driver.press("<F2>")
    #expect(driver.desk.form?.answers[text: "name"] == "张示例")
  }

  @Test("60 秒以后 F12 不再撤销，并说明")
  func undoTooLate() throws {
    var driver = at(["ordinary"])
    try driver.press("<F2>")
    driver.wait(seconds: 61)
    try driver.press("<F12>")
    #expect(driver.hall.tickets[0].state == .called)
    #expect(driver.text.contains("60 秒内没有"))
  }

  @Test("在列表里选一个号叫：必须写原因")
  func pick() throws {
    var driver = at(["ordinary", "ordinary"])
    try driver.press("<Down><Enter><Enter>")
    #expect(driver.text.contains("请先按数字选择"))
    try driver.press("<Enter>")
    #expect(driver.desk.form == nil)
    try driver.press("2<Enter>")
    #expect(driver.desk.form?.ticket.number == "A002")
  }

  @Test("暂挂的号在列表里 Enter 接着办")
  func resume() throws {
    var driver = at(["ordinary"])
    try driver.press("<F2>640104199003070014<F10>221<Enter><Enter>")
    #expect(driver.hall.tickets[0].state == .serving)
    #expect(driver.desk.form?.answers[text: "idNumber"] == "640104199003070014")
  }

  @Test("F1 说明为什么是下一个，或为什么还不是")
  func help() throws {
    var driver = at(["ordinary", "elderly"])
    try driver.press("<F1>")
    #expect(driver.text.contains("还不到A001"))
  }
}
