import JSON
import Testing

@testable import Domain
@testable import Ledger

@Suite("办件的存取") struct DossierJSONTests {
  @Test("随机的办理过程：存了再取，办件不变；重放日志，得到同一办件", arguments: 0..<30)
  func roundTrip(seed: Int) throws {
    var history = try History(seed: UInt64(seed))
    var log: [[UInt8]] = []
    let first = history.dossier
    for _ in 0..<30 {
      let operation = history.anyOperation()
      guard let after = try? Dossier.play(operation, on: history.dossier) else { continue }
      history.dossier = after
      log.append(operation.line)
      let read = try Dossier(JSONReader(JSON(parsing: after.json.line)))
      #expect(read == after)
      #expect(read.json.line == after.json.line)
    }
    #expect(log.count > 3)
    let replayed = try log.reduce(first) { try Dossier.play(Operation(line: $1), on: $0) }
    #expect(replayed == history.dossier)
  }

  @Test("缺了、错了、多了的成员说出位置")
  func broken() throws {
    var world = try World()
    var dossier = try world.reviewing()
    try world.play(world.ask(dossier), on: &dossier)
    guard case .object(let members) = dossier.json else { return }
    func path(_ change: (inout [String: JSON]) -> Void) -> String? {
      var members = members
      change(&members)
      do throws(JSONContentError) {
        _ = try Dossier(JSONReader(.object(members)))
        return nil
      } catch {
        return error.path
      }
    }
    #expect(path { _ in } == nil)
    for key in members.keys where key != "ticket" {
      #expect(path { $0[key] = nil } == key)
      #expect(path { $0[key] = true } == key)
    }
    #expect(path { $0["extra"] = 1 } == "extra")
    #expect(path { $0["rev"] = 0 } == "rev")
    #expect(path { $0["at"] = .int(Int.max) } == "at")
    #expect(path { $0["answers"] = ["name": 1] } == "answers.name")
    #expect(path { $0["answers"] = ["jobWishes": [["a": 1]]] } == "answers.jobWishes[0].a")
    #expect(path { $0["events"] = [["at": 1, "by": "u", "kind": "x"]] } == "events[0].kind")
    #expect(path { $0["papers"] = [["kind": "receipt", "copy": 0]] } == "papers[0].copy")
    let text = dossier.json.text
    for (found, replaced, place) in [
      ("\"state\":\"asked\"", "\"state\":\"gone\"", "proceedings[0].state"),
      ("\"step\":0", "\"step\":1", "proceedings[0].step"),
      ("\"reason\":\"correction\"", "\"reason\":\"x\"", "proceedings[0].clock.pauses[0].reason"),
      ("\"start\":\"2026", "\"begin\":\"2026", "proceedings[0].clock.pauses[0].begin"),
    ] {
      let parts = text.split(separator: found, maxSplits: 1)
      #expect(parts.count == 2)
      let json = try JSON(parsing: parts.joined(separator: replaced))
      let error = #expect(throws: JSONContentError.self) { try Dossier(JSONReader(json)) }
      #expect(error?.path == place)
    }
  }

  @Test("最新的登记或注销决定是否在登记状态；没有通过的不算")
  func registrations() {
    func summary(_ meaning: Matter.Meaning, _ state: Proceeding.State) -> DossierSummary {
      DossierSummary(
        id: "d", number: "", theme: "", themeTitle: "", acceptedAt: Samples.at, counter: "",
        clerk: "", name: "", idNumber: "", phone: "", birth: nil, isClosed: true,
        proceedings: [
          ProceedingSummary(matter: "m", title: "", meaning: meaning, state: state, due: nil)
        ])
    }
    let registered = summary(.unemploymentRegistration, .approved)
    let cancelled = summary(.unemploymentCancellation, .approved)
    #expect(!Registrations.isOpen([]))
    #expect(Registrations.isOpen([registered]))
    #expect(!Registrations.isOpen([cancelled, registered]))
    #expect(Registrations.isOpen([registered, cancelled]))
    #expect(!Registrations.isOpen([summary(.unemploymentRegistration, .incomplete)]))
    #expect(Registrations.isOpen([summary(.unemploymentCancellation, .declined), registered]))
    #expect(Registrations.isOpen([summary(.unemploymentBenefit, .approved), registered]))
  }
}

