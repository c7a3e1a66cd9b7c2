import Crypto
import Domain
import JSON
import Ledger
import MadeUp
import SyncModel

@testable import Sync

/// Central in memory and one counter's lines, for tests of judging.
struct Bench {
  static let hall = "640104001"
  static let otherHall = "640104002"
  static let hash: Chain.Hash = { SHA256.hash($0) }
  static let person: Docket.Blinding = { answers in
    let number = answers[text: "idNumber"]
    return number.isEmpty ? nil : number
  }

  static let counter = DeviceRecord(
    id: "d1", hall: hall, streams: Streams.ofCounter(hall: hall))
  static let desk = DeviceRecord(
    id: "d2", hall: "640104900",
    streams: ["employment", "hrss"].map { Streams.department("640104", $0) }
      + [Streams.staff("640104900")])
  static let foreign = DeviceRecord(
    id: "d3", hall: otherHall, streams: Streams.ofCounter(hall: otherHall))

  var central: CentralModel
  var made: MadeUp
  /// What every log here says, by code.
  var logs: [String: CounterModel] = [:]
  var devices: [String: DeviceRecord] = [:]
  private var count = 0

  /// Each of the three devices has a log and its people.
  init() {
    central = CentralModel(epoch: "e1", hash: Bench.hash, person: Bench.person)
    made = MadeUp(seed: 7)
    for (log, device) in [("AAAA", Bench.counter), ("BBBB", Bench.desk), ("CCCC", Bench.foreign)] {
      open(log, for: device)
      let supervisor = "s\(log)"
      found(log, Account(key: supervisor, name: "主管", role: .supervisor), by: supervisor)
    }
    found("AAAA", Account(key: "c1", name: "窗口", role: .clerk), by: "sAAAA")
    found("CCCC", Account(key: "c3", name: "窗口", role: .clerk), by: "sCCCC")
    found(
      "BBBB", Account(key: "r1", name: "经办", role: .reviewer, departments: ["employment"]),
      by: "sBBBB")
  }

  mutating func open(_ log: String, for device: DeviceRecord) {
    central.open(log: log, for: device.id)
    logs[log] = CounterModel(hall: device.hall, log: log, hash: Bench.hash)
    devices[log] = device
  }

  private mutating func found(_ log: String, _ account: Account, by supervisor: String) {
    let outcome = push(
      log, .putAccount(account), on: account.key, role: .supervisor, clerk: supervisor)
    precondition(outcome == .applied, "\(account.key): \(outcome)")
  }

  mutating func operation(
    _ act: Act, on entity: String, role: Role = .clerk, clerk: String = "c1", id: String? = nil
  ) -> Operation {
    count += 1
    made.tick()
    return Operation(
      id: id ?? "op\(count)", entity: entity, clerk: clerk, role: role, at: made.now, act: act)
  }

  /// An acceptance at a hall with an open matter of 就业局.
  mutating func acceptance(
    _ serial: Int, log: String = "AAAA", hall: String = Bench.hall, person: String = "",
    cooperators: [String] = []
  ) -> Acceptance {
    let drawn = made.accept(serial: serial, log: log, isOpen: true)
    guard case .accept(var acceptance) = drawn.act else { preconditionFailure("no acceptance") }
    acceptance.hall = hall
    if !person.isEmpty { acceptance.answers["idNumber"] = .text(person) }
    let step = Matter.Step(key: "review", title: "审核", department: "employment")
    acceptance.openings = [
      Opening(
        matter: "support", title: "扶持政策", meaning: nil, department: "employment",
        cooperators: cooperators, steps: [step], waitsFor: [], missing: [],
        clock: Clock(
          accepted: made.now.day, statutory: .workingDays(10), promised: .workingDays(5),
          due: made.now.day.adding(7), statutoryDue: made.now.day.adding(14)))
    ]
    acceptance.materials = []
    return acceptance
  }

  /// The next lines of a log, as a push.
  mutating func batch(_ log: String, _ lines: [[UInt8]]) -> PushBatch {
    var counter = logs[log]!
    for line in lines { counter.save(line: line) }
    logs[log] = counter
    return batch(log, from: counter.logs[0].lines.count - lines.count + 1)
  }

  /// Lines that stand in the log, from a place on.
  func batch(_ log: String, from: Int) -> PushBatch {
    let lines = logs[log]!.logs[0].lines
    let origin = Chain(log: log, hash: Bench.hash).origin
    return PushBatch(
      log: log, epoch: central.epochName, from: from,
      previous: from == 1 ? origin : lines[from - 2].link, head: lines.last!.link,
      lines: lines.dropFirst(from - 1).map(\.bytes))
  }

  mutating func send(_ batches: [PushBatch]) -> [Result<PushAnswer, Refusal>] {
    let submissions = batches.map { Submission($0, from: devices[$0.log]!) }
    return try! central.push(submissions, at: made.now, Bench.person)
  }

  mutating func send(_ batch: PushBatch) -> Result<PushAnswer, Refusal> { send([batch])[0] }

  /// One operation through its device's log.
  @discardableResult
  mutating func push(_ log: String, _ operation: Operation) -> OperationResult.Outcome {
    let batch = batch(log, [operation.line])
    return try! send(batch).get().results.last!.outcome
  }

  @discardableResult
  mutating func push(
    _ log: String, _ act: Act, on entity: String, role: Role = .clerk, clerk: String = "c1"
  ) -> OperationResult.Outcome {
    push(log, operation(act, on: entity, role: role, clerk: clerk))
  }

  func dossier(_ id: String) -> Dossier? {
    central.entities[EntityKey(.dossier, id)]?.entity?.dossier
  }

  func ticket(_ id: String) -> Ticket? {
    central.entities[EntityKey(.ticket, id)]?.entity?.ticket
  }

  /// What a stream has after a place.
  mutating func rows(_ stream: String, after: Int = 0) -> [StreamRow] {
    try! central.page(of: stream, after: after, limit: 100)!.rows
  }
}
