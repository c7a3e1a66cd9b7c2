import JSON
import Testing

@testable import Domain

/// Clauses N0-xx of the source document, asserted on the shipped pack.
@Suite("宁夏登记失业人员就业帮扶一件事")
struct JobseekersPackTests {
  let theme: Theme
  let book: CodeBook

  init() throws {
    theme = try ShippedPacks.jobseekers()
    book = try ShippedPacks.book()
  }

  private func matter(_ key: String) throws -> Matter { try #require(theme.matter(key)) }

  @Test("N0-03 恰好八个事项，编码1至8，可一并选择")
  func eightMatters() {
    #expect(theme.matters.map(\.code) == ["1", "2", "3", "4", "5", "6", "7", "8"])
    #expect(
      theme.matters.map(\.title) == [
        "失业登记", "失业保险待遇申请和受理", "就业服务", "技能培训意愿登记和培训信息推送", "就业创业扶持政策申请和受理",
        "就业援助", "失业登记注销", "就业登记",
      ])
    #expect(Set(theme.matters.map(\.meaning)).count == 8)
    var facts = ShippedPacks.facts()
    facts.matters = Set(theme.matters.map(\.key))
    let errors = theme.findings(facts, book).filter { $0.severity == .error && $0.place == nil }
    #expect(errors.isEmpty)
  }

