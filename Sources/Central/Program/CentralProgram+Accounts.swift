import Crypto
import Domain
import Glibc
import Ledger
import Machine

extension CentralProgram {
  /// `admin account …`: who works in a hall, as its county's administrator sees and
  /// sets it (账户管理). Counters learn of it within half a minute.
  static func administerAccounts(
    _ options: CentralOptions, _ database: CentralDatabase
  ) throws(ProgramError) {
    let words = options.words.dropFirst()
    let now = Clocks.now
    switch words.first ?? "" {
    case "list":
      let hall = try hall(options)
      for account in try central({ () throws(CentralError) in try database.staff(of: hall) }) {
        try say(Self.line(account, now))
      }
    case "supervisor":
      let hall = try hall(options)
      let name = options["name"]
      guard (1...50).contains(name.count), SafeText.finding(in: name) == nil else {
        throw ProgramError("--name 要有主管的姓名，1 至 50 个字，没有看不见的字符", code: 2)
      }
      let (secret, encoded) = try oneTime()
      let until = now.adding(milliseconds: OneTimePassphrase.life)
      let made = try central { () throws(CentralError) in
        try database.makeSupervisor(
          name, of: hall, id: newID(now), encoded: encoded, until: until, by: actor, at: now)
      }
      try tell(try taken(made), secret, until)
    case "reset":
      let (secret, encoded) = try oneTime()
      let until = now.adding(milliseconds: OneTimePassphrase.life)
      let key = try key(words)
      let reset = try central { () throws(CentralError) in
        try database.resetPassphrase(of: key, encoded: encoded, until: until, by: actor, at: now)
      }
      try tell(try taken(reset), secret, until)
    case "disable", "enable":
      let key = try key(words)
      let isActive = words.first == "enable"
      let changed = try central { () throws(CentralError) in
        try database.setActive(isActive, key, by: actor, at: now)
      }
      try say(Self.line(try taken(changed), now))
    default:
      throw ProgramError(
        "admin account 后面要有 list、supervisor、reset、disable 或 enable；见 yichuang-central help",
        code: 2)
    }
  }

  /// Who sits at central's machine, for the audit.
  private static var actor: String {
    let names = ["SUDO_USER", "USER", "LOGNAME"].lazy.compactMap { Environment.value($0) }
    let name = names.first { !$0.isEmpty && $0.count <= 32 } ?? "uid \(getuid())"
    return "operator \(name)"
  }

  private static func key(_ words: ArraySlice<String>) throws(ProgramError) -> String {
    guard words.count == 2, let key = words.last else {
      throw ProgramError("要有账户代码，见 admin account list 的第一列", code: 2)
    }
    return key
  }

  private static func oneTime() throws(ProgramError) -> (OneTimePassphrase, encoded: String) {
    let secret = OneTimePassphrase()
    do throws(CryptoError) {
      return (secret, try PassphraseHash(Array(secret.digits.utf8)).encoded)
    } catch {
      throw ProgramError("\(error)")
    }
  }

  private static func taken(
    _ result: Result<Account, StaffRefusal>
  ) throws(ProgramError) -> Account {
    switch result {
    case .success(let account): return account
    case .failure(.unknown(let key)): throw ProgramError("没有账户 \(key)；见 admin account list")
    case .failure(.lastSupervisor(let key)):
      throw ProgramError("\(key) 是大厅最后一位在用的主管；先用 admin account supervisor 另设一位")
    case .failure(.system(let key)): throw ProgramError("\(key) 是部门系统的账户，没有口令，也不在这里停用")
    case .failure(.nameTaken): throw ProgramError("大厅已有同名的账户；姓名要加以区别")
    }
  }

  private static func tell(
    _ account: Account, _ secret: OneTimePassphrase, _ until: Instant
  ) throws(ProgramError) {
    try say("\(account.key)  一次性口令 \(secret.words)，\(until.day) \(until.clock) 前登录并改口令；只显示这一次")
  }

  private static func line(_ account: Account, _ now: Instant) -> String {
    var state = account.isActive ? "active" : account.isBrought ? "brought" : "disabled"
    if account.isSystem { state = "system" }
    if let mark = account.passphrase, mark.oneTimeUntil != nil {
      state += mark.isOver(at: now) ? " one-time-over" : " one-time"
    }
    let departments =
      account.departments.isEmpty ? "" : "  " + account.departments.joined(separator: ",")
    return "\(account.key)  \(account.role.rawValue)  \(state)  \(account.name)\(departments)"
  }
}
