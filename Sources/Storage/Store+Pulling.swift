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
          case .put(let revision, let json, let seen):
            if revision >= (try self.revision(of: row.key)) {
              incoming[row.key] = .state(revision, json, seen: seen)
            }
          case .drop(let still):
            if !still.contains(where: { cursors.places[$0] != nil }) { incoming[row.key] = .gone }
          case .tomb: incoming[row.key] = .gone
          }
        }
        try database.sql(
          "UPDATE cursor SET seq = ? WHERE stream = ?", .int(page.to), .text(page.stream))
        return try refresh(try advance(), incoming)
      })
    return true
  }

  /// Takes in a piece of a stream that is read whole (全量入库). After the last
  /// piece, what was confirmed and has not come is gone.
  package func apply(_ page: ScanPage) throws(StoreError) {
    let cursors = try cursors()
    guard let link = try centralLink(), cursors.epoch == page.epoch,
      cursors.places[page.stream] == -1
    else { return }
    pulled.formUnion(
      try write { () throws(StoreError) in
        var incoming: [EntityKey: Incoming] = [:]
        for row in page.rows {
          guard case .put(let revision, let json, let seen) = row.what else { continue }
          incoming[row.key] = .state(revision, json, seen: seen)
          try database.sql(
            "INSERT OR IGNORE INTO scanned VALUES (?, ?, ?)", .text(page.stream),
            .text(row.key.kind.rawValue), .text(row.key.id))
        }
        // The first piece's: what changed since it is pulled again from there.
        try database.sql(
          "UPDATE cursor SET boot_as_of = ifnull(boot_as_of, ?), boot_after = ? WHERE stream = ?",
          .int(page.asOf), .text(orNull: page.next?.text), .text(page.stream))
        guard page.next == nil else { return try refresh([], incoming) }
        let others = cursors.places.keys.filter { $0 != page.stream }
        for key in try confirmedKeys(in: page.stream, hall: link.hall, notIn: others)
        where incoming[key] == nil { incoming[key] = .gone }
        try database.sql("DELETE FROM scanned WHERE stream = ?", .text(page.stream))
        try database.sql(
          """
          UPDATE cursor SET seq = boot_as_of, boot_as_of = NULL, boot_after = NULL
          WHERE stream = ?
          """, .text(page.stream))
        return try refresh(try advance(), incoming)
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

  /// What came from central since the last time, so that screens load it anew.
  package func takePulled() -> Pulled {
    defer { pulled = Pulled() }
    return pulled
  }

  /// Confirmed entities of one stream and of none of the others that its
  /// reading has not seen.
  func confirmedKeys(
    in stream: String, hall: String, notIn others: [String]
  ) throws(StoreError) -> [EntityKey] {
    var found: [EntityKey] = []
    for kind in Entity.Kind.allCases {
      let ids = try database.all(
        """
        SELECT id FROM (
          SELECT \(kind.idColumn) AS id FROM \(kind.rawValue) WHERE rev > 0
          UNION SELECT id FROM base WHERE kind = ?2)
        WHERE id NOT IN (SELECT id FROM scanned WHERE stream = ?1 AND kind = ?2)
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
