import JSON
import Testing

@testable import Domain
@testable import Ledger

/// A small generator with a seed (SplitMix64), so that every run tests the same.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  mutating func below(_ count: Int) -> Int { Int.random(in: 0..<count, using: &self) }
}

func day(_ text: String) -> Day {
  guard let day = Day(text) else { preconditionFailure("no such day: \(text)") }
  return day
}

/// Nine o'clock in Beijing.
func nine(_ day: Day) -> Instant { Instant(milliseconds: (day.number * 24 + 1) * 3_600_000) }

/// A made-up world: one hall, a matter of every kind, and no real person.
struct World {
  let calendar: WorkCalendar
  var today = day("2026-03-13")
  /// Operations made so far; gives them ids.
  private(set) var count = 0

  init() throws { calendar = try Tree.calendar.get() }

  static let review = Matter.Step(key: "review", title: "审核", department: "insurance")
  static let twoSteps = [
    Matter.Step(key: "initial", title: "初审", department: "employment"),
    Matter.Step(key: "decision", title: "审定", department: "hrss"),
  ]
  static let limits = Matter.Limits(
    statutory: .workingDays(10), basis: "虚构办法第一条", promised: .workingDays(5),
    byVerification: [
      .sharedData: .workingDays(1), .manual: .workingDays(5), .onSite: .workingDays(5),
    ], excludes: nil)

  static let answers = Answers([
    "name": .text("张示例"), "phone": .text("13900000000"),
    "jobWishes": .rows([["wishOccupation": "6-31-01"]]),
    "trainingWishes": .rows([["trainingCourse": "PX001"]]),
  ])

  static func material(
    _ rule: String, for matters: [String], isPresent: Bool = false, isRequired: Bool = true
  ) -> MaterialRecord {
    MaterialRecord(
      rule: rule, title: "虚构证明\(rule)", matters: matters, isRequired: isRequired,
      isPresent: isPresent, copies: isPresent ? 1 : 0, note: "")
  }

  func opening(
    _ matter: String, meaning: Matter.Meaning? = nil, steps: [Matter.Step] = [],
    waitsFor: [String] = [], materials: [MaterialRecord] = []
  ) -> Opening {
    let missing = materials.lacking(for: matter)
    return Opening(
      matter: matter, title: "事项\(matter)", meaning: meaning,
      department: steps.first?.department ?? "hall", steps: steps, waitsFor: waitsFor,
      missing: missing.map(\.title),
      clock: missing.isEmpty
        ? .running(from: today, World.limits, calendar: calendar) : .stopped(World.limits))
  }

  mutating func operation(
    _ act: Act, role: Role? = nil, on entity: String = "d1"
  ) -> Operation {
    count += 1
    let roles: [Role] = [.clerk, .reviewer, .supervisor, .screener]
    let role = role ?? roles.first { $0.may(act.kind) } ?? .admin
    return Operation(
      id: "op\(count)", entity: entity, clerk: "u-\(role.rawValue)", role: role, at: nine(today),
      act: act)
  }

  func acceptance(
    _ openings: [Opening], materials: [MaterialRecord] = [], answers: Answers = World.answers,
    isScreened: Bool = false
  ) -> Acceptance {
    let running = Opening.running(openings, isScreened: isScreened, among: [])
    let registers = openings.contains { $0.meaning == .unemploymentRegistration }
    return Acceptance(
      number: DossierNumber.text(division: "640104", log: "7K3M", serial: 123),
      theme: "nx-jobseekers", themeVersion: "2025.1", themeTitle: "虚构一件事", channel: .counter,
      hall: "640104001", counter: "1", ticket: "t1", answers: answers,
      openings: openings.map { running.contains($0.matter) ? $0 : World.stopped($0) },
      materials: materials, minimums: registers ? ["jobWishes": 1, "trainingWishes": 1] : [:],
      isScreened: isScreened)
  }

  /// The same opening, with a clock that has not started.
  private static func stopped(_ opening: Opening) -> Opening {
    Opening(
      matter: opening.matter, title: opening.title, meaning: opening.meaning,
      department: opening.department, steps: opening.steps, waitsFor: opening.waitsFor,
      mustPass: opening.mustPass, missing: opening.missing, clock: .stopped(World.limits),
      tellsResult: opening.tellsResult)
  }

