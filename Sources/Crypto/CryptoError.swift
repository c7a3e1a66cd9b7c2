/// Why a cryptographic function (密码运算) could not do its work.
package enum CryptoError: Error, Equatable {
  /// Argon2id needs `bytes` of memory at once.
  case outOfMemory(bytes: Int)
  /// A stored passphrase hash is not one of Argon2id.
  case notArgon2id
  /// A passphrase could not be compared: no memory, or the stored hash is broken.
  case cannotVerify
  /// A key or seed has so many bytes; only `allowed` is one.
  case notAKey(bytes: Int, allowed: Int)
}

extension CryptoError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .outOfMemory(let bytes): "no \(bytes) bytes of memory for Argon2id"
    case .notArgon2id: "the stored passphrase hash does not begin with $argon2id$"
    case .notAKey(let bytes, let allowed): "a key of \(bytes) bytes, allowed are \(allowed)"
    case .cannotVerify: "no memory for Argon2id, or the stored passphrase hash is broken"
    }
  }
}
