/// A due day that a new calendar version moves (到期日变动).
///
/// Nothing moves by itself: the list is shown, from → to, and acted on by people.
package struct MovedDueDate<ID: Hashable & Sendable>: Hashable, Sendable {
  /// What is compared: a running matter and the due day it has now.
  package struct Running: Hashable, Sendable {
    package let id: ID
    package let accepted: Day
    package let limit: TimeLimit
    package let pauses: [Pause]
    package let due: Day?

    package init(id: ID, accepted: Day, limit: TimeLimit, pauses: [Pause], due: Day?) {
      self.id = id
      self.accepted = accepted
      self.limit = limit
      self.pauses = pauses
      self.due = due
    }
  }

  package let id: ID
  package let from: Day?
  package let to: Day?

  /// Those whose due day is another one by `calendar`, in the order given.
  package static func list(_ running: [Running], calendar: WorkCalendar) -> [MovedDueDate] {
    running.compactMap { matter in
      let due = Deadline(
        accepted: matter.accepted, limit: matter.limit, pauses: matter.pauses, calendar: calendar
      ).due
      return due == matter.due ? nil : MovedDueDate(id: matter.id, from: matter.due, to: due)
    }
  }
}
