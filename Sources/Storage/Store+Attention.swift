import Domain
import Ledger
import SQLite
import Sync

// What central did not take as it was (需处理): by the line's place, since a line
// that is sent again stands at two.

extension Store {
  /// A line that central answered.
  private struct Answered {
    let position: Int
    let id: String
    let operation: Operation
  }

  /// Takes the results of lines of one log; inside a transaction.
  ///
  /// - Returns: what they are about, as far as it is to be seen otherwise now.
  func note(
    _ results: [OperationResult], of log: LogStanding
  ) throws(StoreError) -> Set<EntityKey> {
    let known = try database.first("SELECT 1 FROM attention LIMIT 1") { $0.int(0) }
    guard known != nil || results.contains(where: \.outcome.needsAttention) else { return [] }
    var touched: Set<EntityKey> = []
    for result in results {
      let place = try position(log.code, result.sequence)
      let found = try database.first("SELECT op_id, line FROM op WHERE position = ?", .int(place)) {
        (row) throws(StoreError) in
        Answered(position: place, id: row.text(0), operation: try Store.operation(row.blob(1)))
      }
      guard let found else { continue }
      let hasChanged =
        result.outcome.needsAttention
        ? try open(result.outcome, found, wasReached: result.sequence <= log.reached)
        : try settle(found)
      if hasChanged { touched.formUnion(found.operation.touches) }
    }
    return touched
  }

  /// - Returns: whether that is news.
  private func open(
    _ outcome: OperationResult.Outcome, _ line: Answered, wasReached: Bool
  ) throws(StoreError) -> Bool {
    var code = ""
    if case .rejected(let reason) = outcome { code = reason }
    let before = try database.first(
      "SELECT outcome, code FROM attention WHERE position = ?", .int(line.position)
    ) { ($0.text(0), $0.text(1)) }
    if let before {
      // What somebody closed stays closed when the same answer comes again.
      guard before != (outcome.word, code) else { return false }
      try database.sql(
        "UPDATE attention SET outcome = ?, code = ?, state = 'open' WHERE position = ?",
        .text(outcome.word), .text(code), .int(line.position))
      return true
    }
    let wasAccepted = try database.first(
      """
      SELECT max(a.was_accepted) FROM attention a JOIN op o ON o.position = a.position
      WHERE o.op_id = ?
      """, .text(line.id)
    ) { $0.optionalInt(0) }
    try database.sql(
      "INSERT INTO attention VALUES (?, ?, ?, ?, ?, ?, ?, 'open')", .text("\(line.position)"),
      .int(line.position), .text(line.operation.entity), .text(outcome.word), .text(code),
      .instant(centralTime), .bool((wasAccepted ?? nil).map { $0 > 0 } ?? wasReached))
    if case .changeTicket(let change) = line.operation.act, change.action == .call {
      pulled.lostCalls.append(toldApart(change.after).number)
    }
    return true
  }

  /// It was done, here or where it stands again: nobody has to look at it.
  private func settle(_ line: Answered) throws(StoreError) -> Bool {
    let rows = try database.all(
      """
      SELECT a.position FROM attention a JOIN op o ON o.position = a.position WHERE o.op_id = ?
      """, [.text(line.id)]
    ) { $0.int(0) }
    if rows.isEmpty { return false }
    try database.sql("DELETE FROM attention WHERE position = ?", .int(line.position))
    for place in rows where place != line.position {
      try database.sql("UPDATE attention SET state = 'closed' WHERE position = ?", .int(place))
    }
    return true
  }

  /// What central makes of an entity has changed: lines that were refused for want
  /// of it are sent once more, behind everything else, with the same ids and
  /// bytes; inside a transaction.
  ///
  /// - Returns: what they are about.
  func tryAgain(_ incoming: [EntityKey: Incoming]) throws(StoreError) -> Set<EntityKey> {
    var touched: Set<EntityKey> = []
    for (place, line) in try database.all(
      """
      SELECT a.position, o.line FROM attention a JOIN op o ON o.position = a.position
      WHERE a.state = 'open' AND (a.outcome = 'held' OR a.outcome = 'rejected' AND a.was_accepted)
      ORDER BY a.rowid
      """, [], { ($0.int(0), $0.blob(1)) })
    {
      let operation = try Store.operation(line)
      let needs = operation.touches + [EntityKey(.account, operation.clerk)]
      let mayFit = needs.contains { key in
        if case .state = incoming[key] { true } else { false }
      }
      guard mayFit else { continue }
      let again = try database.first(
        "SELECT max(again) + 1 FROM op WHERE op_id = ?", .text(operation.id)
      ) { $0.int(0) }
      try database.sql("UPDATE attention SET state = 'again' WHERE position = ?", .int(place))
      try append(operation, line, again: again ?? 1)
      touched.formUnion(operation.touches)
    }
    return touched
  }

  /// A row that this program cannot read, or that has a form which none may have.
  func note(unreadable key: EntityKey, code: String = "") throws(StoreError) {
    try database.sql(
      "INSERT OR IGNORE INTO attention VALUES (?, NULL, ?, 'unreadable', ?, ?, 0, 'open')",
      .text(String(key.text.prefix(Limits.key))), .text(String(key.id.prefix(Limits.key))),
      .text(code), .instant(centralTime))
  }

  package func attentionCount() throws(StoreError) -> Int {
    try database.first("SELECT count(*) FROM attention WHERE state = 'open'") { $0.int(0) } ?? 0
  }

  /// What central refused and nobody has dealt with, oldest first.
  package func attentions(limit: Int) throws(StoreError) -> [Attention] {
    try database.all(
      """
      SELECT a.id, a.entity, a.outcome, a.code, a.opened_at, o.line
      FROM attention a LEFT JOIN op o ON o.position = a.position
      WHERE a.state = 'open' ORDER BY a.opened_at, a.rowid LIMIT ?
      """, [.int(limit)]
    ) { (row) throws(StoreError) in
      Attention(
        id: row.text(0), entity: row.text(1),
        outcome: try row.word(2, table: "attention"), code: row.text(3), openedAt: row.instant(4),
        operation: try row.optionalBlob(5).map { (line) throws(StoreError) in
          try Store.operation(line)
        })
    }
  }

  package func closeAttention(_ id: String) throws(StoreError) {
    try write { () throws(StoreError) in
      try database.sql("UPDATE attention SET state = 'closed' WHERE id = ?", .text(id))
    }
  }
}
