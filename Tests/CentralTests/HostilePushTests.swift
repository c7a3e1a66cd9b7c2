import Domain
import JSON
import Ledger
import Sync
import Testing

@testable import Central

/// What a hostile or broken machine may put into a push, one case a line.
@Suite struct HostilePushTests {
  /// Another value at a place of an operation's line.
  private static func with(_ value: JSON?, at path: String, in line: [UInt8]) throws -> [UInt8] {
    func put(_ json: JSON, _ rest: ArraySlice<Substring>) -> JSON {
      guard let step = rest.first else { return value ?? json }
      switch json {
      case .object(var members):
        let key = String(step)
        if rest.count == 1 {
          members[key] = value
        } else if let member = members[key] {
          members[key] = put(member, rest.dropFirst())
        }
        return .object(members)
      case .array(var elements):
        guard let index = Int(step), elements.indices.contains(index) else { return json }
        elements[index] = put(elements[index], rest.dropFirst())
        return .array(elements)
      default: return json
      }
    }
    return put(try JSON(parsing: line), path.split(separator: ".")[...]).line
  }

  private static let long = JSON.string(String(repeating: "x", count: 3_000))

  /// Of an acceptance.
  private static let accepted: [(path: String, value: JSON?, code: String)] = [
    ("op", "../../x", "E_FORM"), ("op", "", "E_FORM"), ("op", "a\u{0}b", "E_UNPARSED"),
    ("op", long, "E_FORM"), ("op", 7, "E_UNPARSED"), ("ent", "../../x", "E_FORM"),
    ("ent", "a/b", "E_FORM"), ("ent", ".hidden", "E_FORM"), ("ent", "d\u{200B}", "E_FORM"),
    ("ent", "e\u{301}", "E_FORM"), ("clerk", "u\u{202E}1", "E_FORM"),
    ("clerk", "nobody", "E_CLERK"), ("role", "admin", "E_ROLE"), ("role", "root", "E_UNPARSED"),
    ("at", -1, "E_UNPARSED"), ("at", "now", "E_UNPARSED"), ("at", .int(Int.max), "E_UNPARSED"),
    ("v", 2, "E_UNPARSED"), ("kind", "dossier.delete", "E_UNPARSED"), ("body", [], "E_UNPARSED"),
    ("extra", 1, "E_UNPARSED"), ("body.extra", 1, "E_UNPARSED"),
    ("body.no", nil, "E_UNPARSED"), ("body.no", "640104-ZZZZ-000001-/", "E_FORM"),
    ("body.theme", "nx-moon", "E_UNKNOWN_THEME"), ("body.theme", "../nx", "E_FORM"),
    ("body.theme", "wh-jobseekers", "E_UNKNOWN_THEME"),
    ("body.hall", "640104102", "E_SCOPE"), ("body.hall", "64010410a", "E_FORM"),
    ("body.counter", "1\u{2066}", "E_TEXT"), ("body.counter", long, "E_TOO_LONG"),
    ("body.ticket", "../t", "E_FORM"), ("body.channel", "fax", "E_UNPARSED"),
    ("body.themeTitle", "失业\u{0}", "E_UNPARSED"), ("body.themeTitle", "失业\u{7}", "E_TEXT"),
    ("body.themeTitle", long, "E_TOO_LONG"),
    ("body.answers.name", "张\u{3164}三", "E_TEXT"), ("body.answers.name", long, "E_TOO_LONG"),
    ("body.answers.../x", "1", "E_FORM"), ("body.answers.name", 5, "E_UNPARSED"),
    ("body.answers.idNumber", "640104199003070015", "E_IDENTITY"),
    ("body.answers.idNumber", "640104209903070014", "E_IDENTITY"),
    ("body.answers.jobWishes", [], "E_WISHES"), ("body.answers.trainingWishes", nil, "E_WISHES"),
    ("body.answers.jobWishes", "none", "E_WISHES"),
    ("body.openings", [], "E_NO_MATTERS"),
    ("body.openings.0.matter", "moon", "E_UNKNOWN_MATTER"),
    ("body.openings.0.matter", "../moon", "E_FORM"),
    ("body.openings.0.department", "moon", "E_UNKNOWN_DEPARTMENT"),
    ("body.openings.0.cooperators", ["moon"], "E_UNKNOWN_DEPARTMENT"),
    ("body.openings.0.clock.due", "2099-01-01", "E_DUE"),
    ("body.openings.0.clock.due", "9999-12-31", "E_DUE"),
    ("body.openings.0.clock.due", "2026-02-30", "E_UNPARSED"),
    ("body.openings.0.clock.accepted", nil, "E_OPENING"),
    ("body.materials.0.copies", -1, "E_UNPARSED"), ("body.materials.0.copies", 100_000, "E_FORM"),
    ("body.materials.0.copies", .int(Int.max), "E_UNPARSED"),
    ("body.materials.0.copies", "2", "E_UNPARSED"),
    ("body.materials.0.rule", "a b", "E_FORM"),
    ("body.minimums", ["jobWishes": -1], "E_UNPARSED"),
    ("body.minimums", ["jobWishes": 1_000], "E_FORM"),
  ]

