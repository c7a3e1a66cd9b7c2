import Domain
import Ledger
import SQLite

extension Store {
  /// Makes the views anew from the log, which is the truth (重建).
  ///
  /// One transaction: it is all new or all as before. Drafts, credentials and
  /// settings are not in the log and stay.
  package func rebuild() throws(StoreError) {
    try write { () throws(StoreError) in
      // What points comes before what it points to.
      for table in Schema.views.reversed() { try database.sql("DELETE FROM \(table)") }
      try database.sql("DELETE FROM meta WHERE key IN ('indexed', 'aftercare')")
      try forEachOperation { (operation) throws(StoreError) in _ = try show(operation) }
      while try indexedPlace() < dossierCount() { try indexBatch() }
      while try isBehindOnAftercare() { try readAftercareBatch() }
    }
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
