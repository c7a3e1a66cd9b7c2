import Domain
import Ledger
import TUI
import Testing

@testable import Desk

@Suite("文书")
struct PaperTests {
  private var context: BoardContext {
    BoardContext(
      rules: MadeUpHall.rules, today: MadeUpHall.today, now: MadeUpHall.now,
      station: MadeUpHall.station, account: MadeUpHall.clerk, accounts: MadeUpHall.accounts)
  }

  @Test("每种文书都不超过 80 列，有样式，没有不可打印的字符", arguments: NoticeKind.allCases)
  func widths(_ kind: NoticeKind) {
    guard kind != .list else { return }
    for dossier in MadeUpHall.dossiers {
      let paper = dossier.paper(kind, matter: nil, context)
      #expect(paper.lines.count > 3)
      #expect(paper.lines.allSatisfy { Width.columns(of: $0) <= 80 })
      #expect(paper.lines.allSatisfy { SafeText.finding(in: $0) == nil })
    }
  }

  @Test("First aid 8: a paper that fails says that the dossier is saved, and how to print again")
  func failedPaper() throws {
    for outcome in [PaperOutcome.unrecorded("磁盘已满"), .failed("磁盘已满")] {
      var desk = ScreenDriver(MadeUpHall.clerk).desk
      let effects = desk.update(.reply(.accepted(MadeUpHall.dossiers[0])))
      var delivered: Paper?
      for case .deliver(let paper, _) in effects { delivered = paper }
      let paper = try #require(delivered)
      _ = desk.update(.reply(.paper(paper, outcome: outcome)))
      let words = try #require(desk.message?.text)
      #expect(words.hasPrefix("已保存 \(MadeUpHall.dossiers[0].number)"))
      #expect(words.contains("未打印：磁盘已满，办件F11补打") && !words.contains("没有保存"))
      #expect(Width.columns(of: words) <= 80, "\(words)")
      // A list that cannot be read afterwards does not take it back either.
      _ = desk.update(.reply(.failed(Failure("看板没有读出来", isAside: true))))
      #expect(desk.message?.text == words + "；看板没有读出来")
    }
  }

  @Test("一次性告知书列出全部缺的材料，其他事项照列")
  func notification() {
    let lines = MadeUpHall.dossiers[0].paper(.notification, matter: nil, context).lines
    let text = lines.joined(separator: "\n")
    #expect(text.contains("属于就业困难情形的认定材料（1份）"))
    #expect(text.contains("残疾人证"))
    #expect(text.contains("失业登记"))
    #expect(text.contains(MadeUpHall.longName))
  }

  @Test("不予的告知书写明原因和救济途径")
  func refusal() {
    let text = MadeUpHall.dossiers[3].paper(.refusal, matter: nil, context).lines.joined()
    #expect(text.contains("原因：累计缴费不满一年"))
    #expect(text.contains("行政复议"))
    #expect(!text.contains("失业登记"))
  }

  @Test("申请表印代码的含义，不印代码")
  func application() {
    let text = MadeUpHall.dossiers[1].paper(.application, matter: nil, context).lines.joined()
    #expect(text.contains("兴庆区"))
    #expect(text.contains("4000元"))
    #expect(!text.contains("PX001"))
  }

  @Test("期限说明逐日说明，F11 打印")
  func dueDate() throws {
    var driver = ScreenDriver(MadeUpHall.clerk)
    try driver.choose(.board)
    try driver.press("<Enter>")
    try driver.choose(.dueDate)
    #expect(driver.text.contains("2026年3月13日 周五 受理，当日不计；时限：5个工作日"))
    #expect(driver.text.contains("到期：2026年3月20日 周五"))
    try driver.press("<F11>")
    #expect(driver.papers.map(\.kind) == [.dueDate])
    #expect(driver.message.contains("已送打印"))
  }

  @Test("份数接着已有的记录数，每打一份加一")
  func copies() throws {
    var driver = ScreenDriver(MadeUpHall.clerk)
    try driver.choose(.board)
    try driver.press("<Enter><F11>2<Enter><F11><F11><F3><F11>2<Enter><F11>")
    let copies = driver.effects.compactMap { effect -> Int? in
      if case .deliver(_, let copy) = effect { copy } else { nil }
    }
    #expect(copies == [1, 2, 3])
    #expect(driver.dossier("d1")?.papers.map(\.copy) == [1, 2, 3])
  }

  @Test("看板清单隐去姓名，不计入任何办件")
  func list() throws {
    var driver = ScreenDriver(MadeUpHall.clerk)
    try driver.choose(.board)
    try driver.press("<F11><F11>")
    let paper = try #require(driver.papers.first)
    #expect(paper.kind == .list)
    #expect(paper.dossier.isEmpty)
    #expect(paper.lines.allSatisfy { Width.columns(of: $0) <= 80 })
    let text = paper.lines.joined(separator: "\n")
    #expect(text.contains("640104-7K3M-000123-W 𮯰*"))
    #expect(!text.contains("热合曼"))
  }

