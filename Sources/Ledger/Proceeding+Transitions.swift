import Domain

extension Proceeding {
  /// The legal edges, in one place.
  ///
  /// ```
  /// incomplete ──material──▶ screening | waiting | reviewing | approved (即办)
  /// screening ──the hall's second look──▶ waiting | reviewing | approved (即办)
  /// waiting ──result of the other matter──▶ reviewing | approved, declined (即办)
  /// screening, reviewing ⇄ asked;  reviewing ⇄ held;  reviewing ──▶ approved
  /// screening, reviewing, asked, held ──▶ declined
  /// whatever is not final ──▶ withdrawn;  whatever is not voided ──▶ voided
  /// ```
  package func allows(_ kind: Operation.Kind) -> Bool {
    switch kind {
    case .proceedingVerify: state == .reviewing || state == .waiting
    case .proceedingReceive: state == .reviewing && receivedAt == nil
    case .proceedingSign: state == .reviewing
    case .proceedingHandOn: state == .reviewing || state == .waiting
    case .proceedingRedate: !state.isFinal && clock.accepted != nil
    case .dossierVoid: state != .voided
    case .proceedingPass: state == .reviewing && step < steps.count - 1
    case .proceedingAsk: state == .reviewing || state == .screening
    case .proceedingHold: state == .reviewing
    case .proceedingResume: state == .asked || state == .held
    case .proceedingApprove: state == .reviewing && step == steps.count - 1
    case .proceedingDecline:
      state == .reviewing || state == .screening || state == .asked || state == .held
    case .proceedingWithdraw: !state.isFinal
    case .proceedingTold: needsTelling
    case .materialPut: state == .incomplete
    default: false
    }
  }

  /// Who asks and declines: the hall before its second look, the department after it.
  func isIn(handsOf role: Role, for kind: Operation.Kind) -> Bool {
    guard kind == .proceedingAsk || kind == .proceedingDecline else { return true }
    return needsScreening == (role == .screener)
  }

  init(_ opening: Opening, isScreened: Bool) {
    matter = opening.matter
    title = opening.title
    meaning = opening.meaning
    department = opening.department
    cooperators = opening.cooperators
    placeKey = opening.placeKey
    steps = opening.steps
    waitsFor = opening.waitsFor
    mustPass = opening.mustPass
    step = 0
    clock = opening.clock
    verification = nil
    reason = nil
    items = opening.missing
    needsTelling = !opening.missing.isEmpty
    finishedAt = nil
    tellsResult = opening.tellsResult
    needsScreening = isScreened
    state = !opening.missing.isEmpty ? .incomplete : isScreened ? .screening : .waiting
  }

  /// The clock starts, or goes on after a pause.
  mutating func begin(_ clock: Clock) {
    self.clock = clock
    goOn()
  }

  /// Nothing is missing and nothing is asked any more.
  mutating func goOn() {
    reason = nil
    items = []
    needsTelling = false
    // What it waits for may have its result already: `Dossier.releaseWaiting`.
    state = needsScreening ? .screening : state == .incomplete ? .waiting : .reviewing
  }

  /// The hall has nothing against it.
  mutating func screened() {
    guard state == .screening else { return }
    needsScreening = false
    state = .waiting
  }

  mutating func handOn(to department: String) {
    self.department = department
    receivedAt = nil
  }

  /// What it waited for has its results.
  ///
  /// A department decides what a result that was not given means, unless one
  /// must be. 即办 has nobody to decide: done, or not to be done.
  /// - Parameters:
  ///   - failed: title of an awaited matter that was not approved.
  ///   - isHopeless: none of those that must pass has.
  mutating func release(failed: String?, isHopeless: Bool, at instant: Instant) {
    if !steps.isEmpty, !isHopeless {
      state = .reviewing
    } else if let failed {
      finish(.declined, reason: "“\(failed)”没有通过", at: instant)
    } else {
      finish(.approved, reason: nil, at: instant)
    }
  }

  mutating func pause(_ state: State, _ reason: String, _ clock: Clock) {
    self.state = state
    self.reason = reason
    self.clock = clock
  }

  /// A step of another department before the one that is due.
  mutating func sign(by department: String) {
    let place = steps.count { $0.key.hasPrefix("sign-") } + 1
    // The step that is due goes on where it is now, handed on or not.
    if let due = currentStep {
      steps[step] = Matter.Step(key: due.key, title: due.title, department: self.department)
    }
    steps.insert(
      Matter.Step(key: "sign-\(place)", title: "加签", department: department), at: step)
    handOn(to: department)
  }

  mutating func advance() {
    step += 1
    receivedAt = nil
    if let next = currentStep { department = next.department }
  }

  mutating func finish(_ state: State, reason: String?, at instant: Instant) {
    self.state = state
    self.reason = reason
    items = []
    needsTelling = state == .declined || state == .approved && tellsResult
    finishedAt = instant
  }
}
