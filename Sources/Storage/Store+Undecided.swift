import Domain
import Ledger
import SQLite

extension Store {
  /// How many things wait for somebody's decision (需处理): what central refused,
  /// conflicts and possible duplicates.
  package func taskCount() throws(StoreError) -> Int {
    try attentionCount()
      + (try database.first("SELECT ifnull(sum(undecided), 0) FROM dossier WHERE undecided > 0") {
        $0.int(0)
      } ?? 0)
  }

  /// Dossiers in which edits met that nobody has decided on, or that another
  /// dossier of the same person may double (待裁), oldest first.
  package func undecidedDossiers(limit: Int) throws(StoreError) -> [Dossier] {
    try database.all(
      "SELECT content FROM dossier WHERE undecided > 0 ORDER BY place LIMIT ?", [.int(limit)]
    ) { (row) throws(StoreError) in try row.dossier(0) }
  }
}
