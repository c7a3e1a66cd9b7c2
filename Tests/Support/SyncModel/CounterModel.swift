import Domain
import JSON
import Ledger
import Sync

/// A counter's data in memory (窗口存储模型): what the store on SQLite must do,
/// said in the shortest way.
///
/// What is shown is always `confirmed` with the live operations played over it.
/// A store may keep `confirmed` only where live operations lie over it, and the
/// shown rows beside it; the result has to be the same. Every function that
/// changes something is one transaction.
package struct CounterModel: Sendable {
  /// Nine digits.
  package let hall: String
  let hash: Chain.Hash
  /// Every log of this counter, oldest first; new lines go to the last one.
  package var logs: [CounterLog]
  package var epoch: String?
  /// How far each granted stream was read; -1 while it is read as a whole.
  package var places: [String: Int] = [:]
  /// The head of each stream at its last page: more pages follow before it.
  package var heads: [String: Int] = [:]
  package var scans: [String: Scan] = [:]
  package var confirmed: [EntityKey: Confirmed] = [:]
  /// Answers of central whose effect has not been pulled yet, oldest first.
  package var acknowledgements: [Acknowledgement] = []
  package var attention: [Attention] = []

  package init(hall: String, log: String, hash: @escaping Chain.Hash) {
    self.hall = hall
    self.hash = hash
    logs = [CounterLog(code: log)]
  }

  /// Reading a stream as a whole.
  package struct Scan: Equatable, Sendable {
    /// The first piece's; the cursor afterwards.
    package var asOf: Int
    /// Where the next piece begins.
    package var next: EntityKey?
    /// What the stream has: whatever else is said to be in it left it.
    package var seen: Set<EntityKey> = []
  }

  /// An entity as central gave it last.
  package struct Confirmed: Equatable, Sendable {
    package var revision: Int
    package var entity: Entity
    /// The last line of each log that is in it: those are not played over it.
    package var seen: [String: Int]
    /// The granted streams that have it; when the last one drops it, it goes.
    package var streams: Set<String>
  }

  /// An answer to a push: its lines are in what was pulled when every cursor has
  /// reached its stream's head, and the head of its last page: an entity moves on
  /// with each change, so that before the last page it may still lie ahead.
  package struct Acknowledgement: Equatable, Sendable {
    package var log: String
    package var through: Int
    package let heads: [String: Int]
  }

  /// A line that central did not take as it was (需处理), by its place.
  package struct Attention: Equatable, Sendable {
    package var log: String
    package var sequence: Int
    package let operation: Operation?
    package var outcome: OperationResult.Outcome
    /// Central had taken it before it went back in time: it fits as soon as
    /// what other counters send again is there.
    package var wasAccepted: Bool
    package var state: State

    package enum State: Equatable, Sendable {
      /// Waits for somebody, or for a change of what it is about.
      case open
      /// Stands again at the end of the last log.
      case again
      /// Somebody has dealt with it, or it took effect at another place.
      case closed
    }
  }
}

extension Operation {
  /// The dossier number that it gives.
  package var number: String? {
    switch act {
    case .accept(let acceptance): acceptance.number
    case .renumber(let number): number
    default: nil
    }
  }
}

extension CounterModel {
  package var code: String { logs.last?.code ?? "" }

  /// Lines that central has not answered.
  package var unsent: Int { logs.reduce(0) { $0 + $1.lines.count - $1.sent } }

  /// The next number of a dossier; taken by committing the line that has it.
  package var nextNumber: String {
    DossierNumber.text(
      division: String(hall.prefix(6)), log: code, serial: (logs.last?.serial ?? 0) + 1)
  }

  /// What the screens show: confirmed, with the live operations over it.
  package var view: Scene {
    var scene = Scene(confirmed.mapValues(\.entity))
    for line in live where !isSeen(line) {
      scene.replay(line.operation, others: scene.appointments(of: line.operation))
    }
    return scene
  }

  /// Whether what central gave of the entity that it is about has it already.
  ///
  /// Only of lines that central ever answered: when this log has a second
  /// writer, `seen` speaks of the other's line at the same place.
  package func isSeen(_ line: LiveLine) -> Bool {
    guard let key = line.operation.touches.first, let seen = confirmed[key]?.seen[line.log],
      let log = logs.first(where: { $0.code == line.log })
    else { return false }
    return line.sequence <= min(seen, log.reached)
  }

