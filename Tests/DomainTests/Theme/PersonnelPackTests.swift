import Testing

@testable import Domain

/// Clauses N4-xx of the source document, asserted on the shipped pack.
@Suite("宁夏事业单位人事管理一件事")
struct PersonnelPackTests {
  let theme: Theme
  let book: CodeBook

  init() throws {
    theme = try #require(try ShippedPacks.ningxia.get().theme("nx-personnel"))
    book = try ShippedPacks.book()
  }

  private let lines = ["personnel", "wages", "insurance", "talent", "employment"]
  private let businesses = ["hire", "transfer", "postChange"]

  @Test("N4-12 申请人是用人单位，凭统一社会信用代码")
  func employer() {
    #expect(theme.applicant == .employer)
    #expect(theme.field("idNumber")?.field.kind == .creditCode)
  }

  @Test("N4-05 三项业务，选一项即带五条线")
  func choices() throws {
    let question = try #require(theme.questions.first)
    #expect(!question.allowsSeveral)
    for (choice, business) in zip(question.choices, businesses) {
      let items = choice.matters.compactMap { theme.matter($0) }
      #expect(items.map(\.key) == choice.matters && items.first?.key == business)
      #expect(Set(items.dropFirst().compactMap(\.group)) == Set(lines), "\(business)")
    }
    let words = try #require(theme.clause("N4-05"))
    for word in ["公开招聘", "人员调动", "岗位变动"] {
      #expect(words.contains(word))
      #expect(theme.matters.prefix(3).contains { $0.title.contains(word) }, "\(word)")
    }
  }

  @Test("N4-13 先主管部门审核，再政务大厅")
  func steps() {
    for key in businesses {
      #expect(theme.matter(key)?.steps.map(\.department) == ["competent", "hall"])
    }
  }

  @Test("N4-14 人事、工资、养老保险、人力资源服务、就业五条线并联，等大厅审核")
  func fiveLines() {
    #expect(
      theme.groups.map(\.title) == ["三项业务", "人事业务", "工资业务", "养老保险等业务", "人力资源服务业务", "就业业务"])
    for matter in theme.matters where !businesses.contains(matter.key) {
      #expect(lines.contains(matter.group ?? ""), "\(matter.key)")
      // In parallel: only the businesses are waited for, and one must pass.
      #expect(!matter.waitsFor.isEmpty && matter.waitsFor.allSatisfy(\.mustPass), "\(matter.key)")
      #expect(Set(matter.waitsFor.map(\.matter)).isSubset(of: businesses), "\(matter.key)")
      #expect(matter.steps.map(\.department) == [matter.department], "\(matter.key)")
    }
  }

  private func items(_ group: String) -> [Matter] { theme.matters.filter { $0.group == group } }

  @Test("N4-18 三种工资各成一项，随业务而来；随错业务的不能提交")
  func wages() throws {
    #expect(items("wages").map(\.title) == ["招聘工资", "调动聘用工资", "聘用工资"])
    let clause = try #require(theme.clause("N4-18"))
    #expect(clause.contains(items("wages").map(\.title).joined(separator: "、")))
    let wages = items("wages").map(\.key)
    let chosen = try #require(theme.questions.first).choices.map { choice in
      choice.matters.filter(wages.contains)
    }
    #expect(chosen == [["hireWage"], ["transferWage"], ["appointmentWage"]])
    func isRefused(_ matters: Set<String>) -> Bool {
      theme.findings(Facts(matters: matters, today: ShippedPacks.today), book)
        .contains { $0.severity == .error && $0.clauses == ["N4-18"] }
    }
    #expect(isRefused(["transfer", "hireWage"]) && isRefused(["hire", "transferWage"]))
    #expect(!isRefused(["hire", "hireWage"]) && !isRefused(["transfer", "transferWage"]))
    // The text does not say whose it is: any business may have it.
    #expect(!isRefused(["hire", "hireWage", "appointmentWage"]))
    #expect(theme.groups.first { $0.key == "wages" }?.note?.contains("待配置") == true)
  }

  @Test("N4-06 社会保障卡、档案转递各成一项；由谁办理条文没有写，写明待配置")
  func followingMatters() {
    #expect(items("talent").map(\.title) == ["档案转递", "社会保障卡"])
    for matter in items("talent") {
      #expect(theme.clause("N4-06")?.contains(matter.title) == true)
      #expect(matter.handler.contains("待配置") && matter.guide[0].contains("待配置"))
    }
  }

  @Test("N4-23 养老、工伤、失业保险各成一项，各有部门")
  func insurances() {
    #expect(items("insurance").map(\.title) == ["养老保险业务", "工伤保险业务", "失业保险业务"])
    #expect(Set(items("insurance").map(\.department)).count == 3)
    for matter in items("insurance") {
      #expect(theme.clause("N4-23")?.contains(matter.title.dropLast(2)) == true)
    }
  }

  @Test("N4-32 特殊情形才加签人事综合管理部门，须写明原因")
  func addSign() throws {
    let hire = try #require(theme.matter("hire"))
    var facts = Facts(matters: ["hire"], today: ShippedPacks.today)
    facts.answers[text: "isSpecial"] = "0"
    #expect(theme.cooperation(of: hire, facts).isEmpty)
    facts.answers[text: "isSpecial"] = "1"
    #expect(theme.cooperation(of: hire, facts).map(\.department) == ["personnel"])
    #expect(theme.findings(facts, book).contains { $0.text == "加签原因未填写" })
  }

  @Test("N4-33 全部事项承诺2个工作日以内，指南写明1-2个工作日")
  func limits() {
    #expect(theme.matters.allSatisfy { $0.limits.promised == .workingDays(2) })
    #expect(theme.clause("N4-33")?.contains("1-2个工作日") == true)
    #expect(theme.guide.contains("办理时限：1-2个工作日。"))
  }

  @Test("N4-31 招聘方式两种，只有公开招聘才问")
  func hireKinds() throws {
    #expect(book.table("hireKind")?.entries.map(\.text) == ["统一公开招聘", "自主公开招聘"])
    let field = try #require(theme.field("hireKind")).field
    for key in businesses {
      let facts = Facts(matters: [key], today: ShippedPacks.today)
      #expect(field.when.holds(in: facts) == (key == "hire"))
    }
  }

  @Test("N4-27 N4-28 N4-29 附件没有文字：没有材料，申请表、要件清单、流程图、指南都是待配置")
  func pending() {
    #expect(theme.materials.isEmpty)
    #expect(theme.lists.count == 5)
    #expect(theme.lists.allSatisfy { $0.isPending })
    #expect(theme.forms.allSatisfy { $0.title.contains("待配置") })
  }

  @Test("至少一名工作人员；五条线不能单独申请")
  func findings() {
    let alone = Facts(matters: ["hireWage"], today: ShippedPacks.today)
    #expect(theme.findings(alone, book).contains { $0.text.contains("请先选业务") })
    let empty = Facts(matters: ["transfer"], today: ShippedPacks.today)
    #expect(theme.findings(empty, book).contains { $0.text.contains("至少要填1条工作人员") })
  }
}
