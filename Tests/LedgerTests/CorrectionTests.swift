import Testing

@testable import Domain
@testable import Ledger

@Suite("受理之后") struct CorrectionTests {
  private func states(_ dossier: Dossier) -> [Proceeding.State] {
    dossier.proceedings.map(\.state)
  }

  // MARK: Clocks that wait

  @Test("一个结果启动的正是等它的事项：少了、多了、时钟不对，都不收")
  func exactStarts() throws {
    var world = try World()
    let dossier = try world.accept([
      world.opening("a", steps: [World.review]), world.opening("b", steps: [World.review]),
      world.opening("c", steps: [World.review], waitsFor: ["a"]),
      world.opening("d", steps: [World.review], waitsFor: ["a", "b"]),
    ])
    let starts = dossier.starts(
      byEnding: "a", as: .approved, on: world.today, calendar: world.calendar)
    #expect(starts.keys.sorted() == ["c"])
    let clock = try #require(starts["c"])
    func expect(_ starts: [String: Clock], _ error: LedgerError) {
      for act in [
        Act.approve(matter: "a", opinion: "", starts: starts),
        .decline(matter: "a", reason: "不符合", starts: starts),
        .withdraw(matter: "a", reason: "撤回", starts: starts),
        .void(matter: "a", reason: "选错", starts: starts),
      ] {
        let found: LedgerError =
          if case .illegal(_, let state) = error { .illegal(act.kind, in: state) } else { error }
        world.expectRefusal(found, act, on: dossier)
      }
    }
    expect([:], .illegal(.proceedingApprove, in: .waiting))
    expect(["c": clock, "d": clock], .illegal(.proceedingApprove, in: .waiting))
    expect(["c": clock, "x": clock], .unknownMatter("x"))
    // Not even the clock that runs there already.
    expect(
      ["c": clock, "b": world.clock(dossier, "b")], .illegal(.proceedingApprove, in: .reviewing))
    expect(["c": .stopped(World.limits)], .illegal(.proceedingApprove, in: .waiting))
    var other = clock
    other.promised = .workingDays(30)
    expect(["c": other], .illegal(.proceedingApprove, in: .waiting))
  }

  @Test("缺材料又等前置：材料齐了还等，前置有结果那天才起算，先后都一样", arguments: [true, false])
  func incompleteAndWaiting(materialFirst: Bool) throws {
    var world = try World()
    let materials = [World.material("m", for: ["b"])]
    var dossier = try world.accept(
      [
        world.opening("a", steps: [World.review]),
        world.opening("b", steps: [World.review], waitsFor: ["a"], materials: materials),
      ], materials: materials)
    #expect(states(dossier) == [.reviewing, .incomplete])
    world.today = day("2026-03-16")
    try world.play(materialFirst ? world.put("m", dossier) : world.approve(dossier), on: &dossier)
    #expect(states(dossier)[1] == (materialFirst ? .waiting : .incomplete))
    #expect(world.clock(dossier, "b") == .stopped(World.limits))
    world.today = day("2026-03-18")
    try world.play(materialFirst ? world.approve(dossier) : world.put("m", dossier), on: &dossier)
    #expect(states(dossier) == [.approved, .reviewing])
    #expect(world.clock(dossier, "b").accepted == day("2026-03-18"))
    #expect(world.clock(dossier, "b").due == day("2026-03-25"))
  }

  @Test("还在等前置的事项也能记核验方式：期限变了，钟仍不走")
  func verifyWhileWaiting() throws {
    var world = try World()
    var dossier = try world.accept([
      world.opening("a", steps: [World.review]),
      world.opening("b", steps: [World.review], waitsFor: ["a"]),
    ])
    try world.play(world.verify(.sharedData, dossier, "b"), on: &dossier)
    #expect(world.clock(dossier, "b").accepted == nil)
    world.today = day("2026-03-16")
    try world.play(world.approve(dossier), on: &dossier)
    #expect(world.clock(dossier, "b").due == day("2026-03-17"))
  }

  // MARK: 预审

