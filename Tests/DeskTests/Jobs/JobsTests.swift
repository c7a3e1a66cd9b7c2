import Domain
import Ledger
import TUI
import Testing

@testable import Desk

@Suite("岗位匹配的画面")
struct JobsTests {
  @Test("W1-07 合适的岗位按理由排列，Enter 记下推荐的服务")
  func recommend() throws {
    var driver = try WeihaiHall.driver()
    try driver.choose(.board)
    try driver.press("<Enter>")
    try driver.choose(.jobs)
    #expect(driver.desk.screen == .jobs)
    #expect(driver.text.contains("为什么：职业相同"))
    let job = try #require(driver.desk.jobs?.selected?.job)
    try driver.press("<Enter>1<Enter>")
    guard case .serve(let service) = try #require(driver.acts.last) else {
      return #expect(Bool(false), "no service")
    }
    #expect(service.title == "岗位推荐" && service.result == .done)
    #expect(service.note.hasPrefix("\(job.code) \(job.employer)"))
    #expect(driver.dossier("d1")?.services.count == 1)
    #expect(driver.message.contains("已记下推荐"))
  }

  @Test("选“返回”什么也不记")
  func declined() throws {
    var driver = try WeihaiHall.driver()
    try driver.choose(.board)
    try driver.press("<Enter>")
    try driver.choose(.jobs)
    try driver.press("<Enter>2<Enter>")
    #expect(driver.acts.isEmpty)
  }

  @Test("W1-08 没有求职登记的不匹配，说明先办什么")
  func registered() throws {
    var driver = try WeihaiHall.driver(matters: ["benefit"])
    try driver.choose(.board)
    try driver.press("<Enter>")
    #expect(driver.desk.screen == .dossier)
    try driver.choose(.jobs)
    #expect(driver.desk.screen == .dossier)
    #expect(driver.message.contains("没有求职登记"))
  }

  @Test("岗位推荐清单可打印，隐去姓名，每个岗位都有理由")
  func paper() throws {
    var driver = try WeihaiHall.driver()
    try driver.choose(.board)
    try driver.press("<Enter>")
    try driver.choose(.jobs)
    try driver.press("<F11><F11>")
    let paper = try #require(driver.papers.first)
    #expect(paper.title == "岗位推荐清单")
    #expect(!paper.lines.contains { $0.contains("张示例") })
    let reasons = paper.lines.count { $0.contains("推荐理由：") }
    #expect(reasons == driver.desk.jobs?.matches.count && reasons > 0)
    #expect(paper.lines.allSatisfy { Width.columns(of: $0) <= 80 })
  }

  @Test("本机没有岗位信息时说明")
  func noDirectory() throws {
    var driver = ScreenDriver(MadeUpHall.clerk)
    try driver.choose(.board)
    try driver.press("<Enter>")
    try driver.choose(.jobs)
    #expect(driver.message.contains("没有岗位信息"))
  }
}
