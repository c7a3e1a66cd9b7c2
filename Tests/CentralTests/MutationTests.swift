import Crypto
import Domain
import Foundation
import JSON
import Ledger
import MadeUp
import Storage
import Sync
import Testing

@testable import Central

/// A valid operation of every kind, each on an entity of its own (逐类有效操作).
private struct Scripts {
  var hall: PackHall

  /// What has to be there first, then the operation.
  mutating func script(_ kind: Ledger.Operation.Kind) -> [Ledger.Operation] {
    let id = hall.id("e")
    switch kind {
    case .dossierAccept, .auditPaper, .auditUnmask, .dossierNote, .dossierServe, .dossierRate,
      .dossierAmend, .dossierAdd, .dossierVoid, .dossierScreen, .dossierRenumber, .conflictSettle,
      .duplicateKeep, .doubtClear, .materialPut, .materialAttach, .materialDetach, .registerEnter,
      .registerClose, .proceedingReceive, .proceedingHandOn, .proceedingSign, .proceedingRedate,
      .proceedingVerify, .proceedingPass, .proceedingAsk, .proceedingHold, .proceedingResume,
      .proceedingApprove, .proceedingDecline, .proceedingWithdraw, .proceedingTold:
      return dossier(kind, id)
    case .ticketChange, .ticketUndo:
      let ticket = Ticket(
        id: id, day: hall.now.day, series: "1",
        class: TicketClass(key: "common", title: "", prefix: "A", hasPriority: false),
        sequence: 1 + hall.serial % 900, issuedAt: hall.now, note: "轮椅")
      _ = hall.nextNumber()
      let issue = TicketChange(
        action: .issue, before: nil, after: ticket, passed: [], at: hall.now, reason: "")
      let first = hall.operation(.changeTicket(issue), on: id)
      guard kind == .ticketUndo else { return [first] }
      return [first, hall.operation(.undoTicket(issue), on: id)]
    case .appointmentBook, .appointmentCancel, .appointmentArrive:
      let booking = Booking(
        service: "guidance", title: "职业指导", capacity: 900, day: hall.now.day, slot: "23:30",
        name: "张示例", phone: "13900000000", dossier: nil, note: "轮椅")
      let book = hall.operation(.book(booking), on: id)
      if kind == .appointmentBook { return [book] }
      let act = kind == .appointmentCancel ? Act.cancelBooking(reason: "有事") : .arrive(ticket: "t1")
      return [book, hall.operation(act, on: id)]
    case .accountPut:
      let account = Account(key: id, name: "李示例", role: .clerk)
      return [hall.operation(.putAccount(account), on: id, role: .supervisor)]
    case .accountPassphrase:
      let account = Account(key: id, name: "李示例", role: .clerk)
      let mark = PassphraseMark(digest: String(repeating: "5a", count: 32), oneTimeUntil: hall.now)
      return [
        hall.operation(.putAccount(account), on: id, role: .supervisor),
        hall.operation(.setPassphrase(mark), on: id, role: .supervisor),
      ]
    case .intakeReturn: return [hall.operation(.returnIntake(reason: "看不清"), on: id)]
    case .reportIssue:
      let report = Report(
        month: Month(2026, 8), at: hall.now.day,
        figures: [Figure(.accepted, of: "nx-jobseekers"): 3])
      return [hall.operation(.issueReport(report), on: id, role: .supervisor)]
    case .auditExport: return [hall.operation(.export(dossiers: 3), on: id, role: .supervisor)]
    case .auditSignIn: return [hall.operation(.signIn, on: id)]
    case .auditSignInFailed: return [hall.operation(.signInFailed, on: id)]
    case .auditSignOut: return [hall.operation(.signOut, on: id)]
    case .auditClock:
      return [hall.operation(.clock(ClockFault(.step, seconds: -7_200)), on: id)]
    }
  }

