import Domain
import Ledger

/// What central judges pushes by, and what comes of it (案卷清单): pure.
///
/// An engine locks the county, reads what `Needs` names into a docket, lets it
/// judge one push or several, writes `writes`, commits, and only then answers.
/// All pushes of one county are judged one after the other, so that numbers of
/// its streams are in the order of the commits and have no gaps.
package struct Docket: Sendable {
  /// A person's key for finding other dossiers, which tells nobody who it is;
  /// nil when the answers name no person.
  package typealias Blinding = @Sendable (Answers) -> String?

  package let epoch: String
  package let now: Instant
  let hash: Chain.Hash
  let person: Blinding
  package private(set) var logs: [String: LogRecord]
  /// Lines that are here already, by log and place.
  private var known: [String: [Int: OperationRecord]]
  /// Ids of operations that took effect here already.
  private var operations: Set<String>
  private(set) var records: [EntityKey: EntityRecord]
  private(set) var heads: [String: Int]
  /// Dossier numbers that are taken, with the dossier's id.
  private(set) var numbers: [String: String]
  package private(set) var writes = Writes()

  /// - Parameters:
  ///   - known: the lines of `Needs.logs` that are here, with their results.
  ///   - operations: those ids of `Needs.operations` that took effect here, under
  ///     any log: `OperationResult.Outcome.hasEffect`. One that was refused may be
  ///     sent again under a new place of a log, and is judged again.
  ///   - heads: of every stream of the county.
  package init(
    epoch: String, now: Instant, hash: @escaping Chain.Hash, person: @escaping Blinding,
    logs: [LogRecord], known: [OperationRecord], operations: Set<String>,
    records: [EntityKey: EntityRecord], heads: [String: Int], numbers: [String: String]
  ) {
    self.epoch = epoch
    self.now = now
    self.hash = hash
    self.person = person
    self.logs = Dictionary(logs.map { ($0.log, $0) }) { first, _ in first }
    self.known = Dictionary(grouping: known, by: \.log).mapValues { lines in
      Dictionary(lines.map { ($0.sequence, $0) }) { first, _ in first }
    }
    self.operations = operations
    self.records = records
    self.heads = heads
    self.numbers = numbers
  }

  /// Judges one push.
  ///
  /// - Throws: a refusal; of this push nothing is written then.
  package mutating func judge(_ submission: Submission) throws(Refusal) -> PushAnswer {
    let batch = submission.batch
    guard batch.epoch == epoch else { throw .epoch(epoch) }
    guard var log = logs[batch.log] else { throw .unknownLog(batch.log) }
    guard log.device == submission.device.id else { throw .scope }
    guard batch.from <= log.last + 1 else { throw .gap(want: log.last + 1) }
    try checkChain(batch)
    let before = self
    do throws(Refusal) {
      var results: [OperationResult] = []
      for (index, line) in batch.lines.enumerated() {
        let sequence = batch.from + index
        let chain = Chain(log: batch.log, hash: hash)
        if sequence <= log.last {
          results.append(try repeated(line, sequence, log, chain))
          continue
        }
        guard !log.isForked, index > 0 || batch.previous == log.lastHash else {
          throw .fork(at: sequence)
        }
        let hash = chain.link(after: log.lastHash, line: line)
        log.last = sequence
        log.lastHash = hash
        let outcome = decide(
          submission.operations[index], from: submission.device, into: &log)
        write(line, hash, sequence, submission.operations[index], outcome, log.log)
        results.append(OperationResult(sequence: sequence, outcome: outcome))
      }
      if logs[batch.log] != log {
        logs[batch.log] = log
        writes.logs[batch.log] = log
      }
      return PushAnswer(
        epoch: epoch, serverTime: now, log: log.log, last: log.last, lastHash: log.lastHash,
        durable: log.durable, results: results, heads: heads(of: submission.device))
    } catch {
      self = before
      throw error
    }
  }

  /// The links that the sender says must follow from the lines.
  private func checkChain(_ batch: PushBatch) throws(Refusal) {
    let chain = Chain(log: batch.log, hash: hash)
    var link = batch.previous
    for line in batch.lines { link = chain.link(after: link, line: line) }
    guard link == batch.head else {
      throw .badRequest(reason: "head does not follow from previous and the lines")
    }
  }

  /// A line that central has already: its first result, or a second writer.
  private func repeated(
    _ line: [UInt8], _ sequence: Int, _ log: LogRecord, _ chain: Chain
  ) throws(Refusal) -> OperationResult {
    guard let stored = known[log.log]?[sequence] else { throw .gap(want: log.last + 1) }
    guard stored.line == line else { throw .fork(at: sequence) }
    return OperationResult(sequence: sequence, outcome: stored.outcome)
  }

  private mutating func write(
    _ line: [UInt8], _ hash: [UInt8], _ sequence: Int, _ operation: Operation?,
    _ outcome: OperationResult.Outcome, _ log: String
  ) {
    if let operation, outcome.hasEffect { operations.insert(operation.id) }
    let record = OperationRecord(
      log: log, sequence: sequence, operation: operation?.id, entity: operation?.entity ?? "",
      kind: operation?.kind.rawValue ?? "", clerk: operation?.clerk ?? "", line: line,
      hash: hash, outcome: outcome)
    known[log, default: [:]][sequence] = record
    writes.operations.append(record)
  }

  package func heads(of device: DeviceRecord) -> [String: Int] {
    var found: [String: Int] = [:]
    for stream in device.streams { found[stream] = heads[stream] ?? 0 }
    return found
  }

  // MARK: One operation

  private mutating func decide(
    _ operation: Operation?, from device: DeviceRecord, into log: inout LogRecord
  ) -> OperationResult.Outcome {
    guard let operation else { return .rejected(code: "E_UNPARSED") }
    guard !operations.contains(operation.id) else { return .duplicate }
    if let code = objection(to: operation, from: device) { return .rejected(code: code) }
    var scene = Scene(relevant(to: operation))
    do throws(Objection) {
      let verdict = try scene.judge(operation, others: others(operation, device))
      var outcome = OperationResult.Outcome(verdict)
      if case .accept(let acceptance) = operation.act {
        if takeNumber(acceptance.number, for: operation.entity, log: &log) {
          markDuplicates(of: operation.entity, &scene)
        } else {
          scene.loseNumber(operation.entity)
          outcome = .renumbered
        }
      }
      if case .renumber(let number) = operation.act,
        !takeNumber(number, for: operation.entity, log: &log)
      {
        return .rejected(code: "E_NUMBER_TAKEN")
      }
      for key in scene.changed {
        put(scene[key], as: key, from: device, by: (log.log, log.last))
      }
      return outcome
    } catch {
      switch error {
      case .missing: return .held
      case .ticket: return .rejected(code: "E_TICKET")
      case .rule(let code): return .rejected(code: code)
      }
    }
  }

  /// Who may do this, and to what.
  private func objection(to operation: Operation, from device: DeviceRecord) -> String? {
    if let account = records[EntityKey(.account, operation.clerk)] {
      guard account.hall == device.hall, let known = account.entity?.account else {
        return "E_CLERK"
      }
      guard known.isActive, known.role == operation.role else {
        return operation.isWrittenDownOnly ? nil : "E_ROLE"
      }
      if let department = department(of: operation), operation.role == .reviewer,
        !known.departments.contains(department)
      {
        return "E_DEPARTMENT"
      }
    } else if !operation.foundsItsHall, !operation.isWrittenDownOnly {
      return "E_CLERK"
    }
    if case .accept(let acceptance) = operation.act, acceptance.hall != device.hall {
      return "E_SCOPE"
    }
    for key in operation.touches {
      guard let record = records[key] else { continue }
      let isSeen = record.streams.contains { device.streams.contains($0) }
      if !isSeen { return "E_SCOPE" }
    }
    return nil
  }

  /// The department whose reviewer alone may do this.
  private func department(of operation: Operation) -> String? {
    let matter: String
    switch operation.act {
    case .receive(let key), .pass(let key, _, _), .ask(let key, _, _, _), .hold(let key, _, _),
      .approve(let key, _, _), .decline(let key, _, _), .sign(let key, _, _),
      .handOn(let key, _, _):
      matter = key
    default: return nil
    }
    let record = records[EntityKey(.dossier, operation.entity)]
    return record?.entity?.dossier?.proceeding(matter)?.department
  }

  private func relevant(to operation: Operation) -> [EntityKey: Entity] {
    var found: [EntityKey: Entity] = [:]
    for key in operation.touches { found[key] = records[key]?.entity }
    return found
  }

  private func others(_ operation: Operation, _ device: DeviceRecord) -> [Appointment] {
    guard case .book = operation.act else { return [] }
    return records.filter { $0.key.kind == .appointment && $0.value.hall == device.hall }
      .sorted { $0.key < $1.key }.compactMap { $0.value.entity?.appointment }
  }

  /// - Returns: false when another dossier has it.
  private mutating func takeNumber(
    _ number: String, for dossier: String, log: inout LogRecord
  ) -> Bool {
    if let owner = numbers[number], owner != dossier { return false }
    numbers[number] = dossier
    if let serial = DossierNumber.serial(number, log: log.log) {
      log.numberMark = max(log.numberMark, serial)
    }
    return true
  }

  // MARK: Streams

  /// An entity as it is now, into the streams where it belongs now.
  ///
  /// - Parameter line: the line of a log that changed it.
  package mutating func put(
    _ entity: Entity?, as key: EntityKey, from device: DeviceRecord,
    by line: (log: String, sequence: Int)? = nil
  ) {
    let before = records[key]
    var seen = before?.seen ?? [:]
    if let line { seen[line.log] = line.sequence }
    let hall = before?.hall ?? entity.flatMap(\.ownHall) ?? device.hall
    let streams = entity.map { Streams.of($0, hall: hall) } ?? []
    for stream in (before?.streams ?? []) where !streams.contains(stream) {
      change(stream, key, entity == nil ? .tomb : .drop)
    }
    for stream in streams { change(stream, key, .put) }
    let record = EntityRecord(
      entity: entity, revision: (before?.revision ?? 0) + 1, hall: hall, streams: streams,
      seen: seen)
    records[key] = record
    writes.entities[key] = record
  }

  private mutating func change(
    _ stream: String, _ key: EntityKey, _ what: Writes.Change.What
  ) {
    let sequence = (heads[stream] ?? 0) + 1
    heads[stream] = sequence
    writes.heads[stream] = sequence
    writes.changes[stream, default: [:]][key] = Writes.Change(sequence: sequence, what: what)
  }

  // MARK: The same person elsewhere

  /// Open dossiers of the person over one of the same matters: both learn of it,
  /// and the window of the one that came here later decides. However old: a
  /// clock that is wrong must not hide one.
  private mutating func markDuplicates(of id: String, _ scene: inout Scene) {
    guard var dossier = scene[dossier: id], let person = person(dossier.answers) else { return }
    for (key, record) in records.sorted(by: { $0.key < $1.key }) where key.id != id {
      guard var other = record.entity?.dossier, !other.isClosed, other.voided == nil,
        self.person(other.answers) == person
      else { continue }
      let matters = other.openMatters.filter(dossier.openMatters.contains)
      guard !matters.isEmpty else { continue }
      dossier.mark(
        Duplicate(number: other.number, hall: other.hall, matters: matters, isLater: true))
      other.mark(
        Duplicate(number: dossier.number, hall: dossier.hall, matters: matters, isLater: false))
      scene.put(.dossier(other), as: key)
    }
    scene.put(.dossier(dossier), as: EntityKey(.dossier, id))
  }
}

