import Crypto
import Domain
import Ledger
import MadeUp
import Sync

@testable import Central

/// A counter that only has a log (测试窗口): it makes lines and pushes them.
struct TestCounter {
  let key: SigningKey
  let device: String
  let hall: String
  let counter: String
  let streams: [String]
  var log: String
  var lines: [[UInt8]] = []
  var links: [[UInt8]]
  var madeUp: MadeUp
  var dossiers: [Dossier] = []
  private var serial = 0

  /// What central's administrator granted its hall.
  var grants: [String] = []

  var record: DeviceRecord {
    DeviceRecord(id: device, hall: hall, streams: streams, grants: grants, counter: counter)
  }

  init(_ enrolment: EnrolAnswer, key: SigningKey, seed: UInt64) {
    self.key = key
    device = enrolment.device
    hall = enrolment.hall
    counter = enrolment.counter
    streams = enrolment.streams
    log = enrolment.log
    links = [Chain(log: log, hash: CentralDatabase.hash).origin]
    madeUp = MadeUp(seed: seed)
    madeUp.name = log
  }

  /// The same device with an empty log under another code.
  func under(_ code: String) -> TestCounter {
    var copy = self
    copy.log = code
    copy.lines = []
    copy.links = [Chain(log: code, hash: CentralDatabase.hash).origin]
    return copy
  }

  mutating func append(_ operation: Operation) { append(line: operation.line) }

  mutating func append(line: [UInt8]) {
    let chain = Chain(log: log, hash: CentralDatabase.hash)
    links.append(chain.link(after: links[links.count - 1], line: line))
    lines.append(line)
  }

  /// The first supervisor, then a clerk and a reviewer.
  mutating func openHall(reviewing departments: [String] = ["hrss", "medicalInsurance"]) {
    let people: [(String, Role, [String])] = [
      ("boss", .supervisor, []), ("u1", .clerk, []), ("u3", .screener, []),
      ("u2", .reviewer, departments),
    ]
    for (key, role, departments) in people {
      let account = Account(
        key: key + log, name: "虚构人员", role: role, departments: departments)
      append(
        madeUp.operation(
          .putAccount(account), on: account.key, role: .supervisor, clerk: "boss" + log))
    }
  }

  /// Accepts a made-up dossier.
  ///
  /// - Parameters:
  ///   - place: six digits whose departments grant its policies, beside advice
  ///     from the hall's own; nil for a dossier without these matters.
  ///   - onlyThat: without the matters that are done with the acceptance.
  mutating func accept(place: String? = nil, onlyThat: Bool = false) {
    serial += 1
    let made = madeUp.accept(serial: serial, log: log, isOpen: true)
    guard case .accept(var acceptance) = made.act else { return }
    acceptance.hall = hall
    if onlyThat { (acceptance.openings, acceptance.minimums) = ([], [:]) }
    if let place {
      acceptance.answers[text: "registrationPlace"] = place
      acceptance.add(TestCounter.policies, at: "registrationPlace")
      acceptance.add(TestCounter.advice, at: nil)
    }
    acceptance.number = DossierNumber.text(
      division: String(hall.prefix(6)), log: log, serial: serial)
    let operation = Operation(
      id: made.id, entity: made.entity, clerk: "u1" + log, role: .clerk, at: made.at,
      act: .accept(acceptance))
    append(operation)
    if let dossier = try? Dossier.play(operation, on: nil) { dossiers.append(dossier) }
  }

  static let policies = "policySupport"
  static let advice = "training"

  mutating func note(_ words: String, on dossier: Dossier) {
    append(madeUp.operation(.note(words), on: dossier.id, clerk: "u1" + log))
  }

  func batch(from: Int = 1, count: Int? = nil, epoch: String) -> PushBatch {
    let last = count.map { from + $0 - 1 } ?? lines.count
    var batch = PushBatch(
      log: log, epoch: epoch, from: from, previous: links[from - 1], head: links[last],
      lines: Array(lines[(from - 1)..<last]))
    batch.signature = key.sign(batch.signed)
    return batch
  }
}

extension Acceptance {
  /// A matter of 就业, of the county that an answer names or of the hall's own.
  fileprivate mutating func add(_ matter: String, at placeKey: String?) {
    openings.removeAll { $0.matter == matter }
    openings.append(
      Opening(
        matter: matter, title: "虚构事项", meaning: nil, department: "employment",
        cooperators: ["civil"], placeKey: placeKey,
        steps: [Matter.Step(key: "review", title: "审核", department: "employment")],
        waitsFor: [], missing: [],
        clock: Clock(
          accepted: Day(number: 20_454), statutory: .workingDays(10), promised: .workingDays(5),
          due: Day(number: 20_461), statutoryDue: Day(number: 20_468))))
  }
}
