import Domain
import Ledger
import MadeUp
import Sync
import SyncModel

// What the people at the counters and desks do.

extension Simulation {
  /// What the machine's clock says.
  func wall(_ machine: Int) -> Instant {
    let skew = options.hasRightClocks ? 0 : machines[machine].skew
    return Instant(milliseconds: max(0, instant.milliseconds + skew))
  }

  mutating func work(at machine: Int) {
    guard actsLeft > 0 else { return }
    actsLeft -= 1
    // Most of the time somebody is busy; sometimes the others are.
    let pause = random.below(6) == 0 ? 60_000 + random.below(600_000) : 500 + random.below(15_000)
    timeline.put(.act(machine: machine), at: now + pause)
    guard machines[machine].isRunning else { return }
    made.tick(milliseconds: 1_000 + random.below(60_000))
    let scene = machines[machine].disk.show()
    let dossiers = scene.entities.keys.sorted().compactMap { scene[$0]?.dossier }
    if random.below(70) == 0 { return poison(machine) }
    if repair(dossiers, machine) { return }
    if machines[machine].isDesk { return review(dossiers, scene, machine) }
    if claimsDepartments, random.below(4) == 0 {
      sometimes("decided at a counter")
      return review(dossiers, scene, machine)
    }
    switch random.below(20) {
    case 0...4: accept(scene, machine)
    case 5...7: if !options.isTimeFree { queue(scene, machine) }
    case 8: if !options.isTimeFree { book(scene, machine) }
    case 9: staff(scene, machine)
    case 10: save(.signIn, on: "c\(machine)", scene, .clerk, machine)
    case 11: takeIn(scene, machine)
    default:
      guard !dossiers.isEmpty else { return accept(scene, machine) }
      // Much on the same few, so that counters meet.
      change(dossiers[dossiers.count - 1 - random.skewed(dossiers.count)], scene, machine)
    }
  }

  private mutating func accept(_ scene: Scene, _ machine: Int, intake: Intake? = nil) {
    let number = machines[machine].disk.model.nextNumber
    let drawn = made.accept(
      serial: 1, log: "0000", isOpen: random.below(4) > 0, isScreened: random.below(5) == 0)
    guard case .accept(var acceptance) = drawn.act else { return }
    acceptance.number = number
    acceptance.hall = machines[machine].device.hall
    acceptance.counter = machines[machine].series
    acceptance.intake = intake?.id
    if random.below(3) == 0 {
      acceptance.answers["idNumber"] = .text("64019919900101000\(random.below(4))")
    }
    save(.accept(acceptance), on: id("dossier"), scene, .clerk, machine)
  }

  private mutating func takeIn(_ scene: Scene, _ machine: Int) {
    let waiting = scene.entities.keys.sorted().compactMap { scene[$0]?.intake }
      .filter { $0.state == .waiting }
    guard !waiting.isEmpty else { return accept(scene, machine) }
    let intake = random.pick(waiting)
    if random.below(3) == 0 {
      save(.returnIntake(reason: "缺材料"), on: intake.id, scene, .clerk, machine)
    } else {
      accept(scene, machine, intake: intake)
    }
  }

  private mutating func change(_ dossier: Dossier, _ scene: Scene, _ machine: Int) {
    if random.below(3) == 0, dossier.voided == nil {
      var key = random.pick(["phone", "homeAddress", "name"])
      let number = random.below(1000)
      var new = "虚构\(number)"
      if !made.places.isEmpty, number % 3 == 0 {
        key = "registrationPlace"
        new = made.places[number % made.places.count]
        sometimes("sent to another county")
      }
      let change = Change(key: key, old: dossier.answers[key], new: .text(new))
      let role: Role = dossier.mayAmend(.clerk) ? .clerk : .supervisor
      return save(.amend([change], reason: "录入有误"), on: dossier.id, scene, role, machine)
    }
    for _ in 0..<4 {
      guard let drawn = made.step(on: dossier) else { continue }
      return save(drawn.act, on: dossier.id, scene, drawn.role, machine)
    }
  }

