import Domain
import Ledger
import MadeUp
import Sync
import SyncModel

/// Counters, desks and central under every fault, the same for the same seed
/// (确定性模拟).
///
/// Time is milliseconds from the start. Nothing here looks at a clock, a file
/// or another source of chance than `random`, and nothing depends on the order
/// of a dictionary, so that a run can be repeated.
package struct Simulation: Sendable {
  let seed: UInt64
  let bug: PlantedBug?
  let options: Options
  var random: SplitMix64
  var made: MadeUp
  var timeline = Timeline()
  var now = 0
  var machines: [Machine] = []
  var central: FaultyCentral
  var faults: FaultProfile
  /// Pushes that wait to be judged together.
  var lane: [Waiting] = []
  var isCentralUp = true
  /// The machine stops right after the next commit, before any answer.
  var crashesAfterCommit = false
  var revoked: Set<String> = []
  /// Acts that are still to come.
  var actsLeft: Int
  var count = 0
  /// What clerks were told is saved: the line and who told them.
  /// Lines that were on a disk which was replaced by an older one.
  var lostWithDisk: Set<[UInt8]> = []
  var promised: [(line: [UInt8], operation: String?, machine: Int)] = []
  /// Latest acts with the ids of tickets, to undo.
  var lastTicketChange: [Int: TicketChange] = [:]
  package var report = Report()

  struct Waiting: Sendable {
    let machine: Int
    let number: Int
    let session: Int?
    let batch: PushBatch
    let isOpaque: Bool
  }

  package struct Options: Sendable {
    /// Every clock is right, whatever the faults say.
    package var hasRightClocks = false
    /// Nothing is done that a clock decides.
    package var isTimeFree = false
    package var keepsTrace = false
    /// Answers travel as JSON text, not as values.
    package var isOnWire = false

    package init() {}
  }

  package struct Report: Sendable {
    /// The first rule that did not hold; nil for a clean run.
    package var violation: String?
    /// How often each named event happened.
    package var events: [String: Int] = [:]
    package var trace: [String] = []
    /// Of everything that happened.
    package var digest: UInt64 = 0xcbf2_9ce4_8422_2325
    /// Where it ended, without times.
    package var ending: [String] = []
  }

  package init(seed: UInt64, bug: PlantedBug? = nil, options: Options = Options()) {
    self.seed = seed
    self.bug = bug
    self.options = options
    var random = SplitMix64(seed: seed &* 0x9E37_79B9 &+ 7)
    made = MadeUp(seed: random.next())
    central = FaultyCentral(
      CentralModel(epoch: "epoch0", hash: Site.hash, person: Site.person), bug: bug)
    faults = FaultProfile(from: &random)
    actsLeft = 30 + random.below(60)
    self.random = random
    equip()
  }

  /// Halls, counters, desks, and who works there.
  private mutating func equip() {
    let halls = 1 + random.below(2)
    for hall in 1...halls {
      for _ in 0..<(1 + random.below(3)) {
        let id = "m\(machines.count)"
        add(Site.counter(id, hall: Site.hall(hall)), isDesk: false)
      }
    }
    switch random.below(4) {
    case 0: break
    case 1, 2: add(Site.desk("m\(machines.count)", departments: Site.departments), isDesk: true)
    default:
      add(Site.desk("m\(machines.count)", departments: ["employment"]), isDesk: true)
      add(Site.desk("m\(machines.count)", departments: ["hrss", "insurance"]), isDesk: true)
    }
    // Every fourth seed, some people are registered in the next county.
    if seed % 4 == 3 {
      made.places = [Site.county, Site.farCounty]
      add(Site.farDesk("m\(machines.count)"), isDesk: true)
    }
    if machines.count < 2 { add(Site.counter("m1", hall: Site.hall(1)), isDesk: false) }
    central.backUp()
    for machine in machines.indices {
      timeline.put(.wake(machine: machine), at: random.below(2_000))
      timeline.put(.act(machine: machine), at: 1_000 + random.below(10_000))
    }
    timeline.put(.fault, at: 10_000)
  }

  private mutating func add(_ device: DeviceRecord, isDesk: Bool) {
    let number = machines.count
    let log = newLog()
    central.state.model.open(log: log, for: device.id)
    machines.append(
      Machine(
        device: device, isDesk: isDesk, series: String("ABCDEFGK".dropFirst(number).prefix(1)),
        disk: FaultyCounter(
          CounterModel(hall: device.hall, log: log, hash: Site.hash), bug: bug)))
    machines[number].disk.mostLines = faults.mostLines
    var accounts = [Account(key: "s\(number)", name: "虚构主管", role: .supervisor)]
    if isDesk {
      accounts.append(
        Account(
          key: "r\(number)", name: "虚构经办", role: .reviewer, departments: Site.departments))
    } else {
      accounts.append(Account(key: "c\(number)", name: "虚构窗口", role: .clerk))
      accounts.append(Account(key: "n\(number)", name: "虚构预审", role: .screener))
      if claimsDepartments {
        accounts.append(
          Account(
            key: "r\(number)", name: "虚构经办", role: .reviewer, departments: Site.departments))
      }
    }
    for account in accounts {
      save(
        .putAccount(account), on: account.key, role: .supervisor, clerk: "s\(number)", at: number)
    }
  }

  /// In every eighth seed the counters make themselves reviewers of everything.
  var claimsDepartments: Bool { seed % 8 == 6 }

  /// Four characters, never given before.
  mutating func newLog() -> String {
    count += 1
    let digits = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
    return String([count >> 15, count >> 10, count >> 5, count].map { digits[$0 & 31] })
  }

  mutating func id(_ kind: String) -> String {
    count += 1
    let digits = String(count)
    return kind + String(repeating: "0", count: max(0, 6 - digits.count)) + digits
  }

  mutating func chance(_ percent: Int) -> Bool { random.below(100) < percent }

  /// Notes that something happened, and whether the digest is the same as before.
  mutating func trace(_ words: @autoclosure () -> String) {
    let words = "\(now) \(words())"
    for byte in words.utf8 {
      report.digest = (report.digest ^ UInt64(byte)) &* 0x100_0000_01b3
    }
    if options.keepsTrace { report.trace.append(words) }
  }

  /// Something that has to happen now and then in many runs.
  mutating func sometimes(_ event: String) { report.events[event, default: 0] += 1 }

  mutating func violate(_ rule: String) {
    if report.violation == nil {
      report.violation = rule
      trace("VIOLATION \(rule)")
    }
  }

  // MARK: Running

  /// Until everything that was to happen has, and then until it is quiet.
  package mutating func run() -> Report {
    while report.violation == nil, actsLeft > 0, let entry = timeline.next(until: .max) {
      now = max(now, entry.at)
      happen(entry.happening)
    }
    if report.violation == nil { calm() }
    let end = now + 600_000
    var check = now
    while report.violation == nil, let entry = timeline.next(until: end) {
      now = max(now, entry.at)
      happen(entry.happening)
      guard now >= check else { continue }
      if isQuiet { break }
      check = now + 2_000
    }
    if report.violation == nil { checkEnd() }
    return report
  }

  private mutating func happen(_ happening: Happening) {
    switch happening {
    case .wake(let machine): step(.wake, at: machine)
    case .act(let machine): work(at: machine)
    case .arrival(let machine, let number, let session, let request):
      receive(request, from: machine, number, session)
    case .answer(let machine, let number, let session, let answer):
      take(answer, at: machine, number, session)
    case .timeOut(let machine, let number):
      guard machines[machine].request?.number == number, bug != .noTimeLimit else { return }
      sometimes("no answer")
      let batch = machines[machine].request?.request.pushed
      machines[machine].request = nil
      if bug == .lostIsDone, let batch {
        return step(.answer(.push(batch.taken(at: instant))), at: machine)
      }
      step(.lost, at: machine)
    case .commit: commit()
    case .fault: strike()
    case .start(let machine): start(machine)
    case .centralUp: isCentralUp = true
    }
  }

  /// One step of a machine's agent.
  mutating func step(_ event: Agent.Event, at machine: Int) {
    guard machines[machine].isRunning else { return }
    if case .wake = event {
      guard let time = machines[machine].agent.wakesAt, time <= now else { return }
    }
    var agent = machines[machine].agent
    do throws(ModelFailure) {
      let chance = Double(random.below(1 << 20)) / Double(1 << 20)
      let request = try agent.step(event, &machines[machine].disk, now: now, chance: chance)
      machines[machine].agent = agent
      if let request { send(request, from: machine) }
      if let time = agent.wakesAt { timeline.put(.wake(machine: machine), at: max(now, time)) }
      check(machine)
    } catch {
      if error == .diskFull {
        sometimes("disk full")
        trace("m\(machine) disk full")
        machines[machine].request = nil
        machines[machine].agent = Agent()
        timeline.put(.start(machine: machine), at: now + 20_000)
        machines[machine].isRunning = false
      } else {
        sometimes("crash at a commit")
        stop(machine)
      }
    }
  }

  mutating func stop(_ machine: Int) {
    trace("m\(machine) stops")
    machines[machine].isRunning = false
    machines[machine].request = nil
    machines[machine].session = nil
    timeline.put(.start(machine: machine), at: now + 1_000 + random.below(60_000))
  }

  private mutating func start(_ machine: Int) {
    guard !machines[machine].isRunning else { return }
    trace("m\(machine) starts")
    machines[machine].isRunning = true
    machines[machine].agent = Agent()
    machines[machine].disk.restart()
    step(.wake, at: machine)
  }
}
