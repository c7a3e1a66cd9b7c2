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
    try driver.press("<Enter>")
    let page = try #require(driver.desk.dossier?.dossier)
    let about = Mask.name(page.answers[text: "name"]) + " · " + page.number
    #expect(driver.text.contains(about))
    #expect(driver.text.contains(job.contact))
    try driver.press("1<Enter>")
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

  /// The form open on a ticket, with these matters chosen.
  private func form(_ matters: String) throws -> ScreenDriver {
    var driver = try WeihaiHall.driver()
    let draft = Draft(
      summary: DraftSummary(
        id: "t1", startedAt: MadeUpHall.now, updatedAt: MadeUpHall.now,
        progress: DraftProgress(theme: "wh-jobseekers")),
      answers: try WeihaiHall.dossier(["jobSeeking"]).answers,
      choices: Answers([FormState.choicesKey: .rows([["matters": matters]])]))
    driver.send(.reply(.form(MadeUpHall.tickets[0], draft)))
    return driver
  }

  @Test("W1-08 表单里选了求职登记才能匹配；受理以前不记推荐")
  func onTheForm() throws {
    var driver = try form("benefit")
    #expect(driver.desk.screen == .form)
    try driver.choose(.jobs)
    #expect(driver.message.contains("不能匹配岗位"))
    driver = try form("jobSeeking")
    try driver.choose(.jobs)
    #expect(driver.desk.jobs?.matches.isEmpty == false)
    try driver.press("<Enter>")
    #expect(driver.acts.isEmpty && driver.message.contains("受理以后"))
    try driver.press("<F3>")
    #expect(driver.desk.screen == .form)
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
