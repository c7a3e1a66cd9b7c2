import Domain
import JSON
import Ledger
import SQLite
import Sync

// What screens show of a counter that belongs to central: the state that
// central confirmed, and over it the operations that are not in that state yet.

/// An operation that is not in the confirmed state yet (未入账操作).
struct LiveOperation {
  let position: Int
  let id: String
  /// How often it stands in the log before.
  let again: Int
  let log: String
  let seq: Int
  let touches: [EntityKey]
}

/// What central says of an entity.
enum Incoming {
  case state(_ revision: Int, JSON, seen: [String: Int])
  /// It is gone, or not for this counter any more.
  case gone
}

extension Store {
  func forgetLive() {
    live = []
    liveThrough = 0
  }

  /// Every live operation, oldest first, also those that central refused.
  func liveOperations() throws(StoreError) -> [LiveOperation] {
    let logs = try logs()
    let done = Dictionary(uniqueKeysWithValues: logs.map { ($0.code, $0.done) })
    if liveThrough == 0 {
      var start = Int.max
      for log in logs where log.done < log.count {
        start = min(start, try position(log.code, log.done))
      }
      guard start < Int.max else { return [] }
      liveThrough = start
    }
    live.removeAll { $0.seq <= done[$0.log, default: .max] }
    let rows = try database.all(
      "SELECT position, log, seq, line, again FROM op WHERE position > ? ORDER BY position",
      [.int(liveThrough)]
    ) { ($0.int(0), $0.text(1), $0.int(2), $0.blob(3), $0.int(4)) }
    for (position, log, seq, line, again) in rows {
      liveThrough = position
      guard seq > done[log, default: .max] else { continue }
      let operation = try Store.operation(line)
      if operation.touches.isEmpty { continue }
      live.append(
        LiveOperation(
          position: position, id: operation.id, again: again, log: log, seq: seq,
          touches: operation.touches))
    }
    return live
  }

  /// Those that are to be seen: not refused, and of one that was sent again only
  /// the first place where it is not refused.
  private func effective(_ live: [LiveOperation]) throws(StoreError) -> [LiveOperation] {
    guard let first = live.first else { return [] }
    let refused = Set(
      try database.all(
        """
        SELECT position FROM attention
        WHERE position >= ? AND outcome IN ('rejected', 'held') ORDER BY position
        """, [.int(first.position)]
      ) { $0.int(0) })
    var found: [LiveOperation] = []
    for operation in live where !refused.contains(operation.position) {
      if operation.again > 0 {
        let earlier = try database.first(
          """
          SELECT 1 FROM op WHERE op_id = ?1 AND position < ?2 AND position NOT IN (
            SELECT position FROM attention
            WHERE position IS NOT NULL AND outcome IN ('rejected', 'held'))
          """, .text(operation.id), .int(operation.position)
        ) { $0.int(0) }
        if earlier != nil { continue }
      }
      found.append(operation)
    }
    return found
  }

  /// Moves the marks of what is done as far as the cursors allow; inside a
  /// transaction.
  ///
  /// - Returns: the entities of operations that are live no more.
  func advance() throws(StoreError) -> Set<EntityKey> {
    let cursors = try database.all("SELECT stream, seq, head FROM cursor") {
      (stream: $0.text(0), seq: $0.int(1), head: $0.int(2))
    }
    let places = Dictionary(uniqueKeysWithValues: cursors.map { ($0.stream, $0) })
    func isReached(_ stream: String, _ head: Int) -> Bool {
      places[stream].map { $0.seq >= max(head, $0.head) } ?? true
    }
    let acks = try database.all("SELECT log, seq, heads FROM ack ORDER BY log, seq") {
      (row) throws(StoreError) in
      let heads = try row.decoded(2, table: "ack") { (reader) throws(JSONContentError) in
        try reader.mapMembers { (head) throws(JSONContentError) in try head.count() }
      }
      return (row.text(0), row.int(1), heads)
    }
    var done: [String: Int] = [:]
    for (log, seq, heads) in acks where heads.allSatisfy(isReached) {
      done[log] = max(done[log, default: 0], seq)
    }
    guard !done.isEmpty else { return [] }
    let before = try liveOperations()
    for (log, seq) in done.sorted(by: { $0.key < $1.key }) {
      try database.sql(
        "UPDATE log SET done = max(done, ?) WHERE code = ?", .int(seq), .text(log))
      try database.sql("DELETE FROM ack WHERE log = ? AND seq <= ?", .text(log), .int(seq))
    }
    return Set(before.filter { $0.seq <= done[$0.log, default: 0] }.flatMap(\.touches))
  }

