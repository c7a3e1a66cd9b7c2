import Domain
import Ledger
import TUI

/// Signing in, and unlocking (登录).
package struct SignInForm: Equatable, Sendable {
  var name: EntryField
  var passphrase = EntryField(isSecret: true)
  /// Only this account, when the screen is locked.
  let locked: Account?
  var isAtPassphrase: Bool
  var finding: String?
  /// Key of the account whose answer is awaited; nil once anything else is typed.
  private(set) var asked: String?

  /// - Parameter finding: why somebody has to sign in anew.
  init(accounts: [Account], finding: String? = nil) {
    self.finding = finding
    let active = accounts.filter { $0.isActive && !$0.isSystem }
    name = EntryField(table: SignInForm.table(active))
    locked = nil
    isAtPassphrase = false
    if active.count == 1, let only = active.first {
      name.replace(with: only.name)
      isAtPassphrase = true
    }
  }

  /// The same with the accounts that central sent meanwhile; what is typed stays.
  func following(_ accounts: [Account]) -> SignInForm {
    guard locked == nil, name.isFreshOrEmpty, passphrase.isFreshOrEmpty else { return self }
    return SignInForm(accounts: accounts, finding: finding)
  }

  init(account: Account, accounts: [Account]) {
    name = EntryField(account.name)
    locked = account
    isAtPassphrase = true
  }

  private static func table(_ accounts: [Account]) -> CodeTable {
    CodeTable(
      key: "accounts", title: "账户", source: "",
      entries: zip(1..., accounts).map { number, account in
        CodeTable.Entry(
          code: "\(number)", text: account.name, pinyin: account.key, initials: account.key)
      })
  }

  mutating func take(_ input: Input, _ accounts: [Account]) -> [Effect] {
    let before = name.text
    defer { if !isAtPassphrase || !passphrase.text.isEmpty || name.text != before { asked = nil } }
    switch input {
    case .key(let key): return press(key, accounts)
    case .paste(let text), .burst(let text):
      if isAtPassphrase { passphrase.paste(text) } else { name.paste(text) }
      return []
    default: return []
    }
  }

  private mutating func press(_ key: Key, _ accounts: [Account]) -> [Effect] {
    finding = nil
    switch key {
    case .enter, .tab:
      if !isAtPassphrase {
        if let choice = name.choice { name.replace(with: choice.text) }
        isAtPassphrase = true
        return []
      }
      return key == .enter ? submit(accounts) : []
    case .up where isAtPassphrase && locked == nil, .backTab where isAtPassphrase && locked == nil:
      isAtPassphrase = false
      return []
    case .function(10), .control("l"): return [.quit]
    default:
      if isAtPassphrase { _ = passphrase.press(key) } else { _ = name.press(key) }
      return []
    }
  }

  private mutating func submit(_ accounts: [Account]) -> [Effect] {
    let secret = passphrase.text
    passphrase.replace(with: "")
    asked = locked?.key
    if let locked { return [.unlock(account: locked.key, passphrase: secret)] }
    // An unknown name takes the same way, so that nobody learns which names exist.
    let key = accounts.first { $0.name == name.text && $0.isActive }?.key ?? ""
    asked = key
    return [.signIn(account: key, passphrase: secret)]
  }

  mutating func refuse(_ refusal: SignInRefusal, at now: Instant) {
    asked = nil
    switch refusal {
    case .wrong(let failures):
      finding = failures == 0 ? "账户或口令不对" : "账户或口令不对（第 \(failures) 次，5 次后锁定）"
    case .locked(let seconds):
      finding = "账户已锁定，请在 \((seconds + 59) / 60) 分钟后再试"
    case .inactive: finding = "账户或口令不对"
    case .needsCentral: finding = "要连上中心核对口令；现在连不上，请稍后再试"
    case .onItsWay: finding = "中心还没收到这个账户的口令校验值，请稍后再试"
    case .over: finding = "一次性口令已过期，请主管另给一个"
    case .unusable: finding = "本机存的口令校验值不合规格，请主管重置口令"
    }
    isAtPassphrase = true
  }

  func draw(on canvas: inout Canvas, in area: Rect) {
    let box = area.centered(Size(columns: 56, rows: 16))
    canvas.box(box)
    let inner = box.inset(columns: 3, rows: 1)
    canvas.write(locked == nil ? "登录" : "画面已锁定", in: inner, row: 0, .title)
    canvas.write(
      locked == nil ? "离线也能登录；本机只存口令的校验值" : "表单原样保留，由本人解锁；换人则留作草稿", in: inner, row: 1, .muted)
    func line(_ row: Int, _ label: String, _ field: EntryField, active: Bool) {
      let (left, rest) = inner.line(row).split(columns: 8)
      canvas.write(label, in: left, row: 0, .label)
      field.draw(
        on: &canvas, in: rest, hasCaret: active, style: active ? .fieldActive : .field)
    }
    line(3, "账户", name, active: !isAtPassphrase)
    line(5, "口令", passphrase, active: isAtPassphrase)
    if let finding { canvas.write(finding, in: inner, row: 7, .alert) }
    if !isAtPassphrase {
      name.drawMatches(
        on: &canvas,
        in: Rect(column: inner.left, row: inner.top + 8, columns: inner.columns, rows: 5))
    } else {
      let keys =
        locked == nil ? "Enter 登录 · ↑ 换账户 · F10 退出" : "Enter 解锁 · Ctrl-N 换人 · F10 退出"
      canvas.write(keys, in: inner, row: 13, .muted)
    }
  }
}
