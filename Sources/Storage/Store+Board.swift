import Domain
import JSON
import Ledger
import SQLite

extension Store {
  /// One page of the board (看板), with the counts of all pages.
  ///
  /// Cost: one walk over the open proceedings to count and one to sort, both in
  /// an index that has every column they need; only the rows of the page are
  /// looked up. Final states are counted when asked for, or from `finishedFrom`.
  package func board(_ query: BoardQuery) throws(StoreError) -> BoardPage {
    var counts = try count(query, isFinal: false)
    if query.countsFinal { counts.merge(try count(query, isFinal: true)) { $1 } }
    return BoardPage(
      rows: try rows(query), total: query.chosen.reduce(0) { $0 + (counts[$1] ?? 0) },
      counts: counts)
  }

  private func filter(_ query: BoardQuery, isFinal: Bool) -> (part: String, BoardFilter) {
    var filter = BoardFilter(query)
    guard isFinal else { return ("is_open = 1", filter) }
    if let from = query.finishedFrom { filter.add("finished_day >= ?", .day(from)) }
    return ("is_open = 0", filter)
  }

  private func count(
    _ query: BoardQuery, isFinal: Bool
  ) throws(StoreError) -> [Proceeding.State: Int] {
    let (part, filter) = filter(query, isFinal: isFinal)
    let states = Proceeding.State.allCases.filter { $0.isFinal == isFinal }
    // Not GROUP BY, which would sort all rows.
    let columns = states.map { "count(*) FILTER (WHERE state = '\($0.rawValue)')" }
    let numbers =
      try database.first(
        "SELECT \(columns.joined(separator: ", ")) FROM proceeding \(filter.where(part))",
        filter.values
      ) { row in states.indices.map { row.int($0) } } ?? []
    return Dictionary(zip(states, numbers).filter { $1 > 0 }) { $1 }
  }

  private func rows(_ query: BoardQuery) throws(StoreError) -> [BoardRow] {
    var parts: [String] = []
    var values: [Value] = []
    for isFinal in [false, true] where isFinal ? query.wantsFinal : query.wantsOpen {
      var (part, filter) = filter(query, isFinal: isFinal)
      filter.addSet("state", Set(query.states.map(\.rawValue)))
      parts.append(
        """
        SELECT dossier, place, due, accepted_at, department, name_order FROM proceeding
        \(filter.where(part))
        """)
      values += filter.values
    }
    let places = try database.all(
      "\(parts.joined(separator: " UNION ALL ")) ORDER BY \(query.order) LIMIT ? OFFSET ?",
      values + [.int(query.limit), .int(query.offset)]
    ) { ($0.int(0), $0.int(1)) }
    var rows: [BoardRow] = []
    for (dossier, place) in places {
      if let row = try boardRow(dossier, place) { rows.append(row) }
    }
    return rows
  }

  private func boardRow(_ dossier: Int, _ place: Int) throws(StoreError) -> BoardRow? {
    try database.first(
      """
      SELECT d.id, p.number, p.theme, p.matter, p.title, p.name, p.department, p.state, p.step,
        p.clock, p.needs_telling, p.reason, p.counter, p.clerk, p.accepted_at, p.finished_at
      FROM proceeding p JOIN dossier d ON d.place = p.dossier WHERE p.dossier = ? AND p.place = ?
      """, [.int(dossier), .int(place)]
    ) { (row) throws(StoreError) in
      BoardRow(
        dossier: row.text(0), number: row.text(1), theme: row.text(2), matter: row.text(3),
        title: row.text(4), name: row.text(5), department: row.text(6),
        state: try row.word(7, table: "proceeding"), step: row.text(8),
        clock: try row.decoded(9, table: "proceeding") { (reader) throws(JSONContentError) in
          try Clock(reader)
        },
        needsTelling: row.bool(10), reason: row.optionalText(11), counter: row.text(12),
        clerk: row.text(13), acceptedAt: row.instant(14), finishedAt: row.optionalInstant(15))
    }
  }
}
