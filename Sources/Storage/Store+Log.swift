import Domain
import JSON
import Ledger
import SQLite

extension Operation {
  /// Whether the day on which it is done is a day of work.
  fileprivate var beginsDay: Bool {
    switch act {
    case .signIn, .signInFailed, .signOut, .clock, .putAccount, .export: false
    default: true
    }
  }
}

extension Store {
  /// Where the log ends: the number of its lines and its last link.
  func head() throws(StoreError) -> (seq: Int, hash: [UInt8]) {
    let seq = try database.first("SELECT value FROM meta WHERE key = 'op_seq'") { $0.int(0) }
    let hash = try database.first("SELECT value FROM meta WHERE key = 'op_hash'") { $0.blob(0) }
    return (seq ?? 0, hash ?? chain.origin)
  }

  /// How many lines the log has that is written to now.
  package func lineCount() throws(StoreError) -> Int { try head().seq }

  /// Adds an operation to the log and links it into the chain; inside a
  /// transaction.
  func append(_ operation: Operation) throws(StoreError) {
    try append(operation, operation.line, again: 0)
  }

  /// - Parameter again: how often it stands in the log before.
  func append(
    _ operation: Operation, _ line: [UInt8], again: Int
  ) throws(StoreError) {
    let head = try head()
    let hash = chain.link(after: head.hash, line: line)
    do {
      try database.run(
        """
        INSERT INTO op (log, seq, op_id, again, entity, kind, at, hash, line)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        .text(chain.log), .int(head.seq + 1), .text(operation.id), .int(again),
        .text(operation.entity), .text(operation.kind.rawValue), .instant(operation.at),
        .blob(hash), .blob(line))
    } catch {
      throw error.isConstraint ? .operationRepeated : StoreError(error)
    }
    try database.sql("REPLACE INTO meta VALUES ('op_seq', ?)", .int(head.seq + 1))
    try database.sql("REPLACE INTO meta VALUES ('op_hash', ?)", .blob(hash))
    guard operation.beginsDay else { return }
    try database.sql(
      """
      INSERT INTO meta VALUES ('day', ?1) ON CONFLICT (key) DO UPDATE SET value = excluded.value
      WHERE value < excluded.value
      """, .day(operation.at.day))
  }

  /// The latest day on which something was done here (营业日); nil before the first.
  package func begunDay() throws(StoreError) -> Day? {
    try database.first("SELECT value FROM meta WHERE key = 'day'") { $0.day(0) }
  }

  /// Somebody says that it is an earlier day.
  package func setBegunDay(_ day: Day) throws(StoreError) {
    try write { () throws(StoreError) in
      try database.sql("REPLACE INTO meta VALUES ('day', ?)", .day(day))
    }
  }

  /// When the last line was written down; nil for an empty log.
  package func lastLineAt() throws(StoreError) -> Instant? {
    try database.first("SELECT at FROM op ORDER BY position DESC LIMIT 1") { $0.instant(0) }
  }

  /// Recomputes every link of the chains (哈希链核验), from the first line of each
  /// log to its end, which is kept apart from the log.
  package func verifyChain() throws(StoreError) -> ChainCheck {
    let current = try head()
    var ends = try logs().map { (chain: Chain(log: $0.code, hash: chain.hash), $0.count, $0.head) }
    if ends.isEmpty { ends = [(chain, current.seq, current.hash)] }
    var total = 0
    for (chain, end, head) in ends {
      var (count, position, hash) = (0, 0, chain.origin)
      var batch: [LogLine]
      repeat {
        batch = try lines(of: chain.log, after: position)
        for line in batch {
          guard line.seq == count + 1, chain.link(after: hash, line: line.bytes) == line.hash,
            line.isConsistent
          else { return .broken(line: total + count + 1) }
          (count, position, hash) = (line.seq, line.position, line.hash)
        }
      } while !batch.isEmpty
      guard (count, hash) == (end, head) else { return .broken(line: total + count + 1) }
      total += count
    }
    // A line under a code that no log of this counter has.
    let all = try database.first("SELECT count(*) FROM op") { $0.int(0) } ?? 0
    return all == total ? .intact(lines: total) : .broken(line: total + 1)
  }

  private struct LogLine {
    let position: Int
    let seq: Int
    let hash: [UInt8]
    let bytes: [UInt8]
    /// Whether the columns beside the line, which are copies, say the same.
    let isConsistent: Bool
  }

  private func lines(
    of log: String, after position: Int
  ) throws(StoreError) -> [LogLine] {
    try database.all(
      """
      SELECT seq, hash, line, op_id, entity, kind, at, position FROM op
      WHERE log = ? AND position > ? ORDER BY position LIMIT 1000
      """, [.text(log), .int(position)]
    ) { row in
      let bytes = row.blob(2)
      let operation = try? Operation(line: bytes)
      let isConsistent =
        operation.map {
          row.text(3) == $0.id && row.text(4) == $0.entity && row.text(5) == $0.kind.rawValue
            && row.int(6) == $0.at.milliseconds
        } ?? false
      return LogLine(
        position: row.int(7), seq: row.int(0), hash: row.blob(1), bytes: bytes,
        isConsistent: isConsistent)
    }
  }

  /// Every operation once, oldest first, in batches.
  func forEachOperation(
    _ body: (Operation) throws(StoreError) -> Void
  ) throws(StoreError) {
    var last = 0
    while true {
      let batch = try database.all(
        """
        SELECT position, line FROM op WHERE position > ? AND again = 0 ORDER BY position LIMIT 500
        """, [.int(last)]
      ) { (row) throws(StoreError) in (row.int(0), try Store.operation(row.blob(1))) }
      for (_, operation) in batch { try body(operation) }
      guard let next = batch.last?.0 else { return }
      last = next
    }
  }

  /// The newest lines of the log, newest first (审计记录).
  ///
  /// - Parameter before: only lines before this place in the log.
  package func auditTrail(
    limit: Int, before: Int = Int.max
  ) throws(StoreError) -> [AuditEntry] {
    try database.all(
      """
      SELECT position, line FROM op WHERE position < ? AND again = 0
      ORDER BY position DESC LIMIT ?
      """, [.int(before), .int(limit)]
    ) { (row) throws(StoreError) in
      let operation = try Store.operation(row.blob(1))
      return AuditEntry(
        sequence: row.int(0), operation: operation.id, at: operation.at, clerk: operation.clerk,
        role: operation.role, kind: operation.kind, entity: operation.entity)
    }
  }

  static func operation(_ line: [UInt8]) throws(StoreError) -> Operation {
    do throws(OperationLineError) {
      return try Operation(line: line)
    } catch {
      switch error {
      case .syntax: throw .unreadable(table: "op", reason: "not JSON")
      case .content(let error): throw StoreError(error, table: "op")
      }
    }
  }
}
