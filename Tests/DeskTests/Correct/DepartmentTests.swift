import DeskDriver
import Domain
import Ledger
import TUI
import Testing

@testable import Desk

@Suite("预审和部门的工作台")
struct DepartmentTests {
  @Test("预审设置：主管打开以后，受理的先由本厅预审")
  func screening() throws {
    var driver = ScreenDriver(MadeUpHall.supervisor)
    try driver.choose(.screening)
    #expect(driver.text.contains("现在：受理后直接转各部门"))
    try driver.press("<Enter>")
    #expect(driver.desk.station?.isScreened == false)
    try driver.press("1<Enter>")
    #expect(driver.effects.last == .setScreening(true))
    #expect(driver.desk.station?.isScreened == true)
    #expect(driver.message.contains("以后受理的先由本厅预审"))
    #expect(driver.desk.context.isScreened)
  }

  @Test("预审打开时，复核写明先预审，受理的没有一项到部门")
  func acceptScreened() throws {
    var station = DeskHall.station
    station.isScreened = true
    var driver = DeskDriver.atForm(hall: DeskHall(station: station))
    try driver.press("640104199003070014张示例<Enter>139000001261")
    try driver.press("<Enter>示例路8号<Enter>32-30<Enter>导购<Enter>4000<Enter>PX001<Enter>1")
    try driver.press("<F9>")
    #expect(driver.text.contains("先由本厅预审，通过后才转各部门"))
    #expect(driver.text.contains("即办，随预审办结"))
    try driver.press("<F9>")
    let dossier = try #require(driver.hall.dossiers.first)
    #expect(dossier.awaitsScreening)
    #expect(dossier.proceedings.allSatisfy { $0.state == .screening })
    // The person is still there: rating is offered.
    #expect(driver.text.contains("请申请人评价上一件按 F10 79"))
    try driver.press("<F10>79")
    #expect(driver.text.contains("评价 640104-7K3M-000120-W"))
  }

  @Test("预审人员的看板只有待预审的；通过以后各归各的部门，即办的办结")
  func screen() throws {
    var driver = ScreenDriver(MadeUpHall.screener)
    try driver.acceptScreened()
    #expect(driver.text.contains("看板 · 待预审"))
    #expect(driver.text.contains("@ 预审中"))
    #expect(!driver.text.contains("> 办理中"))
    try driver.press("<Enter>")
    try driver.choose(.screen)
    #expect(driver.text.contains("转各部门："))
    try driver.press("<Enter>")
    #expect(driver.acts.isEmpty)
    try driver.press("1<Enter>")
    #expect(driver.proceeding("d2", "registration")?.state == .approved)
    #expect(driver.proceeding("d2", "benefit")?.state == .reviewing)
    #expect(driver.dossier("d2")?.awaitsScreening == false)
  }

  @Test("预审可以要求补正；还在预审的部门不能办")
  func askBeforeScreening() throws {
    var driver = ScreenDriver(MadeUpHall.screener)
    try driver.acceptScreened()
    try driver.press("<Enter>")
    try driver.choose(.ask)
    try driver.press("1<Enter>")
    let asked = try #require(driver.dossier("d2")?.proceedings.first { $0.state == .asked })
    #expect(asked.needsTelling)
    var reviewer = ScreenDriver(MadeUpHall.decider)
    try reviewer.acceptScreened()
    try reviewer.page("d2", "benefit", .decline)
    #expect(reviewer.message.contains("还在本厅预审"))
    #expect(reviewer.desk.overlay == nil)
  }

  @Test("签收：看板和办件页都能签；签过的不再签，没签的写明未签收")
  func receive() throws {
    var driver = ScreenDriver(MadeUpHall.decider)
    #expect(driver.text.contains("看板 · 部门在办"))
    #expect(driver.text.contains("未签收"))
    let row = try #require(driver.desk.board.selected)
    try driver.choose(.receive)
    #expect(driver.acts == [.receive(matter: row.matter)])
    #expect(driver.proceeding(row.dossier, row.matter)?.receivedAt == MadeUpHall.now)
    #expect(driver.desk.board.list.row(0)?.isReceived == true)
    try driver.choose(.receive)
    #expect(driver.message.contains("已签收"))
    #expect(driver.acts.count == 1)
  }

