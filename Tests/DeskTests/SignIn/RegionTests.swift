import DeskDriver
import Domain
import TUI
import Testing

@testable import Desk

@Suite("初次设置：地区")
struct RegionTests {
  private let rules = Rulebook(
    catalogue: ShippedRules.rulebook.catalogue, calendar: ShippedRules.rulebook.calendar,
    notices: [:],
    regions: CodeTable(
      key: "regions", title: "地区", source: "",
      entries: [
        CodeTable.Entry(code: "nx", text: "宁夏回族自治区", pinyin: "nx", initials: "nx"),
        CodeTable.Entry(code: "gs", text: "甘肃省", pinyin: "gs", initials: "gs"),
      ]))

  @Test("有几个地区包时先选地区：选别的就去读它，选原来的就往下")
  func choosing() throws {
    var form = SetupForm(rules)
    #expect(form.line == .region)
    var effects: [Effect] = []
    for key in try Key.script("gs<Enter>") { effects += form.take(.key(key), rules) }
    #expect(effects == [.useRegion("gs")])
    #expect(form.line == .region)
    form = SetupForm(rules)
    effects = []
    for key in try Key.script("nx<Enter>") { effects += form.take(.key(key), rules) }
    #expect(effects.isEmpty)
    #expect(form.line == .division)
  }

  @Test("只有一个地区包时从区县开始")
  func single() {
    #expect(SetupForm(ShippedRules.rulebook).line == .division)
  }

  @Test("读来的地区换下原来的规则，光标在区县")
  func replaced() {
    var desk = DeskState(
      size: Size(columns: 80, rows: 24), now: Instant(milliseconds: 0), rules: rules)
    _ = desk.update(.reply(.ready(nil, accounts: [])))
    _ = desk.update(.reply(.rules(ShippedRules.rulebook)))
    #expect(desk.stage == .establishing(SetupForm(ShippedRules.rulebook, at: .division)))
    #expect(desk.rules.regions.entries.count == 1)
  }
}
