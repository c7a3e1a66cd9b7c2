import Testing

@testable import Domain

/// Clauses W1-xx of the source document, asserted on the shipped pack.
@Suite("威海登记失业人员就业帮扶一件事")
struct WeihaiPackTests {
  let theme: Theme
  let book: CodeBook

  init() throws {
    let catalogue = try ShippedPacks.catalogue("wh")
    theme = try #require(catalogue.theme("wh-jobseekers"))
    book = catalogue.book
  }

  private func matter(_ key: String) throws -> Matter { try #require(theme.matter(key)) }

  private func texts(_ facts: Facts) -> [String] { theme.findings(facts, book).map(\.text) }

  @Test("W1-12 W1-35至W1-48 十四个联办事项，文字与附件一致，编号1至14")
  func items() {
    #expect(theme.matters.map(\.code) == (1...14).map(String.init))
    #expect(
      theme.matters.map(\.title) == [
        "失业登记", "失业保险金申领", "个人求职登记", "职业指导服务指引", "岗位推荐", "就业见习信息推送", "就业创业证申领",
        "技能培训意愿登记和培训信息推送", "培训信息推送", "就业困难人员灵活就业社保补贴申领", "个体工商户一次性创业补贴申领",
        "就业困难人员认定", "失业登记注销", "个体经营及灵活就业人员就业登记",
      ])
    for (index, matter) in theme.matters.enumerated() {
      #expect(matter.clauses.contains("W1-\(35 + index)"), "\(matter.title)")
      #expect(
        theme.clause("W1-\(35 + index)")?.hasPrefix("\(index + 1)") == true
          && theme.clause("W1-\(35 + index)")?.hasSuffix(matter.title) == true)
    }
  }

  @Test("W1-05 八个事项，每个联办事项属于其中一个；第8、9项的归属注明")
  func groups() {
    #expect(
      theme.groups.map(\.title) == [
        "失业登记", "失业保险待遇申请和受理", "就业服务", "技能培训意愿登记和培训信息推送", "就业创业扶持政策申请和受理",
        "就业援助", "失业登记注销", "就业登记",
      ])
    let counts = theme.groups.map { group in theme.matters.count { $0.group == group.key } }
    #expect(counts == [1, 1, 5, 2, 2, 1, 1, 1])
    #expect(theme.groups[3].note?.contains("第8、9项") == true)
  }

  @Test("W1-19 申请表的名称一字不差")
  func formName() {
    #expect(theme.forms.map(\.title) == ["《威海市登记失业人员就业帮扶“一件事”集成服务申请表》"])
    #expect(theme.clause("W1-19") == theme.forms[0].title)
  }

  @Test("W1-06 不检查户籍地、常住地、参保地：外地户籍和住址没有错误也没有疑点")
  func anyPlace() throws {
    var facts = ShippedPacks.facts("registration")
    facts.answers[text: "wantsWork"] = "1"
    facts.answers[text: "homeDivision"] = "110101"
    let errors = theme.findings(facts, book).filter { $0.severity == .error }
    #expect(errors.isEmpty)
    #expect(!texts(facts).contains { $0.contains("户籍") || $0.contains("参保") })
    #expect(theme.matters.allSatisfy { $0.place == .hall })
  }

  @Test("W1-06 法定劳动年龄16周岁起")
  func age() {
    var facts = ShippedPacks.facts("registration")
    facts.answers[text: "birth"] = "2010-03-14"
    #expect(texts(facts).contains { $0.contains("未满16周岁") })
    facts.answers[text: "birth"] = "2010-03-13"
    #expect(!texts(facts).contains { $0.contains("未满16周岁") })
  }

  @Test("W1-28 没有规定时限的写未规定，只有失业保险金按条例")
  func limits() {
    for matter in theme.matters {
      let expected: TimeLimit = matter.key == "benefit" ? .workingDays(10) : .notStated
      #expect(matter.limits.promised == expected && matter.limits.statutory == expected)
    }
  }

  @Test("W1-26 并行办理，只有数据先后的事项等结果")
  func parallel() {
    let waits = theme.matters.filter { !$0.waitsFor.isEmpty }.map { matter in
      [matter.key] + matter.waitsFor.map(\.matter)
    }
    #expect(
      waits == [
        ["benefit", "registration"], ["recommendation", "jobSeeking"],
        ["trainingPush", "training"],
        ["flexibleSubsidy", "recognition"], ["recognition", "registration"],
      ])
  }

  @Test(
    "W1-09 一对一指导只在周二、周四",
    arguments: [
      ("2026-03-16", true), ("2026-03-17", false), ("2026-03-18", true), ("2026-03-19", false),
      ("2026-03-20", true), ("2026-03-21", true), ("2026-03-22", true),
    ])
  func guidanceDays(day: String, isRefused: Bool) {
    var facts = ShippedPacks.facts("guidance")
    facts.answers[text: "guidanceMode"] = "1"
    facts.answers[text: "guidanceDate"] = day
    let refused = theme.findings(facts, book).contains {
      $0.severity == .error && $0.clauses.contains("W1-09") && $0.text.contains("周二、周四")
    }
    #expect(refused == isRefused)
  }

  @Test("W1-14 三类重点群体自动标记，青年16至24周岁")
  func focusGroups() throws {
    #expect(theme.flags.map(\.title) == ["失业领金人员", "就业困难人员", "失业青年"])
    var facts = ShippedPacks.facts("registration")
    #expect(theme.flagsRaised(facts).isEmpty)
    facts.answers[text: "drawsBenefit"] = "1"
    facts.answers[text: "isRecognised"] = "1"
    facts.answers[text: "birth"] = "2001-03-14"
    #expect(theme.flagsRaised(facts).map(\.key) == ["benefitClaimant", "hardship", "youth"])
    facts.answers[text: "birth"] = "2001-03-13"
    #expect(!theme.flagsRaised(facts).contains { $0.key == "youth" })
  }

  @Test("W1-48 单位招用的不在这里登记就业")
  func hired() {
    var facts = ShippedPacks.facts("employmentRegistration")
    for (kind, isRefused) in [("010", true), ("021", false), ("022", false), ("030", true)] {
      facts.answers[text: "employmentKind"] = kind
      #expect(texts(facts).contains { $0.contains("由单位登记") } == isRefused, "\(kind)")
    }
  }

  @Test("W1-08 岗位推荐要先登记求职")
  func recommendation() {
    var facts = ShippedPacks.facts("recommendation")
    facts.answers[rows: "jobWishes"] = []
    #expect(texts(facts).contains { $0.contains("已在平台登记求职") })
  }

  @Test("W1-06 W1-11 W1-29 拓展服务四项，常见问题随办事指南发布，材料清单待配置")
  func lists() throws {
    #expect(theme.list("services")?.rows.count == 4)
    #expect(theme.list("faq")?.isPending == false)
    #expect(theme.list("materials")?.isPending == true)
    #expect(theme.materials.isEmpty)
    #expect(theme.guide.first == "《威海市登记失业人员就业帮扶“一件事”重点事项办事指南》")
  }
}
