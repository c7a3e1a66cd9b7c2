import Domain
import Ledger
import TUI
import Testing

@testable import Desk

@Suite("办件页上的办理")
struct DossierActTests {
  /// The page of a dossier, opened from the search, with one matter chosen.
  private func page(_ account: Account, _ id: String, _ matter: String) throws -> ScreenDriver {
    var driver = ScreenDriver(account)
    try driver.press("<F8>z")
    let index = try #require(MadeUpHall.dossiers.firstIndex { $0.id == id })
    try driver.press(String(repeating: "<Down>", count: index) + "<Enter>")
    let place = try #require(
      driver.desk.dossier?.dossier.proceedings.firstIndex { $0.matter == matter })
    try driver.press(String(repeating: "<Down>", count: place))
    #expect(driver.desk.dossier?.selected?.matter == matter)
    return driver
  }

  @Test("核验方式定时限：信息共享 1 个工作日，人工核对 5 个")
  func verify() throws {
    var driver = try page(MadeUpHall.reviewer, "d2", "employmentAid")
    try driver.choose(.verify)
    #expect(driver.text.contains("> 残联 提供身份核验：残疾人员"))
    try driver.press("1<Enter>")
    #expect(driver.dossier("d2")?.proceeding("employmentAid")?.clock.due == Day(2026, 3, 10))
    try driver.choose(.verify)
    try driver.press("2<Enter>")
    #expect(driver.dossier("d2")?.proceeding("employmentAid")?.clock.due == Day(2026, 3, 16))
    #expect(driver.text.contains("核验方式 人工核对"))
  }

  @Test("只核验的部门核验得了，别的办不了；无关的部门也核验不了")
  func cooperatorVerifies() throws {
    for (department, helps) in [("disabled", true), ("justice", false)] {
      let account = Account(
        key: "other", name: "虚构核验", role: .reviewer, departments: [department])
      var driver = try page(account, "d2", "employmentAid")
      try driver.choose(.verify)
      #expect(driver.text.contains("> 残联 提供身份核验：残疾人员") == helps)
      #expect(driver.text.contains("不在您的部门") == !helps)
      if helps { try driver.press("1<Enter>") }
      let proceeding = driver.dossier("d2")?.proceeding("employmentAid")
      #expect(proceeding?.verification == (helps ? .sharedData : nil))
      try driver.choose(.pass)
      #expect(driver.text.contains("不在您的部门"))
    }
  }

  @Test("等它核验的事项在它的看板上，核验过就不在了；办它的部门看到的状态不变")
  func cooperatorsList() throws {
    let account = Account(
      key: "other", name: "虚构核验", role: .reviewer, departments: ["disabled"])
    var driver = ScreenDriver(account)
    #expect(driver.queries.last?.departments == ["disabled"])
    #expect(driver.queries.last?.divisions == [MadeUpHall.station.division])
    #expect(driver.text.contains("> 待核验"))
    #expect(driver.desk.board.list.rows.map(\.matter) == ["employmentAid"])
    try driver.press("<Enter>")
    try driver.choose(.verify)
    try driver.press("1<Enter>")
    try driver.choose(.board)
    #expect(driver.desk.board.list.rows.isEmpty)
    let decider = ScreenDriver(MadeUpHall.reviewer)
    #expect(!decider.text.contains("待核验"))
  }

  @Test("别的县办的事项：写明哪个县，本县的同名部门办不了，也不在它的看板上")
  func anotherCounty() throws {
    let elsewhere = try MadeUpHall.accept(
      "d9", "张示例", number: 9, on: Day(2026, 3, 12)!, matters: ["policySupport"],
      place: "640105")
    var clerk = ScreenDriver(MadeUpHall.clerk, dossiers: [elsewhere])
    try clerk.choose(.board)
    #expect(clerk.text.contains(" 西夏区就业 "))
    try clerk.press("<Enter>")
    #expect(clerk.text.contains("环节 审核（西夏区就业）"))
    var reviewer = ScreenDriver(MadeUpHall.reviewer, dossiers: [elsewhere])
    #expect(reviewer.desk.board.list.rows.isEmpty)
    try reviewer.press("<F8>z<Enter>")
    try reviewer.choose(.pass)
    #expect(reviewer.text.contains("由西夏区就业办理，不在您的部门"))
  }

  @Test("W1-04 市级部门的工作台：几个县的事项都在看板上，写明哪个县，办得了；别的县的不在")
  func city() throws {
    let station = Station(
      hall: "640100900", hallTitle: "示例市人社局", division: "640100", counter: "1",
      isPractice: false, divisions: ["640104", "640105"])
    let dossiers = try [("d7", 7, "640104"), ("d8", 8, "640105"), ("d9", 9, "640106")].map {
      id, number, place in
      try MadeUpHall.accept(
        id, "张示例", number: number, on: Day(2026, 3, 12)!, matters: ["policySupport"],
        place: place)
    }
    var driver = ScreenDriver(MadeUpHall.reviewer, dossiers: dossiers, station: station)
    #expect(driver.desk.board.list.rows.map(\.dossier) == ["d7", "d8"])
    #expect(driver.text.contains(" 兴庆区就业 ") && driver.text.contains(" 西夏区就业 "))
    try driver.press("<Down><Enter>")
    try driver.choose(.pass)
    try driver.press("1同意<Enter>")
    #expect(driver.dossier("d8")?.proceeding("policySupport")?.state == .approved)
  }

  @Test("初审通过转审定，审定由另一部门办结")
  func pass() throws {
    var driver = try page(MadeUpHall.reviewer, "d2", "employmentAid")
    try driver.choose(.pass)
    try driver.press("1材料属实<Enter>")
    #expect(
      driver.acts == [.pass(matter: "employmentAid", step: "initial", opinion: "材料属实")])
    #expect(driver.desk.dossier?.selected?.department == "hrss")
    try driver.choose(.pass)
    #expect(driver.message.contains("不在您的部门"))
    #expect(driver.acts.count == 1)

    let decided = try Dossier.play(
      MadeUpHall.operation("d2", MadeUpHall.reviewer, MadeUpHall.now, driver.acts[0]),
      on: MadeUpHall.dossiers[1])
    #expect(decided.proceeding("employmentAid")?.currentStep?.key == "decision")
  }

  @Test("最后一个环节通过即办结")
  func approve() throws {
    var driver = try page(MadeUpHall.decider, "d2", "benefit")
    try driver.choose(.pass)
    try driver.press("1<Enter>")
    #expect(driver.acts == [.approve(matter: "benefit", opinion: "")])
    #expect(driver.dossier("d2")?.proceeding("benefit")?.state == .approved)
  }

  @Test("写了意见却没有选，不算通过")
  func passWithoutChoice() throws {
    var driver = try page(MadeUpHall.decider, "d2", "benefit")
    try driver.choose(.pass)
    try driver.press("同意<Enter>")
    #expect(driver.acts.isEmpty)
    #expect(driver.message.contains("没有执行"))
  }

  @Test("补正：选的和写的一次列全，暂停计时，等告知")
  func ask() throws {
    var driver = try page(MadeUpHall.decider, "d2", "benefit")
    try driver.choose(.ask)
    try driver.press("45身份证复印件不清；缺签名<Enter>")
    let proceeding = try #require(driver.dossier("d2")?.proceeding("benefit"))
    #expect(proceeding.state == .asked)
    #expect(
      proceeding.items == ["申请材料不完整", "所填信息与部门数据不一致", "身份证复印件不清", "缺签名"])
    #expect(proceeding.clock.due == nil)
    #expect(proceeding.needsTelling)
    #expect(driver.text.contains("补正 4. 缺签名"))
  }

  @Test("补正后窗口告知、恢复计时")
  func toldAndResume() throws {
    var reviewer = try page(MadeUpHall.decider, "d2", "benefit")
    try reviewer.choose(.ask)
    try reviewer.press("4<Enter>")
    let asked = try #require(reviewer.dossier("d2"))
    var driver = try page(MadeUpHall.clerk, "d2", "benefit")
    driver.replace(asked)
    try driver.choose(.told)
    try driver.press("1<Enter>")
    #expect(driver.dossier("d2")?.proceeding("benefit")?.needsTelling == false)
    try driver.choose(.resume)
    try driver.press("1<Enter>")
    let proceeding = try #require(driver.dossier("d2")?.proceeding("benefit"))
    #expect(proceeding.state == .reviewing)
    #expect(proceeding.clock.due == Day(2026, 3, 16))
    #expect(driver.acts.count == 2)
  }
  @Test("特别程序暂停计时，注明原因；窗口不能替部门恢复")
  func hold() throws {
    var driver = try page(MadeUpHall.decider, "d2", "benefit")
    try driver.choose(.hold)
    try driver.press("<Enter>")
    #expect(driver.acts.isEmpty)
    try driver.press("2<Enter>")
    let held = try #require(driver.dossier("d2"))
    #expect(held.proceeding("benefit")?.state == .held)
    #expect(held.proceeding("benefit")?.reason == "检验、检测、鉴定")
    #expect(held.proceeding("benefit")?.clock.due == nil)
    var clerk = try page(MadeUpHall.clerk, "d2", "benefit")
    clerk.replace(held)
    try clerk.choose(.resume)
    #expect(clerk.message.contains("特别程序由部门恢复"))
    try driver.choose(.resume)
    try driver.press("1<Enter>")
    #expect(driver.dossier("d2")?.proceeding("benefit")?.clock.due == Day(2026, 3, 16))
  }

  @Test("撤回要写原因，只撤这一事项")
  func withdraw() throws {
    var driver = try page(MadeUpHall.clerk, "d2", "benefit")
    try driver.choose(.withdraw)
    try driver.press("<Enter>")
    #expect(driver.acts.isEmpty)
    try driver.press("1<Enter>")
    #expect(driver.dossier("d2")?.proceeding("benefit")?.state == .withdrawn)
    #expect(driver.dossier("d2")?.proceeding("employmentAid")?.state == .reviewing)
  }

  @Test("不予必须有原因；空着不办")
  func decline() throws {
    var driver = try page(MadeUpHall.decider, "d2", "benefit")
    try driver.choose(.decline)
    try driver.press("<Enter><Enter>")
    #expect(driver.acts.isEmpty)
    try driver.press("1<Enter>")
    #expect(driver.acts == [.decline(matter: "benefit", reason: "累计缴费不满一年")])
    #expect(driver.text.contains("原因 累计缴费不满一年"))
  }

  @Test("收齐材料，缺它的事项从今天起算")
  func material() throws {
    var driver = try page(MadeUpHall.clerk, "d1", "employmentAid")
    try driver.choose(.putMaterial)
    try driver.press("1残疾人证原件已核<Enter>")
    let dossier = try #require(driver.dossier("d1"))
    #expect(dossier.materials[0].isPresent)
    #expect(dossier.materials[0].note == "残疾人证原件已核")
    #expect(dossier.proceeding("employmentAid")?.state == .reviewing)
    #expect(dossier.proceeding("employmentAid")?.clock.due == Day(2026, 3, 20))
    try driver.choose(.putMaterial)
    #expect(driver.message.contains("没有未收的材料"))
  }

  @Test("显示全号：先有记录才显示，离开本页即隐去")
  func unmask() throws {
    var driver = try page(MadeUpHall.clerk, "d1", "registration")
    #expect(!driver.text.contains("阿不都热合曼"))
    try driver.choose(.unmask)
    try driver.press("1<Enter>")
    #expect(driver.acts == [.unmask(field: "idNumber")])
    #expect(driver.text.contains(MadeUpHall.longName))
    #expect(driver.text.contains("640104199003071001"))
    try driver.press("<F11>1<Enter><F3>")
    #expect(driver.desk.screen == .dossier)
    #expect(!driver.text.contains("640104199003071001"))
  }

  @Test("没有办成时不显示全号")
  func unmaskFails() throws {
    var state = DossierState(MadeUpHall.dossiers[0])
    state.awaitUnmasking()
    state.receive(MadeUpHall.dossiers[0], by: MadeUpHall.clerk.key)
    #expect(!state.isUnmasked)
  }

  @Test("备注不能空，写的进办理过程")
  func note() throws {
    var driver = try page(MadeUpHall.clerk, "d1", "registration")
    try driver.choose(.note)
    try driver.press("<Enter>")
    #expect(driver.acts.isEmpty)
    try driver.press("申请人下午再来<Enter>")
    #expect(driver.acts == [.note("申请人下午再来")])
    #expect(driver.text.contains("李窗口 备注：申请人下午再来"))
  }

  @Test(
    "窗口不能审，经办不能告知，办结的不能再办；说明为什么",
    arguments: [
      (MadeUpHall.clerk, "d2", "benefit", Command.pass, "窗口账户不办理这一步"),
      (MadeUpHall.clerk, "d2", "benefit", .ask, "窗口账户不办理这一步"),
      (MadeUpHall.clerk, "d2", "benefit", .told, "没有待告知的内容"),
      (MadeUpHall.clerk, "d2", "benefit", .resume, "不能恢复"),
      (MadeUpHall.decider, "d4", "benefit", .told, "经办账户不办理这一步"),
      (MadeUpHall.decider, "d4", "benefit", .decline, "现在是不予，不能不予"),
      (MadeUpHall.reviewer, "d2", "benefit", .decline, "不在您的部门"),
      (MadeUpHall.reviewer, "d2", "registration", .pass, "现在是已办结"),
    ])
  func refusals(
    _ account: Account, _ id: String, _ matter: String, _ command: Command, _ words: String
  ) throws {
    var driver = try page(account, id, matter)
    try driver.choose(command)
    #expect(driver.message.contains(words), "\(driver.message)")
    #expect(driver.desk.overlay == nil)
    #expect(driver.acts.isEmpty)
  }

  @Test("PgDn 和 PgUp 走看板的上下行，不离开本页；到头有话")
  func steps() throws {
    var driver = ScreenDriver(MadeUpHall.clerk)
    try driver.choose(.board)
    try driver.press("<Enter>")
    var seen = [driver.place]
    for _ in 0..<4 {
      driver.press(.pageDown)
      seen.append(driver.place)
    }
    #expect(
      seen == [
        "d1 benefit", "d1 employmentAid", "d2 benefit", "d2 employmentAid", "d3 benefit",
      ])
    driver.press(.pageDown)
    #expect(driver.message.contains("最后一行"))
    for _ in 0..<4 { driver.press(.pageUp) }
    #expect(driver.place == "d1 benefit")
    #expect(driver.desk.screen == .dossier)
  }
}

extension ScreenDriver {
  fileprivate var place: String {
    let page = desk.dossier
    return "\(page?.dossier.id ?? "") \(page?.selected?.matter ?? "")"
  }
}
