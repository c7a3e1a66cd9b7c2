/// Until when a matter has to be done (办理时限到期日).
///
/// The day of acceptance is day 0. A limit of n working days is due on the n-th
/// working day after it, paused days not counted. A limit of n calendar days is
/// due n days after it, moved to the next working day if that day is off.
/// 即办 is due on the day itself. A yearly window is due on its last day, as
/// printed: pauses and holidays do not move it; after it, next year's counts.
///
/// A pause stops the clock if it starts on or before the due day: what is left
/// then is counted from the day it ends, and when nothing is left, that day
/// itself, or the next working day, is due. A pause after the due day heals
/// nothing.
/// Source: 民法典 art. 201 and 203; 行政许可法 art. 45 and 82.
package struct Deadline: Hashable, Sendable {
  package let accepted: Day
  package let limit: TimeLimit
  package let pauses: [Pause]
  /// Nil while an open pause makes it unknown, and when no limit is stated.
  package let due: Day?
  /// Counted in a year whose notice of days off is not out (暂定).
  package let provisional: Bool

  package init(
    accepted: Day, limit: TimeLimit, pauses: [Pause] = [], calendar: WorkCalendar
  ) {
    self.accepted = accepted
    self.limit = limit
    self.pauses = pauses
    let due = Deadline.due(
      limit, accepted: accepted, stretches: Stretch.merged(pauses, after: accepted),
      calendar: calendar)
    self.due = due
    provisional = Deadline.isProvisional(limit, from: accepted, to: due, calendar: calendar)
  }

  private static func due(
    _ limit: TimeLimit, accepted: Day, stretches: [Stretch], calendar: WorkCalendar
  ) -> Day? {
    switch limit {
    case .notStated: nil
    case .yearlyWindow(let from, let to): windowEnd(from: from, to: to, onOrAfter: accepted)
    case .immediate, .workingDays, .calendarDays:
      Countdown(limit, accepted: accepted, stretches: stretches, calendar: calendar).due
    }
  }

  private static func windowEnd(from: MonthDay, to: MonthDay, onOrAfter day: Day) -> Day? {
    let year = day.year
    guard let end = Day(year, to.month, to.day) else { return nil }
    return end >= day ? end : Day(year + 1, to.month, to.day)
  }

  private static func isProvisional(
    _ limit: TimeLimit, from accepted: Day, to due: Day?, calendar: WorkCalendar
  ) -> Bool {
    guard let due, due > accepted else { return false }
    if case .yearlyWindow = limit { return false }
    return (accepted.adding(1).year...due.year).contains { !calendar.isPublished($0) }
  }
}

extension Deadline {
  /// Working days until the due day, 0 on it, negative after it; nil when there
  /// is no due day. On days off after the due day it can still be 0: whether a
  /// matter is overdue is `isOverdue(on:)`.
  package func daysLeft(on day: Day, calendar: WorkCalendar) -> Int? {
    due.map { calendar.workingDays(from: day, to: $0) }
  }

  package func isOverdue(on day: Day) -> Bool { due.map { day > $0 } ?? false }

  package func isPaused(on day: Day) -> Bool { pauses.contains { $0.holds(on: day) } }

  package func timeUsed(until day: Day, calendar: WorkCalendar) -> TimeUsed {
    TimeUsed(accepted: accepted, until: day, pauses: pauses, calendar: calendar)
  }
}

/// The steps that lead from acceptance to the due day (计时过程).
///
/// `Deadline` takes the result, its explanation the steps.
struct Countdown {
  /// Days counted between two pauses, `start + 1 ... end`.
  struct Leg {
    let start: Day
    let end: Day
    /// In the unit of the limit.
    let counted: Int
    /// The pause that followed.
    let stretch: Stretch
  }

  private(set) var legs: [Leg] = []
  /// Where counting went on last: acceptance, or the end of the last pause.
  private(set) var start: Day
  /// What was left at `start`, in the unit of the limit.
  private(set) var remaining: Int
  /// Set while a pause lasts: since when.
  private(set) var openPause: Stretch?
  /// Before a last day off moved it.
  private(set) var unrolledDue: Day?
  private(set) var due: Day?

  init(_ limit: TimeLimit, accepted: Day, stretches: [Stretch], calendar: WorkCalendar) {
    let inWorkingDays: Bool
    switch limit {
    case .workingDays(let count): (inWorkingDays, remaining) = (true, count)
    case .calendarDays(let count): (inWorkingDays, remaining) = (false, count)
    default: (inWorkingDays, remaining) = (true, 0)
    }
    start = accepted

    func end(_ start: Day, _ remaining: Int) -> Day {
      inWorkingDays ? calendar.workingDay(remaining, after: start) : start.adding(remaining)
    }
    func rolled(_ day: Day) -> Day {
      // 即办 without a pause is done on the spot, be it a Saturday on duty.
      day == accepted && limit == .immediate ? day : calendar.nextWorkingDay(onOrAfter: day)
    }

    for stretch in stretches {
      guard stretch.start <= rolled(end(start, remaining)) else { break }
      let passed =
        inWorkingDays
        ? calendar.workingDays(from: start, to: stretch.start)
        : stretch.start.number - start.number
      let counted = min(passed, remaining)
      legs.append(Leg(start: start, end: stretch.start, counted: counted, stretch: stretch))
      remaining -= counted
      guard let resumed = stretch.end else {
        openPause = stretch
        return
      }
      start = resumed
    }
    let last = end(start, remaining)
    unrolledDue = last
    due = rolled(last)
  }
}