  @Test("办件页上 Enter 问是否签收，选了才签")
  func receiveByEnter() throws {
    var driver = ScreenDriver(MadeUpHall.decider)
    try driver.page("d2", "benefit")
    #expect(driver.text.contains("部门还没有签收"))
    try driver.press("<Enter>")
    let page = try #require(driver.desk.dossier?.dossier)
    #expect(driver.text.contains("\(Mask.name(page.answers[text: "name"])) · \(page.number) · "))
    try driver.press("<Enter>")
    #expect(driver.acts.isEmpty)
    try driver.press("1<Enter>")
    #expect(driver.text.contains("10:30 签收"))
  }

  @Test("转办：选部门，写原因；转过去的由新部门签收")
  func handOn() throws {
    var driver = ScreenDriver(MadeUpHall.decider)
    try driver.page("d2", "benefit", .handOn)
    try driver.press("1<Enter>")
    #expect(driver.text.contains("请填写原因"))
    try driver.press("不归本部门<Enter>")
    let proceeding = try #require(driver.proceeding("d2", "benefit"))
    #expect(proceeding.department != "insurance")
    #expect(proceeding.receivedAt == nil)
    #expect(proceeding.clock.due == Day(2026, 3, 16))
    #expect(driver.acts.count == 1)
  }

  @Test("加签：另一部门先审，通过以后回到原来的环节和部门")
  func sign() throws {
    var driver = ScreenDriver(MadeUpHall.reviewer)
    try driver.page("d2", "employmentAid", .sign)
    let before = try #require(driver.proceeding("d2", "employmentAid"))
    try driver.press("1情形特殊<Enter>")
    let signed = try #require(driver.proceeding("d2", "employmentAid"))
    #expect(signed.currentStep?.title == "加签")
    #expect(signed.department != before.department)
    #expect(signed.clock == before.clock)
    let back = try Dossier.play(
      MadeUpHall.operation(
        "d2", MadeUpHall.reviewer, MadeUpHall.now,
        .pass(matter: "employmentAid", step: "sign-1", opinion: "同意")),
      on: driver.dossier("d2"))
    #expect(back.proceeding("employmentAid")?.currentStep == before.currentStep)
    #expect(back.proceeding("employmentAid")?.department == before.department)
  }

  @Test("等待前置的写明等什么；特别程序要告知申请人")
  func waiting() throws {
    var driver = ScreenDriver(MadeUpHall.supervisor)
    let theme = try #require(MadeUpHall.rules.catalogue.theme("nx-assistance"))
    let matter = try #require(theme.matters.first { !$0.waitsFor.isEmpty })
    let awaited = try #require(theme.matter(matter.waitsFor[0].matter))
    var row = try #require(ScreenDriver.rows(MadeUpHall.dossiers[1]).last)
    row.state = .waiting
    row.waitsFor = awaited.title
    driver.rows = (1, { [row] _ in row })
    try driver.choose(.board)
    #expect(driver.text.contains("~ 等待前置"))
    #expect(driver.text.contains("等 " + awaited.title.prefix(4)))
    var decider = ScreenDriver(MadeUpHall.decider)
    try decider.page("d2", "benefit", .hold)
    try decider.press("4<Enter>")
    #expect(decider.proceeding("d2", "benefit")?.needsTelling == true)
    try decider.press("<F11>")
    #expect(decider.text.contains("特别程序告知书"))
  }

  @Test("来源渠道在表单里选，写进草稿，受理时记下")
  func channel() throws {
    var driver = DeskDriver.atForm()
    try driver.press("640104199003070014张示例<Enter><F10>88")
    try driver.press("<Enter>")
    #expect(driver.desk.form?.channel == .counter)
    try driver.press("2<Enter>")
    #expect(driver.desk.form?.channel == .portal)
    #expect(driver.text.contains("政务服务网"))
    let journal = driver.hall.drafts["t1"]?.choices[rows: FormState.choicesKey].first
    #expect(journal?["channel"] == "portal")
    let ticket = driver.hall.tickets[0]
    let draft = driver.hall.drafts["t1"]
    let form = FormState(
      ticket: ticket, theme: MadeUpHall.rules.catalogue.themes[0], draft: draft, previous: nil,
      driver.desk.context)
    #expect(form.channel == .portal)
    try driver.press("<F10>881<Enter>")
    #expect(
      driver.hall.drafts["t1"]?.choices[rows: FormState.choicesKey].first?["channel"] == nil)
  }
}
