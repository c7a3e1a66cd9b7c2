import DeskDriver
import Domain
import TUI
import Testing

@testable import Desk

@Suite("换一件事")
struct ThemeTests {
  @Test("换了就是另一张表单：旧答案不留，草稿记着新的主题")
  func change() throws {
    var driver = DeskDriver.atForm()
    try driver.press("640104199003070014张示例<Enter>")
    try driver.press("<F10>36")
    #expect(driver.text.contains("社会救助"))
    try driver.press("2<Enter>")
    #expect(driver.desk.form?.theme.key == "nx-assistance")
    #expect(driver.desk.form?.answers[text: "name"] == "")
    #expect(driver.desk.form?.ticket.id == "t1")
    let draft = try #require(driver.hall.drafts["t1"])
    #expect(draft.answers[text: "name"] == "")
    #expect(draft.summary.progress.theme == "nx-assistance")
    try driver.press("640104199003070014")
    #expect(driver.hall.drafts["t1"]?.answers[text: "idNumber"] == "640104199003070014")
  }

  @Test("选回原来的一件事，什么都不变")
  func same() throws {
    var driver = DeskDriver.atForm()
    try driver.press("640104199003070014<F10>361<Enter>")
    #expect(driver.desk.form?.theme.key == "nx-jobseekers")
    #expect(driver.desk.form?.answers[text: "idNumber"] == "640104199003070014")
  }

  @Test("不在表单里不能换，说明原因")
  func refused() throws {
    var driver = DeskDriver.atForm()
    try driver.press("<F3><F10>36")
    #expect(driver.text.contains("不在表单里"))
  }
}
