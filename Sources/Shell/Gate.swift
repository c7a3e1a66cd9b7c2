import Crypto
import Ledger
import Machine
import Storage

/// Who may come in (登录校验): passphrases and lock-outs, kept in the store.
///
/// Five wrong passphrases lock the account for 1 minute, the next wrong one
/// for 5, every further one for 15. The lock counts the machine's running
/// time, which nobody can set back, and begins anew after a restart.
struct Gate {
  let store: Store
  let cost: PassphraseHash.Cost

  enum Verdict: Equatable {
    case welcome
    case wrong(failures: Int)
    /// Wrong once more, and locked now.
    case lockedNow(seconds: Int)
    /// Not looked at.
    case locked(seconds: Int)
    /// A one-time passphrase after its time.
    case over
    /// What it would be checked by costs too much, or is broken; nothing was computed.
    case unusable
  }

  static let free = 5
  static let lockMinutes = [1, 5, 15]

  func judge(_ account: Account?, _ passphrase: String) throws(StoreError) -> Verdict {
    guard let account, account.isActive, let verifier = try store.verifier(of: account.key) else {
      // The same work as for a known name, so that time tells nothing.
      _ = try? PassphraseHash(Array(passphrase.utf8), cost: cost)
      return .wrong(failures: 0)
    }
    var state = try store.signInState(of: account.key)
    if let seconds = try remaining(&state, account.key) { return .locked(seconds: seconds) }
    if account.passphrase?.isOver(at: Clocks.now) == true { return .over }
    guard let hash = try? PassphraseHash(encoded: verifier) else { return .unusable }
    let matches = (try? hash.matches(Array(typed(passphrase, for: account).utf8))) ?? false
    if matches {
      if state.failures > 0 { try store.setSignInState(SignInState(), of: account.key) }
      return .welcome
    }
    state.failures += 1
    if state.failures >= Gate.free {
      let step = min(state.failures - Gate.free, Gate.lockMinutes.count - 1)
      let length = Gate.lockMinutes[step] * 60_000
      state.lock = SignInState.Lock(
        boot: Clocks.boot, until: Clocks.boottime + length, length: length)
      try store.setSignInState(state, of: account.key)
      return .lockedNow(seconds: length / 1000)
    }
    try store.setSignInState(state, of: account.key)
    return .wrong(failures: state.failures)
  }

  /// What somebody typed, as it was hashed: a one-time passphrase is digits.
  func typed(_ passphrase: String, for account: Account) -> String {
    account.passphrase?.oneTimeUntil == nil
      ? passphrase : OneTimePassphrase.digits(typed: passphrase)
  }

  /// Whether this is the passphrase that holds; no sign-in, and not counted.
  func isPassphrase(_ text: String, of account: Account) -> Bool {
    guard let verifier = try? store.verifier(of: account.key) else { return false }
    return (try? PassphraseHash(encoded: verifier).matches(Array(text.utf8))) ?? false
  }

  /// Seconds until the account may try again; nil when it may now.
  private func remaining(
    _ state: inout SignInState, _ account: String
  ) throws(StoreError) -> Int? {
    guard var lock = state.lock else { return nil }
    if lock.boot != Clocks.boot {
      lock = SignInState.Lock(
        boot: Clocks.boot, until: Clocks.boottime + lock.length, length: lock.length)
      state.lock = lock
      try store.setSignInState(state, of: account)
    }
    let left = lock.until - Clocks.boottime
    if left > 0 { return (left + 999) / 1000 }
    state.lock = nil
    return nil
  }
}
