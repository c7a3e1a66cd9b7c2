import Domain
import JSON
import Ledger
import SQLite
import Sync

extension Store {
  /// Central has these lines on its disk and has answered each (确认).
  package func acknowledge(_ answer: PushAnswer) throws(StoreError) {
    guard try centralLink()?.epoch == answer.epoch,
      let log = try logs().first(where: { $0.code == answer.log })
    else { return }
    // Not `answer.last`: central may have more under this code, of another writer.
    let last = min(answer.results.map(\.sequence).max() ?? 0, log.count)
    centralTime = answer.serverTime
    pulled.formUnion(
      try write { () throws(StoreError) in
        try database.sql(
          "UPDATE log SET sent = max(sent, ?) WHERE code = ?", .int(last), .text(answer.log))
        if last > log.done {
          try database.sql(
            "REPLACE INTO ack VALUES (?, ?, ?)", .text(answer.log), .int(last),
            .json(.object(answer.heads.mapValues(JSON.int))))
        }
        let hasTasks = try attentionCount() > 0
        for result in answer.results where result.sequence <= last {
          if result.outcome.needsAttention {
            try note(result, of: answer.log)
          } else if hasTasks {
            try settle(result, of: answer.log)
          }
        }
        return try refresh(try advance(), [:])
      })
  }

  /// Where central stands (对账): after enrolment, and when it may have gone back
  /// in time. What it has not is sent again; when it lost something, or is
  /// another one, every stream is read again, and until that is done screens
  /// stay as they are.
  package func reconcile(_ state: StateAnswer) throws(StoreError) {
    guard var link = try centralLink() else { return }
    let logs = try logs()
    let hasLost = logs.contains { log in
      log.sent > (state.logs.first { $0.log == log.code }?.last ?? 0)
    }
    let isOther = link.epoch != state.epoch || hasLost
    link.epoch = state.epoch
    centralTime = state.serverTime
    let cursors = try cursors()
    let lost = cursors.places.keys.filter { state.heads[$0] == nil }.sorted()
    try write { () throws(StoreError) in
      try saveLink(link)
      for log in logs {
        let known = state.logs.first { $0.log == log.code }
        // With other lines there than ours all is sent again; central says at
        // which line the two part.
        // Never more than was answered here: a result that got lost may be one
        // that somebody has to look at.
        var sent = min(known?.last ?? 0, log.sent)
        if let known, sent == known.last, try self.link(of: log.code, after: sent) != known.lastHash
        {
          sent = 0
        }
        if isOther, let known, let first = try firstDifference(log.code, known.refused) {
          sent = min(sent, first - 1)
        }
        try database.sql(
          """
          UPDATE log SET sent = ?1, done = CASE WHEN ?2 THEN min(done, ?1) ELSE done END
          WHERE code = ?3
          """, .int(sent), .bool(isOther), .text(log.code))
      }
      let mark = state.logs.filter { $0.log == chain.log }.map(\.numberMark).max() ?? 0
      try database.sql(
        "UPDATE meta SET value = max(value, ?) WHERE key = 'number_hwm'", .int(mark))
      for stream in lost { try forget(stream, hall: link.hall, left: Array(state.heads.keys)) }
      for stream in state.heads.keys.sorted() where cursors.places[stream] == nil {
        try database.sql("INSERT INTO cursor (stream, seq) VALUES (?, -1)", .text(stream))
      }
      guard isOther else { return }
      try database.sql("DELETE FROM ack")
      try database.sql("DELETE FROM scanned")
      try database.sql("UPDATE cursor SET seq = -1, boot_as_of = NULL, boot_after = NULL")
    }
    forgetLive()
  }

  /// A stream is not granted any more; inside a transaction.
  private func forget(_ stream: String, hall: String, left: [String]) throws(StoreError) {
    try database.sql("DELETE FROM cursor WHERE stream = ?", .text(stream))
    try database.sql("DELETE FROM scanned WHERE stream = ?", .text(stream))
    let keys = try confirmedKeys(in: stream, hall: hall, notIn: left)
    pulled.formUnion(
      try refresh([], Dictionary(uniqueKeysWithValues: keys.map { ($0, Incoming.gone) })))
  }

  /// Central's log goes on with this line.
  package func rewind(log: String, to line: Int) throws(StoreError) {
    try write { () throws(StoreError) in
      try database.sql(
        "UPDATE log SET sent = min(sent, ?) WHERE code = ?", .int(line - 1), .text(log))
    }
  }

  // MARK: What somebody has to look at

  /// Opened at most once an operation: an answer that comes again changes nothing.
  private func note(_ result: OperationResult, of log: String) throws(StoreError) {
    let place = try position(log, result.sequence)
    let found = try database.first(
      "SELECT op_id, entity FROM op WHERE position = ?", .int(place)
    ) { ($0.text(0), $0.text(1)) }
    guard let (operation, entity) = found else { return }
    var code = ""
    if case .rejected(let reason) = result.outcome { code = reason }
    try database.sql(
      "INSERT OR IGNORE INTO attention VALUES (?, ?, ?, ?, ?, NULL)", .text(operation),
      .text(entity), .text(result.outcome.word), .text(code), .instant(centralTime))
  }

  /// Sent again, it was done: nobody has to look at it any more.
  private func settle(_ result: OperationResult, of log: String) throws(StoreError) {
    try database.sql(
      """
      UPDATE attention SET closed_at = ? WHERE closed_at IS NULL
        AND id = (SELECT op_id FROM op WHERE position = ?)
      """, .instant(centralTime), .int(try position(log, result.sequence)))
  }

  /// The first line that central refused and this counter was told otherwise, or
  /// the other way round: a central that went back may have judged it anew.
  private func firstDifference(
    _ log: String, _ refused: [Int]
  ) throws(StoreError) -> Int? {
    let told = try database.all(
      """
      SELECT o.seq FROM attention a JOIN op o ON o.op_id = a.id
      WHERE o.log = ? AND a.outcome IN ('rejected', 'held', 'renumbered')
      """, [.text(log)]
    ) { $0.int(0) }
    return Set(told).symmetricDifference(refused).min()
  }

  /// A row that this program cannot read.
  func note(unreadable key: EntityKey) throws(StoreError) {
    try database.sql(
      "INSERT OR IGNORE INTO attention VALUES (?, ?, 'unreadable', '', ?, NULL)",
      .text(key.text), .text(key.id), .instant(centralTime))
  }

  package func attentionCount() throws(StoreError) -> Int {
    try database.first("SELECT count(*) FROM attention WHERE closed_at IS NULL") { $0.int(0) } ?? 0
  }

  /// What central refused and nobody has dealt with (需处理), oldest first.
  package func attentions(limit: Int) throws(StoreError) -> [Attention] {
    try database.all(
      """
      SELECT a.id, a.entity, a.outcome, a.code, a.opened_at, o.line
      FROM attention a LEFT JOIN op o ON o.op_id = a.id
      WHERE a.closed_at IS NULL ORDER BY a.opened_at, a.id LIMIT ?
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

  package func closeAttention(_ id: String, at now: Instant) throws(StoreError) {
    try write { () throws(StoreError) in
      try database.sql(
        "UPDATE attention SET closed_at = ? WHERE id = ? AND closed_at IS NULL", .instant(now),
        .text(id))
    }
  }
}