  /// An operation that is to be seen and its place.
  package struct LiveLine: Equatable, Sendable {
    package let log: String
    package let sequence: Int
    package let operation: Operation
  }

  /// Operations that may not yet be in what was pulled, oldest first.
  ///
  /// A line that was sent again stands at two places; it is to be seen once, at
  /// the first place where central has not refused it.
  package var live: [LiveLine] {
    let refused = Set(attention.filter(\.isRefused).map { Place(log: $0.log, $0.sequence) })
    var taken: Set<String> = []
    return logs.flatMap { log in
      log.lines.indices.compactMap { index in
        guard let operation = log.lines[index].operation,
          !refused.contains(Place(log: log.code, index + 1)),
          taken.insert(operation.id).inserted, index >= log.done
        else { return nil }
        return LiveLine(log: log.code, sequence: index + 1, operation: operation)
      }
    }
  }

  private struct Place: Hashable {
    let log: String
    let sequence: Int

    init(log: String, _ sequence: Int) {
      self.log = log
      self.sequence = sequence
    }
  }

  /// Commits what somebody did: judged by what the screens show, written down.
  ///
  /// - Parameter shown: `view`, when it is at hand.
  package mutating func save(
    _ operation: Operation, over shown: Scene? = nil
  ) throws(ModelFailure) {
    var scene = shown ?? view
    do {
      try operation.checkShape()
      try scene.do(operation)
    } catch {
      throw .refused
    }
    append(operation.line, operation)
  }

  /// The lines of a log are these.
  package mutating func replace(_ code: String, _ lines: [[UInt8]]) {
    guard let index = logs.firstIndex(where: { $0.code == code }) else { return }
    var log = logs[index]
    log.lines = []
    for line in lines { log.append(line, try? Operation(line: line), hash: hash) }
    logs[index] = log
  }

  /// Commits bytes that may be anything.
  package mutating func save(line: [UInt8]) {
    append(line, try? Operation(line: line))
  }

  private mutating func append(_ line: [UInt8], _ operation: Operation?) {
    logs[logs.count - 1].append(line, operation, hash: hash)
  }

  /// Somebody has dealt with a line that central refused.
  package mutating func close(attention index: Int) { attention[index].state = .closed }

  /// What central makes of an entity has changed: lines that were refused for
  /// want of it are sent once more, behind everything else, with the same ids.
  private mutating func tryAgain(_ keys: Set<EntityKey>) {
    for index in attention.indices
    where attention[index].state == .open && attention[index].mayFitNow(with: keys) {
      guard let operation = attention[index].operation else { continue }
      attention[index].state = .again
      append(operation.line, operation)
    }
  }
}

extension CounterModel.Attention {
  /// Whether the line changes nothing that is shown. `renumbered` has effect.
  var isRefused: Bool { !outcome.hasEffect }

  func mayFitNow(with keys: Set<EntityKey>) -> Bool {
    guard outcome == .held || wasAccepted, isRefused, let operation else { return false }
    return operation.touches.contains(where: keys.contains)
      || keys.contains(EntityKey(.account, operation.clerk))
  }
}

extension Scene {
  /// The appointments that a booking is judged beside.
  package func appointments(of operation: Operation) -> [Appointment] {
    guard case .book = operation.act else { return [] }
    return entities.values.compactMap(\.appointment).sorted { $0.id < $1.id }
  }

  /// Strictly, as the store does it when somebody saves.
  fileprivate mutating func `do`(_ operation: Operation) throws(Objection) {
    if case .amend(let changes, _) = operation.act, let dossier = self[dossier: operation.entity],
      let moved = changes.first(where: { dossier.answers[$0.key] != $0.old })
    {
      throw .rule(code: moved.key)
    }
    _ = try judge(operation, others: appointments(of: operation))
  }
}

// MARK: What the agent asks of it

extension CounterModel: CounterStore {
  package typealias Failure = ModelFailure

  package func cursors() -> Cursors {
    Cursors(epoch: epoch, places: places, scanned: scans.compactMapValues(\.next))
  }

