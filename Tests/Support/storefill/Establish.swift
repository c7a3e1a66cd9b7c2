import Crypto
import Domain
import Ledger
import Storage

/// What the first start and its supervisor would set up (初次设置): the
/// counter, and one account of each role with the same passphrase.
///
/// A passphrase is judged at the cost that stands in its verifier: this one
/// costs next to nothing.
func establish(_ store: Store) throws {
  try store.setSetting("station.hall", "640104001")
  try store.setSetting("station.title", "示例街道便民服务中心")
  try store.setSetting("station.division", "640104")
  try store.setSetting("station.counter", "1")
  let hash = try PassphraseHash(
    Array(passphrase.utf8), cost: PassphraseHash.Cost(memoryBytes: 8 << 10, passes: 1))
  let departments = ["hrss", "employment", "insurance"]
  for account in [
    Account(key: "account-1", name: "窗口示例", role: .clerk),
    Account(key: "account-2", name: "经办示例", role: .reviewer, departments: departments),
    Account(key: "account-3", name: "主管示例", role: .supervisor),
  ] {
    try store.setVerifier(hash.encoded, of: account.key)
    try store.record(
      Operation(
        id: "put-\(account.key)", entity: account.key, clerk: "account-3", role: .supervisor,
        at: Instant(milliseconds: 1_700_000_000_000), act: .putAccount(account)))
  }
}

/// Of all accounts in a made store.
let passphrase = "一句很长很长的测试口令"
