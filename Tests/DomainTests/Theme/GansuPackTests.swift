import JSON
import Testing

@testable import Domain

/// Clauses G2-xx of the source document, asserted on the shipped pack.
@Suite("甘肃失业登记与失业人员就业服务")
struct GansuPackTests {
  let theme: Theme
  let book: CodeBook

  init() throws {
    let catalogue = try ShippedPacks.catalogue("gs")
    theme = try #require(catalogue.theme("gs-unemployment"))
    book = catalogue.book
  }

  private func matter(_ key: String) throws -> Matter { try #require(theme.matter(key)) }

  /// A complete registration of a mainland resident.
  private func facts(_ matters: String...) -> Facts {
    var facts = ShippedPacks.facts()
    facts.matters = Set(matters)
    for (key, value) in [
      "residentKind": "1", "registrationGround": "2", "settlement": "1", "wantsWork": "1",
      "drawsPension": "0",
    ] { facts.answers[text: key] = value }
    return facts
  }

  private func findings(_ facts: Facts, _ clause: String) -> [Check.Severity] {
    theme.findings(facts, book).filter { $0.clauses.contains(clause) }.map(\.severity)
  }

  @Test("G2-25 三张清单：政策、服务、公共就业服务机构")
  func threeLists() {
    let lists = theme.lists.filter { $0.clauses.contains("G2-25") }
    #expect(lists.map(\.title) == ["政策清单", "服务清单", "公共就业服务机构清单"])
  }

  @Test("G2-01 G2-02 完整的登记没有错误；登记地只有户籍地、常住地")
  func complete() {
    let errors = theme.findings(facts("registration"), book).filter { $0.severity == .error }
    #expect(errors.isEmpty)
    #expect(book.table("registrationGround")?.entries.map(\.text) == ["户籍地", "常住地"])
  }

  @Test("G2-03 年满16周岁（含）至享受基本养老保险待遇，没有年龄上限")
  func age() throws {
    var facts = facts("registration")
    facts.answers[text: "birth"] = "2010-03-14"
    #expect(findings(facts, "G2-03").contains(.error))
    facts.answers[text: "birth"] = "2010-03-13"
    #expect(!theme.findings(facts, book).contains { $0.text.contains("16周岁") })
    facts.answers[text: "birth"] = "1950-01-01"
    #expect(!theme.findings(facts, book).contains { $0.text.contains("登记年龄") })
    facts.answers[text: "drawsPension"] = "1"
    #expect(theme.findings(facts, book).contains { $0.text.contains("超出登记年龄") })
  }

  @Test(
    "G2-11 G2-12 内地两种证件，港澳台三种；其他证件内地不收，港澳台提醒",
    arguments: [
      ("1", "111", nil), ("1", "830", nil), ("1", "414", Check.Severity.error),
      ("1", "516", .error), ("2", "111", nil), ("2", "830", nil), ("2", "516", nil),
      ("3", "511", .doubt), ("2", "414", .doubt),
    ])
  func documents(resident: String, document: String, severity: Check.Severity?) {
    var facts = facts("registration")
    facts.answers[text: "residentKind"] = resident
    facts.answers[text: "idKind"] = document
    let said = theme.findings(facts, book).filter {
      $0.place?.field == "idKind" && ($0.text.contains("证件是") || $0.text.contains("条文列举"))
    }
    #expect(said.map(\.severity) == [severity].compactMap { $0 })
  }

  @Test("G2-08 G2-11 G2-12 证件材料按人员类别，任交一种")
  func identityMaterials() {
    var facts = facts("registration")
    func alternatives() -> [[String]] { theme.materialsNeeded(facts).map(\.alternatives) }
    #expect(alternatives() == [["居民身份证", "社会保障卡"], []])
    facts.answers[text: "residentKind"] = "3"
    #expect(alternatives() == [["港澳台居民居住证", "社会保障卡", "港澳居民来往内地通行证"], []])
  }

  @Test("G2-04 港澳台居民须在内地就业后失业")
  func workedHere() {
    var facts = facts("registration")
    facts.answers[text: "residentKind"] = "2"
    #expect(findings(facts, "G2-04").contains(.error))
    facts.answers[text: "workedInMainland"] = "1"
    #expect(findings(facts, "G2-04").isEmpty)
  }

  @Test("G2-10 本人书面承诺没有确认不能提交")
  func promise() {
    var facts = facts("registration")
    facts.answers[text: "declaration"] = ""
    #expect(findings(facts, "G2-10") == [.error])
  }

  @Test("G2-13 失业登记7个工作日；失业保险金法定10个工作日，其他未规定")
  func limits() throws {
    for matter in theme.matters {
      let expected: TimeLimit =
        switch matter.key {
        case "registration": .workingDays(7)
        case "benefit": .workingDays(10)
        default: .notStated
        }
      #expect(matter.limits.promised == expected, "\(matter.key)")
    }
    #expect(try matter("registration").clauses.contains("G2-13"))
    #expect(theme.guide.contains { $0.contains("7个工作日") && $0.contains("3个工作日") })
  }

  @Test("G2-60至G2-70 四类十五种注销原因")
  func reasons() throws {
    let table = try #require(book.table("cancellationReasonGansu"))
    #expect(
      table.entries.map(\.code) == [
        "11", "21", "22", "23", "24", "25", "31", "32", "33", "34", "35", "36", "37", "38", "90",
      ])
    let heads = Dictionary(grouping: table.entries) { $0.code.prefix(1) }.mapValues(\.count)
    #expect(heads == ["1": 1, "2": 5, "3": 8, "9": 1])
    #expect(table.entry("37")?.text.contains("连续3次") == true)
    #expect(table.entry("38")?.text.contains("连续6个月") == true)
  }

