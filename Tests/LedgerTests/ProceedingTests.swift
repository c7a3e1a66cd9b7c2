import Testing

@testable import Domain
@testable import Ledger

@Suite("事项之间") struct ProceedingTests {
  private func states(_ dossier: Dossier) -> [Proceeding.State] {
    dossier.proceedings.map(\.state)
  }

  @Test("即办事项在受理时办结")
  func immediate() throws {
    var world = try World()
    let dossier = try world.accept([world.opening("a"), world.opening("b", waitsFor: ["a"])])
    #expect(states(dossier) == [.approved, .approved])
    #expect(dossier.proceedings.allSatisfy { $0.finishedAt == dossier.acceptedAt })
    #expect(dossier.isClosed)
  }

  @Test("一项没有通过，别的照办")
  func independent() throws {
    var world = try World()
    var dossier = try world.accept([
      world.opening("a", steps: [World.review]), world.opening("b", steps: [World.review]),
      world.opening("c"), world.opening("d", steps: [World.review], waitsFor: ["a"]),
    ])
    #expect(states(dossier) == [.reviewing, .reviewing, .approved, .waiting])
    let (b, c) = (dossier.proceedings[1], dossier.proceedings[2])
    try world.play(world.decline(dossier), on: &dossier)
    #expect(states(dossier) == [.declined, .reviewing, .approved, .reviewing])
    #expect(dossier.proceedings[1] == b && dossier.proceedings[2] == c)
    #expect(!dossier.isClosed)
  }

  @Test("等待的事项在最后一个前置有结果时继续，不早也不晚")
  func waiting() throws {
    var world = try World()
    var dossier = try world.accept([
      world.opening("c", steps: [World.review], waitsFor: ["a", "b"]),
      world.opening("a", steps: [World.review]), world.opening("b", steps: [World.review]),
    ])
    let waiting = try #require(dossier.proceeding("c"))
    #expect(waiting.clock == .stopped(World.limits))
    try world.play(.approve(matter: "a", opinion: ""), on: &dossier)
    #expect(dossier.proceeding("c") == waiting)
    world.expectRefusal(
      .illegal(.proceedingApprove, in: .waiting), .approve(matter: "c", opinion: ""), on: dossier)
    world.today = day("2026-03-17")
    try world.play(world.withdraw(dossier, "b"), on: &dossier)
    #expect(states(dossier) == [.reviewing, .approved, .withdrawn])
    // Its own limit counts from the day on which it could go on.
    #expect(dossier.proceeding("c")?.clock.accepted == day("2026-03-17"))
    #expect(dossier.proceeding("c")?.clock.due == day("2026-03-24"))
  }

  @Test("即办事项等前置的结果：通过就办结，没有通过就不办，再往后也一样")
  func immediateWaits() throws {
    var world = try World()
    let openings = [
      world.opening("c", waitsFor: ["b"]), world.opening("b", waitsFor: ["a"]),
      world.opening("a", steps: [World.review]),
    ]
    var good = try world.accept(openings)
    #expect(states(good) == [.waiting, .waiting, .reviewing])
    var bad = good
    try world.play(world.approve(good), on: &good)
    #expect(states(good) == [.approved, .approved, .approved])
    try world.play(world.decline(bad), on: &bad)
    #expect(states(bad) == [.declined, .declined, .declined])
    #expect(bad.proceeding("b")?.reason == "“事项a”没有通过")
    #expect(bad.proceeding("b")?.needsTelling == true)
  }

  @Test("就业援助先初审后审定：换部门，最后一步才能准予")
  func twoSteps() throws {
    var world = try World()
    var dossier = try world.accept([world.opening("a", steps: World.twoSteps)])
    #expect(dossier.proceeding("a")?.department == "employment")
    world.expectRefusal(
      .illegal(.proceedingApprove, in: .reviewing), .approve(matter: "a", opinion: ""), on: dossier)
    world.expectRefusal(
      .wrongStep(expected: "decision", found: "initial"),
      .pass(matter: "a", step: "decision", opinion: ""), on: dossier)
    let pass = Act.pass(matter: "a", step: "initial", opinion: "初审合格")
    try world.play(pass, on: &dossier)
    #expect(dossier.proceeding("a")?.department == "hrss")
    #expect(dossier.proceeding("a")?.currentStep?.title == "审定")
    #expect(dossier.proceeding("a")?.state == .reviewing)
    // The same pass once more does not slip through to the decision.
    world.expectRefusal(.wrongStep(expected: "initial", found: "decision"), pass, on: dossier)
    world.expectRefusal(
      .illegal(.proceedingPass, in: .reviewing),
      .pass(matter: "a", step: "decision", opinion: ""), on: dossier)
    try world.play(.approve(matter: "a", opinion: "审定通过"), on: &dossier)
    #expect(dossier.isClosed)
  }