  private mutating func review(_ dossiers: [Dossier], _ scene: Scene, _ machine: Int) {
    guard !dossiers.isEmpty else { return }
    let dossier = dossiers[dossiers.count - 1 - random.skewed(dossiers.count)]
    for _ in 0..<10 {
      guard let drawn = made.step(on: dossier) else { continue }
      guard drawn.role == .reviewer || drawn.kind == .dossierNote else { continue }
      let division = machines[machine].device.division
      if division != Site.county {
        guard dossier.proceedings.contains(where: { dossier.division(of: $0) == division })
        else { continue }
        sometimes("worked on in another county")
      }
      return save(drawn.act, on: dossier.id, scene, .reviewer, machine)
    }
  }

  /// What waits for an answer: conflicts, doubles, lost numbers, refused lines.
  private mutating func repair(_ dossiers: [Dossier], _ machine: Int) -> Bool {
    guard random.below(3) == 0 else { return false }
    let scene = machines[machine].disk.show()
    let role: (Dossier) -> Role = { $0.mayAmend(.clerk) ? .clerk : .supervisor }
    if let dossier = dossiers.first(where: { !$0.conflicts.isEmpty }) {
      let conflict = dossier.conflicts[0]
      let isTaken = random.below(2) == 0
      let changes = conflict.sides.map {
        Change(key: $0.key, old: dossier.answers[$0.key], new: $0.mine)
      }
      sometimes("conflict answered")
      save(
        .settle(conflict: conflict.id, isTaken ? changes : []), on: dossier.id, scene,
        role(dossier), machine)
      return true
    }
    if let dossier = dossiers.first(where: { $0.number.isEmpty }) {
      sometimes("new number")
      save(
        .renumber(machines[machine].disk.model.nextNumber), on: dossier.id, scene, .clerk, machine)
      return true
    }
    if let dossier = dossiers.first(where: { dossier in
      dossier.duplicates.contains { $0.reason == nil && $0.isLater }
    }), let double = dossier.duplicates.first(where: { $0.reason == nil && $0.isLater }) {
      sometimes("double kept")
      save(
        .keep(duplicate: double.number, reason: "两处各办一项"), on: dossier.id, scene, .clerk,
        machine)
      return true
    }
    let open = machines[machine].disk.model.attention.firstIndex {
      $0.state == .open && !$0.wasAccepted && $0.outcome != .held
    }
    if let open { machines[machine].disk.model.close(attention: open) }
    return open != nil
  }

  private mutating func queue(_ scene: Scene, _ machine: Int) {
    let at = wall(machine)
    let tickets = scene.entities.keys.sorted().compactMap { scene[$0]?.ticket }
    if random.below(5) == 0, let change = lastTicketChange[machine] {
      lastTicketChange[machine] = nil
      return save(.undoTicket(change), on: change.after.id, scene, .clerk, machine)
    }
    let open = tickets.filter { $0.isInLine || $0.state == .called || $0.state == .serving }
    var change: TicketChange?
    if open.isEmpty || random.below(3) == 0 {
      let ticket = Ticket(
        id: id("ticket"), day: at.day, series: machines[machine].series,
        class: TicketClass(
          key: "common", title: "普通", prefix: machines[machine].series, hasPriority: false),
        sequence: 1 + random.below(900), place: place(behind: tickets, at), issuedAt: at)
      // I17: behind everybody whom the counter has seen, whatever its clock says.
      if tickets.contains(where: { Ticket.isBefore(ticket, $0) }) {
        violate("I17 m\(machine) puts \(ticket.id) before others")
      }
      change = TicketChange(
        action: .issue, before: nil, after: ticket, passed: [], at: at, reason: "")
    } else {
      let ticket = random.pick(open)
      if ticket.isInLine {
        var after = ticket
        after.state = .called
        after.counter = machines[machine].series
        after.calledAt = at
        let passed = open.first { $0.isInLine && $0.id != ticket.id }.map { [$0.id] } ?? []
        change = TicketChange(
          action: .call, before: ticket, after: after, passed: passed, at: at, reason: "")
      } else {
        change =
          ticket.state == .called ? try? ticket.started(at: at) : try? ticket.finished(at: at)
      }
    }
    guard let change else { return }
    lastTicketChange[machine] = change
    save(.changeTicket(change), on: change.after.id, scene, .clerk, machine)
  }

