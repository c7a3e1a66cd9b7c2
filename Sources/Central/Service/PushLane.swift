import Domain
import Sync
import Synchronization

/// Where pushes wait for their commit (上传车道): whatever has come meanwhile is
/// judged and committed together, so that one wait for the disk serves many.
final class PushLane: Sendable {
  typealias Answer = @Sendable (Result<PushAnswer, Refusal>) -> Void

  private struct Waiting {
    let batch: PushBatch
    let device: DeviceRecord
    let isQuarantine: Bool
    let answer: Answer
  }

  private struct State {
    var waiting: [Waiting] = []
    var isScheduled = false
    /// When the last transaction began.
    var began: ContinuousClock.Instant?
    /// When what was published was read last.
    var learned: Instant?
  }

  private let lane: Lane
  private let state = Mutex(State())
  private let inFlight: InFlight
  private let context: ServiceContext

  /// More are refused: they come again a little later.
  static let mostWaiting = 1_024
  /// In one transaction; a county may hold the lock only for so long.
  static let mostLines = 1_000
  /// What a counter has saved since it last asked; more is the work of days
  /// without a line, which waits for it.
  static let fewLines = 20
  /// So many lines may wait before more work of days is refused.
  static let mostWaitingLines = 5 * mostLines
  /// Milliseconds after which what was published is read anew: counters judge by what
  /// they fetched, which may be as new as that.
  static let learning = 60_000
  /// Transactions begin no closer than this: a lane with much to do does more in
  /// each, one with little waits for nothing.
  static let pace = Duration.milliseconds(50)

  init(_ lane: Lane, _ inFlight: InFlight, _ context: ServiceContext) {
    self.lane = lane
    self.inFlight = inFlight
    self.context = context
  }

  func submit(
    _ batch: PushBatch, from device: DeviceRecord, isQuarantine: Bool,
    _ answer: @escaping Answer
  ) {
    let accepted = state.withLock { state -> (isTaken: Bool, schedules: Bool) in
      let isFull =
        batch.lines.count > Self.fewLines
        && state.waiting.reduce(0) { $0 + $1.batch.lines.count } > Self.mostWaitingLines
      guard !isFull, state.waiting.count < Self.mostWaiting else { return (false, false) }
      state.waiting.append(
        Waiting(batch: batch, device: device, isQuarantine: isQuarantine, answer: answer))
      defer { state.isScheduled = true }
      return (true, !state.isScheduled)
    }
    guard accepted.isTaken else {
      answer(.failure(.busy(seconds: 5 + Int.random(in: 0...25))))
      return
    }
    if accepted.schedules { schedule() }
  }

  private func schedule() {
    let next = state.withLock { $0.began?.advanced(by: Self.pace) }
    lane.run(after: next.map { $0 - .now } ?? .zero) { self.work(&$0) }
  }

  /// One transaction, then again as long as anything waits.
  private func work(_ database: inout CentralDatabase) {
    let taken = take()
    guard !taken.isEmpty else { return }
    let suspects = inFlight.suspects
    let isCalm = !taken.contains { suspects.covers($0.batch) }
    for group in isCalm ? [taken] : taken.map({ [$0] }) {
      // What the process may have died of is judged alone, and line by line.
      if group.count == 1, suspects.covers(group[0].batch), group[0].batch.lines.count > 1 {
        group[0].answer(.failure(.tooBig))
      } else {
        judge(group, suspects, &database)
      }
    }
    let more = state.withLock { state -> Bool in
      state.isScheduled = !state.waiting.isEmpty
      return state.isScheduled
    }
    if more { schedule() }
  }

  /// What has waited longest, then what has few lines, then whatever there is
  /// room for: what a clerk saved just now does not wait behind others' days.
  private func take() -> [Waiting] {
    state.withLock { state in
      guard let first = state.waiting.first else {
        state.isScheduled = false
        return []
      }
      state.began = .now
      let isSmall = { (item: Waiting) in item.batch.lines.count <= Self.fewLines }
      let others = state.waiting.dropFirst()
      var taken: [Waiting] = []
      var rest: [Waiting] = []
      var lines = 0
      for item in [first] + others.filter(isSmall) + others.filter({ !isSmall($0) }) {
        if lines < Self.mostLines {
          lines += item.batch.lines.count
          taken.append(item)
        } else {
          rest.append(item)
        }
      }
      state.waiting = rest
      return taken
    }
  }

  /// What was published is read anew now and then.
  private func learn(_ database: CentralDatabase, _ now: Instant) throws(CentralError) {
    let isDue = state.withLock { state in
      let isDue = state.learned.map { now.milliseconds - $0.milliseconds >= Self.learning } ?? true
      if isDue { state.learned = now }
      return isDue
    }
    if isDue { try database.learnPublished() }
  }

  private func judge(
    _ group: [Waiting], _ suspects: InFlight.Suspects, _ database: inout CentralDatabase
  ) {
    inFlight.begin(group.map(\.batch))
    defer { inFlight.end() }
    // Only here are the lines read: whatever the process dies of is in flight.
    let submissions = group.map { item in
      item.isQuarantine || suspects.condemns(item.batch)
        ? Submission(quarantined: item.batch, from: item.device)
        : Submission(item.batch, from: item.device)
    }
    let now = context.now()
    do throws(CentralError) {
      try learn(database, now)
      let results = try database.push(submissions, at: now, database.blinding)
      for (item, result) in zip(group, results) {
        if case .success(let answer) = result { context.metrics.count(answer.results) }
        inFlight.absolve(item.batch)
        item.answer(result)
      }
      context.metrics.add("commits", 1)
    } catch {
      context.log.failure(error, of: "push")
      if error.isOfData, group.count > 1 {
        for item in group { judge([item], suspects, &database) }
      } else {
        // Bad bytes are sent again in halves, and at last set aside.
        let refusal: Refusal =
          error.isOfData ? .badRequest(reason: "cannot be stored") : .busy(seconds: 5)
        for item in group { item.answer(.failure(refusal)) }
      }
    }
  }
}
