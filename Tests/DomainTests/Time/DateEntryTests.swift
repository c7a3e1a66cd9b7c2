import JSON
import Testing

@testable import Domain

@Suite("日期录入")
struct DateEntryTests {
  private let today = day("2026-11-21")

  @Test(
    "认得的写法",
    arguments: [
      (".", "2026-11-21"), ("。", "2026-11-21"), ("-1", "2026-11-20"), ("+3w", "2026-12-12"),
      ("+2m", "2027-01-21"), ("-1y", "2025-11-21"), ("+10", "2026-12-01"),
      ("0915", "2026-09-15"), ("915", "2026-09-15"), ("20260915", "2026-09-15"),
      ("2026-09-15", "2026-09-15"), ("2026.9.15", "2026-09-15"), ("2026/9/5", "2026-09-05"),
      ("2026年9月15日", "2026-09-15"), ("9月15日", "2026-09-15"), ("9.15", "2026-09-15"),
      ("２０２６０９１５", "2026-09-15"), ("　＋３ｗ ", "2026-12-12"), ("0229", "none"),
      ("20240229", "2024-02-29"),
    ])
  func accepted(text: String, expected: String) {
    let found = (try? DateEntry.day(text, today: today))?.description ?? "none"
    #expect(found == expected)
  }

  @Test(
    "错误的日期说明录入了什么、允许什么",
    arguments: [
      ("", DateEntry.Problem.empty), ("明天", .unreadable("明天")), ("15", .unreadable("15")),
      ("260915", .unreadable("260915")), ("+3x", .unreadable("+3x")),
      ("+", .unreadable("+")), ("+-3", .unreadable("+-3")), ("2026-9.15", .unreadable("2026-9.15")),
      ("26-09-15", .unreadable("26-09-15")), ("2026-09-31", .noSuchDay("2026-09-31")),
      ("1301", .noSuchDay("1301")), ("18991231", .outOfRange("18991231")),
      ("+9999m", .outOfRange("+9999m")), ("99991231", .outOfRange("99991231")),
      ("\u{202E}1", .unreadable("⟦U+202E⟧1")), ("2026年9月", .unreadable("2026年9月")),
      ("2026-009-15", .unreadable("2026-009-15")),
      ("9\u{301}15", .unreadable("9\u{301}15")),
    ])
  func refused(text: String, problem: DateEntry.Problem) {
    let error = #expect(throws: DateEntry.Problem.self) {
      try DateEntry.day(text, today: today)
    }
    #expect(error == problem)
    #expect(error.map { !$0.message.isEmpty } ?? false)
  }

  @Test("月末加一个月是短月的最后一天")
  func monthEnd() {
    #expect(day("2026-01-31").adding(months: 1) == day("2026-02-28"))
    #expect(day("2026-03-31").adding(months: -1) == day("2026-02-28"))
    #expect(day("2026-12-15").adding(months: 1) == day("2027-01-15"))
    #expect(day("0001-01-15").adding(months: -1) == nil)
  }

  @Test("日期旁显示星期和工作日、周末、调休或节日")
  func text() throws {
    let calendar = try TestData.calendar()
    func text(_ date: String) -> String { day(date).text(today: today, calendar: calendar) }
    #expect(text("2026-09-15") == "9月15日 周二 工作日")
    #expect(text("2026-09-20") == "9月20日 周日 调休上班")
    #expect(text("2026-10-01") == "10月1日 周四 国庆节")
    #expect(text("2027-10-02") == "2027年10月2日 周六 国庆节")
    #expect(text("2027-10-09") == "2027年10月9日 周六 周末（暂定）")
  }

  @Test("时限的短码和文字", arguments: ["5wd", "15d", "now", "none", "0715-0915"])
  func limitCodes(code: String) {
    #expect(TimeLimit(code: code)?.code == code)
  }

  @Test(
    "写错的时限不被猜测",
    arguments: [
      "", "5", "wd", "0wd", "-5wd", "+5d", "3651d", "5 wd", "0715", "0230-0915", "0715-0229",
    ])
  func wrongLimits(code: String) {
    #expect(TimeLimit(code: code) == nil)
  }

  @Test("时限的中文")
  func limitTexts() throws {
    #expect(TimeLimit.workingDays(5).text == "5个工作日")
    #expect(TimeLimit.calendarDays(15).text == "15日")
    #expect(TimeLimit.immediate.text == "即办")
    #expect(TimeLimit.notStated.text == "未规定")
    #expect(try #require(TimeLimit(code: "0715-0915")).text == "每年7月15日至9月15日")
  }

  @Test("A question of one line is answered, or says what is wrong")
  func queries() throws {
    let calendar = try TestData.calendar()
    func answer(_ line: String) -> String { DueQuery.answer(line: line, calendar: calendar) }
    #expect(answer("2026-08-31 25wd") == "2026-10-10")
    #expect(answer(" 2026-12-20\t15d ") == "2027-01-04 provisional")
    #expect(answer("2026-08-31 none") == "none")
    #expect(answer("2026-08-31 5wd 2026-09-01/") == "paused")
    #expect(answer("2026-08-31").hasPrefix("error: found 1 words"))
    #expect(answer("2026-02-30 5wd").hasPrefix("error: found “2026-02-30”, allowed is a day"))
    #expect(answer("2026-08-31 5w\u{1B}").contains("⟦U+001B⟧"))
    #expect(answer("2026-08-31 5wd 2026-09-04").contains("allowed is a pause"))
  }
}