  private mutating func dossier(
    _ kind: Ledger.Operation.Kind, _ id: String
  ) -> [Ledger.Operation] {
    let matters: Set = ["registration", "benefit", "employmentAid"]
    let accept = hall.operation(
      .accept(
        hall.acceptance(
          matters, present: kind != .materialPut && kind != .proceedingWithdraw,
          isScreened: kind == .dossierScreen)), on: id)
    var all = [accept]
    guard kind != .dossierAccept, let dossier = try? Dossier.play(accept, on: nil) else {
      return all
    }
    let (day, calendar) = (hall.now.day, PackHall.calendar)
    let clock = dossier.proceeding("benefit")?.clock ?? dossier.proceedings[0].clock
    let rule = dossier.materials.first?.rule ?? "none"
    let scan = Scan(
      hash: String(repeating: "0123456789abcdef", count: 4), size: 204_800, format: .jpeg)
    let note = RegisterNote(register: "posts", title: "台账", values: ["employer": "虚构单位"])
    func add(_ act: Act, _ role: Role = .clerk) {
      all.append(hall.operation(act, on: id, role: role))
    }
    let paused = clock.paused(.correction, on: day, calendar: calendar)
    switch kind {
    case .dossierAmend:
      add(
        .amend(
          [Change(key: "phone", old: dossier.answers["phone"], new: .text("13900000001"))],
          reason: "录入有误"))
    case .dossierAdd:
      let more = hall.acceptance(["registration", "jobService"]).openings
      add(
        .add(more.filter { $0.matter == "jobService" }, materials: [], minimums: ["jobWishes": 1]))
    case .dossierVoid: add(.void(matter: "benefit", reason: "选错"))
    case .dossierScreen:
      add(.screen(starts: dossier.starts(byScreeningOn: day, calendar: calendar)), .screener)
    case .dossierServe:
      add(
        .serve(
          Service(followUp: "survey", title: "回访", method: "电话", result: .unreachable, note: "")))
    case .dossierRate: add(.rate(Rating(grade: .bad, note: "等得久")))
    case .dossierNote: add(.note("备注"))
    case .dossierRenumber: add(.renumber(hall.nextNumber()))
    case .conflictSettle: add(.settle(conflict: "op-1", []))
    case .duplicateKeep: add(.keep(duplicate: dossier.number, reason: "两次"))
    case .doubtClear:
      add(.clear(Clearing([.time], of: .dossier, reason: "时钟慢了")), .supervisor)
    case .materialPut:
      add(
        .putMaterial(
          rule: rule, copies: 1, note: "原件",
          starts: dossier.starts(byPutting: rule, on: day, calendar: calendar)))
    case .materialAttach: add(.attach(rule: rule, scan))
    case .materialDetach:
      add(.attach(rule: rule, scan))
      add(.detach(rule: rule, hash: scan.hash, reason: "附错"))
    case .registerEnter: add(.enter(note))
    case .registerClose:
      add(.enter(note))
      add(.close(entry: all[1].id, RegisterEntry.Closing(result: "期满", note: "虚构")))
    case .proceedingReceive: add(.receive(matter: "benefit"), .reviewer)
    case .proceedingHandOn:
      add(.handOn(matter: "benefit", department: "hrss", reason: "转办"), .reviewer)
    case .proceedingSign:
      add(.sign(matter: "benefit", department: "hrss", reason: "会签"), .reviewer)
    case .proceedingRedate:
      add(
        .redate(
          matter: "benefit", reason: "录错",
          clock: clock.redated(to: day.adding(-1), calendar: calendar)), .supervisor)
    case .proceedingVerify: add(.verify(matter: "benefit", mode: .manual, clock: clock), .reviewer)
    case .proceedingPass: add(.pass(matter: "benefit", step: "review", opinion: "合格"), .reviewer)
    case .proceedingAsk, .proceedingResume, .proceedingTold:
      add(.ask(matter: "benefit", items: ["证明"], reason: "不清", clock: paused), .reviewer)
      if kind == .proceedingTold { add(.told(matter: "benefit")) }
      if kind == .proceedingResume {
        add(.resume(matter: "benefit", clock: paused.resumed(on: day, calendar: calendar)))
      }
    case .proceedingHold:
      let held = clock.paused(.specialProcedure, on: day, calendar: calendar)
      add(.hold(matter: "benefit", reason: "核查", clock: held), .reviewer)
    case .proceedingApprove: add(.approve(matter: "benefit", opinion: "同意"), .reviewer)
    case .proceedingDecline: add(.decline(matter: "benefit", reason: "不符"), .reviewer)
    case .proceedingWithdraw: add(.withdraw(matter: "employmentAid", reason: "撤回"))
    case .auditPaper: add(.paper(kind: .receipt, matter: nil, copy: 1))
    case .auditUnmask: add(.unmask(field: "idNumber"))
    default: break
    }
    return all
  }
}

