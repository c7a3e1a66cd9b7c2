import Domain
import Ledger
import SQLite

// Scans that were attached here (本机附的扫描件): others get their content through
// central, which gets it from here.

extension Store {
  /// Inside a transaction.
  func noteScan(_ scan: Scan, of dossier: String) throws(StoreError) {
    try database.sql(
      "INSERT OR IGNORE INTO scan_copy (hash, dossier, size, format) VALUES (?, ?, ?, ?)",
      .text(scan.hash), .text(dossier), .int(scan.size), .text(scan.format.rawValue))
  }

  /// Every scan so far, when a counter that stood alone joins.
  func noteAllScans() throws(StoreError) {
    try forEachDossier { (dossier) throws(StoreError) in
      for scan in dossier.materials.flatMap(\.scans) { try noteScan(scan, of: dossier.id) }
    }
  }

  /// Scans whose content central has not got yet, with the dossiers that name them.
  package func unsentScans() throws(StoreError) -> [(dossier: String, scan: Scan)] {
    try database.all(
      "SELECT dossier, hash, size, format FROM scan_copy WHERE is_sent = 0 ORDER BY hash"
    ) { (row) throws(StoreError) in
      (
        row.text(0),
        Scan(hash: row.text(1), size: row.int(2), format: try row.word(3, table: "scan_copy"))
      )
    }
  }

  package func markSent(_ scan: Scan) throws(StoreError) {
    try write { () throws(StoreError) in
      try database.sql("UPDATE scan_copy SET is_sent = 1 WHERE hash = ?", .text(scan.hash))
    }
  }

  /// Whether its file must be here. Without central all of them must.
  package func isOwn(_ scan: Scan) throws(StoreError) -> Bool {
    guard isEnrolled else { return true }
    return try database.first("SELECT 1 FROM scan_copy WHERE hash = ?", .text(scan.hash)) {
      $0.int(0)
    } != nil
  }
}
