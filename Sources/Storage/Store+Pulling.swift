import Domain
import JSON
import Ledger
import SQLite
import Sync

/// What pulled pages changed (下载结果), so that screens know what to load anew.
package struct Pulled: Equatable, Sendable {
  package var dossiers: Set<String> = []
  package var kinds: Set<Entity.Kind> = []
  /// Numbers of tickets that were called here while central was out of reach, and
  /// that another counter has.
  package var lostCalls: [String] = []

  package init() {}

  package var isEmpty: Bool { kinds.isEmpty }

  package mutating func formUnion(_ other: Pulled) {
    dossiers.formUnion(other.dossiers)
    kinds.formUnion(other.kinds)
    lostCalls += other.lostCalls
  }
}

extension Store: CounterStore {
  /// How far every stream has been read.
  package func cursors() throws(StoreError) -> Cursors {
    var cursors = Cursors(epoch: try centralLink()?.epoch)
    let rows = try database.all("SELECT stream, seq, boot_after FROM cursor") {
      ($0.text(0), $0.int(1), $0.optionalText(2))
    }
    for (stream, place, after) in rows {
      cursors.places[stream] = place
      cursors.scanned[stream] = after.flatMap(EntityKey.init(text:))
    }
    return cursors
  }

  /// Takes in what is new in one stream (下载入库).
  package func apply(_ page: StreamPage, epoch: String) throws(StoreError) -> Bool {
    let cursors = try cursors()
    guard cursors.epoch == epoch, page.from >= 0, cursors.places[page.stream] == page.from else {
      return false
    }
    pulled.formUnion(
      try write { () throws(StoreError) in
        var incoming: [EntityKey: Incoming] = [:]
        for row in page.rows {
          switch row.what {
          // The newest, whatever its revision: after a restore that may be lower.
          case .put(let revision, let json, let seen):
            try join(page.stream, row.key)
            incoming[row.key] = .state(revision, json, seen: seen)
          case .drop(let still):
            let read = still.filter { cursors.places[$0] != nil }
            if try leave(page.stream, row.key, still: read) { incoming[row.key] = .gone }
          case .tomb:
            try leaveAll(row.key)
            incoming[row.key] = .gone
          }
        }
        try database.sql(
          "UPDATE cursor SET seq = ?, head = ? WHERE stream = ?", .int(page.to),
          .int(page.head), .text(page.stream))
        let tried = try tryAgain(incoming)
        return try refresh(try advance().union(tried), incoming)
      })
    return true
  }

  /// Takes in a piece of a stream that is read whole (全量入库). After the last
  /// piece, what was confirmed and has not come is gone.
  package func apply(_ page: ScanPage) throws(StoreError) {
    let cursors = try cursors()
    guard cursors.epoch == page.epoch, cursors.places[page.stream] == -1 else { return }
    pulled.formUnion(
      try write { () throws(StoreError) in
        var incoming: [EntityKey: Incoming] = [:]
        for row in page.rows {
          guard case .put(let revision, let json, let seen) = row.what else { continue }
          incoming[row.key] = .state(revision, json, seen: seen)
          try join(page.stream, row.key)
          try database.sql(
            "INSERT OR IGNORE INTO scanned VALUES (?, ?, ?)", .text(page.stream),
            .text(row.key.kind.rawValue), .text(row.key.id))
        }
        // The first piece's: what changed since it is pulled again from there.
        try database.sql(
          "UPDATE cursor SET boot_as_of = ifnull(boot_as_of, ?), boot_after = ? WHERE stream = ?",
          .int(page.asOf), .text(orNull: page.next?.text), .text(page.stream))
        let tried = try tryAgain(incoming)
        guard page.next == nil else { return try refresh(tried, incoming) }
        incoming.merge(try leaveUnscanned(page.stream)) { news, _ in news }
        try database.sql("DELETE FROM scanned WHERE stream = ?", .text(page.stream))
        try database.sql(
          """
          UPDATE cursor SET seq = boot_as_of, head = 0, boot_as_of = NULL, boot_after = NULL
          WHERE stream = ?
          """, .text(page.stream))
        return try refresh(try advance().union(tried), incoming)
      })
  }

  /// Central forgot what changed so long ago.
  package func restart(stream: String) throws(StoreError) {
    try write { () throws(StoreError) in
      try database.sql(
        "UPDATE cursor SET seq = -1, boot_as_of = NULL, boot_after = NULL WHERE stream = ?",
        .text(stream))
      try database.sql("DELETE FROM scanned WHERE stream = ?", .text(stream))
    }
  }

  /// Every stream, inside a transaction: what was read may be older than it says.
  func restartStreams() throws(StoreError) {
    try database.sql("DELETE FROM scanned")
    try database.sql("UPDATE cursor SET seq = -1, boot_as_of = NULL, boot_after = NULL")
  }

  /// What came from central since the last time, so that screens load it anew.
  package func takePulled() -> Pulled {
    defer { pulled = Pulled() }
    return pulled
  }

  // MARK: What is in which stream

  /// What this stream gave; inside a transaction.
  private func join(_ stream: String, _ key: EntityKey) throws(StoreError) {
    try database.sql(
      "INSERT OR IGNORE INTO member VALUES (?, ?, ?)", .text(key.kind.rawValue), .text(key.id),
      .text(stream))
  }

  /// What another central confirmed may be in any stream of this one, whose reading
  /// tells; inside a transaction.
  func joinAll() throws(StoreError) {
    for kind in Entity.Kind.allCases {
      try database.sql(
        """
        INSERT OR IGNORE INTO member
        SELECT ?1, id, stream FROM cursor, (
          SELECT \(kind.idColumn) AS id FROM \(kind.rawValue) WHERE rev > 0
          UNION SELECT id FROM base WHERE kind = ?1)
        """, .text(kind.rawValue))
    }
  }

  /// It is not in this stream any more; inside a transaction.
  ///
  /// - Parameter still: other streams that have it.
  /// - Returns: whether no stream that is read has it now.
  private func leave(
    _ stream: String, _ key: EntityKey, still: [String] = []
  ) throws(StoreError) -> Bool {
    let streams = try database.all(
      "SELECT stream FROM member WHERE kind = ? AND id = ?",
      [.text(key.kind.rawValue), .text(key.id)]
    ) { $0.text(0) }
    if streams.isEmpty { return false }
    try database.sql(
      "DELETE FROM member WHERE kind = ? AND id = ? AND stream = ?", .text(key.kind.rawValue),
      .text(key.id), .text(stream))
    for stream in still { try join(stream, key) }
    return still.isEmpty && streams.allSatisfy { $0 == stream }
  }

  private func leaveAll(_ key: EntityKey) throws(StoreError) {
    try database.sql(
      "DELETE FROM member WHERE kind = ? AND id = ?", .text(key.kind.rawValue), .text(key.id))
  }

  /// Everything that the stream gave before and that its reading has not seen
  /// leaves it; inside a transaction.
  ///
  /// - Returns: what no stream has any more.
  func leaveUnscanned(_ stream: String) throws(StoreError) -> [EntityKey: Incoming] {
    let keys = try database.all(
      """
      SELECT kind, id FROM member m WHERE stream = ?1 AND NOT EXISTS (
        SELECT 1 FROM scanned s WHERE s.stream = ?1 AND s.kind = m.kind AND s.id = m.id)
      """, [.text(stream)]
    ) { (row) throws(StoreError) in
      EntityKey(try row.word(0, table: "member"), row.text(1))
    }
    var gone: [EntityKey: Incoming] = [:]
    for key in keys where try leave(stream, key) { gone[key] = .gone }
    return gone
  }
}
