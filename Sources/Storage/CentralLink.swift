/// What a counter knows of the central service that it belongs to (中心连接).
///
/// The device's secret key is not here: a copy of the store must not be able to
/// speak for the counter.
package struct CentralLink: Equatable, Sendable {
  /// `https://central.example:8443`, without a slash at the end.
  package var url: String
  /// The certificate authority that central's certificate must come from, PEM.
  package var authority: String
  package var device: String
  package var hall: String
  /// Which life of central's store the cursors and marks are about; nil before
  /// the first contact.
  package var epoch: String?

  package init(url: String, authority: String, device: String, hall: String, epoch: String? = nil) {
    self.url = url
    self.authority = authority
    self.device = device
    self.hall = hall
    self.epoch = epoch
  }
}

extension Store {
  /// Nil for a counter that stands alone.
  package func centralLink() throws(StoreError) -> CentralLink? {
    guard let url = try setting("central.url"), let authority = try setting("central.authority"),
      let device = try setting("central.device"), let hall = try setting("central.hall")
    else { return nil }
    return CentralLink(
      url: url, authority: authority, device: device, hall: hall,
      epoch: try setting("central.epoch"))
  }

  /// Joins this store, with whatever is in its log, to central (登记入网).
  ///
  /// - Parameter log: what the log is called from now on. Another code than
  ///   now when central has given that one away: every line is chained anew.
  package func enrol(_ link: CentralLink, log code: String) throws(StoreError) {
    try write { () throws(StoreError) in
      try saveLink(link)
      for table in ["log", "ack", "cursor", "scanned", "member"] {
        try database.sql("DELETE FROM \(table)")
      }
      try database.sql("INSERT INTO log (code) VALUES (?)", .text(chain.log))
      try database.sql("UPDATE credential SET is_unsent = 1 WHERE verifier IS NOT NULL")
      try database.sql("UPDATE scan_copy SET is_sent = 0")
      if !isEnrolled {
        try noteAllScans()
        try tellTicketsApart()
      }
    }
    isEnrolled = true
    forgetLive()
    if code != chain.log { try rekey(log: chain.log, from: 1, to: code) }
  }

  func saveLink(_ link: CentralLink) throws(StoreError) {
    let values = [
      ("url", link.url), ("authority", link.authority), ("device", link.device),
      ("hall", link.hall), ("epoch", link.epoch),
    ]
    for (key, value) in values {
      if let value {
        try database.sql(
          "REPLACE INTO setting VALUES (?, ?)", .text("central.\(key)"), .text(value))
      } else {
        try database.sql("DELETE FROM setting WHERE key = ?", .text("central.\(key)"))
      }
    }
  }

  /// Accounts whose verifier central does not have yet, with it.
  package func unsentVerifiers() throws(StoreError) -> [(account: String, verifier: String)] {
    try database.all(
      """
      SELECT account, verifier FROM credential
      WHERE is_unsent = 1 AND verifier IS NOT NULL ORDER BY account
      """
    ) { ($0.text(0), $0.text(1)) }
  }

  /// Central has this one now, unless it changed meanwhile.
  package func markSent(_ verifier: String, of account: String) throws(StoreError) {
    try write { () throws(StoreError) in
      try database.sql(
        "UPDATE credential SET is_unsent = 0 WHERE account = ? AND verifier = ?", .text(account),
        .text(verifier))
    }
  }
}
