import Crypto
import Domain
import Ledger
import MadeUp
import Sync
import SyncModel

@testable import Storage

/// Two counters of a hall and a department's desk, each a `Twin`, and central
/// (随机交错): one seed, one course of events.
struct TwinSchedule {
  private(set) var machines: [Machine]
  private(set) var central: CentralModel
  private var random: SplitMix64
  private var backups: [CentralModel] = []
  private var now = 0
  private var count = 0
  private var steps = 0
  /// How often each thing happened, so that a schedule in which nothing does is
  /// noticed.
  private(set) var happened: [String: Int] = [:]

  struct Machine {
    var device: DeviceRecord
    let twin: Twin
    let isDesk: Bool
    var agent = Agent()
    var request: Agent.Request?
    var images: [Twin.Image] = []
    /// What it once was granted beside what it is now.
    var streams: [String]
  }

  private static let hall = "640104001"
  private static let desks = "640104900"

  init(seed: UInt64) throws {
    random = SplitMix64(seed: seed)
    central = CentralModel(
      epoch: "e0", hash: { SHA256.hash($0) },
      person: { answers in
        let number = answers[text: "idNumber"]
        return number.isEmpty ? nil : number
      })
    machines = []
    for (index, log) in ["1111", "2222", "3333"].enumerated() {
      let isDesk = index == 2
      let hall = isDesk ? Self.desks : Self.hall
      let streams =
        isDesk
        ? ["employment", "hrss", "insurance"].map { Streams.department("640104", $0) }
          + [Streams.staff(hall)] : Streams.ofCounter(hall: hall)
      let device = DeviceRecord(
        id: "m\(index)", hall: hall, streams: streams, grants: ["*"])
      central.open(log: log, for: device.id)
      machines.append(
        Machine(
          device: device,
          twin: try Twin(
            "m\(index)", hall: hall, log: log, seed: seed &* 7 &+ UInt64(index)),
          isDesk: isDesk, streams: streams))
    }
    for index in [0, 2] { found(index) }
  }

  var differences: [String] { machines.flatMap(\.twin.differences) }

  private mutating func note(_ what: String) { happened[what, default: 0] += 1 }

  // MARK: What happens next

  mutating func step() throws {
    steps += 1
    let index = random.below(machines.count)
    switch random.below(200) {
    case 0...69: try work(index)
    case 70...179: try exchange(index)
    case 180...181: backups.append(central)
    case 182: try goBack()
    case 183:
      // Its last commits are gone, and nobody says so.
      guard let last = backups.last, last.epochName == central.epochName else { return }
      central = last
      note("went back silently")
    case 184...186: machines[index].images.append(try machines[index].twin.image())
    case 187:
      guard let image = machines[index].images.last else { return }
      try machines[index].twin.goBack(to: image)
      start(index)
      note("disk restored")
    case 188: start(index)
    case 189:
      for stream in central.heads.keys.sorted() where random.below(2) == 0 { central.prune(stream) }
    case 190:
      // A stream is taken away, or given back.
      let all = machines[index].streams
      let isLess = machines[index].device.streams.count == all.count
      machines[index].device = DeviceRecord(
        id: machines[index].device.id, hall: machines[index].device.hall,
        streams: isLess ? Array(all.dropFirst()) : all,
        grants: machines[index].device.grants)
      note("other streams")
    case 191: try machines[index].twin.test.reopen()
    case 192...194: try machines[index].twin.closeFirst()
    default: takeInFromPortal()
    }
  }

  private mutating func goBack() throws {
    guard let backup = backups.randomElement(using: &random) else { return }
    central = backup
    count += 1
    central.begin(epoch: "e\(count)")
    note("went back")
  }

  /// The program starts again.
  private mutating func start(_ index: Int) {
    machines[index].agent = Agent()
    machines[index].request = nil
  }

  private mutating func takeInFromPortal() {
    count += 1
    let intake = Intake(
      id: "intake\(count)", portal: "p1", reference: "\(count)", channel: .portal, hall: Self.hall,
      theme: "nx-jobseekers", answers: Answers(["name": .text("虚构网申")]), receivedAt: instant)
    let portal = DeviceRecord(id: "portal", hall: Self.hall, streams: [])
    _ = try? central.judge(["640104": Needs()], at: instant) { dockets in
      dockets.at("640104") {
        $0.put(.intake(intake), as: EntityKey(.intake, intake.id), from: portal)
      }
    }
  }