  package func outbox(limit: Int) -> PushBatch? {
    guard let epoch, let log = logs.first(where: { $0.sent < $0.lines.count }) else { return nil }
    let chain = Chain(log: log.code, hash: hash)
    var lines: [[UInt8]] = []
    var bytes = 0
    for line in log.lines.dropFirst(log.sent).prefix(limit) {
      bytes += line.bytes.count
      // One line goes whatever its size: central says what is too big.
      guard lines.isEmpty || bytes <= PushBatch.maximumBytes else { break }
      lines.append(line.bytes)
    }
    return PushBatch(
      log: log.code, epoch: epoch, from: log.sent + 1,
      previous: log.sent == 0 ? chain.origin : log.lines[log.sent - 1].link,
      head: log.lines[log.sent + lines.count - 1].link, lines: lines)
  }

  /// `sent` follows the lines that were asked about, never `answer.last`: when
  /// this log has a second writer, central's last line may be the other's.
  package mutating func acknowledge(_ answer: PushAnswer) {
    guard let index = logs.firstIndex(where: { $0.code == answer.log }),
      let through = answer.results.map(\.sequence).max(), through <= logs[index].lines.count
    else { return }
    for result in answer.results { take(result, of: index) }
    logs[index].sent = max(logs[index].sent, through)
    logs[index].reached = max(logs[index].reached, through)
    acknowledgements.append(
      Acknowledgement(log: answer.log, through: through, heads: answer.heads))
    finish()
  }

  private mutating func take(_ result: OperationResult, of index: Int) {
    let log = logs[index]
    let operation = log.lines[result.sequence - 1].operation
    let earlier = attention.filter { $0.operation?.id == operation?.id && operation != nil }
    let place = attention.firstIndex {
      $0.log == log.code && $0.sequence == result.sequence
    }
    guard result.outcome.needsAttention else {
      if let place { attention.remove(at: place) }
      for index in attention.indices
      where operation != nil && attention[index].operation?.id == operation?.id {
        attention[index].state = .closed
      }
      return
    }
    let wasAccepted =
      earlier.isEmpty ? result.sequence <= log.reached : earlier.contains(where: \.wasAccepted)
    if let place {
      // What somebody closed stays closed when the same answer comes again.
      if attention[place].outcome != result.outcome { attention[place].state = .open }
      attention[place].outcome = result.outcome
    } else {
      attention.append(
        Attention(
          log: log.code, sequence: result.sequence, operation: operation,
          outcome: result.outcome, wasAccepted: wasAccepted, state: .open))
    }
  }

  /// Lines whose effect has been pulled leave what is played over it.
  private mutating func finish() {
    let (places, heads) = (places, heads)
    acknowledgements.removeAll { answer in
      let isReached = answer.heads.allSatisfy { stream, head in
        places[stream].map { $0 >= max(head, heads[stream] ?? 0) } ?? true
      }
      guard isReached else { return false }
      for index in logs.indices where logs[index].code == answer.log {
        logs[index].done = max(logs[index].done, min(answer.through, logs[index].sent))
      }
      return true
    }
  }

  package mutating func apply(_ page: StreamPage, epoch: String) throws(ModelFailure) -> Bool {
    guard epoch == self.epoch, places[page.stream] == page.from else { return false }
    take(page.rows, of: page.stream)
    places[page.stream] = page.to
    heads[page.stream] = page.head
    finish()
    return true
  }

  package mutating func apply(_ page: ScanPage) throws(ModelFailure) {
    guard page.epoch == epoch, places[page.stream] == -1 else { return }
    var scan = scans[page.stream] ?? Scan(asOf: page.asOf, next: nil)
    scan.seen.formUnion(page.rows.map(\.key))
    scan.next = page.next
    scans[page.stream] = scan
    take(page.rows, of: page.stream)
    guard page.next == nil else { return }
    for (key, entity) in confirmed
    where entity.streams.contains(page.stream) && !scan.seen.contains(key) {
      leave(page.stream, key, still: [])
    }
    scans[page.stream] = nil
    places[page.stream] = scan.asOf
    heads[page.stream] = nil
    finish()
  }

