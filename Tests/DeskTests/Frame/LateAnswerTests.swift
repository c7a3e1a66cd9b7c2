import DeskDriver
import Domain
import Ledger
import TUI
import Testing

@testable import Desk

@Suite("迟来的回答")
struct LateAnswerTests {
  private func working(_ account: Account = DeskHall.clerk) throws -> SlowDesk {
    var driver = SlowDesk()
    try driver.signIn(account)
    driver.answer(0)
    try #require(driver.desk.account == account)
    return driver
  }

  @Test("First aid 7: a ticket asked for by one who left is said to the next, and opens nothing")
  func leaves() throws {
    var driver = try working()
    try driver.press("<F2><F10>62")
    try driver.signIn(DeskHall.colleague)
    driver.answer(1)
    try #require(driver.desk.account == DeskHall.colleague)
    driver.answer(0)
    #expect(driver.desk.form == nil && driver.desk.screen == .home)
    #expect(driver.written.map(\.account) == [DeskHall.clerk.key])
    #expect(driver.text.contains("上一位操作的 A001 号"))
    // It is this counter's ticket now, and F2 goes on with it.
    try driver.press("<F2>")
    #expect(driver.desk.form?.ticket.number == "A001")
  }

  @Test("First aid 7: an answer to a screen that was left opens the form behind what is in sight")
  func aside() throws {
    var driver = try working()
    try driver.press("<F2><F8>z")
    driver.answer(0)
    #expect(driver.desk.screen == .find && driver.desk.form?.ticket.number == "A001")
    #expect(driver.text.contains("F2 打开表单"))
    try driver.press("<F2>")
    #expect(driver.desk.screen == .form)
  }

  @Test("First aid 7: an answer while the screen is locked shows nothing, and waits behind it")
  func locked() throws {
    var driver = try working()
    try driver.press("<F2><F10>61")
    driver.answer(0)
    #expect(driver.text.contains("画面已锁定"))
    try driver.press(DeskHall.passphrase + "<Enter>")
    driver.answer(0)
    #expect(driver.desk.screen == .home && driver.desk.form?.ticket.number == "A001")
  }

  @Test("First aid 7: central's word for one account lets nobody in once another was typed")
  func vouched() throws {
    var driver = SlowDesk()
    try driver.signIn(DeskHall.clerk)
    try driver.press("<Up>2<Enter>一半")
    driver.answer(0)
    #expect(driver.desk.account == nil)
    #expect(driver.desk.signInForm?.passphrase.text == "一半")
  }

  @Test("First aid 7: what a ticket was taken for goes with it, whichever answer comes first")
  func errands() throws {
    var driver = try working()
    let voided = MadeUpHall.dossiers[1]
    try driver.press("<F10>211<Enter>")
    #expect(driver.desk.form == nil)
    for effect in driver.desk.takeTicket(
      ShippedRules.rulebook.region.queue.classes[0], for: Errand(.reregister(voided)))
    {
      driver.ask(effect)
    }
    // The one that waits in line is not called, and gets no voided person's answers.
    driver.answer(0)
    #expect(driver.waiting.count == 1)
    driver.answer(0)
    driver.answer(0)
    #expect(driver.desk.form?.answers[text: "idNumber"] == voided.answers[text: "idNumber"])
  }

  @Test("First aid 7: hits of another text are not shown")
  func hits() throws {
    var driver = try working()
    try driver.press("<F8>zs")
    let hit = FindHit(subject: .draft(MadeUpHall.drafts[0]), reason: .name)
    driver.send(.reply(.hits([hit], of: "z")))
    #expect(driver.desk.finder.hits == [])
    driver.send(.reply(.hits([hit], of: "zs")))
    #expect(driver.desk.finder.hits == [hit])
  }

  @Test(
    "First aid 7: a device that central stops keeps the field that was typed and leaves nobody in")
  func revoked() throws {
    var driver = try working()
    try driver.press("<F2>")
    driver.answer(0)
    try driver.press("640104199003070014张示例")
    driver.send(.reply(.link(LinkStatus(state: .revoked, unsent: 0, tasks: 0))))
    #expect(driver.hall.drafts["t1"]?.answers[text: "name"] == "张示例")
    #expect(driver.desk.account == nil && driver.desk.lastAnswers == nil)
    driver.send(.reply(.link(LinkStatus(state: .online, unsent: 0, tasks: 0))))
    try driver.signIn(DeskHall.colleague)
    driver.answer(0)
    #expect(!driver.text.contains("张示例") && driver.desk.form == nil)
  }

  @Test("First aid 7: what failed is not taken for what comes later, nor another's act for one's")
  func failed() throws {
    // A page that could not be opened does not open when central sends the dossier.
    var driver = ScreenDriver(MadeUpHall.clerk)
    var desk = driver.desk
    _ = desk.update(.input(.key(.function(8))))
    _ = desk.open(dossier: "d2")
    _ = desk.update(.reply(.failed(Failure("读写磁盘出错"))))
    _ = desk.update(.reply(.dossier(MadeUpHall.dossiers[1])))
    #expect(desk.screen == .find && desk.dossier == nil)
    // Somebody else voids the dossier that is open here.
    try driver.page("d2", "benefit")
    let voided = try Dossier.play(
      MadeUpHall.operation(
        "d2", MadeUpHall.supervisor, MadeUpHall.now,
        .void(matter: nil, reason: "虚构原因", starts: [:])), on: MadeUpHall.dossiers[1])
    driver.replace(voided)
    #expect(driver.desk.overlay == nil)
    #expect(driver.text.contains("整个办件已作废"))
  }

  @Test(
    "First aid 7: random keys ahead of answers in any order stop nothing and mix nobody up",
    arguments: 1...60)
  func anyOrder(seed: UInt64) throws {
    var random = seed &* 0x9E37_79B9_7F4A_7C15
    func below(_ bound: Int) -> Int {
      random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(random >> 33) % bound
    }
    let scripts = [
      "<F2>", "<F10>211<Enter>", "<F10>62", "<F10>61", "<Enter>", "<F3>", "<F8>zs", "<F5>",
      "<F6>1<Enter>", "<F7>2<Enter>", "<F10>221<Enter>", "<Down>", "<Esc>", "<C-k>", "<F12>",
      "640104199003070014", "张示例<Enter>", "<F9>", "<C-n>", "<F10>33", "<Tab>", "<F10>90",
      "<F10>85", "<Up>",
    ]
    var driver = SlowDesk()
    for _ in 0..<120 {
      switch below(4) {
      case 0 where !driver.waiting.isEmpty: driver.answer(below(driver.waiting.count))
      case 1 where driver.desk.stage != .working:
        try driver.signIn(driver.hall.accounts[below(3)])
      default: try driver.press(scripts[below(scripts.count)])
      }
      _ = driver.desk.canvas
    }
    while !driver.waiting.isEmpty { driver.answer(below(driver.waiting.count)) }
    #expect(driver.problems == [])
  }
}