  @Test("初审不合格也可以直接不予通过")
  func declineAtFirstStep() throws {
    var world = try World()
    var dossier = try world.accept([world.opening("a", steps: World.twoSteps)])
    try world.play(.decline(matter: "a", reason: "初审不合格"), on: &dossier)
    #expect(dossier.proceeding("a")?.state == .declined)
    #expect(dossier.proceeding("a")?.reason == "初审不合格")
  }

  // MARK: Materials

  @Test("缺材料的事项收齐才受理，从收齐那天起算")
  func incomplete() throws {
    var world = try World()
    let materials = [
      World.material("m1", for: ["a", "q"]), World.material("m2", for: ["a"]),
      World.material("m3", for: ["a"], isRequired: false),
    ]
    var dossier = try world.accept(
      [
        world.opening("a", steps: [World.review], materials: materials),
        world.opening("q", materials: materials), world.opening("w", waitsFor: ["q"]),
      ], materials: materials)
    #expect(states(dossier) == [.incomplete, .incomplete, .waiting])
    #expect(dossier.proceeding("a")?.items == ["虚构证明m1", "虚构证明m2"])
    #expect(dossier.proceeding("a")?.clock.due == nil)

    world.today = day("2026-03-16")
    try world.play(world.put("m1", dossier), on: &dossier)
    #expect(states(dossier) == [.incomplete, .approved, .approved])
    #expect(dossier.proceeding("q")?.finishedAt == nine(world.today))
    #expect(dossier.proceeding("a")?.items == ["虚构证明m2"], "only what is still missing")

    world.today = day("2026-03-17")
    try world.play(world.put("m3", dossier), on: &dossier)
    #expect(dossier.proceeding("a")?.state == .incomplete)
    try world.play(world.put("m2", dossier), on: &dossier)
    let proceeding = try #require(dossier.proceeding("a"))
    #expect(proceeding.state == .reviewing && proceeding.items == [])
    #expect(proceeding.clock.accepted == day("2026-03-17"))
    #expect(proceeding.clock.due == day("2026-03-24"))
    #expect(!proceeding.needsTelling)
  }

  @Test("同一份材料收两次：以后一次的份数和说明为准，时钟不动")
  func materialTwice() throws {
    var world = try World()
    let materials = [World.material("m", for: ["a"])]
    var dossier = try world.accept(
      [world.opening("a", steps: [World.review], materials: materials)], materials: materials)
    try world.play(world.put("m", dossier), on: &dossier)
    let proceedings = dossier.proceedings
    let again = Act.putMaterial(rule: "m", copies: 3, note: "复印件", starts: [:])
    try world.play(again, on: &dossier)
    #expect(dossier.materials[0].copies == 3 && dossier.materials[0].note == "复印件")
    #expect(dossier.materials[0].isPresent)
    #expect(dossier.proceedings == proceedings)
    world.expectRefusal(
      .illegal(.materialPut, in: .reviewing),
      .putMaterial(rule: "m", copies: 1, note: "", starts: ["a": Samples.running]), on: dossier)
    world.expectRefusal(
      .unknownMaterial("x"), .putMaterial(rule: "x", copies: 1, note: "", starts: [:]),
      on: dossier)
  }

