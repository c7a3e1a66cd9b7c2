import Domain
import Ledger
import TUI
import Testing

@testable import Desk

@Suite("台账的画面")
struct RegisterTests {
  /// A screen of this feature, and how it is opened.
  enum Page: String, CaseIterable, Sendable {
    case registers, register, unclaimed, recordChoices, recordField, closeEntry, dossierEntries
    case hallSettings

    func open(_ size: Size = Size(columns: 80, rows: 24)) throws -> ServiceDriver {
      let account = self == .hallSettings ? MadeUpHall.supervisor : MadeUpHall.clerk
      var driver = try ServiceDriver(account, size: size)
      if self == .hallSettings {
        try driver.choose(.hallSettings)
        return driver
      }
      if self == .registers {
        try driver.choose(.registers)
        return driver
      }
      try RegisterTests.openDossier(&driver)
      // 上门调查 is the first that fits a registration.
      try driver.choose(.record)
      if self == .recordChoices { return driver }
      try driver.press("1<Enter>住址和就业状态<Enter>示例路8号<Enter>")
      if self == .recordField { return driver }
      try driver.press("孙调查<Enter>0312<Enter>")
      if self == .dossierEntries { return driver }
      if self == .closeEntry {
        try driver.choose(.record)
        try driver.press("1<Enter>")
        return driver
      }
      try driver.choose(.registers)
      let row = self == .register ? 3 : 8
      try driver.press(String(repeating: "<Down>", count: row) + "<Enter>")
      return driver
    }
  }

  static func openDossier(_ driver: inout ServiceDriver) throws {
    try driver.choose(.followUps)
    try driver.press("<Right>")
    #expect(driver.desk.screen == .dossier)
  }

  private func acts(_ driver: ServiceDriver) -> [Act] {
    driver.effects.compactMap { if case .act(_, let act) = $0 { act } else { nil } }
  }

  @Test("画面与记录的图样一致", arguments: Page.allCases)
  func golden(_ page: Page) throws {
    for size in [Size(columns: 80, rows: 24), Size(columns: 132, rows: 43)] {
      try Golden.check(try page.open(size).desk.canvas, page.rawValue)
    }
  }

  @Test("任何尺寸都能画，连按一个键 20 次办不成事", arguments: Page.allCases)
  func robust(_ page: Page) throws {
    let keys: [Key] =
      "0123456789a".map { .character($0) } + [
        .up, .down, .left, .right, .home, .end, .pageUp, .pageDown, .tab, .backspace, .escape,
        .enter, .function(10), .function(3), .function(11),
      ]
    for key in keys {
      // Enter confirms what another key has filled in.
      if key == .enter, page == .hallSettings { continue }
      var driver = try page.open()
      let before = driver.effects.count
      for columns in [0, 1, 7, 39, 80, 132] {
        driver.send(.input(.resized(Size(columns: columns, rows: columns / 3))))
        #expect(driver.desk.canvas.size.columns == columns)
        for _ in 0..<4 { driver.press(key) }
      }
      let lasting = driver.effects.dropFirst(before).filter {
        switch $0 {
        case .act, .setHall, .quit: true
        default: false
        }
      }
      #expect(lasting.isEmpty, "\(key.label) on \(page)")
    }
  }

  @Test("G2-16 上门调查是一项任务：逐项记下，有期限；办结写明属实与否")
  func homeVisit() throws {
    var driver = try Page.dossierEntries.open()
    guard case .enter(let note)? = acts(driver).last else {
      Issue.record("nothing was entered")
      return
    }
    #expect(note.register == "homeVisits" && !note.isFinal)
    #expect(note.values["subject"] == "住址和就业状态" && note.values["officer"] == "孙调查")
    #expect(note.due == Day(2026, 3, 12))
    #expect(driver.text.contains("逾期1天 上门调查"))
    try driver.choose(.record)
    try driver.press("1<Enter>1邻居证实<Enter>")
    guard case .close(_, let closing)? = acts(driver).last else {
      Issue.record("nothing was closed")
      return
    }
    #expect(closing == RegisterEntry.Closing(result: "属实", note: "邻居证实"))
    #expect(driver.message.contains("已办结：属实"))
  }

  @Test("G2-53 求职经历记下就完，不用再办结")
  func experience() throws {
    var driver = try ServiceDriver()
    try RegisterTests.openDossier(&driver)
    try driver.choose(.record)
    try driver.press("2<Enter>.<Enter>3<Enter>打零工三个月<Enter>")
    guard case .enter(let note)? = acts(driver).last else {
      Issue.record("nothing was entered")
      return
    }
    #expect(note.isFinal && note.values["state"] == "灵活就业")
    #expect(driver.text.contains("已结 求职经历和就业状态"))
  }

  @Test("G2-57 失信标记显眼地在办件页首部；换一件办件、再来填表也看得到；办结即消失")
  func credit() throws {
    var driver = try ServiceDriver()
    try RegisterTests.openDossier(&driver)
    try driver.choose(.record)
    try driver.press("3<Enter>虚构的事实<Enter>社保补贴<Enter>示认〔2026〕1号<Enter>")
    #expect(driver.desk.canvas.textPlane[3].contains("★ 失信标记"))
    try driver.choose(.record)
    try driver.press("1<Enter>1<Enter>")
    #expect(!driver.desk.canvas.textPlane[3].contains("★"))
    driver.standing = PersonStanding(marks: ["失信标记"])
    try RegisterTests.openDossier(&driver)
    #expect(driver.desk.canvas.textPlane[3].contains("★ 失信标记"))
  }

