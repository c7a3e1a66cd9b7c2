import Domain
import Ledger
import TUI
import Testing

@testable import Desk

@Suite("统计画面")
struct ReportScreenTests {
  private func open() throws -> ScreenDriver {
    var driver = ScreenDriver(MadeUpHall.supervisor, size: Size(columns: 80, rows: 24))
    try driver.choose(.report)
    return driver
  }

  @Test("←→ 换月，不到将来；每换一月问一次")
  func months() throws {
    var driver = try open()
    let month = Month(of: driver.desk.today)
    #expect(driver.desk.report?.month == month)
    driver.press(.right)
    #expect(driver.desk.report?.month == month)
    driver.press(.left)
    #expect(driver.desk.report?.month == month.previous)
    #expect(driver.desk.report?.lines?.first?.contains(month.previous.text) == true)
    driver.press(.right)
    #expect(driver.desk.report?.month == month)
    // The answer to an older question is not shown.
    driver.send(.reply(.report(MadeUpHall.report(month.previous), [])))
    #expect(driver.desk.report?.lines?.first?.contains(month.text) == true)
  }

  @Test("N0-08 报表写明比法定时限压缩多少；N0-45 N0-47 问题和差评逐件列出")
  func words() throws {
    let driver = try open()
    let text = try #require(driver.desk.report?.lines).joined(separator: "\n")
    #expect(text.contains("承诺 50%，实际 81%"))
    #expect(text.contains("覆盖率 76%"))
    #expect(text.contains("640104-7K3M-000102-Q"))
    #expect(text.contains("差评") && text.contains("等得太久"))
  }

  @Test("F11 把统计印成清单，不属于任何办件")
  func print() throws {
    var driver = try open()
    try driver.press("<F11>")
    let paper = try #require(driver.desk.paper?.paper)
    #expect(paper.dossier.isEmpty && paper.title == "统计报表")
    #expect(paper.lines.contains { $0.contains("受理 42 件") })
    #expect(paper.lines.allSatisfy { Width.columns(of: $0) <= 80 })
  }

  @Test("只有主管看统计", arguments: [MadeUpHall.clerk, MadeUpHall.reviewer])
  func onlySupervisors(account: Account) throws {
    var driver = ScreenDriver(account, size: Size(columns: 80, rows: 24))
    try driver.choose(.report)
    #expect(driver.desk.report == nil)
  }
}
