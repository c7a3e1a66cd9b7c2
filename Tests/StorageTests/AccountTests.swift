import Domain
import JSON
import Ledger
import MadeUp
import Testing

@testable import Storage

@Suite("账户、设置、保存的视图")
struct AccountTests {
  @Test("口令校验值只在本机：不进日志，重建后还在")
  func verifierStaysHere() throws {
    let test = try TestStore()
    let account = Account(key: "u1", name: "虚构", role: .clerk)
    try test.store.record(test.made.operation(.putAccount(account), on: "u1", role: .admin))
    #expect(try test.store.verifier(of: "u1") == nil)
    try test.store.setVerifier("$argon2id$older-secret", of: "u1")
    try test.store.setVerifier("$argon2id$secret", of: "u1")
    try test.store.rebuild()
    try test.reopen()
    #expect(try test.store.verifier(of: "u1") == "$argon2id$secret")
    #expect(try test.store.accounts() == [account])
    let lines = try test.store.database.query("SELECT line FROM op") { $0.blob(0) }
    #expect(lines.allSatisfy { !String(decoding: $0, as: UTF8.self).contains("secret") })
  }

  private func mark(_ digit: String, until: Instant? = nil) -> PassphraseMark {
    PassphraseMark(digest: String(repeating: digit, count: 64), oneTimeUntil: until)
  }

  @Test("First aid 19: 口令一改，旧的校验值就不算数；新的和那一笔同时写下，要传给中心")
  func newPassphrase() throws {
    let test = try TestStore()
    let store = test.store
    var account = Account(key: "u1", name: "虚构", role: .clerk)
    try store.record(
      test.made.operation(.putAccount(account), on: "u1", role: .supervisor, clerk: "s"))
    try store.setVerifier("first", of: "u1")
    // As it comes from another counter: the mark alone.
    let until = test.made.now
    try store.record(
      test.made.operation(
        .setPassphrase(mark("a", until: until)), on: "u1", role: .supervisor, clerk: "s"))
    #expect(try store.verifier(of: "u1") == nil)
    #expect(try store.unsentVerifiers().isEmpty)
    for steps in 1... {
      store.database.failAfter(steps: steps)
      let own = test.made.operation(.setPassphrase(mark("b")), on: "u1", role: .clerk, clerk: "u1")
      do {
        try store.record([own], verifier: "second", of: "u1")
        store.database.failNoMore()
        break
      } catch {
        store.database.failNoMore()
        let isDone = try store.account("u1")?.passphrase == mark("b")
        #expect(try store.verifier(of: "u1") == (isDone ? "second" : nil))
        if isDone { break }
      }
    }
    #expect(try store.verifier(of: "u1") == "second")
    #expect(try store.unsentVerifiers().map(\.verifier) == ["second"])
    try store.rebuild()
    account.passphrase = mark("b")
    #expect(try store.accounts() == [account])
    #expect(try store.verifier(of: "u1") == "second")
    // Renaming brings the old one not back.
    account.name = "改名"
    account.passphrase = nil
    try store.record(
      test.made.operation(.putAccount(account), on: "u1", role: .supervisor, clerk: "s"))
    #expect(try store.account("u1")?.passphrase == mark("b"))
  }

