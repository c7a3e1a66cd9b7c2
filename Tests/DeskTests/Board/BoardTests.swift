import Domain
import JSON
import Ledger
import TUI
import Testing

@testable import Desk

@Suite("看板")
struct BoardTests {
  private func board(_ account: Account = MadeUpHall.clerk) throws -> ScreenDriver {
    var driver = ScreenDriver(account)
    try driver.choose(.board)
    return driver
  }

  @Test("50,000 行：翻页、到尾、到头都有内容，每次只取一窗")
  func paging() throws {
    let sample = ScreenDriver.rows(MadeUpHall.dossiers[1])[1]
    var driver = ScreenDriver(
      MadeUpHall.clerk,
      rows: (
        50_000,
        { index in
          var row = sample
          row.number = "行\(index)"
          row.dossier = "d\(index)"
          return row
        }
      ))
    try driver.choose(.board)
    let loads = driver.queries.count
    for _ in 0..<40 { driver.press(.pageDown) }
    #expect(driver.desk.board.selected?.number == "行\(40 * driver.desk.listHeight)")
    #expect(driver.queries.count - loads <= 6)
    driver.press(.end)
    #expect(driver.desk.board.selected?.number == "行49999")
    #expect(!driver.text.contains("……"))
    driver.press(.home)
    #expect(driver.desk.board.selected?.number == "行0")
    #expect(driver.queries.allSatisfy { $0.limit == ListWindow<BoardRow>.length })
  }

  @Test("变短的列表：光标留在最后一行，重新取窗")
  func shrinking() {
    var board = BoardState()
    let row = ScreenDriver.rows(MadeUpHall.dossiers[0])[1]
    let full = BoardPage(rows: Array(repeating: row, count: 200), total: 1000)
    var mustLoad = board.receive(full, height: 17)
    #expect(!mustLoad)
    mustLoad = board.press(.end, height: 17)
    #expect(mustLoad)
    #expect(board.list.offset > 0)
    mustLoad = board.receive(BoardPage(rows: [], total: 10), height: 17)
    #expect(mustLoad)
    #expect(board.list.offset == 0)
    let rest = BoardPage(rows: Array(repeating: row, count: 10), total: 10)
    mustLoad = board.receive(rest, height: 17)
    #expect(!mustLoad)
    #expect(board.cursor.selected == 9)
  }

  @Test("经办人的看板默认是本部门办理中、等待和暂停的事项，按到期日")
  func reviewer() {
    let driver = ScreenDriver(MadeUpHall.reviewer)
    let query = driver.queries.last
    #expect(query?.states == [.reviewing, .waiting, .asked, .held])
    #expect(query?.departments == ["employment"])
    #expect(query?.sort == .due)
    #expect(driver.desk.board.list.rows.allSatisfy { $0.department == "employment" })
  }

