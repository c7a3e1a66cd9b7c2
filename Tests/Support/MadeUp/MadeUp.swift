import Domain
import Ledger

/// Made-up dossiers of the job seekers' theme (虚构办件), from a seed.
package struct MadeUp: Sendable {
  package var random: SplitMix64
  /// Part of every id, so that those of two machines differ.
  package var name = ""
  /// Where the made-up people are registered, in turn (N0-26): six digits each; with
  /// none, at the hall's own.
  package var places: [String] = []
  /// Goes on by 20 seconds an operation.
  package private(set) var now: Instant
  private var count = 0

  package init(seed: UInt64, start: Day = Day(number: 20_454)) {
    random = SplitMix64(seed: seed)
    now = Instant(milliseconds: (start.number * 24 + 1) * 3_600_000)
  }

  /// What a store of made-up dossiers is searched by.
  package static let index: @Sendable (String, Answers) -> SearchKeys = { _, answers in
    let name = answers[text: "name"]
    return SearchKeys(
      name: name, idNumber: answers[text: "idNumber"], phone: answers[text: "phone"],
      birth: Day(answers[text: "birth"]), readings: Person.readings(of: name))
  }

  package mutating func tick(milliseconds: Int = 20_000) {
    now = now.adding(milliseconds: milliseconds)
  }

  /// A new id; ascending, as UUIDv7 is.
  package mutating func id(_ kind: String) -> String {
    count += 1
    let digits = String(count)
    return kind + name + String(repeating: "0", count: max(0, 10 - digits.count)) + digits
  }

  package mutating func operation(
    _ act: Act, on entity: String, role: Role = .clerk, clerk: String = "u1"
  ) -> Operation {
    tick()
    return Operation(id: id("op"), entity: entity, clerk: clerk, role: role, at: now, act: act)
  }

  package static let counters = ["1", "2", "3"]

  /// The acceptance of a made-up dossier.
  ///
  /// - Parameters:
  ///   - isOpen: whether some matter goes to a department; otherwise every
  ///     matter is done with the acceptance.
  ///   - isScreened: whether the hall looks at it a second time first.
  package mutating func accept(
    serial: Int, log: String, isOpen: Bool, isScreened: Bool = false
  ) -> Operation {
    let person = Person(from: &random)
    var openings = isOpen ? openings() : [opening(.registration), opening(.jobService)]
    if isScreened { openings = openings.map { $0.waitsFor.isEmpty ? $0 : $0.stopped } }
    return operation(
      .accept(
        Acceptance(
          number: MadeUp.number(serial, log: log), theme: "nx-jobseekers", themeVersion: "2025.1",
          themeTitle: "高校毕业生等人员就业一件事", channel: .counter, hall: "640104001",
          counter: random.pick(MadeUp.counters), ticket: nil, answers: answers(of: person),
          openings: openings, materials: materials(for: openings),
          minimums: ["jobWishes": 1, "trainingWishes": 1], isScreened: isScreened)),
      on: id("dossier"))
  }

  package static func number(_ serial: Int, log: String) -> String {
    DossierNumber.text(division: "640104", log: log, serial: serial)
  }

  private mutating func openings() -> [Opening] {
    var chosen: [MadeUpMatter] = [.registration, .jobService]
    if random.below(2) == 0 { chosen.append(.benefit) }
    if random.below(3) == 0 { chosen.append(.policySupport) }
    if random.below(4) == 0 || chosen.count == 2 { chosen.append(.employmentAid) }
    return chosen.map { opening($0) }
  }

  mutating func opening(_ matter: MadeUpMatter) -> Opening {
    let accepted = now.day
    // About a third of the limits has run out by the time that anybody looks.
    let due = matter.steps.isEmpty ? accepted : accepted.adding(1 + random.below(15))
    let isMissing = matter == .employmentAid && random.below(5) == 0
    return Opening(
      matter: matter.rawValue, title: matter.title, meaning: matter.meaning,
      department: matter.department, placeKey: matter.placeKey, steps: matter.steps,
      waitsFor: matter.waitsFor,
      missing: isMissing ? ["援助对象证明"] : [],
      clock: Clock(
        accepted: isMissing ? nil : accepted, statutory: .workingDays(10),
        promised: .workingDays(5), due: isMissing ? nil : due,
        statutoryDue: isMissing ? nil : due.adding(7)))
  }

  private func materials(for openings: [Opening]) -> [MaterialRecord] {
    guard let aid = openings.first(where: { $0.matter == MadeUpMatter.employmentAid.rawValue })
    else {
      return []
    }
    return [
      MaterialRecord(
        rule: "aidProof", title: "援助对象证明", matters: [aid.matter], isRequired: true,
        isPresent: aid.missing.isEmpty, copies: aid.missing.isEmpty ? 1 : 0, note: "")
    ]
  }

  package mutating func answers(of person: Person) -> Answers {
    var answers = Answers([
      "idKind": .text("1"), "idNumber": .text(person.idNumber), "name": .text(person.name),
      "birth": .text(person.birth.description), "householdDivision": .text("640104"),
      "phone": .text(person.phone), "homeDivision": .text("640104"),
      "homeAddress": .text("虚构镇样例村\(random.below(400) + 1)号"), "education": .text("2"),
      "unemploymentReason": .text("2"), "formerEmployer": .text("虚构样例有限公司"),
    ])
    if !places.isEmpty { answers[text: "registrationPlace"] = places[count % places.count] }
    answers[rows: "jobWishes"] = [
      ["wishOccupation": "4-02-02-01", "wishWage": "4000", "wishDivision": "640104"]
    ]
    answers[rows: "trainingWishes"] = [
      ["trainingCourse": "c\(random.below(9))", "trainingMode": "1"]
    ]
    return answers
  }
}

extension Opening {
  /// The same with a clock that has not started.
  fileprivate var stopped: Opening {
    Opening(
      matter: matter, title: title, meaning: meaning, department: department, steps: steps,
      waitsFor: waitsFor, missing: missing,
      clock: Clock(
        accepted: nil, statutory: clock.statutory, promised: clock.promised, due: nil,
        statutoryDue: nil))
  }
}
