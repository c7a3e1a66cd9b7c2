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

  private let lines = ["personnelLine", "wageLine", "pensionLine", "talentLine", "employmentLine"]
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
    #expect(question.choices.map(\.matters) == businesses.map { [$0] + lines })
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
    let five = theme.matters.filter { lines.contains($0.key) }
    #expect(five.map(\.title) == ["人事业务", "工资业务", "养老保险业务", "人力资源服务业务", "就业业务"])
    for line in five { #expect(line.waitsFor.map(\.matter) == businesses, "\(line.key)") }
    #expect(Set(five.flatMap(\.steps).map(\.department)).count == 5)
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
    let alone = Facts(matters: ["wageLine"], today: ShippedPacks.today)
    #expect(theme.findings(alone, book).contains { $0.text.contains("请先选业务") })
    let empty = Facts(matters: ["transfer"], today: ShippedPacks.today)
    #expect(theme.findings(empty, book).contains { $0.text.contains("至少要填1条工作人员") })
  }
}
