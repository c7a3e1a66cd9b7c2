import Domain
import Ledger
import Sync
import SyncModel

/// A counter's disk that can be full or stop at any commit (会出错的窗口存储),
/// and with a planted bug is a wrong store.
struct FaultyCounter: Sendable {
  var model: CounterModel {
    didSet { shown = nil }
  }
  var bug: PlantedBug?
  var isFull = false
  /// Lines in one push; few in some runs, so that little takes many.
  var mostLines = PushBatch.maximumLines
  /// What happens at the next change: the machine stops before or after it.
  var crash: Crash?
  private var shown: Scene?

  enum Crash: Sendable { case beforeCommit, afterCommit }

  init(_ model: CounterModel, bug: PlantedBug?) {
    self.model = model
    self.bug = bug
  }

  private mutating func transaction<T>(
    _ body: (inout CounterModel) throws(ModelFailure) -> T
  ) throws(ModelFailure) -> T {
    if isFull { throw .diskFull }
    if crash == .beforeCommit { throw .crash }
    let result = try body(&model)
    if crash == .afterCommit { throw .crash }
    return result
  }

  mutating func save(_ operation: Operation) throws(ModelFailure) {
    if bug == .savedTooEarly, crash == .beforeCommit {
      crash = nil
      return
    }
    let shown = show()
    try transaction { (model) throws(ModelFailure) in try model.save(operation, over: shown) }
  }

  mutating func save(line: [UInt8]) throws(ModelFailure) {
    try transaction { (model) throws(ModelFailure) in model.save(line: line) }
  }

  /// What the screens show.
  mutating func show() -> Scene {
    if let shown { return shown }
    let view = model.view
    shown = view
    return view
  }

  /// The program starts again.
  mutating func restart() {
    crash = nil
    if bug == .numbersAgain { model.logs[model.logs.count - 1].serial = 0 }
  }
}

extension FaultyCounter: CounterStore {
  typealias Failure = ModelFailure

  func cursors() -> Cursors { model.cursors() }
  func outbox(limit: Int) -> PushBatch? { model.outbox(limit: min(limit, mostLines)) }

  mutating func acknowledge(_ answer: PushAnswer) throws(ModelFailure) {
    let bug = bug
    try transaction { (model) throws(ModelFailure) in
      var answer = answer
      if bug == .attentionForgotten {
        answer = answer.with(
          results: answer.results.map {
            OperationResult(
              sequence: $0.sequence, outcome: $0.outcome.needsAttention ? .applied : $0.outcome)
          })
      }
      model.acknowledge(answer)
      guard let index = model.logs.firstIndex(where: { $0.code == answer.log }) else { return }
      if bug == .sentFollowsCentral {
        model.logs[index].sent = min(answer.last, model.logs[index].lines.count)
      }
      if bug == .doneWhenAnswered { model.logs[index].done = model.logs[index].sent }
    }
  }

  mutating func apply(_ page: StreamPage, epoch: String) throws(ModelFailure) -> Bool {
    let bug = bug
    return try transaction { (model) throws(ModelFailure) in
      let rows = page.rows.compactMap { row -> StreamRow? in
        switch (row.what, bug) {
        case (.drop, .dropIgnored), (.tomb, .tombIgnored): nil
        case (.drop, .dropTooMuch): StreamRow(key: row.key, what: .tomb)
        default: row
        }
      }
      let page = StreamPage(
        stream: page.stream, from: page.from, to: bug == .cursorToHead ? page.head : page.to,
        head: page.head, rows: rows)
      let before = model
      let isTaken = try model.apply(page, epoch: epoch)
      if bug == .heldForEver { model.forgetTries(since: before) }
      return isTaken
    }
  }

  mutating func apply(_ page: ScanPage) throws(ModelFailure) {
    let bug = bug
    let stream = page.stream
    try transaction { (model) throws(ModelFailure) in
      let before = model
      let members = model.confirmed.filter { $0.value.streams.contains(stream) }
      try model.apply(page)
      switch bug {
      case .lastAsOf where page.next == nil: model.places[stream] = page.asOf
      case .goneStays where page.next == nil:
        model.confirmed.merge(members) { present, _ in present }
      case .heldForEver: model.forgetTries(since: before)
      default: break
      }
    }
  }

  mutating func reconcile(_ state: StateAnswer) throws(ModelFailure) {
    let bug = bug
    try transaction { (model) throws(ModelFailure) in
      let before = model
      try model.reconcile(state)
      guard before.epoch != nil else { return }
      if bug == .nothingSentAgain {
        for index in model.logs.indices { model.logs[index].sent = before.logs[index].sent }
      }
      if bug == .cursorsKept { model.places = before.places }
    }
  }

  mutating func rewind(log: String, to line: Int) throws(ModelFailure) {
    try transaction { (model) throws(ModelFailure) in model.rewind(log: log, to: line) }
  }

  mutating func rekey(log: String, from line: Int, to new: String) throws(ModelFailure) {
    let bug = bug
    try transaction { (model) throws(ModelFailure) in
      try model.rekey(log: log, from: line, to: new)
      guard let index = model.logs.firstIndex(where: { $0.code == new }) else { return }
      switch bug {
      case .newIdsOnRekey:
        model.rebuild(index) { lines in lines.map { $0.withNewID(under: new) } }
      case .rekeyLosesLine: model.rebuild(index) { Array($0.dropFirst()) }
      default: break
      }
    }
  }

  mutating func restart(stream: String) throws(ModelFailure) {
    try transaction { (model) throws(ModelFailure) in model.restart(stream: stream) }
  }
}

extension CounterModel {
  /// The lines that were put behind everything else once more go again.
  fileprivate mutating func forgetTries(since before: CounterModel) {
    for index in logs.indices where index < before.logs.count {
      logs[index].lines.removeLast(max(0, logs[index].lines.count - before.logs[index].lines.count))
    }
    for index in attention.indices where attention[index].state == .again {
      attention[index].state = .open
    }
  }

  fileprivate mutating func rebuild(_ index: Int, _ change: ([[UInt8]]) -> [[UInt8]]) {
    let lines = change(logs[index].lines.map(\.bytes))
    replace(logs[index].code, lines)
  }
}

extension [UInt8] {
  fileprivate func withNewID(under code: String) -> [UInt8] {
    guard let operation = try? Operation(line: self) else { return self }
    return Operation(
      id: operation.id + code, entity: operation.entity, clerk: operation.clerk,
      role: operation.role, at: operation.at, act: operation.act
    ).line
  }
}

extension PushAnswer {
  fileprivate func with(results: [OperationResult]) -> PushAnswer {
    PushAnswer(
      epoch: epoch, serverTime: serverTime, log: log, last: last, lastHash: lastHash,
      durable: durable, results: results, heads: heads)
  }
}
