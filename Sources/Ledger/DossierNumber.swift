import Domain

/// The number of a dossier (办件号): `640104-7K3M-000123-W`, which is the
/// county, the log, the serial and an ISO 7064 MOD 37,36 check character.
package enum DossierNumber {
  package static func text(division: String, log: String, serial: Int) -> String {
    let digits = String(serial)
    let padded = String(repeating: "0", count: max(0, 6 - digits.count)) + digits
    let body = "\(division)-\(log)-\(padded)"
    guard let check = CheckDigit.ofDossierNumber(body) else {
      preconditionFailure("\(log) is no log code")
    }
    return "\(body)-\(check)"
  }
}

/// Whether a person is registered as unemployed, as far as this store knows.
package enum Registrations {
  /// The newest proceeding that registers or cancels, and did so, decides.
  package static func isOpen(_ dossiers: [DossierSummary]) -> Bool {
    for dossier in dossiers {
      for proceeding in dossier.proceedings where proceeding.state == .approved {
        if proceeding.meaning == .unemploymentCancellation { return false }
        if proceeding.meaning == .unemploymentRegistration { return true }
      }
    }
    return false
  }
}

extension DossierNumber {
  /// The serial in a number of this log, or of any; nil for another one's number.
  package static func serial(_ number: String, log: String? = nil) -> Int? {
    let parts = number.split(separator: "-")
    guard parts.count == 4, log == nil || log == String(parts[1]) else { return nil }
    return Int(parts[2])
  }
}