/// What may stand in the place of a value, by a seed (篡改).
private struct Mutator {
  var random: SplitMix64

  static let texts = [
    "", "../../x", "张\u{202E}三", "a\u{0}b", "nobody", "640104199003070015", "2099-01-01",
    "2020-01-01", "9999-12-31", "0001-01-01", "3650wd", "none", "now", "640104-ZZZZ-000001-A",
    "registration", "cancellation", "moon", String(repeating: "张", count: 20_000),
    "e" + String(repeating: "\u{301}", count: 3_000), "640105101", "E_OK", "-1", "0",
  ]

  mutating func other(_ value: JSON) -> JSON? {
    switch value {
    case .string: return .string(random.pick(Self.texts))
    case .int(let number):
      let others = [
        -1, 0, 1, number + 1, number - 86_400_000, 1_577_934_000_000, 4_072_000_000_000, 999_999,
        253_402_271_999_999, Int.max,
      ]
      return .int(random.pick(others))
    case .bool(let flag): return .bool(!flag)
    case .array(let elements):
      switch random.below(3) {
      case 0: return .array([])
      case 1: return .array(elements + elements)
      default: return .array([JSON](repeating: elements.first ?? 1, count: 7_000))
      }
    case .object(var members):
      guard let key = members.keys.sorted().randomElement(using: &random) else { return nil }
      members[key] = nil
      return .object(members)
    case .null, .double: return nil
    }
  }

  /// One place of it, however deep, with something else.
  mutating func mutated(_ json: JSON) -> JSON {
    switch json {
    case .object(var members) where random.below(8) > 0:
      let keys = members.keys.filter { !["v", "kind"].contains($0) }.sorted()
      // The body is where most of it is.
      let key =
        members["body"] != nil && random.below(4) > 0
        ? "body" : keys.isEmpty ? "" : random.pick(keys)
      guard let member = members[key] else { return json }
      members[key] = mutated(member)
      return .object(members)
    case .array(var elements) where random.below(4) > 0 && !elements.isEmpty:
      let place = random.below(elements.count)
      elements[place] = mutated(elements[place])
      return .array(elements)
    default: return other(json) ?? json
    }
  }
}

@Suite struct MutationTests {
  private static let rounds = 18

  /// Every kind many times over, each with one place of it changed, after what it needs.
  private func lines(_ scripts: inout Scripts, seed: UInt64) -> [(line: [UInt8], isMutant: Bool)] {
    var mutator = Mutator(random: SplitMix64(seed: seed))
    var all: [(line: [UInt8], isMutant: Bool)] = []
    for _ in 0..<Self.rounds {
      for kind in Ledger.Operation.Kind.allCases {
        let script = scripts.script(kind)
        all += script.dropLast().map { ($0.line, false) }
        guard let last = script.last, let json = try? JSON(parsing: last.line) else { continue }
        all.append((mutator.mutated(json).line, true))
      }
    }
    return all
  }

  /// What no store may hold, whoever sent it; said without what stands there.
  private func flaw(_ entity: Entity, log: String, at now: Instant) -> String? {
    do { try entity.checkShape() } catch { return "\(entity.key.kind): \(error.code)" }
    guard let dossier = entity.dossier else { return nil }
    guard let theme = PackHall.rules.catalogue(region: "nx")?.theme(dossier.theme) else {
      return "theme"
    }
    if !dossier.number.isEmpty {
      guard let origin = DossierNumber.origin(dossier.number), origin == ("640104", log) else {
        return "number"
      }
    }
    let isKnown = dossier.themeVersion == theme.version || dossier.doubts.contains(.version)
    if !isKnown { return "version" }
    let region = PackHall.rules.catalogue(region: "nx")?.region
    for proceeding in dossier.proceedings {
      guard theme.matter(proceeding.matter) != nil else { return "matter" }
      for department in [proceeding.department] + proceeding.steps.map(\.department) {
        guard region?.department(department) != nil else { return "department" }
      }
      if let due = proceeding.clock.due, let accepted = proceeding.clock.accepted {
        let most = proceeding.clock.promised == .calendarDays(3_650) ? 3_700 : 6_000
        if !(0...most).contains(due.number - accepted.number) { return "due" }
        let isFar = abs(accepted.number - now.day.number) > 400
        if isFar, !dossier.doubts.contains(.time) { return "time" }
      }
    }
    let registers = dossier.proceedings.contains {
      $0.matter == "registration" && $0.state != .voided
    }
    for section in ["jobWishes", "trainingWishes"]
    where registers && dossier.answers[rows: section].isEmpty {
      return section
    }
    let number = dossier.answers[text: "idNumber"]
    if dossier.answers[text: "idKind"] == "111", !number.isEmpty {
      guard (try? IdentityNumber(number, today: Day(2099, 12, 31)!))?.text == number else {
        return "identity"
      }
    }
    return nil
  }

