import Domain
import JSON
import Ledger
import SQLite

/// A dossier with its place in the view (库中办件).
struct StoredDossier {
  /// 1, 2, 3… in order of acceptance.
  let place: Int
  /// As lists show it: see `Store.freeNumber`.
  let number: String
  let dossier: Dossier
}

extension Store {
  package func dossier(_ id: String) throws(StoreError) -> Dossier? {
    guard let dossier = try stored(id)?.dossier else { return nil }
    return try marked(dossier)
  }

  /// The last dossier's place: how many there are, but for those that another
  /// hall has now.
  package func dossierCount() throws(StoreError) -> Int {
    try database.first("SELECT max(place) FROM dossier") { $0.optionalInt(0) ?? 0 } ?? 0
  }

  package func dossier(number: String) throws(StoreError) -> Dossier? {
    try database.first("SELECT content FROM dossier WHERE number = ?", .text(number)) {
      (row) throws(StoreError) in
      try row.dossier(0)
    }
  }

  func stored(_ id: String) throws(StoreError) -> StoredDossier? {
    try database.first("SELECT place, number, content FROM dossier WHERE id = ?", .text(id)) {
      (row) throws(StoreError) in
      StoredDossier(place: row.int(0), number: row.text(1), dossier: try row.dossier(2))
    }
  }

  /// Every dossier, oldest first, in batches: for exports.
  ///
  /// Each batch is a query of its own, so that a long export does not keep the
  /// WAL from being moved into the file.
  package func forEachDossier(
    batch: Int = 200, _ body: (Dossier) throws(StoreError) -> Void
  ) throws(StoreError) {
    var place = 0
    while let found = try dossiers(after: place, limit: batch) {
      for dossier in found.dossiers { try body(dossier) }
      place = found.last
    }
  }

  /// Those after a place, in the order of acceptance, with the place of the last one;
  /// nil when there are no more.
  ///
  /// - Parameter place: 0 for the first ones.
  package func dossiers(
    after place: Int, limit: Int
  ) throws(StoreError) -> (dossiers: [Dossier], last: Int)? {
    let found = try database.all(
      "SELECT place, content FROM dossier WHERE place > ? ORDER BY place LIMIT ?",
      [.int(place), .int(limit)]
    ) { (row) throws(StoreError) in (row.int(0), try row.dossier(1)) }
    return found.last.map { (found.map(\.1), $0.0) }
  }
}

extension Row {
  func dossier(_ column: Int) throws(StoreError) -> Dossier {
    try decoded(column, table: "dossier") { (reader) throws(JSONContentError) in
      try Dossier(reader)
    }
  }
}
