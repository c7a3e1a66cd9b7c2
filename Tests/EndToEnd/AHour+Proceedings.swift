import Domain
import Storage
import TUI
import TestClock
import TestHall
import TestTerminal
import Testing

/// After acceptance: the board, the departments, telling the applicant.
extension AHour {
  /// Waits for a row of the board or the dossier page that is about `matter`
  /// and holds all the words.
  private func seeRow(_ matter: String, _ words: String...) throws {
    try terminal.wait("a row of \(matter) with \(words)") {
      $0.rows.contains { row in row.contains(matter) && words.allSatisfy(row.contains) }
    }
  }

  func readBoard() throws {
    try terminal.menu("41")
    try terminal.wait(for: "看板 · 全部在办")
    let due = try due("5wd")
    try seeRow("失业保险待遇", "> 办理中", "失保", "买**", due)
    try seeRow("就业援助", "> 办理中", "就业", due)
    #expect(!terminal.screen.contains(AHour.idNumber))
    try terminal.type("<F3>", "F2 叫下一位")
  }

  /// Opens the first dossier of the list and chooses a proceeding of it.
  private func open(_ matter: String) throws {
    try terminal.type("<Enter>", "办件 · 登记失业人员")
    for _ in 0..<6 where try !hasChosen(matter) { try terminal.type("<Down>") }
    #expect(try hasChosen(matter), "\(matter) is not chosen:\n\(terminal.screen)")
  }

  /// The part below the list begins with the chosen one.
  private func hasChosen(_ matter: String) throws -> Bool {
    try terminal.rest()
    let rows = terminal.rows
    guard let limits = rows.firstIndex(where: { $0.contains("承诺时限 ") }) else { return false }
    return rows[limits - 1].hasSuffix(matter)
  }

  func askForCorrection() throws {
    try change(to: TestHall.reviewer)
    try terminal.wait(for: "部门在办 · ")
    try seeRow("失业保险待遇", "> 办理中")
    try open("就业援助")
    try terminal.menu("53")
    try terminal.wait(for: "补正：就业援助")
    try terminal.type("3残疾人证复印件不清楚<Enter>", "< 补正中")
    try seeRow("就业援助", "< 补正中", "暂停", "窗口")
  }

  func tellAndResume() throws {
    try change(to: TestHall.clerk)
    try terminal.menu("43")
    try terminal.wait(for: "看板 · 待告知")
    try seeRow("就业援助", "补正中", "窗口")
    try select("补正中")
    try open("就业援助")
    try terminal.see("残疾人证复印件不清楚")
    try terminal.menu("56")
    try terminal.type("1<Enter>")
    try seeRow("就业援助", "补正中", "申请人")
    try terminal.menu("55")
    try terminal.type("1<Enter>")
    try seeRow("就业援助", "> 办理中", "未签收")
  }

  /// Moves the cursor of the board onto the row with these words.
  private func select(_ words: String) throws {
    var place = 0
    try terminal.wait("a row with \(words) in a list") {
      let rows = $0.rows
      guard let header = rows.firstIndex(where: { $0.contains("轮到") }) else { return false }
      place = rows.dropFirst(header + 1).firstIndex { $0.contains(words) }.map { $0 - header } ?? 0
      return place > 0
    }
    try terminal.type("<Home>" + String(repeating: "<Down>", count: place - 1))
  }

  /// One working day when shared data verify it; then 初审, then 审定.
  func verifyAndDecide() throws {
    try change(to: TestHall.reviewer)
    try terminal.wait(for: "部门在办 · ")
    try select("就业援助")
    try open("就业援助")
    try terminal.menu("51")
    try terminal.wait(for: "残联 提供身份核验")
    try terminal.see("1 信息共享：1个工作日")
    try terminal.see("2 人工核对：5个工作日")
    try terminal.type("1<Enter>", "核验方式 信息共享")
    let today = today
    try seeRow("就业援助", due("1wd \(today)/\(today)"))
    try terminal.menu("52")
    try terminal.type("1<Enter>")
    try seeRow("就业援助", "> 办理中", "审定")
    try terminal.menu("52")
    try terminal.type("1<Enter>")
    try seeRow("就业援助", "+ 已办结")
    // 失业保险待遇 is declined, with its reason.
    try terminal.type("<Home><Up><Up><Up><Up><Up><Down>")
    #expect(try hasChosen("失业保险待遇申请和受理"), "\(terminal.screen)")
    try terminal.menu("54")
    try terminal.wait(for: "不予：失业保险待遇")
    try terminal.type("<Enter>", "请先按数字选择")
    try terminal.type("1<Enter>", "x 不予")
    try terminal.see("累计缴费不满一年")
  }

