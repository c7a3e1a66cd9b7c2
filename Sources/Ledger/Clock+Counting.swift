import Domain

extension Clock {
  /// The clock of a proceeding that is accepted on `day`.
  ///
  /// - Parameter mode: how its facts are verified, where that decides the
  ///   limit; nil while it is not known, when the longest promise counts.
  package static func running(
    from day: Day, _ limits: Matter.Limits, mode: VerificationMode? = nil, calendar: WorkCalendar
  ) -> Clock {
    var clock = Clock(
      accepted: day, statutory: limits.statutory, promised: limits.promised(mode), due: nil,
      statutoryDue: nil)
    clock.count(calendar)
    return clock
  }

  /// A clock that has not started: a required material is missing.
  package static func stopped(_ limits: Matter.Limits) -> Clock {
    Clock(
      accepted: nil, statutory: limits.statutory, promised: limits.promised(nil), due: nil,
      statutoryDue: nil)
  }

  package func started(on day: Day, calendar: WorkCalendar) -> Clock {
    var clock = self
    clock.accepted = day
    clock.count(calendar)
    return clock
  }

  /// With another day of acceptance.
  package func redated(to day: Day, calendar: WorkCalendar) -> Clock {
    started(on: day, calendar: calendar)
  }

  package func paused(_ reason: Pause.Reason, on day: Day, calendar: WorkCalendar) -> Clock {
    var clock = self
    clock.pauses.append(Pause(reason, start: day, end: nil))
    clock.count(calendar)
    return clock
  }

  /// Ends the pause that is open.
  package func resumed(on day: Day, calendar: WorkCalendar) -> Clock {
    var clock = self
    clock.pauses = ending(on: day)
    clock.count(calendar)
    return clock
  }

  /// The pauses, the open one ended.
  private func ending(on day: Day) -> [Pause] {
    pauses.map { $0.end == nil ? Pause($0.reason, start: $0.start, end: day) : $0 }
  }

  /// Under the limit that follows from how the facts are verified.
  package func verified(
    _ mode: VerificationMode, _ limits: Matter.Limits, calendar: WorkCalendar
  ) -> Clock {
    var clock = self
    clock.promised = limits.promised(mode)
    clock.count(calendar)
    return clock
  }

  /// What the promised limit makes of the days; nil before acceptance.
  package func deadline(_ calendar: WorkCalendar) -> Deadline? {
    accepted.map { Deadline(accepted: $0, limit: promised, pauses: pauses, calendar: calendar) }
  }

  private mutating func count(_ calendar: WorkCalendar) {
    guard let accepted, let promise = deadline(calendar) else { return }
    let statute = Deadline(
      accepted: accepted, limit: statutory, pauses: pauses, calendar: calendar)
    due = promise.due
    statutoryDue = statute.due
    isProvisional = promise.provisional || statute.provisional
  }
}

extension Clock {
  /// Whether an operation of this kind may put this clock in the place of
  /// `before`.
  ///
  /// An operation carries the clock that follows from what its author saw. When
  /// another came in between, its pauses must not be lost: then this is false.
  func follows(_ before: Clock, by kind: Operation.Kind) -> Bool {
    if kind == .materialPut { return starts(before) }
    guard statutory == before.statutory else { return false }
    if kind == .proceedingRedate {
      return accepted != nil && promised == before.promised && pauses == before.pauses
    }
    // Both nil for one that still waits for another matter.
    guard accepted == before.accepted else { return false }
    switch kind {
    case .proceedingVerify: return pauses == before.pauses
    case .proceedingAsk, .proceedingHold:
      guard let last = pauses.last, last.end == nil else { return false }
      return promised == before.promised && Array(pauses.dropLast()) == before.pauses
    case .proceedingResume:
      guard let end = pauses.last?.end else { return false }
      return promised == before.promised && pauses == before.ending(on: end)
    default: return false
    }
  }

  /// Whether this is `before`, started.
  func starts(_ before: Clock) -> Bool {
    statutory == before.statutory && accepted != nil && before.accepted == nil
      && promised == before.promised && pauses == before.pauses
  }
}

extension Matter.Limits {
  package func promised(_ mode: VerificationMode?) -> TimeLimit {
    mode.flatMap { byVerification[$0] } ?? promised
  }
}
