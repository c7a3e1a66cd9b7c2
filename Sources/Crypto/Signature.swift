import CSodium

/// The private half of a signature key (签名私钥): Ed25519.
///
/// Source: RFC 8032.
package struct SigningKey: Sendable {
  /// The 32 bytes that the key is made from, to be kept secret.
  package let seed: [UInt8]
  package let verifyingKey: VerifyingKey
  private let secret: [UInt8]

  /// A new key from the kernel's random bytes.
  package init() {
    self.init(checked: randomBytes(Self.seedCount))
  }

  /// The same seed always gives the same key.
  package init(seed: [UInt8]) throws(CryptoError) {
    guard seed.count == Self.seedCount else {
      throw .notAKey(bytes: seed.count, allowed: Self.seedCount)
    }
    self.init(checked: seed)
  }

  private init(checked seed: [UInt8]) {
    Sodium.setUp()
    var secret = [UInt8](repeating: 0, count: Int(crypto_sign_SECRETKEYBYTES))
    var known = [UInt8](repeating: 0, count: VerifyingKey.count)
    crypto_sign_seed_keypair(&known, &secret, seed)
    self.seed = seed
    self.secret = secret
    verifyingKey = VerifyingKey(checked: known)
  }

  /// The signature of `message`, 64 bytes; the same each time.
  package func sign(_ message: [UInt8]) -> [UInt8] {
    var signature = [UInt8](repeating: 0, count: VerifyingKey.signatureCount)
    crypto_sign_detached(&signature, nil, message, UInt64(message.count), secret)
    return signature
  }

  /// Bytes of a seed.
  package static let seedCount = Int(crypto_sign_SEEDBYTES)
}

/// The public half of a signature key (签名公钥): Ed25519, 32 bytes.
package struct VerifyingKey: Equatable, Hashable, Sendable {
  package let bytes: [UInt8]

  package init(_ bytes: [UInt8]) throws(CryptoError) {
    guard bytes.count == Self.count else {
      throw .notAKey(bytes: bytes.count, allowed: Self.count)
    }
    self.init(checked: bytes)
  }

  init(checked bytes: [UInt8]) { self.bytes = bytes }

  /// Whether `signature` is this key's over exactly `message`.
  package func verifies(_ signature: [UInt8], of message: [UInt8]) -> Bool {
    Sodium.setUp()
    return signature.count == Self.signatureCount
      && crypto_sign_verify_detached(signature, message, UInt64(message.count), bytes) == 0
  }

  /// Bytes of a key and of a signature.
  package static let count = Int(crypto_sign_PUBLICKEYBYTES)
  package static let signatureCount = Int(crypto_sign_BYTES)
}
