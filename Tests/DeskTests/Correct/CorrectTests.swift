import Domain
import Ledger
import TUI
import Testing

@testable import Desk

@Suite("受理以后的更正")
struct CorrectTests {
  // MARK: 更正内容

  @Test("更正内容：列出字段，照表单的规则查，写明原因才写入；旧值新值都记")
  func amend() throws {
    var driver = ScreenDriver(MadeUpHall.clerk)
    try driver.page("d2", "benefit", .amend)
    try driver.press("文化<Enter>4<Enter>")
    #expect(driver.text.contains("* 文化程度"))
    #expect(driver.text.contains("→"))
    #expect(driver.acts.isEmpty)
    try driver.press("<F9><Enter>")
    #expect(driver.text.contains("请填写更正的原因"))
    #expect(driver.acts.isEmpty)
    try driver.press("与毕业证核对<Enter>")
    let change = Change(key: "education", old: .text("3"), new: .text("4"))
    #expect(driver.acts == [.amend([change], reason: "与毕业证核对")])
    #expect(driver.dossier("d2")?.answers[text: "education"] == "4")
    #expect(driver.text.contains("更正内容：1项，与毕业证核对"))
  }

  @Test("更正内容：录错的不收，说明为什么；什么也没改不能更正；Esc 一步一步退出")
  func amendRefusal() throws {
    var driver = ScreenDriver(MadeUpHall.clerk)
    try driver.page("d2", "benefit", .amend)
    try driver.press("<F9>")
    #expect(driver.text.contains("还没有更正任何一项"))
    try driver.press("失业日期<Enter>2027-01-01<Enter>")
    #expect(driver.text.contains("晚于今天"))
    try driver.press("<Esc>")
    #expect(driver.desk.overlay != nil)
    try driver.press("<Esc>")
    #expect(driver.desk.overlay == nil)
    #expect(driver.acts.isEmpty)
  }