  @Test("First aid 12: 本机也按同一条规则：谁能建、能停、能重置；最后一位主管停不了")
  func rule() throws {
    let test = try TestStore()
    func put(_ account: Account, by key: String, _ role: Role) throws {
      try test.store.record(
        test.made.operation(.putAccount(account), on: account.key, role: role, clerk: key))
    }
    let first = Account(key: "s", name: "主管", role: .supervisor)
    try put(first, by: "s", .supervisor)
    let other = Account(key: "s9", name: "自封", role: .supervisor)
    #expect(throws: StoreError.self) {
      try put(Account(key: "a", name: "管理员", role: .admin), by: "s", .supervisor)
    }
    #expect(throws: StoreError.self) { try put(other, by: "c", .clerk) }
    var out = first
    out.isActive = false
    #expect(throws: StoreError.ledger(.staff(.own))) { try put(out, by: "s", .supervisor) }
    #expect(throws: StoreError.ledger(.staff(.lastSupervisor))) { try put(out, by: "x", .admin) }
    try put(other, by: "s", .supervisor)
    try put(out, by: "s9", .supervisor)
    #expect(throws: StoreError.ledger(.staff(.rank(.supervisor)))) {
      try test.store.record(
        test.made.operation(
          .setPassphrase(mark("c", until: test.made.now)), on: "s9", role: .supervisor,
          clerk: "s"))
    }
    #expect(throws: StoreError.ledger(.staff(.unknown))) {
      try test.store.record(
        test.made.operation(.setPassphrase(mark("c")), on: "nobody", role: .clerk, clerk: "nobody"))
    }
    #expect(try test.store.accounts().map(\.isActive) == [false, true])
  }

  @Test("First aid 19: 草稿记下是谁填的；旧库升级后口令、草稿都还在")
  func draftsOfLeavers() throws {
    let test = try TestStore()
    try test.store.record(
      test.made.operation(
        .putAccount(Account(key: "u1", name: "虚构", role: .clerk)), on: "u1", role: .supervisor,
        clerk: "s"))
    try test.store.setVerifier("kept", of: "u1")
    let field = DraftField(part: .answers, key: "name", answer: .text("张示例"))
    try test.store.journal("t1", [field], by: "u1", at: test.made.now)
    #expect(try test.store.drafts().map(\.clerk) == ["u1"])
    try test.store.database.execute(
      """
      ALTER TABLE credential DROP COLUMN mark;
      ALTER TABLE credential DROP COLUMN proven;
      ALTER TABLE draft DROP COLUMN clerk;
      DROP INDEX ticket_doubted; ALTER TABLE ticket DROP COLUMN is_doubted;
      PRAGMA user_version = 6;
      """)
    try test.reopen()
    #expect(try test.store.verifier(of: "u1") == "kept")
    #expect(try test.store.drafts().map(\.clerk) == [""])
    #expect(try test.store.draft("t1")?.answers[text: "name"] == "张示例")
  }

  @Test("失败次数和锁定重开后还在，且不动校验值")
  func signInState() throws {
    let test = try TestStore()
    #expect(try test.store.signInState(of: "u1") == SignInState())
    try test.store.setVerifier("v", of: "u1")
    let locked = SignInState(
      failures: 5, lock: SignInState.Lock(boot: "b7", until: 61_000, length: 60_000))
    try test.store.setSignInState(locked, of: "u1")
    try test.reopen()
    #expect(try test.store.signInState(of: "u1") == locked)
    #expect(try test.store.verifier(of: "u1") == "v")
    try test.store.setSignInState(SignInState(), of: "u1")
    #expect(try test.store.signInState(of: "u1") == SignInState())
  }

  @Test("设置可写、可改、可删")
  func settings() throws {
    let test = try TestStore()
    #expect(try test.store.setting("counter") == nil)
    try test.store.setSetting("counter", "1")
    try test.store.setSetting("counter", "2")
    #expect(try test.store.setting("counter") == "2")
    try test.store.setSetting("counter", nil)
    #expect(try test.store.setting("counter") == nil)
  }

  @Test("保存的视图各归各的账户")
  func savedViews() throws {
    let test = try TestStore()
    let mine = SavedView(owner: "u1", name: "本周到期", content: ["sort": "due"])
    try test.store.saveView(SavedView(owner: "u1", name: "本周到期", content: [:]))
    try test.store.saveView(mine)
    try test.store.saveView(SavedView(owner: "u2", name: "全部", content: [:]))
    #expect(try test.store.savedViews(of: "u1") == [mine])
    try test.store.dropView(owner: "u1", name: "本周到期")
    #expect(try test.store.savedViews(of: "u1") == [])
  }

  @Test("审计记录最新的在前，可以往前翻")
  func auditTrail() throws {
    let test = try TestStore()
    var operations: [Operation] = []
    for _ in 0..<5 { operations.append(test.made.operation(.signIn, on: "u1")) }
    try test.store.record(operations)
    let newest = try test.store.auditTrail(limit: 2)
    #expect(newest.map(\.sequence) == [5, 4])
    #expect(newest.map(\.operation) == [operations[4].id, operations[3].id])
    #expect(newest[0].kind == .auditSignIn && newest[0].role == .clerk)
    #expect(try test.store.auditTrail(limit: 9, before: 4).map(\.sequence) == [3, 2, 1])
  }
}
