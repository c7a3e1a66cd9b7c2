import DeskDriver
import Domain
import Ledger
import TUI
import Testing

@testable import Desk

@Suite("初次设置、登录、锁屏")
struct SignInTests {
  private func isWorking(_ driver: DeskDriver) -> Bool { driver.desk.stage == .working }

  @Test("初次设置：从上到下填完就开始工作，区划按首字母选，窗口号可用全角")
  func setup() throws {
    var driver = DeskDriver(hall: DeskHall(station: nil, waiting: []))
    let secret = DeskHall.passphrase
    try driver.press("xqq<Enter>示例镇便民服务中心<Enter>３<Enter>钱主管<Enter>")
    try driver.press("\(secret)<Enter>\(secret)<Enter>")
    #expect(isWorking(driver))
    #expect(driver.desk.station?.division == "640104")
    #expect(driver.desk.station?.counter == "3")
  }

  @Test(
    "初次设置的错误说明是什么、允许什么，光标到那一行",
    arguments: [
      ("<Enter>", "不在本地区的区划里"), ("xqq<Enter><Enter>", "大厅名称不能空"),
      ("xqq<Enter>大厅<Enter>0<Enter>钱<Enter>", "1 至 99"),
      ("xqq<Enter>大厅<Enter><Enter>钱<Enter>短<Enter>短<Enter>", "至少 10 个字符，现在是 1 个"),
      ("xqq<Enter>大厅<Enter><Enter>钱<Enter>一二三四五六七八九十<Enter>不同<Enter>", "两次输入的口令不一样"),
    ])
  func setupErrors(keys: String, words: String) throws {
    var driver = DeskDriver(hall: DeskHall(station: nil, waiting: []))
    try driver.press(keys + "<F9>")
    #expect(driver.text.contains(words), "\(driver.text)")
    #expect(!isWorking(driver))
  }

  @Test("初次设置：大厅名称里的隐藏字符说出代码，不收")
  func setupHostile() throws {
    var driver = DeskDriver(hall: DeskHall(station: nil, waiting: []))
    try driver.press("xqq<Enter>")
    driver.paste("示例\u{202E}大厅")
    try driver.press("<F9>")
    #expect(driver.text.contains("U+202E不可见"))
  }

  @Test("初次设置的 F10 只问一声，F3 才退出，别的键继续")
  func setupLeaving() throws {
    var driver = DeskDriver(hall: DeskHall(station: nil, waiting: []))
    try driver.press("xqq<Enter><F10>大<F3>")
    #expect(!driver.effects.contains(.quit))
    try driver.press("<F10><F3>")
    #expect(driver.effects.contains(.quit))
  }

  @Test("登录：按号选名字；口令不显示；错了说第几次，锁定说几分钟")
  func signIn() throws {
    var driver = DeskDriver()
    try driver.press("1<Enter>不对的口令")
    #expect(driver.text.contains("李窗口"))
    #expect(!driver.text.contains("不对的口令"))
    try driver.press("<Enter>")
    #expect(driver.text.contains("第 1 次"))
    for _ in 0..<4 { try driver.press("x<Enter>") }
    #expect(driver.text.contains("账户已锁定，请在 1 分钟后再试"))
    try driver.press(DeskHall.passphrase + "<Enter>")
    #expect(!isWorking(driver))
  }

  @Test("三分钟没有键就锁，练习不锁；只有本人解锁，表单原样")
  func lock() throws {
    var driver = DeskDriver.atForm()
    try driver.press("640104199003070014张示")
    driver.wait(seconds: 179)
    #expect(isWorking(driver))
    driver.wait(seconds: 2)
    #expect(!isWorking(driver))
    try driver.press("<Up>x<Enter>")
    #expect(!isWorking(driver))
    #expect(driver.effects.contains(.unlock(account: "a1", passphrase: "x")))
    try driver.press(DeskHall.passphrase + "<Enter>")
    #expect(isWorking(driver))
    #expect(driver.desk.form?.entry.text == "张示")

    var practice = DeskDriver.atForm(hall: DeskHall(station: DeskHall.practice))
    practice.wait(seconds: 4000)
    #expect(isWorking(practice))
  }

  @Test("锁屏保留打开的对话框和写了一半的原因")
  func lockKeepsPrompt() throws {
    var driver = DeskDriver.atForm()
    try driver.press("<F6>去打印材料")
    driver.wait(seconds: 181)
    #expect(!driver.text.contains("去打印"))
    try driver.press(DeskHall.passphrase + "<Enter>")
    #expect(driver.text.contains("去打印材料"))
  }

  @Test("锁屏上 F10 退出，光标下的字也留在草稿里")
  func quitLocked() throws {
    var driver = DeskDriver.atForm()
    try driver.press("640104199003070014张示例")
    driver.wait(seconds: 181)
    try driver.press("<F10>")
    #expect(driver.effects.last == .quit)
    #expect(driver.hall.drafts["t1"]?.answers[text: "name"] == "张示例")
  }

  @Test("锁屏上 Ctrl-N 换人：表单留作草稿，别人登录后 F2 接着填")
  func changePerson() throws {
    var driver = DeskDriver.atForm()
    try driver.press("640104199003070014张示例")
    driver.wait(seconds: 181)
    try driver.press("<C-n>")
    #expect(driver.effects.contains(.signOut(account: "a1")))
    #expect(driver.hall.drafts["t1"]?.answers[text: "name"] == "张示例")
    try driver.press("2<Enter>" + DeskHall.passphrase + "<Enter>")
    #expect(driver.desk.account == DeskHall.colleague)
    #expect(driver.desk.form == nil)
    #expect(!driver.text.contains("张示例"))
    try driver.press("<F2>")
    #expect(driver.desk.form?.answers[text: "name"] == "张示例")
  }
}
