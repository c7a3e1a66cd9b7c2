import Domain
import Ledger
import TUI
import Testing

@testable import Desk

@Suite("预约的画面")
struct AppointmentsTests {
  private func open() throws -> ScreenDriver {
    var driver = try WeihaiHall.driver()
    try driver.choose(.appointments)
    return driver
  }

  private func nextDay(_ driver: inout ScreenDriver) {
    // The hall's made-up day is a Friday; the first open day is the Tuesday after.
    driver.send(.tick(MadeUpHall.at(Day(2026, 3, 17)!, 8, 30)))
    driver.send(.reply(.signedIn(MadeUpHall.clerk)))
  }

  @Test("W1-09 只有周二、周四的时段，每个时段有空位")
  func slots() throws {
    let driver = try open()
    #expect(driver.text.contains("3月17日") && driver.text.contains("3月19日"))
    for day in ["3月13日 周", "3月16日", "3月18日", "3月20日"] {
      #expect(!driver.text.split(separator: "\n").dropFirst(2).joined().contains(day), "\(day)")
    }
    #expect(driver.text.contains("余1"))
  }

  @Test("W1-09 登记姓名和电话，时段约满；取消要写原因，空位回来")
  func bookAndCancel() throws {
    var driver = try open()
    try driver.press("<Enter>张示例 13900000000<Enter>")
    #expect(driver.appointments.map(\.booking.name) == ["张示例"])
    #expect(driver.message.contains("已预约"))
    #expect(driver.text.contains("约满") && !driver.text.contains("张示例"))
    try driver.press("<Enter>")
    #expect(driver.message.contains("没有空位"))
    try driver.press("<Down><Enter>2<Enter>")
    #expect(driver.message.contains("原因"))
    #expect(driver.appointments.map(\.state) == [.booked])
    try driver.press("<Enter>2临时有事<Enter>")
    #expect(driver.appointments.map(\.state) == [.cancelled])
    #expect(!driver.text.contains("约满"))
  }

  @Test("没有电话的不登记", arguments: ["张示例", "13900000000", "张示例 139", "张示例 电话号码一二三"])
  func incomplete(_ typed: String) throws {
    var driver = try open()
    try driver.press("<Enter>\(typed)<Enter>")
    #expect(driver.appointments.isEmpty)
    #expect(driver.message.contains("先写姓名"))
  }

  @Test(
    "First aid 21: an appointment's telephone is judged as the form judges one",
    arguments: [
      ("张示例 三三三三三三三", nil), ("张示例 1234567", nil), ("张\u{3164}例 13900000000", nil),
      ("张 示例 139 0000 0000", "张示例 13900000000"),
      ("Anna Lee +852 9123 4567", "Anna Lee +85291234567"),
      ("张示例　１３９００００００００", "张示例 13900000000"), ("张示例 0951-5012345", "张示例 09515012345"),
    ])
  func telephone(_ typed: String, _ expected: String?) throws {
    var driver = try open()
    try driver.press("<Enter>\(typed)<Enter>")
    #expect(
      driver.appointments.map { "\($0.booking.name) \($0.booking.phone)" }
        == (expected.map { [$0] } ?? []))
  }

  @Test("W1-09 到场当天取预约号入队；别的日子不行")
  func arrival() throws {
    var driver = try open()
    try driver.press("<Enter>张示例 13900000000<Enter><Down><Enter>1<Enter>")
    #expect(driver.appointments.map(\.state) == [.booked])
    #expect(driver.message.contains("今天不能登记到场"))
    nextDay(&driver)
    try driver.press("<Enter>1<Enter>")
    #expect(driver.appointments.map(\.state) == [.arrived])
    let arrived = driver.effects.contains {
      if case .arrive(_, "appointment") = $0 { true } else { false }
    }
    #expect(arrived)
    #expect(driver.message.contains("已取号 P001"))
    try driver.press("<Enter>")
    #expect(driver.message.contains("已到场"))
  }

  @Test("打开的办件的姓名和电话已经填好，预约记着是哪一件")
  func takenOver() throws {
    var driver = try WeihaiHall.driver()
    try driver.choose(.board)
    try driver.press("<Enter>")
    try driver.choose(.appointments)
    try driver.press("<Enter><Enter>")
    #expect(driver.appointments.map(\.booking.phone) == ["13900001001"])
    #expect(driver.appointments.map(\.booking.dossier) == ["d1"])
  }

  @Test("没有预约服务的地区说明没有")
  func none() throws {
    var driver = ScreenDriver(MadeUpHall.clerk)
    try driver.choose(.appointments)
    #expect(driver.message.contains("本地区没有预约服务"))
  }
}