  /// With the clocks of those that wait for it.
  func approve(_ dossier: Dossier, _ matter: String = "a") -> Act {
    .approve(
      matter: matter, opinion: "同意",
      starts: dossier.starts(byEnding: matter, as: .approved, on: today, calendar: calendar))
  }

  func decline(_ dossier: Dossier, _ matter: String = "a") -> Act {
    .decline(
      matter: matter, reason: "不符合条件",
      starts: dossier.starts(byEnding: matter, as: .declined, on: today, calendar: calendar))
  }

  func withdraw(_ dossier: Dossier, _ matter: String = "a") -> Act {
    .withdraw(
      matter: matter, reason: "申请人撤回",
      starts: dossier.starts(byEnding: matter, as: .withdrawn, on: today, calendar: calendar))
  }

  mutating func accept(
    _ openings: [Opening], materials: [MaterialRecord] = [], answers: Answers = World.answers,
    isScreened: Bool = false
  ) throws(LedgerError) -> Dossier {
    let act = Act.accept(
      acceptance(openings, materials: materials, answers: answers, isScreened: isScreened))
    return try Dossier.play(operation(act), on: nil)
  }

  mutating func play(
    _ act: Act, role: Role? = nil, on dossier: inout Dossier
  ) throws(LedgerError) {
    dossier = try Dossier.play(operation(act, role: role), on: dossier)
  }

  /// One matter with one step, `a`, with the department.
  mutating func reviewing() throws -> Dossier { try accept([opening("a", steps: [World.review])]) }

  /// That the dossier refuses this; a dossier that is refused something is a
  /// value that nobody changed.
  mutating func expectRefusal(
    _ error: LedgerError, _ act: Act, role: Role? = nil, on dossier: Dossier,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let operation = operation(act, role: role)
    #expect(throws: error, sourceLocation: sourceLocation) {
      try Dossier.play(operation, on: dossier)
    }
  }

  // MARK: What a reviewer does, with the clock that follows

  func clock(_ dossier: Dossier, _ matter: String = "a") -> Clock {
    dossier.proceeding(matter)?.clock ?? .stopped(World.limits)
  }

  func ask(_ dossier: Dossier, _ matter: String = "a") -> Act {
    .ask(
      matter: matter, items: ["重新拍摄虚构证明"], reason: "看不清",
      clock: clock(dossier, matter).paused(.correction, on: today, calendar: calendar))
  }

  func hold(_ dossier: Dossier, _ matter: String = "a") -> Act {
    .hold(
      matter: matter, reason: "入户调查",
      clock: clock(dossier, matter).paused(.specialProcedure, on: today, calendar: calendar))
  }

  func resume(_ dossier: Dossier, _ matter: String = "a") -> Act {
    .resume(matter: matter, clock: clock(dossier, matter).resumed(on: today, calendar: calendar))
  }

  func verify(_ mode: VerificationMode, _ dossier: Dossier, _ matter: String = "a") -> Act {
    .verify(
      matter: matter, mode: mode,
      clock: clock(dossier, matter).verified(mode, World.limits, calendar: calendar))
  }

  // MARK: What puts right

  /// One matter, or with nil the whole dossier.
  func void(_ dossier: Dossier, _ matter: String?) -> Act {
    .void(
      matter: matter, reason: "受理时选错",
      starts: matter.map {
        dossier.starts(byEnding: $0, as: .voided, on: today, calendar: calendar)
      } ?? [:])
  }

  func screen(_ dossier: Dossier) -> Act {
    .screen(starts: dossier.starts(byScreeningOn: today, calendar: calendar))
  }

  func redate(_ dossier: Dossier, _ matter: String = "a", to day: Day) -> Act {
    .redate(
      matter: matter, reason: "受理日期录错",
      clock: clock(dossier, matter).redated(to: day, calendar: calendar))
  }

  func add(
    _ dossier: Dossier, _ openings: [Opening], materials: [MaterialRecord] = []
  ) -> Act {
    let running = Opening.running(openings, isScreened: false, among: dossier.proceedings)
    return .add(
      openings.map { running.contains($0.matter) ? $0 : World.stopped($0) }, materials: materials)
  }

  func put(_ rule: String, _ dossier: Dossier) -> Act {
    .putMaterial(
      rule: rule, copies: 1, note: "原件",
      starts: dossier.starts(byPutting: rule, on: today, calendar: calendar))
  }
}
