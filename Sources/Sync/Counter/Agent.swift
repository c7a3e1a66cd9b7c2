import Ledger

/// Keeps a counter and central in step (同步代理): decides what to ask of central
/// next, and when. Pure: time in milliseconds and chance are arguments.
///
/// One request at a time, push before pull. Every state but `blocked` has a
/// time at which it goes on by itself.
package struct Agent: Sendable {
  package private(set) var phase: Phase
  /// Failures in a row; three successes forget them.
  package private(set) var failures = 0
  private var successes = 0
  private var hasSession = false
  private var needsState = true
  private var wantsPull = true
  /// Central wants a newer program: pushing goes on, reading does not.
  package private(set) var needsUpgrade = false
  private var batchLimit = PushBatch.maximumLines
  /// When something was written down or sent last: for a while central is asked
  /// more often.
  private var busyAt: Int?
  /// When central is asked for news, whatever else there is to do.
  private var pullsAt = 0
  /// When lines may be sent again.
  private var pushesAt = 0
  /// It rests although lines wait: what refers to them must wait, too.
  package private(set) var holdsLines = false

  package init(phase: Phase = .resting(until: 0)) { self.phase = phase }

  package enum Phase: Equatable, Sendable {
    case resting(until: Int)
    case asking(Request)
    case backingOff(until: Int)
    /// Goes on only when somebody acts.
    case blocked(Refusal)
  }

  /// What is asked of central.
  package enum Request: Equatable, Sendable {
    case session
    case state
    case push(PushBatch)
    case pull(PullRequest)
    case scan(stream: String, after: EntityKey?)
    case rekey(log: String, line: Int)
    /// One line that central cannot even read, as bytes.
    case quarantine(PushBatch)

    var batch: PushBatch? {
      switch self {
      case .push(let batch), .quarantine(let batch): batch
      case .session, .state, .pull, .scan, .rekey: nil
      }
    }
  }

  package enum Answer: Equatable, Sendable {
    case session
    case state(StateAnswer)
    /// Also of a quarantined line.
    case push(PushAnswer)
    /// Nil when nothing is new.
    case pull(PullAnswer?)
    case scan(ScanPage)
    case rekeyed(log: String)
  }

  package enum Event: Equatable, Sendable {
    /// It may be time.
    case wake
    /// An operation was committed.
    case saved
    /// Somebody pressed 现在重试.
    case retry
    case answer(Answer)
    case refused(Refusal)
    /// No answer: nobody knows whether central did it.
    case lost
  }

  /// When it wants to be woken; nil while it waits for an answer or is blocked.
  package var wakesAt: Int? {
    switch phase {
    case .resting(let until), .backingOff(let until): until
    case .asking, .blocked: nil
    }
  }

  package var isOnline: Bool {
    switch phase {
    case .resting: hasSession
    case .asking: hasSession && failures == 0
    case .backingOff, .blocked: false
    }
  }

  // Milliseconds. Source: sync.md B.15. By chance up to a third more, so that
  // whoever may not work any more is out within half a minute.
  static let poll = 20_000
  static let pollWhenBusy = 5_000
  static let liveliness = 120_000
  /// What a clerk does in one go travels together: the first line at once, the
  /// next ones so much later.
  package static let pushGap = 2_000
  static let mostRows = 100
  static let firstDelay = 2_000
  static let longestDelay = 300_000

  /// Takes an event and says what to ask next; nil when nothing.
  ///
  /// - Parameters:
  ///   - now: a clock that never steps.
  ///   - chance: 0..<1.
  package mutating func step<Store: CounterStore>(
    _ event: Event, _ store: inout Store, now: Int, chance: Double
  ) throws(Store.Failure) -> Request? {
    switch event {
    case .saved:
      busyAt = now
      guard case .resting = phase else { return nil }
      return try next(&store, now, chance)
    case .wake:
      guard let wakesAt, now >= wakesAt else { return nil }
      if case .backingOff = phase { wantsPull = true }
      return try next(&store, now, chance)
    case .retry:
      if case .asking = phase { return nil }
      if case .blocked(.revoked) = phase { return nil }
      wantsPull = true
      pushesAt = now
      return try next(&store, now, chance)
    case .lost:
      guard case .asking = phase else { return nil }
      return backOff(now, chance)
    case .refused(let refusal):
      guard case .asking(let request) = phase else { return nil }
      return try handle(refusal, to: request, &store, now, chance)
    case .answer(let answer):
      guard case .asking(let request) = phase else { return nil }
      return try take(answer, to: request, &store, now, chance)
    }
  }

  private mutating func next<Store: CounterStore>(
    _ store: inout Store, _ now: Int, _ chance: Double
  ) throws(Store.Failure) -> Request? {
    let cursors = try store.cursors()
    if !hasSession { return ask(.session) }
    if needsState || cursors.epoch == nil { return ask(.state) }
    if now >= pullsAt { wantsPull = true }
    let unread = cursors.places.filter { $0.value < 0 }.keys.min()
    // Whatever is read is read after all that was saved has been sent.
    let reads = !needsUpgrade && (wantsPull || unread != nil)
    let batch = try store.outbox(limit: batchLimit)
    if let batch, reads || now >= pushesAt || batch.lines.count == batchLimit {
      return ask(.push(batch))
    }
    if reads {
      if let stream = unread {
        return ask(.scan(stream: stream, after: cursors.scanned[stream]))
      }
      if wantsPull, let epoch = cursors.epoch {
        return ask(
          .pull(
            PullRequest(epoch: epoch, cursors: cursors.places, maximumRows: Agent.mostRows)))
      }
    }
    let isLively = busyAt.map { now - $0 < Agent.liveliness } ?? false
    let poll = Int(Double(isLively ? Agent.pollWhenBusy : Agent.poll) * (0.7 + 0.6 * chance))
    pullsAt = now >= pullsAt ? now + poll : min(pullsAt, now + poll)
    holdsLines = batch != nil
    phase = .resting(until: holdsLines ? min(pullsAt, pushesAt) : pullsAt)
    return nil
  }

  private mutating func ask(_ request: Request) -> Request {
    holdsLines = false
    phase = .asking(request)
    return request
  }

  /// Waits longer with every failure, up to five minutes, by chance, so that a
  /// county's counters do not come back all at once.
  private mutating func backOff(
    _ now: Int, _ chance: Double, atLeast least: Int = 0
  ) -> Request? {
    successes = 0
    failures += 1
    let most = min(Agent.longestDelay, Agent.firstDelay << min(failures, 20))
    phase = .backingOff(until: now + least + Int(Double(most) * chance))
    return nil
  }

  private mutating func succeed() {
    successes += 1
    if successes >= 3 { failures = 0 }
  }

  private mutating func take<Store: CounterStore>(
    _ answer: Answer, to request: Request, _ store: inout Store, _ now: Int, _ chance: Double
  ) throws(Store.Failure) -> Request? {
    switch (answer, request) {
    case (.session, .session): hasSession = true
    case (.state(let state), .state):
      try store.reconcile(state)
      needsState = false
      wantsPull = true
      pushesAt = now
    case (.push(let answer), .push(let batch)), (.push(let answer), .quarantine(let batch)):
      // An answer about less than was asked says that central went back.
      guard answer.epoch == batch.epoch, answer.log == batch.log, answer.last >= batch.last
      else {
        needsState = true
        return backOff(now, chance)
      }
      try store.acknowledge(answer)
      batchLimit = min(PushBatch.maximumLines, batchLimit * 2)
      busyAt = now
      pushesAt = now + Agent.pushGap
      // What was done as it was sent needs no reading at once, which would double
      // a county's requests.
      if answer.results.contains(where: \.outcome.isNews) { wantsPull = true }
    case (.pull(nil), .pull): stopPulling()
    case (.pull(let answer?), .pull):
      guard try takePages(answer, &store) else {
        needsState = true
        return backOff(now, chance)
      }
      if !answer.hasMore { stopPulling() }
    case (.scan(let page), .scan(let stream, _)):
      guard page.stream == stream, try store.cursors().epoch == page.epoch else {
        needsState = true
        return backOff(now, chance)
      }
      try store.apply(page)
      wantsPull = true
    case (.rekeyed(let new), .rekey(let log, let line)):
      try store.rekey(log: log, from: line, to: new)
      needsState = true
    default: return backOff(now, chance)
    }
    succeed()
    return try next(&store, now, chance)
  }

  /// Until the next rest has said when it is time again.
  private mutating func stopPulling() {
    wantsPull = false
    pullsAt = .max
  }

  /// - Returns: false when central is behind of what it had said.
  private mutating func takePages<Store: CounterStore>(
    _ answer: PullAnswer, _ store: inout Store
  ) throws(Store.Failure) -> Bool {
    let places = try store.cursors().places
    for page in answer.pages {
      if let place = places[page.stream], page.head < place { return false }
      guard try store.apply(page, epoch: answer.epoch) else { return false }
    }
    return true
  }

  private mutating func handle<Store: CounterStore>(
    _ refusal: Refusal, to request: Request, _ store: inout Store, _ now: Int, _ chance: Double
  ) throws(Store.Failure) -> Request? {
    switch refusal {
    case .session:
      let wasInSession = hasSession
      hasSession = false
      // A session that is refused at once is no reason to ask in a circle.
      return wasInSession ? try next(&store, now, chance) : backOff(now, chance)
    case .revoked:
      phase = .blocked(refusal)
      return nil
    case .upgrade:
      needsUpgrade = true
      switch request {
      case .pull, .scan: return try next(&store, now, chance)
      // Pushing is refused to no version; were it, asking at once would not help.
      case .session, .state, .push, .quarantine, .rekey: return backOff(now, chance)
      }
    case .busy(let seconds): return backOff(now, chance, atLeast: seconds * 1000)
    case .epoch, .scope:
      needsState = true
      return failures == 0 ? try askAgain(&store, now, chance) : backOff(now, chance)
    case .horizon(let stream):
      // Of anything but a pull it makes no sense, and asking at once goes in a circle.
      guard case .pull = request else { return backOff(now, chance) }
      try store.restart(stream: stream)
      return try next(&store, now, chance)
    case .gap(let want):
      guard let batch = request.batch, want < batch.from else { return backOff(now, chance) }
      try store.rewind(log: batch.log, to: want)
      needsState = true
      return try askAgain(&store, now, chance)
    case .fork(let line):
      guard let batch = request.batch else { return backOff(now, chance) }
      return ask(.rekey(log: batch.log, line: line))
    case .unknownLog(let log):
      guard request.batch?.log == log else { return backOff(now, chance) }
      return ask(.rekey(log: log, line: 1))
    case .tooBig, .badRequest:
      guard case .push(let batch) = request else { return backOff(now, chance) }
      if batch.lines.count > 1 {
        batchLimit = batch.lines.count / 2
        return try next(&store, now, chance)
      }
      return ask(.quarantine(batch))
    case .notFound, .taken: return backOff(now, chance)
    }
  }

  /// Once at once; the next time it waits.
  private mutating func askAgain<Store: CounterStore>(
    _ store: inout Store, _ now: Int, _ chance: Double
  ) throws(Store.Failure) -> Request? {
    successes = 0
    failures += 1
    return try next(&store, now, chance)
  }
}
