import Testing

@testable import Domain

/// Clauses N3-xx of the source document, asserted on the shipped pack.
@Suite("宁夏社会救助一件事")
struct AssistancePackTests {
  let theme: Theme
  let book: CodeBook

  init() throws {
    theme = try #require(try ShippedPacks.ningxia.get().theme("nx-assistance"))
    book = try ShippedPacks.book()
  }

  private func matter(_ key: String) throws -> Matter { try #require(theme.matter(key)) }

  @Test("N3-25 十一个联办事项，文字与指南一致；申请人是家庭")
  func elevenMatters() {
    #expect(
      theme.matters.map(\.title) == [
        "最低生活保障", "特困人员救助供养", "低保边缘家庭认定", "刚性支出困难家庭认定", "防止返贫监测对象识别认定", "临时救助",
        "特困及低保等困难群众医疗救助申请和受理", "困难退役军人帮扶援助", "国家助学贷款申请和受理", "住房救助", "就业援助",
      ])
    #expect(
      Set(theme.clause("N3-25")?.split(separator: "、").map(String.init) ?? [])
        == Set(theme.matters.map(\.title)))
    #expect(theme.applicant == .household)
    #expect(theme.section("members")?.repeats != nil)
  }

  @Test(
    "N3-30至N3-37 时限与条文一致；监测对象是15日，不是15个工作日",
    arguments: [
      ("subsistence", "30wd", "N3-30"), ("destitute", "30wd", "N3-30"),
      ("marginal", "30wd", "N3-30"), ("rigid", "30wd", "N3-30"), ("temporary", "25wd", "N3-31"),
      ("monitoring", "15d", "N3-32"), ("medical", "30wd", "N3-33"),
      ("studentLoan", "0715-0915", "N3-34"), ("veteransAid", "30wd", "N3-35"),
      ("housing", "35wd", "N3-36"), ("aidEmployment", "5wd", "N3-37"),
    ])
  func limits(key: String, limit: String, clause: String) throws {
    let matter = try matter(key)
    #expect(matter.limits.promised.code == limit)
    #expect(matter.clauses.contains(clause))
    let words = try #require(theme.clause(clause)).filter { $0 != " " }
    let number = limit.filter(\.isNumber)
    #expect(limit.contains("-") ? words.contains("7月15日至9月15日") : words.contains(number))
    #expect(words.contains("工作日") == limit.hasSuffix("wd"))
  }

  @Test("N3-52 医保、教育、退役军人、住建、人社的事项等民政、农业农村的认定结果")
  func order() {
    let recognitions = ["subsistence", "destitute", "marginal", "rigid", "monitoring"]
    for matter in theme.matters {
      let isFirst = ["civil", "agriculture"].contains(matter.department)
      #expect(matter.waitsFor.map(\.matter) == (isFirst ? [] : recognitions), "\(matter.key)")
    }
    #expect(
      theme.matters.filter { !$0.waitsFor.isEmpty }.map(\.department)
        == ["medical", "veterans", "education", "housing", "hrss"])
  }

  @Test("N3-28 七个部门；N3-11 农业农村牵头的认定民政配合")
  func departments() throws {
    #expect(Set(theme.matters.map(\.department)).count == 7)
    #expect(try matter("monitoring").cooperation.map(\.department) == ["civil"])
  }

  private func raised(_ matters: Set<String>, _ answers: [String: String]) -> [String] {
    var facts = Facts(matters: matters.union(["medical"]), today: ShippedPacks.today)
    for (key, value) in answers { facts.answers[text: key] = value }
    return theme.flagsRaised(facts).map(\.title)
  }

  @Test("N3-14 按认定身份分类资助参保：一并申请的认定，或已有的身份；没有选资助参保的不列")
  func insuredClasses() throws {
    let classes = ["特困人员", "低保对象", "低保边缘家庭", "刚性支出困难家庭", "监测对象"]
    let matters = ["destitute", "subsistence", "marginal", "rigid", "monitoring"]
    for (index, (title, matter)) in zip(classes, matters).enumerated() {
      #expect(raised([matter], ["medicalAid": "1,2"]) == ["资助参保：\(title)"])
      let status = ["medicalAid": "1", "recognisedStatus": "\(index + 1)"]
      #expect(raised([], status) == ["资助参保：\(title)"])
      #expect(raised([matter], ["medicalAid": "2"]).isEmpty)
    }
    #expect(theme.flags.filter { $0.clauses == ["N3-14"] }.count == classes.count)
    let standards = try #require(theme.list("medicalStandards"))
    #expect(standards.rows.count == classes.count)
    #expect(standards.rows.allSatisfy { $0.dropFirst() == ["待配置", "待配置"] })
  }

  @Test("N3-14 N3-15 没有一并申请认定的才问已认定身份；有费用的才问定点医疗机构；落实逐笔记下")
  func medicalFields() throws {
    func asked(_ matters: Set<String>, _ aid: String) -> [String] {
      var facts = Facts(matters: matters.union(["medical"]), today: ShippedPacks.today)
      facts.answers[text: "medicalAid"] = aid
      return theme.section("medical")?.visibleFields(facts)
        .filter { $0.required.holds(in: facts) }.map(\.key) ?? []
    }
    #expect(asked([], "1") == ["medicalAid", "recognisedStatus"])
    #expect(asked(["destitute"], "1") == ["medicalAid"])
    for aid in ["2", "3", "1,4"] {
      #expect(asked(["subsistence"], aid) == ["medicalAid", "hospital"], "\(aid)")
    }
    let register = try #require(theme.register("medicalAids"))
    #expect(register.clauses == ["N3-14", "N3-15", "N3-16"])
    #expect(register.when == .matter("medical"))
  }

  @Test("N3-38至N3-49 十二种材料，依次与条文一致")
  func twelveMaterials() {
    #expect(theme.materials.count == 12)
    for (index, material) in theme.materials.enumerated() {
      let clause = "N3-\(38 + index)"
      #expect(material.clauses == [clause])
      #expect(theme.clause(clause)?.contains(material.title) == true, "\(material.title)")
    }
  }

  private func needed(_ matters: String..., answers: [String: String] = [:]) -> [String] {
    var facts = Facts(matters: Set(matters), today: ShippedPacks.today)
    for (key, value) in answers { facts.answers[text: key] = value }
    return theme.materialsNeeded(facts).filter(\.isRequired).map(\.key)
  }

  @Test("N3-38至N3-48 每种材料只在条文说的时候要")
  func conditions() {
    let always = ["applicationForm", "authorisation", "identity"]
    #expect(needed("medical") == always)
    #expect(needed("subsistence", answers: ["applicationPlace": "1"]) == always)
    #expect(
      needed("subsistence", answers: ["applicationPlace": "2"]) == always + ["residencePermit"])
    #expect(needed("destitute", answers: ["applicationPlace": "2"]) == always)
    #expect(needed("veteransAid") == always + ["veteranProof"])
    #expect(
      needed("studentLoan") == always + ["enrolment", "loanForm", "hardshipForm", "borrowers"])
    #expect(needed("housing") == always + ["maritalProof", "propertyProof"])
    #expect(needed("aidEmployment") == always)
  }

  @Test("N3-40 N3-43 身份证或户口簿；录取通知书、学生证、学信网报告三选一；N3-46 两个人的身份证明")
  func alternatives() {
    #expect(theme.material("identity")?.alternatives == ["居民身份证", "居民户口簿"])
    #expect(theme.material("enrolment")?.alternatives.count == 3)
    #expect(theme.material("borrowers")?.copies == 2)
    #expect(theme.material("otherProof")?.isRequired == false)
  }

  @Test("N3-03 三张表，每个栏目至少在一张表上")
  func forms() {
    #expect(
      theme.forms.map(\.title) == ["社会救助“一件事”申请表", "家庭经济状况核对授权及承诺书", "家庭经济状况信息表"])
    #expect(theme.forms.allSatisfy { theme.clause("N3-03")?.contains("《\($0.title)》") == true })
    #expect(theme.list("forms")?.rows.allSatisfy { $0[1] == "待配置" } == true)
  }

  @Test(
    "N3-34 助学贷款在7月15日至9月15日以外提醒",
    arguments: [
      ("2026-07-14", true), ("2026-07-15", false), ("2026-09-15", false), ("2026-09-16", true),
    ])
  func loanWindow(today: String, isDoubted: Bool) throws {
    let facts = Facts(matters: ["studentLoan"], today: try #require(Day(today)))
    let found = theme.findings(facts, book).filter { $0.text.contains("不在申请时间内") }
    #expect(found.map(\.severity) == (isDoubted ? [.doubt] : []))
  }

  @Test(
    "N3-19 城镇：公租房、租赁补贴；农村：危房改造",
    arguments: [
      ("1", "1", false), ("1", "2", false), ("1", "3", true), ("2", "1", true), ("2", "2", true),
      ("2", "3", false),
    ])
  func housingBranches(settlement: String, aid: String, isRefused: Bool) {
    var facts = Facts(matters: ["housing"], today: ShippedPacks.today)
    facts.answers[text: "settlement"] = settlement
    facts.answers[text: "housingAid"] = aid
    let errors = theme.findings(facts, book).filter { $0.text.contains("面向") }
    #expect(errors.map(\.severity) == (isRefused ? [.error] : []))
  }

  @Test("N3-39 核对授权及承诺没有确认不能提交，任何事项都要")
  func authorisation() {
    for matter in theme.matters {
      let facts = Facts(matters: [matter.key], today: ShippedPacks.today)
      #expect(
        theme.findings(facts, book).contains {
          $0.severity == .error && $0.clauses.contains("N3-39")
            && $0.place?.field == "authorisation"
        })
    }
  }

  @Test("家庭收入、财产、困难类别是敏感字段")
  func sensitive() {
    let keys = theme.sections.flatMap(\.fields).filter(\.isSensitive).map(\.key)
    #expect(
      keys == [
        "memberIncome", "memberNote", "familyIncome", "familySavings", "familyHouses",
        "familyVehicles", "hardship", "medicalAid", "recognisedStatus",
        "hospital", "medicalCost", "difficulty",
      ])
  }
}