  @Test("G2-58 G2-59 只有移居境外、判刑收监、死亡、无法联系不需告知")
  func notice() throws {
    let table = try #require(book.table("cancellationReasonGansu"))
    let exempt = table.entries.filter { entry in
      var facts = facts("cancellation")
      facts.answers[text: "cancellationReason"] = entry.code
      return theme.flagsRaised(facts).contains { $0.key == "noNotice" }
    }
    #expect(exempt.map(\.text) == ["移居境外", "被判刑收监执行", "死亡", "连续6个月无法取得联系"])
  }

  @Test("G2-68 连续拒绝不满3次不能注销", arguments: [("2", true), ("3", false)])
  func refusals(count: String, isRefused: Bool) {
    var facts = facts("cancellation")
    facts.answers[text: "cancellationReason"] = "37"
    facts.answers[text: "refusals"] = count
    #expect(findings(facts, "G2-68").contains(.error) == isRefused)
  }

  @Test("G2-69 联系不上不满6个月不能注销", arguments: [("2025-09-14", true), ("2025-09-13", false)])
  func silence(day: String, isRefused: Bool) {
    var facts = facts("cancellation")
    facts.answers[text: "cancellationReason"] = "38"
    facts.answers[text: "lastContact"] = day
    #expect(findings(facts, "G2-69").contains(.error) == isRefused)
  }

  /// The catalogue of a county that knows its minimum, or does not.
  private func county(_ figure: JSON) throws -> Catalogue {
    let overlay: JSON = [
      "key": "c", "title": "虚构县", "version": "1", "divisions": ["620102"],
      "themes": ["gs-unemployment": ["figures": ["minimumLiving": figure]]],
    ]
    return try Catalogue(
      region: ShippedPacks.file("regions/gs.json"), codeTables: ShippedPacks.files(in: "codes"),
      themes: ShippedPacks.files(in: "themes/gs"),
      overlays: [Catalogue.File(name: "c.json", bytes: overlay.line)], division: "620102")
  }

