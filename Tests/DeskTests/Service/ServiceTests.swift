import Domain
import Ledger
import TUI
import Testing

@testable import Desk

@Suite("服务和回访的画面")
struct ServiceTests {
  /// A screen of this feature, and how it is opened.
  enum Page: String, CaseIterable, Sendable {
    case followUps, followUpRecord, serviceSubjects, serviceProposal, dossierServices, personLoop

    func open(_ size: Size = Size(columns: 80, rows: 24)) throws -> ServiceDriver {
      var driver = try ServiceDriver(size: size)
      try driver.choose(.followUps)
      switch self {
      case .followUps: try driver.press("<Down><Down>")
      case .followUpRecord: try driver.press("<Enter>31")
      case .serviceSubjects:
        try driver.press("<Right>")
        try driver.choose(.serve)
      case .serviceProposal:
        try ServiceTests.refuseThrice(&driver)
        try driver.choose(.serve)
        try driver.press("1")
      case .dossierServices: try ServiceTests.refuseThrice(&driver)
      case .personLoop:
        try ServiceTests.refuseThrice(&driver)
        try driver.choose(.personLoop)
      }
      return driver
    }
  }

  /// The third refusal of the second person, on the page of the dossier.
  private static func refuseThrice(_ driver: inout ServiceDriver) throws {
    for _ in 0..<5 where driver.desk.followUps.selected?.dossier != "d2" {
      try driver.press("<Down>")
    }
    try driver.press("<Right>")
    try driver.choose(.serve)
    // Two follow-ups are due, then come the services; the second is 职业介绍.
    try driver.press("43<Enter>")
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
        .enter, .function(10), .function(3),
      ]
    for key in keys {
      // Enter confirms a dialog that another key has filled in.
      if key == .enter, page == .followUpRecord || page == .serviceProposal { continue }
      var driver = try page.open()
      let before = driver.effects.count
      for columns in [0, 1, 7, 39, 80, 132] {
        driver.send(.input(.resized(Size(columns: columns, rows: columns / 3))))
        #expect(driver.desk.canvas.size.columns == columns)
        for _ in 0..<4 { driver.press(key) }
      }
      let lasting = driver.effects.dropFirst(before).filter {
        switch $0 {
        case .act, .issueTicket, .quit: true
        default: false
        }
      }
      #expect(lasting.isEmpty, "\(key.label) on \(page)")
    }
  }

  @Test("G2-54 G2-55 到期名单上四个键记一次：Enter、方式、结果、Enter；随即说出下次")
  func fourKeys() throws {
    var driver = try ServiceDriver()
    try driver.choose(.followUps)
    let before = driver.keys
    #expect(driver.desk.followUps.selected?.rule == "monthlySurvey")
    try driver.press("<Enter>31<Enter>")
    #expect(driver.keys - before == 4)
    #expect(
      driver.services == [
        Service(
          followUp: "monthlySurvey", title: "登记失业人员跟踪调查", method: "电话调查", result: .done)
      ])
    #expect(driver.message.contains("下次 4月30日前"))
    // It has left the list of this month, and stays where it stood until the list is
    // opened anew.
    #expect(driver.desk.followUps.hasLeft)
    #expect(driver.desk.followUps.selected?.dossier == "d1")
    try driver.choose(.followUps)
    #expect(
      !driver.desk.followUps.window.rows.contains {
        $0.rule == "monthlySurvey" && $0.dossier == "d1"
      }
    )
  }

  @Test("G2-21 G2-22 服务清单里的每一项都能记，附上内容")
  func services() throws {
    var driver = try Page.serviceSubjects.open()
    try driver.press("31打电话问过<Enter>")
    #expect(driver.services.map(\.title) == ["政策法规咨询"])
    #expect(driver.services.map(\.note) == ["打电话问过"])
    #expect(driver.services.map(\.followUp) == [nil])
  }

  @Test("没有选完，Enter 不记")
  func incomplete() throws {
    for keys in ["<Enter>", "3<Enter>", "1<Enter>", "13<Enter>", "9<Enter>"] {
      var driver = try Page.serviceSubjects.open()
      try driver.press(keys)
      #expect(driver.services.isEmpty, "\(keys)")
      #expect(driver.text.contains("请先按数字选择"), "\(keys)")
    }
  }

  @Test("退格回到上一步")
  func takeBack() throws {
    var driver = try Page.serviceSubjects.open()
    try driver.press("12<Backspace>31<Backspace><Backspace>23<Enter>")
    #expect(driver.services.map(\.method) == ["实地走访"])
    #expect(driver.services.map(\.result) == [.refused])
  }

  @Test("G2-68 第三次拒绝以后提出建议；由窗口人员打开表单，原因和次数已填，不自动受理")
  func proposal() throws {
    var driver = try Page.dossierServices.open()
    #expect(driver.message.contains("有建议：连续拒绝公共就业服务"))
    #expect(driver.text.contains("建议失业登记注销"))
    #expect(driver.text.contains("3月2日、3月9日、3月13日"))
    try driver.choose(.serve)
    try driver.press("1<Enter>")
    let form = try #require(driver.desk.form)
    #expect(driver.desk.screen == .form)
    #expect(form.matters == ["cancellation"])
    #expect(form.answers[text: "cancellationReason"] == "37")
    #expect(form.answers[text: "refusals"] == "3")
    #expect(form.answers[text: "name"] == "李练习")
    #expect(driver.tickets.map(\.note) == ["依记录建议办理"])
    #expect(!driver.effects.contains { if case .accept = $0 { true } else { false } })
    #expect(
      driver.effects.contains {
        if case .saveDraft(_, .choices, FormState.choicesKey, _) = $0 { true } else { false }
      })
  }

  @Test("建议只填进为它取的号的表单，不填进别人的")
  func othersTicket() throws {
    var driver = try Page.serviceProposal.open()
    let asked = driver.effects.count
    var desk = driver.desk
    driver.send(.input(.key(.enter)))
    guard case .issueTicket(_, _, let errand) = driver.effects[asked] else {
      Issue.record("no ticket was taken")
      return
    }
    #expect(errand != .line)
    // The same keys, but the ticket that comes is somebody's who waits in line.
    _ = desk.update(.input(.key(.enter)))
    _ = desk.update(.reply(.failed(Failure("磁盘已满"))))
    _ = desk.update(.reply(.form(MadeUpHall.tickets[0], nil)))
    #expect(desk.form?.ticket == MadeUpHall.tickets[0])
    #expect(desk.form?.answers[text: "name"] == "")
  }

  @Test("建议在名单最前，Enter 打开办件并列出建议")
  func proposalsFirst() throws {
    var driver = try Page.dossierServices.open()
    try driver.choose(.followUps)
    try driver.press("<Home>")
    #expect(driver.desk.followUps.selected?.isProposal == true)
    try driver.press("<Enter>")
    #expect(driver.desk.screen == .dossier)
    #expect(driver.text.contains("1 建议：失业登记注销"))
  }

  @Test("名单上的姓名、电话都隐去；管理员不记服务")
  func masked() throws {
    for page in Page.allCases {
      let text = try page.open(Size(columns: 132, rows: 43)).text
      #expect(!text.contains("李练习") && !text.contains("张示例"))
      #expect(!text.contains("13900001"))
    }
    var driver = try ServiceDriver(Account(key: "a8", name: "吴管理", role: .admin))
    try driver.choose(.followUps)
    try driver.choose(.serve)
    #expect(driver.message.contains("不记服务"))
  }

  @Test("W1-14 今天成立的标记在办件页的首部")
  func flags() throws {
    let driver = try Page.dossierServices.open()
    #expect(driver.desk.canvas.textPlane[3].contains("有培训就业意愿 城镇登记失业人员"))
  }

  @Test("W1-17 本人轨迹：状态一个词，逐条列出，Enter 打开办件")
  func loop() throws {
    var driver = try Page.personLoop.open()
    #expect(driver.text.contains("现在失业"))
    #expect(driver.text.contains("建议失业登记注销"))
    try driver.press("<Enter>")
    #expect(driver.desk.screen == .dossier)
  }
}
