import JSON
import Ledger
import SQLite
import Sync

/// One of the logs that a counter has had (日志), as far as central is concerned.
package struct LogStanding: Equatable, Sendable {
  package let code: String
  /// How many lines it has.
  package let count: Int
  /// Lines up to here are at central.
  package let sent: Int
  /// Lines up to here are in what was pulled from there.
  package let done: Int
  /// Lines up to here central ever answered, whatever it forgot since.
  package let reached: Int
  let head: [UInt8]
}

extension Store {
  /// Every log of this counter, the one that is written to last; none before
  /// the counter is enrolled.
  package func logs() throws(StoreError) -> [LogStanding] {
    let current = try head()
    return try database.all(
      "SELECT code, seq, hash, sent, done, reached FROM log ORDER BY seq IS NULL, code"
    ) { row in
      LogStanding(
        code: row.text(0), count: row.optionalInt(1) ?? current.seq, sent: row.int(3),
        done: row.int(4), reached: row.int(5), head: row.optionalBlob(2) ?? current.hash)
    }
  }

  /// How many operations central does not have yet (待传).
  package func unsentCount() throws(StoreError) -> Int {
    try logs().reduce(0) { $0 + $1.count - $1.sent }
  }

  /// The next lines for central, oldest first; nil when it has them all.
  ///
  /// - Parameter limit: fewer when central could not take so many at once.
  package func outbox(limit: Int) throws(StoreError) -> PushBatch? {
    guard let epoch = try centralLink()?.epoch else { return nil }
    var first: (log: LogStanding, after: Int)?
    for log in try logs() where log.sent < log.count {
      let after = try position(log.code, log.sent)
      if first.map({ after < $0.after }) ?? true { first = (log, after) }
    }
    guard let (log, after) = first else { return nil }
    let previous =
      try log.sent == 0
      ? Chain(log: log.code, hash: chain.hash).origin
      : database.first("SELECT hash FROM op WHERE position = ?", .int(after)) { $0.blob(0) } ?? []
    var lines: [[UInt8]] = []
    var (size, last) = (0, previous)
    let rows = try database.all(
      "SELECT line, hash FROM op WHERE position > ? AND log = ? ORDER BY position LIMIT ?",
      [.int(after), .text(log.code), .int(limit)]
    ) { ($0.blob(0), $0.blob(1)) }
    for (line, hash) in rows {
      size += line.count + 1
      if !lines.isEmpty, size > PushBatch.maximumBytes { break }
      lines.append(line)
      last = hash
    }
    return PushBatch(
      log: log.code, epoch: epoch, from: log.sent + 1, previous: previous, head: last,
      lines: lines)
  }

  /// Operations that central has not answered, oldest first: for the clerk to
  /// look at.
  package func unsent(limit: Int) throws(StoreError) -> [Operation] {
    let logs = try logs()
    var start = Int.max
    for log in logs where log.sent < log.count {
      start = min(start, try position(log.code, log.sent))
    }
    guard start < Int.max else { return [] }
    let sent = Dictionary(uniqueKeysWithValues: logs.map { ($0.code, $0.sent) })
    var found: [Operation] = []
    var last = start
    while found.count < limit {
      let rows = try database.all(
        "SELECT position, log, seq, line FROM op WHERE position > ? ORDER BY position LIMIT 200",
        [.int(last)]
      ) { ($0.int(0), $0.text(1), $0.int(2), $0.blob(3)) }
      guard let end = rows.last?.0 else { break }
      last = end
      for (_, log, seq, line) in rows where seq > sent[log, default: .max] {
        found.append(try Store.operation(line))
      }
    }
    return Array(found.prefix(limit))
  }

  /// Where a line stands among all lines; 0 for the place before the first one
  /// of its log. Positions rise with the lines of each log, so halving finds it.
  func position(_ log: String, _ seq: Int) throws(StoreError) -> Int {
    guard seq > 0 else {
      let first = try database.first(
        "SELECT position FROM op WHERE log = ? ORDER BY position LIMIT 1", .text(log)
      ) { $0.int(0) }
      return (first ?? 1) - 1
    }
    var low = 1
    var high = try database.first("SELECT max(position) FROM op") { $0.optionalInt(0) ?? 0 } ?? 0
    while low <= high {
      let middle = (low + high) / 2
      let found = try database.first(
        "SELECT position, seq FROM op WHERE position >= ? AND log = ? ORDER BY position LIMIT 1",
        .int(middle), .text(log)
      ) { ($0.int(0), $0.int(1)) }
      guard let (position, place) = found, place <= seq else {
        high = middle - 1
        continue
      }
      if place == seq { return position }
      low = position + 1
    }
    throw .unreadable(table: "op", reason: "line \(seq) of a log is missing")
  }

