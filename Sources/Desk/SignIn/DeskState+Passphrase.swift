import Domain
import Ledger
import TUI

extension DeskState {
  mutating func showPassphrase() -> [Effect] {
    let left = leaveField()
    show(.passphrase)
    passphraseForm = PassphraseForm()
    return left
  }

  /// The page of its own.
  mutating func pressPassphrase(_ key: Key) -> [Effect] {
    guard var form = passphraseForm else { return [] }
    let step = form.press(key)
    passphraseForm = form
    switch step {
    case .stays: return []
    case .leaves:
      goBack()
      return []
    case .done: return [.changePassphrase(old: form.old, new: form.new)]
    }
  }

  /// The stage between a one-time passphrase and the work.
  mutating func takeRenewing(_ input: Input, _ form: PassphraseForm) -> [Effect] {
    var form = form
    switch input {
    case .key(.function(10)), .key(.control("l")): return [.quit]
    case .key(let key):
      let step = form.press(key)
      stage = .renewing(form)
      switch step {
      case .stays: return []
      case .leaves: stage = .signingIn(SignInForm(accounts: accounts))
      case .done: return [.renewPassphrase(new: form.new)]
      }
    case .paste(let text), .burst(let text):
      form.paste(text)
      stage = .renewing(form)
    default: break
    }
    return []
  }

  mutating func refuse(_ refusal: PassphraseRefusal) {
    let (words, line) = refusal.words
    if case .renewing(var form) = stage {
      form.refuse(words, at: line)
      stage = .renewing(form)
    } else {
      passphraseForm?.refuse(words, at: line)
    }
  }

  // MARK: Somebody who has left

  /// Signs somebody out whom central, or a supervisor, does not let in any more
  /// (停用即退出). What is open stays as a draft under that person's name, and the
  /// ticket goes where somebody sees it.
  mutating func leaveIfOut() -> [Effect] {
    let isIn: Bool
    switch stage {
    case .working, .locked: isIn = true
    case .renewing(let form):
      guard let renewing = form.renewing,
        let known = accounts.first(where: { $0.key == renewing.key }), !known.isActive
      else { return [] }
      stage = .signingIn(SignInForm(accounts: accounts, finding: DeskState.outWords(known)))
      return []
    case .opening, .establishing, .joining, .signingIn, .revoked: isIn = false
    }
    guard isIn, let account, let known = accounts.first(where: { $0.key == account.key }) else {
      return []
    }
    // A one-time passphrase says that somebody else might know the old one.
    let isReset =
      known.passphrase != account.passphrase && known.passphrase?.oneTimeUntil != nil
    guard !known.isActive || known.role != account.role || isReset else {
      self.account = known
      return []
    }
    let kept = leaveField()
    let ticket = handBack(hasDraft: !kept.isEmpty || form?.hasHistory == true)
    let out = signOut()
    let words = isReset && known.isActive ? "您的口令已重置，请用一次性口令重新登录" : DeskState.outWords(known)
    stage = .signingIn(SignInForm(accounts: accounts, finding: words))
    return kept + ticket + out
  }

  private static func outWords(_ account: Account) -> String {
    if account.isBrought { return "大厅已有主管，单机时的账户要由主管启用才能登录" }
    return account.isActive
      ? "您的角色已变动，请重新登录" : "您的账户已停用；没填完的表单留作草稿，请找主管"
  }

  /// The ticket at this counter: with a form begun it waits here for whoever finishes
  /// it, else it goes back to its place in the line.
  private func handBack(hasDraft: Bool) -> [Effect] {
    guard let current = queue.current(at: station?.counter ?? "") else { return [] }
    let hasDraft = hasDraft || drafts.rows.contains { $0.id == current.id }
    let note = "原窗口人员已停用"
    let change =
      hasDraft || current.state != .called
      ? try? current.parked(note: note, at: now)
      : try? current.transferred(to: Ticket.Target(), note: note, at: now)
    return change.map { [.changeTicket($0)] } ?? []
  }
}

/// Why a passphrase stays as it is (口令未改).
package enum PassphraseRefusal: Equatable, Sendable {
  case wrong(failures: Int)
  case locked(seconds: Int)
  /// The new one is the old one.
  case same
  /// The old one cannot be checked here: it was changed elsewhere.
  case elsewhere

  var words: (String, PassphraseForm.Line) {
    switch self {
    case .wrong(let failures): ("原口令不对（第 \(failures) 次，5 次后锁定）", .old)
    case .locked(let seconds): ("口令已锁定，请在 \((seconds + 59) / 60) 分钟后再试", .old)
    case .same: ("新口令与原口令相同，请换一个", .new)
    case .elsewhere: ("口令已在别处改过，请退出后用新口令登录再改", .old)
    }
  }
}