  private func income(_ amount: String) -> Facts {
    var facts = facts("cancellation")
    facts.answers[text: "cancellationReason"] = "25"
    facts.answers[text: "monthlyIncome"] = amount
    return facts
  }

  @Test("G2-63 当地低保标准没有录入：写明待配置，请人核对，不拦")
  func pendingMinimum() throws {
    #expect(theme.figures.map(\.words) == ["待配置"])
    for amount in ["0", "99999"] {
      let found = theme.findings(income(amount), book).filter { $0.clauses == ["G2-63"] }
      #expect(found.map(\.severity) == [.doubt])
      #expect(found.first?.text.contains("请人工核对") == true)
      #expect(found.first?.text.hasSuffix("（当地最低生活保障标准：待配置）") == true)
    }
    #expect(findings(facts("cancellation"), "G2-63").isEmpty)
  }

  @Test("G2-63 录入了的：程序自己比，达到的没有话说，低于的不属于注销情形，写明标准和出处")
  func knownMinimum() throws {
    let catalogue = try county(["amount": 713, "source": "虚构民发〔2026〕1号"])
    let theme = try #require(catalogue.theme("gs-unemployment"))
    for (amount, isBelow) in [("712", true), ("713", false), ("5000", false)] {
      let found = theme.findings(income(amount), catalogue.book).filter {
        $0.clauses == ["G2-63"] && $0.place?.field == "monthlyIncome"
      }
      #expect(found.map(\.severity) == (isBelow ? [.error] : []), "\(amount)")
      let words = "（当地最低生活保障标准：713元/月，虚构民发〔2026〕1号）"
      #expect(found.allSatisfy { $0.text.hasSuffix(words) })
    }
  }

  @Test(
    "当地标准写错的：调整文件、位置、发现、允许",
    arguments: [
      (#"{"amount": 713}"#, "figures[0].source", "nothing", "together"),
      (#"{"source": "虚构"}"#, "figures[0].amount", "nothing", "together"),
      (#"{"amount": 0, "source": "虚构"}"#, "figures[0].amount", "0", "from 1"),
      (
        #"{"amount": 2000000, "source": "虚构"}"#, "finds.all[2].not.reaches", "2000000元/月",
        "from 1 to 1000000"
      ),
    ])
  func badFigure(figure: String, path: String, found: String, allowed: String) throws {
    let error = try #require(
      #expect(throws: PackError.self) { try county(JSON(parsing: Array(figure.utf8))) })
    guard case .content(let problems) = error.cause else { return }
    #expect(error.file == "c.json")
    let said = try #require(problems.first { $0.path.hasSuffix(path) }, "\(problems)")
    #expect(said.path.hasPrefix("themes.gs-unemployment → "))
    #expect(said.found.contains(found) && said.allowed.contains(allowed), "\(said)")
  }

  @Test("G2-54 G2-68 G2-69 每月至少1次跟踪；3次拒绝、6个月失联引向对应的注销原因")
  func followUps() throws {
    let followUps = theme.followUps(facts("registration"))
    #expect(
      followUps.map(\.rule) == [.timesAMonth(1), .consecutiveRefusals(3), .monthsUnreachable(6)])
    #expect(followUps[0].methods == ["信息比对", "实地走访", "电话调查"])
    #expect(
      followUps.map { $0.leadsTo?.sets["cancellationReason"] } == [nil, "37", "38"])
  }

  @Test("G2-39 G2-46 援助对象回访本人和用人单位")
  func visits() {
    let followUps = theme.followUps(facts("employmentAid"))
    #expect(followUps.map(\.key) == ["visitPerson", "visitEmployer"])
    #expect(
      followUps[1].records.prefix(6) == ["就业现状", "工作时间", "劳动强度", "签订合同", "参加社会保险", "工资发放"])
  }

