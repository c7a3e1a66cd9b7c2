import Domain
import Ledger
import TUI

extension DeskState {
  private var services: [AppointmentService] { rules.region.appointments }

  private var service: AppointmentService? {
    services.indices.contains(appointments.service) ? services[appointments.service] : nil
  }

  private var appointmentRows: [AppointmentsState.Row] {
    service.map { appointments.rows($0, now, rules.calendar) } ?? []
  }

  private var load: Effect {
    .loadAppointments(from: today, through: today.adding(AppointmentsState.days))
  }

  var appointmentsReason: String? {
    if services.isEmpty { return "本地区没有预约服务" }
    return account?.role.may(.appointmentBook) == true ? nil : "本账户不办理预约"
  }

  mutating func showAppointments() -> [Effect] {
    show(.appointments)
    return [load]
  }

  mutating func receiveAppointments(_ booked: [Appointment]) { appointments.receive(booked) }

  mutating func pressAppointments(_ key: Key) -> [Effect] {
    let rows = appointmentRows
    switch key {
    case .left: appointments.step(-1, count: services.count)
    case .right: appointments.step(1, count: services.count)
    case .enter:
      guard rows.indices.contains(appointments.cursor.selected) else { return [] }
      return open(rows[appointments.cursor.selected])
    default: appointments.press(key, count: rows.count, height: listHeight)
    }
    return []
  }

  private mutating func open(_ row: AppointmentsState.Row) -> [Effect] {
    guard let service else { return [] }
    switch row {
    case .slot(let day, let slot, let free):
      guard free > 0 else {
        say("这个时段没有空位", .warn)
        return [.beep]
      }
      let known = atCounter.map { "\(Mask.name($0.name)) \(Mask.phone($0.phone))" }
      overlay = .prompt(.book(service, day, slot, known: known ?? ""))
    case .booking(let appointment):
      guard appointment.state == .booked else {
        say("\(Mask.name(appointment.booking.name))\(appointment.state.title)", .warn)
        return [.beep]
      }
      overlay = .prompt(.appointment(appointment))
    }
    return []
  }

  /// Name and phone of whose form or dossier is open.
  private var atCounter: (name: String, phone: String)? {
    let answers = form?.answers ?? (trail.contains(.dossier) ? dossier?.dossier.answers : nil)
    guard let answers, !answers[text: "name"].isEmpty else { return nil }
    return (answers[text: "name"], answers[text: "phone"])
  }

  mutating func confirmAppointment(_ prompt: Prompt) -> [Effect] {
    switch prompt.purpose {
    case .book(let key, let day, let slot):
      guard let service = services.first(where: { $0.key == key }) else { return [] }
      let known = atCounter.map { "\($0.name) \($0.phone)" } ?? ""
      return book(service, day, slot, prompt.text.isEmpty ? known : prompt.text)
    case .appointment(let id):
      guard let appointment = appointments.booked.first(where: { $0.id == id }) else { return [] }
      return prompt.choice == 0 ? arrive(appointment) : cancel(appointment, prompt)
    default: return []
    }
  }

  private mutating func book(
    _ service: AppointmentService, _ day: Day, _ slot: String, _ typed: String
  ) -> [Effect] {
    let words = typed.split(whereSeparator: \.isWhitespace).map(String.init)
    // A number may have blanks in it: the longest ending that is one.
    let parts = words.indices.dropFirst().lazy.compactMap { start -> (String, String)? in
      guard
        let phone = try? Phone(words[start...].joined(separator: " "), isForAll: true),
        let name = try? PersonName(words[..<start].joined(separator: " "))
      else { return nil }
      return (name.text, phone.text)
    }
    guard let (name, phone) = parts.first else {
      say("没有预约：先写姓名，空一格，再写电话", .warn)
      return [.beep]
    }
    let isKnown = form == nil && dossier?.dossier.answers[text: "name"] == name
    sayWhenDone("已预约 \(day.monthDayText) \(slot) \(Mask.name(name))")
    let booking = service.booking(
      day, slot, name: name, phone: phone, dossier: isKnown ? dossier?.dossier.id : nil)
    return [.book(booking), load]
  }

  private mutating func arrive(_ appointment: Appointment) -> [Effect] {
    guard let service = services.first(where: { $0.key == appointment.booking.service }) else {
      return []
    }
    guard appointment.booking.day == today else {
      say("预约的是\(appointment.booking.day.monthDayText)，今天不能登记到场", .warn)
      return [.beep]
    }
    return [.arrive(appointment, ticketClass: service.ticketClass), load]
  }

  private mutating func cancel(_ appointment: Appointment, _ prompt: Prompt) -> [Effect] {
    guard prompt.choice == 1, prompt.text.contains(where: { !$0.isWhitespace }) else {
      say("没有取消：先按 2，再写取消的原因", .warn)
      return [.beep]
    }
    sayWhenDone("已取消 \(Mask.name(appointment.booking.name)) 的预约")
    return [.cancelBooking(id: appointment.id, reason: prompt.text), load]
  }

  // MARK: Drawing

  func drawAppointments(on canvas: inout Canvas, in area: Rect) {
    guard let service else { return }
    canvas.fill(area.line(0), .title)
    let place = service.place.map { " · \($0)" } ?? ""
    canvas.write(" 预约 · \(service.title)\(place)", in: area, row: 0, .title)
    let several = services.count > 1 ? " · ← → 换一项服务" : ""
    let hint = service.note.map { "\($0) · " } ?? ""
    canvas.write(" \(hint)Enter 预约、到场或取消\(several)", in: area, row: 1, .muted)
    let rows = appointmentRows
    let table = Table([
      Table.Column("日期", .fixed(10)), Table.Column("星期", .fixed(4)),
      Table.Column("时间", .fixed(5)), Table.Column("空位", .fixed(6)),
      Table.Column("预约人", .fixed(8)), Table.Column("电话", .fixed(13)),
      Table.Column("状态", .flexible(weight: 1)),
    ])
    table.drawList(
      on: &canvas, in: area.split(rows: 2).rest, cursor: appointments.cursor, count: rows.count
    ) {
      switch rows[$0] {
      case .slot(let day, let slot, let free):
        return Table.Row(
          [day.text(in: today.year), day.weekdayText, slot, free == 0 ? "约满" : "余\(free)"],
          styles: [3: free == 0 ? .warn : .good])
      case .booking(let appointment):
        let booking = appointment.booking
        return Table.Row(
          [
            "", "", "", "", Mask.name(booking.name), Mask.phone(booking.phone),
            appointment.state.title,
          ], styles: [4: .mask, 5: .mask])
      }
    }
    if rows.isEmpty {
      canvas.write(" 近期没有开放的时段", in: area.split(rows: 2).rest, row: 1, .muted)
    }
  }
}
