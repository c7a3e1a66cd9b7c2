/// A stretch in which the clock of a matter stands still (暂停计时).
///
/// The day it starts still counts: the office worked until it asked. The day it
/// ends does not count, as the day of acceptance does not: counting goes on the
/// day after. So the days `start + 1 ... end` are not counted, and a pause that
/// starts and ends on one day changes nothing.
/// Source: 行政许可法 art. 45 (time of hearings, tests and reviews is not counted).
package struct Pause: Hashable, Sendable {
  /// Why the time is not the office's (暂停原因).
  package enum Reason: String, CaseIterable, Hashable, Sendable {
    case correction
    case specialProcedure = "special-procedure"

    package var text: String {
      switch self {
      case .correction: "补正"
      case .specialProcedure: "特别程序"
      }
    }
  }

  package let reason: Reason
  package let start: Day
  /// Nil while it lasts.
  package let end: Day?

  /// An end before the start counts as the start: a clock that was set back in
  /// between must not stop the counter.
  package init(_ reason: Reason, start: Day, end: Day?) {
    self.reason = reason
    self.start = start
    self.end = end.map { max($0, start) }
  }

  /// Whether the matter stands still at the close of that day.
  package func holds(on day: Day) -> Bool {
    start <= day && end.map { day < $0 } ?? true
  }
}

/// Whose working days went by (用时), both without paused days counted twice.
package struct TimeUsed: Hashable, Sendable {
  /// Working days on which the office had the matter.
  package let own: Int
  /// Working days on which it waited for others.
  package let others: Int

  /// The working days after `accepted` up to and including `day`, told apart;
  /// `own + others` is all of them. Days before acceptance are none.
  package init(
    accepted: Day, until day: Day, pauses: [Pause], calendar: WorkCalendar
  ) {
    let day = max(day, accepted)
    var others = 0
    for stretch in Stretch.merged(pauses, after: accepted) where stretch.start < day {
      others += calendar.workingDays(from: stretch.start, to: min(stretch.end ?? day, day))
    }
    self.others = others
    own = calendar.workingDays(from: accepted, to: day) - others
  }
}

/// Pauses that touch or overlap, as one: days `start + 1 ... end` are not counted.
struct Stretch: Hashable {
  var start: Day
  var end: Day?
  var reasons: [Pause.Reason]

  /// In order, disjoint, cut at the day of acceptance; an open one is the last.
  static func merged(_ pauses: [Pause], after accepted: Day) -> [Stretch] {
    var merged: [Stretch] = []
    for pause in pauses.sorted(by: { $0.start < $1.start }) {
      if let end = pause.end, end <= max(accepted, pause.start) { continue }
      let start = max(pause.start, accepted)
      guard let last = merged.last, last.end.map({ start <= $0 }) ?? true else {
        merged.append(Stretch(start: start, end: pause.end, reasons: [pause.reason]))
        continue
      }
      var both = last
      both.end = if let a = last.end, let b = pause.end { max(a, b) } else { nil }
      if !both.reasons.contains(pause.reason) { both.reasons.append(pause.reason) }
      merged[merged.count - 1] = both
    }
    return merged
  }
}
