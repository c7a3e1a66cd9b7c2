import DeskDriver
import Domain
import Ledger
import TUI
import Testing

@testable import Desk

@Suite("菜单、命令面板、对话框")
struct OverlayTests {
  @Test("Esc 和 F3 只关上浮层，表单和录了一半的字都在", arguments: ["<F10>", "<C-p>jh", "<F1>", "<F6>有事", "<F7>2"])
  func closing(keys: String) throws {
    for close in ["<Esc>", "<F3>", "<C-b>"] {
      var driver = DeskDriver.atForm()
      try driver.press("640104199003070014张示" + keys)
      #expect(driver.desk.overlay != nil)
      try driver.press(close)
      #expect(driver.desk.overlay == nil)
      #expect(driver.desk.screen == .form)
      #expect(driver.desk.form?.entry.text == "张示")
    }
  }

  @Test("菜单：两位数字就办，不能办的说明为什么")
  func menu() throws {
    var driver = DeskDriver.atForm()
    try driver.press("<F10>02")
    #expect(driver.text.contains("先提交或暂挂当前的 A001 号"))
    try driver.press("<F10>41")
    #expect(driver.desk.screen == .board)
  }

  @Test("命令面板：首字母、汉字、代码都找得到", arguments: ["cg", "草稿", "33", "CG", "３３"])
  func palette(query: String) throws {
    var driver = DeskDriver.atForm()
    try driver.press("<C-p>\(query)<Enter>")
    #expect(driver.desk.screen == .drafts)
  }

  @Test("对话框：Enter 不选不办；选了再改以最后的为准；文字里的数字是文字")
  func prompt() throws {
    var driver = DeskDriver.atForm()
    try driver.press("<F6><Enter><Enter><Enter>")
    #expect(driver.hall.tickets[0].state == .called)
    try driver.press("12<Enter>")
    #expect(
      driver.effects.contains { effect in
        if case .changeTicket(let change, _) = effect { change.reason == "暂时离开" } else { false }
      })
  }

  @Test("对话框里粘贴隐藏的字符：说出代码，不办")
  func hostile() throws {
    var driver = DeskDriver.atForm()
    try driver.press("<F6>")
    driver.paste("走了\u{202E}")
    try driver.press("<Enter>")
    #expect(driver.text.contains("U+202E"))
    #expect(driver.hall.tickets[0].state == .called)
  }

  @Test("放弃草稿要选，再确认；保留草稿什么也不删")
  func discard() throws {
    var driver = DeskDriver.atForm()
    try driver.press("640104199003070014<F10>34<Enter>")
    #expect(driver.hall.drafts["t1"] != nil)
    try driver.press("2<Enter>")
    #expect(driver.hall.drafts["t1"] != nil)
    #expect(driver.desk.form != nil)
    try driver.press("<F10>341<Enter>")
    #expect(driver.hall.drafts["t1"] == nil)
    #expect(driver.desk.form == nil)
  }
}
