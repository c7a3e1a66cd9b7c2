import Domain
import Ledger
import MadeUp
import SyncModel
import Testing

@testable import Sync

/// Who may make, change and let in whom, as central judges it (人员裁定).
@Suite("Central judges changes of accounts")
struct DocketStaffTests {
  /// A second counter of the hall of AAAA.
  private static let second = DeviceRecord(
    id: "second", hall: Bench.hall, streams: Bench.counter.streams)

  private func bench() -> Bench {
    var bench = Bench()
    bench.open("DDDD", for: Self.second)
    return bench
  }

  private func account(_ key: String, _ bench: Bench) -> Account? {
    bench.central.entities[EntityKey(.account, key)]?.entity?.account
  }

  private func mark(_ digit: String, until: Instant? = nil) -> PassphraseMark {
    PassphraseMark(digest: String(repeating: digit, count: 64), oneTimeUntil: until)
  }

  @Test(
    "First aid 12: a hall that has people is founded no second time; the machine's people stay out")
  func secondFounder() {
    var bench = bench()
    let founder = Account(key: "sDDDD", name: "单机主管", role: .supervisor)
    #expect(
      bench.push("DDDD", .putAccount(founder), on: "sDDDD", role: .supervisor, clerk: "sDDDD")
        == .merged(kept: ["active"]))
    #expect(account("sDDDD", bench)?.isActive == false)
    #expect(account("sDDDD", bench)?.isBrought == true)
    // Nor do those whom it made, a 管理员 least of all.
    for role in Role.allCases {
      let made = Account(key: "x\(role)", name: "单机人员", role: role)
      let outcome = bench.push(
        "DDDD", .putAccount(made), on: made.key, role: .supervisor, clerk: "sDDDD")
      #expect(
        outcome == (role == .admin ? .rejected(code: "E_ROLE") : .merged(kept: ["active"])))
      #expect(account(made.key, bench)?.isActive != true)
    }
    // Their history goes on without letting anybody in.
    var again = Account(key: "xclerk", name: "单机人员", role: .clerk)
    #expect(
      bench.push("DDDD", .putAccount(again), on: "xclerk", role: .supervisor, clerk: "sDDDD")
        == .merged(kept: ["active"]))
    #expect(
      bench.push(
        "DDDD", .setPassphrase(mark("a")), on: "sDDDD", role: .supervisor, clerk: "sDDDD")
        == .merged(kept: ["active"]))
    #expect(account("sDDDD", bench)?.passphrase == mark("a"))
    // What they did for citizens stands; they change nothing of the hall's people.
    #expect(
      bench.push("DDDD", .accept(bench.acceptance(1, log: "DDDD")), on: "x", clerk: "xclerk")
        == .applied)
    for key in ["sAAAA", "c1"] {
      var victim = account(key, bench)!
      victim.isActive = false
      #expect(
        bench.push("DDDD", .putAccount(victim), on: key, role: .supervisor, clerk: "sDDDD")
          == .rejected(code: "E_ROLE"))
      #expect(account(key, bench)?.isActive == true)
    }
    // A supervisor of the hall lets one in.
    again.isActive = true
    #expect(
      bench.push("AAAA", .putAccount(again), on: "xclerk", role: .supervisor, clerk: "sAAAA")
        == .applied)
    #expect(account("xclerk", bench)?.worksHere == true)
    #expect(account("xclerk", bench)?.isBrought == false)
  }

  @Test(
    "First aid 12: a device changes nobody's account in the name of somebody who never said the passphrase there"
  )
  func unproven() {
    var bench = bench()
    var clerk = account("c1", bench)!
    clerk.isActive = false
    #expect(
      bench.push("DDDD", .putAccount(clerk), on: "c1", role: .supervisor, clerk: "sAAAA")
        == .rejected(code: "E_PROOF"))
    let reviewer = Account(
      key: "r9", name: "冒名", role: .reviewer, departments: ["employment", "hrss"])
    #expect(
      bench.push("DDDD", .putAccount(reviewer), on: "r9", role: .supervisor, clerk: "sAAAA")
        == .merged(kept: ["active"]))
    #expect(account("r9", bench)?.isActive == false)
    #expect(
      bench.push("DDDD", .setPassphrase(mark("b")), on: "c1", role: .clerk, clerk: "c1")
        == .rejected(code: "E_PROOF"))
    #expect(account("c1", bench)?.passphrase == nil)
    // Once it was said there, to central, they may.
    bench.central.proofs[Proof(device: "second", account: "sAAAA")] = ""
    #expect(
      bench.push("DDDD", .putAccount(clerk), on: "c1", role: .supervisor, clerk: "sAAAA")
        == .applied)
    // Until the passphrase is another one.
    #expect(
      bench.push("AAAA", .setPassphrase(mark("c")), on: "sAAAA", role: .supervisor, clerk: "sAAAA")
        == .applied)
    clerk.isActive = true
    #expect(
      bench.push("DDDD", .putAccount(clerk), on: "c1", role: .supervisor, clerk: "sAAAA")
        == .rejected(code: "E_PROOF"))
    #expect(
      bench.push("AAAA", .putAccount(clerk), on: "c1", role: .supervisor, clerk: "sAAAA")
        == .applied)
  }

  @Test(
    "First aid 19: a supervisor resets clerks, screeners and reviewers; everybody changes their own"
  )
  func passphrases() {
    var bench = bench()
    let until = Instant(milliseconds: 1_900_000_000_000)
    func set(_ mark: PassphraseMark, of key: String, by clerk: String, _ role: Role)
      -> OperationResult.Outcome
    { bench.push("AAAA", .setPassphrase(mark), on: key, role: role, clerk: clerk) }
    let other = Account(key: "s2", name: "第二主管", role: .supervisor)
    #expect(
      bench.push("AAAA", .putAccount(other), on: "s2", role: .supervisor, clerk: "sAAAA")
        == .applied)
    #expect(set(mark("1", until: until), of: "c1", by: "sAAAA", .supervisor) == .applied)
    // Another's passphrase is never known to who resets it, and one's own never one-time.
    #expect(
      set(mark("2"), of: "c1", by: "sAAAA", .supervisor) == .rejected(code: "E_RANK"))
    #expect(
      set(mark("2", until: until), of: "s2", by: "sAAAA", .supervisor)
        == .rejected(code: "E_RANK"))
    #expect(
      set(mark("2", until: until), of: "sAAAA", by: "sAAAA", .supervisor)
        == .rejected(code: "E_OWN"))
    // At another counter the one-time passphrase was not said yet; here it was made.
    #expect(
      bench.push("DDDD", .setPassphrase(mark("3")), on: "c1", clerk: "c1")
        == .rejected(code: "E_PROOF"))
    #expect(set(mark("3"), of: "c1", by: "c1", .clerk) == .applied)
    #expect(account("c1", bench)?.passphrase == mark("3"))
    #expect(set(mark("4", until: until), of: "s2", by: "c1", .clerk) == .rejected(code: "E_RANK"))
    #expect(set(mark("4"), of: "nobody", by: "c1", .clerk) == .rejected(code: "E_CLERK"))
    // A change of an account brings no old passphrase back.
    var renamed = account("c1", bench)!
    renamed.name = "新名"
    renamed.passphrase = nil
    bench.push("AAAA", .putAccount(renamed), on: "c1", role: .supervisor, clerk: "sAAAA")
    #expect(account("c1", bench)?.name == "新名")
    #expect(account("c1", bench)?.passphrase == mark("3"))
  }

  @Test("First aid 19: two supervisors who disable one another: the first does, one is always left")
  func lastSupervisor() {
    var bench = bench()
    let second = Account(key: "s2", name: "第二主管", role: .supervisor)
    bench.push("AAAA", .putAccount(second), on: "s2", role: .supervisor, clerk: "sAAAA")
    bench.central.proofs[Proof(device: "second", account: "s2")] = ""
    var first = account("sAAAA", bench)!
    first.isActive = false
    var other = second
    other.isActive = false
    #expect(
      bench.push("AAAA", .putAccount(other), on: "s2", role: .supervisor, clerk: "sAAAA")
        == .applied)
    #expect(
      bench.push("DDDD", .putAccount(first), on: "sAAAA", role: .supervisor, clerk: "s2")
        == .rejected(code: "E_ROLE"))
    #expect(
      bench.push("AAAA", .putAccount(first), on: "sAAAA", role: .supervisor, clerk: "sAAAA")
        == .rejected(code: "E_OWN"))
    #expect(account("sAAAA", bench)?.worksHere == true)
    // Nor is the last one made something else.
    let demoted = Account(key: "sAAAA", name: "主管", role: .clerk)
    #expect(
      bench.push("AAAA", .putAccount(demoted), on: "sAAAA", role: .supervisor, clerk: "sAAAA")
        == .rejected(code: "E_OWN"))
  }
}