  @Test("只给有内容的文书")
  func kinds() {
    let kinds = MadeUpHall.dossiers.map { $0.papersNow(context) }
    #expect(kinds[0].contains(.notification))
    #expect(!kinds[2].contains(.notification))
    #expect(kinds[3].contains(.refusal))
    #expect(!kinds[0].contains(.refusal))
    #expect(kinds.allSatisfy { !$0.contains(.list) && !$0.contains(.correction) })
  }

  @Test("没有文书的画面说明为什么")
  func nothing() throws {
    var driver = ScreenDriver(MadeUpHall.clerk)
    try driver.choose(.drafts)
    try driver.press("<F11>")
    #expect(driver.message.contains("没有文书"))
    #expect(driver.papers.isEmpty)
  }

  @Test("W1-19 申请表以文件的全称作题，只有一张时也一字不差")
  func formTitle() throws {
    var driver = try WeihaiHall.driver()
    try driver.choose(.board)
    try driver.press("<Enter><F11>")
    #expect(driver.text.contains("《威海市登记失业人员就业帮扶“一件事”集成服务申请表》"))
    let form = try #require(WeihaiHall.rules.catalogue.themes[0].forms.first)
    let context = BoardContext(
      rules: WeihaiHall.rules, today: MadeUpHall.today, now: MadeUpHall.now,
      station: MadeUpHall.station, account: MadeUpHall.clerk, accounts: MadeUpHall.accounts)
    let paper = driver.dossiers[0].paper(.application, matter: nil, form: form, context)
    #expect(paper.title == form.title)
    #expect(paper.lines.contains { $0.contains(form.title) })
    #expect(paper.lines.contains { $0.hasPrefix("【求职意向】") })
    #expect(paper.lines.contains { $0.contains("申请人（代办人）签名") })
    #expect(paper.lines.contains { $0.contains("目录版本 2025.1") })
  }

  /// A made-up dossier of one of Ningxia's other themes.
  private func dossier(_ theme: String, _ answers: Answers, _ matters: Set<String>) throws
    -> Dossier
  {
    let theme = try #require(MadeUpHall.rules.catalogue.theme(theme))
    let facts = Facts(answers: answers, matters: matters, today: MadeUpHall.today)
    let materials = MaterialRecord.needed(theme, facts, present: Set(theme.materials.map(\.key)))
    return try Dossier.play(
      MadeUpHall.operation(
        "d9", MadeUpHall.clerk, MadeUpHall.now,
        .accept(
          Acceptance(
            number: "640104-7K3M-000129-W", theme: theme.key, themeVersion: theme.version,
            themeTitle: theme.title, channel: .counter, hall: "640104001", counter: "3",
            ticket: nil, answers: answers,
            openings: Opening.plan(
              theme, facts, materials: materials, calendar: MadeUpHall.rules.calendar),
            materials: materials))), on: nil)
  }

  @Test("N3-03 三张表各打一份，各有自己的栏目和承诺")
  func threeForms() throws {
    var answers = MadeUpHall.answers("张示例", number: 9)
    answers[rows: "members"] = [["memberName": "张成员", "memberNumber": "640104201501010011"]]
    let dossier = try dossier("nx-assistance", answers, ["subsistence"])
    let choices = dossier.paperChoices(context).filter { $0.kind == .application }
    #expect(choices.map(\.title) == ["社会救助“一件事”申请表", "家庭经济状况核对授权及承诺书", "家庭经济状况信息表"])
    let papers = choices.map { dossier.paper($0.kind, matter: nil, form: $0.form, context) }
    for (paper, choice) in zip(papers, choices) {
      #expect(paper.lines.contains { $0.contains(choice.title) })
      #expect(paper.lines.contains { $0 == "【共同生活家庭成员】" })
      #expect(paper.lines.allSatisfy { Width.columns(of: $0) <= 80 })
    }
    let promises = papers.map { $0.lines.contains("本人书面承诺：") }
    #expect(promises == [false, true, false])
  }

  @Test("N4-16 单位的事项办结后有办结凭证，写明信用代码和职工；个人的没有")
  func voucher() throws {
    var answers = Answers()
    answers[text: "name"] = "示例中学"
    answers[text: "idNumber"] = "91640100MA75ABCD12"
    answers[rows: "staff"] = [["staffName": "李职工"]]
    var dossier = try dossier("nx-personnel", answers, ["hire"])
    #expect(!dossier.papersNow(context).contains(.voucher))
    let hire = try #require(dossier.proceeding("hire"))
    for step in hire.steps.dropLast() {
      dossier = try Dossier.play(
        MadeUpHall.operation(
          "d9", MadeUpHall.decider, MadeUpHall.now,
          .pass(matter: "hire", step: step.key, opinion: "")), on: dossier)
    }
    dossier = try Dossier.play(
      MadeUpHall.operation(
        "d9", MadeUpHall.decider, MadeUpHall.now, .approve(matter: "hire", opinion: "")),
      on: dossier)
    #expect(dossier.papersNow(context).contains(.voucher))
    let text = dossier.paper(.voucher, matter: nil, context).lines.joined(separator: "\n")
    #expect(text.contains("91640100MA75ABCD12") && text.contains("李职工"))
    #expect(MadeUpHall.dossiers.allSatisfy { !$0.papersNow(context).contains(.voucher) })
  }
}
