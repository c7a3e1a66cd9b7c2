import Domain
import TUI
import Testing

@testable import Desk

@Suite("清单")
struct ListsTests {
  private var references: [Reference] {
    MadeUpHall.rules.catalogue.themes.flatMap { Reference.all($0, MadeUpHall.rules.catalogue) }
  }

  @Test("每张清单在任何宽度里都不超宽，每个格子的字一个不少", arguments: [40, 60, 78, 80, 130])
  func widths(_ columns: Int) {
    for reference in references {
      let lines = reference.lines(columns: columns)
      #expect(lines.allSatisfy { Width.columns(of: $0.text) <= columns }, "\(reference.title)")
      // Cells stand side by side, so only the characters can be compared.
      let shown = lines.flatMap(\.text).filter { $0 != " " }.count
      let cells = (reference.rows.flatMap { $0 } + reference.columns).joined()
      #expect(shown >= cells.filter { $0 != " " }.count, "\(reference.title)")
    }
  }

  @Test("没有内容的清单标明待配置，有内容的不标")
  func pending() {
    func list(_ rows: [[String]]) -> Reference {
      Reference(kind: "清单", title: "示例", columns: ["甲", "乙"], rows: rows, note: nil, clauses: [])
    }
    #expect(list([]).isPending)
    #expect(list([]).lines(columns: 40).last?.text == "（待配置）")
    #expect(list([["一", "待配置"]]).isPending)
    #expect(!list([["一", "二"]]).isPending)
    #expect(
      list([["一", "待配置"], ["一", "二"]]).lines(columns: 40).map(\.style).suffix(2) == [.warn, .plain])
  }

  @Test("N0-46 联络目录列出五个部门，没有编造的人和电话")
  func contacts() throws {
    let theme = try #require(MadeUpHall.rules.catalogue.theme("nx-jobseekers"))
    let contacts = try #require(theme.list("contacts"))
    #expect(contacts.clauses == ["N0-46"])
    #expect(
      contacts.rows.map(\.[0]) == ["人力资源社会保障部门", "民政部门", "司法行政部门", "退役军人事务部门", "残疾人联合会"])
    #expect(
      contacts.rows.allSatisfy { $0[1] == "待配置" && $0.dropFirst(3).allSatisfy { $0 == "待配置" } })
  }

  @Test("清单画面写明文号和目录版本，纸上也有；换一件事用左右键")
  func versions() throws {
    var driver = ScreenDriver(MadeUpHall.clerk)
    try driver.choose(.lists)
    #expect(driver.text.contains("宁人社发〔2025〕118号 · 目录版本 2025.1"))
    try driver.press("<Enter>")
    #expect(driver.text.contains("部门责任处室和联系人（待配置）"))
    try driver.press("<F11><F11>")
    let paper = try #require(driver.papers.first)
    #expect(paper.kind == .list && paper.title == "部门责任处室和联系人")
    #expect(paper.lines.contains { $0.contains("目录版本：2025.1") })
    #expect(paper.lines.allSatisfy { Width.columns(of: $0) <= 80 })
    try driver.press("<F3><F3><Right>")
    #expect(driver.text.contains("宁民发〔2025〕133号"))
  }

  @Test("申请表按文件的全称列出，各有自己的栏目")
  func forms() throws {
    let theme = try #require(MadeUpHall.rules.catalogue.theme("nx-assistance"))
    let forms = Reference.all(theme, MadeUpHall.rules.catalogue).filter { $0.kind == "表单" }
    #expect(forms.map(\.title) == ["社会救助“一件事”申请表", "家庭经济状况核对授权及承诺书", "家庭经济状况信息表"])
    #expect(forms[2].rows.map(\.[0]) == ["申请人（户主或代表）", "共同生活家庭成员", "家庭经济状况"])
  }

  @Test("条文按条号的大小排列")
  func clauses() throws {
    let theme = try #require(MadeUpHall.rules.catalogue.theme("nx-jobseekers"))
    let last = try #require(Reference.all(theme, MadeUpHall.rules.catalogue).last)
    let numbers = last.rows.compactMap { $0[0].split(separator: "-").last.flatMap { Int($0) } }
    #expect(numbers.count == theme.document.clauses.count)
    #expect(numbers == numbers.sorted())
  }

  private func weihai(_ title: String) -> Reference? {
    Reference.all(WeihaiHall.rules.catalogue.themes[0], WeihaiHall.rules.catalogue)
      .first { $0.title == title }
  }

  @Test("W1-11 培训机构和培训专业列在清单里")
  func training() throws {
    let training = try #require(WeihaiHall.rules.catalogue.training)
    let institutions = try #require(weihai("培训机构"))
    #expect(institutions.rows.map(\.[0]) == training.institutions.map(\.title))
    #expect(institutions.note?.contains(training.version) == true)
    let classes = try #require(weihai("培训专业和开班"))
    #expect(classes.rows.count == training.classes.count)
    #expect(!classes.rows.contains { $0[0].hasPrefix("PX") })
    #expect(weihai("培训政策")?.isPending == true)
  }

  @Test("W1-29 常见问题和办事指南在同一画面，都能打印")
  func guideAndQuestions() throws {
    var driver = try WeihaiHall.driver()
    try driver.choose(.lists)
    #expect(driver.text.contains("常见问题解答") && driver.text.contains("办事指南"))
    try driver.press("<Down><F11><F11>")
    #expect(driver.papers.map(\.title) == ["常见问题解答"])
    let theme = WeihaiHall.rules.catalogue.themes[0]
    let text = driver.papers[0].lines.joined().filter { $0 != " " }
    for cell in try #require(theme.list("faq")).rows.map(\.[0]) {
      #expect(text.contains(cell.prefix(8)), "\(cell)")
    }
  }

  @Test("N4-27 N4-28 N4-29 N4-34 附件清单在画面上都标明待配置")
  func annexes() throws {
    let theme = try #require(MadeUpHall.rules.catalogue.theme("nx-personnel"))
    let all = Reference.all(theme, MadeUpHall.rules.catalogue)
    for key in ["hireForm", "hireGuide", "transferMaterials", "postChangeMaterials", "flowCharts"] {
      let title = try #require(theme.list(key)?.title)
      let entry = try #require(all.first { $0.title == title })
      #expect(entry.isPending && entry.lines(columns: 80).last?.text == "（待配置）")
    }
    #expect(all.first { $0.title == "申请材料（合并后）" }?.isPending == true)
  }
}
