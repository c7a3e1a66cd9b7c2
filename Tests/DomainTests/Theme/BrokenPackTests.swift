import JSON
import Testing

@testable import Domain

/// One change that breaks a pack, and what the message must say.
struct Broken: CustomTestStringConvertible, Sendable {
  let path: String
  /// JSON text; nil takes the member away.
  let value: String?
  /// Where the message points; `path` when nil.
  let at: String?
  let found: String
  let allowed: String

  init(_ path: String, _ value: String?, at: String? = nil, _ found: String, _ allowed: String) {
    self.path = path
    self.value = value
    self.at = at
    self.found = found
    self.allowed = allowed
  }

  var testDescription: String { "\(path) = \(value ?? "(absent)")" }
}

extension JSON {
  /// A copy with the value at `matters[0].limits.promised` set, or taken away.
  func setting(_ path: String, to value: JSON?) -> JSON {
    setting(
      path.replacing("[", with: ".[").split(separator: ".").map(String.init)[...], to: value)
  }

  private func setting(_ steps: ArraySlice<String>, to value: JSON?) -> JSON {
    guard let step = steps.first else { return value ?? .null }
    let rest = steps.dropFirst()
    switch self {
    case .object(var members):
      members[step] =
        rest.isEmpty ? value : (members[step] ?? .object([:])).setting(rest, to: value)
      return .object(members)
    case .array(var elements):
      guard let index = Int(step.dropFirst().dropLast()) else { return self }
      if index == elements.count { elements.append(.null) }
      elements[index] = elements[index].setting(rest, to: value)
      return .array(elements)
    default: return self
    }
  }
}

@Suite("坏的数据包被拒绝，说明文件、位置、发现和允许的内容")
struct BrokenPackTests {
  private let themeName = "themes/nx/jobseekers.json"

  private func problem(
    theme: JSON? = nil, region: JSON? = nil, table: JSON? = nil
  ) throws -> PackError? {
    func file(_ name: String, _ changed: JSON?) throws -> Catalogue.File {
      try changed.map { Catalogue.File(name: name, bytes: $0.line) } ?? ShippedPacks.file(name)
    }
    do {
      var tables = try ShippedPacks.files(in: "codes")
      if let table {
        tables.removeAll { $0.name == "codes/sex.json" }
        tables.append(Catalogue.File(name: "codes/sex.json", bytes: table.line))
      }
      // One theme is read a case, so that a hundred cases stay quick.
      let alone = try ShippedPacks.json("regions/nx.json").setting(
        "themes", to: ["nx-jobseekers"])
      let others =
        try region == nil
        ? [] : ShippedPacks.files(in: "themes/nx").filter { $0.name != themeName }
      _ = try Catalogue(
        region: file("regions/nx.json", region ?? alone), codeTables: tables,
        themes: others + [file(themeName, theme)])
      return nil
    } catch let error as PackError {
      return error
    }
  }

  private func check(_ broken: Broken, _ error: PackError?, file: String) throws {
    let error = try #require(error, "accepted")
    #expect(error.file == file)
    guard case .content(let problems) = error.cause else {
      Issue.record("\(error)")
      return
    }
    let path = broken.at ?? broken.path
    let said = problems.first { $0.path == path }
    let problem = try #require(said, "said instead: \(error)")
    #expect(problem.found.contains(broken.found), "\(problem)")
    #expect(problem.allowed.contains(broken.allowed), "\(problem)")
    #expect(error.description.contains("\(file): \(path): found "))
  }

  private func value(_ broken: Broken) throws -> JSON? {
    try broken.value.map { try JSON(parsing: $0) }
  }

