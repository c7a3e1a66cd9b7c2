import DeskDriver
import Domain
import Ledger
import TUI
import Testing

@testable import Desk

@Suite("入网以后的画面")
struct LinkTests {
  private func conflict(
    _ script: String, _ keys: Set<String> = ["phone"]
  ) throws -> ScreenDriver {
    var driver = ScreenDriver(MadeUpHall.clerk)
    driver.send(.reply(.link(JoinedHall.status)))
    let torn = try JoinedHall.torn(keys)
    driver.replace(torn)
    try driver.choose(.sync)
    driver.send(
      .reply(.sync(SyncPicture(unsent: [], attentions: [], dossiers: [:], open: [torn]))))
    try driver.press("<Enter>" + script)
    return driver
  }

  @Test("顶栏数出待传和需处理，断线和停用各有说法")
  func topBar() {
    var driver = ScreenDriver(MadeUpHall.clerk)
    driver.send(.reply(.link(JoinedHall.status)))
    #expect(driver.text.contains("在线 1项待传 需处理4 来件2"))
    driver.send(.reply(.link(LinkStatus(state: .offline, unsent: 12, tasks: 0))))
    #expect(driver.text.contains("离线 12项待传"))
    #expect(!driver.text.contains("需处理"))
  }

  @Test("冲突写明两边的内容、人和时间，代码写成文字")
  func conflictShowsBothSides() throws {
    let driver = try conflict("", ["phone", "education"])
    for words in [
      "文化程度", "后到：大学本科", "现有：中等职业教育", "联系电话", "139****5555", "139****7777",
      "李窗口 3月12日 16:05", "钱主管 3月12日 15:40", "本人换号",
    ] {
      #expect(driver.text.contains(words), "\(words)")
    }
    // Two answers cannot be rewritten in one line.
    #expect(!driver.text.contains("改写"))
  }

  @Test("冲突：用后到的、保留现有的、改写，各成一笔，冲突就没有了")
  func settles() throws {
    let theirs = Answer.text("13900007777")
    for (script, changes, phone) in [
      ("1<Enter>", [Change(key: "phone", old: theirs, new: .text("13900005555"))], "13900005555"),
      ("2<Enter>", [], "13900007777"),
      (
        "313900008888<Enter>", [Change(key: "phone", old: theirs, new: .text("13900008888"))],
        "13900008888"
      ),
    ] {
      let driver = try conflict(script)
      #expect(driver.acts == [.settle(conflict: "op-2", changes)], "\(script)")
      #expect(driver.dossier("d2")?.conflicts == [])
      #expect(driver.dossier("d2")?.answers[text: "phone"] == phone)
      #expect(driver.message == "冲突已处理")
    }
  }

  @Test("改写的内容也要合字段的规则；空着不行")
  func rewritingIsChecked() throws {
    for (script, words) in [("3<Enter>", "请填写改写的内容"), ("3138001<Enter>", "电话")] {
      let driver = try conflict(script)
      #expect(driver.acts == [], "\(script)")
      #expect(driver.text.contains(words), "\(script)")
    }
  }

