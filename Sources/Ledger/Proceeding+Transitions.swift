import Domain

extension Proceeding {
  /// The legal edges, in one place.
  ///
  /// ```
  /// incomplete ──material──▶ waiting | reviewing
  /// waiting ──result of the other matter──▶ reviewing
  /// reviewing ⇄ asked, held;  reviewing ──▶ approved | declined
  /// ```
  package func allows(_ kind: Operation.Kind) -> Bool {
    switch kind {
    case .proceedingVerify: state == .reviewing || state == .waiting
    case .proceedingPass: state == .reviewing && step < steps.count - 1
    case .proceedingAsk, .proceedingHold: state == .reviewing
    case .proceedingResume: state == .asked || state == .held
    case .proceedingApprove: state == .reviewing && step == steps.count - 1
    case .proceedingDecline: state == .reviewing || state == .asked || state == .held
    case .proceedingTold: needsTelling
    case .materialPut: state == .incomplete
    default: false
    }
  }

  init(_ opening: Opening, at instant: Instant) {
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
    if !opening.missing.isEmpty {
      state = .incomplete
    } else if opening.steps.isEmpty {
      state = .approved
      finishedAt = instant
    } else {
      state = opening.waitsFor.isEmpty ? .reviewing : .waiting
    }
  }

  /// The clock starts, or goes on after a pause.
  mutating func begin(_ clock: Clock, at instant: Instant) {
    self.clock = clock
    reason = nil
    items = []
    needsTelling = false
    if steps.isEmpty {  // 即办: nothing is left to decide
      state = .approved
      finishedAt = instant
    } else {
      state = state == .incomplete && !waitsFor.isEmpty ? .waiting : .reviewing
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
    finishedAt = instant
  }
}
