import JSON
import Testing

@testable import Domain

@Suite("Due days")
struct DeadlineTests {
  private let calendar: WorkCalendar

  init() throws { calendar = try TestData.calendar() }

  private func due(_ accepted: String, _ limit: TimeLimit, _ pauses: [Pause] = []) -> Day? {
    Deadline(accepted: day(accepted), limit: limit, pauses: pauses, calendar: calendar).due
  }

  @Test("The official examples of working days and calendar days")
  func vectors() throws {
    let vectors = try TestData.vectors("calendar.json")
    for row in try vectors["workingDayDeadlines"].list() {
      let limit = TimeLimit.workingDays(try row["days"].int())
      #expect(try due(row["accepted"].string(), limit) == row["due"].day())
    }
    for row in try vectors["calendarDayDeadlines"].list() {
      let limit = TimeLimit.calendarDays(try row["days"].int())
      #expect(try due(row["accepted"].string(), limit) == row["due"].day())
    }
  }

  @Test("480 due days, with and without pauses, agree with a day-by-day simulation")
  func oracle() throws {
    let rows = try TestData.vectors("calendar-cases.json")["deadlines"].list()
    #expect(rows.count == 480)
    for row in rows {
      let pauses = try row["pauses"].list().map { try $0.string() }
      let line =
        try ([row["accepted"].string(), row["limit"].string()] + pauses)
        .joined(separator: " ")
      let expected = try row.optional("due")?.string() ?? "paused"
      #expect(DueQuery.answer(line: line, calendar: calendar) == expected, "\(line)")
    }
  }

  @Test("即办 is due on the day itself, even on a Saturday on duty")
  func immediate() {
    #expect(due("2026-09-19", .immediate) == day("2026-09-19"))
    let asked = Pause(.correction, start: day("2026-09-18"), end: day("2026-09-19"))
    // 19 September is a Saturday, 20 September is worked.
    #expect(due("2026-09-18", .immediate, [asked]) == day("2026-09-20"))
  }

  @Test("A yearly window is due on its last day, this year or next, over New Year too")
  func window() throws {
    let summer = try #require(TimeLimit(code: "0715-0915"))
    #expect(due("2026-08-01", summer) == day("2026-09-15"))
    #expect(due("2026-09-15", summer) == day("2026-09-15"))
    #expect(due("2026-09-16", summer) == day("2027-09-15"))
    let winter = try #require(TimeLimit(code: "1115-0215"))
    #expect(due("2026-12-01", winter) == day("2027-02-15"))
    #expect(due("2026-01-05", winter) == day("2026-02-15"))
    let deadline = Deadline(accepted: day("2026-09-16"), limit: summer, calendar: calendar)
    #expect(!deadline.provisional)
  }

  @Test("The day a pause starts counts, the day it ends does not")
  func pauseEnds() {
    // Monday 2026-03-02, five working days: Tuesday to next Monday.
    #expect(due("2026-03-02", .workingDays(5)) == day("2026-03-09"))
    let tuesday = day("2026-03-03")
    func paused(_ end: String) -> Day? {
      due(
        "2026-03-02", .workingDays(5), [Pause(.correction, start: tuesday, end: day(end))])
    }
    #expect(paused("2026-03-03") == day("2026-03-09"))
    #expect(paused("2026-03-04") == day("2026-03-10"))
    #expect(paused("2026-03-05") == day("2026-03-11"))
  }

  @Test("A pause on the due day still stops the clock: the day it ends is due")
  func pauseOnDueDay() {
    let pause = Pause(.correction, start: day("2026-03-09"), end: day("2026-03-12"))
    #expect(due("2026-03-02", .workingDays(5), [pause]) == day("2026-03-12"))
    let toSaturday = Pause(.correction, start: day("2026-03-09"), end: day("2026-03-14"))
    #expect(due("2026-03-02", .workingDays(5), [toSaturday]) == day("2026-03-16"))
  }

  @Test("A pause after the due day heals nothing, also while it lasts")
  func pauseTooLate() {
    let pause = Pause(.correction, start: day("2026-03-10"), end: nil)
    let deadline = Deadline(
      accepted: day("2026-03-02"), limit: .workingDays(5), pauses: [pause], calendar: calendar)
    #expect(deadline.due == day("2026-03-09"))
    #expect(deadline.light(on: day("2026-03-11"), calendar: calendar) == .red)
  }

  @Test("An open pause makes the due day unknown until it ends")
  func openPause() {
    let pause = Pause(.specialProcedure, start: day("2026-03-04"), end: nil)
    let deadline = Deadline(
      accepted: day("2026-03-02"), limit: .workingDays(5), pauses: [pause], calendar: calendar)
    #expect(deadline.due == nil)
    #expect(deadline.daysLeft(on: day("2026-03-05"), calendar: calendar) == nil)
    #expect(deadline.light(on: day("2026-03-05"), calendar: calendar) == .paused)
  }

  @Test("A pause that ends before it starts, by a clock set back, is no pause")
  func backwardPause() {
    let pause = Pause(.correction, start: day("2026-03-04"), end: day("2026-03-03"))
    #expect(pause.end == pause.start)
    #expect(due("2026-03-02", .workingDays(5), [pause]) == day("2026-03-09"))
  }

