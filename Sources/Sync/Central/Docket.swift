import Domain
import Ledger

/// What central judges pushes by, and what comes of it (案卷清单): pure.
///
/// An engine locks counties, reads what `Needs` names into a docket, lets it
/// judge one push or several, writes `writes`, commits, and only then answers.
/// Whatever changes a stream holds its county's lock, so that numbers of the
/// stream are in the order of the commits and have no gaps.
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
  /// Open dossiers of `records` by their county and person, sorted; the newest ones.
  private var dossiers: [String: [String]] = [:]
  /// Tickets of `records` by what stands on them.
  private(set) var tickets: [TicketName: Set<String>] = [:]
  /// Nil asks for no numbers of halls.
  let given: GivenNumbers?
  private(set) var heads: [String: Int]
  /// Dossier numbers that are taken, with the dossier's id.
  private(set) var numbers: [String: String]
  /// Digests of the passphrases that were said at a device.
  private var proofs: [Proof: String]
  /// Whose the logs are that numbers name.
  private let owners: [String: LogOwner]
  /// Nil judges by no packs, and finds nothing odd.
  let packs: PackBook?
  package internal(set) var writes = Writes()

  /// - Parameters:
  ///   - known: the lines of `Needs.logs` that are here, with their results.
  ///   - operations: those ids of `Needs.operations` that took effect here, under
  ///     any log: `OperationResult.Outcome.hasEffect`. One that was refused may be
  ///     sent again under a new place of a log, and is judged again.
  ///   - heads: of every stream of the counties.
  ///   - owners: whose the logs are that `Needs.owners` names, by the log.
  package init(
    epoch: String, now: Instant, hash: @escaping Chain.Hash, person: @escaping Blinding,
    logs: [LogRecord], known: [OperationRecord], operations: Set<String>,
    records: [EntityKey: EntityRecord], heads: [String: Int], numbers: [String: String],
    proofs: [Proof: String] = [:], owners: [String: LogOwner] = [:],
    given: GivenNumbers? = nil, packs: PackBook? = nil
  ) {
    self.given = given
    self.proofs = proofs
    self.owners = owners
    self.packs = packs
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
    for record in records.values { note(record.entity, of: record.hall) }
  }

  private mutating func note(_ entity: Entity?, of hall: String) {
    switch entity {
    case .dossier(let dossier): note(dossier)
    case .ticket(let ticket): tickets[TicketName(ticket, in: hall), default: []].insert(ticket.id)
    case .appointment, .account, .intake, nil: break
    }
  }

  /// So many open dossiers of one person are compared with a new one, the newest; nobody
  /// has so many, and whoever sends thousands must not make central compare all with all.
  package static let compared = 32

  private mutating func note(_ dossier: Dossier) {
    guard !dossier.isClosed, dossier.voided == nil, let person = personHere(dossier) else { return }
    var known = dossiers[person] ?? []
    if known.contains(dossier.id) { return }
    let place = known.firstIndex { $0 > dossier.id } ?? known.endIndex
    known.insert(dossier.id, at: place)
    dossiers[person] = known.suffix(Docket.compared)
  }

  private func personHere(_ dossier: Dossier) -> String? {
    person(dossier.answers).map { "\(dossier.hall.prefix(6)) \($0)" }
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
    let links = try links(batch)
    // Whatever refuses the push does so before anything is decided.
    var results = try repeated(batch, log)
    let first = results.count
    if first < batch.lines.count {
      let before = first == 0 ? batch.previous : links[first - 1]
      guard !log.isForked, before == log.lastHash else { throw .fork(at: log.last + 1) }
    }
    for index in first..<batch.lines.count {
      log.last = batch.from + index
      log.lastHash = links[index]
      var doubts: Set<Doubt> = []
      let outcome =
        submission.flaws[index].map { .rejected(code: $0) }
        ?? decide(submission.operations[index], from: submission.device, into: &log, &doubts)
      write(batch.lines[index], submission.operations[index], outcome, doubts, into: log)
      results.append(OperationResult(sequence: log.last, outcome: outcome))
    }
    if logs[batch.log] != log {
      logs[batch.log] = log
      writes.logs[batch.log] = log
    }
    return PushAnswer(
      epoch: epoch, serverTime: now, log: log.log, last: log.last, lastHash: log.lastHash,
      durable: log.durable, results: results, heads: heads(of: submission.device))
  }

  /// The link after each line, which the last one must be what the sender says.
  private func links(_ batch: PushBatch) throws(Refusal) -> [[UInt8]] {
    let chain = Chain(log: batch.log, hash: hash)
    var links: [[UInt8]] = []
    for line in batch.lines {
      links.append(chain.link(after: links.last ?? batch.previous, line: line))
    }
    guard links.last == batch.head else {
      throw .badRequest(reason: "head does not follow from previous and the lines")
    }
    return links
  }

  /// The first results of the lines that central has already; another line in
  /// the place of one means a second writer.
  private func repeated(
    _ batch: PushBatch, _ log: LogRecord
  ) throws(Refusal) -> [OperationResult] {
    var results: [OperationResult] = []
    for (sequence, line) in zip(batch.from..., batch.lines) where sequence <= log.last {
      guard let stored = known[log.log]?[sequence] else { throw .gap(want: log.last + 1) }
      guard stored.line == line else { throw .fork(at: sequence) }
      results.append(OperationResult(sequence: sequence, outcome: stored.outcome))
    }
    return results
  }

  /// The last line of a log, with its result.
  private mutating func write(
    _ line: [UInt8], _ operation: Operation?, _ outcome: OperationResult.Outcome,
    _ doubts: Set<Doubt>, into log: LogRecord
  ) {
    if let operation, outcome.hasEffect { operations.insert(operation.id) }
    let record = OperationRecord(
      county: log.county, log: log.log, sequence: log.last, operation: operation?.id,
      entity: operation?.entity ?? "", kind: operation?.kind.rawValue ?? "",
      clerk: operation?.clerk ?? "", line: line, hash: log.lastHash, outcome: outcome,
      doubts: outcome.hasEffect ? doubts : [])
    known[log.log, default: [:]][log.last] = record
    writes.operations.append(record)
  }

  package func heads(of device: DeviceRecord) -> [String: Int] {
    var found: [String: Int] = [:]
    for stream in device.streams { found[stream] = heads[stream] ?? 0 }
    return found
  }

  // MARK: One operation

  private mutating func decide(
    _ operation: Operation?, from device: DeviceRecord, into log: inout LogRecord,
    _ doubts: inout Set<Doubt>
  ) -> OperationResult.Outcome {
    guard let operation else { return .rejected(code: "E_UNPARSED") }
    guard !operations.contains(operation.id) else { return .duplicate }
    if operation.isAboutStaff { return decideStaff(operation, device, (log.log, log.last)) }
    if let code = objection(toTicketOf: operation, from: device, log) {
      return .rejected(code: code)
    }
    let isBefore = isBeforeJoining(operation, log, device)
    if let code = objection(to: operation, from: device, isBeforeJoining: isBefore) {
      return .rejected(code: code)
    }
    let isLate = isLate(operation)
    if isLate { audit(operation.clerk, "clerk.late", "\(log.log) \(log.last)") }
    var scene = Scene(relevant(to: operation))
    do throws(Objection) {
      let verdict = try scene.judge(operation, others: others(operation, device))
      doubts = try scene.judge(operation, packs, log, now)
      if isLate { doubts.insert(.clerk) }
      doubts.formUnion(self.doubts(aboutTicketOf: operation, from: device))
      scene.doubt(operation, doubts)
      if packs != nil { log.latest = max(log.latest, min(operation.at, now)) }
      var outcome = OperationResult.Outcome(verdict)
      if case .accept(let acceptance) = operation.act {
        try checkCounty(of: acceptance.number, device)
        if takeNumber(acceptance.number, for: operation.entity, device, log: &log) {
          markDuplicates(of: operation.entity, &scene)
        } else {
          scene.loseNumber(operation.entity)
          outcome = .renumbered
        }
      }
      if case .renumber(let number) = operation.act {
        try checkCounty(of: number, device)
        guard takeNumber(number, for: operation.entity, device, log: &log) else {
          return .rejected(code: "E_NUMBER_TAKEN")
        }
      }
      if isBefore { scene.markDecidedAlone(operation) }
      for key in scene.changed {
        put(scene[key], as: key, from: device, by: (log.log, log.last))
      }
      if let ticket = operation.ticketPutBack {
        writes.released.insert(Writes.Claim(hall: device.hall, ticket: ticket))
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

  /// A department's decision of the time when its counter stood alone, about a
  /// dossier that nobody else has had: all that could be asked then has been.
  private func isBeforeJoining(
    _ operation: Operation, _ log: LogRecord, _ device: DeviceRecord
  ) -> Bool {
    guard operation.role == .reviewer, log.last <= log.joined,
      let record = records[EntityKey(.dossier, operation.entity)],
      record.hall == device.hall, record.seen.keys.allSatisfy({ $0 == log.log }),
      let dossier = record.entity?.dossier, let office = operation.departments(in: dossier)
    else { return false }
    return office.division == device.division
  }

  /// Who may do this, and to what.
  private func objection(
    to operation: Operation, from device: DeviceRecord, isBeforeJoining: Bool
  ) -> String? {
    if let account = records[EntityKey(.account, operation.clerk)] {
      guard account.hall == device.hall, let known = account.entity?.account else {
        return "E_CLERK"
      }
      let isTheirs = known.role == operation.role
      guard known.isActive && isTheirs else {
        // What was done alone before joining stays; whoever did it is only let in anew.
        let isKept = operation.kind.outlivesItsClerk || isBeforeJoining
        let stands = isTheirs && isKept || operation.isWrittenDownOnly
        return stands ? nil : "E_ROLE"
      }
      if operation.role == .reviewer,
        let dossier = records[EntityKey(.dossier, operation.entity)]?.entity?.dossier,
        let (division, departments) = operation.departments(in: dossier)
      {
        guard departments.contains(where: known.departments.contains) else {
          return "E_DEPARTMENT"
        }
        let isPermitted =
          isBeforeJoining
          || device.offices.permit(
            known, actFor: departments, in: division, of: dossier.hall)
        if !isPermitted { return division == device.division ? "E_OFFICE" : "E_DEPARTMENT" }
      }
    } else if !operation.isWrittenDownOnly {
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

  /// Whether its clerk had left, and it stands all the same.
  private func isLate(_ operation: Operation) -> Bool {
    !operation.isWrittenDownOnly
      && records[EntityKey(.account, operation.clerk)]?.entity?.account?.isActive == false
  }

  mutating func audit(_ actor: String, _ what: String, _ about: String) {
    writes.audit.append(AuditNote(actor: actor, what: what, about: about))
  }

  // MARK: Proofs

  /// Whether the account's passphrase, the one that holds, was said at this device.
  func isProven(_ account: Account, at device: DeviceRecord) -> Bool {
    proofs[Proof(device: device.id, account: account.key)] == account.passphrase?.digest ?? ""
  }

  /// Whoever set this passphrase at the device has said it there.
  mutating func prove(_ account: Account, at device: DeviceRecord) {
    let proof = Proof(device: device.id, account: account.key)
    let digest = account.passphrase?.digest ?? ""
    proofs[proof] = digest
    writes.proofs[proof] = digest
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

  /// A number begins with the county of its hall.
  private func checkCounty(of number: String, _ device: DeviceRecord) throws(Objection) {
    guard DossierNumber.origin(number)?.division == device.division else {
      throw Objection(.foreignNumber)
    }
  }

  /// - Returns: false when another dossier has it, or it is of another device's log
  ///   that this one has not taken over. One of a log that nobody has may be this
  ///   counter's own, from before central went back in time or gave the log another
  ///   code.
  private mutating func takeNumber(
    _ number: String, for dossier: String, _ device: DeviceRecord, log: inout LogRecord
  ) -> Bool {
    if let owner = numbers[number], owner != dossier { return false }
    if let origin = DossierNumber.origin(number), let owner = owners[origin.log],
      owner.hall != device.hall || !owner.devices.contains(device.id)
    {
      return false
    }
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
    note(entity, of: hall)
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
  /// clock that is wrong must not hide one. One that is full already learns of no
  /// more, so that a new dossier changes only so many.
  private mutating func markDuplicates(of id: String, _ scene: inout Scene) {
    guard var dossier = scene[dossier: id], let person = personHere(dossier) else { return }
    for found in (dossiers[person] ?? []).reversed() where found != id {
      let key = EntityKey(.dossier, found)
      guard dossier.mayDouble, var other = records[key]?.entity?.dossier, !other.isClosed,
        other.voided == nil, personHere(other) == person
      else { continue }
      let matters = other.openMatters.filter(dossier.openMatters.contains)
      guard !matters.isEmpty else { continue }
      dossier.mark(
        Duplicate(number: other.number, hall: other.hall, matters: matters, isLater: true))
      guard other.mayDouble else { continue }
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

  fileprivate mutating func markDecidedAlone(_ operation: Operation) {
    guard var dossier = self[dossier: operation.entity] else { return }
    dossier.markDecidedAlone(operation)
    put(.dossier(dossier), as: EntityKey(.dossier, operation.entity))
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
  /// The ticket that stands in line again after it, for any counter.
  fileprivate var ticketPutBack: String? {
    switch act {
    case .undoTicket(let change) where change.after.state == .called: change.after.id
    case .changeTicket(let change) where change.before != nil && change.after.isInLine:
      change.after.id
    default: nil
    }
  }

  /// What changes nothing is written down whoever did it.
  fileprivate var isWrittenDownOnly: Bool {
    switch act {
    case .signIn, .signInFailed, .signOut, .clock: true
    default: false
    }
  }
}

extension Dossier {
  /// Whether there is room for one more possible duplicate that nobody has decided on.
  fileprivate var mayDouble: Bool {
    duplicates.count { $0.reason == nil } < 8 && duplicates.count < 100
  }

  fileprivate var openMatters: [String] {
    proceedings.filter { !$0.state.isFinal }.map(\.matter)
  }
}

extension Entity {
  /// The hall that it names itself; others belong to the device's.
  fileprivate var ownHall: String? { dossier?.hall ?? intake?.hall }
}
