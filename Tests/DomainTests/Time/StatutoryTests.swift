import JSON
import Testing

@testable import Domain

/// The days that the law fixes, in years with and without a notice.
@Suite("法定节日")
struct StatutoryTests {
  private let calendar: WorkCalendar
  private let table: CalendarFile

  init() throws {
    calendar = try TestData.calendar()
    table = try CalendarFile(TestData.json("Assets/calendar/statutory.json"))
  }

  @Test("First aid 22: the law's days of every year up to 2050 are holidays without a notice")
  func upTo2050() throws {
    for year in 2027...2050 {
      #expect(!calendar.isPublished(year))
      let rows = try #require(table.years.first { $0.year == year }).off
      var names: [Day: String] = [:]
      for row in rows {
        for number in row.days.lowerBound.number...row.days.upperBound.number {
          names[Day(number: number)] = row.name
        }
      }
      func days(_ name: String) -> [Day] {
        names.filter { $0.value.split(separator: "、").contains { $0 == name } }.keys.sorted()
      }
      let newYear = try #require(Day(year, 1, 1))
      let labour = try #require(Day(year, 5, 1))
      let national = try #require(Day(year, 10, 1))
      #expect(days("元旦") == [newYear])
      #expect(days("劳动节") == [labour, labour.adding(1)])
      #expect(days("国庆节") == [national, national.adding(1), national.adding(2)])
      let spring = days("春节")
      #expect(spring.count == 4 && spring.last == spring.first?.adding(3))
      // The second new moon after the winter solstice.
      #expect((21...51).contains(spring[1].number - newYear.number + 1))
      #expect(days("清明节").allSatisfy { [4, 5].contains($0.parts.day) && $0.parts.month == 4 })
      #expect(days("清明节").count == 1 && days("端午节").count == 1 && days("中秋节").count == 1)
      // Three lunar days of one year: months of 29 or 30 days, one leap month at most.
      let dragon = days("端午节")[0].number - spring[1].number
      let moon = days("中秋节")[0].number - days("端午节")[0].number
      #expect((120...124).contains(dragon) || (150...154).contains(dragon), "\(year)")
      #expect((97...101).contains(moon) || (127...131).contains(moon), "\(year)")
      for (day, name) in names {
        #expect(calendar.kind(of: day) == .holiday(name) && !calendar.isProvisional(day))
      }
    }
  }

  @Test(
    "First aid 22: lunar days and 清明 that are known from elsewhere",
    arguments: [
      ("2027-02-05", "春节"), ("2027-02-08", "春节"), ("2027-04-05", "清明节"), ("2027-06-09", "端午节"),
      ("2027-09-15", "中秋节"), ("2028-01-25", "春节"), ("2028-10-03", "国庆节、中秋节"),
      ("2030-02-02", "春节"), ("2031-10-01", "国庆节、中秋节"), ("2033-09-08", "中秋节"),
      ("2034-02-18", "春节"), ("2034-02-19", "春节"), ("2050-01-22", "春节"),
    ])
  func known(date: String, name: String) {
    #expect(calendar.kind(of: day(date)) == .holiday(name))
  }

  @Test("First aid 22: every notice that was published holds the law's days of its year")
  func published() throws {
    let national = try CalendarFile(TestData.json("Assets/calendar/cn.json"))
    #expect(national.years.count >= 3)
    for notice in national.years {
      let law = try #require(table.years.first { $0.year == notice.year })
      for holiday in law.off {
        for number in holiday.days.lowerBound.number...holiday.days.upperBound.number {
          #expect(notice.off.contains { $0.days.contains(Day(number: number)) }, "\(number)")
        }
      }
    }
  }

  @Test("First aid 22: a year's notice goes before the law, and the older laws hold in their years")
  func order() throws {
    // 2024: the law of then had three days of 春节, and the notice worked 2-18.
    #expect(calendar.kind(of: day("2024-02-18")) == .makeUpWorkday)
    #expect(calendar.kind(of: day("2024-02-09")) == .workday)
    #expect(calendar.kind(of: day("2025-10-06")) == .holiday("国庆节、中秋节"))
    #expect(calendar.kind(of: day("2023-05-01")) == .holiday("劳动节"))
    #expect(calendar.kind(of: day("2023-05-02")) == .workday)
    #expect(calendar.kind(of: day("2013-02-09")) == .holiday("春节"))
    #expect(calendar.kind(of: day("2014-01-30")) == .workday)
  }

  @Test("First aid 22: 元旦 2027 is no working day, and what is counted over it stays 暂定")
  func newYear() {
    #expect(!calendar.isWorking(day("2027-01-01")))
    func due(_ line: String) -> String { DueQuery.answer(line: line, calendar: calendar) }
    #expect(due("2026-12-31 1wd") == "2027-01-04 provisional")
    #expect(due("2026-12-30 1wd") == "2026-12-31")
    #expect(due("2027-09-30 3wd") == "2027-10-06 provisional")
    #expect(due("2026-12-31 1d") == "2027-01-04 provisional")
    let known = day("2027-01-01").text(today: day("2026-12-01"), calendar: calendar)
    #expect(known == "2027年1月1日 周五 元旦")
    let open = day("2027-01-04").text(today: day("2026-12-01"), calendar: calendar)
    #expect(open == "2027年1月4日 周一 工作日（暂定）")
  }

  @Test("First aid 22: 暂定 stands once beside a day")
  func once() {
    func text(_ date: String, _ isProvisional: Bool) -> String {
      day(date).text(
        today: day("2026-12-01"), calendar: calendar, isProvisional: isProvisional)
    }
    #expect(text("2027-01-04", true) == "2027年1月4日 周一 工作日（暂定）")
    #expect(text("2027-01-04", false) == "2027年1月4日 周一 工作日（暂定）")
    #expect(text("2026-12-31", true) == "12月31日 周四 工作日（暂定）")
    #expect(text("2026-12-31", false) == "12月31日 周四 工作日")
    #expect(text("2027-10-01", false) == "2027年10月1日 周五 国庆节")
  }

  @Test("First aid 22: a region's own days are fixed, too, in a year without a notice")
  func region() throws {
    let region: JSON = [
      "name": "区", "version": "1",
      "years": [
        [
          "year": 2027, "source": "通知",
          "off": [["name": "开斋节", "days": "2027-03-10/2027-03-11"]], "work": ["2027-03-13"],
        ]
      ],
    ]
    let calendar = try WorkCalendar(
      TestData.json("Assets/calendar/cn.json"),
      statutory: TestData.json("Assets/calendar/statutory.json"), overlays: [JSONReader(region)])
    #expect(calendar.kind(of: day("2027-03-10")) == .holiday("开斋节"))
    #expect(
      !calendar.isProvisional(day("2027-03-10")) && !calendar.isProvisional(day("2027-03-13")))
    #expect(calendar.isProvisional(day("2027-03-12")))
    #expect(calendar.kind(of: day("2027-01-01")) == .holiday("元旦"))
  }
}