  /// Rows come in the order in which central committed them, so the last one is
  /// the newest, whatever revision it has: after a restore it may be lower.
  private mutating func take(_ rows: [StreamRow], of stream: String) {
    var changed: Set<EntityKey> = []
    for row in rows {
      switch row.what {
      case .put(let revision, let json, let seen):
        guard let entity = try? Entity(row.key.kind, JSONReader(json)),
          (try? entity.checkShape()) != nil
        else { continue }
        let streams = confirmed[row.key]?.streams ?? []
        confirmed[row.key] = Confirmed(
          revision: revision, entity: entity, seen: seen, streams: streams.union([stream]))
        changed.insert(row.key)
      case .drop(let still): leave(stream, row.key, still: still)
      case .tomb: confirmed[row.key] = nil
      }
    }
    tryAgain(changed)
  }

  private mutating func leave(_ stream: String, _ key: EntityKey, still: [String]) {
    guard var entity = confirmed[key] else { return }
    entity.streams.remove(stream)
    entity.streams.formUnion(still.filter { places[$0] != nil })
    confirmed[key] = entity.streams.isEmpty ? nil : entity
  }

  package mutating func reconcile(_ state: StateAnswer) throws(ModelFailure) {
    let isBack = epoch != nil && hasGoneBack(state)
    let isFirst = epoch == nil
    epoch = state.epoch
    for index in logs.indices {
      guard let known = state.logs.first(where: { $0.log == logs[index].code }) else {
        if isBack { logs[index].resend(after: 0) }
        continue
      }
      logs[index].serial = max(logs[index].serial, known.numberMark)
      // In the same epoch a line that was not answered is sent again, whatever
      // central has: its result may need attention.
      if isBack {
        let refused = attention.filter { $0.log == known.log }.map(\.sequence)
        logs[index].resend(after: logs[index].shared(with: known, refused: Set(refused)))
      }
    }
    let granted = state.heads.keys
    for stream in granted where isFirst || isBack || places[stream] == nil {
      places[stream] = -1
      scans[stream] = nil
    }
    for stream in places.keys.filter({ !granted.contains($0) }) {
      places[stream] = nil
      scans[stream] = nil
      for key in confirmed.keys { leave(stream, key, still: []) }
    }
    if isBack {
      acknowledgements = logs.map {
        Acknowledgement(log: $0.code, through: $0.sent, heads: state.heads)
      }
    }
  }

  private func hasGoneBack(_ state: StateAnswer) -> Bool {
    if state.epoch != epoch { return true }
    if logs.contains(where: { log in
      log.sent > (state.logs.first { $0.log == log.code }?.last ?? 0)
    }) {
      return true
    }
    return state.heads.contains { $0.value < places[$0.key] ?? -1 }
  }

  package mutating func rewind(log: String, to line: Int) {
    guard let index = logs.firstIndex(where: { $0.code == log }) else { return }
    logs[index].resend(after: max(0, line - 1))
    // What was read from central may be as old as that, and its heads may have
    // grown past the cursors again.
    for stream in places.keys { restart(stream: stream) }
    acknowledgements = []
  }

  package mutating func rekey(
    log code: String, from line: Int, to new: String
  ) throws(ModelFailure) {
    guard let index = logs.firstIndex(where: { $0.code == code }) else { return }
    var log = CounterLog(code: new)
    let kept = max(0, line - 1)
    for line in logs[index].lines.dropFirst(kept) {
      log.append(line.bytes, line.operation, hash: hash)
    }
    let reached = logs[index].reached
    log.reached = max(0, reached - kept)
    logs[index].lines.removeLast(max(0, logs[index].lines.count - kept))
    logs[index].resend(after: kept)
    for place in attention.indices
    where attention[place].log == code && attention[place].sequence > kept {
      attention[place].log = new
      attention[place].sequence -= kept
    }
    for key in confirmed.keys {
      guard let seen = confirmed[key]?.seen[code], seen > kept else { continue }
      confirmed[key]?.seen[code] = kept
      confirmed[key]?.seen[new] = max(0, min(seen, reached) - kept)
    }
    acknowledgements = acknowledgements.compactMap { answer in
      var answer = answer
      if answer.log == code { answer.through = min(answer.through, kept) }
      return answer.through == 0 ? nil : answer
    }
    // Lines that are not sent stay in the order in which they were made.
    logs.insert(log, at: index + 1)
    if logs[index].lines.isEmpty { logs.remove(at: index) }
  }

  package mutating func restart(stream: String) {
    guard places[stream] != nil else { return }
    places[stream] = -1
    scans[stream] = nil
  }
}
