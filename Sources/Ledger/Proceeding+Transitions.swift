import Domain

extension Proceeding {
  /// The legal edges, in one place.
  ///
  /// ```
  /// incomplete ──material──▶ waiting | reviewing | approved (即办)
  /// waiting ──result of the other matter──▶ reviewing | approved, declined (即办)
  /// reviewing ⇄ asked, held;  reviewing ──▶ approved
  /// reviewing, asked, held ──▶ declined;  whatever is not final ──▶ withdrawn
  /// ```
  package func allows(_ kind: Operation.Kind) -> Bool {
    switch kind {
    case .proceedingVerify: state == .reviewing || state == .waiting
    case .proceedingPass: state == .reviewing && step < steps.count - 1
    case .proceedingAsk, .proceedingHold: state == .reviewing
    case .proceedingResume: state == .asked || state == .held
    case .proceedingApprove: state == .reviewing && step == steps.count - 1
    case .proceedingDecline: state == .reviewing || state == .asked || state == .held
    case .proceedingWithdraw: !state.isFinal
    case .proceedingTold: needsTelling
    case .materialPut: state == .incomplete
    default: false
    }
  }

  init(_ opening: Opening) {
    matter = opening.matter
    title = opening.title
    meaning = opening.meaning
    department = opening.department
    steps = opening.steps
    waitsFor = opening.waitsFor
    step = 0
    clock = opening.clock
    verification = nil
    reason = nil
    items = opening.missing
    needsTelling = !opening.missing.isEmpty
    finishedAt = nil
    state = opening.missing.isEmpty ? .waiting : .incomplete
  }

  /// The clock starts, or goes on after a pause.
  mutating func begin(_ clock: Clock) {
    self.clock = clock
    reason = nil
    items = []
    needsTelling = false
    // What it waits for may have its result already: `Dossier.releaseWaiting`.
    state = state == .incomplete ? .waiting : .reviewing
  }

  /// What it waited for has its results.
  ///
  /// A department decides what a result that was not given means. 即办 has
  /// nobody to decide: done, or not to be done.
  /// - Parameter failed: title of an awaited matter that was not approved.
  mutating func release(failed: String?, at instant: Instant) {
    if !steps.isEmpty {
      state = .reviewing
    } else if let failed {
      finish(.declined, reason: "“\(failed)”没有通过", at: instant)
      needsTelling = true
    } else {
      finish(.approved, reason: nil, at: instant)
    }
  }

  mutating func pause(_ state: State, _ reason: String, _ clock: Clock) {
    self.state = state
    self.reason = reason
    self.clock = clock
  }

  mutating func advance() {
    step += 1
    if let next = currentStep { department = next.department }
  }

  mutating func finish(_ state: State, reason: String?, at instant: Instant) {
    self.state = state
    self.reason = reason
    items = []
    needsTelling = false
    finishedAt = instant
  }
}
