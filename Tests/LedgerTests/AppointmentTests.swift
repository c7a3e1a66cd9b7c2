import Domain
import Testing

@testable import Ledger

@Suite("预约") struct AppointmentTests {
  private let now = nine(day("2026-03-17"))

  private func booking(
    _ slot: String = "10:00", on text: String = "2026-03-17", capacity: Int = 1,
    name: String = "张示例", phone: String = "13900000000"
  ) -> Booking {
    Booking(
      service: "guidance", title: "职业指导", capacity: capacity, day: day(text), slot: slot,
      name: name, phone: phone)
  }

  private func operation(_ act: Act, at: Instant? = nil, role: Role = .clerk) -> Operation {
    Operation(id: "op", entity: "p1", clerk: "u1", role: role, at: at ?? now, act: act)
  }

  private func booked(_ booking: Booking, among others: [Appointment] = []) throws -> Appointment {
    try Appointment.play(operation(.book(booking)), on: nil, among: others)
  }

  @Test("一个时段不超过名额；取消的让出位置，到场的仍占着")
  func capacity() throws {
    let first = try booked(booking(capacity: 2))
    _ = try booked(booking(capacity: 2), among: [first])
    #expect(throws: LedgerError.slotFull(capacity: 2)) {
      try booked(booking(capacity: 2), among: [first, first])
    }
    let left = try Appointment.play(operation(.cancelBooking(reason: "有事")), on: first, among: [])
    _ = try booked(booking(capacity: 2), among: [first, left])
    let came = try Appointment.play(operation(.arrive(ticket: "t1")), on: first, among: [])
    #expect(came.state == .arrived && came.ticket == "t1")
    #expect(throws: LedgerError.slotFull(capacity: 1)) { try booked(booking(), among: [came]) }
    // Another slot and another service are not this one.
    _ = try booked(booking("11:00"), among: [came])
  }

  @Test("过去的时段不能预约，正好现在的可以")
  func past() throws {
    _ = try booked(booking("09:00"))
    #expect(throws: LedgerError.slotPast) { try booked(booking("08:59")) }
    #expect(throws: LedgerError.slotPast) { try booked(booking(on: "2026-03-16")) }
    #expect(throws: LedgerError.slotPast) { try booked(booking("9点")) }
  }

  @Test("取消要写原因；取消或到场以后不再变动")
  func over() throws {
    let first = try booked(booking())
    #expect(throws: LedgerError.reasonMissing(.appointmentCancel)) {
      try Appointment.play(operation(.cancelBooking(reason: " ")), on: first, among: [])
    }
    let left = try Appointment.play(operation(.cancelBooking(reason: "有事")), on: first, among: [])
    #expect(left.state == .cancelled && left.reason == "有事")
    #expect(throws: LedgerError.appointmentOver) {
      try Appointment.play(operation(.arrive(ticket: "t")), on: left, among: [])
    }
    #expect(throws: LedgerError.alreadyBooked) {
      try Appointment.play(operation(.book(booking())), on: first, among: [])
    }
    #expect(throws: LedgerError.unknownAppointment) {
      try Appointment.play(operation(.arrive(ticket: "t")), on: nil, among: [])
    }
  }

  @Test("到场只在预约的当天登记")
  func anotherDay() throws {
    let later = try booked(booking(on: "2026-03-19"))
    #expect(throws: LedgerError.anotherDay) {
      try Appointment.play(operation(.arrive(ticket: "t")), on: later, among: [])
    }
  }

  @Test("只有窗口和主管办理预约；看不见的字符和空的姓名不收")
  func refused() throws {
    for role in [Role.screener, .reviewer, .admin] {
      #expect(throws: LedgerError.notAllowed(role, .appointmentBook)) {
        try Appointment.play(operation(.book(booking()), role: role), on: nil, among: [])
      }
    }
    #expect(throws: LedgerError.unsafeText(code: "U+202E")) {
      try booked(booking(name: "张\u{202E}示例"))
    }
    #expect(throws: LedgerError.reasonMissing(.appointmentBook)) { try booked(booking(name: "")) }
  }

  @Test("写成 JSON 再读回不变")
  func roundTrip() throws {
    var appointment = try booked(booking())
    #expect(try Appointment(.init(appointment.json)) == appointment)
    appointment = try Appointment.play(
      operation(.cancelBooking(reason: "有事")), on: appointment, among: [])
    #expect(try Appointment(.init(appointment.json)) == appointment)
  }
}