  @Test(
    "First aid 13: an acceptance with one thing in it that cannot be is refused, and nothing of it is shown",
    arguments: EngineKind.allCases)
  func acceptances(kind: EngineKind) throws {
    var site = try PushSite(kind)
    for (path, value, code) in Self.accepted {
      let id = site.hall.id("d")
      let acceptance = site.hall.acceptance(["registration", "benefit", "employmentAid"])
      let line = site.hall.operation(.accept(acceptance), on: id).line
      let changed = try Self.with(value, at: path, in: line)
      #expect(changed != line, "\(path)")
      let outcome = try site.push(line: changed)
      #expect(outcome == .rejected(code: code), "\(path)")
    }
    #expect(try site.shown().keys.count { $0.kind == .dossier } == 0)
    let good = site.hall.operation(.accept(site.hall.acceptance()), on: "good").line
    #expect(try site.push(line: good) == .applied)
    // Bytes that are no line.
    for text in [
      "", "{", "[]", "null", "\u{FEFF}{}", String(repeating: "[", count: 50_000),
      String(repeating: #"{"v":"#, count: 20_000), #"{"v":1,"v":1}"#, "1e400",
      String(decoding: good, as: UTF8.self) + "x",
      String(decoding: good, as: UTF8.self).replacing(
        #""role":"#, with: #""role":"admin","role":"#),
    ] {
      #expect(try site.push(line: Array(text.utf8)) == .rejected(code: "E_UNPARSED"))
    }
    #expect(try site.push(line: [0xFF, 0xFE, 0x00]) == .rejected(code: "E_UNPARSED"))
    #expect(
      try site.push(line: [UInt8](repeating: 0x20, count: Limits.line + 1))
        == .rejected(code: "E_TOO_LONG"))
    #expect(try site.shown().keys.count { $0.kind == .dossier } == 1)
  }

  @Test(
    "First aid 13: members of a household and agents must have numbers whose check characters fit",
    arguments: EngineKind.allCases)
  func people(kind: EngineKind) throws {
    var site = try PushSite(kind)
    let theme = try #require(PackHall.rules.catalogue(region: "nx")?.theme("nx-assistance"))
    var answers = Answers([
      "idKind": .text("111"), "idNumber": .text("640104199003070014"), "name": .text("张示例"),
    ])
    func accept(_ theme: Theme, _ matters: Set<String>) throws -> OperationResult.Outcome {
      let acceptance = site.hall.acceptance(matters, theme: theme, answers: answers)
      return try site.push(.accept(acceptance), on: site.hall.id("d"))
    }
    #expect(try accept(theme, ["temporary"]) == .applied)
    answers[rows: "members"] = [["memberName": "李示例", "memberNumber": "640104199003070014"]]
    #expect(try accept(theme, ["temporary"]) == .applied)
    answers[rows: "members"].append(["memberNumber": "640104199003070015"])
    #expect(try accept(theme, ["temporary"]) == .rejected(code: "E_IDENTITY"))
    answers = PackHall.answers
    answers[text: "agentName"] = "李示例"
    answers[text: "agentNumber"] = "640104199003070014"
    #expect(try accept(PackHall.theme, ["registration"]) == .applied)
    answers[text: "agentNumber"] = "640104199003070015"
    #expect(try accept(PackHall.theme, ["registration"]) == .rejected(code: "E_IDENTITY"))
  }

  @Test(
    "First aid 13: no operation leaves an unemployment registration without wishes: amended, added, settled",
    arguments: EngineKind.allCases)
  func wishes(kind: EngineKind) throws {
    var site = try PushSite(kind)
    // Accepted without it, added afterwards, with whatever minimums.
    var answers = PackHall.answers
    answers[rows: "jobWishes"] = []
    answers[rows: "trainingWishes"] = []
    let acceptance = site.hall.acceptance(["benefit"], answers: answers)
    #expect(try site.push(.accept(acceptance), on: "b") == .applied)
    let opening = try #require(
      site.hall.acceptance(["registration", "benefit"]).openings.first {
        $0.matter == "registration"
      })
    for minimums in [[:], ["jobWishes": 0], ["other": 1]] as [[String: Int]] {
      #expect(
        try site.push(.add([opening], materials: [], minimums: minimums), on: "b")
          == .rejected(code: "E_WISHES"))
    }
    #expect(try site.dossier("b")?.proceeding("registration") == nil)
    // With them it can be.
    let wishes = ["jobWishes", "trainingWishes"].map {
      Change(key: $0, old: nil, new: .rows(PackHall.answers[rows: $0]))
    }
    #expect(try site.push(.amend(wishes, reason: "补填"), on: "b") == .applied)
    #expect(try site.push(.add([opening], materials: []), on: "b") == .applied)
    let taken = wishes.map { Change(key: $0.key, old: $0.new, new: nil) }
    #expect(try site.push(.amend(taken, reason: "误填"), on: "b") == .rejected(code: "E_WISHES"))
    #expect(
      try site.push(.settle(conflict: "op-1", taken), on: "b") == .rejected(code: "E_SETTLED"))
    #expect(try site.dossier("b")?.answers[rows: "jobWishes"].count == 1)
  }

  @Test(
    "First aid 13: answers that the pack does not ask for, and codes of no table, are marked",
    arguments: EngineKind.allCases)
  func answers(kind: EngineKind) throws {
    var site = try PushSite(kind)
    let odd: [(String, Answer)] = [
      ("moon", .text("1")), ("moon", .rows([["a": "1"]])), ("difficulty", .text("99")),
      ("education", .text("1,2,x")), ("jobWishes", .rows([["wishOccupation": "0"]])),
      ("jobWishes", .rows([["moon": "1"]])), ("name", .rows([["name": "1"]])),
    ]
    for (key, answer) in odd {
      var answers = PackHall.answers
      answers[key] = answer
      let id = site.hall.id("d")
      let acceptance = site.hall.acceptance(answers: answers)
      #expect(try site.push(.accept(acceptance), on: id) == .applied, "\(key)")
      #expect(try site.dossier(id)?.doubts == [.answers], "\(key)")
    }
    // Amending something else later adds no doubt; a supervisor's word closes it.
    let id = try #require(try site.shown().first { $0.value.dossier?.doubts == [.answers] }?.key.id)
    let found = Act.clear(Clearing([.answers], of: .dossier, reason: "核对过原件"))
    #expect(try site.push(found, on: id) == .rejected(code: "E_ROLE"))
    #expect(try site.push(found, on: id, role: .supervisor) == .applied)
    let amend = Act.amend(
      [Change(key: "phone", old: .text("13900000000"), new: .text("13900000001"))], reason: "录错")
    #expect(try site.push(amend, on: id) == .applied)
    #expect(try site.dossier(id)?.doubts == [])
    #expect(
      try site.push(.clear(Clearing([], of: .dossier, reason: "x")), on: id, role: .supervisor)
        == .rejected(code: "E_FORM"))
  }

  @Test(
    "First aid 13: an appointment for the year 9999 is refused; one of last week, too",
    arguments: EngineKind.allCases)
  func appointments(kind: EngineKind) throws {
    var site = try PushSite(kind)
    func book(_ day: Day, capacity: Int = 9) throws -> OperationResult.Outcome {
      let booking = Booking(
        service: "guidance", title: "职业指导", capacity: capacity, day: day, slot: "23:30",
        name: "张示例", phone: "13900000000", dossier: nil, note: "")
      return try site.push(.book(booking), on: site.hall.id("a"))
    }
    let today = site.store.now.day
    #expect(try book(today.adding(1)) == .applied)
    for day in [Day(9999, 12, 31)!, today.adding(401), today.adding(-7)] {
      #expect(try book(day) == .rejected(code: "E_FORM"), "\(day)")
    }
    #expect(try site.shown().keys.count { $0.kind == .appointment } == 1)
  }

  @Test(
    "First aid 13: a person with hundreds of open dossiers is compared with the newest, and no dossier lists more than eight",
    arguments: EngineKind.allCases)
  func crowd(kind: EngineKind) throws {
    var site = try PushSite(kind)
    let count = 120
    for _ in 0..<count {
      site.hall.counter.append(
        site.hall.operation(.accept(site.hall.acceptance()), on: site.hall.id("d")))
    }
    #expect(try site.push(.accept(site.hall.acceptance()), on: "last") == .applied)
    let dossiers = try site.shown().values.compactMap(\.dossier)
    #expect(dossiers.count == count + 1)
    #expect(dossiers.allSatisfy { (1...8).contains($0.duplicates.count) })
    #expect(try site.dossier("last")?.undecidedDuplicates.count == 8)
    // Each changes a bounded number of others: not all of them every time.
    let changes = try site.store.database.engine.first(
      "SELECT CAST(sum(rev) AS BIGINT) FROM entity WHERE kind = 'dossier'")?[0].number
    #expect(try #require(changes) <= (count + 1) * 9)
    // Nor are all of them read.
    let person = try #require(site.store.database.blinding(PackHall.answers))
    let found = try site.store.database.engine.find(
      Lookup(
        table: "entity", columns: "id", keys: [.text("county"), .text("person")],
        newest: Docket.compared),
      [[.text("640104"), .text(person)], [.text("640105"), .text(person)]])
    let ids = dossiers.map(\.id).sorted().suffix(Docket.compared)
    #expect(found.map { $0[0].string }.sorted() == Array(ids))
  }
}
