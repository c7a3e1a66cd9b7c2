import Domain

/// What is waiting, in the queue and in the matters (积压), at one moment.
package struct Backlog: Equatable, Sendable {
  package var at: Instant
  /// The cut-off days that `DueCounts.within` counts to, ascending.
  package var cutoffs: [Day]
  /// Tickets of today that wait, by class key in order.
  package var waiting: [WaitingClass]
  /// By counter, in order.
  package var counters: [CounterLoad]
  /// Open proceedings by theme and matter, most first.
  package var matters: [MatterBacklog]
  /// All open proceedings.
  package var due: DueCounts
  /// Open proceedings whose applicant must still be told something.
  package var needsTelling: Int
  package var acceptedToday: Int
  package var finishedToday: Int

  package init(
    at: Instant, cutoffs: [Day], waiting: [WaitingClass], counters: [CounterLoad],
    matters: [MatterBacklog], due: DueCounts, needsTelling: Int, acceptedToday: Int,
    finishedToday: Int
  ) {
    self.at = at
    self.cutoffs = cutoffs
    self.waiting = waiting
    self.counters = counters
    self.matters = matters
    self.due = due
    self.needsTelling = needsTelling
    self.acceptedToday = acceptedToday
    self.finishedToday = finishedToday
  }
}

/// The tickets of one class that wait (等候), and how long they have waited.
package struct WaitingClass: Equatable, Sendable {
  package var classKey: String
  package var count: Int
  /// Milliseconds; 0 when nobody waits.
  package var longest: Int
  package var average: Int

  package init(classKey: String, count: Int, longest: Int, average: Int) {
    self.classKey = classKey
    self.count = count
    self.longest = longest
    self.average = average
  }
}

/// What one counter did today (窗口工作量).
package struct CounterLoad: Equatable, Sendable {
  package var counter: String
  /// Number of the ticket that is called or served there now.
  package var serving: String?
  package var served: Int
  /// Milliseconds from issue to call, over today's tickets of this counter.
  package var averageWait: Int
  package var accepted: Int

  package init(counter: String, serving: String?, served: Int, averageWait: Int, accepted: Int) {
    self.counter = counter
    self.serving = serving
    self.served = served
    self.averageWait = averageWait
    self.accepted = accepted
  }
}

/// Open proceedings of one matter (事项积压).
package struct MatterBacklog: Equatable, Sendable {
  package var theme: String
  package var matter: String
  package var title: String
  package var due: DueCounts

  package init(theme: String, matter: String, title: String, due: DueCounts) {
    self.theme = theme
    self.matter = matter
    self.title = title
    self.due = due
  }
}

/// Open proceedings by when they are due (到期分布). Every one is counted once.
package struct DueCounts: Equatable, Sendable {
  package var overdue: Int
  /// One number for each cut-off day: due after the cut-off before it (the
  /// first: from today on) and not after this one.
  package var within: [Int]
  package var later: Int
  /// No due day, or the clock stands still.
  package var none: Int

  package init(overdue: Int, within: [Int], later: Int, none: Int) {
    self.overdue = overdue
    self.within = within
    self.later = later
    self.none = none
  }

  package var total: Int { overdue + within.reduce(0, +) + later + none }
}
