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

  /// What the account's passphrase is checked against; it never leaves the machine.
  package func verifier(of account: String) throws(StoreError) -> String? {
    try database.first("SELECT verifier FROM credential WHERE account = ?", .text(account)) {
      $0.optionalText(0)
    } ?? nil
  }

  package func setVerifier(_ verifier: String, of account: String) throws(StoreError) {
    try write { () throws(StoreError) in
      try database.sql(
        """
        INSERT INTO credential (account, verifier, is_unsent) VALUES (?, ?, 1)
        ON CONFLICT (account) DO UPDATE SET verifier = excluded.verifier, is_unsent = 1
        """, .text(account), .text(verifier))
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