  @Test(
    "主题包",
    arguments: [
      // Shape.
      Broken("title", nil, "nothing", "a value"),
      Broken("titel", "\"x\"", "an unknown member", "title"),
      Broken("title", "7", "7", "text"),
      Broken("title", "\"\"", "“”", "1 to 400 characters"),
      Broken("title", "\"a\\u001bb\"", "“a", "control characters"),
      Broken("title", "\"a\\u202eb\"", "“a", "control characters"),
      Broken("key", "\"带汉字\"", "带汉字", "letters a–z"),
      Broken("applicant", "\"robot\"", "robot", "\"employer\"".trimmed),
      Broken("document.issued", "\"2025-02-30\"", "2025-02-30", "2025-08-29"),
      Broken("document.clauses.N0-01", "1", "1", "text"),
      Broken("matters", "[]", "no matter", "at least one matter"),
      Broken("matters", "{}", "an object", "a list"),
      Broken("matters[0].code", "\"a\"", "“a”", "one or two digits"),
      Broken("matters[0].limits.promised", "\"5 days\"", "5 days", "5wd"),
      Broken("matters[0].limits.promised", "\"0wd\"", "0wd", "1 to 3650"),
      Broken("matters[0].limits.unit", "\"d\"", "an unknown member", "promised"),
      Broken(
        "matters[5].limits.byVerification.phone", "\"1wd\"", "an unknown member", "sharedData"),
      Broken("matters[0].finish", "\"later\"", "later", "onApproval"),
      Broken(
        "matters[0].finish", "\"onApproval\"", at: "matters[0].steps", "0 steps", "at least one"),
      Broken("matters[1].finish", "\"onAcceptance\"", at: "matters[1].steps", "1 steps", "no step"),
      Broken("matters[0].meaning", "\"magic\"", "magic", "unemploymentRegistration"),
      Broken("matters[0].place", "\"office\"", "office", "hall"),
      Broken("sections[0].fields", "[]", "no field", "at least one field"),
      Broken("sections[0].fields[0].kind", "\"codee\"", "codee", "identityNumber"),
      Broken("sections[0].fields[0].kind", "{\"codee\":\"x\"}", "codee", "promise"),
      Broken(
        "sections[0].fields[0].kind", "{\"text\":0}", at: "sections[0].fields[0].kind.text", "0",
        "1 to 1000"),
      Broken(
        "sections[0].fields[4].kind", "{\"date\":\"past\"}", at: "sections[0].fields[4].kind.date",
        "past", "pastOrToday"),
      Broken("sections[0].fields[0].source", "\"now\"", "now", "hallDivision"),
      Broken("sections[0].fields[0].help", nil, "nothing", "a value"),
      Broken("sections[2].repeats.maximum", "0", "0", "from 1 to 99"),
      Broken("questions[0].choices", "[]", "0 choices", "1 to 9"),
      Broken("checks[0].severity", "\"fatal\"", "fatal", "doubt"),
      Broken("materials[0].copies", "0", "0", "from 1 to 9"),
      // Conditions.
      Broken("checks[0].finds", "\"sometimes\"", "sometimes", "always"),
      Broken("checks[0].finds", "{}", "an object", "all, any"),
      Broken("checks[0].finds", "{\"xor\":[]}", "xor", "all, any"),
      Broken(
        "checks[0].finds", "{\"all\":[]}", at: "checks[0].finds.all", "a list", "at least one"),
      Broken("checks[0].finds", "{\"field\":\"name\"}", "no test", "equals"),
      Broken(
        "checks[0].finds", "{\"field\":\"name\",\"equals\":\"a\",\"among\":[]}", "among, equals",
        "one of"),
      Broken(
        "checks[0].finds", "{\"field\":\"name\",\"matches\":\"[a-z]\"}",
        at: "checks[0].finds.matches", "[a-z]", "mobile"),
      Broken(
        "checks[0].finds", "{\"matter\":\"marriage\"}", at: "checks[0].finds.matter", "marriage",
        "benefit"),
      Broken(
        "checks[0].finds", "{\"present\":\"nome\"}", at: "checks[0].finds.present", "nome",
        "agentName"),
      Broken(
        "checks[0].finds", "{\"not\":{\"all\":[\"always\",{\"field\":\"nome\",\"equals\":\"1\"}]}}",
        at: "checks[0].finds.not.all[1].field", "nome", "agentName"),
      Broken(
        "checks[0].finds", "{\"field\":\"sex\",\"equals\":\"3\"}", at: "checks[0].finds.equals",
        "“3”", "1, 2"),
      Broken(
        "checks[0].finds", "{\"field\":\"sex\",\"among\":[\"1\",\"x\"]}",
        at: "checks[0].finds.among[1]", "“x”", "1, 2"),
      Broken(
        "checks[0].finds", "{\"field\":\"name\",\"atLeast\":1}", at: "checks[0].finds.field",
        "no number", "number"),
      Broken(
        "checks[0].finds", "{\"field\":\"name\",\"ageBelow\":1}", at: "checks[0].finds.field",
        "no date", "date"),
      Broken(
        "checks[0].finds", "{\"field\":\"birth\",\"before\":\"name\"}",
        at: "checks[0].finds.before", "no date", "date"),
      Broken(
        "checks[0].finds", "{\"section\":\"applicant\",\"atLeast\":1}",
        at: "checks[0].finds.section", "applicant", "jobWishes"),
      Broken(
        "checks[0].finds", "{\"section\":\"jobWishes\",\"atLeast\":6}",
        at: "checks[0].finds.atLeast", "6", "5"),
      Broken(
        "checks[0].finds", "{\"field\":\"wishWage\",\"atMost\":9}", at: "checks[0].finds.field",
        "wishWage", "one of"),
      // What can never be.
      Broken("checks[0].finds", "\"never\"", "never holds", "can hold"),
      Broken(
        "checks[0].finds",
        "{\"all\":[{\"field\":\"sex\",\"equals\":\"1\"},{\"field\":\"sex\",\"equals\":\"2\"}]}",
        "never holds", "can hold"),
      Broken("sections[0].fields[2].when", "\"never\"", "required but never shown", "can hold"),
      Broken("sections[10].fields[6].when", "\"never\"", "never shown", "can hold"),
      Broken("sections[1].when", "{\"not\":\"always\"}", "never holds", "can hold"),
      Broken(
        "sections[0].fields[2].when", "{\"present\":\"name\"}", "the field itself", "other fields"),
      Broken("materials[1].when", "\"never\"", "never holds", "can hold"),
      Broken(
        "questions[0].choices[1].matters", "[]", at: "matters[1].key", "no choice",
        "a question leads"),
      // Names of nothing.
      Broken("key", "\"nx-other\"", "nx-other", "nx-jobseekers"),
      Broken("matters[0].department", "\"police\"", "police", "hrss"),
      Broken("matters[1].steps[0].department", "\"police\"", "police", "insurance"),
      Broken("matters[5].cooperation[0].department", "\"police\"", "police", "civil"),
      Broken("matters[0].clauses[0]", "\"N0-99\"", "N0-99", "N0-01"),
      Broken("sections[0].fields[0].help.clauses[0]", "\"X\"", "“X”", "N0-01"),
      Broken("sections[3].repeats.minimums[0].clauses[0]", "\"X\"", "“X”", "N0-01"),
      Broken("matters[1].waitsFor[0].matter", "\"nothing\"", "nothing", "registration"),
      Broken("matters[4].place.field", "\"phone\"", "phone", "registrationPlace"),
      Broken("materials[0].matters[0]", "\"nothing\"", "nothing", "employmentAid"),
      Broken("questions[0].choices[0].matters[0]", "\"nothing\"", "nothing", "registration"),
      Broken("questions[1].choices[0].sets.cancellationReason", "\"77\"", "77", "11"),
      Broken("questions[1].choices[0].sets.nome", "\"1\"", "nome", "agentName"),
      Broken("sections[0].fields[0].kind.code", "\"idKinds\"", "idKinds", "29 in all"),
      Broken("sections[0].fields[1].kind.identityNumber", "\"phone\"", "phone", "idKind"),
      Broken("sections[0].fields[3].source.derived.from", "\"name\"", "name", "idNumber"),
      Broken(
        "sections[0].fields[3].source.derived.part", "\"birth\"", "another kind", "birth for date"),
      Broken("sections[0].fields[0].source.literal", "\"999\"", "999", "111"),
      Broken("sections[0].fields[2].source", "\"today\"", "today", "date field"),
      Broken("sections[0].fields[2].source", "\"hallDivision\"", "hallDivision", "division field"),
      Broken("checks[0].field", "\"nome\"", "nome", "birth"),
      // Twice, in a circle, contradicting.
      Broken("matters[1].key", "\"registration\"", "registration", "only once"),
      Broken("matters[1].code", "\"1\"", "“1”", "only once"),
      Broken("matters[2].meaning", "\"unemploymentBenefit\"", "second time", "no other matter"),
      Broken("sections[1].fields[0].key", "\"name\"", "as in sections[0].fields[2]", "only once"),
      Broken("sections[1].fields[0].key", "\"jobWishes\"", "as in sections[3]", "only once"),
      Broken(
        "matters[0].waitsFor", "[{\"matter\":\"benefit\",\"reason\":\"x\"}]",
        "registration → benefit → registration", "one after another"),
      Broken(
        "matters[2].waitsFor", "[{\"matter\":\"jobService\",\"reason\":\"x\"}]",
        "jobService → jobService", "one after another"),
      Broken("matters[1].limits.promised", "\"11wd\"", "longer than the statutory", "10wd"),
      Broken("matters[1].limits.promised", "\"5d\"", at: "", "", ""),
      Broken(
        "matters[5].limits.byVerification.onSite", "\"6wd\"", "longer than the promised", "5wd"),
      Broken("matters[1].limits.basis", nil, "nothing", "law article"),
      Broken("matters[0].limits.promised", "\"2wd\"", "closed on acceptance", "now or none"),
      Broken("sections[3].repeats.minimums[0].count", "6", "6", "maximum, 5"),
      Broken("sections[0].fields[1].canRepeat", "true", "true", "false"),
      Broken("sections[9].fields[0].isLasting", "true", "a promise", "false"),
      Broken("sections[3].fields[0].isLasting", "true", "a list of no people", "identity number"),
      Broken(
        "sections[0].fields[5].when", "{\"not\":{\"matter\":\"benefit\"}}",
        "a condition on matters, which are chosen after", "a later section"),
      Broken("sections[10].fields[9].kind.text", "\"x\"", "x", "1 to 1000"),
      // The newer conditions.
      Broken(
        "checks[0].finds", "{\"season\":\"5wd\"}", at: "checks[0].finds.season", "5wd", "0715-0915"),
      Broken(
        "checks[0].finds", "{\"field\":\"birth\",\"onWeekdays\":[8]}",
        at: "checks[0].finds.onWeekdays[0]", "8", "from 1 to 7"),
      Broken(
        "checks[0].finds", "{\"field\":\"birth\",\"onWeekdays\":[]}",
        at: "checks[0].finds.onWeekdays", "a list", "at least one day"),
      Broken(
        "checks[0].finds", "{\"field\":\"name\",\"monthsAgo\":6}", at: "checks[0].finds.field",
        "no date", "date"),
      Broken(
        "checks[0].finds", "{\"field\":\"birth\",\"monthsAgo\":0}",
        at: "checks[0].finds.monthsAgo", "0", "from 1 to 1200"),
      // Local figures.
      Broken("checks[0].finds", "{\"figure\":\"x\"}", at: "checks[0].finds.figure", "x", "none"),
      Broken(
        "checks[0].finds", "{\"field\":\"birth\",\"reaches\":\"x\"}",
        at: "checks[0].finds.reaches", "x", "none"),
      Broken(
        "checks[0].finds", "{\"field\":\"birth\",\"reaches\":\"x\"}",
        at: "checks[0].finds.field", "no number", "number"),
      Broken(
        "checks[0].finds", "{\"field\":\"nome\",\"reaches\":\"x\"}",
        at: "checks[0].finds.field", "nome", "agentName"),
      Broken(
        "checks[0].finds",
        "{\"all\":[{\"not\":{\"figure\":\"x\"}},{\"field\":\"birth\",\"reaches\":\"x\"}]}",
        "never holds", "can hold"),
      Broken(
        "materials[0].when", "{\"figure\":\"x\"}", at: "materials[0].when.figure",
        "outside the checks", "in a check"),
      Broken(
        "figures", "[{\"key\":\"a\",\"title\":\"x\",\"unit\":\"元\",\"amount\":3}]",
        at: "figures[0].source", "nothing", "待配置"),
      Broken(
        "figures",
        "[{\"key\":\"a\",\"title\":\"x\",\"unit\":\"元\"},{\"key\":\"a\",\"title\":\"x\",\"unit\":\"元\"}]",
        at: "figures[1].key", "as in [0]", "only once"),
      Broken(
        "figures", "[{\"key\":\"a\",\"title\":\"x\",\"unit\":\"元\",\"clauses\":[\"N0-99\"]}]",
        at: "figures[0].clauses[0]", "N0-99", "N0-01"),
      // Forms, groups, marks, follow-ups, lists.
      Broken("forms", "[{\"key\":\"a\"}]", at: "forms[0].title", "nothing", "a value"),
      Broken(
        "forms", "[{\"key\":\"a\",\"title\":\"x\",\"sections\":[\"aplicant\"]}]",
        at: "forms[0].sections[0]", "aplicant", "applicant"),
      Broken(
        "forms", "[{\"key\":\"a\",\"title\":\"x\",\"sections\":[\"applicant\"]}]",
        at: "sections[1].key", "“home”, which stands on no form", "a form has"),
      Broken(
        "forms", "[{\"key\":\"a\",\"title\":\"x\"},{\"key\":\"a\",\"title\":\"x\"}]",
        at: "forms[1].key", "as in [0]", "only once"),
      Broken(
        "groups", "[{\"key\":\"g\",\"title\":\"x\"}]", at: "groups[0].key", "no matter",
        "at least one"),
      Broken(
        "groups", "[{\"key\":\"g\",\"title\":\"x\"}]", at: "matters[7].group", "nothing", "one of g"
      ),
      Broken("matters[0].group", "\"g\"", "“g”", "there is none"),
      Broken(
        "flags", "[{\"key\":\"a\",\"title\":\"x\"}]", at: "flags[0].when", "nothing", "a value"),
      Broken(
        "flags", "[{\"key\":\"a\",\"title\":\"x\",\"when\":\"never\"}]", at: "flags[0].when",
        "never holds", "can hold"),
      Broken(
        "flags", "[{\"key\":\"a\",\"title\":\"x\",\"when\":{\"present\":\"nome\"}}]",
        at: "flags[0].when.present", "nome", "agentName"),
      Broken(
        "flags",
        "[{\"key\":\"a\",\"title\":\"x\",\"when\":\"always\",\"clauses\":[\"N0-99\"]}]",
        at: "flags[0].clauses[0]", "N0-99", "N0-01"),
      Broken(
        "followUps", "[{\"key\":\"a\",\"title\":\"x\",\"rule\":\"daily\"}]",
        at: "followUps[0].rule", "daily", "an object with one of everyMonths"),
      Broken(
        "followUps", "[{\"key\":\"a\",\"title\":\"x\",\"rule\":{\"timesAYear\":1}}]",
        at: "followUps[0].rule", "timesAYear", "timesAMonth"),
      Broken(
        "followUps", "[{\"key\":\"a\",\"title\":\"x\",\"rule\":{\"timesAMonth\":0}}]",
        at: "followUps[0].rule.timesAMonth", "0", "from 1 to 99"),
      Broken(
        "followUps",
        "[{\"key\":\"a\",\"title\":\"x\",\"rule\":{\"everyMonths\":3},\"when\":{\"matter\":\"nothing\"}}]",
        at: "followUps[0].when.matter", "nothing", "registration"),
      Broken(
        "followUps",
        "[{\"key\":\"a\",\"title\":\"x\",\"rule\":{\"everyMonths\":3},\"leadsTo\":{\"matter\":\"nothing\"}}]",
        at: "followUps[0].leadsTo.matter", "nothing", "cancellation"),
      Broken(
        "followUps",
        """
        [{"key":"a","title":"x","rule":{"everyMonths":3},"leadsTo":{"matter":"cancellation",
        "sets":{"cancellationReason":"77"}}}]
        """,
        at: "followUps[0].leadsTo.sets.cancellationReason", "77", "11"),
      Broken(
        "lists", "[{\"key\":\"a\",\"title\":\"x\",\"columns\":[]}]", at: "lists[0].columns",
        "a list", "at least one column"),
      Broken(
        "lists", "[{\"key\":\"a\",\"title\":\"x\",\"columns\":[\"b\"]}]", at: "lists[0].note",
        "a list without rows", "待配置"),
      Broken(
        "lists", "[{\"key\":\"a\",\"title\":\"x\",\"columns\":[\"b\"],\"rows\":[[\"c\",\"d\"]]}]",
        at: "lists[0].rows[0]", "2 cells", "1, one a column"),
    ])
  func theme(broken: Broken) throws {
    let theme = try ShippedPacks.json(themeName)
    let changed = theme.setting(broken.path, to: try value(broken))
    let error = try problem(theme: changed)
    if broken.at == "" {  // the negative control: a change that breaks nothing
      #expect(error == nil)
      return
    }
    try check(broken, error, file: themeName)
  }

