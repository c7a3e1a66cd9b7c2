import Domain
import Ledger
import SQLite

// A dossier may be without a number for a while: when two machines had one log,
// central gives a number to the first that comes and takes it from the other,
// whose counter then makes a new one.

extension Store {
  /// The number as lists show it, where each stands once: the dossier's own, or
  /// 待编号 and a part of its id while another dossier has that number here.
  func freeNumber(of dossier: Dossier) throws(StoreError) -> String {
    let owner = try database.first(
      "SELECT id FROM dossier WHERE number = ?", .text(dossier.number)
    ) { $0.text(0) }
    let isFree = !dossier.number.isEmpty && (owner == nil || owner == dossier.id)
    return isFree ? dossier.number : "\(Store.unnumbered)\(dossier.id)"
  }

  private static let unnumbered = "待编号 "

  /// After the dossier's own number has become another one; inside a transaction.
  func renumber(
    _ before: StoredDossier, _ number: String, _ after: Dossier
  ) throws(StoreError) {
    try database.sql(
      "UPDATE dossier SET number = ? WHERE place = ?", .text(number), .int(before.place))
    try markSerial(of: after)
    // Another dossier may have waited for the number that is free now.
    let waiting = try database.all(
      "SELECT id FROM dossier WHERE number > ? AND number < ?",
      [.text(Store.unnumbered), .text(Store.unnumbered + "\u{10FFFF}")]
    ) { $0.text(0) }
    for id in waiting where id != after.id {
      guard let stored = try stored(id) else { continue }
      let free = try freeNumber(of: stored.dossier)
      guard free != stored.number else { continue }
      for (table, column) in [("dossier", "place"), ("proceeding", "dossier")] {
        try database.sql(
          "UPDATE \(table) SET number = ? WHERE \(column) = ?", .text(free), .int(stored.place))
      }
    }
  }

  /// Serials of this counter's own numbers are never given again.
  func markSerial(of dossier: Dossier) throws(StoreError) {
    guard let serial = DossierNumber.serial(dossier.number, log: chain.log) else { return }
    try database.sql(
      "UPDATE meta SET value = max(value, ?) WHERE key = 'number_hwm'", .int(serial))
  }

  /// Out of everything that screens read: it belongs to another hall now, or
  /// central refused it; inside a transaction.
  func remove(_ stored: StoredDossier) throws(StoreError) {
    let keys = index(stored.dossier.theme, stored.dossier.answers)
    try deleteKeys(SearchIndex.keys(keys, number: stored.dossier.number), of: stored.place)
    let persons = try removeAftercare(of: stored.place)
    for table in ["proceeding", "register_entry"] {
      try database.sql("DELETE FROM \(table) WHERE dossier = ?", .int(stored.place))
    }
    let isLast = try dossierCount() == stored.place
    try database.sql("DELETE FROM dossier WHERE place = ?", .int(stored.place))
    for person in persons { try markEnded(person) }
    guard isLast else { return }
    // The next dossier gets this place, and must be looked at.
    try database.sql(
      "UPDATE meta SET value = min(value, ?) WHERE key = 'indexed'", .int(stored.place - 1))
    try lowerAftercare(to: stored.place - 1)
  }
}
