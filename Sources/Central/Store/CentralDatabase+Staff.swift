import Crypto
import Domain
import JSON
import Ledger
import SQLite
import Sync

/// Why central leaves an account as it is (账户不变), for an administrator.
package enum StaffRefusal: Error, Equatable {
  case unknown(account: String)
  case lastSupervisor(account: String)
  /// A department's computer works under it.
  case system(account: String)
  case nameTaken(String)
}

// What an administrator does with the people of a hall; counters learn of it with
// the next pull.
extension CentralDatabase {
  /// Everybody of a hall, by key.
  package func staff(of hall: String) throws(CentralError) -> [Account] {
    let county = String(hall.prefix(6))
    let rows = try engine.find(
      Self.entityByKey,
      try accountKeys(of: hall).map { [.text(county), .text($0.kind.rawValue), .text($0.id)] })
    var staff: [Account] = []
    for row in rows {
      if let account = try record(row).entity?.account { staff.append(account) }
    }
    return staff.sorted { $0.key < $1.key }
  }

  /// A new supervisor with a one-time passphrase.
  ///
  /// - Parameters:
  ///   - encoded: the Argon2id hash of the one-time passphrase.
  ///   - actor: who does it, for the audit.
  package func makeSupervisor(
    _ name: String, of hall: String, id: String, encoded: String, until: Instant,
    by actor: String, at now: Instant
  ) throws(CentralError) -> Result<Account, StaffRefusal> {
    try changing(hall, by: actor, at: now) { staff in
      if staff.contains(where: { $0.name == name }) { return .failure(.nameTaken(name)) }
      let mark = PassphraseMark(digest: Self.mark(of: encoded), oneTimeUntil: until)
      let account = Account(key: id, name: name, role: .supervisor, passphrase: mark)
      return .success(
        StaffChange(account: account, what: "account.supervisor", encoded: encoded))
    }
  }

  /// A one-time passphrase in place of one that somebody forgot.
  package func resetPassphrase(
    of key: String, encoded: String, until: Instant, by actor: String, at now: Instant
  ) throws(CentralError) -> Result<Account, StaffRefusal> {
    try changing(account: key, by: actor, at: now) { account, _ in
      var changed = account
      changed.passphrase = PassphraseMark(
        digest: Self.mark(of: encoded), oneTimeUntil: until)
      return .success(StaffChange(account: changed, what: "account.reset", encoded: encoded))
    }
  }

  /// Lets somebody in, or out: never the last one who could let others in.
  package func setActive(
    _ isActive: Bool, _ key: String, by actor: String, at now: Instant
  ) throws(CentralError) -> Result<Account, StaffRefusal> {
    try changing(account: key, by: actor, at: now) { account, staff in
      var changed = account
      changed.isActive = isActive
      if isActive { changed.isBrought = false }
      guard Staff.leavesSupervisor(changed, over: account, among: staff) else {
        return .failure(.lastSupervisor(account: key))
      }
      return .success(
        StaffChange(account: changed, what: isActive ? "account.enable" : "account.disable"))
    }
  }

  /// An account as it is to be, with the hash of its passphrase when that changes.
  private struct StaffChange {
    let account: Account
    let what: String
    var encoded: String?
  }

  private func changing(
    account key: String, by actor: String, at now: Instant,
    _ body: (Account, [Account]) -> Result<StaffChange, StaffRefusal>
  ) throws(CentralError) -> Result<Account, StaffRefusal> {
    let row = try engine.first(
      "SELECT hall FROM entity WHERE kind = $1 AND id = $2",
      [.text(Entity.Kind.account.rawValue), .text(key)])
    guard let hall = row?[0].string else { return .failure(.unknown(account: key)) }
    return try changing(hall, by: actor, at: now) { staff in
      guard let account = staff.first(where: { $0.key == key }) else {
        return .failure(.unknown(account: key))
      }
      return account.isSystem ? .failure(.system(account: key)) : body(account, staff)
    }
  }

  /// Under the county's lock, so that what was read of the hall still holds.
  private func changing(
    _ hall: String, by actor: String, at now: Instant,
    _ body: ([Account]) -> Result<StaffChange, StaffRefusal>
  ) throws(CentralError) -> Result<Account, StaffRefusal> {
    let county = String(hall.prefix(6))
    return try engine.transaction { () throws(CentralError) in
      try engine.lock([county])
      let change: StaffChange
      switch body(try staff(of: hall)) {
      case .failure(let refusal): return .failure(refusal)
      case .success(let made): change = made
      }
      let key = EntityKey(.account, change.account.key)
      var needs = Needs()
      needs.entities = [key]
      let device = DeviceRecord(id: "", hall: hall, streams: [])
      _ = try judging([county: needs], [[county]], at: now) { dockets in
        dockets.at(county) { $0.put(.account(change.account), as: key, from: device) }
      }
      if let encoded = change.encoded {
        try put(verifier: encoded, of: key.id, county: county, now)
      }
      try audit(actor, change.what, key.id, now)
      return .success(change.account)
    }
  }
}