extension Scene {
  fileprivate mutating func loseNumber(_ id: String) {
    guard var dossier = self[dossier: id] else { return }
    dossier.loseNumber()
    put(.dossier(dossier), as: EntityKey(.dossier, id))
  }
}

extension OperationResult.Outcome {
  init(_ verdict: Verdict) {
    switch verdict {
    case .applied: self = .applied
    case .merged(let kept): self = .merged(kept: kept)
    case .conflict(let keys): self = .conflict(keys: keys)
    }
  }
}

extension Operation {
  /// A counter brings its first supervisor along: the code that enrolled it was
  /// given to a person.
  fileprivate var foundsItsHall: Bool {
    guard case .putAccount(let account) = act else { return false }
    return account.key == clerk && account.role == .supervisor && role == .supervisor
  }

  /// What changes nothing is written down whoever did it.
  fileprivate var isWrittenDownOnly: Bool {
    switch act {
    case .signIn, .signInFailed, .signOut: true
    default: false
    }
  }
}

extension Dossier {
  fileprivate var openMatters: [String] {
    proceedings.filter { !$0.state.isFinal }.map(\.matter)
  }
}

extension Entity {
  /// The hall that it names itself; others belong to the device's.
  fileprivate var ownHall: String? { dossier?.hall ?? intake?.hall }
}
