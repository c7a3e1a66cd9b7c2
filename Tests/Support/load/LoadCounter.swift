import Crypto
import Domain
import Ledger
import MadeUp
import Sync

/// A made-up counter at its work (模拟窗口): a log that grows by dossiers of eight
/// operations, and no store. What it sends is what a real counter sends.
///
/// Its clerk's work can be prepared, so that making it up is not measured.
struct LoadCounter: Sendable {
  let log: String
  let hall: String
  private let key: SigningKey
  private var made: MadeUp
  private let chain: Chain
  private var serial = 0
  private var dossier: Dossier?
  private var place = 0
  private var count = 0
  /// Lines of the log, with the link of the chain after each: what was made up.
  private var lines: [[UInt8]] = []
  private var links: [[UInt8]]
  /// Of them the clerk has saved so many, and central has answered so many.
  private(set) var saved = 0
  private(set) var answered = 0

  private var supervisor: String { log + "-supervisor" }
  private var clerk: String { log + "-clerk" }

  /// - Parameter now: when its work begins.
  init(log: String, hall: String, key: SigningKey, seed: UInt64, now: Instant) {
    self.log = log
    self.hall = hall
    self.key = key
    made = MadeUp(seed: seed)
    made.tick(milliseconds: now.milliseconds - made.now.milliseconds)
    chain = Chain(log: log) { SHA256.hash($0) }
    links = [chain.origin]
    for account in [
      Account(key: supervisor, name: "主管", role: .supervisor),
      Account(key: clerk, name: "窗口", role: .clerk),
    ] {
      add(operation(.putAccount(account), on: account.key, by: supervisor, .supervisor))
    }
    saved = lines.count
  }

  private mutating func operation(
    _ act: Act, on entity: String, by clerk: String, _ role: Role
  ) -> Operation {
    made.tick()
    count += 1
    return Operation(
      id: "\(log)-\(count)", entity: entity, clerk: clerk, role: role, at: made.now, act: act)
  }

  private mutating func add(_ operation: Operation) {
    let line = operation.line
    links.append(chain.link(after: links[lines.count], line: line))
    lines.append(line)
  }

  var waiting: Int { saved - answered }

  /// Makes up so many operations that the clerk will save.
  mutating func prepare(_ count: Int) {
    while lines.count < saved + count { makeUp() }
  }

  /// The next thing that its clerk does.
  mutating func work() {
    prepare(1)
    saved += 1
  }

  private mutating func makeUp() {
    guard let before = dossier, place < 7 else {
      serial += 1
      place = 0
      let template = made.accept(serial: serial, log: log, isOpen: true)
      guard case .accept(var acceptance) = template.act else { return }
      acceptance.hall = hall
      acceptance.number = DossierNumber.text(
        division: String(hall.prefix(6)), log: log, serial: serial)
      let accept = operation(.accept(acceptance), on: "\(log)-d\(serial)", by: clerk, .clerk)
      dossier = try? Dossier.play(accept, on: nil)
      add(accept)
      return
    }
    place += 1
    let act: Act
    switch place {
    case 1: act = .paper(kind: .receipt, matter: nil, copy: 1)
    case 2: act = .unmask(field: "idNumber")
    case 3:
      let new = "139\(String(10_000_000 + (serial * 7) % 89_999_999))"
      act = .amend(
        [Change(key: "phone", old: before.answers["phone"], new: .text(new))], reason: "录入有误")
    case 4: act = .serve(Service(followUp: nil, title: "职业指导", result: .done))
    case 5: act = .rate(Rating(grade: .good, note: ""))
    default: act = .note("虚构备注\(serial)-\(place)")
    }
    let next = operation(act, on: before.id, by: clerk, .clerk)
    dossier = (try? Dossier.play(next, on: before)) ?? before
    add(next)
  }

  /// What is waiting, signed; at most so many lines.
  func batch(epoch: String, limit: Int) -> PushBatch {
    let last = min(saved, answered + limit)
    var batch = PushBatch(
      log: log, epoch: epoch, from: answered + 1, previous: links[answered], head: links[last],
      lines: Array(lines[answered..<last]))
    batch.signature = key.sign(batch.signed)
    return batch
  }

  /// Central has the lines up to here.
  mutating func acknowledge(_ last: Int) { answered = max(answered, min(last, saved)) }
}
