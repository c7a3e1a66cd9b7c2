import JSON
import Testing

@testable import Domain

@Suite("预约服务")
struct AppointmentServiceTests {
  private let region: Region
  private let service: AppointmentService
  private let calendar: WorkCalendar

  init() throws {
    region = try ShippedPacks.catalogue("wh").region
    service = try #require(region.appointments.first)
    calendar = try WorkCalendar(
      JSONReader(ShippedPacks.json("calendar/cn.json")),
      statutory: JSONReader(ShippedPacks.json("calendar/statutory.json")))
  }

  @Test("W1-09 一对一职业指导只在周二、周四开放")
  func weekdays() throws {
    #expect(service.clauses == ["W1-09"])
    let days = service.openDays(from: try #require(Day(2026, 3, 13)), within: 14, calendar)
    #expect(days.map(\.description) == ["2026-03-17", "2026-03-19", "2026-03-24", "2026-03-26"])
  }

  @Test("放假的日子不开放；调休上班的周末不顶星期二")
  func holidays() throws {
    var hasHoliday = false
    var hasMakeUp = false
    for number in 0..<365 {
      let day = try #require(Day(2026, 1, 1)).adding(number)
      let kind = calendar.kind(of: day)
      if case .holiday = kind, day.weekday == 2 || day.weekday == 4 {
        hasHoliday = true
        #expect(!service.isOpen(on: day, calendar), "\(day)")
      }
      if kind == .makeUpWorkday {
        hasMakeUp = true
        #expect(!service.isOpen(on: day, calendar), "\(day)")
      }
      if kind == .workday {
        #expect(service.isOpen(on: day, calendar) == [2, 4].contains(day.weekday))
      }
    }
    #expect(hasHoliday && hasMakeUp)
  }

  @Test("时段是一天里的时刻", arguments: [("00:00", 0), ("09:30", 570), ("23:59", 1439)])
  func times(text: String, minutes: Int) {
    #expect(AppointmentService.minutes(text) == minutes)
  }

  @Test("不是时刻的不认", arguments: ["", "9:30", "24:00", "09:60", "0930", "09：30", "ab:cd"])
  func noTimes(text: String) { #expect(AppointmentService.minutes(text) == nil) }

  @Test(
    "坏的预约服务被拒绝，说出位置",
    arguments: [
      ("appointments[0].weekdays[0]", JSON.int(8)), ("appointments[0].slots[0]", "25:00"),
      ("appointments[0].slots[1]", "08:00"), ("appointments[0].capacity", .int(0)),
      ("appointments[0].ticketClass", "nobody"), ("appointments[0].clauses[0]", "W9-99"),
      ("appointments[0].weekdays[1]", .int(2)),
    ])
  func refused(path: String, value: JSON) throws {
    let changed = try ShippedPacks.json("regions/wh.json").setting(path, to: value)
    let error = #expect(throws: PackError.self) {
      try Catalogue(
        region: Catalogue.File(name: "regions/wh.json", bytes: changed.line),
        codeTables: ShippedPacks.files(in: "codes"), themes: ShippedPacks.files(in: "themes/wh"))
    }
    guard case .content(let problems) = error?.cause else { return #expect(error == nil) }
    #expect(problems.first?.path == path)
  }
}
