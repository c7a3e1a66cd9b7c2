import DeskDriver
import Domain
import Ledger
import MadeUp
import TUI
import Testing

@testable import Desk

@Suite("读卡")
struct CardTests {
  private func driver(
    _ card: MadeUpCard? = MadeUpCard(), waiting: [String] = ["ordinary"]
  ) -> DeskDriver {
    var hall = DeskHall(waiting: waiting)
    hall.card = card.map { .read($0.bytes) }
    return DeskDriver.atForm(hall: hall)
  }

  private func card(_ change: (inout MadeUpCard) -> Void) -> MadeUpCard {
    var card = MadeUpCard()
    change(&card)
    return card
  }

  private func answer(_ driver: DeskDriver, _ key: String) -> String {
    driver.desk.form?.answers[text: key] ?? "no form"
  }

  private func focus(_ driver: DeskDriver) -> String {
    if case .field(_, _, let key)? = driver.desk.form?.focus { key } else { "" }
  }

  /// From the top of the form by Tab.
  private func move(_ driver: inout DeskDriver, to key: String) throws {
    for _ in 0..<60 { driver.press(.backTab) }
    for _ in 0..<60 where focus(driver) != key { driver.press(.tab) }
    try #require(focus(driver) == key)
  }

  private func message(_ driver: DeskDriver) -> String { driver.desk.message?.text ?? "" }

  private var findings: (DeskDriver) -> String {
    { driver in (driver.desk.review?.findings ?? []).map(\.text).joined(separator: "\n") }
  }

