import Domain
import Ledger
import SQLite
import Sync

// What the counters of one hall share while they are online: passphrases of
// their people, and the hall's own queue.
extension CentralDatabase {
  /// Whether an account is one of this hall, and may work.
  private func isActive(
    _ account: String, of device: DeviceRecord
  ) throws(CentralError) -> Bool {
    let row = try engine.find(
      Self.entityByKey,
      [[.text(device.division), .text("account"), .text(account)]]
    ).first
    guard let row else { return false }
    let record = try record(row)
    return record.hall == device.hall && record.entity?.account?.isActive == true
  }

  /// Keeps the Argon2id hash that a counter made.
  func putVerifier(
    account: String, encoded: String, from device: DeviceRecord, at now: Instant
  ) throws(CentralError) -> Result<Void, Refusal> {
    try engine.transaction { () throws(CentralError) in
      guard try isActive(account, of: device) else { return .failure(.notFound) }
      try engine.write(
        Table(
          name: "verifier",
          columns: [
            .text("county"), .text("account"), .text("encoded"), .int("at"), .int("failures"),
            .int("locked"),
          ], key: ["county", "account"]),
        [
          [
            .text(device.division), .text(account), .text(encoded), .int(now.milliseconds),
            .int(0), .int(0),
          ]
        ])
      return .success(())
    }
  }

  /// The hash to compare with; locked after too many wrong ones.
  func verifier(
    account: String, for device: DeviceRecord, at now: Instant
  ) throws(CentralError) -> Result<String, Refusal> {
    guard try isActive(account, of: device) else { return .failure(.scope) }
    let row = try engine.first(
      "SELECT encoded, locked FROM verifier WHERE county = $1 AND account = $2",
      [.text(device.division), .text(account)])
    guard let row else { return .failure(.scope) }
    let left = row[1].number - now.milliseconds
    if left > 0 { return .failure(.busy(seconds: left / 1000 + 1)) }
    return .success(row[0].string)
  }

  /// After the fifth wrong passphrase 1 minute, then 5, then 15.
  func note(
    isRight: Bool, account: String, for device: DeviceRecord, at now: Instant
  ) throws(CentralError) {
    try engine.transaction { () throws(CentralError) in
      let place: [Value] = [.text(device.division), .text(account)]
      let row = try engine.first(
        "SELECT failures FROM verifier WHERE county = $1 AND account = $2", place)
      let failures = isRight ? 0 : (row?[0].number ?? 0) + 1
      let minutes = [5: 1, 6: 5][failures] ?? (failures > 6 ? 15 : 0)
      try engine.run(
        "UPDATE verifier SET failures = $1, locked = $2 WHERE county = $3 AND account = $4",
        [.int(failures), .int(minutes == 0 ? 0 : now.milliseconds + minutes * 60_000)] + place)
      try audit(device.id, isRight ? "clerk.sign-in" : "clerk.wrong", account, now)
    }
  }
}
