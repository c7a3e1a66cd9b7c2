import DeskDriver
import Domain
import Ledger
import TUI
import Testing

@testable import Desk

/// One day decides everything of an acceptance.
@Suite("过零点")
struct MidnightTests {
  private static let keys =
    "640104199003070014张示例<Enter>199000000141<Enter>示例路8号<Enter>32-30<Enter>导购<Enter>"
    + "4000<Enter>PX001<Enter>1示例厂<Enter>"

  private func reviewing() throws -> DeskDriver {
    // Practice, whose screen does not lock.
    var driver = DeskDriver.atForm(hall: DeskHall(station: DeskHall.practice))
    driver.send(.tick(DeskHall.at(23, 58)))
    try driver.press(Self.keys + "<F9>")
    #expect(driver.text.contains("没有错误"), "\(driver.text)")
    return driver
  }

  private func dues(_ driver: DeskDriver) throws -> [Day?] {
    try #require(driver.desk.review).openings.map(\.clock.due)
  }

  @Test(
    "First aid 10: a review that is open over midnight shows and accepts with the new day: acceptance, due days, explanation and paper agree"
  )
  func review() throws {
    var driver = try reviewing()
    let before = try dues(driver)
    let tomorrow = DeskHall.today.adding(1)
    driver.send(.tick(DeskHall.at(23, 59).adding(milliseconds: 60_000)))
    #expect(driver.desk.today == tomorrow)
    #expect(driver.text.contains("日期已变为 3月14日"))
    let after = try dues(driver)
    #expect(after != before)
    driver.resetCounts()
    try driver.press("<F9>")
    let dossier = try #require(driver.hall.dossiers.last)
    #expect(dossier.acceptedAt.day == tomorrow)
    #expect(dossier.proceedings.map(\.clock.due) == after)
    for proceeding in dossier.proceedings {
      #expect(proceeding.clock.accepted.map { $0 == tomorrow } ?? true)
    }
    let papers = driver.effects.compactMap {
      if case .deliver(let paper, _) = $0 { paper } else { nil }
    }
    let paper = try #require(papers.first)
    #expect(paper.lines.contains { $0.contains("2026年3月14日") })
    #expect(!paper.lines.contains { $0.contains("2026年3月13日") })
  }

  @Test("First aid 10: a review before midnight that is accepted before midnight keeps its day")
  func before() throws {
    var driver = try reviewing()
    let before = try dues(driver)
    driver.send(.tick(DeskHall.at(23, 59)))
    try driver.press("<F9>")
    let dossier = try #require(driver.hall.dossiers.last)
    #expect(dossier.acceptedAt.day == DeskHall.today)
    #expect(dossier.proceedings.map(\.clock.due) == before)
  }

  @Test(
    "First aid 10: added matters whose confirmation is open over midnight show the new day's due days"
  )
  func added() throws {
    var driver = ScreenDriver(MadeUpHall.clerk)
    try driver.page("d3", "benefit", .addMatters)
    let dossier = try #require(driver.dossier("d3"))
    let aid = try #require(
      driver.desk.matters(besides: dossier).firstIndex { $0.key == "employmentAid" })
    try driver.press("\(aid + 1)<Enter><Enter>1<Enter><F9>补办就业援助<Enter>1<Enter>")
    #expect(driver.isConfirmingAddition, "\(driver.text)")
    let before = driver.text
    // Locked meanwhile; what is open stays.
    driver.send(.tick(driver.desk.now.adding(milliseconds: 3 * 86_400_000)))
    driver.send(.reply(.signedIn(MadeUpHall.clerk)))
    #expect(driver.isConfirmingAddition)
    #expect(driver.text != before)
    #expect(driver.message.contains("到期日已按这一天重算"))
  }

  @Test(
    "First aid 10: a clock that is set back keeps no screen open longer, and the desk goes on with it"
  )
  func lock() throws {
    var driver = DeskDriver.atForm()
    let back = driver.desk.now.adding(milliseconds: -1_800_000)
    driver.send(.tick(back))
    #expect(driver.desk.now == back && driver.desk.stage == .working)
    driver.send(.tick(back.adding(milliseconds: DeskState.lockDelay)))
    #expect(driver.desk.stage != .working)
  }
}

extension ScreenDriver {
  fileprivate var isConfirmingAddition: Bool {
    if case .prompt(let prompt) = desk.overlay, case .addConfirmed = prompt.purpose {
      true
    } else {
      false
    }
  }
}
