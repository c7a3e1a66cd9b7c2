import Domain
import Ledger
import SQLite

extension Store {
  /// What waits now (积压), in the queue and in the matters.
  ///
  /// - Parameter cutoffs: ascending days to which what is due is counted.
  package func backlog(at now: Instant, cutoffs: [Day]) throws(StoreError) -> Backlog {
    precondition(cutoffs == cutoffs.sorted(), "cut-off days are ascending")
    let matters = try matterBacklogs(today: now.day, cutoffs)
    var due = DueCounts(overdue: 0, within: cutoffs.map { _ in 0 }, later: 0, none: 0)
    for matter in matters { due.add(matter.due) }
    return Backlog(
      at: now, cutoffs: cutoffs, waiting: try waiting(at: now), counters: try loads(now.day),
      matters: matters, due: due,
      needsTelling: try number(
        "SELECT count(*) FROM proceeding WHERE is_open = 1 AND needs_telling = 1"),
      acceptedToday: try number(
        "SELECT count(*) FROM dossier WHERE accepted_day = ?", .day(now.day)),
      finishedToday: try number(
        """
        SELECT count(*) FROM proceeding WHERE is_open = 0 AND finished_day = ?
          AND state IN (\(Proceeding.State.finalList))
        """, .day(now.day)))
  }

  private func number(_ sql: String, _ values: Value...) throws(StoreError) -> Int {
    try database.first(sql, values) { $0.int(0) } ?? 0
  }

  private func waiting(at now: Instant) throws(StoreError) -> [WaitingClass] {
    let line = try tickets(on: now.day).filter(\.isInLine)
    return Dictionary(grouping: line, by: \.classKey).sorted { $0.key < $1.key }.map { key, line in
      let waits = line.map { $0.waited(until: now) }
      return WaitingClass(
        classKey: key, count: line.count, longest: waits.max() ?? 0,
        average: waits.reduce(0, +) / line.count)
    }
  }

  private func loads(_ today: Day) throws(StoreError) -> [CounterLoad] {
    try database.all(
      """
      WITH load (counter, serving, served, waits, called, accepted) AS (
        SELECT counter, CASE WHEN state IN ('called', 'serving') THEN number END,
          state = 'served', min(max(coalesce(called_at - issued_at, 0), 0), ?2),
          called_at IS NOT NULL, 0
        FROM ticket WHERE day = ?1 AND counter IS NOT NULL
        UNION ALL
        SELECT counter, NULL, 0, 0, 0, count(*) FROM dossier WHERE accepted_day = ?1
        GROUP BY counter)
      SELECT counter, max(serving), sum(served), coalesce(sum(waits) / sum(called), 0),
        sum(accepted)
      FROM load GROUP BY counter ORDER BY counter
      """, [.day(today), .int(Ticket.longestWait)]
    ) { row in
      CounterLoad(
        counter: row.text(0), serving: row.optionalText(1), served: row.int(2),
        averageWait: row.int(3), accepted: row.int(4))
    }
  }

  private func matterBacklogs(
    today: Day, _ cutoffs: [Day]
  ) throws(StoreError) -> [MatterBacklog] {
    // Due days are few; rows are many: SQLite counts, we sort into buckets.
    let counts = try database.all(
      """
      SELECT theme, matter, max(title), due, count(*) FROM proceeding WHERE is_open = 1
      GROUP BY due, theme, matter
      """
    ) { (theme: $0.text(0), matter: $0.text(1), title: $0.text(2), due: $0.int(3), $0.int(4)) }
    var found: [[String]: MatterBacklog] = [:]
    for (theme, matter, title, due, count) in counts {
      let none = DueCounts(overdue: 0, within: cutoffs.map { _ in 0 }, later: 0, none: 0)
      var entry =
        found[[theme, matter]]
        ?? MatterBacklog(theme: theme, matter: matter, title: title, due: none)
      if due == Store.noDue {
        entry.due.none += count
      } else if due < today.number {
        entry.due.overdue += count
      } else if let index = cutoffs.firstIndex(where: { due <= $0.number }) {
        entry.due.within[index] += count
      } else {
        entry.due.later += count
      }
      found[[theme, matter]] = entry
    }
    return found.values.sorted {
      ($1.due.total, $0.theme, $0.matter) < ($0.due.total, $1.theme, $1.matter)
    }
  }
}

extension Proceeding.State {
  /// The final states as SQL; an index begins with the state.
  fileprivate static let finalList =
    allCases.filter(\.isFinal).map { "'\($0.rawValue)'" }.joined(separator: ", ")
}

extension DueCounts {
  fileprivate mutating func add(_ other: DueCounts) {
    overdue += other.overdue
    for index in within.indices { within[index] += other.within[index] }
    later += other.later
    none += other.none
  }
}
