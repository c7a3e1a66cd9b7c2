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