  @Test("N0-06 五个部门协同办八个事项；公共就业服务、失业保险经办机构属人社部门")
  func fiveDepartments() {
    let offices: [String: String] = ["employment": "hrss", "insurance": "hrss"]
    let all = theme.matters.flatMap { matter in
      [matter.department] + matter.steps.map(\.department) + matter.cooperation.map(\.department)
    }
    #expect(
      Set(all.map { offices[$0] ?? $0 }) == ["hrss", "civil", "justice", "veterans", "disabled"])
    #expect(theme.matters.count == 8)
  }

  @Test("全部54条条文都在包里，条文号连续")
  func clauses() {
    let expected = (1...54).map { "N0-" + ($0 < 10 ? "0\($0)" : "\($0)") }
    #expect(theme.document.clauses.keys.sorted() == expected)
    #expect(theme.document.number == "宁人社发〔2025〕118号")
    #expect(theme.document.issued == Day(2025, 8, 29))
  }

  @Test(
    "承诺时限与条文一致",
    arguments: [
      ("registration", "now", "N0-16"), ("benefit", "5wd", "N0-20"), ("jobService", "now", "N0-22"),
      ("training", "now", "N0-25"), ("policySupport", "now", "N0-27"),
      ("employmentAid", "5wd", "N0-32"), ("cancellation", "now", "N0-35"),
      ("employmentRegistration", "now", "N0-35"),
    ])
  func promisedLimits(key: String, limit: String, clause: String) throws {
    let matter = try matter(key)
    #expect(matter.limits.promised.code == limit)
    #expect(matter.clauses.contains(clause))
  }

  @Test("N0-15 N0-34 N0-36 即办事项受理即办结，其余审核后办结")
  func finishes() {
    let approved = theme.matters.filter { $0.finish == .onApproval }.map(\.key)
    #expect(approved == ["benefit", "policySupport", "employmentAid"])
  }

  @Test("N0-08 N0-17 N0-19 失业保险金：法定10个工作日，另一经办机构，发放不计入")
  func benefit() throws {
    let matter = try matter("benefit")
    #expect(matter.limits.statutory == .workingDays(10))
    #expect(matter.limits.basis.contains("社会保险经办条例第二十四条"))
    #expect(matter.limits.excludes == "失业保险金发放")
    #expect(matter.handler.contains("失业保险待遇经办机构"))
    #expect(matter.steps.map(\.department) == ["insurance"])
    #expect(matter.waitsFor.map(\.matter) == ["registration"])
  }

  @Test("N0-28 N0-29 就业援助：初审由公共就业服务机构，审定由人社部门")
  func twoSteps() throws {
    let matter = try matter("employmentAid")
    #expect(matter.steps.map(\.title) == ["初审", "审定"])
    #expect(matter.steps.map(\.department) == ["employment", "hrss"])
  }

  @Test("N0-30 N0-31 信息共享核实1个工作日，人工或实地5个工作日")
  func limitsByVerification() throws {
    let limits = try matter("employmentAid").limits.byVerification
    #expect(
      limits == [.sharedData: .workingDays(1), .manual: .workingDays(5), .onSite: .workingDays(5)])
  }

  @Test("N0-33 N0-53 人社负责，民政司法退役军人残联核验；其他事项只有人社")
  func departments() {
    #expect(theme.matters.allSatisfy { $0.department == "hrss" })
    for matter in theme.matters {
      let expected =
        matter.key == "employmentAid" ? ["civil", "justice", "veterans", "disabled"] : []
      #expect(matter.cooperation.map(\.department) == expected)
    }
  }

  @Test(
    "N0-39至N0-42 由对应部门核验",
    arguments: [
      ("12", ["civil"]), ("09", ["justice"]), ("10", ["justice"]), ("11", ["justice"]),
      ("06", ["veterans"]), ("04", ["disabled"]), ("01", []), ("07", []),
    ])
  func verifiers(difficulty: String, departments: [String]) throws {
    var facts = ShippedPacks.facts("employmentAid")
    facts.answers[text: "difficulty"] = difficulty
    let found = theme.cooperation(of: try matter("employmentAid"), facts).map(\.department)
    #expect(found == departments)
  }

  @Test("N0-21 N0-23 只有失业登记要求至少一条求职意向和培训意愿")
  func minimumsExactlyForRegistration() {
    for matter in theme.matters {
      var facts = ShippedPacks.facts(matter.key)
      facts.answers[rows: "jobWishes"] = []
      facts.answers[rows: "trainingWishes"] = []
      let clauses = theme.findings(facts, book).filter { $0.severity == .error }.flatMap(\.clauses)
      #expect(clauses.contains("N0-21") == (matter.key == "registration"), "\(matter.key)")
      #expect(clauses.contains("N0-23") == (matter.key == "registration"), "\(matter.key)")
    }
  }

  @Test("N0-26 扶持政策由失业登记所在地办理")
  func place() throws {
    #expect(try matter("policySupport").place == .field("registrationPlace"))
    #expect(theme.matters.filter { $0.place == .hall }.count == 7)
  }

  @Test("N0-51 事项1至5、7、8不要任何材料")
  func noMaterials() {
    for matter in theme.matters where matter.key != "employmentAid" {
      #expect(theme.materialsNeeded(ShippedPacks.facts(matter.key)).isEmpty, "\(matter.key)")
    }
  }

  @Test("N0-52 就业援助每一类只要一种认定材料，名称不泄露类别")
  func onlyOneMaterial() throws {
    let table = try #require(book.table("difficulty"))
    #expect(table.entries.count == 12)
    for entry in table.entries {
      var facts = ShippedPacks.facts("employmentAid")
      facts.answers[text: "difficulty"] = entry.code
      let needed = theme.materialsNeeded(facts)
      #expect(needed.map(\.title) == ["属于就业困难情形的认定材料"])
      #expect(needed.first?.isRequired == (entry.code != "01"))
    }
  }

  @Test("N0-09 问题引导能选到每个事项，选项用一位数字")
  func questions() {
    let first = theme.questions[0]
    #expect(first.allowsSeveral)
    #expect(Set(first.choices.flatMap(\.matters)) == Set(theme.matters.map(\.key)))
    let chosen = theme.mattersChosen(by: ["need": ["aid", "lost"]], ShippedPacks.facts())
    #expect(chosen.matters == ["registration", "jobService", "training", "employmentAid"])
  }

  @Test("已有失业登记的人登记就业时，问是否一并注销，并预填原因")
  func followUpQuestion() {
    var facts = ShippedPacks.facts()
    #expect(theme.visibleQuestions(["need": ["employed"]], facts).map(\.key) == ["need"])
    facts.hasOpenRegistration = true
    #expect(theme.visibleQuestions([:], facts).map(\.key) == ["need"])
    #expect(
      theme.visibleQuestions(["need": ["employed"]], facts).map(\.key) == ["need", "cancelToo"])
    let chosen = theme.mattersChosen(by: ["need": ["employed"], "cancelToo": ["yes"]], facts)
    #expect(chosen.matters == ["cancellation", "employmentRegistration"])
    #expect(chosen.sets == ["cancellationReason": "21"])
  }

  @Test("完整的申请没有错误也没有疑点")
  func complete() {
    let facts = ShippedPacks.facts("registration", "jobService", "training")
    #expect(theme.findings(facts, book).map(\.text) == [])
  }

  @Test("没有选的事项不问它的字段")
  func asksOnlyWhatIsNeeded() {
    let shown = theme.visibleSections(ShippedPacks.facts("cancellation"))
    #expect(shown.map(\.key) == ["applicant", "cancellation", "declaration", "other"])
    let fields = shown[0].visibleFields(ShippedPacks.facts("cancellation")).map(\.key)
    #expect(!fields.contains("homeAddress"))
  }

  @Test(
    "C-17 C-18 矛盾的选择是疑点，不挡受理",
    arguments: [
      (["registration", "cancellation"], false, "只有先注销旧登记"),
      (["registration", "employmentRegistration"], false, "就业登记要等失业登记办结"),
      (["employmentRegistration"], true, "就业后应当注销"),
      (["benefit"], false, "申领失业保险金须已办理失业登记"),
      (["cancellation"], false, "没有查到有效的失业登记"),
      (["registration"], true, "已有有效的失业登记"),
    ])
  func conflicts(matters: [String], hasOpenRegistration: Bool, words: String) {
    var facts = ShippedPacks.facts()
    facts.matters = Set(matters)
    facts.hasOpenRegistration = hasOpenRegistration
    let found = theme.findings(facts, book).filter { $0.text.contains(words) }
    #expect(found.map(\.severity) == [.doubt])
    facts.matters = []
    #expect(!theme.findings(facts, book).contains { $0.text.contains(words) })
  }

  @Test("敏感字段：失业原因、困难类别、注销原因")
  func sensitive() {
    let keys = theme.sections.flatMap(\.fields).filter(\.isSensitive).map(\.key)
    #expect(keys == ["unemploymentReason", "difficulty", "cancellationReason"])
  }
}
