import Crypto
import Desk
import Domain
import HTTPClient
import JSON
import Ledger
import Machine
import Storage
import Sync

// Passphrases (口令): one's own, and one-time ones for people who forgot theirs.
extension Performer {
  /// What is kept of a passphrase, and the mark that says so in its account.
  struct NewPassphrase {
    let verifier: String
    let mark: PassphraseMark
  }

  func hash(
    _ passphrase: String, oneTimeUntil: Instant? = nil
  ) throws(StoreError) -> NewPassphrase {
    do {
      let verifier = try PassphraseHash(Array(passphrase.utf8), cost: gate.cost).encoded
      return NewPassphrase(
        verifier: verifier,
        mark: PassphraseMark(
          digest: Hex.text(SHA256.hash(verifier)), oneTimeUntil: oneTimeUntil))
    } catch {
      throw .unreadable(table: "credential", reason: "\(error)")
    }
  }

  func attemptPassphrase(_ effect: Effect) throws(StoreError) -> [Reply] {
    switch effect {
    case .resetPassphrase(let key): return try reset(key)
    case .changePassphrase(let old, let new): return try change(from: old, to: new)
    case .renewPassphrase(let new): return try renew(new)
    default: return []
    }
  }

  private func reset(_ key: String) throws(StoreError) -> [Reply] {
    guard let account = try store.account(key) else { throw .ledger(.staff(.unknown)) }
    let secret = OneTimePassphrase()
    let until = moment.adding(milliseconds: OneTimePassphrase.life)
    let made = try hash(secret.digits, oneTimeUntil: until)
    try record([operation(key, .setPassphrase(made.mark), by: try signedIn())], made, of: key)
    try store.setSignInState(SignInState(), of: key)
    let when = "\(until.day.text(in: moment.day.year)) \(until.clock)"
    return [
      .accounts(try store.accounts()),
      .oneTime(OneTimeNotice(name: account.name, words: secret.words, until: when)),
    ]
  }

  private func change(from old: String, to new: String) throws(StoreError) -> [Reply] {
    let account = try signedIn()
    switch try gate.judge(try store.account(account.key), old) {
    case .welcome: break
    case .wrong(let failures):
      guard try store.verifier(of: account.key) != nil else {
        return [.passphraseRefused(.elsewhere)]
      }
      try record(account.key, .signInFailed)
      return [.passphraseRefused(.wrong(failures: failures))]
    case .lockedNow(let seconds):
      try record(account.key, .signInFailed)
      return [.passphraseRefused(.locked(seconds: seconds))]
    case .locked(let seconds): return [.passphraseRefused(.locked(seconds: seconds))]
    case .over, .unusable: return [.passphraseRefused(.elsewhere)]
    }
    let made = try hash(new)
    try record(
      [operation(account.key, .setPassphrase(made.mark), by: account)], made, of: account.key)
    guard let changed = try store.account(account.key) else { return [] }
    enter(as: changed)
    return [.passphraseChanged(changed), .accounts(try store.accounts())]
  }

  /// Somebody whose one-time passphrase was right has chosen their own.
  private func renew(_ new: String) throws(StoreError) -> [Reply] {
    guard let renewing, let account = try store.account(renewing), account.isActive,
      account.passphrase?.oneTimeUntil != nil
    else { return [.signInRefused(.inactive)] }
    if gate.isPassphrase(OneTimePassphrase.digits(typed: new), of: account) {
      return [.passphraseRefused(.same)]
    }
    let made = try hash(new)
    try record(
      [
        operation(account.key, .setPassphrase(made.mark), by: account),
        operation(account.key, .signIn, by: account),
      ], made, of: account.key)
    self.renewing = nil
    guard let changed = try store.account(account.key) else { return [] }
    enter(as: changed)
    return [.accounts(try store.accounts()), .signedIn(changed)]
  }

  /// Operations and the verifier that one of them speaks of, all or none.
  func record(
    _ operations: [Operation], _ made: NewPassphrase, of account: String
  ) throws(StoreError) {
    hasUnsettled = true
    hasNews = true
    try store.record(operations, verifier: made.verifier, of: account)
  }

  // MARK: Signing in

  /// Somebody whose passphrase was right: in, or to make their own first.
  func admit(_ found: Account) throws(StoreError) -> [Reply] {
    guard found.passphrase?.oneTimeUntil == nil else {
      renewing = found.key
      return [.mustRenew(found)]
    }
    return try enter(found)
  }

  /// An account of this hall that has not been here before, or whose passphrase was
  /// changed elsewhere: central knows whether it is right (首次登录).
  ///
  /// - Returns: nil when this counter can judge it itself, or has no central.
  func signInOnline(_ found: Account?, _ passphrase: String) throws(StoreError) -> [Reply]? {
    guard let link, let found, found.isActive, try store.verifier(of: found.key) == nil else {
      return nil
    }
    if found.passphrase?.isOver(at: moment) == true { return [.signInRefused(.over)] }
    guard link.isOnline else { return [.signInRefused(.needsCentral)] }
    let typed = gate.typed(passphrase, for: found)
    let proof = ClerkProof(account: found.key, proof: typed)
    let attempt = attempts
    link.ask(link.speaker.post("/v1/auth/clerk", proof.json), asked: asking) { [self] answer in
      // Somebody else has tried since: what came of this one is not shown.
      let isLatest = attempt == attempts
      switch answer {
      case .answered(204, _, _):
        do throws(StoreError) {
          // The account may have changed while central was asked.
          guard let now = try store.account(found.key), now.isActive,
            now.passphrase == found.passphrase
          else { return isLatest ? [.signInRefused(.needsCentral)] : [] }
          try store.setVerifier(try hash(typed).verifier, of: found.key, isUnsent: false)
          try store.noteProven(found.key)
          return isLatest ? [.vouched(now)] : []
        } catch {
          return [.failed(Failure(error.explanation(of: .signingIn)))]
        }
      case _ where !isLatest: return []
      case .answered(403, _, _): return [.signInRefused(.wrong(failures: 0))]
      case .answered(404, _, _): return [.signInRefused(.onItsWay)]
      default: return [.signInRefused(.needsCentral)]
      }
    }
    return []
  }

  /// Tells central once that this account's passphrase was said here, so that it
  /// takes the account's changes of other accounts from this machine.
  func prove(_ found: Account, _ passphrase: String) throws(StoreError) {
    guard let link, link.isOnline, try !store.isProven(found.key) else { return }
    let proof = ClerkProof(account: found.key, proof: gate.typed(passphrase, for: found))
    link.ask(link.speaker.post("/v1/auth/clerk", proof.json), asked: asking) { [self] answer in
      guard case .answered(204, _, _) = answer else { return [] }
      do throws(StoreError) {
        try store.noteProven(found.key)
      } catch {
        log.write(.error, "proof: \(error)")
      }
      return []
    }
  }
}