  @Test(
    "地区包",
    arguments: [
      Broken("divisions[0].code", "\"6401\"", "6401", "six digits"),
      Broken("divisions[1].code", "\"640104\"", "as in [0]", "only once"),
      Broken("departments[1].key", "\"hrss\"", "as in [0]", "only once"),
      Broken("departments[0].short", "\"人力资源社会\"", "人力资源社会", "1 to 4"),
      Broken("departments", "[]", "no department", "at least one"),
      Broken("queue.classes[0].prefix", "\"a\"", "“a”", "A–Z"),
      Broken("queue.classes[1].prefix", "\"A\"", "as in [0]", "only once"),
      Broken("queue.classes", "[]", "no class without priority", "ordinary"),
      Broken("queue.bound", "-1", "-1", "from 0 to 99"),
      Broken("queue.recalls", "true", "true", "from 1 to 9"),
      Broken("lights.yellowPercent", "101", "101", "from 0 to 100"),
      Broken("lights.red", "1", "an unknown member", "yellowDays"),
      Broken("themes[3]", "\"nx-marriage\"", "no theme pack", "nx-jobseekers"),
    ])
  func region(broken: Broken) throws {
    let region = try ShippedPacks.json("regions/nx.json")
    let changed = region.setting(broken.path, to: try value(broken))
    try check(broken, try problem(region: changed), file: "regions/nx.json")
  }

