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
}