  private var instant: Instant { machines[0].twin.test.made.now }

  // MARK: Talking

  mutating func exchange(_ index: Int) throws {
    now += 1_000_000  // every timer has run out
    var twin = machines[index].twin
    twin.mostLines = 1 + random.below(8)
    let chance = Double(random.below(100)) / 100
    if machines[index].request == nil {
      machines[index].request = try machines[index].agent.step(
        .wake, &twin, now: now, chance: chance)
    }
    guard let request = machines[index].request else { return }
    if random.below(60) == 0 { return try tell(index, .refused(.session), chance) }
    if case .push(let batch) = request, steps > 60, random.below(30) == 0 {
      note(batch.lines.count == 1 ? "quarantine" : "halved")
      return try tell(index, .refused(.badRequest(reason: "")), chance)
    }
    let event = try answer(request, machines[index].device)
    try tell(index, random.below(8) == 0 ? .lost : event, chance)
  }

  private mutating func tell(_ index: Int, _ event: Agent.Event, _ chance: Double) throws {
    if case .refused(let refusal) = event { note(refusal.code) }
    if case .answer(.push(let answer)) = event {
      for result in answer.results { note(result.outcome.word) }
    }
    var twin = machines[index].twin
    machines[index].request = try machines[index].agent.step(event, &twin, now: now, chance: chance)
  }

  private mutating func answer(
    _ request: Agent.Request, _ device: DeviceRecord
  ) throws -> Agent.Event {
    switch request {
    case .session: return .answer(.session)
    case .state: return .answer(.state(try central.state(of: device, at: instant)))
    case .push(let batch): return try push(Submission(batch, from: device))
    case .quarantine(let batch): return try push(Submission(quarantined: batch, from: device))
    case .pull(let request):
      let small = PullRequest(
        epoch: request.epoch, cursors: request.cursors, maximumRows: 1 + random.below(6))
      switch try central.pull(small, for: device, at: instant) {
      case .success(let answer): return .answer(.pull(answer))
      case .failure(let refusal): return .refused(refusal)
      }
    case .scan(let stream, let after):
      switch try central.scan(stream, after: after, limit: 1 + random.below(6), for: device) {
      case .success(let page): return .answer(.scan(page))
      case .failure(let refusal): return .refused(refusal)
      }
    case .rekey(let log, _):
      count += 1
      let new = "N" + String(1_000 + count).suffix(3)
      central.rekey(log: log, of: device.id, to: new)
      note("new log")
      return .answer(.rekeyed(log: new))
    }
  }

  private mutating func push(_ submission: Submission) throws -> Agent.Event {
    switch try central.push([submission], at: instant, central.person)[0] {
    case .success(let answer): return .answer(.push(answer))
    case .failure(let refusal): return .refused(refusal)
    }
  }

  // MARK: Working

  private func clerk(_ role: Role, _ index: Int) -> String {
    role.rawValue + machines[index].device.hall
  }

  private mutating func found(_ index: Int) {
    for role in [Role.supervisor, .clerk, .reviewer, .screener] {
      let account = Account(
        key: clerk(role, index), name: "虚构人员", role: role,
        departments: role == .reviewer ? ["employment", "hrss", "insurance"] : [])
      save(.putAccount(account), on: account.key, .supervisor, index)
    }
  }

  private mutating func save(_ act: Act, on entity: String, _ role: Role, _ index: Int) {
    let twin = machines[index].twin
    twin.save(twin.test.made.operation(act, on: entity, role: role, clerk: clerk(role, index)))
  }

