import Ledger
import SQLite

// The search index is made outside the saves: a dossier's dozen keys would
// touch as many pages, more than all the rest of its save. Until then a search
// looks at the new dossiers one by one.

extension Store {
  /// Every dossier up to this place stands in the search index.
  func indexedPlace() throws(StoreError) -> Int {
    try database.first("SELECT value FROM meta WHERE key = 'indexed'") { $0.int(0) } ?? 0
  }

  func isBehindOnIndex() throws(StoreError) -> Bool { try indexedPlace() < dossierCount() }

  /// Inside a transaction.
  func indexBatch() throws(StoreError) {
    let found = try database.all(
      """
      SELECT place, number, name, id_number, phone, birth, readings, others FROM dossier
      WHERE place > ? ORDER BY place LIMIT 500
      """, [.int(try indexedPlace())]
    ) { row in
      let keys = SearchKeys(
        name: row.text(2), idNumber: row.text(3), phone: row.text(4), birth: row.optionalDay(5),
        readings: SearchIndex.readings(column: row.text(6)),
        others: SearchIndex.others(column: row.text(7)))
      return (row.int(0), SearchIndex.keys(keys, number: row.text(1)))
    }
    for (place, keys) in found { try insertKeys(keys, of: place) }
    guard let (last, _) = found.last else { return }
    try database.sql("REPLACE INTO meta VALUES ('indexed', ?)", .int(last))
  }

  func insertKeys(_ keys: Set<String>, of place: Int) throws(StoreError) {
    for key in keys.sorted() {
      try database.sql(
        "INSERT OR IGNORE INTO search_key VALUES (?, ?, ?)", .int(SearchIndex.block(of: place)),
        .text(key), .int(place))
    }
  }

  func deleteKeys(_ keys: Set<String>, of place: Int) throws(StoreError) {
    for key in keys.sorted() {
      try database.sql(
        "DELETE FROM search_key WHERE block = ? AND key = ? AND dossier = ?",
        .int(SearchIndex.block(of: place)), .text(key), .int(place))
    }
  }
}