  @Test("预审之前什么都不到部门；预审通过那天，即办办结，等它的事项起算")
  func screening() throws {
    var world = try World()
    var dossier = try world.accept(
      [
        world.opening("q"), world.opening("w", steps: [World.review], waitsFor: ["q"]),
        world.opening("a", steps: [World.review]),
      ], isScreened: true)
    #expect(states(dossier) == [.screening, .screening, .screening])
    #expect(dossier.proceedings.map(\.clock.accepted) == [world.today, nil, world.today])
    #expect(dossier.awaitsScreening && !dossier.isClosed)
    let pass = Act.pass(matter: "a", step: "review", opinion: "")
    for act in [world.approve(dossier), pass, .receive(matter: "a"), world.hold(dossier)] {
      world.expectRefusal(.illegal(act.kind, in: .screening), act, on: dossier)
    }
    world.today = day("2026-03-17")
    world.expectRefusal(.illegal(.dossierScreen, in: .waiting), .screen(starts: [:]), on: dossier)
    try world.play(world.screen(dossier), on: &dossier)
    #expect(states(dossier) == [.approved, .reviewing, .reviewing])
    #expect(
      dossier.proceedings.map(\.clock.accepted)
        == [day("2026-03-13"), day("2026-03-17"), day("2026-03-13")])
    #expect(dossier.proceeding("q")?.finishedAt == nine(day("2026-03-17")))
    world.expectRefusal(.nothingToScreen, world.screen(dossier), on: dossier)
  }

  @Test("预审中要求补正：补来后回到预审，等前置的也一样")
  func askedWhileScreening() throws {
    var world = try World()
    var dossier = try world.accept(
      [
        world.opening("a", steps: [World.review]),
        world.opening("w", steps: [World.review], waitsFor: ["a"]),
      ], isScreened: true)
    for matter in ["a", "w"] {
      try world.play(world.ask(dossier, matter), role: .screener, on: &dossier)
    }
    #expect(states(dossier) == [.asked, .asked])
    world.today = day("2026-03-16")
    for matter in ["a", "w"] { try world.play(world.resume(dossier, matter), on: &dossier) }
    #expect(states(dossier) == [.screening, .screening])
    #expect(world.clock(dossier).due == day("2026-03-23"))
    try world.play(world.screen(dossier), on: &dossier)
    #expect(states(dossier) == [.reviewing, .waiting])
    world.today = day("2026-03-18")
    try world.play(world.approve(dossier), on: &dossier)
    // What was asked before it began costs it nothing, and gives it nothing.
    #expect(world.clock(dossier, "w").due == day("2026-03-25"))
  }

  @Test("补正和不予：预审之前只有预审人员，之后只有部门")
  func whoAsks() throws {
    var world = try World()
    let before = try world.accept([world.opening("a", steps: [World.review])], isScreened: true)
    var after = before
    try world.play(world.screen(before), on: &after)
    for act in [world.ask(before), .decline(matter: "a", reason: "不符合")] {
      world.expectRefusal(.notAllowed(.reviewer, act.kind), act, role: .reviewer, on: before)
      world.expectRefusal(.notAllowed(.screener, act.kind), act, role: .screener, on: after)
      #expect(throws: Never.self) {
        try Dossier.play(world.operation(act, role: .screener), on: before)
      }
      #expect(throws: Never.self) {
        try Dossier.play(world.operation(act, role: .reviewer), on: after)
      }
    }
  }

  // MARK: 增办、作废、更正

  @Test("增办：材料并入清单，已有的材料也归到新的事项；前置有结果的当天起算")
  func add() throws {
    var world = try World()
    let first = World.material("m", for: ["a"], isRequired: false)
    var dossier = try world.accept(
      [world.opening("q"), world.opening("a", steps: [World.review])], materials: [first])
    let needed = [World.material("m", for: ["b"]), World.material("n", for: ["c"])]
    world.today = day("2026-03-16")
    let openings = [
      world.opening("b", steps: [World.review], materials: needed),
      world.opening("c", steps: [World.review], materials: needed),
      world.opening("d", steps: [World.review], waitsFor: ["q"]),
    ]
    try world.play(world.add(dossier, openings, materials: needed), on: &dossier)
    #expect(states(dossier) == [.approved, .reviewing, .incomplete, .incomplete, .reviewing])
    #expect(dossier.materials.map(\.matters) == [["a", "b"], ["c"]])
    #expect(dossier.materials[0].isRequired)
    #expect(world.clock(dossier, "d").accepted == day("2026-03-16"))
    try world.play(world.put("m", dossier), on: &dossier)
    #expect(states(dossier)[2] == .reviewing)
    world.expectRefusal(
      .impossibleOpening(matter: "a"), world.add(dossier, [world.opening("a")]), on: dossier)
    world.expectRefusal(
      .unknownMatter("x"), world.add(dossier, [world.opening("e", waitsFor: ["x"])]), on: dossier)
  }

  @Test("作废一件：每个事项都作废，以前的文书也作废；不能再作废、增办、更正")
  func voidDossier() throws {
    var world = try World()
    var dossier = try world.accept([
      world.opening("q"), world.opening("a", steps: [World.review]),
      world.opening("w", steps: [World.review], waitsFor: ["a"]),
    ])
    try world.play(.paper(kind: .receipt, matter: nil, copy: 1), on: &dossier)
    try world.play(world.void(dossier, nil), on: &dossier)
    #expect(states(dossier) == [.voided, .voided, .voided])
    #expect(dossier.voided == "受理时选错" && dossier.isClosed)
    #expect(dossier.papers.map(\.isVoid) == [true])
    world.expectRefusal(
      .illegal(.dossierVoid, in: .voided), world.void(dossier, nil), on: dossier)
    let change = Change(key: "phone", old: .text("13900000000"), new: .text("13900000001"))
    world.expectRefusal(
      .illegal(.dossierAmend, in: .voided), .amend([change], reason: "录入有误"), role: .supervisor,
      on: dossier)
    world.expectRefusal(
      .notAllowed(.clerk, .dossierAdd), world.add(dossier, [world.opening("n")]), on: dossier)
  }

  @Test("部门决定之后，作废和增办也只有主管")
  func decided() throws {
    var world = try World()
    var dossier = try world.reviewing()
    try world.play(world.approve(dossier), on: &dossier)
    for act in [world.void(dossier, "a"), world.add(dossier, [world.opening("n")])] {
      world.expectRefusal(.notAllowed(.clerk, act.kind), act, on: dossier)
      #expect(throws: Never.self) {
        try Dossier.play(world.operation(act, role: .supervisor), on: dossier)
      }
    }
  }

  @Test("更正、增办、作废、改受理日期使以前的文书作废，以后的有效")
  func papers() throws {
    var world = try World()
    let start = try world.accept([
      world.opening("a", steps: [World.review]), world.opening("b", steps: [World.review]),
    ])
    let amend = Act.amend(
      [Change(key: "name", old: .text("张示例"), new: .text("张例示"))], reason: "录入有误")
    for act in [
      amend, world.add(start, [world.opening("n")]), world.void(start, "b"),
      world.redate(start, to: day("2026-03-12")),
    ] {
      var dossier = start
      try world.play(.paper(kind: .receipt, matter: nil, copy: 1), on: &dossier)
      try world.play(act, on: &dossier)
      try world.play(.paper(kind: .receipt, matter: nil, copy: 2), on: &dossier)
      try world.play(.note("备注"), on: &dossier)
      #expect(dossier.papers.map(\.isVoid) == [true, false], "\(act.kind)")
      #expect(dossier.paperNumber(1) == dossier.number + "-02")
    }
  }

  @Test("改受理日期：到期日随之而变，暂停不丢；没有受理的不能改")
  func redate() throws {
    var world = try World()
    let materials = [World.material("m", for: ["b"])]
    var dossier = try world.accept(
      [
        world.opening("a", steps: [World.review]),
        world.opening("b", steps: [World.review], materials: materials),
      ], materials: materials)
    try world.play(world.hold(dossier), on: &dossier)
    world.today = day("2026-03-17")
    try world.play(world.resume(dossier), on: &dossier)
    let pauses = world.clock(dossier).pauses
    try world.play(world.redate(dossier, to: day("2026-03-12")), on: &dossier)
    #expect(world.clock(dossier).accepted == day("2026-03-12"))
    #expect(world.clock(dossier).pauses == pauses)
    // One day counted before the pause of two working days, four after it.
    #expect(world.clock(dossier).due == day("2026-03-23"))
    world.expectRefusal(
      .illegal(.proceedingRedate, in: .incomplete),
      world.redate(dossier, "b", to: day("2026-03-12")), on: dossier)
  }

  // MARK: 签收、转办、服务、评价

  @Test("签收一次；转办或到下一步后由新的部门再签收")
  func receive() throws {
    var world = try World()
    var dossier = try world.accept([world.opening("a", steps: World.twoSteps)])
    let receive = Act.receive(matter: "a")
    try world.play(receive, on: &dossier)
    #expect(dossier.proceeding("a")?.receivedAt == nine(world.today))
    world.expectRefusal(.illegal(.proceedingReceive, in: .reviewing), receive, on: dossier)
    try world.play(.handOn(matter: "a", department: "insurance", reason: "不属本部门"), on: &dossier)
    #expect(dossier.proceeding("a")?.department == "insurance")
    try world.play(receive, on: &dossier)
    try world.play(.pass(matter: "a", step: "initial", opinion: ""), on: &dossier)
    #expect(dossier.proceeding("a")?.department == "hrss")
    #expect(dossier.proceeding("a")?.receivedAt == nil)
  }

  @Test("服务按先后记下谁、何时；一件只评价一次")
  func servicesAndRating() throws {
    var world = try World()
    var dossier = try world.reviewing()
    for title in ["职业指导", "职业介绍"] {
      try world.play(.serve(Service(followUp: nil, title: title, result: .done)), on: &dossier)
    }
    #expect(dossier.services.map(\.title) == ["职业指导", "职业介绍"])
    #expect(dossier.services.allSatisfy { $0.by == "u-clerk" && $0.at == nine(world.today) })
    try world.play(.rate(Rating(grade: .veryBad, note: "等得太久")), on: &dossier)
    #expect(dossier.rating?.grade.isBad == true)
    world.expectRefusal(.ratedAlready, .rate(Rating(grade: .good, note: "")), on: dossier)
  }
}
