import SQLite

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

/// Whether a counter belongs to central, as its own store says (入网状态).
package enum CentralStanding: Equatable, Sendable {
  /// It stands alone.
  case alone
  case joined(CentralLink)
  /// It has joined, and these of its rows `central.…` are gone or not what they were.
  case damaged(rows: [String])
}

extension Store {
  /// What any of the traces says that joining leaves: a row that is lost must not
  /// make a counter look as if it had never joined.
  package func centralStanding() throws(StoreError) -> CentralStanding {
    let isDigit = { (byte: UInt8) in (0x30...0x39).contains(byte) }
    let checks: [(row: String, isGood: (String) -> Bool)] = [
      ("url", { $0.hasPrefix("https://") && $0.utf8.count > 8 }),
      ("authority", Store.isCertificate), ("device", { !$0.isEmpty }),
      ("hall", { $0.utf8.count == 9 && $0.utf8.allSatisfy(isDigit) }),
    ]
    var wrong: [String] = []
    for (row, isGood) in checks {
      if let value = try setting("central.\(row)"), isGood(value) { continue }
      wrong.append(row)
    }
    if wrong.isEmpty, let link = try centralLink() { return .joined(link) }
    return try Store.hasJoined(database) ? .damaged(rows: wrong) : .alone
  }

  static func hasJoined(_ database: Database) throws(StoreError) -> Bool {
    try database.first(
      """
      SELECT 1 WHERE EXISTS (SELECT 1 FROM log) OR EXISTS (
        SELECT 1 FROM setting WHERE key IN (
          'central.url', 'central.authority', 'central.device', 'central.hall'))
      """
    ) { $0.int(0) } != nil
  }

  /// PEM, by its form.
  private static func isCertificate(_ text: String) -> Bool {
    let lines = text.split(whereSeparator: \.isNewline)
    guard let begin = lines.firstIndex(of: "-----BEGIN CERTIFICATE-----"),
      let end = lines[begin...].firstIndex(of: "-----END CERTIFICATE-----"), end > begin + 1
    else { return false }
    return lines[(begin + 1)..<end].allSatisfy { line in
      line.utf8.allSatisfy { byte in
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2B, 0x2F, 0x3D: true
        default: false
        }
      }
    }
  }

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

  /// Accounts whose verifier central does not have yet, with it; not those of
  /// passphrases that do not hold any more.
  package func unsentVerifiers() throws(StoreError) -> [(account: String, verifier: String)] {
    let unsent = try database.all(
      "SELECT account FROM credential WHERE is_unsent = 1 ORDER BY account"
    ) { $0.text(0) }
    var found: [(account: String, verifier: String)] = []
    for account in unsent {
      if let verifier = try verifier(of: account) { found.append((account, verifier)) }
    }
    return found
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