  @Test("更正内容：清空必填的一项不能更正")
  func amendRequired() throws {
    var driver = ScreenDriver(MadeUpHall.clerk)
    try driver.page("d2", "benefit", .amend)
    try driver.press("文化<Enter>-<Enter>")
    #expect(driver.text.contains("还须改：文化程度未选择"))
    try driver.press("<F9>")
    if case .amend(let amend) = driver.desk.overlay { #expect(amend.stage == .list) }
    #expect(driver.acts.isEmpty)
  }

  @Test("更正证件号码，性别和出生日期随之更正")
  func amendNumber() throws {
    var driver = ScreenDriver(MadeUpHall.clerk)
    try driver.page("d2", "benefit", .amend)
    try driver.press("证件号码<Enter>64010420030307002X<Enter><F9>看错了证件<Enter>")
    let answers = try #require(driver.dossier("d2")?.answers)
    #expect(answers[text: "idNumber"] == "64010420030307002X")
    #expect(answers[text: "sex"] == "2")
    #expect(answers[text: "birth"] == "2003-03-07")
  }

  @Test("列表里的条目也能更正、增加、删除；删到少于至少的条数不能更正")
  func amendRows() throws {
    var driver = ScreenDriver(MadeUpHall.clerk)
    try driver.page("d2", "benefit", .amend)
    try driver.press("月薪<Enter>5000<Enter><F9>本人改口<Enter>")
    #expect(driver.dossier("d2")?.answers[rows: "jobWishes"].first?["wishWage"] == "5000")
    try driver.choose(.amend)
    try driver.press("月薪<Delete><F9>")
    #expect(driver.text.contains("至少要填1条"))
    #expect(driver.acts.count == 1)
    try driver.press("<Esc>")
    try driver.choose(.amend)
    try driver.press("月薪<Insert>")
    #expect(driver.text.contains("求职意向2 期望月薪"))
  }

  @Test("更正列表不显示姓名、号码的全部；看过全号以后才显示")
  func amendMasks() throws {
    var driver = ScreenDriver(MadeUpHall.clerk)
    try driver.page("d2", "benefit", .amend)
    try driver.press("证件号码")
    #expect(!driver.text.contains("640104199003071002"))
    try driver.press("<Esc>")
    try driver.choose(.unmask)
    try driver.press("1<Enter>")
    try driver.choose(.amend)
    try driver.press("证件号码")
    #expect(driver.text.contains("640104199003071002"))
  }

  @Test("更正使打印过的文书作废；新打的文书写明作废的号")
  func papers() throws {
    var driver = ScreenDriver(MadeUpHall.clerk)
    try driver.page("d2", "benefit")
    try driver.press("<F11>1<Enter><F11>")
    #expect(driver.papers[0].lines.contains { $0.contains("640104-7K3M-000122-W-01") })
    // The next copy has a number of its own.
    #expect(driver.text.contains("640104-7K3M-000122-W-02"))
    try driver.press("<F3>")
    try driver.choose(.amend)
    try driver.press("文化<Enter>4<Enter><F9>核对<Enter>")
    try driver.press("<Right>")
    #expect(driver.text.contains("第1份 2026-03-13 10:30 作废"))
    try driver.press("<F11>1<Enter><F11>")
    let words = driver.papers[1].lines.joined()
    #expect(words.contains("640104-7K3M-000122-W-02"))
    #expect(words.contains("以前打印的 640104-7K3M-000122-W-01 号文书作废"))
  }

  // MARK: 增办

  /// The digit of a matter in the prompt of what may be added.
  private func digit(_ driver: ScreenDriver, _ matter: String) throws -> Int {
    let dossier = try #require(driver.desk.dossier?.dossier)
    return try #require(driver.desk.matters(besides: dossier).firstIndex { $0.key == matter }) + 1
  }

  @Test("增办事项：只列没有办的；缺的材料列出来；确认才办，缺材料的收齐后起算")
  func add() throws {
    var driver = ScreenDriver(MadeUpHall.clerk)
    try driver.page("d3", "benefit", .addMatters)
    #expect(driver.desk.overlay != nil)
    let aid = try digit(driver, "employmentAid")
    try driver.press("<Enter>")
    #expect(driver.text.contains("请先按数字选择"))
    try driver.press("\(aid)<Enter>")
    #expect(driver.text.contains("先补填需要的内容"))
    #expect(driver.text.contains("单独告知未确认"))
    // The caret is there already.
    try driver.press("<Enter>1<Enter><F9>补办就业援助<Enter>")
    #expect(driver.text.contains("增办事项：材料"))
    try driver.press("<Enter>")
    #expect(driver.text.contains("缺 属于就业困难情形的认定材料"))
    try driver.press("<Enter>")
    #expect(driver.acts.count == 1)
    try driver.press("1<Enter>")
    #expect(driver.acts.count == 2)
    guard case .add(_, _, let minimums)? = driver.acts.last else {
      Issue.record("nothing was added")
      return
    }
    #expect(minimums == ["jobWishes": 1, "trainingWishes": 1])
    #expect(driver.proceeding("d3", "employmentAid")?.state == .incomplete)
    #expect(driver.proceeding("d3", "employmentAid")?.needsTelling == true)
  }

  @Test("增办事项：材料收下的从今天起受理，各算各的期限")
  func addComplete() throws {
    var driver = ScreenDriver(MadeUpHall.clerk)
    try driver.page("d3", "benefit", .addMatters)
    try driver.press("\(try digit(driver, "employmentAid"))<Enter>")
    try driver.press("<Enter>1<Enter><F9>补办就业援助<Enter>1<Enter>1<Enter>")
    let added = try #require(driver.proceeding("d3", "employmentAid"))
    #expect(added.state == .reviewing)
    #expect(added.clock.accepted == MadeUpHall.today)
    #expect(driver.proceeding("d3", "benefit")?.clock.accepted == Day(2026, 3, 2))
  }

  @Test("增办而补填的没有写入，就不接着增办")
  func addWithoutAmending() throws {
    var driver = ScreenDriver(MadeUpHall.clerk)
    try driver.page("d3", "benefit", .addMatters)
    try driver.press("\(try digit(driver, "employmentAid"))<Enter>")
    try driver.press("<F9>")
    #expect(driver.text.contains("还没有更正任何一项"))
    try driver.press("<Esc>")
    try driver.choose(.note)
    try driver.press("申请人改日再办<Enter>")
    #expect(driver.desk.overlay == nil)
    #expect(driver.proceeding("d3", "employmentAid") == nil)
  }

  // MARK: 作废

  @Test("作废：选了还要写原因；只作废这一事项，别的照办，文书作废")
  func void() throws {
    var driver = ScreenDriver(MadeUpHall.clerk)
    try driver.page("d2", "benefit", .void)
    try driver.press("1<Enter>")
    #expect(driver.text.contains("请填写原因"))
    #expect(driver.acts.isEmpty)
    try driver.press("选错了事项<Enter>")
    #expect(driver.proceeding("d2", "benefit")?.state == .voided)
    #expect(driver.proceeding("d2", "employmentAid")?.state == .reviewing)
    #expect(driver.desk.overlay == nil)
    #expect(driver.text.contains("/ 已作废"))
  }

  @Test("整个办件作废后问要不要重新登记；不登记什么也不做，以后还能再问")
  func voidAll() throws {
    var driver = ScreenDriver(MadeUpHall.clerk)
    try driver.page("d2", "benefit", .void)
    try driver.press("2认错了人<Enter>")
    #expect(driver.dossier("d2")?.voided == "认错了人")
    #expect(driver.dossier("d2")?.isClosed == true)
    #expect(driver.text.contains("重新登记"))
    try driver.press("2<Enter>")
    #expect(driver.text.contains("整个办件已作废：认错了人"))
    try driver.choose(.amend)
    #expect(driver.message.contains("整个办件已作废"))
    try driver.choose(.void)
    #expect(driver.text.contains("重新登记"))
  }

  @Test("重新登记：取号、叫号、打开的表单带出作废办件的内容，逐项记下")
  func reregister() throws {
    var driver = ScreenDriver(MadeUpHall.clerk)
    try driver.page("d2", "benefit", .void)
    try driver.press("2认错了人<Enter>1<Enter>")
    let ticketClass = MadeUpHall.rules.region.queue.classes[0]
    let errand = Errand(.reregister(try #require(driver.dossier("d2"))))
    let issue = Effect.issueTicket(ticketClass: ticketClass.key, note: "重新登记", errand)
    #expect(driver.effects.last == issue)
    // A ticket that was not issued leaves nothing behind for the next one.
    driver.send(.reply(.failed(Failure("没有取到号"))))
    try driver.choose(.void)
    try driver.press("1<Enter>")
    #expect(driver.effects.last == issue)
    let change = try MadeUpHall.rules.region.queue.issue(
      ticketClass.key, id: "t9", day: MadeUpHall.today, series: "3", in: MadeUpHall.tickets,
      at: MadeUpHall.now)
    driver.send(.reply(.ticketChanged(change)))
    #expect(driver.effects.last == .loadQueue, "somebody else's ticket")
    driver.send(.reply(.ticketChanged(change, errand)))
    guard case .changeTicket(let call, errand) = driver.effects.last else {
      Issue.record("the new ticket is not called")
      return
    }
    #expect(call.action == .call)
    #expect(call.after.id == "t9")
    driver.send(.reply(.ticketChanged(call, errand)))
    driver.send(.reply(.form(call.after, nil, errand)))
    let form = try #require(driver.desk.form)
    #expect(driver.desk.screen == .form)
    #expect(form.answers == MadeUpHall.dossiers[1].answers)
    #expect(form.matters == Set(MadeUpHall.dossiers[1].proceedings.map(\.matter)))
    #expect(form.present == ["difficultyProof04"])
    let saved = driver.effects.filter {
      if case .saveDraft("t9", _, _, _) = $0 { true } else { false }
    }
    // Beside the answers, the choices and whose answers they are.
    #expect(saved.count == form.answers.values.count + 2)
  }

  // MARK: 更正受理日期

  @Test("更正受理日期：只有主管；先看到新的到期日，再写原因")
  func redate() throws {
    var driver = ScreenDriver(MadeUpHall.supervisor)
    try driver.page("d2", "benefit", .redate)
    try driver.press("+1<Enter>")
    #expect(driver.text.contains("不能晚于今天"))
    try driver.press("<Backspace><Backspace>13月<Enter>")
    #expect(driver.text.contains("不是日期"))
    try driver.press("<Esc>")
    try driver.choose(.redate)
    try driver.press("0305<Enter>")
    #expect(driver.text.contains("受理 2026年3月9日 → 2026年3月5日"))
    #expect(driver.text.contains("到期 2026年3月16日 → 2026年3月12日"))
    try driver.press("<Enter>")
    #expect(driver.acts.isEmpty)
    try driver.press("窗口录错<Enter>")
    #expect(driver.proceeding("d2", "benefit")?.clock.due == Day(2026, 3, 12))
  }

  // MARK: 评价、渠道

  @Test("评价：五档按数字，意见可空，一件一次；只写意见不算")
  func rate() throws {
    var driver = ScreenDriver(MadeUpHall.clerk)
    try driver.page("d2", "benefit", .rate)
    try driver.press("态度好<Enter>")
    #expect(driver.message.contains("没有评价"))
    try driver.choose(.rate)
    try driver.press("5等得太久<Enter>")
    #expect(driver.acts == [.rate(Rating(grade: .veryBad, note: "等得太久"))])
    try driver.press("<Right><Right>")
    #expect(driver.text.contains("评价 非常不满意：等得太久"))
    try driver.choose(.rate)
    #expect(driver.message.contains("已经评价过"))
  }

  @Test("首页只请刚受理的那一件评价，不把看过的别人的办件当上一件")
  func rateAtHome() throws {
    var driver = ScreenDriver(MadeUpHall.clerk)
    try driver.page("d2", "benefit")
    try driver.press("<F3><F3>")
    #expect(driver.desk.screen == .home)
    #expect(!driver.text.contains("评价上一件"))
    try driver.choose(.rate)
    #expect(driver.message.contains("先打开一件办件"))
  }

  @Test("来源渠道：记在办件里；告知时提醒回传")
  func channel() throws {
    var driver = ScreenDriver(MadeUpHall.clerk)
    driver.replace(
      try MadeUpHall.accept(
        "d2", MadeUpHall.rareName, number: 2, on: MadeUpHall.today, matters: ["employmentAid"],
        channel: .app))
    try driver.press("<F8>z<Down><Enter>")
    #expect(driver.text.contains("须回传政务APP"))
    try driver.choose(.told)
    #expect(driver.text.contains("申请来自政务APP"))
  }

  @Test(
    "不能更正的说明为什么",
    arguments: [
      (MadeUpHall.reviewer, "d2", "benefit", Command.amend, "经办账户不办理这一步"),
      (MadeUpHall.clerk, "d4", "benefit", .amend, "部门已有结果，由主管更正"),
      (MadeUpHall.clerk, "d4", "benefit", .void, "部门已有结果，由主管更正"),
      (MadeUpHall.clerk, "d4", "benefit", .addMatters, "部门已有结果，由主管更正"),
      (MadeUpHall.clerk, "d2", "benefit", .redate, "窗口账户不办理这一步"),
      (MadeUpHall.supervisor, "d2", "registration", .redate, "现在是已办结，不能更正受理日期"),
      (MadeUpHall.clerk, "d2", "benefit", .receive, "窗口账户不办理这一步"),
      (MadeUpHall.reviewer, "d2", "benefit", .receive, "不在您的部门"),
      (MadeUpHall.reviewer, "d2", "benefit", .handOn, "不在您的部门"),
      (MadeUpHall.reviewer, "d2", "benefit", .sign, "不在您的部门"),
      (MadeUpHall.decider, "d2", "registration", .handOn, "现在是已办结，不能转办"),
      (MadeUpHall.clerk, "d2", "benefit", .screen, "窗口账户不办理这一步"),
      (MadeUpHall.screener, "d2", "benefit", .screen, "没有待预审的事项"),
      (MadeUpHall.screener, "d2", "benefit", .decline, "已转部门"),
      (MadeUpHall.reviewer, "d2", "benefit", .rate, "经办账户不办理这一步"),
      (MadeUpHall.clerk, "d2", "benefit", .screening, "只有主管能设置预审"),
      (MadeUpHall.clerk, "d2", "benefit", .channel, "不在表单里"),
    ])
  func refusals(
    _ account: Account, _ id: String, _ matter: String, _ command: Command, _ words: String
  ) throws {
    var driver = ScreenDriver(account)
    try driver.page(id, matter, command)
    #expect(driver.message.contains(words), "\(driver.message)")
    #expect(driver.desk.overlay == nil)
    #expect(driver.acts.isEmpty)
  }
}