  private func place(behind tickets: [Ticket], _ at: Instant) -> Int {
    if bug == .placesByClock { return at.milliseconds / 1_000 }
    return Ticket.nextPlace(after: tickets.map(\.place).max() ?? 0)
  }

  private mutating func book(_ scene: Scene, _ machine: Int) {
    let booked = scene.entities.keys.sorted().compactMap { scene[$0]?.appointment }
      .filter { $0.state == .booked }
    if !booked.isEmpty, random.below(3) == 0 {
      let appointment = random.pick(booked)
      return save(.cancelBooking(reason: "来不了"), on: appointment.id, scene, .clerk, machine)
    }
    let booking = Booking(
      service: "guidance", title: "职业指导", capacity: 1,
      day: wall(machine).day.adding(1 + random.below(2)), slot: random.pick(["09:30", "14:30"]),
      name: "虚构人员", phone: "19900000000")
    save(.book(booking), on: id("appointment"), scene, .clerk, machine)
  }

  private mutating func staff(_ scene: Scene, _ machine: Int) {
    let isNew = random.below(2) == 0
    var account = Account(key: isNew ? id("u") : "c\(machine)", name: "虚构窗口", role: .clerk)
    if !isNew { account.name = "虚构窗口\(random.below(9))" }
    save(.putAccount(account), on: account.key, scene, .supervisor, machine)
  }

  private mutating func poison(_ machine: Int) {
    let line: [UInt8]
    switch random.below(4) {
    case 0: line = [0xFF, 0x00, 0x0A, UInt8(random.below(256))]
    case 1: line = Array("{\"v\":99,\"op\":\"\(id("op"))\"}".utf8)
    case 2: line = []
    default: line = [UInt8](repeating: 0x20, count: 100)
    }
    do throws(ModelFailure) {
      try machines[machine].disk.save(line: line)
      sometimes("poison")
      promised.append((line, nil, machine))
      step(.saved, at: machine)
    } catch {
      if error == .crash { stop(machine) }
    }
  }

  // MARK: Saving

  /// By somebody in this role who may work here.
  private mutating func save(
    _ act: Act, on entity: String, _ scene: Scene, _ role: Role, _ machine: Int
  ) {
    let accounts = scene.entities.keys.filter { $0.kind == .account }.sorted()
      .compactMap { scene[$0]?.account }.filter { $0.role == role && $0.isActive }
    let own = accounts.first { $0.key.hasSuffix("\(machine)") && $0.key.count == 2 }
    guard let account = random.below(5) == 0 ? accounts.last : own ?? accounts.first else {
      return
    }
    save(act, on: entity, role: role, clerk: account.key, at: machine)
  }

  mutating func save(
    _ act: Act, on entity: String, role: Role, clerk: String, at machine: Int
  ) {
    let operation = Operation(
      id: id("op"), entity: entity, clerk: clerk, role: role, at: wall(machine), act: act)
    do throws(ModelFailure) {
      try machines[machine].disk.save(operation)
      // Only from here on somebody was told 已保存.
      promised.append((operation.line, operation.id, machine))
      trace("m\(machine) saves \(operation.id) \(act.kind.rawValue) \(entity)")
      step(.saved, at: machine)
    } catch {
      switch error {
      case .refused: trace("m\(machine) cannot \(act.kind.rawValue)")
      case .diskFull: sometimes("not saved, disk full")
      case .crash:
        sometimes("crash at a save")
        stop(machine)
      }
    }
  }
}
