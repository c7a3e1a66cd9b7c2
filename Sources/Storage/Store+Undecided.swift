import Domain
import Ledger
import SQLite

extension Store {
  /// Dossiers in which edits met that nobody has decided on, or that another
  /// dossier of the same person may double (待裁), oldest first.
  package func undecidedDossiers(limit: Int) throws(StoreError) -> [Dossier] {
    guard isEnrolled else { return [] }
    // A look into the text first: reading every dossier would take seconds.
    return try database.all(
      """
      SELECT content FROM dossier
      WHERE rev > 0 AND (instr(content, ?) > 0 OR instr(content, ?) > 0) ORDER BY place LIMIT ?
      """,
      [.blob(Array("\"conflicts\":[".utf8)), .blob(Array("\"duplicates\":[".utf8)), .int(limit)]
    ) { (row) throws(StoreError) in try row.dossier(0) }
    .filter { dossier in
      !dossier.conflicts.isEmpty || dossier.duplicates.contains { $0.isLater && $0.reason == nil }
    }
  }
}
