import Testing

@testable import Domain
@testable import Ledger

@Suite("办件规则") struct DossierRuleTests {
  // MARK: 失业登记

  @Test(
    "失业登记没有求职意向或培训意愿不受理（N0-21、N0-23）",
    arguments: ["jobWishes", "trainingWishes"])
  func wishes(section: String) throws {
    var world = try World()
    var answers = World.answers
    answers[section] = nil
    let registration = world.opening("r", meaning: .unemploymentRegistration)
    #expect(throws: LedgerError.missingWishes(section: section)) {
      try world.accept([world.opening("b"), registration], answers: answers)
    }
    #expect(throws: Never.self) {
      try world.accept([world.opening("b", meaning: .unemploymentBenefit)], answers: answers)
    }
    var dossier = try world.accept([registration])
    let emptied = Change(key: section, old: World.answers[section], new: nil)
    world.expectRefusal(
      .missingWishes(section: section), .amend([emptied], reason: "录入有误"), on: dossier)
    // Another wish in its place is fine.
    let other = Change(key: section, old: emptied.old, new: .rows([["wishWage": "5000"]]))
    try world.play(.amend([other], reason: "录入有误"), on: &dossier)
    #expect(dossier.answers[section] == other.new)
  }

  // MARK: Amending

  @Test("改正要说出原来的内容；不符就整个不改")
  func amend() throws {
    var world = try World()
    var dossier = try world.reviewing()
    let name = Change(key: "name", old: .text("张示例"), new: .text("张例示"))
    let stale = Change(key: "phone", old: .text("13900000009"), new: .text("13900000001"))
    world.expectRefusal(.changed(key: "phone"), .amend([name, stale], reason: "录入有误"), on: dossier)
    let email = Change(key: "email", old: .text(""), new: .text("a@example.com"))
    let phone = Change(key: "phone", old: .text("13900000000"), new: nil)
    try world.play(.amend([name, email, phone], reason: "录入有误"), on: &dossier)
    #expect(dossier.answers[text: "name"] == "张例示")
    #expect(dossier.answers[text: "email"] == "a@example.com")
    #expect(dossier.answers["phone"] == nil)
    #expect(dossier.events.last?.detail == "3项，录入有误")
  }

  @Test("一次改正里同一项改两回，第二回要接着第一回")
  func amendChain() throws {
    var world = try World()
    var dossier = try world.reviewing()
    func change(_ old: String, _ new: String) -> Change {
      Change(key: "name", old: .text(old), new: .text(new))
    }
    world.expectRefusal(
      .changed(key: "name"), .amend([change("张示例", "甲"), change("张示例", "乙")], reason: "录入有误"),
      on: dossier)
    try world.play(.amend([change("张示例", "甲"), change("甲", "乙")], reason: "录入有误"), on: &dossier)
    #expect(dossier.answers[text: "name"] == "乙")
  }

  @Test("部门决定之后只有主管能改正；即办和撤回不算部门的决定")
  func amendAfterDecision() throws {
    var world = try World()
    let amend = Act.amend(
      [Change(key: "name", old: .text("张示例"), new: .text("张例示"))], reason: "录入有误")
    for decision in [
      Act.approve(matter: "a", opinion: ""), .decline(matter: "a", reason: "不符合条件"),
    ] {
      var dossier = try world.accept([
        world.opening("a", steps: [World.review]), world.opening("b", steps: [World.review]),
      ])
      #expect(dossier.mayAmend(.clerk) && dossier.mayAmend(.supervisor))
      try world.play(decision, on: &dossier)
      world.expectRefusal(.notAllowed(.clerk, .dossierAmend), amend, on: dossier)
      #expect(!dossier.mayAmend(.clerk) && !dossier.mayAmend(.reviewer))
      try world.play(amend, role: .supervisor, on: &dossier)
      #expect(dossier.answers[text: "name"] == "张例示")
    }
    var quick = try world.accept([world.opening("q"), world.opening("a", steps: [World.review])])
    try world.play(.withdraw(matter: "a", reason: "申请人撤回"), on: &quick)
    #expect(quick.isClosed)
    try world.play(amend, role: .clerk, on: &quick)
  }

  // MARK: Words

  @Test("看不见的字符进不了备注、理由、材料说明和回答")
  func unsafeText() throws {
    var world = try World()
    let materials = [World.material("m", for: ["a"], isRequired: false)]
    let dossier = try world.accept(
      [world.opening("a", steps: World.twoSteps)], materials: materials)
    let bad = "好\u{202E}坏"
    let clock = world.clock(dossier).paused(
      .correction, on: world.today, calendar: world.calendar)
    let acts: [Act] = [
      .note(bad), .ask(matter: "a", items: [bad], reason: "好", clock: clock),
      .ask(matter: "a", items: ["好"], reason: bad, clock: clock),
      .hold(matter: "a", reason: bad, clock: clock), .decline(matter: "a", reason: bad),
      .withdraw(matter: "a", reason: bad), .pass(matter: "a", step: "initial", opinion: bad),
      .putMaterial(rule: "m", copies: 1, note: bad, starts: [:]),
      .amend([Change(key: "x", old: nil, new: .text(bad))], reason: "录入有误"),
      .amend([Change(key: "x", old: nil, new: .rows([["y": bad]]))], reason: "录入有误"),
    ]
    for act in acts { world.expectRefusal(.unsafeText(code: "U+202E"), act, on: dossier) }
    let noted = MaterialRecord(
      rule: "m", title: "虚构证明", matters: ["a"], isRequired: true, isPresent: true, copies: 1,
      note: bad)
    #expect(throws: LedgerError.unsafeText(code: "U+202E")) {
      try world.accept([world.opening("a")], materials: [noted])
    }
    for answer in [Answer.text("\u{0}"), .rows([["a": "\u{0}"]]), .rows([["\u{0}": "a"]])] {
      var answers = World.answers
      answers["x"] = answer
      #expect(throws: LedgerError.unsafeText(code: "U+0000")) {
        try world.accept([world.opening("a")], answers: answers)
      }
    }
  }

  @Test("多行备注和生僻字原样保存")
  func safeText() throws {
    var world = try World()
    var dossier = try world.reviewing()
    try world.play(.note("第一行\n第二行𠮷󠄀"), on: &dossier)
    #expect(dossier.events.last?.detail == "第一行\n第二行𠮷󠄀")
  }

  @Test("要写的理由、内容、备注不能空，空格和换行也算空", arguments: ["", " \n", "　"])
  func emptyWords(blank: String) throws {
    var world = try World()
    let dossier = try world.reviewing()
    let clock = world.clock(dossier).paused(
      .correction, on: world.today, calendar: world.calendar)
    let acts: [Act] = [
      .note(blank), .ask(matter: "a", items: ["一"], reason: blank, clock: clock),
      .ask(matter: "a", items: ["一", blank], reason: "二", clock: clock),
      .ask(matter: "a", items: [], reason: "二", clock: clock),
      .hold(matter: "a", reason: blank, clock: clock), .decline(matter: "a", reason: blank),
      .withdraw(matter: "a", reason: blank),
    ]
    for act in acts { world.expectRefusal(.reasonMissing(act.kind), act, on: dossier) }
  }

  // MARK: Openings

  @Test("自相矛盾的事项不受理")
  func openings() throws {
    var world = try World()
    func refuse(
      _ error: LedgerError, _ openings: [Opening], _ materials: [MaterialRecord] = [],
      sourceLocation: SourceLocation = #_sourceLocation
    ) {
      #expect(throws: error, sourceLocation: sourceLocation) {
        try world.accept(openings, materials: materials)
      }
    }
    let a = world.opening("a")
    refuse(.impossibleOpening(matter: "a"), [a, a])
    refuse(.unknownMatter("x"), [world.opening("b", waitsFor: ["x"])])
    refuse(.impossibleOpening(matter: "b"), [a, world.opening("b", waitsFor: ["b"])])
    refuse(
      .impossibleOpening(matter: "b"),
      [world.opening("b", waitsFor: ["c"]), world.opening("c", waitsFor: ["b"])])
    let missing = [World.material("m", for: ["a"])]
    refuse(.impossibleOpening(matter: "a"), [a], missing)
    refuse(.impossibleOpening(matter: "a"), [world.opening("a", materials: missing)])
    #expect(throws: Never.self) {
      try world.accept([world.opening("b", waitsFor: ["c"]), world.opening("c")])
    }
  }
}