  /// Makes what screens show of these entities anew; inside a transaction.
  func refresh(
    _ keys: Set<EntityKey>, _ incoming: [EntityKey: Incoming]
  ) throws(StoreError) -> Pulled {
    var confirmed: [EntityKey: Confirmed] = [:]
    var wanted = keys
    for (key, news) in incoming {
      switch news {
      case .gone:
        wanted.insert(key)
        try lookAt(key, nil)
      case .state(let revision, let json, let seen):
        guard let readable = readable(key, revision, json, seen) else {
          try note(unreadable: key)
          continue
        }
        // What central should never have taken stays out: what was there stays, and
        // the stream goes on.
        do throws(LedgerError) { try readable.entity.checkShape() } catch {
          try note(unreadable: key, code: error.code)
          continue
        }
        confirmed[key] = readable
        wanted.insert(key)
        try lookAt(key, readable.entity.dossier)
      }
    }
    // An operation that is about several entities is played for all of them.
    var chosen: [LiveOperation] = []
    var rest = try effective(try liveOperations())
    var isGrowing = true
    while isGrowing {
      let found = rest.filter { $0.touches.contains(where: wanted.contains) }
      rest.removeAll { $0.touches.contains(where: wanted.contains) }
      chosen += found
      wanted.formUnion(found.flatMap(\.touches))
      isGrowing = !found.isEmpty
    }
    for key in wanted where incoming[key] == nil { confirmed[key] = try self.confirmed(key) }
    var scene = Scene(confirmed.mapValues(\.entity))
    // Only lines that central ever answered: beyond them it may have seen those
    // of another writer of this log.
    let reached = Dictionary(uniqueKeysWithValues: try logs().map { ($0.code, $0.reached) })
    for operation in chosen.sorted(by: { $0.position < $1.position }) {
      // What is in the confirmed state is not played over it again.
      let seen = operation.touches.first.flatMap { confirmed[$0]?.seen[operation.log] } ?? 0
      if operation.seq <= min(seen, reached[operation.log, default: 0]) { continue }
      let line = try database.first(
        "SELECT line FROM op WHERE position = ?", .int(operation.position)
      ) { $0.blob(0) }
      if let line { scene.replay(try Store.operation(line)) }
    }
    let live = Set(chosen.flatMap(\.touches))
    var pulled = Pulled()
    for key in wanted.sorted() {
      guard try show(scene[key], as: key, over: confirmed[key], isLive: live.contains(key)) else {
        continue
      }
      pulled.kinds.insert(key.kind)
      if key.kind == .dossier { pulled.dossiers.insert(key.id) }
    }
    return pulled
  }

  /// - Returns: whether what screens show is something else now.
  private func show(
    _ entity: Entity?, as key: EntityKey, over confirmed: Confirmed?, isLive: Bool
  ) throws(StoreError) -> Bool {
    let before = try shown(key)
    let hasChanged = before?.content != entity?.json.line
    if let entity {
      if hasChanged { try put(entity, isNew: before == nil) }
      let (revision, seen) = (confirmed?.revision ?? 0, confirmed?.seen ?? [:])
      if before?.revision ?? 0 != revision || before?.seen ?? [:] != seen {
        try database.sql(
          "UPDATE \(key.kind.rawValue) SET rev = ?, seen = ? WHERE \(key.kind.idColumn) = ?",
          .int(revision), .json(.object(seen.mapValues(JSON.int))), .text(key.id))
      }
    } else if before != nil {
      try remove(key)
    }
    if let confirmed, isLive {
      try database.sql(
        "REPLACE INTO base VALUES (?, ?, ?, ?, ?)", .text(key.kind.rawValue), .text(key.id),
        .int(confirmed.revision), .blob(confirmed.content),
        .json(.object(confirmed.seen.mapValues(JSON.int))))
    } else {
      try database.sql(
        "DELETE FROM base WHERE kind = ? AND id = ?", .text(key.kind.rawValue), .text(key.id))
    }
    return hasChanged
  }

  /// Before an operation changes what central has confirmed, that state is put
  /// aside; inside a transaction.
  func keepBases(of operation: Operation) throws(StoreError) {
    for key in operation.touches {
      try database.sql(
        """
        INSERT OR IGNORE INTO base
        SELECT ?1, ?2, rev, content, ifnull(seen, CAST('{}' AS BLOB)) FROM \(key.kind.rawValue)
        WHERE \(key.kind.idColumn) = ?2 AND rev > 0
        """, .text(key.kind.rawValue), .text(key.id))
    }
  }
}
