import Testing

@testable import Domain
@testable import Ledger

/// What a refusal means for those that waited for the result.
@Suite("前置没有通过")
struct DependencyTests {
  private func opening(_ world: World, _ matter: String, after: [String], must: [String]) -> Opening
  {
    let opening = world.opening(matter, steps: [World.review], waitsFor: after)
    return Opening(
      matter: matter, title: opening.title, meaning: nil, department: opening.department,
      steps: opening.steps, waitsFor: after, mustPass: must, missing: [], clock: opening.clock)
  }

  @Test("必须通过的前置没有通过：直接不予，说明哪一项，须告知；其余由部门决定")
  func mustPass() throws {
    var world = try World()
    var dossier = try world.accept([
      world.opening("a", steps: [World.review]), opening(world, "b", after: ["a"], must: ["a"]),
      opening(world, "c", after: ["a"], must: []),
    ])
    try world.play(world.decline(dossier), on: &dossier)
    let refused = try #require(dossier.proceeding("b"))
    #expect(refused.state == .declined && refused.needsTelling)
    #expect(refused.reason == "“事项a”没有通过")
    #expect(dossier.proceeding("c")?.state == .reviewing)
  }

  @Test("几个必须通过的前置里有一个通过就办", arguments: [true, false])
  func oneIsEnough(isGranted: Bool) throws {
    var world = try World()
    var dossier = try world.accept([
      world.opening("a", steps: [World.review]), world.opening("b", steps: [World.review]),
      opening(world, "c", after: ["a", "b"], must: ["a", "b"]),
    ])
    try world.play(world.decline(dossier), on: &dossier)
    #expect(dossier.proceeding("c")?.state == .waiting)
    let act = isGranted ? world.approve(dossier, "b") : world.decline(dossier, "b")
    try world.play(act, on: &dossier)
    #expect(dossier.proceeding("c")?.state == (isGranted ? .reviewing : .declined))
  }
}
