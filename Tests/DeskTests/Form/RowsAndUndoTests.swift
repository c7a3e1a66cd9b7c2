import DeskDriver
import Domain
import Ledger
import TUI
import Testing

@testable import Desk

@Suite("条目、撤销、草稿")
struct RowsAndUndoTests {
  static let toWishes =
    "640104199003070014张示例<Enter>1390000000012<Enter>a1号<Enter>320301<Enter>"

  private func rows(_ driver: DeskDriver) -> [Answers.Row] {
    driver.desk.form?.answers[rows: "jobWishes"] ?? []
  }

  @Test("Ins 增加一条，最多 5 条；菜单 32 删除，F12 取回")
  func rows() throws {
    var driver = DeskDriver.atForm()
    try driver.press(RowsAndUndoTests.toWishes + "dg<Enter>6000<Up><Insert>")
    #expect(rows(driver).count == 2)
    try driver.press("hg<Enter>5000<Enter>")
    #expect(rows(driver)[0]["wishOccupation"] == "6-31-01")
    #expect(rows(driver)[1]["wishWage"] == "5000")
    #expect(rows(driver)[1]["wishMode"] == "4")
    try driver.press("<S-Tab><F10>32")
    #expect(rows(driver).count == 1)
    try driver.press("<F12>")
    #expect(rows(driver).count == 2)
    try driver.press("<Insert><Insert><Insert><Insert>")
    #expect(rows(driver).count == 5)
    #expect(driver.text.contains("最多 5 条"))
  }

  @Test("撤销一步一步退，菜单 35 重做；退到底不会撤销叫号")
  func undo() throws {
    var driver = DeskDriver.atForm()
    try driver.press("640104199003070014张示例<Enter>13900000000")
    let full = driver.desk.form?.answers
    for _ in 0..<20 { try driver.press("<F12>") }
    #expect(driver.desk.form?.answers[text: "name"] == "")
    #expect(driver.desk.form?.answers[text: "idNumber"] == "")
    for _ in 0..<20 { try driver.press("<F10>35") }
    #expect(driver.desk.form?.answers == full)
    #expect(driver.hall.drafts["t1"]?.answers[text: "phone"] == "13900000000")
  }

  @Test("刚叫错号、表单还没动：F12 撤销叫号")
  func undoCall() throws {
    var driver = DeskDriver.atForm()
    try driver.press("<F12>")
    #expect(driver.desk.form == nil)
    #expect(driver.hall.tickets[0].state == .waiting)
  }

  @Test(
    "用任何命令离开字段，正在敲的都记进草稿",
    arguments: ["<F3>", "<F8>", "<F9>", "<F10>41", "<F10>61", "<F10>62", "<F5>", "<F10>33"])
  func leaving(keys: String) throws {
    var driver = DeskDriver.atForm()
    try driver.press("640104199003070014张示例" + keys)
    if keys == "<F5>" { return try driver.press("<Tab>") }
    #expect(driver.hall.drafts["t1"]?.answers[text: "name"] == "张示例")
  }

  @Test("程序被关、终端断开，正在敲的记进草稿，锁着也一样")
  func hangUp() throws {
    for locks in [false, true] {
      var driver = DeskDriver.atForm()
      try driver.press("640104199003070014张示例")
      if locks { driver.wait(seconds: 200) }
      driver.send(.input(.hangup))
      #expect(driver.effects.last == .quit)
      #expect(driver.hall.drafts["t1"]?.answers[text: "name"] == "张示例")
    }
  }

  @Test("草稿接着填：答案、选择、材料和拒绝的文字都在，光标在第一个没填的项")
  func draft() throws {
    var driver = DeskDriver.atForm()
    try driver.press(
      "640104199003070015<Enter>张示例<Enter>119900307xqq<Enter>1390000000012<Enter>a1号<Enter>3")
    let before = try #require(driver.desk.form)
    try driver.press("<F10>62")
    #expect(driver.desk.form == nil)
    try driver.press("1<Enter>" + DeskHall.passphrase + "<Enter><F2>")
    let after = try #require(driver.desk.form)
    #expect(after.answers == before.answers)
    #expect(after.choices == before.choices)
    #expect(after.matters == before.matters)
    #expect(after.refused == before.refused)
    #expect(after.focus == before.focus)
    #expect(driver.text.contains("接着填"))
  }
}