  @Test(
    "代码表",
    arguments: [
      Broken("entries", "[]", "a list", "at least one entry"),
      Broken("entries[1].code", "\"1\"", "second time", "no other entry"),
      Broken("entries[0].pinyin", "\"Nán\"", "Nán", "small letters"),
      Broken("entries[0].initials", nil, "nothing", "a value"),
      Broken("entries[0].name", "\"x\"", "an unknown member", "text"),
      Broken("source", nil, "nothing", "a value"),
      Broken("key", "\"idKind\"", "second time", "no other code table"),
    ])
  func table(broken: Broken) throws {
    let table = try ShippedPacks.json("codes/sex.json")
    let changed = table.setting(broken.path, to: try value(broken))
    try check(broken, try problem(table: changed), file: "codes/sex.json")
  }

  @Test("不是JSON的文件：文件名、行、列")
  func syntax() throws {
    let bad = Catalogue.File(name: "regions/nx.json", bytes: Array("{\n  \"key\": nx\n}".utf8))
    let error = #expect(throws: PackError.self) {
      try Catalogue(region: bad, codeTables: [], themes: [])
    }
    #expect(error?.description.hasPrefix("regions/nx.json: line 2, column ") == true)
  }

  @Test("没有改动的包被接受")
  func unchanged() throws {
    #expect(try problem(theme: ShippedPacks.json(themeName)) == nil)
    #expect(try problem() == nil)
  }
}

extension String {
  fileprivate var trimmed: String { filter { $0 != "\"" } }
}
