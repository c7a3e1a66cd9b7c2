import Domain
import Ledger
import SQLite

extension Store {
  /// How many things wait for somebody's decision (需处理): what central refused,
  /// conflicts, possible duplicates and doubts.
  package func taskCount() throws(StoreError) -> Int {
    try attentionCount()
      + (try database.first("SELECT ifnull(sum(undecided), 0) FROM dossier WHERE undecided > 0") {
        $0.int(0)
      } ?? 0)
      + (try database.first("SELECT count(*) FROM ticket WHERE is_doubted = 1") { $0.int(0) } ?? 0)
  }

  /// Tickets about which something is odd that nobody has looked into, oldest first.
  package func doubtedTickets(limit: Int) throws(StoreError) -> [Ticket] {
    try database.all(
      "SELECT content FROM ticket WHERE is_doubted = 1 ORDER BY day, id LIMIT ?", [.int(limit)]
    ) { (row) throws(StoreError) in toldApart(try row.ticket(0)) }
  }

  /// Dossiers in which edits met that nobody has decided on, that another dossier of
  /// the same person may double (待裁), or that are odd (存疑), oldest first.
  package func undecidedDossiers(limit: Int) throws(StoreError) -> [Dossier] {
    try database.all(
      "SELECT content FROM dossier WHERE undecided > 0 ORDER BY place LIMIT ?", [.int(limit)]
    ) { (row) throws(StoreError) in try row.dossier(0) }
  }
}