  @Test("填错的日期说明原因，再问一次；不写说明只选结果也行；不选结果不办结")
  func refusals() throws {
    var driver = try Page.recordField.open()
    try driver.press("孙调查<Enter>明天吧<Enter>")
    #expect(driver.text.contains("不是日期"))
    #expect(acts(driver).isEmpty)
    try driver.press("<Esc>")
    driver = try Page.closeEntry.open()
    let before = acts(driver).count
    try driver.press("已了解<Enter>")
    #expect(driver.text.contains("请先按数字选择"))
    #expect(acts(driver).count == before)
  }

  @Test("误记的作废，不再列出")
  func void() throws {
    var driver = try Page.closeEntry.open()
    try driver.press("4<Enter>")
    #expect(driver.message.contains("已作废"))
    #expect(!driver.text.contains("上门调查 住址"))
  }

  @Test("台账里选中开着的一条可以直接办结；F11 打印整个台账，姓名隐去")
  func list() throws {
    var driver = try Page.register.open()
    #expect(driver.text.contains("在办 1 · 共 1"))
    try driver.press("<F11>")
    #expect(driver.desk.paper?.paper.lines.contains { $0.contains("逾期1天") } == true)
    #expect(driver.desk.paper?.paper.lines.contains { $0.contains("张示例") } == false)
    try driver.press("<F3>")
    try driver.choose(.record)
    try driver.press("3<Enter>")
    guard case .close(_, let closing)? = acts(driver).last else {
      Issue.record("nothing was closed")
      return
    }
    #expect(closing.result == "未能核实")
    #expect(driver.text.contains("在办 0 · 共 1"))
  }

  @Test("G2-45 应享未享：政策、姓名、电话、办件号，Enter 打开办件")
  func unclaimed() throws {
    var driver = try Page.unclaimed.open()
    #expect(driver.text.contains("应享未享政策 · 共 2"))
    #expect(driver.text.contains("创业担保贷款"))
    try driver.press("<Enter>")
    #expect(driver.desk.screen == .dossier)
  }

  @Test("G2-35 只有申请了援助的才有计划步骤")
  func fitting() throws {
    let driver = try Page.recordChoices.open()
    #expect(driver.text.contains("记：上门调查") && !driver.text.contains("援助计划步骤"))
    let plan = try #require(ServiceDriver.theme.register("planSteps"))
    let facts = Facts(matters: ["employmentAid"], today: MadeUpHall.today)
    #expect(plan.when.holds(in: facts))
    #expect(plan.fields.map(\.label) == ["服务项目", "步骤", "负责人", "计划完成"])
  }

  @Test("另一办件里已注销的：办件页写明，回访不再催")
  func endedElsewhere() throws {
    var driver = try ServiceDriver()
    try RegisterTests.openDossier(&driver)
    #expect(driver.text.contains("登记失业人员跟踪调查"))
    driver.standing = PersonStanding(endings: [
      PersonStanding.Ending(
        dossier: "d9", number: "620100-7K3M-000129-W", meaning: .unemploymentCancellation,
        at: MadeUpHall.now)
    ])
    try RegisterTests.openDossier(&driver)
    #expect(driver.text.contains("办件 620100-7K3M-000129-W 已准予失业登记注销"))
    #expect(!driver.text.contains("登记失业人员跟踪调查 "))
  }

  // MARK: 大厅设置、机构类型

  @Test("大厅电话印在文书上；机构类型由主管选，窗口人员不能设")
  func hall() throws {
    var driver = try Page.hallSettings.open()
    try driver.press("20931-5550000<Enter>")
    #expect(driver.effects.contains(.setHall(phone: "0931-5550000", institution: "disabled")))
    #expect(driver.desk.station?.phone == "0931-5550000")
    try RegisterTests.openDossier(&driver)
    try driver.press("<F11>1<Enter>")
    #expect(driver.desk.paper?.paper.lines.contains { $0.contains("0931-5550000") } == true)
    var clerk = try ServiceDriver()
    try clerk.choose(.hallSettings)
    #expect(clerk.message.contains("只有主管能设置大厅"))
  }

  @Test("G2-06 残疾人就业服务机构只受理失业登记，别的事项不能提交，并提醒核对残疾人证")
  func institution() throws {
    let context = FormContext(
      rules: ServiceDriver.rules, today: MadeUpHall.today, now: MadeUpHall.now,
      division: "620102", institution: "disabled")
    var form = FormState(
      ticket: MadeUpHall.tickets[0], theme: ServiceDriver.theme, draft: nil, previous: nil,
      context)
    form.matters = ["registration", "benefit"]
    let findings = form.findings(context)
    #expect(
      findings.contains {
        $0.severity == .error && $0.text == "残疾人就业服务机构不受理“失业保险金申领”"
      })
    #expect(findings.contains { $0.severity == .doubt && $0.text.contains("残疾人证") })
    form.matters = ["registration"]
    #expect(!form.findings(context).contains { $0.text.contains("不受理") })
    let open = FormContext(
      rules: ServiceDriver.rules, today: MadeUpHall.today, now: MadeUpHall.now,
      division: "620102", institution: "public")
    form.matters = ["registration", "benefit"]
    #expect(!form.findings(open).contains { $0.text.contains("不受理") })
  }
}