  /// The link after a line of a log; nil when there is no such line.
  package func link(of log: String, after seq: Int) throws(StoreError) -> [UInt8]? {
    if seq == 0 { return Chain(log: log, hash: chain.hash).origin }
    guard let standing = try logs().first(where: { $0.code == log }), seq <= standing.count else {
      return nil
    }
    return try database.first(
      "SELECT hash FROM op WHERE position = ?", .int(try position(log, seq))
    ) { $0.blob(0) }
  }

  // MARK: A new code

  /// Lines of a log from a place on go on under a new code (换号): central has
  /// other lines there, so this log has two writers.
  ///
  /// The operations keep their ids, by which central knows those that it has
  /// under the old code. One transaction.
  package func rekey(
    log old: String, from seq: Int, to new: String
  ) throws(StoreError) {
    guard let standing = try logs().first(where: { $0.code == old }) else { return }
    let isCurrent = old == chain.log
    let chain = Chain(log: new, hash: self.chain.hash)
    let kept = seq - 1
    guard let keptHash = try link(of: old, after: kept) else { return }
    try write { () throws(StoreError) in
      let start = try position(old, kept)
      var (count, hash) = (0, chain.origin)
      let moved = try database.all(
        "SELECT position, line FROM op WHERE position > ? AND log = ? ORDER BY position",
        [.int(start), .text(old)]
      ) { ($0.int(0), $0.blob(1)) }
      for (position, line) in moved {
        count += 1
        hash = chain.link(after: hash, line: line)
        try database.sql(
          "UPDATE op SET log = ?, seq = ?, hash = ? WHERE position = ?", .text(new), .int(count),
          .blob(hash), .int(position))
      }
      if kept == 0 {
        try database.sql("DELETE FROM log WHERE code = ?", .text(old))
      } else {
        try database.sql(
          """
          UPDATE log SET seq = ?, hash = ?, sent = min(sent, ?), done = min(done, ?) WHERE code = ?
          """, .int(kept), .blob(keptHash), .int(kept), .int(kept), .text(old))
      }
      // None of these lines is at central; some may be in what it gave before.
      try database.sql(
        "INSERT INTO log (code, reached, seq, hash) VALUES (?, ?, ?, ?)", .text(new),
        .int(max(0, standing.reached - kept)), isCurrent ? .null : .int(count),
        isCurrent ? .null : .blob(hash))
      try renameSeen(old, after: kept, to: new, reached: standing.reached)
      try shortenAcknowledgements(of: old, to: kept)
      if isCurrent {
        try database.sql("REPLACE INTO meta VALUES ('log', ?)", .text(new))
        try database.sql("REPLACE INTO meta VALUES ('op_seq', ?)", .int(count))
        try database.sql("REPLACE INTO meta VALUES ('op_hash', ?)", .blob(hash))
      }
      try replayAll()
    }
    if isCurrent { self.chain = chain }
  }

  /// An answer about lines that went elsewhere is about those that stayed.
  private func shortenAcknowledgements(of log: String, to last: Int) throws(StoreError) {
    if last > 0 {
      // The first of them has the heads that are reached first.
      try database.sql(
        """
        INSERT OR IGNORE INTO ack
        SELECT log, ?2, heads FROM ack WHERE log = ?1 AND seq > ?2 ORDER BY seq LIMIT 1
        """, .text(log), .int(last))
    }
    try database.sql("DELETE FROM ack WHERE log = ? AND seq > ?", .text(log), .int(last))
  }

  /// What the confirmed state says of lines that have another name now.
  private func renameSeen(
    _ old: String, after kept: Int, to new: String, reached: Int
  ) throws(StoreError) {
    let tables = Entity.Kind.allCases.map { (name: $0.rawValue, key: $0.idColumn) }
    for (name, key) in tables + [("base", "kind || ':' || id")] {
      let rows = try database.all(
        "SELECT \(key), seen FROM \(name) WHERE instr(seen, ?) > 0",
        [.blob(Array("\"\(old)\":".utf8))]
      ) { (row) throws(StoreError) in (row.text(0), try row.seen(1)) }
      for (id, before) in rows {
        guard let last = before[old], last > kept else { continue }
        var seen = before
        seen[old] = kept
        seen[new] = max(0, min(last, reached) - kept)
        try database.sql(
          "UPDATE \(name) SET seen = ? WHERE \(key) = ?", .json(.object(seen.mapValues(JSON.int))),
          .text(id))
      }
    }
  }
}