  @Test("Random pauses: own and others' time add up, and own time at the due day is the limit")
  func usedTimeAddsUp() {
    var random = SeededGenerator(seed: 7)
    for _ in 0..<600 {
      let accepted = day("2024-01-01").adding(Int.random(in: 0...900, using: &random))
      let count = Int.random(in: 1...40, using: &random)
      let pauses = (0..<Int.random(in: 0...4, using: &random)).map { _ in
        let start = accepted.adding(Int.random(in: -5...60, using: &random))
        return Pause(
          .correction, start: start, end: start.adding(Int.random(in: 0...20, using: &random)))
      }
      let deadline = Deadline(
        accepted: accepted, limit: .workingDays(count), pauses: pauses, calendar: calendar)
      guard let due = deadline.due else {
        Issue.record("no due day without an open pause")
        continue
      }
      let used = deadline.timeUsed(until: due, calendar: calendar)
      #expect(used.own + used.others == calendar.workingDays(from: accepted, to: due))
      // One more only when nothing was left and the pause ended on a day off.
      let endedOnDayOff = pauses.contains { pause in
        pause.end.map { !calendar.isWorking($0) && $0 < due } ?? false
      }
      #expect(used.own == count || (used.own == count + 1 && endedOnDayOff))
      #expect(calendar.isWorking(due))
      #expect(deadline.daysLeft(on: due, calendar: calendar) == 0)
      #expect(!deadline.isOverdue(on: due) && deadline.isOverdue(on: due.adding(1)))
      let reordered = Deadline(
        accepted: accepted, limit: .workingDays(count), pauses: pauses.reversed(),
        calendar: calendar)
      #expect(reordered.due == due)
    }
  }

  @Test("A due day in a year without a notice is provisional, one day earlier it is not")
  func provisional() {
    func isProvisional(_ accepted: String, _ limit: TimeLimit) -> Bool {
      Deadline(accepted: day(accepted), limit: limit, calendar: calendar).provisional
    }
    #expect(!isProvisional("2026-12-30", .workingDays(1)))
    #expect(isProvisional("2026-12-30", .workingDays(2)))
    #expect(isProvisional("2026-12-20", .calendarDays(15)))
    #expect(!isProvisional("2026-12-31", .immediate))
    #expect(isProvisional("2023-12-20", .workingDays(20)))
    #expect(!isProvisional("2023-12-31", .workingDays(20)))
  }

  @Test("Lights: green, yellow at one working day or 20 %, red when overdue")
  func lights() {
    let short = Deadline(
      accepted: day("2026-03-02"), limit: .workingDays(5), calendar: calendar)
    #expect(short.light(on: day("2026-03-05"), calendar: calendar) == .green)
    #expect(short.light(on: day("2026-03-06"), calendar: calendar) == .yellow)
    #expect(short.light(on: day("2026-03-09"), calendar: calendar) == .yellow)
    #expect(short.light(on: day("2026-03-10"), calendar: calendar) == .red)
    let long = Deadline(
      accepted: day("2026-03-02"), limit: .workingDays(20), calendar: calendar)
    let yellow = calendar.workingDay(16, after: day("2026-03-02"))
    #expect(long.light(on: yellow, calendar: calendar) == .yellow)
    #expect(long.light(on: yellow.adding(-1), calendar: calendar) == .green)
    let never = LightThresholds(workingDays: 0, percent: 0)
    #expect(long.light(on: yellow, thresholds: never, calendar: calendar) == .green)
    let none = Deadline(accepted: day("2026-03-02"), limit: .notStated, calendar: calendar)
    #expect(none.light(on: day("2030-01-01"), calendar: calendar) == .none)
  }

  @Test("Days left are working days, negative after the due day")
  func daysLeft() {
    let deadline = Deadline(
      accepted: day("2025-09-26"), limit: .workingDays(5), calendar: calendar)
    #expect(deadline.due == day("2025-10-10"))
    #expect(deadline.daysLeft(on: day("2025-10-01"), calendar: calendar) == 2)
    #expect(deadline.daysLeft(on: day("2025-10-13"), calendar: calendar) == -2)
  }

  @Test("A new calendar lists exactly the due days that it moves")
  func moved() throws {
    let other: JSON = [
      "name": "区", "version": "1",
      "years": [
        [
          "year": 2026, "source": "通知", "work": [],
          "off": [["name": "开斋节", "days": "2026-03-20"]],
        ]
      ],
    ]
    let changed = WorkCalendar(
      national: try CalendarFile(TestData.json("Assets/calendar/cn.json")),
      overlays: [try CalendarFile(JSONReader(other))])
    let running = [("a", 2), ("b", 30)].map { id, count in
      MovedDueDate.Running(
        id: id, accepted: day("2026-03-02"), limit: .workingDays(count), pauses: [],
        due: due("2026-03-02", .workingDays(count)))
    }
    #expect(MovedDueDate.list(running, calendar: calendar).isEmpty)
    let moved = MovedDueDate.list(running, calendar: changed)
    #expect(moved.map(\.id) == ["b"])
    #expect(moved.first?.from == day("2026-04-14"))
    #expect(moved.first?.to == day("2026-04-15"))
  }
}