  @Test("疑似重复：保留要写理由，打开看的是本件")
  func duplicates() throws {
    var driver = try TestScreen.duplicatePrompt.open(Size(columns: 80, rows: 24))
    try driver.press("1<Enter>")
    #expect(driver.acts == [] && driver.text.contains("请填写保留的理由"))
    try driver.press("两次都要办<Enter>")
    #expect(
      driver.acts == [.keep(duplicate: "640104-9ZZ9-000031-K", reason: "两次都要办")])
    #expect(driver.dossier("d2")?.undecidedDuplicates == [])
    driver = try TestScreen.duplicatePrompt.open(Size(columns: 80, rows: 24))
    try driver.press("2<Enter>")
    #expect(driver.effects.contains(.openDossier(id: "d2")) && driver.acts == [])
  }

  @Test(
    "First aid 13: what central doubts stands in the supervisor's list, who closes it with words under the own name"
  )
  func doubts() throws {
    var odd = MadeUpHall.dossiers[1]
    odd.doubt([.time])
    var ticket = MadeUpHall.tickets[0]
    ticket.doubts = [.clerk]
    func open(_ account: Account) throws -> ScreenDriver {
      var driver = ScreenDriver(account)
      driver.send(.reply(.link(JoinedHall.status)))
      driver.replace(odd)
      try driver.choose(.sync)
      driver.send(
        .reply(
          .sync(
            SyncPicture(
              unsent: [], attentions: [], dossiers: [:], open: [odd], tickets: [ticket]))))
      return driver
    }
    var driver = try open(MadeUpHall.supervisor)
    for words in ["存疑", "时间可疑，由主管核实", ticket.number, "经手人已停用，由主管核实"] {
      #expect(driver.text.contains(words), "\(words)")
    }
    try driver.press("<Enter>1<Enter>")
    #expect(driver.acts == [] && driver.text.contains("请写明核实的结果"))
    try driver.press("时钟慢了一天<Enter>")
    #expect(
      driver.acts == [.clear(Clearing([.time], of: .dossier, reason: "时钟慢了一天"))])
    #expect(driver.dossier("d2")?.doubts == [])
    #expect(driver.dossier("d2")?.events.last?.by == MadeUpHall.supervisor.key)
    driver = try open(MadeUpHall.supervisor)
    try driver.press("<Down><Enter>1本人在岗<Enter>")
    #expect(
      driver.effects.contains(
        .act(
          dossier: ticket.id, .clear(Clearing([.clerk], of: .ticket, reason: "本人在岗")))))
    // A clerk sees it, and looks at the dossier.
    driver = try open(MadeUpHall.clerk)
    try driver.press("<Enter>")
    #expect(driver.effects.contains(.openDossier(id: "d2")))
    driver = try open(MadeUpHall.clerk)
    try driver.press("<Down><Enter>")
    #expect(driver.acts == [] && driver.message == "存疑的号票由主管核实")
  }

  @Test("未接受的一笔：写明字段、原值和新值，知道了就不再提醒，也能打开办件")
  func refusals() throws {
    var driver = try TestScreen.refusedPrompt.open(Size(columns: 80, rows: 24))
    for words in ["在别处已经办到下一步了", "联系电话", "139****1002 → 139****5555", "本人换号"] {
      #expect(driver.text.contains(words), "\(words)")
    }
    try driver.press("2<Enter>")
    #expect(driver.effects.last == .openDossier(id: "d2") || driver.desk.screen == .dossier)
    #expect(!driver.effects.contains(.closeAttention(id: "op-2")))
    driver = try TestScreen.refusedPrompt.open(Size(columns: 80, rows: 24))
    try driver.press("1<Enter>")
    #expect(driver.effects.contains(.closeAttention(id: "op-2")))
  }

  @Test("受理没有被接受：取回成表单，原来的内容都在")
  func refusedAcceptance() throws {
    var driver = DeskDriver(signedIn: DeskHall.clerk, hall: DeskHall(waiting: []))
    driver.send(.reply(.link(JoinedHall.status)))
    let acceptance = MadeUpHall.operation(
      "d4", MadeUpHall.clerk, MadeUpHall.now,
      .accept(
        MadeUpHall.acceptance(
          "张示例", number: 4, on: MadeUpHall.today, matters: ["registration", "benefit"])))
    driver.press(.function(10))
    try driver.press(Command.sync.code)
    let attention = JoinedHall.attention(.rejected, acceptance)
    driver.send(
      .reply(.sync(SyncPicture(unsent: [], attentions: [attention], dossiers: [:], open: []))))
    try driver.press("<Enter>2<Enter>")
    #expect(driver.effects.contains(.closeAttention(id: acceptance.id)))
    #expect(driver.desk.screen == .form)
    #expect(driver.desk.form?.answers[text: "name"] == "张示例")
    #expect(driver.desk.form?.answers[rows: "jobWishes"].count == 1)
  }

  @Test("号被占：换新号，提醒才去掉")
  func renumbers() throws {
    var driver = try TestScreen.renumberPrompt.open(Size(columns: 80, rows: 24))
    try driver.press("1<Enter>")
    #expect(driver.effects.last == .renumber(dossier: "d1", closing: "op-3"))
  }

  @Test("网上来件：受理就取号、叫号、带出内容和渠道；退回要写原因")
  func intakes() throws {
    var driver = DeskDriver(signedIn: DeskHall.clerk, hall: DeskHall(waiting: []))
    driver.send(.reply(.link(JoinedHall.status)))
    try driver.press("<F10>" + Command.intakes.code)
    driver.send(.reply(.intakes(JoinedHall.intakes)))
    try driver.press("<Enter>2<Enter>")
    #expect(driver.text.contains("请填写退回的原因"))
    try driver.press("照片看不清<Enter>")
    #expect(
      driver.effects.contains(.act(dossier: "i0", .returnIntake(reason: "照片看不清"))))
    try driver.press("<Enter>1<Enter>")
    let form = try #require(driver.desk.form)
    #expect(driver.desk.screen == .form)
    #expect(form.intake == "i0" && form.channel == .portal)
    #expect(form.answers[text: "name"] == "张示例")
    #expect(form.matters == ["registration", "training"])
    #expect(form.answers[rows: "trainingWishes"].count == 1)
    // Journalled at once: a power cut costs nothing.
    let draft = try #require(driver.hall.drafts[form.ticket.id])
    #expect(draft.answers[text: "phone"] == form.answers[text: "phone"])
  }

  @Test("停用以后什么数据也不显示，恢复后要重新登录")
  func revoked() throws {
    var driver = try TestScreen.revoked.open(Size(columns: 132, rows: 43))
    for hidden in ["640104-7K3M", "A001", "张", "示例路"] {
      #expect(!driver.text.contains(hidden), "\(hidden)")
    }
    try driver.press("<F2><F8>z<Enter>")
    #expect(driver.desk.stage == .revoked)
    driver.send(.reply(.link(JoinedHall.status)))
    guard case .signingIn = driver.desk.stage else {
      Issue.record("not asked to sign in again")
      return
    }
  }

  @Test("入网到一个还没有人的大厅：读完以后请设第一位主管，只问姓名和口令")
  func foundsAfterJoining() throws {
    var driver = DeskDriver(hall: DeskHall(station: nil, waiting: []))
    driver.press(.function(8))
    try driver.press("central.example:8443<Enter>/tls/ca.pem<Enter>ABCD-EFGH<F9>")
    let asked = JoinRequest(
      address: "central.example:8443", authority: "/tls/ca.pem", code: "ABCD-EFGH")
    #expect(driver.effects.last == .join(asked))
    // A portal's account is nobody's: the hall has no people yet.
    let portal = Account(key: "p1", name: "网厅", role: .reviewer, isSystem: true)
    driver.send(.reply(.joined(MadeUpHall.station, accounts: [portal])))
    #expect(!driver.text.contains("网厅"))
    driver.send(.reply(.link(LinkStatus(state: .online, unsent: 0, tasks: 0, isWhole: false))))
    guard case .signingIn = driver.desk.stage else {
      Issue.record("asked for a supervisor before everything had been read")
      return
    }
    driver.send(.reply(.link(JoinedHall.status)))
    #expect(driver.text.contains("请设第一位主管") && !driver.text.contains("大厅名称"))
    try driver.press("马示例<Enter>太短<Enter>太短<Enter>")
    #expect(driver.text.contains("口令至少 10 个字符"))
    try driver.press("，其实已经够长了吧<Enter>，其实已经够长了吧<Enter>")
    #expect(
      driver.effects.last == .found(supervisor: "马示例", passphrase: "太短，其实已经够长了吧"))
  }
}
