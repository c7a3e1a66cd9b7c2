import Domain
import JSON
import Ledger
import SQLite
import Sync

/// What pulled pages changed (下载结果), so that screens know what to load anew.
package struct Pulled: Equatable, Sendable {
  package var dossiers: Set<String> = []
  package var kinds: Set<Entity.Kind> = []

  package init() {}

  package var isEmpty: Bool { kinds.isEmpty }

  package mutating func formUnion(_ other: Pulled) {
    dossiers.formUnion(other.dossiers)
    kinds.formUnion(other.kinds)
  }
}

/// How far a stream has been read (读取位置).
package struct StreamPosition: Equatable, Sendable {
  package let stream: String
  /// -1 while the whole stream is being read.
  package let cursor: Int
  /// Where that reading goes on; nil at its beginning.
  package let after: EntityKey?
}

extension Store {
  /// How far every stream has been read.
  package func positions() throws(StoreError) -> [StreamPosition] {
    try database.all("SELECT stream, seq, boot_after FROM cursor ORDER BY stream") { row in
      StreamPosition(
        stream: row.text(0), cursor: row.int(1),
        after: row.optionalText(2).flatMap(EntityKey.init(text:)))
    }
  }

  /// Takes in what is new (下载入库); a page that does not go on where the last
  /// one ended, or that is of another life of central, is left out.
  package func apply(_ answer: PullAnswer) throws(StoreError) -> Pulled {
    guard let link = try centralLink(), link.epoch == answer.epoch else { return Pulled() }
    let known = try positions()
    let pages = answer.pages.filter { page in
      known.contains { $0.stream == page.stream && $0.cursor == page.from && page.from >= 0 }
    }
    guard !pages.isEmpty else { return Pulled() }
    return try write { () throws(StoreError) in
      var incoming: [EntityKey: Incoming] = [:]
      for page in pages {
        for row in page.rows {
          switch row.what {
          case .put(let revision, let json):
            let known = try incoming[row.key]?.revision ?? self.revision(of: row.key)
            if revision >= known { incoming[row.key] = .state(revision, json) }
          case .drop(let still):
            if !still.contains(where: link.streams.contains) { incoming[row.key] = .gone }
          case .tomb: incoming[row.key] = .gone
          }
        }
        try database.sql(
          "UPDATE cursor SET seq = ? WHERE stream = ?", .int(page.to), .text(page.stream))
      }
      return try refresh(try advance(), incoming, at: answer.serverTime)
    }
  }

  /// Takes in a piece of a stream that is read whole (全量入库). After the last
  /// piece, what was confirmed and has not come is gone.
  package func apply(_ page: ScanPage, at now: Instant) throws(StoreError) -> Pulled {
    guard let link = try centralLink(), link.epoch == page.epoch,
      let position = try positions().first(where: { $0.stream == page.stream }),
      position.cursor < 0
    else { return Pulled() }
    return try write { () throws(StoreError) in
      var incoming: [EntityKey: Incoming] = [:]
      for row in page.rows {
        guard case .put(let revision, let json) = row.what else { continue }
        incoming[row.key] = .state(revision, json)
        try database.sql(
          "INSERT OR IGNORE INTO scanned VALUES (?, ?, ?)", .text(page.stream),
          .text(row.key.kind.rawValue), .text(row.key.id))
      }
      // The first piece's: what changed since it is pulled again from there.
      try database.sql(
        "UPDATE cursor SET boot_as_of = ifnull(boot_as_of, ?), boot_after = ? WHERE stream = ?",
        .int(page.asOf), .text(orNull: page.next?.text), .text(page.stream))
      guard page.next == nil else { return try refresh([], incoming, at: now) }
      let others = link.streams.filter { $0 != page.stream }
      for key in try confirmedKeys(in: page.stream, hall: link.hall, streams: others) {
        let isScanned = try database.first(
          "SELECT 1 FROM scanned WHERE stream = ? AND kind = ? AND id = ?", .text(page.stream),
          .text(key.kind.rawValue), .text(key.id)
        ) { $0.int(0) }
        if isScanned == nil { incoming[key] = .gone }
      }
      try database.sql("DELETE FROM scanned WHERE stream = ?", .text(page.stream))
      try database.sql(
        "UPDATE cursor SET seq = boot_as_of, boot_as_of = NULL, boot_after = NULL WHERE stream = ?",
        .text(page.stream))
      return try refresh(try advance(), incoming, at: now)
    }
  }

  /// A stream must be read whole again: central forgot what changed so long ago.
  package func reread(_ stream: String) throws(StoreError) {
    try write { () throws(StoreError) in
      try database.sql(
        "UPDATE cursor SET seq = -1, boot_as_of = NULL, boot_after = NULL WHERE stream = ?",
        .text(stream))
      try database.sql("DELETE FROM scanned WHERE stream = ?", .text(stream))
    }
  }

  /// Confirmed entities that belong to one stream and to none of the others.
  func confirmedKeys(
    in stream: String, hall: String, streams others: [String]
  ) throws(StoreError) -> [EntityKey] {
    var found: [EntityKey] = []
    for kind in Entity.Kind.allCases {
      let ids = try database.all(
        """
        SELECT \(kind.idColumn) FROM \(kind.rawValue) WHERE rev > 0
          AND NOT EXISTS (SELECT 1 FROM scanned WHERE stream = ?1 AND kind = ?2
            AND id = \(kind.idColumn))
        UNION SELECT id FROM base WHERE kind = ?2
        """, [.text(stream), .text(kind.rawValue)]
      ) { $0.text(0) }
      for id in ids {
        let key = EntityKey(kind, id)
        guard let entity = try confirmed(key)?.entity else { continue }
        let streams = Streams.of(entity, hall: entity.dossier?.hall ?? hall)
        if streams.contains(stream), !streams.contains(where: others.contains) {
          found.append(key)
        }
      }
    }
    return found
  }
}
