import JSON
import Testing

@testable import Domain

@Suite("Working-day calendar")
struct WorkCalendarTests {
  @Test("The days off of 2024 to 2026 are the official ones, and so are the yearly totals")
  func officialYears() throws {
    let calendar = try TestData.calendar()
    for (year, reader) in try TestData.vectors("calendar.json")["years"].members() {
      let notice = JSONReader(reader)
      for range in try notice["off"].list() {
        let ends = try range.string().split(separator: "/").map { day(String($0)) }
        for number in ends[0].number...ends[ends.count - 1].number {
          #expect(!calendar.isWorking(Day(number: number)))
          guard case .holiday = calendar.kind(of: Day(number: number)) else {
            Issue.record("\(Day(number: number)) is no holiday")
            continue
          }
        }
      }
      for worked in try notice["work"].list() {
        #expect(try calendar.kind(of: worked.day()) == .makeUpWorkday)
      }
      let number = try #require(Int(year))
      let total = calendar.workingDays(
        from: day("\(number - 1)-12-31"), to: day("\(number)-12-31"))
      #expect(try total == notice["workingDays"].int())
      #expect(calendar.isPublished(number))
    }
  }

  @Test("Every single day of three years is worked or off as chinesecalendar says")
  func everyDay() throws {
    let calendar = try TestData.calendar()
    let cases = try TestData.vectors("calendar-cases.json")
    let first = try cases["first"].day()
    let worked = try cases["worked"].string()
    #expect(worked.count == 366 + 365 + 365)
    for (index, digit) in worked.enumerated() {
      #expect(calendar.isWorking(first.adding(index)) == (digit == "1"), "\(first.adding(index))")
    }
  }

  @Test("A year without a notice and without the law's days counts weekends only")
  func unpublishedYear() throws {
    let calendar = try TestData.calendar()
    #expect(!calendar.isPublished(2027) && !calendar.isPublished(2051))
    #expect(calendar.kind(of: day("2051-10-02")) == .workday)
    #expect(calendar.kind(of: day("2051-10-01")) == .weekend)
    #expect(calendar.kind(of: day("1969-12-28")) == .weekend)
  }

  @Test("Counting in one step agrees with counting day by day, also backwards and far away")
  func countingAgrees() throws {
    let calendar = try TestData.calendar()
    var random = SeededGenerator(seed: 1)
    for _ in 0..<500 {
      let from = Day(number: Int.random(in: -400...30_000, using: &random))
      let to = from.adding(Int.random(in: 0...600, using: &random))
      let slow = (from.number..<to.number).filter { calendar.isWorking(Day(number: $0 + 1)) }.count
      #expect(calendar.workingDays(from: from, to: to) == slow)
      #expect(calendar.workingDays(from: to, to: from) == -slow)
      let after = calendar.workingDay(slow, after: from)
      #expect(after <= to && calendar.workingDays(from: from, to: after) == slow)
      #expect(slow == 0 || calendar.isWorking(after))
    }
  }

  @Test("The next working day is the day itself, or the first one after days off")
  func nextWorkingDay() throws {
    let calendar = try TestData.calendar()
    #expect(calendar.nextWorkingDay(onOrAfter: day("2026-02-14")) == day("2026-02-14"))
    #expect(calendar.nextWorkingDay(onOrAfter: day("2026-02-15")) == day("2026-02-24"))
  }

  @Test("A region's own days off are taken out, and its make-up days put in")
  func overlay() throws {
    let region: JSON = [
      "name": "区", "version": "1", "warning": "未完",
      "years": [
        [
          "year": 2026, "source": "通知",
          "off": [["name": "古尔邦节", "days": "2026-05-27/2026-05-28"]],
          "work": ["2026-05-31"],
        ]
      ],
    ]
    let calendar = try WorkCalendar(
      TestData.json("Assets/calendar/cn.json"),
      statutory: TestData.json("Assets/calendar/statutory.json"), overlays: [JSONReader(region)])
    #expect(calendar.kind(of: day("2026-05-27")) == .holiday("古尔邦节"))
    #expect(calendar.kind(of: day("2026-05-31")) == .makeUpWorkday)
    #expect(calendar.warnings == ["未完"])
    #expect(calendar.version == "全国 2026.1 + 法定节日 2008-2050 + 区 1")
    let nation = try TestData.calendar()
    let (from, to) = (day("2026-05-25"), day("2026-06-05"))
    #expect(
      calendar.workingDays(from: from, to: to) == nation.workingDays(from: from, to: to) - 1)
  }

  @Test("宁夏的日历带提醒，因为自治区自己的假期还没有录入")
  func ningxia() throws {
    let file = try CalendarFile(TestData.json("Assets/calendar/nx.json"))
    #expect(file.years.isEmpty)
    #expect(try #require(file.warning).contains("古尔邦节"))
  }

  @Test(
    "A wrong calendar file is refused with the place, what was found and what is allowed",
    arguments: [
      (#"{"name":"x","version":"1","years":[{"year":2026}]}"#, "years[0].source"),
      (
        #"{"name":"x","version":"1","years":[{"year":2026,"source":"s","off":[{"name":"a","days":"2025-01-01"}],"work":[]}]}"#,
        "years[0].off[0].days"
      ),
      (
        #"{"name":"x","version":"1","years":[{"year":2026,"source":"s","off":[{"name":"a","days":"2026-01-03/2026-01-01"}],"work":[]}]}"#,
        "years[0].off[0].days"
      ),
      (
        #"{"name":"x","version":"1","years":[{"year":2026,"source":"s","off":[{"name":"a","days":"2026-01-01/2026-01-03"},{"name":"b","days":"2026-01-03"}],"work":[]}]}"#,
        "years[0].off[1].days"
      ),
      (
        #"{"name":"x","version":"1","years":[{"year":2026,"source":"s","off":[],"work":["2026-01-05"]}]}"#,
        "years[0].work[0]"
      ),
      (
        #"{"name":"x","version":"1","years":[{"year":2026,"source":"s","off":[],"work":[]},{"year":2026,"source":"s","off":[],"work":[]}]}"#,
        "years[1].year"
      ),
      (#"{"name":"x","version":"1","years":[],"holidays":[]}"#, "holidays"),
    ])
  func wrongFile(text: String, path: String) throws {
    let reader = JSONReader(try JSON(parsing: text))
    let error = #expect(throws: JSONContentError.self) { try CalendarFile(reader) }
    #expect(error?.path == path)
  }
}
