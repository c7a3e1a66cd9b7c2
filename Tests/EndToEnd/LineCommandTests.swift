import Domain
import Foundation
import Ledger
import TestHall
import TestThreads
import Testing

/// `yichuang due`, `id`, `export`, `--help`: what a script is answered.
@Suite("命令行", .waiting)
struct LineCommandTests {
  private struct Cases: Decodable {
    struct Deadline: Decodable {
      let accepted: String
      let limit: String
      let pauses: [String]
      let due: String?
    }
    let deadlines: [Deadline]
  }

  private struct Calendar: Decodable {
    struct Deadline: Decodable {
      let accepted: String
      let days: Int
      let due: String
    }
    let workingDayDeadlines: [Deadline]
    let calendarDayDeadlines: [Deadline]
  }

  private struct Numbers: Decodable {
    struct Row: Decodable {
      let number: String
      let valid: Bool
    }
    let identity: [Row]
  }

  /// Test data of the domain, read where it stands in the tree.
  private func data<T: Decodable>(_ name: String, as type: T.Type) throws -> T {
    let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    return try JSONDecoder().decode(
      type, from: Data(contentsOf: tests.appending(path: "DomainTests/Data/" + name)))
  }

  @Test("due：全部日历案例，一行一答，次序不乱")
  func due() throws {
    var questions: [String] = []
    var answers: [String] = []
    for row in try data("calendar-cases.json", as: Cases.self).deadlines {
      questions.append(([row.accepted, row.limit] + row.pauses).joined(separator: " "))
      answers.append(row.due ?? "paused")
    }
    let calendar = try data("calendar.json", as: Calendar.self)
    for (rows, unit) in [
      (calendar.workingDayDeadlines, "wd"), (calendar.calendarDayDeadlines, "d"),
    ] {
      questions += rows.map { "\($0.accepted) \($0.days)\(unit)" }
      answers += rows.map(\.due)
    }
    #expect(questions.count > 480)
    let ran = try Ran("yichuang", ["due"], input: questions.joined(separator: "\n") + "\n")
    #expect(ran.status == 0 && ran.complaint.isEmpty)
    #expect(ran.lines.count == answers.count)
    for (question, pair) in zip(questions, zip(answers, ran.lines)) {
      #expect(pair.0 == pair.1.replacing(" provisional", with: ""), "\(question)")
    }
  }

  @Test("due：参数、逐日说明、错误各有一答，有错退出码不是 0")
  func dueOnce() throws {
    let once = try Ran("yichuang", ["due", "2025-09-26", "5wd"])
    #expect(once.lines == ["2025-10-10"] && once.status == 0)
    let explained = try Ran("yichuang", ["due", "--explain", "2025-09-26", "5wd"])
    #expect(explained.lines.first == "2025-10-10")
    #expect((3...13).contains(explained.lines.count))
    #expect(explained.output.contains("国庆"))
    let wrong = try Ran("yichuang", ["due"], input: "2026-02-30 5wd\n2026-03-02 5wd\nnonsense\n")
    #expect(wrong.status == 1)
    #expect(wrong.lines.count == 3)
    #expect(wrong.lines[0].hasPrefix("error: found “2026-02-30”, allowed is a day"))
    #expect(wrong.lines[1] == "2026-03-09")
    #expect(wrong.lines[2].hasPrefix("error: "))
    let hostile = try Ran("yichuang", ["due"], input: "\u{1B}[31m 5wd\n")
    #expect(!hostile.output.contains("\u{1B}"))
    let region = try Ran("yichuang", ["due", "--region", "nowhere", "2025-09-26", "5wd"])
    #expect(region.status != 0 && region.complaint.contains("nowhere"))
  }

  @Test("id：300 个号码与独立实现一致")
  func id() throws {
    let rows = try data("number-cases.json", as: Numbers.self).identity
    let ran = try Ran(
      "yichuang", ["id"], input: rows.map(\.number).joined(separator: "\n") + "\n")
    #expect(ran.lines.count == rows.count)
    for (row, line) in zip(rows, ran.lines) {
      #expect(line.hasPrefix("valid ") == row.valid, "\(row.number)")
    }
    let once = try Ran("yichuang", ["id", "64010420030307002X"])
    #expect(once.lines == ["valid citizen 2003-03-07 female 640104"])
  }

  @Test(
    "First aid 25: every line has its answer line, an empty one too, and a byte order mark is none")
  func everyLine() throws {
    let right = "valid citizen 2003-03-07 female 640104"
    let ran = try Ran(
      "yichuang", ["id"],
      input: "\u{FEFF}64010420030307002X\n\n \r\n64010420030307002X\r\n\n64010420030307002X")
    #expect(ran.status == 0)
    #expect(ran.lines == [right, "bad-length", "bad-length", right, "bad-length", right])
    #expect(try Ran("yichuang", ["id"], input: "").lines == [])
    #expect(try Ran("yichuang", ["id"], input: "\n").lines == ["bad-length"])
    #expect(try Ran("yichuang", ["id"], input: "\u{FEFF}\n").lines == ["bad-length"])
    // Only the first line has one; anywhere else it is a character that is wrong.
    let inside = try Ran("yichuang", ["id"], input: "\n\u{FEFF}64010420030307002X\n")
    #expect(inside.lines == ["bad-length", "bad-length"])
    let due = try Ran("yichuang", ["due"], input: "\u{FEFF}2026-03-02 5wd\n\n2026-03-02 5wd\n")
    #expect(due.lines.count == 3 && due.status == 1)
    #expect(due.lines[0] == "2026-03-09" && due.lines[2] == "2026-03-09")
    #expect(due.lines[1].hasPrefix("error: "))
  }

