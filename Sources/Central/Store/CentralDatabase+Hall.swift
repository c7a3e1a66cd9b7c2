import Crypto
import Domain
import JSON
import Ledger
import SQLite
import Sync

// What the counters of one hall share while they are online: passphrases of
// their people, and the hall's own queue.
extension CentralDatabase {
  /// An account of this hall; nil for one that is not.
  private func account(
    _ key: String, of device: DeviceRecord
  ) throws(CentralError) -> Account? {
    let row = try engine.find(
      Self.entityByKey, [[.text(device.division), .text("account"), .text(key)]]
    ).first
    guard let row else { return nil }
    let record = try record(row)
    return record.hall == device.hall ? record.entity?.account : nil
  }

  /// Keeps the Argon2id hash that a counter made.
  ///
  /// Who may set a passphrase was judged with the operation that set its mark; the
  /// hash has to be the one that the mark means. Of an account without a mark only
  /// the first hash is taken, from the device that brought the account.
  func putVerifier(
    account key: String, encoded: String, from device: DeviceRecord, at now: Instant
  ) throws(CentralError) -> Result<Void, Refusal> {
    try engine.transaction { () throws(CentralError) in
      guard let account = try account(key, of: device) else { return .failure(.notFound) }
      if let mark = account.passphrase {
        guard mark.digest == Self.mark(of: encoded) else {
          try audit(device.id, "clerk.verifier.refused", key, now)
          return .failure(.scope)
        }
      } else {
        let place: [Value] = [.text(device.division), .text(key)]
        let known = try engine.first(
          "SELECT encoded FROM verifier WHERE county = $1 AND account = $2", place)
        if known?[0].string == encoded { return .success(()) }
        let proof = try engine.first(
          "SELECT mark FROM clerk_proof WHERE county = $1 AND account = $2 AND device = $3",
          place + [.text(device.id)])
        guard known == nil, proof != nil else {
          try audit(device.id, "clerk.verifier.refused", key, now)
          return .failure(.scope)
        }
      }
      try put(verifier: encoded, of: key, county: device.division, now)
      try audit(device.id, "clerk.verifier", key, now)
      return .success(())
    }
  }

  /// What an account's mark says of a hash.
  static func mark(of encoded: String) -> String { Hex.text(SHA256.hash(encoded)) }

  func put(
    verifier encoded: String, of account: String, county: String, _ now: Instant
  ) throws(CentralError) {
    try engine.write(
      Table(
        name: "verifier",
        columns: [
          .text("county"), .text("account"), .text("encoded"), .int("at"), .int("failures"),
          .int("locked"),
        ], key: ["county", "account"]),
      [[.text(county), .text(account), .text(encoded), .int(now.milliseconds), .int(0), .int(0)]])
  }

  /// The hash to compare with, and the mark that it belongs to; locked after too many
  /// wrong ones.
  func verifier(
    account key: String, for device: DeviceRecord, at now: Instant
  ) throws(CentralError) -> Result<(encoded: String, mark: String), Refusal> {
    guard let account = try account(key, of: device), account.worksHere,
      account.passphrase?.isOver(at: now) != true
    else { return .failure(.scope) }
    let row = try engine.first(
      "SELECT encoded, locked FROM verifier WHERE county = $1 AND account = $2",
      [.text(device.division), .text(key)])
    // The account travels with its log, its hash by itself: it may still be on its way.
    guard let row else { return .failure(.notFound) }
    let left = row[1].number - now.milliseconds
    if left > 0 { return .failure(.busy(seconds: left / 1000 + 1)) }
    let mark = account.passphrase?.digest ?? ""
    // The passphrase was changed, and the hash of the new one is still on its way.
    guard mark.isEmpty || mark == Self.mark(of: row[0].string) else { return .failure(.notFound) }
    return .success((row[0].string, mark))
  }

  /// After the fifth wrong passphrase 1 minute, then 5, then 15.
  ///
  /// - Parameter proven: the mark of the passphrase that was right; nil after a wrong one.
  func note(
    proven: String?, account: String, for device: DeviceRecord, at now: Instant
  ) throws(CentralError) {
    try engine.transaction { () throws(CentralError) in
      let place: [Value] = [.text(device.division), .text(account)]
      let row = try engine.first(
        "SELECT failures FROM verifier WHERE county = $1 AND account = $2", place)
      let failures = proven != nil ? 0 : (row?[0].number ?? 0) + 1
      let minutes = [5: 1, 6: 5][failures] ?? (failures > 6 ? 15 : 0)
      try engine.run(
        "UPDATE verifier SET failures = $1, locked = $2 WHERE county = $3 AND account = $4",
        [.int(failures), .int(minutes == 0 ? 0 : now.milliseconds + minutes * 60_000)] + place)
      if let proven {
        try note(
          Proof(device: device.id, account: account), mark: proven, county: device.division)
      }
      try audit(device.id, proven != nil ? "clerk.sign-in" : "clerk.wrong", account, now)
    }
  }

  /// A proof of a passphrase at a device of any county.
  func note(_ proof: Proof, mark: String) throws(CentralError) {
    guard let device = try device(proof.device) else { return }
    try note(proof, mark: mark, county: device.record.division)
  }

  private func note(_ proof: Proof, mark: String, county: String) throws(CentralError) {
    try engine.write(
      Table(
        name: "clerk_proof",
        columns: [.text("county"), .text("device"), .text("account"), .text("mark")],
        key: ["county", "device", "account"]),
      [[.text(county), .text(proof.device), .text(proof.account), .text(mark)]])
  }
}