  @Test("收材料启动的正是它补齐的事项，不多也不少")
  func starts() throws {
    var world = try World()
    let materials = [World.material("m1", for: ["a", "b"]), World.material("m2", for: ["a"])]
    let dossier = try world.accept(
      [
        world.opening("a", steps: [World.review], materials: materials),
        world.opening("b", steps: [World.review], materials: materials),
      ], materials: materials)
    let starts = dossier.starts(byPutting: "m1", on: world.today, calendar: world.calendar)
    let clock = try #require(starts["b"])
    #expect(starts.keys.sorted() == ["b"])
    func put(_ starts: [String: Clock]) -> Act {
      .putMaterial(rule: "m1", copies: 1, note: "", starts: starts)
    }
    world.expectRefusal(.illegal(.materialPut, in: .incomplete), put([:]), on: dossier)
    world.expectRefusal(
      .illegal(.materialPut, in: .incomplete), put(["a": clock, "b": clock]), on: dossier)
    world.expectRefusal(.unknownMatter("x"), put(["b": clock, "x": clock]), on: dossier)
    world.expectRefusal(
      .illegal(.materialPut, in: .incomplete), put(["b": .stopped(World.limits)]), on: dossier)
  }

  // MARK: Telling and ending

  @Test("待告知：缺材料、补正、不予通过时立起，告知或收齐后放下")
  func needsTelling() throws {
    var world = try World()
    let materials = [World.material("m", for: ["a"])]
    var dossier = try world.accept(
      [world.opening("a", steps: [World.review], materials: materials)], materials: materials)
    func tells() -> Bool? { dossier.proceeding("a")?.needsTelling }
    #expect(tells() == true)
    try world.play(.told(matter: "a"), on: &dossier)
    #expect(tells() == false)
    world.expectRefusal(
      .illegal(.proceedingTold, in: .incomplete), .told(matter: "a"), on: dossier)
    try world.play(world.put("m", dossier), on: &dossier)
    #expect(tells() == false)
    try world.play(world.hold(dossier), on: &dossier)
    #expect(tells() == false)
    try world.play(world.resume(dossier), on: &dossier)
    try world.play(world.ask(dossier), on: &dossier)
    #expect(tells() == true)
    #expect(dossier.proceeding("a")?.items == ["重新拍摄虚构证明"])
    try world.play(world.resume(dossier), on: &dossier)
    #expect(tells() == false)
    #expect(dossier.proceeding("a")?.items == [] && dossier.proceeding("a")?.reason == nil)
    try world.play(.decline(matter: "a", reason: "不符合"), on: &dossier)
    #expect(tells() == true)
    try world.play(.told(matter: "a"), on: &dossier)
    #expect(tells() == false)
    #expect(dossier.proceeding("a")?.state == .declined)
  }

  @Test("没有办结的事项都能撤回，撤回就不再待告知", arguments: Proceeding.State.allCases)
  func withdraw(state: Proceeding.State) throws {
    var world = try World()
    let materials = state == .incomplete ? [World.material("m", for: ["a"])] : []
    var dossier = try world.accept(
      [
        world.opening(
          "a", steps: [World.review], waitsFor: state == .waiting ? ["b"] : [],
          materials: materials), world.opening("b", steps: [World.review]),
      ], materials: materials, isScreened: state == .screening)
    switch state {
    case .asked: try world.play(world.ask(dossier), on: &dossier)
    case .held: try world.play(world.hold(dossier), on: &dossier)
    case .approved: try world.play(.approve(matter: "a", opinion: ""), on: &dossier)
    case .declined: try world.play(.decline(matter: "a", reason: "不符合"), on: &dossier)
    case .withdrawn: try world.play(.withdraw(matter: "a", reason: "撤回"), on: &dossier)
    case .voided: try world.play(.void(matter: "a", reason: "选错"), on: &dossier)
    case .incomplete, .screening, .waiting, .reviewing: break
    }
    #expect(dossier.proceeding("a")?.state == state)
    let act = Act.withdraw(matter: "a", reason: "申请人撤回")
    if state.isFinal {
      world.expectRefusal(.illegal(.proceedingWithdraw, in: state), act, on: dossier)
    } else {
      try world.play(act, on: &dossier)
      let proceeding = try #require(dossier.proceeding("a"))
      #expect(proceeding.state == .withdrawn && proceeding.reason == "申请人撤回")
      #expect(!proceeding.needsTelling && proceeding.finishedAt == nine(world.today))
    }
  }
}
