import Domain

/// What the board (看板) is asked for: filters that all must hold, an order, a
/// page. Empty sets and nil filter nothing.
package struct BoardQuery: Equatable, Sendable {
  /// Empty means every state that is not final.
  package var states: Set<Proceeding.State>
  /// What waits for one of them, to be decided or to be helped with.
  package var departments: Set<String>
  /// Only what the departments of these counties handle; six digits each.
  package var divisions: Set<String>
  package var matters: Set<String>
  package var counter: String?
  package var clerk: String?
  /// First and last due day. With either, proceedings without a due day are
  /// left out. A light is such a pair: overdue is `dueThrough: yesterday`.
  package var dueFrom: Day?
  package var dueThrough: Day?
  package var needsTelling: Bool?
  /// Of the final ones only those that ended on this day or later. Without it
  /// a query for a final state counts everything that ever ended.
  package var finishedFrom: Day?
  /// A part of the applicant's name or of the dossier number.
  package var text: String
  package var sort: Sort
  package var isDescending: Bool
  package var offset: Int
  package var limit: Int

  package init(
    states: Set<Proceeding.State> = [], departments: Set<String> = [], divisions: Set<String> = [],
    matters: Set<String> = [], counter: String? = nil, clerk: String? = nil,
    dueFrom: Day? = nil, dueThrough: Day? = nil, needsTelling: Bool? = nil,
    finishedFrom: Day? = nil, text: String = "", sort: Sort = .due, isDescending: Bool = false,
    offset: Int = 0, limit: Int = 50
  ) {
    self.states = states
    self.departments = departments
    self.divisions = divisions
    self.matters = matters
    self.counter = counter
    self.clerk = clerk
    self.dueFrom = dueFrom
    self.dueThrough = dueThrough
    self.needsTelling = needsTelling
    self.finishedFrom = finishedFrom
    self.text = text
    self.sort = sort
    self.isDescending = isDescending
    self.offset = offset
    self.limit = limit
  }

  /// 排序. Equal rows stand in the order of acceptance; no due day comes last.
  package enum Sort: String, CaseIterable, Sendable {
    case due, accepted, department, name
  }
}

/// One page of the board (看板页).
package struct BoardPage: Equatable, Sendable {
  package var rows: [BoardRow]
  /// Rows of all pages together.
  package var total: Int
  /// By state, under every filter but that of the states: what another choice
  /// of states would show.
  package var counts: [Proceeding.State: Int]

  package init(
    rows: [BoardRow] = [], total: Int = 0, counts: [Proceeding.State: Int] = [:]
  ) {
    self.rows = rows
    self.total = total
    self.counts = counts
  }
}

/// One proceeding on the board (看板行).
package struct BoardRow: Equatable, Sendable {
  package var dossier: String
  package var number: String
  package var theme: String
  package var matter: String
  package var title: String
  /// Of the applicant, not masked.
  package var name: String
  package var department: String
  /// Whose department it is: six digits.
  package var division: String
  /// Departments that may still help with it.
  package var helpers: [String]
  package var state: Proceeding.State
  /// Title of the step that is due; empty when there is none.
  package var step: String
  package var clock: Clock
  package var needsTelling: Bool
  package var reason: String?
  package var counter: String
  package var clerk: String
  package var acceptedAt: Instant
  package var finishedAt: Instant?
  /// The department has it (签收).
  package var isReceived: Bool
  /// Titles of the matters whose results a waiting one waits for.
  package var waitsFor: String

  package init(
    dossier: String, number: String, theme: String, matter: String, title: String, name: String,
    department: String, division: String, helpers: [String] = [], state: Proceeding.State,
    step: String, clock: Clock, needsTelling: Bool, reason: String?, counter: String,
    clerk: String, acceptedAt: Instant, finishedAt: Instant?, isReceived: Bool = false,
    waitsFor: String = ""
  ) {
    self.dossier = dossier
    self.number = number
    self.theme = theme
    self.matter = matter
    self.title = title
    self.name = name
    self.department = department
    self.division = division
    self.helpers = helpers
    self.state = state
    self.step = step
    self.clock = clock
    self.needsTelling = needsTelling
    self.reason = reason
    self.counter = counter
    self.clerk = clerk
    self.acceptedAt = acceptedAt
    self.finishedAt = finishedAt
    self.isReceived = isReceived
    self.waitsFor = waitsFor
  }
}
