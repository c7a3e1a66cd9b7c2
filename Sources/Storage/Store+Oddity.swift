import Domain
import Ledger
import SQLite

// Dossiers that central has and that do not follow from the packs of this counter
// (与资料不符): they are shown with a mark, and a supervisor is told.

extension Store {
  private static func oddity(_ dossier: String) -> String { "odd " + dossier }

  /// Looks at what was pulled; inside a transaction.
  func lookAt(_ key: EntityKey, _ dossier: Dossier?) throws(StoreError) {
    guard key.kind == .dossier else { return }
    guard let dossier, let code = oddity(of: dossier) else {
      return try database.sql("DELETE FROM attention WHERE id = ?", .text(Store.oddity(key.id)))
    }
    // What somebody closed stays closed while it is the same.
    try database.sql(
      """
      INSERT INTO attention VALUES (?, NULL, ?, 'odd', ?, ?, 0, 'open')
      ON CONFLICT (id) DO UPDATE SET code = excluded.code, state = 'open'
        WHERE code <> excluded.code
      """, .text(Store.oddity(key.id)), .text(key.id), .text(code), .instant(centralTime))
  }

  private func oddity(of dossier: Dossier) -> String? {
    guard let packs else { return nil }
    do throws(LedgerError) {
      try packs.judge(pulled: dossier, now: centralTime)
      return nil
    } catch {
      return error.code
    }
  }

  /// Newer packs may say what was not known before.
  package func lookAgain() throws(StoreError) {
    let odd = try database.all("SELECT entity FROM attention WHERE outcome = 'odd'") { $0.text(0) }
    guard !odd.isEmpty else { return }
    try write { () throws(StoreError) in
      for id in odd { try lookAt(EntityKey(.dossier, id), try stored(id)?.dossier) }
    }
  }

  /// With the mark of what is odd here, so that no page shows it as good.
  func marked(_ dossier: Dossier) throws(StoreError) -> Dossier {
    let isOdd = try database.first(
      "SELECT 1 FROM attention WHERE id = ? AND state = 'open'",
      .text(Store.oddity(dossier.id))
    ) { $0.int(0) }
    guard isOdd != nil else { return dossier }
    var marked = dossier
    marked.doubt([.packs])
    return marked
  }
}