  @Test("排序四种轮换，从头看起")
  func sorting() throws {
    var driver = try board()
    driver.press(.down)
    var sorts: [BoardQuery.Sort] = []
    for _ in 0..<4 {
      try driver.choose(.sort)
      sorts.append(try #require(driver.queries.last?.sort))
    }
    #expect(sorts == [.accepted, .department, .name, .due])
    #expect(driver.desk.board.cursor.selected == 0)
  }

  @Test("筛选：先选一项，再选它的值")
  func filtering() throws {
    var driver = try board()
    try driver.choose(.filter)
    try driver.press("1<Enter>3<Enter>")
    #expect(driver.queries.last?.states == [.incomplete, .asked])
    try driver.choose(.filter)
    try driver.press("2<Enter>3<Enter>")
    #expect(driver.queries.last?.departments == ["employment"])
    try driver.choose(.filter)
    try driver.press("3<Enter>2<Enter>")
    #expect(driver.queries.last?.dueThrough == MadeUpHall.today.adding(-1))
    try driver.choose(.filter)
    try driver.press("4<Enter>7<Enter>")
    #expect(driver.queries.last?.matters == ["employmentAid"])
    try driver.choose(.filter)
    try driver.press("6<Enter>")
    #expect(driver.queries.last?.clerk == "a1")
    try driver.choose(.filter)
    try driver.press("7<Enter>买买提<Enter>")
    #expect(driver.queries.last?.text == "买买提")
    try driver.choose(.filter)
    try driver.press("8<Enter>")
    #expect(driver.desk.board.filter == BoardFilter())
  }

  @Test("待告知：已不予的也列出")
  func tasks() throws {
    var driver = try board()
    try driver.choose(.tasks)
    let rows = driver.desk.board.list.rows
    #expect(rows.map(\.state) == [.incomplete, .declined])
    #expect(rows.allSatisfy { $0.needsTelling })
  }

  @Test("视图：保存、打开、删除；读回的与存的一样")
  func views() throws {
    var driver = try board()
    try driver.choose(.tasks)
    try driver.choose(.saveView)
    try driver.press("我的待告知<Enter>")
    #expect(driver.views.map(\.name) == ["我的待告知"])
    try driver.choose(.filter)
    try driver.press("8<Enter>")
    try driver.choose(.views)
    try driver.press("1<Enter>")
    #expect(driver.desk.board.filter == .tasks)
    try driver.choose(.views)
    try driver.press("1删除<Enter>")
    #expect(driver.views.isEmpty)
    try driver.choose(.views)
    #expect(driver.message.contains("还没有保存的视图"))
  }

  @Test("筛选写成 JSON 再读回不变；不认识的成员被拒绝")
  func json() throws {
    var filter = BoardFilter()
    filter.group = .applicant
    filter.departments = ["hrss", "insurance"]
    filter.due = .three
    filter.matters = ["benefit"]
    filter.needsTelling = true
    filter.isMine = true
    filter.text = "𠮷"
    filter.sort = .name
    #expect(try BoardFilter(JSONReader(filter.json)) == filter)
    #expect(throws: JSONContentError.self) {
      try BoardFilter(JSONReader(["group": "open", "sort": "due", "colour": "red"]))
    }
  }

  @Test("Enter 打开办件页，选中那一事项")
  func opening() throws {
    var driver = try board()
    try driver.press("<Down><Enter>")
    #expect(driver.desk.screen == .dossier)
    #expect(driver.desk.dossier?.selected?.matter == "employmentAid")
    try driver.press("<F3>")
    #expect(driver.desk.screen == .board)
  }
}

@Suite("灯和期限")
struct DueMarkTests {
  private let calendar = MadeUpHall.rules.calendar
  private let limits = MadeUpHall.rules.catalogue.themes[0].matter("benefit")!.limits

  /// 5 working days from Friday 2026-03-06: due Friday 2026-03-13.
  private func light(_ clock: Clock, on day: Day) -> Light {
    clock.light(on: day, thresholds: LightThresholds(), calendar: calendar)
  }

  @Test("到期日的次日才是逾期，剩一个工作日起临期")
  func lights() {
    let clock = Clock.running(from: Day(2026, 3, 6)!, limits, calendar: calendar)
    #expect(light(clock, on: Day(2026, 3, 11)!) == .green)
    #expect(light(clock, on: Day(2026, 3, 12)!) == .yellow)
    #expect(light(clock, on: Day(2026, 3, 13)!) == .yellow)
    #expect(light(clock, on: Day(2026, 3, 14)!) == .red)
  }

  @Test("补正期间是暂停，恢复后按新的到期日；没有受理的不计时")
  func pauses() {
    let clock = Clock.running(from: Day(2026, 3, 6)!, limits, calendar: calendar)
    let paused = clock.paused(.correction, on: Day(2026, 3, 9)!, calendar: calendar)
    #expect(light(paused, on: Day(2026, 3, 30)!) == .paused)
    let resumed = paused.resumed(on: Day(2026, 3, 20)!, calendar: calendar)
    #expect(light(resumed, on: Day(2026, 3, 23)!) == .green)
    #expect(light(.stopped(limits), on: Day(2026, 3, 30)!) == .paused)
  }
}
