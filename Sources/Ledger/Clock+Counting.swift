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

  package func paused(_ reason: Pause.Reason, on day: Day, calendar: WorkCalendar) -> Clock {
    var clock = self
    clock.pauses.append(Pause(reason, start: day, end: nil))
    clock.count(calendar)
    return clock
  }

  /// Ends the pause that is open.
  package func resumed(on day: Day, calendar: WorkCalendar) -> Clock {
    var clock = self
    clock.pauses = pauses.map { pause in
      pause.end == nil ? Pause(pause.reason, start: pause.start, end: day) : pause
    }
    clock.count(calendar)
    return clock
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

extension Matter.Limits {
  package func promised(_ mode: VerificationMode?) -> TimeLimit {
    mode.flatMap { byVerification[$0] } ?? promised
  }
}