  /// The refusal came back as a task at this window.
  func tellRefusal() throws {
    try change(to: TestHall.clerk)
    try terminal.menu("43")
    try terminal.wait(for: "看板 · 待告知")
    try seeRow("失业保险待遇", "x 不予", "窗口")
    try select("x 不予")
    try open("失业保险待遇申请和受理")
    try terminal.see("原因 累计缴费不满一年")
    try terminal.type("<F11>", "不予")
    try terminal.type("<Esc>")
    try terminal.menu("56")
    try terminal.type("1<Enter>")
    try terminal.wait("the task to be done") {
      $0.rows.contains { $0.contains("x 不予") && $0.contains("失保") && !$0.contains("窗口") }
    }
  }

  func readTimeline() throws {
    var pages = ""
    for _ in 0..<6 {
      pages += terminal.screen
      try terminal.type("<Right>")
      try terminal.rest()
    }
    for step in [
      "受理", "要求补正", "已告知申请人", "恢复计时", "核验", "通过本环节", "准予办结", "不予通过",
      TestHall.reviewer, TestHall.clerk,
    ] { #expect(pages.contains(step), "\(step) is not in the timeline") }
    // Of the two dossiers, those of the day: midnight may have passed between them.
    let before = TestClock.today
    try terminal.menu("42")
    try terminal.wait(for: "积压 · ")
    let days = [before, TestClock.today]
    var accepted: [Day] = []
    try hall.store().forEachDossier { accepted.append($0.acceptedAt.day) }
    #expect(accepted.count == 2)
    try terminal.wait("what was accepted on one of \(days)") { terminal in
      days.contains { day in
        terminal.screen.contains("今日受理 \(accepted.count { $0 == day })")
      }
    }
    try terminal.type("<F3>")
  }

  /// Every kind of query, and each hit says why it matched.
  func find() throws {
    try terminal.type("<F8>", "录入即查")
    for (query, reason) in [
      ("买", "姓名"), ("阿不都", "姓名"), ("mmt", "拼音首字母"), ("maimaiti", "全拼"), ("𠮷", "姓名"),
      (AHour.idNumber, "证件号码"), ("0014", "末"), ("000001", "流水号"), ("C001", "号票号"),
    ] {
      try terminal.type(query)
      try terminal.wait("“\(query)” to be found by \(reason)") {
        $0.rows.dropFirst(3).contains { $0.contains(reason) }
      }
      #expect(!terminal.screen.contains(AHour.name))
      try terminal.type(String(repeating: "<Backspace>", count: query.count), "录入即查")
    }
    try terminal.type("zzzz", "没有找到")
    try terminal.type("<F3>")
  }

  /// The missing material comes in: its proceeding starts.
  func putMaterial() throws {
    try terminal.menu("43")
    try terminal.wait(for: "待补材料")
    try select("待补材料")
    try open("就业援助")
    try terminal.menu("57")
    try terminal.type("1<Enter>")
    let due = try due("5wd")
    try seeRow("就业援助", "> 办理中", due)
  }

  func unmask() throws {
    #expect(!terminal.screen.contains(AHour.rareIDNumber))
    try terminal.menu("59")
    try terminal.type("1<Enter>", AHour.rareIDNumber)
    try terminal.type("<F3>")
    try terminal.wait("the masks to be back") { !$0.screen.contains(AHour.rareIDNumber) }
  }
}
