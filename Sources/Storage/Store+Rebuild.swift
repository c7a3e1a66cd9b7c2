import Ledger
import SQLite

extension Store {
  /// Makes the views anew from the log, which is the truth (重建); with central,
  /// from what it confirmed and the operations that it has not.
  ///
  /// One transaction: it is all new or all as before. Drafts, credentials and
  /// settings are not in the log and stay.
  package func rebuild() throws(StoreError) {
    try write { () throws(StoreError) in
      let confirmed = isEnrolled ? try putEverythingAside() : []
      // What points comes before what it points to.
      for table in Schema.views.reversed() { try database.sql("DELETE FROM \(table)") }
      try database.sql("DELETE FROM meta WHERE key IN ('indexed', 'aftercare')")
      if isEnrolled {
        for key in confirmed { _ = try refresh([key], [:]) }
      } else {
        try forEachOperation { (operation) throws(StoreError) in _ = try show(operation) }
      }
      while try indexedPlace() < dossierCount() { try indexBatch() }
      while try isBehindOnAftercare() { try readAftercareBatch() }
    }
  }

  /// What central confirmed goes into `base`: other counters' work is in no log
  /// of this one. Inside a transaction.
  ///
  /// - Returns: everything that screens show, in the order of its rows, and
  ///   everything that a live operation is about.
  private func putEverythingAside() throws(StoreError) -> [EntityKey] {
    var keys: [EntityKey] = []
    for kind in Entity.Kind.allCases {
      try database.sql(
        """
        INSERT OR IGNORE INTO base
        SELECT ?, \(kind.idColumn), rev, content, ifnull(seen, CAST('{}' AS BLOB))
        FROM \(kind.rawValue) WHERE rev > 0
        """, .text(kind.rawValue))
      let order = kind == .dossier ? "place" : kind.idColumn
      let ids = try database.all("SELECT \(kind.idColumn) FROM \(kind.rawValue) ORDER BY \(order)")
      {
        $0.text(0)
      }
      keys += ids.map { EntityKey(kind, $0) }
    }
    let shown = Set(keys)
    return keys + Set(try liveOperations().flatMap(\.touches)).subtracting(shown).sorted()
  }

  /// A hash over every value of the tables, for tests: equal contents, equal digest.
  package func digest(ofViewsOnly: Bool = false) throws(StoreError) -> [UInt8] {
    let tables =
      ofViewsOnly
      ? Schema.views.sorted()
      : try database.all(
        "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name"
      ) { $0.text(0) }
    var digest = chain.origin
    for table in tables {
      let rows = try database.all("SELECT * FROM \(table)") { $0.values }
      for row in [[.text(table)]] + rows {
        digest = chain.link(after: digest, line: Array("\(row)".utf8))
      }
    }
    return digest
  }
}
