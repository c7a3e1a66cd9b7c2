import Testing

@testable import Domain

@Suite("审查")
struct FindingTests {
  let theme: Theme
  let book: CodeBook

  init() throws {
    theme = try ShippedPacks.jobseekers()
    book = try ShippedPacks.book()
  }

  private func findings(_ change: (inout Facts) -> Void) -> [Finding] {
    var facts = ShippedPacks.facts("registration", "jobService", "training")
    change(&facts)
    return theme.findings(facts, book)
  }

  @Test(
    "必填字段空着就是错误，并指出字段",
    arguments: [
      "idNumber", "name", "phone", "homeAddress", "education", "unemploymentDate", "declaration",
    ])
  func required(field: String) throws {
    let found = findings { $0.answers[text: field] = "" }
    let finding = try #require(found.first { $0.place?.field == field })
    #expect(finding.severity == .error)
    #expect(finding.place?.section == theme.field(field)?.section.key)
    #expect(!finding.text.isEmpty)
  }

  @Test("行里的错误指出第几行")
  func rows() throws {
    let found = findings { $0.answers[rows: "jobWishes"].append(["wishOccupation": "none"]) }
    let places = found.compactMap(\.place).filter { $0.section == "jobWishes" && $0.row == 1 }
    #expect(places.map(\.field) == ["wishOccupation", "wishWage", "wishDivision", "wishMode"])
    #expect(found.count == 4)
  }

  @Test("行数超过上限是错误")
  func tooManyRows() {
    let found = findings { facts in
      let row = facts.answers[rows: "jobWishes"][0]
      facts.answers[rows: "jobWishes"] = Array(repeating: row, count: 6)
    }
    #expect(found.map(\.text) == ["求职意向已填6条，最多5条"])
  }

  @Test("没有求职意向：说明有几条、至少几条、哪一条文")
  func minimum() {
    let found = findings { $0.answers[rows: "jobWishes"] = [] }
    #expect(found.map(\.text) == ["求职意向已填0条，至少要填1条求职意向"])
    #expect(found.first?.clauses == ["N0-21"])
    #expect(found.first?.place == Finding.Place(section: "jobWishes", row: nil, field: nil))
  }

  @Test("与身份号码不符的性别和出生日期是错误")
  func contradiction() {
    let found = findings {
      $0.answers[text: "sex"] = "2"
      $0.answers[text: "birth"] = "1990-03-08"
    }
    #expect(found.map(\.place?.field) == ["sex", "birth"])
    #expect(found.allSatisfy { $0.severity == .error && $0.text.contains("与身份号码不符") })
  }

  @Test("错误排在疑点前面")
  func order() {
    let found = findings {
      $0.answers[text: "homeDivision"] = "640101"
      $0.answers[text: "unemploymentDate"] = "2024-01-01"
      $0.answers[text: "phone"] = ""
    }
    #expect(found.map(\.severity) == [.error, .doubt, .doubt])
  }

  @Test("未满16周岁不能失业登记，16周岁生日当天可以")
  func age() {
    func texts(_ number: String, _ birth: String) -> [String] {
      findings {
        $0.answers[text: "idNumber"] = number
        $0.answers[text: "birth"] = birth
      }.map(\.text)
    }
    #expect(texts("640104201003130013", "2010-03-13") == [])
    #expect(texts("640104201003140019", "2010-03-14").contains { $0.contains("未满16周岁") })
  }

  @Test("没有选事项、选了不存在的事项是错误")
  func matters() {
    #expect(findings { $0.matters = [] }.first?.text == "没有选择事项，请至少选择一项")
    let found = findings { $0.matters.insert("marriage") }
    #expect(found.map(\.text) == ["本主题没有事项“marriage”"])
  }

  @Test("隐藏字段的答案不保留，也不检查")
  func hidden() {
    var facts = ShippedPacks.facts("cancellation")
    facts.answers[text: "cancellationReason"] = "21"
    facts.answers[text: "unemploymentReason"] = "nonsense"
    facts.answers[text: "cancellationNote"] = "x"
    facts.answers[text: "nobody"] = "x"
    let kept = theme.keptAnswers(facts)
    #expect(kept[text: "unemploymentReason"] == "")
    #expect(kept[text: "cancellationNote"] == "")
    #expect(kept["nobody"] == nil)
    #expect(kept[rows: "jobWishes"].isEmpty)
    #expect(kept[text: "cancellationReason"] == "21")
    #expect(theme.findings(facts, book).filter { $0.severity == .error }.isEmpty)
  }

  @Test("保留答案的结果再算一次不变")
  func keptIsStable() {
    for matter in theme.matters {
      var facts = ShippedPacks.facts(matter.key)
      let kept = theme.keptAnswers(facts)
      facts.answers = kept
      #expect(theme.keptAnswers(facts) == kept)
    }
  }

  @Test("每个字段的帮助和每条检查都引用存在的条文，每条检查都有文字")
  func helps() {
    for field in theme.sections.flatMap(\.fields) {
      #expect(!field.help.meaning.isEmpty)
    }
    #expect(theme.checks.allSatisfy { $0.text.count > 8 })
  }
}
