import DeskDriver
import Domain
import TUI
import Testing

@testable import Desk

@Suite("录入一项")
struct EntryTests {
  private func answer(_ driver: DeskDriver, _ key: String) -> String {
    driver.desk.form?.answers[text: key] ?? "no form"
  }

  private func focus(_ driver: DeskDriver) -> String {
    if case .field(_, _, let field) = driver.desk.form?.focus { field } else { "" }
  }

  @Test("号码错一位：留在原处，响一声，多敲的不流到下一项；Enter 可继续，复核再改")
  func wrongNumber() throws {
    var driver = DeskDriver.atForm()
    try driver.press("640104199003070015张三")
    #expect(focus(driver) == "idNumber")
    #expect(driver.effects.contains(.beep))
    #expect(driver.desk.form?.entry.text == "640104199003070015")
    try driver.press("<Enter>张三<Enter>")
    #expect(answer(driver, "name") == "张三")
    #expect(answer(driver, "idNumber") == "")
    #expect(driver.text.contains("640104199003070015"))
    try driver.press("<F9>")
    #expect(driver.desk.review?.hasErrors == true)
    try driver.press("<Enter>")
    #expect(focus(driver) == "idNumber")
    try driver.press("640104199003070014")
    #expect(answer(driver, "idNumber") == "640104199003070014")
    #expect(driver.desk.form?.refused.isEmpty == true)
  }

  @Test("证明了的值自动前进，没有证明的等 Enter")
  func advances() throws {
    var driver = DeskDriver.atForm()
    try driver.press("６４０１０４１９９００３０７００１４")
    #expect(focus(driver) == "name")
    #expect(answer(driver, "idNumber") == "640104199003070014")
    try driver.press("张示例")
    #expect(focus(driver) == "name")
    try driver.press("<Enter>1390000000")
    #expect(focus(driver) == "phone")
    try driver.press("0")
    #expect(driver.desk.form?.focus == .question("need"))
  }

  @Test("Enter 越过有默认值的项，Tab 和 ↑ 逐项走")
  func enterSkipsDefaults() throws {
    var driver = DeskDriver.atForm()
    try driver.press("640104199003070014张示例<Enter>1390000000012<Enter>")
    #expect(focus(driver) == "homeAddress")
    try driver.press("<Up>")
    #expect(focus(driver) == "homeDivision")
    try driver.press("<Tab><Tab>")
    #expect(focus(driver) == "education")
    try driver.press("<S-Tab>")
    #expect(focus(driver) == "homeAddress")
  }

  @Test("Tab 不改：翻过代码表而没有选的，原值不变")
  func tabKeeps() throws {
    var driver = DeskDriver.atForm()
    try driver.press("640104199003070014张示例<Enter>1390000000012<Enter><Up>")
    try driver.press("<Down><Down><Down><Tab>")
    #expect(answer(driver, "homeDivision") == "640104")
    try driver.press("<S-Tab><Down><Down><Enter>")
    #expect(answer(driver, "homeDivision") == "640105")
  }

  @Test("Esc 只收起代码表，不清除录入的文字")
  func escape() throws {
    var driver = DeskDriver.atForm()
    try driver.press("640104199003070014张示例<Esc>")
    #expect(driver.desk.form?.entry.text == "张示例")
    try driver.press("<Enter>1390000000012<Enter><Up><Down><Down><Esc>")
    #expect(driver.desk.form?.entry.text == "兴庆区")
    #expect(driver.desk.screen == .form)
  }

  @Test("姓名 50 个字符放得下，51 个被拒绝而不是截断")
  func longNames() throws {
    for (count, isKept) in [(50, true), (51, false)] {
      var driver = DeskDriver.atForm()
      try driver.press("640104199003070014")
      let name = String(repeating: "𠮷", count: count)
      try driver.press(name + "<Enter>")
      #expect(answer(driver, "name") == (isKept ? name : ""))
      #expect(driver.desk.form?.refused.values.first?.text == (isKept ? nil : name))
      if !isKept { #expect(driver.text.contains("最多50个字符")) }
    }
  }

  @Test(
    "日期一边敲一边显示星期和工作日、休",
    arguments: [
      (".", "2026-03-13 3月13日 周五 工作日"), ("-5", "2026-03-08 3月8日 周日 周末"),
      ("0215", "2026-02-15 2月15日 周日 春节"), ("０３０１", "2026-03-01"),
    ])
  func datePreview(typed: String, shown: String) throws {
    var driver = DeskDriver.atForm()
    try driver.press("640104199003070014张示例<Enter>1390000000012<Enter>a1号<Enter>32" + typed)
    #expect(driver.text.contains(shown), "\(driver.text)")
  }

  @Test("八位日期自动前进；没有这一天的留下")
  func wholeDates() throws {
    var driver = DeskDriver.atForm()
    try driver.press("640104199003070014张示例<Enter>1390000000012<Enter>a1号<Enter>3220260230")
    #expect(focus(driver) == "unemploymentDate")
    #expect(driver.text.contains("没有这一天"))
    try driver.press("<C-u>20260301")
    #expect(answer(driver, "unemploymentDate") == "2026-03-01")
    #expect(focus(driver) == "wishOccupation")
  }

  @Test("粘贴：号码里的空格和换行去掉；多行的地址成一行")
  func paste() throws {
    var driver = DeskDriver.atForm()
    driver.paste("640104 19900307 0014\n")
    #expect(answer(driver, "idNumber") == "640104199003070014")
    try driver.press("张示例<Enter>1390000000012<Enter>")
    driver.paste("示例街道\n练习路1号\n")
    try driver.press("<Enter>")
    #expect(answer(driver, "homeAddress") == "示例街道 练习路1号")
  }

  @Test(
    "粘贴隐藏或改变方向的字符：说出代码，不收，文字留着",
    arguments: [("张\u{202E}示例", "U+202E"), ("张\u{200B}示例", "U+200B"), ("\u{FEFF}张示例", "U+FEFF")])
  func hostilePaste(text: String, code: String) throws {
    var driver = DeskDriver.atForm()
    try driver.press("640104199003070014")
    driver.paste(text)
    #expect(driver.text.contains("⟦\(code)⟧"))
    try driver.press("<Enter>")
    #expect(answer(driver, "name") == "")
    #expect(driver.desk.form?.refused.values.map(\.text) == [text])
    #expect(driver.text.contains(code))
  }

  @Test("放不下的粘贴整个不收，原来的字不动；不是字段的地方说明不能粘贴")
  func longPaste() throws {
    var driver = DeskDriver.atForm()
    try driver.press("64")
    driver.paste(String(repeating: "1", count: 40))
    #expect(driver.desk.form?.entry.text == "64")
    #expect(driver.text.contains("放不下"))
    try driver.press("<C-u>640104199003070014张示例<Enter>13900000000")
    driver.paste("12")
    #expect(driver.desk.form?.choices.isEmpty == true)
    #expect(driver.text.contains("不能粘贴"))
  }

  @Test("生僻字说出代码")
  func rareCharacters() throws {
    var driver = DeskDriver.atForm()
    try driver.press("640104199003070014\u{2EBF0}")
    #expect(driver.text.contains("U+2EBF0"))
    try driver.press("示例<Enter>")
    #expect(answer(driver, "name") == "\u{2EBF0}示例")
  }
}
