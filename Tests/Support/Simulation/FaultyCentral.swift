import Domain
import JSON
import Ledger
import Sync
import SyncModel

/// Central with its backups (会出错的中心): it can go back to a backup or lose
/// its last commits, and with a planted bug it is a wrong service.
struct FaultyCentral: Sendable {
  var state: State
  let bug: PlantedBug?
  /// Oldest first, at most three.
  private(set) var backups: [State] = []
  /// After each of the last commits, newest last: what a replica may lack.
  private(set) var commits: [State] = []
  private var epochs = 0
  private var asked = 0
  private var believed: [Submission] = []
  /// What the last judgement wrote, for the oracles.
  private(set) var last: (before: [EntityKey: EntityRecord], writes: Writes)?

  /// What a backup holds.
  struct State: Sendable {
    var model: CentralModel
    /// Every line with its result, in the order of the commits.
    var order: [OperationRecord] = []
    var sessions: [Int: String] = [:]
  }

  init(_ model: CentralModel, bug: PlantedBug?) {
    state = State(model: model)
    self.bug = bug
  }

  mutating func backUp() {
    backups.append(state)
    if backups.count > 3 { backups.removeFirst() }
  }

  /// Put to work again from a backup, or on a replica that lacked the last commits.
  mutating func goBack(to earlier: State) {
    let epoch = state.model.epochName
    state = earlier
    commits = []
    epochs += 1
    state.model.begin(epoch: bug == .epochKept ? epoch : "epoch\(epochs)")
  }

  mutating func judge(
    _ submissions: [Submission], at now: Instant, willCrash: Bool
  ) throws(ModelFailure) -> [Result<PushAnswer, Refusal>] {
    let before = state
    var submissions = submissions
    if bug == .officesNotLookedUp {
      submissions = submissions.map { $0.from(everywhere: $0.device) }
    }
    believed = bug == .forkNotSeen ? submissions : []
    let answers = try push(submissions, at: now, state.model.person)
    commits.append(before)
    if commits.count > 6 { commits.removeFirst() }
    asked += 1
    if bug == .answeredTooEarly, willCrash || asked % 5 == 0 { state = before }
    return answers
  }
}

extension FaultyCentral: CentralStore {
  typealias Failure = ModelFailure

  mutating func judge<T>(
    _ needs: [String: Needs], at now: Instant, _ body: (inout Dockets) -> T
  ) throws(ModelFailure) -> T {
    var all = Needs()
    for needs in needs.values { all.formUnion(needs) }
    switch bug {
    case .idsNotLookedUp: all.operations = []
    case .numbersNotLookedUp: all.numbers = []
    default: break
    }
    let docket = state.model.believing(believed).docket(all, at: now)
    var dockets = Dockets([(Set(needs.keys), docket)])
    let result = body(&dockets)
    var writes = dockets.all[0].writes
    if bug == .lastWriterWins { writes.overwrite() }
    if bug == .lastCallWins { writes.giveAway(over: state.model.entities) }
    last = (
      Dictionary(
        uniqueKeysWithValues: writes.entities.keys.compactMap { key in
          state.model.entities[key].map { (key, $0) }
        }), writes
    )
    if bug == .halfCommit, writes.operations.count % 5 == 3 {
      writes.entities = [:]
      writes.changes = [:]
    }
    if bug == .dropsNotTold {
      writes.changes = writes.changes.mapValues { $0.filter { $0.value.what != .drop } }
    }
    state.order += writes.operations
    state.model.write(writes)
    return result
  }

  mutating func page(
    of stream: String, after: Int, limit: Int
  ) throws(ModelFailure) -> StreamPage? {
    let page = try state.model.page(of: stream, after: after, limit: limit)
    guard bug == .pageSaysHead, let page else { return page }
    return StreamPage(
      stream: stream, from: page.from, to: page.head, head: page.head, rows: page.rows)
  }

  mutating func scan(
    _ stream: String, after: EntityKey?, limit: Int
  ) throws(ModelFailure) -> ScanPage {
    let page = try state.model.scan(stream, after: after, limit: limit)
    guard bug == .scanLeaks, page.next == nil,
      let foreign = state.model.heads.keys.sorted().first(where: {
        $0.hasPrefix("h:") && $0 != stream
      })
    else { return page }
    let more = try state.model.scan(foreign, after: nil, limit: limit)
    return ScanPage(
      epoch: page.epoch, stream: stream, asOf: page.asOf, rows: page.rows + more.rows, next: nil)
  }

  func epoch() -> String { state.model.epochName }
  func heads(of streams: [String]) -> [String: Int] { state.model.heads(of: streams) }
  func refused(in log: String) -> [Int] { state.model.refused(in: log) }
  func logs(of device: String) -> [LogRecord] { state.model.logs(of: device) }
}

extension Submission {
  /// From a machine that may decide for every department of its hall.
  fileprivate func from(everywhere device: DeviceRecord) -> Submission {
    let device = DeviceRecord(
      id: device.id, hall: device.hall, streams: device.streams, grants: [Offices.every])
    return operations.allSatisfy({ $0 == nil })
      ? Submission(quarantined: batch, from: device) : Submission(batch, from: device)
  }
}

extension CentralModel {
  /// The same, but with these submissions' lines where it has others.
  fileprivate func believing(_ submissions: [Submission]) -> CentralModel {
    var model = self
    for batch in submissions.map(\.batch) {
      for (index, line) in batch.lines.enumerated() {
        let place = batch.from + index - 1
        guard let known = model.lines[batch.log], known.indices.contains(place) else { continue }
        model.lines[batch.log]?[place] = known[place].with(line: line)
      }
    }
    return model
  }
}

extension Writes {
  /// What waits in a conflict is done at once.
  fileprivate mutating func overwrite() {
    for (index, record) in operations.enumerated() {
      guard case .conflict = record.outcome, let operation = try? Operation(line: record.line),
        case .amend(let changes, let reason) = operation.act
      else { continue }
      let key = EntityKey(.dossier, operation.entity)
      guard var entity = entities[key], let dossier = entity.entity?.dossier else { continue }
      let forced = Operation(
        id: operation.id, entity: operation.entity, clerk: operation.clerk,
        role: operation.role, at: operation.at,
        act: .amend(
          changes.map { Ledger.Change(key: $0.key, old: dossier.answers[$0.key], new: $0.new) },
          reason: reason))
      guard let after = try? Dossier.play(forced, on: dossier) else { continue }
      entity.entity = .dossier(after)
      entities[key] = entity
      operations[index] = record.with(outcome: .applied)
    }
  }
}

extension Writes {
  /// Who calls last has the ticket.
  fileprivate mutating func giveAway(over known: [EntityKey: EntityRecord]) {
    for (index, record) in operations.enumerated() {
      guard case .rejected("E_TICKET") = record.outcome,
        let operation = try? Operation(line: record.line),
        case .changeTicket(let change) = operation.act, change.action == .call
      else { continue }
      let key = EntityKey(.ticket, change.after.id)
      guard var entity = entities[key] ?? known[key] else { continue }
      entity.entity = .ticket(change.after)
      entities[key] = entity
      operations[index] = record.with(outcome: .applied)
    }
  }
}

extension OperationRecord {
  fileprivate func with(
    line: [UInt8]? = nil, outcome: OperationResult.Outcome? = nil
  ) -> OperationRecord {
    OperationRecord(
      county: county, log: log, sequence: sequence, operation: operation, entity: entity,
      kind: kind,
      clerk: clerk, line: line ?? self.line, hash: hash, outcome: outcome ?? self.outcome)
  }
}
