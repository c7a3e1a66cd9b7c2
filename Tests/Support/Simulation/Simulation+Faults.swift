import Domain
import Ledger
import MadeUp
import Sync
import SyncModel

extension Simulation {
  /// Something goes wrong now, and something else later.
  mutating func strike() {
    guard actsLeft > 0 else { return }
    timeline.put(.fault, at: now + 2_000 + random.below(60_000))
    let machine = random.below(machines.count)
    let kind = random.pick(faults.kinds)
    trace("fault \(kind) m\(machine)")
    switch kind {
    case .partition:
      machines[machine].cutUntil = now + 5_000 + random.below(900_000)
    case .crash: if machines[machine].isRunning { stop(machine) }
    case .crashAtCommit:
      machines[machine].disk.crash = random.below(2) == 0 ? .beforeCommit : .afterCommit
    case .centralCrash: crashesAfterCommit = true
    case .centralDown:
      isCentralUp = false
      timeline.put(.centralUp, at: now + 1_000 + random.below(300_000))
    case .backup: central.backUp()
    case .restore:
      sometimes("central restored")
      lane = []
      central.goBack(to: random.pick(central.backups))
    case .failover:
      guard !central.commits.isEmpty else { return }
      sometimes("last commits lost")
      lane = []
      let lost = 1 + random.below(central.commits.count)
      central.goBack(to: central.commits[central.commits.count - lost])
    case .image:
      machines[machine].images.append(machines[machine].disk.model)
    case .diskRestore:
      guard let image = machines[machine].images.last else { return }
      sometimes("disk restored")
      machines[machine].wasReplaced = true
      lostWithDisk.formUnion(machines[machine].disk.model.logs.flatMap { $0.lines.map(\.bytes) })
      machines[machine].disk.model = image
      stop(machine)
    case .diskClone: clone(machine)
    case .clock:
      sometimes("clock jumps")
      machines[machine].skew = (random.below(20 * 365) - 10 * 365) * 86_400_000
    case .diskFull: machines[machine].disk.isFull.toggle()
    case .session: central.state.sessions = [:]
    case .revoke:
      guard random.below(6) == 0, machines.count > 2 else { return }
      sometimes("revoked")
      revoked.insert(machines[machine].device.id)
    case .prune:
      for stream in central.state.model.heads.keys.sorted() where random.below(2) == 0 {
        central.state.model.prune(stream)
      }
    case .upgrade:
      machines[machine].isUpgraded.toggle()
      // The newer program starts.
      if machines[machine].isUpgraded, machines[machine].isRunning { stop(machine) }
    case .leap:
      sometimes("days pass")
      now += random.below(3 * 86_400_000)
    case .intake: takeInFromPortal()
    }
  }

  /// A second machine with the same disk: the same device, the same log.
  private mutating func clone(_ machine: Int) {
    guard machines.count < 8 else { return }
    sometimes("disk copied")
    machines[machine].wasReplaced = true
    var copy = machines[machine]
    copy.agent = Agent()
    copy.request = nil
    copy.session = nil
    copy.isRunning = true
    copy.disk.crash = nil
    copy.disk.isFull = false
    machines.append(copy)
    timeline.put(.wake(machine: machines.count - 1), at: now + random.below(60_000))
    timeline.put(.act(machine: machines.count - 1), at: now + random.below(60_000))
  }

  /// `POST /v1/intake`.
  private mutating func takeInFromPortal() {
    guard isCentralUp else { return }
    let hall = Site.hall(1 + random.below(2))
    let intake = Intake(
      id: id("intake"), portal: "p1", reference: "\(count)", channel: .portal, hall: hall,
      theme: "nx-jobseekers", answers: Answers(["name": .text("虚构网申")]), receivedAt: instant)
    let portal = DeviceRecord(id: "portal", hall: hall, streams: [])
    _ = try? central.judge([Site.county: Needs()], at: instant) { dockets in
      dockets.at(Site.county) {
        $0.put(.intake(intake), as: EntityKey(.intake, intake.id), from: portal)
      }
    }
  }

  /// All faults end; nobody does anything any more.
  mutating func calm() {
    actsLeft = 0
    faults = .none
    if random.below(2) == 0 { now += 3 * 86_400_000 }
    trace("calm")
    isCentralUp = true
    crashesAfterCommit = false
    for machine in machines.indices {
      machines[machine].cutUntil = 0
      machines[machine].disk.isFull = false
      machines[machine].disk.crash = nil
      if !machines[machine].isUpgraded {
        machines[machine].isUpgraded = true
        machines[machine].isRunning = false
      }
      timeline.put(.start(machine: machine), at: now + 1)
      timeline.put(.wake(machine: machine), at: now + 2)
    }
  }
}
