import DeskDriver
import Domain
import Ledger
import TUI
import Testing

@testable import Desk

/// Lists stay as they were opened while somebody walks through them.
@Suite("名单不动")
struct WalkTests {
  /// Dossiers with one proceeding each at the same department, in the order of their due days.
  private func hall(_ count: Int) throws -> [Dossier] {
    try (0..<count).map { index in
      try MadeUpHall.accept(
        "w\(index)", "张示例", number: 100 + index, on: Day(2026, 3, 2)!.adding(index / 4),
        matters: ["registration", "benefit", "employmentAid"], present: ["difficultyProof04"])
    }
  }

  @Test(
    "First aid 30: after a decision the next page is the next dossier, and the decided row stays, marked"
  )
  func nextOne() throws {
    var driver = ScreenDriver(MadeUpHall.decider, dossiers: try hall(6))
    let opened = driver.desk.board.list.rows.map { $0.dossier + $0.matter }
    try #require(opened.count > 3)
    try driver.press("<Enter>")
    for place in 0..<opened.count - 1 {
      let row = try #require(driver.desk.board.selected)
      #expect(row.dossier + row.matter == opened[place])
      #expect(driver.desk.dossier?.dossier.id == row.dossier)
      #expect(driver.desk.dossier?.selected?.matter == row.matter)
      if driver.desk.dossierReason(.decline) == nil, place % 2 == 0 {
        try driver.choose(.decline)
        try driver.press("1<Enter>")
        #expect(driver.acts.last.map(\.kind) == .proceedingDecline)
      }
      try driver.press("<PageDown>")
    }
    try driver.press("<F3>")
    #expect(driver.desk.board.list.rows.map { $0.dossier + $0.matter } == opened)
    let declined = driver.acts.count
    try #require(declined > 1)
    #expect(driver.desk.board.list.left.count == declined)
    #expect(driver.text.contains("办 x 不予"))
    // Opened anew it is what it is now.
    try driver.choose(.board)
    #expect(driver.desk.board.list.rows.count == opened.count - declined)
    #expect(driver.desk.board.list.left.isEmpty)
  }

  @Test(
    "First aid 30: a list of many windows walks past each row once, whatever leaves it meanwhile")
  func windows() {
    var live = Array(0..<1_000)
    var list = ListWindow<Int>()
    var seen: [Int] = []
    func page() -> [Int] { Array(live.dropFirst(list.offset).prefix(ListWindow<Int>.length)) }
    var must = list.receive(page(), total: live.count, height: 20, isSame: ==)
    while true {
      while must { must = list.receive(page(), total: live.count, height: 20, isSame: ==) }
      guard let row = list.selected else { break }
      seen.append(row)
      if row % 3 == 0 {
        live.removeAll { $0 == row }
        must = list.receive(page(), total: live.count, height: 20, isSame: ==)
        #expect(list.hasLeft && list.selected == row)
      }
      let before = list.cursor.selected
      must = list.step(1, height: 20) || must
      if list.cursor.selected == before { break }
    }
    #expect(seen == Array(0..<1_000))
    #expect(list.total == 1_000 && list.left.count == 334)
    // Back to the beginning: those that left stand where they stood.
    must = list.press(.home, height: 20)
    while must { must = list.receive(page(), total: live.count, height: 20, isSame: ==) }
    #expect(list.selected == 0 && list.hasLeft && list.row(1) == 1 && list.row(3) == 3)
    list.reopen()
    must = list.receive(page(), total: live.count, height: 20, isSame: ==)
    #expect(list.selected == 1 && !list.hasLeft && list.total == live.count)
  }

  @Test("First aid 30: a dossier opened from the hits of a search steps through these")
  func hits() throws {
    var driver = ScreenDriver(MadeUpHall.clerk)
    try driver.press("<F8>z<Enter>")
    let hits: [String] = driver.desk.finder.hits.compactMap {
      if case .dossier(let summary) = $0.subject { summary.id } else { nil }
    }
    try #require(hits.count > 2)
    for id in hits {
      #expect(driver.desk.dossier?.dossier.id == id)
      #expect(driver.desk.screen == .dossier)
      try driver.press("<PageDown>")
    }
    #expect(driver.message.contains("名单的最后一行"))
    #expect(driver.desk.dossier?.dossier.id == hits.last)
    try driver.press("<PageUp>")
    #expect(driver.desk.dossier?.dossier.id == hits[hits.count - 2])
  }

  private struct Row: Equatable, Identifiable, Sendable { let id: Int }

  @Test("First aid 30: drafts, intakes and conflicts keep their places; what is new comes after")
  func shortLists() {
    var list = ListRows<Row>()
    list.receive([1, 2, 3].map(Row.init))
    list.press(.down, height: 10)
    list.receive([0, 1, 3].map(Row.init))
    #expect(list.rows.map(\.id) == [1, 2, 3, 0])
    #expect(list.selected?.id == 2 && list.hasLeft && list.present.map(\.id) == [1, 3, 0])
    list.reopen()
    list.receive([0, 1, 3].map(Row.init))
    #expect(list.rows.map(\.id) == [0, 1, 3] && list.left.isEmpty)
  }

  @Test(
    "First aid 30: a follow-up that was just recorded keeps its place and is not recorded twice")
  func followUps() throws {
    var hasLeft = false
    for place in 0..<12 {
      var driver = try ServiceDriver(size: Size(columns: 80, rows: 24))
      try driver.choose(.followUps)
      let rows = driver.desk.followUps.window.rows
      guard rows.indices.contains(place), !rows[place].isProposal else { continue }
      for _ in 0..<60 where driver.desk.followUps.window.cursor.selected != place {
        try driver.press(driver.desk.followUps.window.cursor.selected < place ? "<Down>" : "<Up>")
      }
      try driver.press("<Enter>1")
      for _ in 0..<4 where driver.services.count == 0 { try driver.press("1<Enter>") }
      try #require(driver.services.count == 1)
      // One that is due again within the time of the list stays in it.
      guard driver.desk.followUps.window.left[place] != nil else { continue }
      hasLeft = true
      #expect(driver.desk.followUps.selected?.dossier == rows[place].dossier)
      try driver.press("<Enter>")
      #expect(driver.desk.overlay == nil && driver.services.count == 1)
    }
    #expect(hasLeft)
  }
}
