import Domain
import JSON
import Ledger
import SQLite

extension Store {
  /// One page of the board (看板), with the counts of all pages.
  ///
  /// Cost: one walk over the proceedings to count and, unless they stand in the
  /// order asked for, one to sort, both in an index that has every column they
  /// need; only the rows of the page are looked up.
  package func board(_ query: BoardQuery) throws(StoreError) -> BoardPage {
    let filter = BoardFilter(query)
    let counts = try counts(query, filter)
    let total = query.chosen.reduce(0) { $0 + (counts[$1] ?? 0) }
    return BoardPage(rows: try rows(query, filter, total: total), total: total, counts: counts)
  }

  private func counts(
    _ query: BoardQuery, _ filter: BoardFilter
  ) throws(StoreError) -> [Proceeding.State: Int] {
    let (sql, values) = filter.selects(
      "count(*)", of: query.counted, finishedFrom: query.finishedFrom)
    let counts = try database.all(sql, values) { $0.int(0) }
    return Dictionary(zip(query.counted, counts).filter { $1 > 0 }) { $1 }
  }

  private func rows(
    _ query: BoardQuery, _ filter: BoardFilter, total: Int
  ) throws(StoreError) -> [BoardRow] {
    // SQLite walks to the page row by row: from the end that is nearer.
    let limit = max(0, min(query.limit, total - query.offset))
    let isFromEnd = query.offset > total / 2
    let offset = isFromEnd ? total - query.offset - limit : query.offset
    let (sql, values) = filter.selects(
      "dossier, place, due, accepted_at, department, name_order", of: query.chosen,
      finishedFrom: query.finishedFrom)
    let places = try database.all(
      "\(sql) ORDER BY \(query.order(backwards: isFromEnd)) LIMIT ? OFFSET ?",
      values + [.int(limit), .int(offset)]
    ) { ($0.int(0), $0.int(1)) }
    var rows: [BoardRow] = []
    for (dossier, place) in isFromEnd ? places.reversed() : places {
      if let row = try boardRow(dossier, place) { rows.append(row) }
    }
    return rows
  }

  private func boardRow(_ dossier: Int, _ place: Int) throws(StoreError) -> BoardRow? {
    try database.first(
      """
      SELECT d.id, p.number, p.theme, p.matter, p.title, p.name, p.department, p.state, p.step,
        p.clock, p.needs_telling, p.reason, p.counter, p.clerk, p.accepted_at, p.finished_at,
        p.is_received, p.waits_for, p.division, p.helpers
      FROM proceeding p JOIN dossier d ON d.place = p.dossier WHERE p.dossier = ? AND p.place = ?
      """, [.int(dossier), .int(place)]
    ) { (row) throws(StoreError) in
      BoardRow(
        dossier: row.text(0), number: row.text(1), theme: row.text(2), matter: row.text(3),
        title: row.text(4), name: row.text(5), department: row.text(6),
        division: row.text(18),
        helpers: row.text(19).split(separator: " ").map(String.init),
        state: try row.word(7, table: "proceeding"), step: row.text(8),
        clock: try row.decoded(9, table: "proceeding") { (reader) throws(JSONContentError) in
          try Clock(reader)
        },
        needsTelling: row.bool(10), reason: row.optionalText(11), counter: row.text(12),
        clerk: row.text(13), acceptedAt: row.instant(14), finishedAt: row.optionalInstant(15),
        isReceived: row.bool(16), waitsFor: row.text(17))
    }
  }
}