  @Test(
    "First aid 13: whatever of an operation is changed, central refuses it with words or holds nothing impossible",
    arguments: EngineKind.allCases, [1, 2] as [UInt64])
  func central(kind: EngineKind, seed: UInt64) throws {
    let store = try TestStore(kind)
    store.database = store.database.judging(by: PackHall.rules)
    var counter = try store.counter()
    counter.madeUp = MadeUp(seed: 1, start: store.now.day)
    counter.openHall(reviewing: ["hrss", "insurance", "employment"])
    var scripts = Scripts(hall: PackHall(counter, at: store.now))
    let made = lines(&scripts, seed: seed)
    let mutants = made.count(where: \.isMutant)
    #expect(mutants > 200)
    for line in made { counter.append(line: line.line) }
    var outcomes: [OperationResult.Outcome] = []
    for start in stride(from: 1, through: counter.lines.count, by: 20) {
      let count = min(20, counter.lines.count - start + 1)
      outcomes += try store.push(counter, from: start, count: count).results.map(\.outcome)
    }
    let prepared = zip(outcomes.dropFirst(4), made).filter { !$1.isMutant }.map(\.0)
    let sound = prepared.count { $0 == .applied }
    // A mutant may take away what a later one stands on, such as somebody's account.
    #expect(sound * 10 > prepared.count * 9, "\(sound) of \(prepared.count)")
    let refused = outcomes.count { if case .rejected = $0 { true } else { false } }
    #expect(refused > mutants / 3 && refused < outcomes.count)
    for case .rejected(let code) in outcomes { #expect(code.hasPrefix("E_")) }
    var held = 0
    for rows in try store.pulled(counter, limit: 400).values {
      for row in rows {
        guard case .put(_, let json, _) = row.what else { continue }
        held += 1
        let entity = try Entity(row.key.kind, JSONReader(json))
        if let flaw = flaw(entity, log: counter.log, at: store.now) {
          Issue.record("\(row.key.id): \(flaw)")
        }
      }
    }
    #expect(held > 60)
  }

  @Test(
    "First aid 13: whatever of an operation is changed, a counter's store refuses it or holds nothing impossible",
    arguments: [3, 4] as [UInt64])
  func counter(seed: UInt64) throws {
    let central = try TestStore(.sqlite)
    let counter = try central.counter()
    let directory = central.directory + "/counter"
    let store = try Storage.Store(
      directory: directory, hash: CentralDatabase.hash, newLogCode: counter.log,
      index: MadeUp.index)
    store.packs = PackHall.rules.book
    var scripts = Scripts(hall: PackHall(counter, at: central.now))
    var taken = 0
    var refused = 0
    for line in lines(&scripts, seed: seed).map(\.line) {
      guard let operation = try? Ledger.Operation(line: line) else {
        refused += 1
        continue
      }
      do throws(StoreError) {
        try store.record(operation)
        taken += 1
      } catch {
        #expect(!error.explanation(of: .step).isEmpty)
        refused += 1
      }
    }
    #expect(taken > 100 && refused > 60)
    var held = 0
    try store.forEachDossier { dossier throws(StoreError) in
      held += 1
      // A counter's own clock is what is in doubt: only central says so.
      var known = dossier
      known.doubt([.time, .version])
      if let flaw = flaw(.dossier(known), log: counter.log, at: central.now) {
        Issue.record("\(dossier.id): \(flaw)")
      }
    }
    #expect(held > 40)
    #expect(try store.verifyChain() == .intact(lines: taken))
  }
}
