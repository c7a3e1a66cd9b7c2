@testable import Domain
@testable import Ledger

/// A dossier with matters of every kind, and operations to try on it, from a
/// seed: some legal, some not.
struct History {
  var world: World
  var random: SeededGenerator
  var dossier: Dossier

  init(seed: UInt64) throws {
    var world = try World()
    var random = SeededGenerator(seed: seed)
    let materials = [
      World.material("m1", for: ["quick"], isPresent: random.below(2) == 0),
      World.material("m2", for: ["benefit", "aid"], isPresent: random.below(2) == 0),
      World.material("m3", for: ["aid"], isPresent: random.below(3) == 0),
      World.material("m4", for: ["aid"], isRequired: false),
    ]
    let openings = [
      world.opening("quick", meaning: .unemploymentRegistration, materials: materials),
      world.opening("benefit", steps: [World.review], waitsFor: ["quick"], materials: materials),
      world.opening("aid", steps: World.twoSteps, materials: materials),
      world.opening("after", waitsFor: ["aid"], materials: materials),
      world.opening("last", steps: [World.review], waitsFor: ["after", "benefit"]),
    ]
    dossier = try world.accept(openings, materials: materials)
    self.world = world
    self.random = random
  }

  mutating func anyOperation() -> Operation {
    if random.below(3) == 0 { world.today = world.today.adding(random.below(4)) }
    let act = anyAct()
    // One in ten comes from anybody.
    let role = random.below(10) == 0 ? Role.allCases[random.below(4)] : nil
    return world.operation(act, role: role)
  }

  private mutating func anyAct() -> Act {
    let proceeding = dossier.proceedings[random.below(dossier.proceedings.count)]
    let matter = proceeding.matter
    switch random.below(16) {
    case 0: return .note("备注\(random.below(100))")
    case 1:
      return .amend(
        [
          Change(
            key: "phone", old: dossier.answers["phone"], new: .text("1390000000\(random.below(9))"))
        ], reason: "录入有误")
    case 2, 3: return world.put("m\(1 + random.below(4))", dossier)
    case 4: return .paper(kind: .receipt, matter: nil, copy: dossier.papers.count + 1)
    case 5: return .told(matter: matter)
    case 6: return world.verify(VerificationMode.allCases[random.below(3)], dossier, matter)
    case 7, 8:
      return .pass(matter: matter, step: proceeding.currentStep?.key ?? "", opinion: "合格")
    case 9: return world.ask(dossier, matter)
    case 10: return world.hold(dossier, matter)
    case 11, 12: return world.resume(dossier, matter)
    case 13: return .approve(matter: matter, opinion: "同意")
    case 14: return .decline(matter: matter, reason: "不符合条件")
    default:
      return random.below(4) == 0
        ? .withdraw(matter: matter, reason: "申请人撤回") : .approve(matter: matter, opinion: "同意")
    }
  }
}
