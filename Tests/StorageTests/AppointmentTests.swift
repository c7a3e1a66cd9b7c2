import Domain
import Ledger
import MadeUp
import Testing

@testable import Storage

@Suite("预约：在日志里，按天查，满了就满了")
struct AppointmentTests {
  private let test: TestStore

  init() throws { test = try TestStore() }

  private func booking(_ days: Int, _ slot: String = "23:30", capacity: Int = 2) -> Booking {
    Booking(
      service: "guidance", title: "职业指导", capacity: capacity,
      day: test.made.now.day.adding(days), slot: slot, name: "张示例", phone: "13900000000")
  }

  @discardableResult
  private func book(_ id: String, _ booking: Booking) throws -> Appointment? {
    try test.store.record(test.made.operation(.book(booking), on: id))
    return try test.store.appointment(id)
  }

  private func ids(_ first: Int, _ last: Int) throws -> [String] {
    let day = test.made.now.day
    return try test.store.appointments(from: day.adding(first), through: day.adding(last)).map(\.id)
  }

  @Test("按日子取，含首尾，按时段排")
  func range() throws {
    try book("p3", booking(3))
    try book("p1", booking(1, "14:00"))
    try book("p2", booking(1, "09:00"))
    #expect(try ids(0, 9) == ["p2", "p1", "p3"])
    #expect(try ids(1, 1) == ["p2", "p1"])
    #expect(try ids(2, 3) == ["p3"])
    #expect(try ids(4, 9) == [])
  }

  @Test("满了的时段记不进日志")
  func full() throws {
    try book("p1", booking(1))
    try book("p2", booking(1))
    let before = try test.store.digest()
    #expect(throws: StoreError.ledger(.slotFull(capacity: 2))) { try book("p3", booking(1)) }
    #expect(try test.store.digest() == before)
    try test.store.record(test.made.operation(.cancelBooking(reason: "有事"), on: "p1"))
    #expect(try book("p4", booking(1))?.state == .booked)
  }

  @Test("到场和号票一起记下，一起失败")
  func arrival() throws {
    try book("p1", booking(0))
    let ticket = try test.issue()
    try test.store.record(test.made.operation(.arrive(ticket: ticket.id), on: "p1"))
    #expect(try test.store.appointment("p1")?.ticket == ticket.id)
    let before = try test.store.digest()
    let rule = TestStore.rule
    let step = try rule.issue(
      "ordinary", id: test.made.id("ticket"), day: test.made.now.day, series: "A",
      in: test.store.tickets(on: test.made.now.day), at: test.made.now)
    #expect(throws: StoreError.ledger(.appointmentOver)) {
      try test.store.record([
        test.made.operation(.changeTicket(step), on: step.after.id),
        test.made.operation(.arrive(ticket: step.after.id), on: "p1"),
      ])
    }
    #expect(try test.store.digest() == before)
  }

  @Test("从日志重建，预约表一样")
  func rebuilt() throws {
    try book("p1", booking(1))
    try book("p2", booking(2))
    try test.store.record(test.made.operation(.cancelBooking(reason: "有事"), on: "p1"))
    let before = try test.store.digest(ofViewsOnly: true)
    try test.store.database.execute("DELETE FROM appointment")
    #expect(try test.store.digest(ofViewsOnly: true) != before)
    try test.store.rebuild()
    #expect(try test.store.digest(ofViewsOnly: true) == before)
  }
}
