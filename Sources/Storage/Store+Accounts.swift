import JSON
import Ledger
import SQLite

extension Store {
  /// All accounts (账户), by key.
  package func accounts() throws(StoreError) -> [Account] {
    try database.all("SELECT content FROM account ORDER BY key") { (row) throws(StoreError) in
      try row.decoded(0, table: "account") { (reader) throws(JSONContentError) in
        try Account(reader)
      }
    }
  }

  func put(_ account: Account) throws(StoreError) {
    try database.sql(
      """
      INSERT INTO account (key, content) VALUES (?, ?)
      ON CONFLICT (key) DO UPDATE SET content = excluded.content
      """, .text(account.key), .json(account.json))
  }

  package func account(_ key: String) throws(StoreError) -> Account? {
    try database.first("SELECT content FROM account WHERE key = ?", .text(key)) {
      (row) throws(StoreError) in
      try row.decoded(0, table: "account") { (reader) throws(JSONContentError) in
        try Account(reader)
      }
    }
  }

  /// Refuses a change of an account that the rule does not allow; inside a
  /// transaction. Only what is written down now: lines of the log stay what they are.
  func checkStaff(_ operation: Operation) throws(StoreError) {
    let actor = (key: operation.clerk, role: operation.role)
    guard operation.role.may(operation.kind) else {
      throw .ledger(.notAllowed(operation.role, operation.kind))
    }
    var problem: StaffProblem?
    switch operation.act {
    case .putAccount(let new):
      let hall = try accounts()
      let founds =
        new.key == operation.clerk && new.role == .supervisor && operation.role == .supervisor
      if founds, Staff.isEmpty(hall) { return }
      problem = Staff.objection(
        to: new, over: hall.first { $0.key == new.key }, by: actor, among: hall)
    case .setPassphrase(let mark):
      guard let account = try account(operation.entity) else { throw .ledger(.staff(.unknown)) }
      problem = Staff.objection(to: mark, of: account, by: actor)
    default: return
    }
    if let problem { throw .ledger(.staff(problem)) }
  }

  // MARK: Passphrases

  /// What the account's passphrase is checked against; it goes to central, and to
  /// nobody else. Nil when there is none, or when it is that of a passphrase which
  /// does not hold any more.
  package func verifier(of account: String) throws(StoreError) -> String? {
    let found = try database.first(
      "SELECT verifier, mark FROM credential WHERE account = ?", .text(account)
    ) { (verifier: $0.optionalText(0), mark: $0.text(1)) }
    guard let found, found.mark == (try self.account(account)?.passphrase?.digest ?? "") else {
      return nil
    }
    return found.verifier
  }

  /// Keeps a verifier of the passphrase that holds.
  ///
  /// - Parameter isUnsent: whether central is to get it, which has not said itself
  ///   that the passphrase is right.
  package func setVerifier(
    _ verifier: String, of account: String, isUnsent: Bool = true
  ) throws(StoreError) {
    try write { () throws(StoreError) in
      let mark = try self.account(account)?.passphrase?.digest ?? ""
      try put(verifier, of: account, mark: mark, isUnsent: isUnsent)
    }
  }

  /// Writes operations down together with the verifier of the passphrase that one of
  /// them sets, all or none.
  package func record(
    _ operations: [Operation], verifier: String, of account: String
  ) throws(StoreError) {
    try write { () throws(StoreError) in
      for operation in operations { _ = try play(operation) }
      let mark = try self.account(account)?.passphrase?.digest ?? ""
      try put(verifier, of: account, mark: mark, isUnsent: true)
    }
  }

  private func put(
    _ verifier: String, of account: String, mark: String, isUnsent: Bool
  ) throws(StoreError) {
    try database.sql(
      """
      INSERT INTO credential (account, verifier, mark, is_unsent) VALUES (?, ?, ?, ?)
      ON CONFLICT (account) DO UPDATE SET verifier = excluded.verifier, mark = excluded.mark,
        is_unsent = excluded.is_unsent
      """, .text(account), .text(verifier), .text(mark), .int(isUnsent ? 1 : 0))
  }

  /// Under which life of central this machine has shown central that it knows the
  /// account's passphrase; central takes changes of accounts from such machines only.
  package func isProven(_ account: String) throws(StoreError) -> Bool {
    let epoch = try setting("central.epoch") ?? ""
    return try database.first(
      "SELECT 1 FROM credential WHERE account = ? AND proven = (? || ' ' || mark)", .text(account),
      .text(epoch)
    ) { $0.int(0) } != nil
  }

  package func noteProven(_ account: String) throws(StoreError) {
    let epoch = try setting("central.epoch") ?? ""
    try write { () throws(StoreError) in
      try database.sql(
        "UPDATE credential SET proven = ? || ' ' || mark WHERE account = ?", .text(epoch),
        .text(account))
    }
  }

  /// Failed sign-ins since the last good one.
  package func signInState(of account: String) throws(StoreError) -> SignInState {
    try database.first(
      "SELECT failures, lock_boot, lock_until, lock_length FROM credential WHERE account = ?",
      .text(account)
    ) { row in
      var state = SignInState(failures: row.int(0))
      if let boot = row.optionalText(1), let until = row.optionalInt(2),
        let length = row.optionalInt(3)
      {
        state.lock = SignInState.Lock(boot: boot, until: until, length: length)
      }
      return state
    } ?? SignInState()
  }

  package func setSignInState(_ state: SignInState, of account: String) throws(StoreError) {
    try write { () throws(StoreError) in
      try database.sql(
        """
        INSERT INTO credential (account, failures, lock_boot, lock_until, lock_length)
        VALUES (?, ?, ?, ?, ?)
        ON CONFLICT (account) DO UPDATE SET failures = excluded.failures,
          lock_boot = excluded.lock_boot, lock_until = excluded.lock_until,
          lock_length = excluded.lock_length
        """,
        .text(account), .int(state.failures), .text(orNull: state.lock?.boot),
        .int(orNull: state.lock?.until), .int(orNull: state.lock?.length))
    }
  }

  /// A setting of this counter (设置).
  package func setting(_ key: String) throws(StoreError) -> String? {
    try database.first("SELECT value FROM setting WHERE key = ?", .text(key)) { $0.text(0) }
  }

  /// Nil removes it.
  package func setSetting(_ key: String, _ value: String?) throws(StoreError) {
    try write { () throws(StoreError) in
      if let value {
        try database.sql("REPLACE INTO setting VALUES (?, ?)", .text(key), .text(value))
      } else {
        try database.sql("DELETE FROM setting WHERE key = ?", .text(key))
      }
    }
  }

  /// The views that an account saved, by name.
  package func savedViews(of owner: String) throws(StoreError) -> [SavedView] {
    try database.all(
      "SELECT name, content FROM saved_view WHERE owner = ? ORDER BY name", [.text(owner)]
    ) { (row) throws(StoreError) in
      SavedView(
        owner: owner, name: row.text(0),
        content: try row.decoded(1, table: "saved_view") { $0.value })
    }
  }

  package func saveView(_ view: SavedView) throws(StoreError) {
    try write { () throws(StoreError) in
      try database.sql(
        "REPLACE INTO saved_view VALUES (?, ?, ?)", .text(view.owner), .text(view.name),
        .json(view.content))
    }
  }

  package func dropView(owner: String, name: String) throws(StoreError) {
    try write { () throws(StoreError) in
      try database.sql(
        "DELETE FROM saved_view WHERE owner = ? AND name = ?", .text(owner), .text(name))
    }
  }
}