  @Test("--help、--version；不认识的选项说清是什么、可用什么")
  func options() throws {
    let help = try Ran("yichuang", ["--help"])
    #expect(help.status == 0 && help.output.contains("yichuang export"))
    let version = try Ran("yichuang", ["--version"])
    #expect(version.status == 0 && version.output.hasPrefix("yichuang "))
    for arguments in [
      ["--stor"], ["--theme", "pink"], ["--theme"], ["extra"], ["due", "--theme"],
    ] {
      let wrong = try Ran("yichuang", arguments)
      #expect(wrong.status == 64 && wrong.output.isEmpty, "\(arguments)")
      #expect(wrong.complaint.split(separator: "\n").count == 1)
      let found = arguments.last ?? ""
      #expect(wrong.complaint.contains(found) && wrong.complaint.contains("可用的是"))
    }
  }

  @Test("export：主管口令对才导出，一件一行，导出有记录；口令错不导出，五次锁定")
  func export() throws {
    let hall = try TestHall()
    try hall.establish()
    let counts = 7
    try hall.fill(dossiers: counts)
    func export(_ passphrase: String) throws -> Ran {
      try Ran(
        "yichuang", ["export", "--account", TestHall.supervisor, "--passphrase-fd", "0"],
        input: passphrase + "\n", environment: hall.variables)
    }
    let right = try export(TestHall.passphrase)
    #expect(right.status == 0)
    #expect(right.lines.count == counts)
    for line in right.lines {
      let dossier = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
      #expect((dossier?["no"] as? String)?.hasPrefix("640104-7K3M-") == true)
    }
    #expect(try hall.store().auditTrail(limit: 1).first?.kind == .auditExport)
    for attempt in 1...5 {
      let wrong = try export("不是这个口令的口令")
      #expect(wrong.status == 77 && wrong.output.isEmpty, "attempt \(attempt)")
    }
    let locked = try export(TestHall.passphrase)
    #expect(locked.status == 77 && locked.output.isEmpty)
    #expect(locked.complaint.contains("锁定"))
    let nobody = try Ran(
      "yichuang", ["export", "--account", TestHall.clerk, "--passphrase-fd", "0"],
      input: TestHall.passphrase + "\n", environment: hall.variables)
    #expect(nobody.status == 77 && nobody.output.isEmpty)
  }

  @Test("report：三者一致才以 0 退出；报错的报表被核对指出；results 只有网上来的件")
  func report() throws {
    let hall = try TestHall()
    try hall.establish()
    try hall.fill(dossiers: 7)
    func run(_ arguments: [String], passphrase: String = TestHall.passphrase) throws -> Ran {
      try Ran(
        "yichuang", arguments + ["--account", TestHall.supervisor, "--passphrase-fd", "0"],
        input: passphrase + "\n", environment: hall.variables)
    }
    let wrong = try run(["report"], passphrase: "不是这个口令的口令")
    #expect(wrong.status == 77 && wrong.output.isEmpty)
    let text = try run(["report", "--month", "all", "--check", "--issue"])
    #expect(text.status == 0)
    #expect(text.output.contains("受理 7 件") && text.output.contains("统计报表一致"))
    #expect(try hall.store().auditTrail(limit: 1).first?.kind == .reportIssue)
    let machine = try run(["report", "--month", "all", "--json"])
    let first = try #require(machine.lines.first)
    let object = try JSONSerialization.jsonObject(with: Data(first.utf8)) as? [String: Any]
    let figures = object?["figures"] as? [String: Int]
    #expect(figures?["nx-jobseekers/accepted"] == 7)
    let mistaken = Report(
      month: nil, at: Instant(milliseconds: 0).day, figures: [Figure(.open, of: "x"): 3])
    try hall.store().record(
      Ledger.Operation(
        id: "op-mistaken", entity: "report", clerk: "u", role: .supervisor,
        at: Instant(milliseconds: 0), act: .issueReport(mistaken)))
    let checked = try run(["report", "--month", "all", "--check"])
    #expect(checked.status == 1)
    #expect(checked.output.contains("x 在办：台账 0，1970年1月1日报送的报表 3"))
    let results = try run(["results", "--since", "2020-01-01"])
    #expect(results.status == 0 && results.output.isEmpty)
    #expect(try hall.store().auditTrail(limit: 1).first?.kind == .auditExport)
  }
}