@Suite("受理计划") struct OpeningPlanTests {
  @Test("按主题开出事项：部门、环节、前置、时钟都随之而定")
  func plan() throws {
    let theme = try Tree.jobseekers.get()
    var world = try World()
    let facts = Facts(
      answers: World.answers, matters: ["employmentAid", "registration"], today: world.today)
    let materials = [
      World.material("m", for: ["employmentAid"]),
      World.material("n", for: ["registration"], isPresent: true),
      World.material("o", for: ["registration"], isRequired: false),
    ]
    let openings = Opening.plan(theme, facts, materials: materials, calendar: world.calendar)
    #expect(openings.map(\.matter) == ["registration", "employmentAid"])
    #expect(
      openings.map(\.department) == [
        theme.matter("registration")?.department, "employment",
      ])
    #expect(openings.map(\.waitsFor) == [[], ["registration"]])
    #expect(openings.map(\.missing) == [[], ["虚构证明m"]])
    #expect(openings.map(\.clock.accepted) == [world.today, nil])
    #expect(openings[0].clock.due == world.today, "即办")
    var dossier = try world.accept(openings, materials: materials)
    #expect(dossier.proceedings.map(\.state) == [.approved, .incomplete])
    world.today = day("2026-03-16")
    try world.play(world.put("m", dossier), on: &dossier)
    #expect(dossier.proceedings.map(\.state) == [.approved, .reviewing])
    #expect(dossier.proceeding("employmentAid")?.clock.due == day("2026-03-23"))
  }

  @Test(
    "N0-26 办理地是答案里的县；空的、不是六位数字的、外省的，是本厅的县",
    arguments: [
      ("640105", "640105"), ("", "640104"), ("6401", "640104"), ("64010a", "640104"),
      ("110101", "640104"),
    ])
  func place(answer: String, division: String) throws {
    let theme = try Tree.jobseekers.get()
    var world = try World()
    var answers = World.answers
    answers[text: "registrationPlace"] = answer
    let facts = Facts(
      answers: answers, matters: ["registration", "policySupport"], today: world.today)
    let openings = Opening.plan(theme, facts, materials: [], calendar: world.calendar)
    #expect(openings.map(\.placeKey) == [nil, "registrationPlace"])
    var dossier = try world.accept(openings, answers: answers)
    dossier = try Dossier(JSONReader(dossier.json))
    let policies = try #require(dossier.proceeding("policySupport"))
    #expect(dossier.division(of: policies) == division)
    #expect(dossier.division(of: dossier.proceedings[0]) == "640104")
  }

  @Test("N0-39至N0-42 只核验的部门随困难类别定，写在办件里，受理后不变")
  func cooperators() throws {
    let theme = try Tree.jobseekers.get()
    var world = try World()
    var answers = World.answers
    for (difficulty, departments) in [
      ("12", ["civil"]), ("09", ["justice"]), ("06", ["veterans"]), ("04", ["disabled"]),
      ("01", []),
    ] {
      answers["difficulty"] = .text(difficulty)
      let facts = Facts(answers: answers, matters: ["employmentAid"], today: world.today)
      let openings = Opening.plan(theme, facts, materials: [], calendar: world.calendar)
      #expect(openings.map(\.cooperators) == [departments], "\(difficulty)")
      let dossier = try world.accept(openings)
      #expect(dossier.proceedings.map(\.cooperators) == [departments])
      #expect(try Dossier(JSONReader(dossier.json)) == dossier)
    }
  }

  @Test("不在本次申请里的前置不等")
  func absentDependency() throws {
    let theme = try Tree.jobseekers.get()
    let world = try World()
    let facts = Facts(answers: World.answers, matters: ["benefit"], today: world.today)
    let openings = Opening.plan(theme, facts, materials: [], calendar: world.calendar)
    #expect(openings.map(\.waitsFor) == [[]])
  }

  @Test("所需材料只写到申请了的事项上，收下的记份数")
  func needed() throws {
    let theme = try Tree.jobseekers.get()
    let world = try World()
    var facts = Facts(answers: World.answers, matters: ["employmentAid"], today: world.today)
    facts.answers[text: "difficultyKind"] = "01"
    let rules = theme.materialsNeeded(facts)
    let present = Set(rules.prefix(1).map(\.key))
    let records = MaterialRecord.needed(theme, facts, present: present)
    #expect(records.map(\.rule) == rules.map(\.key))
    for (record, rule) in zip(records, rules) {
      #expect(record.isPresent == present.contains(rule.key))
      #expect(record.copies == (record.isPresent ? rule.copies : 0))
      #expect(record.matters == ["employmentAid"])
      #expect(record.isRequired == rule.isRequired)
    }
  }
}