  private mutating func work(_ index: Int) throws {
    let twin = machines[index].twin
    let shown = twin.model.view.entities
    let dossiers = shown.keys.sorted().compactMap { shown[$0]?.dossier }
    if machines[index].isDesk { return review(dossiers, index) }
    if random.below(3) == 0, repair(dossiers, index) { return }
    switch random.below(16) {
    case 0...3: try accept(nil, index)
    case 4:
      let waiting = shown.keys.sorted().compactMap { shown[$0]?.intake }
        .filter { $0.state == .waiting }
      guard let intake = waiting.first else { return }
      if random.below(3) == 0 {
        save(.returnIntake(reason: "缺材料"), on: intake.id, .clerk, index)
      } else {
        try accept(intake.id, index)
      }
    case 5...6: try queue(index)
    case 7:
      var account = Account(key: clerk(.clerk, index), name: "虚构人员", role: .clerk)
      // Without an active account central refuses what this clerk does.
      account.isActive = random.below(6) > 0
      save(.putAccount(account), on: account.key, .supervisor, index)
    case 8: save(.signIn, on: clerk(.clerk, index), .clerk, index)
    default:
      guard !dossiers.isEmpty else { return try accept(nil, index) }
      change(dossiers[dossiers.count - 1 - random.skewed(dossiers.count)], index)
    }
  }

  private mutating func accept(_ intake: String?, _ index: Int) throws {
    let twin = machines[index].twin
    let made = twin.test.made.accept(
      serial: try twin.test.store.numberMark() + 1, log: twin.test.store.logCode,
      isOpen: random.below(4) > 0, isScreened: random.below(5) == 0)
    guard case .accept(var acceptance) = made.act else { return }
    acceptance.hall = twin.hall
    acceptance.intake = intake
    if random.below(3) == 0 {
      acceptance.answers["idNumber"] = .text("64019919900101000\(random.below(4))")
    }
    save(.accept(acceptance), on: made.entity, .clerk, index)
  }

  private mutating func change(_ dossier: Dossier, _ index: Int) {
    if random.below(2) == 0, dossier.voided == nil {
      let key = random.pick(["phone", "homeAddress", "name"])
      let change = Change(
        key: key, old: dossier.answers[key], new: .text("虚构\(random.below(1000))"))
      let role: Role = dossier.mayAmend(.clerk) ? .clerk : .supervisor
      return save(.amend([change], reason: "录入有误"), on: dossier.id, role, index)
    }
    for _ in 0..<4 {
      guard let drawn = machines[index].twin.test.made.step(on: dossier) else { continue }
      return save(drawn.act, on: dossier.id, drawn.role, index)
    }
  }

  private mutating func review(_ dossiers: [Dossier], _ index: Int) {
    guard !dossiers.isEmpty else { return }
    let dossier = dossiers[dossiers.count - 1 - random.skewed(dossiers.count)]
    for _ in 0..<10 {
      guard let drawn = machines[index].twin.test.made.step(on: dossier),
        drawn.role == .reviewer || drawn.kind == .dossierNote
      else { continue }
      return save(drawn.act, on: dossier.id, .reviewer, index)
    }
  }

  /// What waits for an answer: conflicts, lost numbers.
  private mutating func repair(_ dossiers: [Dossier], _ index: Int) -> Bool {
    if let dossier = dossiers.first(where: { !$0.conflicts.isEmpty }) {
      let conflict = dossier.conflicts[0]
      let changes = conflict.sides.map {
        Change(key: $0.key, old: dossier.answers[$0.key], new: $0.mine)
      }
      save(
        .settle(conflict: conflict.id, random.below(2) == 0 ? changes : []), on: dossier.id,
        dossier.mayAmend(.clerk) ? .clerk : .supervisor, index)
      return true
    }
    guard let dossier = dossiers.first(where: { $0.number.isEmpty }) else { return false }
    let twin = machines[index].twin
    guard let mark = try? twin.test.store.numberMark() else { return false }
    save(
      .renumber(MadeUp.number(mark + 1, log: twin.test.store.logCode)), on: dossier.id, .clerk,
      index)
    return true
  }

  private mutating func queue(_ index: Int) throws {
    let test = machines[index].twin.test
    test.made.tick(milliseconds: 1_000)
    let day = test.made.now.day
    let tickets = try test.store.tickets(on: day)
    let call = TestStore.rule.callNext(
      in: tickets, for: Counter(key: test.series), at: test.made.now)
    guard let call, random.below(2) == 0 else {
      let step = try TestStore.rule.issue(
        "ordinary", id: test.made.id("ticket"), day: day, series: test.series, in: tickets,
        at: test.made.now)
      return save(.changeTicket(step), on: step.after.id, .clerk, index)
    }
    save(.changeTicket(call), on: call.after.id, .clerk, index)
    if random.below(3) == 0 { save(.undoTicket(call), on: call.after.id, .clerk, index) }
  }
}
