import Domain
import Ledger
import TUI
import Testing

@testable import Desk

@Suite("多于九项的选择")
struct PagedPromptTests {
  private func prompt(_ count: Int, several: Bool = false) -> Prompt {
    var prompt = Prompt(.note, title: "示例")
    prompt.options = (1...count).map { "第\($0)项" }
    prompt.allowsSeveral = several
    return prompt
  }

  @Test("PgDn 翻页，数字选这一页上的；到头不再翻")
  func pages() {
    var prompt = prompt(20)
    for key in [Key.pageDown, .character("3")] { _ = prompt.press(key) }
    #expect(prompt.choice == 11)
    for key in [Key.pageDown, .pageDown, .pageDown, .character("2")] { _ = prompt.press(key) }
    #expect(prompt.choice == 19)
    _ = prompt.press(.character("3"))
    #expect(prompt.choice == 19, "the last page has two")
    for key in [Key.pageUp, .pageUp, .pageUp, .character("9")] { _ = prompt.press(key) }
    #expect(prompt.choice == 8)
  }

  @Test("多选跨页保留，并写明他页选了几项；箭头走到哪页显示哪页")
  func several() throws {
    var prompt = prompt(12, several: true)
    for key in [Key.character("1"), .pageDown, .character("1")] { _ = prompt.press(key) }
    #expect(prompt.chosen == [0, 9])
    var canvas = Canvas(Size(columns: 80, rows: 24))
    prompt.draw(on: &canvas, about: nil)
    let text = canvas.textPlane.joined(separator: "\n")
    #expect(text.contains("第10项") && !text.contains("第9项"))
    #expect(text.contains("第 2/2 页") && text.contains("他页已选 1"))
    var single = self.prompt(12)
    for _ in 0..<10 { _ = single.press(.down) }
    #expect(single.choice == 9 && single.page == 1)
  }

  @Test("转办、加签、增办列出全部，不止九个")
  func unlimited() throws {
    let theme = try #require(MadeUpHall.rules.catalogue.theme("nx-assistance"))
    let prompt = Prompt.addMatters(theme.matters)
    #expect(theme.matters.count > 9 && prompt.options.count == theme.matters.count)
  }

  @Test("看板打印全部的行，不只是取来的 200 行")
  func board() throws {
    let first = ScreenDriver.rows(MadeUpHall.dossiers[1])[0]
    var driver = ScreenDriver(
      MadeUpHall.clerk,
      rows: (
        450,
        { place in
          var row = first
          row.number = "640104-7K3M-\(100_000 + place)-W"
          return row
        }
      ))
    try driver.choose(.board)
    try driver.press("<F11>")
    let lines = driver.desk.paper?.paper.lines ?? []
    #expect(lines.count { $0.contains("640104-7K3M-") } == 450)
    #expect(lines.contains { $0.contains("共 450 项") })
  }

  @Test("回访到期翻过 200 行还有")
  func followUps() {
    var state = FollowUpsState()
    func rows(_ range: Range<Int>) -> [FollowUpRow] {
      range.map {
        FollowUpRow(
          dossier: "d\($0)", theme: "t", number: "", name: "", idNumber: "", phone: "", rule: "r",
          title: "", due: MadeUpHall.today, last: nil, isProposal: false, evidence: [])
      }
    }
    let isShort = state.receive(FollowUpPage(rows: rows(0..<200), total: 450), height: 20)
    #expect(!isShort)
    let mustLoad = state.press(.end, height: 20)
    #expect(mustLoad)
    let offset = state.window.offset
    #expect(offset > 200)
    let more = rows(offset..<min(450, offset + 200))
    let isMissing = state.receive(FollowUpPage(rows: more, total: 450), height: 20)
    #expect(!isMissing)
    #expect(state.selected?.dossier == "d449")
  }
}
