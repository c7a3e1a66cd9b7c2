import JSON
import Testing

@testable import Domain

/// Registers, policies, institutions and days: read, and refused with file,
/// path, found and allowed.
@Suite("台账、政策、机构、施行日")
struct RecordsPackTests {
  private static let gansu = "themes/gs/unemployment.json"

  private func catalogue(
    _ themes: [(name: String, json: JSON)], on day: Day? = nil
  ) throws -> Catalogue {
    try Catalogue(
      region: ShippedPacks.file("regions/gs.json"), codeTables: ShippedPacks.files(in: "codes"),
      themes: themes.map { Catalogue.File(name: $0.name, bytes: $0.json.line) }, on: day)
  }

  @Test(
    "写错的台账、政策、机构、日期被拒绝",
    arguments: [
      Broken("registers[0].fields", "[]", "no field", "at least one"),
      Broken("registers[1].key", "\"planSteps\"", "as in [0]", "only once"),
      Broken(
        "registers[0].when", "{\"matter\": \"x\"}", at: "registers[0].when.matter", "“x”", "one of"),
      Broken("registers[0].fields[0].kind", "\"text\"", "“text”", "date, or an object"),
      Broken(
        "registers[0].fields[0].due", "true", "no date", "kind date"),
      Broken(
        "registers[2].fields[0].kind.choices", "[]", "0 choices", "1 to 9"),
      Broken("registers[0].fields[1].key", "\"item\"", "as in [0]", "only once"),
      Broken("registers[4].marks", "true", "never open", "with results"),
      Broken("registers[0].results[1]", "\"完成\"", "as in [0]", "only once"),
      Broken("registers[0].clauses[0]", "\"G9-99\"", "“G9-99”", "one of"),
      Broken("policies[0].matter", "\"x\"", "“x”", "one of"),
      Broken("policies[0].sets.policyKind", "\"77\"", "“77”", "codes of policyKind"),
      Broken("policies[1].key", "\"insuranceSubsidy\"", "as in [0]", "only once"),
      Broken("institutions[1].matters[0]", "\"x\"", "“x”", "one of"),
      Broken("institutions[1].key", "\"public\"", "as in [0]", "only once"),
      Broken("from", "\"2026-02-30\"", "2026-02-30", "a day such as"),
      Broken("matters[0].until", "\"明年\"", "明年", "a day such as"),
    ])
  func broken(_ broken: Broken) throws {
    let json = try ShippedPacks.json(RecordsPackTests.gansu)
      .setting(broken.path, to: broken.value.map { try JSON(parsing: $0) })
    let found = try #require(
      try ShippedPacks.problem { try catalogue([(RecordsPackTests.gansu, json)]) }, "accepted")
    #expect(found.0 == RecordsPackTests.gansu)
    let said = try #require(
      found.1.first { $0.path == broken.at ?? broken.path }, "said \(found.1)")
    #expect(said.found.contains(broken.found), "\(said)")
    #expect(said.allowed.contains(broken.allowed), "\(said)")
  }

  @Test("结果超过八种、止日早于起日的，也拒绝")
  func impossible() throws {
    let json = try ShippedPacks.json(RecordsPackTests.gansu)
    let many = JSON.array((1...9).map { .string("结果\($0)") })
    for (path, value, at) in [
      ("registers[0].results", many, "registers[0].results"),
      ("from", "2027-01-01", "until"),
    ] {
      var changed = json.setting(path, to: value)
      if path == "from" { changed = changed.setting("until", to: "2026-12-31") }
      let found = try #require(try ShippedPacks.problem { try catalogue([("x.json", changed)]) })
      #expect(found.1.map(\.path) == [at])
    }
  }

  // MARK: 施行日

  private func texts() throws -> [(name: String, json: JSON)] {
    let old = try ShippedPacks.json(RecordsPackTests.gansu)
    return [
      ("old.json", old.setting("until", to: "2026-12-31")),
      (
        "new.json",
        old.setting("from", to: "2027-01-01").setting("version", to: "2027.1")
          .setting("title", to: "新的失业登记")
      ),
    ]
  }

  @Test("W1-33 同一主题的两个文本按日接替；以前的按原文本，以后的写明自某日起")
  func versions() throws {
    let last = Day(2026, 12, 31)!
    let catalogue = try catalogue(texts())
    for (day, version) in [(last, "2020.2"), (last.adding(1), "2027.1")] {
      let then = catalogue.on(day)
      #expect(then.themes.count == 1)
      #expect(then.themes.first?.version == version || then.themes.first?.title == "新的失业登记")
      #expect(then.theme("gs-unemployment") == then.themes.first)
    }
    let first = catalogue.on(last)
    #expect(first.themes.first?.title != "新的失业登记")
    #expect(first.upcoming(after: last).map(\.version) == ["2027.1"])
    #expect(first.upcoming(after: last).map(\.validity.words) == ["自2027年1月1日起"])
    #expect(catalogue.on(last.adding(1)).upcoming(after: last.adding(1)).isEmpty)
    // A running dossier keeps its text.
    let old = try #require(first.themes.first)
    #expect(catalogue.on(last.adding(99)).theme(old.key, version: old.version) == old)
  }

  @Test("两个文本同一天都有效、或版本相同的，拒绝并说明文件")
  func overlapping() throws {
    var two = try texts()
    two[1].json = two[1].json.setting("from", to: "2026-12-31")
    let overlap = try #require(try ShippedPacks.problem { try catalogue(two) })
    #expect(overlap.0 == "new.json" && overlap.1.map(\.path) == ["from"])
    var same = try texts()
    same[1].json = same[1].json.setting("version", to: same[0].json["version"])
    let twice = try #require(try ShippedPacks.problem { try catalogue(same) })
    #expect(twice.0 == "new.json" && twice.1.map(\.path) == ["version"])
  }

  @Test("W1-33 事项到了施行日才能选中；没到的在复核里说明自某日起")
  func matters() throws {
    let json = try ShippedPacks.json(RecordsPackTests.gansu)
      .setting("matters[5].from", to: "2027-01-01")
    let theme = try #require(try catalogue([("x.json", json)]).themes.first)
    let key = theme.matters[5].key
    let question = try #require(
      theme.questions.first { $0.choices.contains { $0.matters.contains(key) } })
    let choice = try #require(question.choices.first { $0.matters.contains(key) })
    let before = Facts(today: Day(2026, 12, 31)!)
    let chosen = [question.key: Set([choice.key])]
    #expect(!theme.mattersChosen(by: chosen, before).matters.contains(key))
    #expect(theme.mattersChosen(by: chosen, Facts(today: Day(2027, 1, 1)!)).matters.contains(key))
    let book = try ShippedPacks.catalogue("gs").book
    let words = theme.findings(Facts(matters: [key], today: before.today), book).map(\.text)
    #expect(words.contains { $0.contains("自2027年1月1日起，今天不能受理") }, "\(words)")
  }

  @Test("W1-33 停办的主题不在可选之列，留下的草稿也不能提交")
  func ended() throws {
    let json = try ShippedPacks.json(RecordsPackTests.gansu).setting("until", to: "2026-12-31")
    let after = Day(2027, 1, 1)!
    let catalogue = try catalogue([("x.json", json)]).on(after)
    #expect(catalogue.themes.isEmpty)
    let theme = try #require(catalogue.theme("gs-unemployment"))
    let words = theme.findings(Facts(matters: ["registration"], today: after), catalogue.book)
    #expect(words.contains { $0.severity == .error && $0.text.contains("至2026年12月31日止") })
    let before = theme.findings(
      Facts(matters: ["registration"], today: after.adding(-1)), catalogue.book)
    #expect(!before.contains { $0.text.contains("今天不能受理") })
  }
}