  @Test("G2-26 G2-27 G2-28 三张清单的栏目与条文一致")
  func lists() throws {
    #expect(
      theme.list("policies")?.columns == ["政策名称", "享受对象", "政策内容", "申请条件", "受理机构"])
    #expect(theme.list("services")?.columns == ["服务项目", "服务对象", "服务内容"])
    #expect(theme.list("institutions")?.columns == ["机构名称", "办公地址", "联系电话", "经办项目"])
    #expect(theme.list("institutions")?.isPending == true)
    #expect(theme.list("policies")?.rows.map { $0[0] }.count == 4)
  }

  @Test("G2-14 G2-15 比对逐项记下：条文列举的数据、身份信息和失业状态、结果")
  func comparisons() throws {
    let register = try #require(theme.register("comparisons"))
    func choices(_ key: String) -> [String] {
      guard case .choices(let words) = register.fields.first(where: { $0.key == key })?.kind
      else { return [] }
      return words
    }
    let clause = try #require(theme.clause("G2-14"))
    for word in ["公安", "民政", "社会保障卡持卡人员基础信息库", "社会保险参保登记", "劳动用工备案"] {
      #expect(clause.contains(word) && choices("source").contains(word), "\(word)")
    }
    #expect(choices("source").contains { $0.contains("工商") })
    #expect(choices("subject").prefix(2) == ["身份信息", "失业状态"])
    #expect(choices("finding") == ["一致", "不一致", "没有记录", "未能比对"])
    #expect(register.when == .matter("registration"))
  }

  @Test("G2-14 必要时才请部门比对：请谁，谁才收到")
  func asksForComparison() throws {
    var facts = facts("registration")
    let registration = try matter("registration")
    let table = try #require(book.table("comparisonDepartment"))
    let clause = try #require(theme.clause("G2-14"))
    for (answer, departments) in [
      ("", []), ("1", ["police"]), ("2,3", ["civil", "market"]),
    ] as [(String, [String])] {
      facts.answers[text: "comparison"] = answer
      #expect(theme.cooperation(of: registration, facts).map(\.department) == departments)
    }
    for entry in table.entries {
      let word = entry.text.contains("工商") ? "工商" : entry.text
      #expect(clause.contains("必要时") && clause.contains(word), "\(entry.text)")
    }
  }

  @Test("G2-51 登记和失业保险金一并申请的有标记，发放记下起始日、月数、金额")
  func payments() throws {
    #expect(theme.flagsRaised(facts("registration", "benefit")).map(\.key).contains("together"))
    #expect(!theme.flagsRaised(facts("benefit")).map(\.key).contains("together"))
    let register = try #require(theme.register("payments"))
    #expect(register.fields.map(\.key) == ["from", "months", "amount"])
    #expect(register.when == .matter("benefit"))
  }

  @Test("G2-78 联络表的栏目与附件一致，内容待配置")
  func contacts() throws {
    let contacts = try #require(theme.list("contacts"))
    #expect(contacts.columns.suffix(4) == ["姓名", "单位", "职务", "联系电话"])
    #expect(Set(contacts.rows.map { $0[1] }) == ["负责人", "联系人"])
    #expect(contacts.rows.allSatisfy { $0.suffix(4).allSatisfy { $0 == "待配置" } })
  }

  @Test("G2-50 失业保险金由参保地办理")
  func insuredPlace() throws {
    #expect(try matter("benefit").place == .field("insuredPlace"))
  }

  @Test("G2-72 常住地为城镇的纳入城镇登记失业人员，与户籍无关")
  func urban() {
    var facts = facts("registration")
    #expect(theme.flagsRaised(facts).map(\.key) == ["urban"])
    facts.answers[text: "settlement"] = "2"
    #expect(theme.flagsRaised(facts).isEmpty)
  }

  @Test("甘肃87个县级区划，含嘉峪关市")
  func divisions() {
    #expect(book.region.divisions.count == 87)
    #expect(book.region.divisions.allSatisfy { $0.code.hasPrefix("62") })
    #expect(book.region.division("620200")?.name == "嘉峪关市")
  }
}
