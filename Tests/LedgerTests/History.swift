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
    dossier = try world.accept(
      openings, materials: materials, isScreened: random.below(2) == 0)
    self.world = world
    self.random = random
  }

  mutating func anyOperation() -> Operation {
    if random.below(3) == 0 { world.today = world.today.adding(random.below(4)) }
    let act = anyAct()
    // One in ten comes from anybody.
    let role = random.below(10) == 0 ? Role.allCases[random.below(5)] : role(for: act)
    return world.operation(act, role: role)
  }

  /// Who usually does it; nil for the first role that may.
  private func role(for act: Act) -> Role? {
    switch act {
    case .ask(let matter, _, _, _), .decline(let matter, _, _):
      dossier.proceeding(matter)?.needsScreening == true ? .screener : .reviewer
    case .amend, .add, .void: dossier.mayAmend(.clerk) ? .clerk : .supervisor
    default: nil
    }
  }

  /// Every kind that it tries.
  static let kinds = Set(
    Operation.Kind.allCases.filter {
      $0.rawValue.hasPrefix("dossier.") || $0.rawValue.hasPrefix("proceeding.")
        || $0.rawValue.hasPrefix("material.") || $0.rawValue.hasPrefix("register.")
        || $0 == .auditPaper
    }
  ).subtracting([.dossierAccept, .dossierRenumber])

  private mutating func anyAct() -> Act {
    let proceeding = dossier.proceedings[random.below(dossier.proceedings.count)]
    let matter = proceeding.matter
    switch random.below(25) {
    case 0: return .note("备注\(random.below(100))")
    case 1:
      return .amend(
        [
          Change(
            key: "phone", old: dossier.answers["phone"],
            new: .text("1390000000\(random.below(9))"))
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
    case 13, 14: return world.decline(dossier, matter)
    case 15: return .receive(matter: matter)
    case 16:
      return random.below(2) == 0
        ? .handOn(matter: matter, department: "insurance", reason: "不属本部门")
        : .sign(matter: matter, department: "insurance", reason: "特殊情形")
    case 17, 18: return world.screen(dossier)
    case 19: return anyCorrection(matter)
    case 20: return anyRecord()
    case 21: return .rate(Rating(grade: Rating.Grade.allCases[random.below(5)], note: ""))
    case 22: return world.withdraw(dossier, matter)
    default: return world.approve(dossier, matter)
    }
  }

  private mutating func anyRecord() -> Act {
    let hash = String(repeating: "\(random.below(2))", count: 64)
    let rule = "m\(1 + random.below(4))"
    switch random.below(6) {
    case 0: return .attach(rule: rule, Scan(hash: hash, size: 1, format: .pdf))
    case 1:
      let scanned = dossier.materials.first { !$0.scans.isEmpty }
      return .detach(
        rule: scanned?.rule ?? rule, hash: scanned?.scans.first?.hash ?? hash, reason: "附错了人")
    case 2:
      return .enter(RegisterNote(register: "posts", title: "虚构台账", values: ["employer": "虚构单位"]))
    case 3:
      let open = dossier.entries.first(where: \.isOpen)?.id ?? "none"
      return .close(entry: open, RegisterEntry.Closing(result: "期满", note: ""))
    default: return .serve(Service(followUp: nil, title: "职业指导", result: .done))
    }
  }

  private mutating func anyCorrection(_ matter: String) -> Act {
    switch random.below(4) {
    case 0: return world.redate(dossier, matter, to: world.today.adding(-random.below(5)))
    case 1: return world.void(dossier, random.below(4) == 0 ? nil : matter)
    default:
      let added = "added\(dossier.proceedings.count)"
      let materials =
        random.below(2) == 0 ? [World.material("m3", for: [added])] : []
      // m3 may be there already; then nothing is missing.
      let isMissing =
        !materials.isEmpty
        && dossier.materials.contains {
          $0.rule == "m3" && !$0.isPresent
        }
      let opening = world.opening(
        added, steps: random.below(2) == 0 ? [World.review] : [],
        waitsFor: random.below(2) == 0 ? [matter] : [], materials: isMissing ? materials : [])
      return world.add(dossier, [opening], materials: materials)
    }
  }
}