  @Test("一张身份证填好姓名、号码、性别、出生、民族、住址，逐项记入草稿；光标到下一个没填的项")
  func fills() throws {
    var driver = driver()
    try driver.press("<C-k>")
    for (key, value) in [
      ("idKind", "111"), ("idNumber", "640104199003070014"), ("name", "张示例"), ("sex", "1"),
      ("birth", "1990-03-07"), ("householdDivision", "640104"), ("ethnicity", "03"),
      ("homeAddress", "示例区示例街道示例路88号"),
    ] { #expect(answer(driver, key) == value, "\(key)") }
    let draft = try #require(driver.hall.drafts["t1"])
    for key in ["idNumber", "name", "ethnicity", "homeAddress"] {
      #expect(draft.answers[text: key] == answer(driver, key))
    }
    #expect(draft.summary.progress.keys.name == "张示例")
    #expect(focus(driver) == "phone")
    #expect(message(driver) == "已读卡，填入 4 项")
    #expect(driver.effects.contains(.lookUp(idNumber: "640104199003070014", name: "张示例")))
    // The same as if it had been typed.
    var typed = DeskDriver.atForm()
    try typed.press("640104199003070014张示例<Enter>")
    for key in ["sex", "birth", "householdDivision"] {
      #expect(answer(driver, key) == answer(typed, key))
    }
  }

  @Test("一步撤销；重做也是一步")
  func undo() throws {
    var driver = driver()
    try driver.press("<C-k><F12>")
    for key in ["idNumber", "name", "ethnicity", "homeAddress"] {
      #expect(answer(driver, key) == "")
    }
    #expect(driver.hall.drafts["t1"]?.answers[text: "name"] == "")
    try driver.press("<F10>35")
    #expect(answer(driver, "name") == "张示例")
  }

  @Test("社会保障卡：几行文字，证件类型是社会保障卡")
  func socialSecurity() throws {
    var driver = driver()
    driver.hall.card = .read(Array("idKind=830\nidNumber=640104199003070014\nname=张示例\n".utf8))
    try driver.press("<C-k>")
    #expect(answer(driver, "idKind") == "830" && answer(driver, "name") == "张示例")
    #expect(message(driver) == "已读卡，填入 3 项")
  }

  @Test("老申请人：先前的办件带出；上次的现住址先于卡面的户籍住址")
  func known() throws {
    var driver = driver(waiting: ["ordinary", "ordinary"])
    try driver.press(KnownPersonTests.dossier + "<F2><C-k>")
    #expect(driver.desk.form?.ticket.id == "t2")
    #expect(answer(driver, "phone") == "13900000000")
    #expect(answer(driver, "homeAddress") == "示例街道1号")
    #expect(answer(driver, "ethnicity") == "03")
    #expect(driver.text.contains("本人在本机有 1 件"))
    #expect(driver.hall.drafts["t2"]?.answers[text: "homeAddress"] == "示例街道1号")
  }

  @Test("敲的姓名与卡面不同：留着，说出来；再按一次才选用哪个")
  func differingName() throws {
    var driver = driver()
    try driver.press("640104199003070014张事例<Enter><C-k>")
    #expect(answer(driver, "name") == "张事例")
    #expect(answer(driver, "ethnicity") == "03")
    #expect(message(driver) == "已读卡，填入 2 项；已填的 1 项与卡面不同，没有改")
    #expect(driver.text.contains("卡面与已填的不同：姓名，按 Ctrl-K 选用哪个"))
    // It stays said while other keys are pressed.
    try driver.press("13900000000")
    #expect(driver.text.contains("卡面与已填的不同：姓名"))
    var kept = driver
    try kept.press("<C-k>2<Enter>")
    #expect(answer(kept, "name") == "张事例" && !kept.text.contains("卡面与已填的不同"))
    try driver.press("<C-k>")
    #expect(driver.text.contains("姓名：已填 张事例，卡面 张示例"))
    try driver.press("1<Enter>")
    #expect(answer(driver, "name") == "张示例" && answer(driver, "phone") == "13900000000")
    #expect(driver.hall.drafts["t1"]?.answers[text: "name"] == "张示例")
    try driver.press("<F12>")
    #expect(answer(driver, "name") == "张事例")
  }

  @Test("敲的号码是另一个人的：卡上的一项也不填；确认以后换成卡上的人，带出的收回")
  func differingNumber() throws {
    var driver = driver(.other, waiting: ["ordinary", "ordinary"])
    try driver.press(KnownPersonTests.dossier + "<F2>640104199003070014")
    #expect(answer(driver, "phone") == "13900000000")
    let before = driver.desk.form?.answers
    try driver.press("<C-k>")
    #expect(driver.desk.form?.answers == before)
    #expect(message(driver).contains("不是同一个人，没有填入"))
    try driver.press("<C-k>1<Enter>")
    for (key, value) in [
      ("idNumber", "640105198805120222"), ("name", "李示例"), ("sex", "2"), ("phone", ""),
      ("homeAddress", "示例县示例镇示例村1组"),
    ] { #expect(answer(driver, key) == value, "\(key)") }
    #expect(driver.hall.drafts["t2"]?.answers[text: "phone"] == "")
  }

  @Test("选以卡面为准，只换看得见的：还没显示的现住址是上次的，不动")
  func hiddenStays() throws {
    var driver = driver(waiting: ["ordinary", "ordinary"])
    try driver.press(KnownPersonTests.dossier + "<F2>640104199003070014张事例<Enter>")
    try driver.press("<C-k>")
    #expect(driver.text.contains("卡面与已填的不同：姓名，按"))
    try driver.press("<C-k>1<Enter>")
    #expect(answer(driver, "name") == "张示例")
    #expect(answer(driver, "homeAddress") == "示例街道1号")
  }

  @Test("复核时先回到表单再读")
  func review() throws {
    var driver = driver()
    try driver.press("<F9><C-k>")
    #expect(driver.desk.screen == .review && message(driver).contains("先按 F3 回到表单"))
  }

  @Test("没有号码而姓名不同，或号码没敲完：也当作另一个人")
  func differingBeforeTheNumber() throws {
    for typed in ["<Tab>李示例<Tab>", "640105", "640104199003070015"] {
      var driver = driver()
      try driver.press(typed + "<C-k>")
      #expect(answer(driver, "idNumber") == "" && answer(driver, "ethnicity") == "")
      #expect(message(driver).contains("不是同一个人"), "\(typed)")
      try driver.press("<C-k>1<Enter>")
      #expect(answer(driver, "idNumber") == "640104199003070014")
      #expect(answer(driver, "name") == "张示例")
      #expect(driver.desk.form?.refused.isEmpty == true)
    }
  }

  @Test("与卡面一致的：不改，不问")
  func same() throws {
    var driver = driver()
    try driver.press("<C-k><C-k>")
    #expect(message(driver) == "已读卡，没有要填的")
    #expect(driver.desk.overlay == nil)
  }

  @Test("家庭成员、代办人：光标在谁那里就填谁，申请人不动")
  func otherPersons() throws {
    var driver = driver(.other)
    try driver.press("<F10>362<Enter>640104199003070014张示例<Enter>")
    try move(&driver, to: "memberName")
    try driver.press("<C-k>")
    let row = try #require(driver.desk.form?.answers[rows: "members"].first)
    #expect(row["memberName"] == "李示例" && row["memberNumber"] == "640105198805120222")
    #expect(answer(driver, "name") == "张示例" && answer(driver, "idNumber").hasSuffix("0014"))
    #expect(driver.hall.drafts["t1"]?.answers[rows: "members"].first?["memberName"] == "李示例")
    #expect(focus(driver) == "memberRelation")
    try move(&driver, to: "agentName")
    try driver.press("<C-k>")
    #expect(answer(driver, "agentName") == "李示例")
    #expect(answer(driver, "agentNumber") == "640105198805120222")
    #expect(answer(driver, "ethnicity") == "")
  }

  @Test("单位的表单：光标在工作人员的一条才读")
  func employer() throws {
    var driver = driver()
    try driver.press("<F10>363<Enter><C-k>")
    #expect(driver.desk.form?.theme.key == "nx-personnel")
    #expect(message(driver).contains("请先把光标移到要填的人"))
    #expect(!driver.effects.contains(.readCard))
  }

  @Test("过期的卡：照填，读时说，复核时再说；住址提醒核对是不是现住址，改了就不再提")
  func warnings() throws {
    var driver = driver(card { $0.validUntil = "20260312" })
    try driver.press("<C-k>")
    #expect(message(driver).contains("卡的有效期到2026-03-12，已过期"))
    #expect(answer(driver, "name") == "张示例")
    try driver.press("1390000000012<Enter><F9>")
    #expect(findings(driver).contains("证件号码：卡的有效期到2026-03-12，已过期"))
    #expect(findings(driver).contains("详细地址：取自卡面的户籍住址"))
    try driver.press("<F3>")
    try move(&driver, to: "homeAddress")
    try driver.press("示例路1号<Enter><F9>")
    #expect(!findings(driver).contains("取自卡面"))
  }

  @Test("读的时候可以接着敲：敲的留在原处，光标不跳；再按一次说正在读")
  func typingMeanwhile() throws {
    var driver = driver(nil)
    try driver.press("<C-k>")
    #expect(driver.effects.contains(.readCard) && message(driver).contains("正在读卡"))
    try move(&driver, to: "phone")
    try driver.press("139<C-k>")
    #expect(driver.effects.count { $0 == .readCard } == 1)
    driver.send(.reply(.card(.read(MadeUpCard().bytes))))
    #expect(answer(driver, "name") == "张示例")
    #expect(focus(driver) == "phone")
    try driver.press("00000000")
    #expect(answer(driver, "phone") == "13900000000")
    // What the number decides is not under the caret any more.
    var atSex = self.driver(nil)
    try atSex.press("<C-k><Tab><Tab>")
    #expect(focus(atSex) == "sex")
    atSex.send(.reply(.card(.read(MadeUpCard().bytes))))
    #expect(focus(atSex) == "phone")
  }

  @Test("卡读到时表单已经换了、锁着、换了人：不填，下一个人也得不到")
  func tooLate() throws {
    let reply = Event.reply(.card(.read(MadeUpCard().bytes)))
    for (keys, says) in [("<F8>", true), ("<F3>", true), ("<F10>361<Enter>", false)] {
      var driver = driver(nil)
      try driver.press("<C-k>" + keys)
      driver.send(reply)
      #expect(message(driver).contains("画面已换") == says, "\(keys)")
      #expect((answer(driver, "name") == "") == says, "\(keys)")
    }
    var locked = driver(nil)
    try locked.press("<C-k><F10>61")
    locked.send(reply)
    try locked.press(DeskHall.passphrase + "<Enter>")
    #expect(answer(locked, "name") == "")

    var next = driver(nil)
    try next.press("<C-k><F10>62")
    try next.press("1<Enter>\(DeskHall.passphrase)<Enter><F2>")
    try #require(next.desk.form != nil)
    try next.press("<C-k>")
    #expect(message(next).contains("正在读卡，请稍候"))
    next.send(reply)
    #expect(answer(next, "name") == "" && message(next) != "已读卡，填入 4 项")
    // Then it can be read again.
    next.hall.card = .read(MadeUpCard().bytes)
    try next.press("<C-k>")
    #expect(answer(next, "name") == "张示例")
  }

  @Test("不在表单里：按卡上的号码查找；查找框里原有的字换掉")
  func find() throws {
    var driver = driver()
    try driver.press("<F3><C-k>")
    #expect(driver.desk.screen == .find)
    #expect(driver.effects.last == .find("640104199003070014"))
    #expect(message(driver) == "已读卡，按证件号码查找")
    driver.hall.card = .read(MadeUpCard.other.bytes)
    try driver.press("<C-k>")
    #expect(driver.effects.last == .find("640105198805120222"))
    #expect(driver.desk.finder.editor.text == "640105198805120222")
    driver.hall.card = nil
    try driver.press("<C-k><F3>")
    driver.send(.reply(.card(.read(MadeUpCard().bytes))))
    #expect(driver.desk.screen == .home && message(driver).contains("画面已换"))
  }

  @Test(
    "没有读成：说清为什么、怎么办；号码照样可以敲",
    arguments: [
      (CardReading.unconfigured, "--card-reader"),
      (.missing(program: "/opt/reader"), "/opt/reader"),
      (.notStarted(reason: "Text file busy"), "没能运行：Text file busy"),
      (.timedOut(seconds: 10), "10 秒没有读到卡"), (.tooLong(limit: 4096), "4096 字节以上"),
      (.failed(status: 3), "退出码 3"), (.read([]), "0字节"), (.read([1, 2, 0]), "3字节"),
    ])
  func failures(reading: CardReading, words: String) throws {
    var driver = driver(nil)
    driver.hall.card = reading
    try driver.press("<C-k>")
    #expect(message(driver).contains(words))
    #expect(Width.columns(of: message(driver)) <= 80, "\(message(driver))")
    #expect(driver.effects.contains(.beep))
    try driver.press("640104199003070014")
    #expect(answer(driver, "idNumber") == "640104199003070014")
  }

  @Test("坏记录的话一行放得下", arguments: ["", "640104199003070015", "640104209003070014", "A"])
  func shortWords(number: String) throws {
    var driver = driver(card { $0.number = number })
    try driver.press("<C-k>")
    #expect(message(driver).hasPrefix("卡没有读懂：第123至158字节（证件号码）"))
    #expect(Width.columns(of: message(driver)) <= 80, "\(message(driver))")
    #expect(answer(driver, "name") == "")
  }

  @Test("删了光标所在的一条：卡面的选择也不再问")
  func removedRow() throws {
    var driver = driver(.other)
    try driver.press("<F10>362<Enter>")
    try move(&driver, to: "memberName")
    try driver.press("李事例<Enter><C-k>")
    #expect(driver.text.contains("不是同一个人"))
    try move(&driver, to: "memberName")
    try driver.press("<F10>32")
    #expect(driver.desk.form?.card == nil)
  }
}
