import DeskDriver
import Domain
import Ledger
import TUI

@testable import Desk

/// Weihai's packs, with made-up people: jobs, appointments and forms with
/// official titles are there.
enum WeihaiHall {
  static let rules = ShippedRules.weihai

  static func dossier(_ matters: Set<String>) throws -> Dossier {
    let theme = rules.catalogue.themes[0]
    var answers = MadeUpHall.answers("张示例", number: 1)
    answers[rows: "jobWishes"] = [
      ["wishOccupation": "6-31-01", "wishWage": "4000", "wishDivision": "371002", "wishMode": "4"]
    ]
    let facts = Facts(answers: answers, matters: matters, today: MadeUpHall.today)
    let materials = MaterialRecord.needed(theme, facts, present: [])
    let acceptance = Acceptance(
      number: "371002-7K3M-000121-W", theme: theme.key, themeVersion: theme.version,
      themeTitle: theme.title, channel: .counter, hall: "371002001", counter: "3", ticket: "t1",
      answers: answers,
      openings: Opening.plan(theme, facts, materials: materials, calendar: rules.calendar),
      materials: materials)
    let operation = MadeUpHall.operation(
      "d1", MadeUpHall.clerk, MadeUpHall.at(MadeUpHall.today, 9, 5), .accept(acceptance))
    return try Dossier.play(operation, on: nil)
  }

  static func driver(
    _ size: Size = Size(columns: 80, rows: 24), matters: Set<String> = ["jobSeeking", "benefit"]
  ) throws -> ScreenDriver {
    ScreenDriver(
      MadeUpHall.clerk, size: size, rules: rules, dossiers: [try dossier(matters)])
  }
}
