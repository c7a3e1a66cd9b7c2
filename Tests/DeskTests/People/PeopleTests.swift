import Ledger
import TUI
import Testing

@testable import Desk

@Suite("账户")
struct PeopleTests {
  private let admin = Account(key: "a9", name: "孙管理", role: .admin)
  private let passphrase = "春眠不觉晓处处闻啼鸟"

  private func people(_ account: Account = MadeUpHall.supervisor) throws -> ScreenDriver {
    var driver = ScreenDriver(account)
    try driver.choose(.people)
    return driver
  }

  @Test("主管建立经办账户：姓名、角色、部门、口令两次，再确认")
  func create() throws {
    var driver = try people()
    try driver.press("<Enter>周经办<Enter>2<Enter>1,3<Enter>\(passphrase)<Enter>\(passphrase)<Enter>")
    #expect(driver.text.contains("周经办，经办：人社、失保"))
    try driver.press("1<Enter>")
    let made = Account(
      key: "", name: "周经办", role: .reviewer, departments: ["hrss", "insurance"])
    #expect(driver.effects.last == .createAccount(made, passphrase: passphrase))
    #expect(!driver.text.contains(passphrase))
  }

  @Test("窗口账户不问部门")
  func clerk() throws {
    var driver = try people()
    try driver.press("<Enter>吴窗口<Enter>1<Enter>\(passphrase)<Enter>\(passphrase)<Enter>1<Enter>")
    let made = Account(key: "", name: "吴窗口", role: .clerk)
    #expect(driver.effects.last == .createAccount(made, passphrase: passphrase))
  }

  @Test(
    "建立不了时说明找到什么、可以什么",
    arguments: [
      ("李窗口<Enter>1<Enter>春眠不觉晓处处闻啼鸟<Enter>春眠不觉晓处处闻啼鸟<Enter>", "已有账户“李窗口”"),
      ("郑<Enter>1<Enter>短口令<Enter>短口令<Enter>", "口令至少 10 个字符，现在是 3 个"),
      ("郑<Enter>1<Enter>春眠不觉晓处处闻啼鸟<Enter>春眠不觉晓处处闻啼乌<Enter>", "两次输入的口令不一样"),
      ("郑<Enter>2<Enter>99<Enter>春眠不觉晓处处闻啼鸟<Enter>春眠不觉晓处处闻啼鸟<Enter>", "请按数字填写部门 1 至 "),
      (
        "郑<Enter>管理员<Enter>春眠不觉晓处处闻啼鸟<Enter>春眠不觉晓处处闻啼鸟<Enter>",
        "可选 窗口、经办、预审、主管"
      ),
    ])
  func refusals(_ keys: String, _ words: String) throws {
    var driver = try people()
    try driver.press("<Enter>" + keys)
    #expect(driver.text.contains(words))
    #expect(driver.desk.overlay == nil)
  }

  @Test("停用和启用要确认；不能停用自己，最后一位主管谁也停用不了")
  func change() throws {
    var driver = try people()
    try driver.press("<Down><Enter>1<Enter>")
    var changed = MadeUpHall.clerk
    changed.isActive = false
    #expect(driver.effects.last == .changeAccount(changed))
    try driver.press("<End><Enter>")
    #expect(driver.message == "自己的账户由别的主管停用；口令用“改口令”更换")
    var byAdmin = try people(admin)
    try byAdmin.press("<End><Enter>")
    // Only the passphrase of the last supervisor can be dealt with.
    #expect(byAdmin.text.contains("1 重置口令") && !byAdmin.text.contains("停用账户"))
    let second = Account(key: "a5", name: "周主管", role: .supervisor)
    driver.send(.reply(.accounts(MadeUpHall.accounts + [second])))
    try driver.press("<End><Enter>1<Enter>")
    var gone = second
    gone.isActive = false
    #expect(driver.effects.last == .changeAccount(gone))
  }

  @Test("First aid 19: 重置口令要确认，一次性口令只显示一次；主管的口令主管不能重置")
  func reset() throws {
    var driver = try people()
    try driver.press("<Down><Enter>2<Enter>")
    #expect(driver.effects.last == .resetPassphrase(account: "a1"))
    let notice = OneTimeNotice(name: "李窗口", words: "4821-0937-5516", until: "3月16日 10:30")
    driver.send(.reply(.oneTime(notice)))
    #expect(driver.text.contains("4821-0937-5516"))
    try driver.press("1<Enter>")
    #expect(!driver.text.contains("4821-0937-5516"))
    let second = Account(key: "a5", name: "周主管", role: .supervisor)
    driver.send(.reply(.accounts(MadeUpHall.accounts + [second])))
    try driver.press("<End><Enter>")
    #expect(!driver.text.contains("重置口令"))
  }

  @Test("单机带来的账户由主管启用，启用后不再是带来的")
  func brought() throws {
    var driver = try people()
    let brought = Account(
      key: "a5", name: "周单机", role: .clerk, isActive: false, isBrought: true)
    driver.send(.reply(.accounts(MadeUpHall.accounts + [brought])))
    #expect(driver.text.contains("- 单机带来"))
    try driver.press("<End><Enter>1<Enter>")
    #expect(
      driver.effects.last == .changeAccount(Account(key: "a5", name: "周单机", role: .clerk)))
  }

  @Test("Esc 关掉新建，什么也不留下")
  func escape() throws {
    var driver = try people()
    try driver.press("<Enter>周经办<Esc>")
    #expect(driver.desk.people.form == nil)
    try driver.press("<Enter>")
    #expect(!driver.text.contains("周经办"))
  }

  @Test("窗口人员进不了账户画面")
  func forbidden() throws {
    var driver = ScreenDriver(MadeUpHall.clerk)
    try driver.choose(.people)
    #expect(driver.message.contains("只有主管和管理员"))
    #expect(driver.desk.screen == .home)
  }
}
