import DeskDriver
import Domain
import JSON
import Ledger
import TUI
import Testing

@testable import Desk

@Suite("暂定的到期日")
struct ProvisionalTests {
  /// The shipped rules before any notice for 2026 came.
  private static func rules() throws -> Rulebook {
    let old: JSON = [
      "name": "全国", "version": "2025",
      "years": [["year": 2025, "source": "通知", "off": [], "work": []]],
    ]
    let shipped = ShippedRules.rulebook
    return Rulebook(
      catalogue: shipped.catalogue,
      calendar: WorkCalendar(national: try CalendarFile(JSONReader(old))),
      notices: shipped.notices)
  }

  @Test("First aid 22: the review marks a due day as 暂定 once")
  func review() throws {
    var driver = DeskDriver.atForm(rules: try Self.rules())
    try driver.press("640104199003070014张示例<Enter>19900000014<Enter>5<Enter>3<Enter>")
    try driver.press("1<F9>")
    #expect(driver.text.contains("工作日（暂定）"))
    #expect(!driver.text.contains("（暂定）（暂定）"))
  }

  @Test("First aid 22: a dossier's page marks a due day as 暂定 once")
  func dossier() throws {
    let rules = try Self.rules()
    var driver = ScreenDriver(
      MadeUpHall.supervisor, size: Size(columns: 132, rows: 43), rules: rules,
      dossiers: try MadeUpHall.provisional(rules))
    try driver.choose(.board)
    try driver.press("<Enter>")
    #expect(driver.text.contains("工作日（暂定）到期"))
    #expect(!driver.text.contains("（暂定）（暂定）"))
  }
}

extension MadeUpHall {
  /// A dossier whose due days were counted by other rules.
  fileprivate static func provisional(_ rules: Rulebook) throws -> [Dossier] {
    let matters: Set<String> = ["registration", "benefit"]
    let accepted = acceptance("张示例", number: 9, on: today, matters: matters)
    let theme = rules.catalogue.themes[0]
    let facts = Facts(answers: accepted.answers, matters: matters, today: today)
    let acceptance = Acceptance(
      number: accepted.number, theme: accepted.theme, themeVersion: accepted.themeVersion,
      themeTitle: accepted.themeTitle, channel: accepted.channel, hall: accepted.hall,
      counter: accepted.counter, ticket: accepted.ticket, answers: accepted.answers,
      openings: Opening.plan(
        theme, facts, materials: accepted.materials, calendar: rules.calendar, isScreened: false),
      materials: accepted.materials, isScreened: false)
    return [try Dossier.play(operation("d9", clerk, at(today, 9, 5), .accept(acceptance)), on: nil)]
  }
}
