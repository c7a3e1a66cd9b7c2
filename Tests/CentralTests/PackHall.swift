import Crypto
import Domain
import JSON
import Ledger
import Sync

@testable import Central

/// A hall whose dossiers follow from the shipped packs of Ningxia (按资料办件的大厅), so
/// that central, which has them, too, finds nothing odd.
struct PackHall {
  static let rules = PackRules()
  static let theme = rules.catalogue(region: "nx")!.theme("nx-jobseekers")!
  static let calendar = rules.calendar(region: "nx")!

  var counter: TestCounter
  private(set) var now: Instant
  private var count = 0
  private(set) var serial = 0

  init(_ counter: TestCounter, at now: Instant) {
    self.counter = counter
    self.now = now
  }

  mutating func id(_ kind: String) -> String {
    count += 1
    return "\(kind)-\(counter.log)-\(count)"
  }

  mutating func operation(
    _ act: Act, on entity: String, role: Role = .clerk, at: Instant? = nil
  ) -> Operation {
    now = now.adding(milliseconds: 1_000)
    let names: [Role: String] = [.clerk: "u1", .supervisor: "boss", .screener: "u3"]
    return Operation(
      id: id("op"), entity: entity, clerk: (names[role] ?? "u2") + counter.log, role: role,
      at: at ?? now, act: act)
  }

  mutating func nextNumber() -> String {
    serial += 1
    return DossierNumber.text(
      division: String(counter.hall.prefix(6)), log: counter.log, serial: serial)
  }

  static let answers: Answers = {
    var answers = Answers([
      "idKind": .text("111"), "idNumber": .text("640104199003070014"), "name": .text("张示例"),
      "phone": .text("13900000000"), "difficulty": .text("01"),
      "registrationPlace": .text("640104"),
    ])
    answers[rows: "jobWishes"] = [["wishOccupation": "1-06-01"]]
    answers[rows: "trainingWishes"] = [["trainingCourse": "PX001"]]
    return answers
  }()

  /// What F9 makes of these matters on a day.
  mutating func acceptance(
    _ matters: Set<String> = ["registration", "benefit"], present: Bool = true,
    isScreened: Bool = false, on day: Day? = nil, theme: Theme = PackHall.theme,
    answers: Answers = PackHall.answers
  ) -> Acceptance {
    let facts = Facts(answers: answers, matters: matters, today: day ?? now.day)
    let rules = theme.materialsNeeded(facts).map(\.key)
    let materials = MaterialRecord.needed(theme, facts, present: present ? Set(rules) : [])
    return Acceptance(
      number: nextNumber(), theme: theme.key, themeVersion: theme.version,
      themeTitle: theme.title, channel: .counter, hall: counter.hall, counter: "1",
      ticket: nil, answers: answers,
      openings: Opening.plan(
        theme, facts, materials: materials, calendar: Self.calendar, isScreened: isScreened),
      materials: materials, minimums: theme.minimums(facts), isScreened: isScreened)
  }
}
