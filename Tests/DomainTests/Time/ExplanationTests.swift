import Testing

@testable import Domain

@Suite("到期日的解释")
struct ExplanationTests {
  private let calendar: WorkCalendar

  init() throws { calendar = try TestData.calendar() }

  private func lines(_ accepted: String, _ limit: TimeLimit, _ pauses: [Pause] = []) -> [String] {
    Deadline(accepted: day(accepted), limit: limit, pauses: pauses, calendar: calendar)
      .explanation(calendar: calendar)
  }

  @Test("国庆、调休、补正各占一行，计数相加等于时限")
  func fullExample() {
    let pause = Pause(.correction, start: day("2025-09-29"), end: day("2025-09-30"))
    #expect(
      lines("2025-09-26", .workingDays(5), [pause]) == [
        "2025年9月26日 周五 受理，当日不计；时限：5个工作日",
        "9月27日 周六：周末，不计",
        "9月28日 周日：调休上班，计1个，累计1个",
        "9月29日 周一：计1个，累计2个",
        "9月30日 周二：补正暂停，不计",
        "10月1日至10月8日：国庆节、中秋节放假，不计",
        "10月9日至10月10日：计2个，累计4个",
        "10月11日 周六：调休上班，计1个，累计5个",
        "到期：2025年10月11日 周六",
      ])
  }

  @Test("自然日的最后一日是休息日时说明顺延")
  func rolled() {
    #expect(
      lines("2026-09-10", .calendarDays(15)) == [
        "2026年9月10日 周四 受理，当日不计；时限：15日",
        "9月11日至9月25日：计15日，累计15日",
        "9月25日 周五是休息日（中秋节），顺延到下一个工作日",
        "到期：2026年9月28日 周一",
      ])
  }

  @Test("补正未结束时说明还剩多少")
  func open() {
    let pause = Pause(.correction, start: day("2026-03-04"), end: nil)
    #expect(
      lines("2026-03-02", .workingDays(5), [pause]) == [
        "2026年3月2日 周一 受理，当日不计；时限：5个工作日",
        "3月3日至3月4日：计2个，累计2个",
        "3月4日起补正，尚未恢复，到期日待定；还剩3个工作日，从恢复的次日起计",
      ])
  }

  @Test("装不下时，休息和暂停并入前一行，日期不丢")
  func grouped() {
    let pauses = [
      Pause(.correction, start: day("2025-03-09"), end: day("2025-03-20")),
      Pause(.specialProcedure, start: day("2025-05-28"), end: day("2025-06-20")),
    ]
    #expect(
      lines("2024-12-20", .workingDays(180), pauses) == [
        "2024年12月20日 周五 受理，当日不计；时限：180个工作日",
        "12月21日至2025年1月1日：计7个，累计7个（不计元旦1月1日）",
        "2025年1月2日至2月4日：计19个，累计26个（含调休1月26日，不计春节1月28日至2月4日）",
        "2025年2月5日至3月20日：计24个，累计50个（含调休2月8日，不计补正3月10日至3月20日）",
        "2025年3月21日至4月6日：计10个，累计60个（不计清明节4月4日至4月6日）",
        "2025年4月7日至5月5日：计19个，累计79个（含调休4月27日，不计劳动节5月1日至5月5日）",
        "2025年5月6日至6月20日：计17个，累计96个（不计特别程序5月29日至6月20日）",
        "2025年6月21日至10月8日：计73个，累计169个（含调休9月28日，不计国庆节、中秋节10月1日至10月8日）",
        "2025年10月9日至10月22日：计11个，累计180个（含调休10月11日）",
        "到期：2025年10月22日 周三",
      ])
  }

  @Test("即办件补正后，恢复当日到期")
  func immediateAfterPause() {
    let pause = Pause(.correction, start: day("2026-09-18"), end: day("2026-09-26"))
    #expect(
      lines("2026-09-18", .immediate, [pause]) == [
        "2026年9月18日 周五 受理，当日不计；时限：即办",
        "9月19日至9月26日：补正暂停，不计",
        "即办：恢复当日（9月26日）到期",
        "9月26日 周六是休息日（中秋节），顺延到下一个工作日",
        "到期：2026年9月28日 周一",
      ])
  }

  @Test("跨入未公布年份时写明暂定")
  func provisional() {
    let text = lines("2026-12-30", .workingDays(3))
    #expect(text.last == "暂定：2027年放假安排未公布，只按周末和法定节日推算，调休未定")
    #expect(text.dropLast().last == "到期：2027年1月5日 周二")
  }

  @Test("即办、窗口期、未规定都有一句解释")
  func others() throws {
    #expect(lines("2026-03-02", .immediate) == ["2026年3月2日 周一 受理；即办，当日到期"])
    #expect(lines("2026-03-02", .notStated).count == 1)
    let window = try #require(TimeLimit(code: "0715-0915"))
    #expect(lines("2026-03-02", window).last?.contains("2026年9月15日") ?? false)
  }

  @Test("随机的时限和暂停：最多12行，计数相加等于时限，最后写出到期日")
  func addsUp() {
    var random = SeededGenerator(seed: 3)
    for _ in 0..<400 {
      let accepted = day("2024-01-01").adding(Int.random(in: 0...1000, using: &random))
      let count = Int.random(in: 1...180, using: &random)
      let limit =
        Bool.random(using: &random) ? TimeLimit.workingDays(count) : .calendarDays(count)
      let pauses = (0..<Int.random(in: 0...8, using: &random)).map { _ in
        let start = accepted.adding(Int.random(in: 0...count, using: &random))
        return Pause(
          .correction, start: start, end: start.adding(Int.random(in: 0...20, using: &random)))
      }
      let deadline = Deadline(
        accepted: accepted, limit: limit, pauses: pauses, calendar: calendar)
      let lines = deadline.explanation(calendar: calendar)
      #expect(lines.count <= Deadline.maximumExplanationLines)
      #expect(lines.reduce(0) { $0 + counted($1) } == count, "\(lines)")
      #expect(lines.contains { $0.hasPrefix("到期：\(deadline.due?.fullText ?? "?")") })
    }
  }

  /// The number after 计 that is neither 累计 nor 不计.
  private func counted(_ line: String) -> Int {
    let fields = line.split(separator: "计")
    for (before, after) in zip(fields, fields.dropFirst())
    where !before.hasSuffix("累") && !before.hasSuffix("不") {
      if let number = Int(after.prefix { $0.isNumber }) { return number }
    }
    return 0
  }
}
