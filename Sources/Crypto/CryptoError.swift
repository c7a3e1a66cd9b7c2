/// Why a cryptographic function (密码运算) could not do its work.
package enum CryptoError: Error, Equatable {
  /// Argon2id needs `bytes` of memory at once.
  case outOfMemory(bytes: Int)
  /// A passphrase hash is not one of Argon2id as this program writes it.
  case notArgon2id
  /// A passphrase hash would cost more than one of this program's to compute.
  case tooCostly
  /// A passphrase could not be compared: no memory, or the stored hash is broken.
  case cannotVerify
  /// A key or seed has so many bytes; only `allowed` is one.
  case notAKey(bytes: Int, allowed: Int)
}

extension CryptoError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .outOfMemory(let bytes): "no \(bytes) bytes of memory for Argon2id"
    case .notArgon2id:
      "the passphrase hash is not $argon2id$v=19$m=…,t=…,p=1$ with 16 bytes of salt and 32 of hash"
    case .tooCostly:
      "the passphrase hash costs too much: allowed are m of 8 to 65536 KiB, t of 1 to 3, p = 1"
    case .notAKey(let bytes, let allowed): "a key of \(bytes) bytes, allowed are \(allowed)"
    case .cannotVerify: "no memory for Argon2id, or the stored passphrase hash is broken"
    }
  }
}
