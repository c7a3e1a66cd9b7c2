import CSodium

/// SHA-256 (安全散列), in pieces or at once; 32 bytes.
///
/// Source: FIPS 180-4.
package struct SHA256 {
  private var state = crypto_hash_sha256_state()

  package init() {
    Sodium.setUp()
    crypto_hash_sha256_init(&state)
  }

  package mutating func update(_ bytes: [UInt8]) {
    crypto_hash_sha256_update(&state, bytes, UInt64(bytes.count))
  }

  /// Adds the UTF-8 of `text`.
  package mutating func update(_ text: String) {
    var text = text
    text.withUTF8 { _ = crypto_hash_sha256_update(&state, $0.baseAddress, UInt64($0.count)) }
  }

  /// The hash of all that was added.
  package consuming func finish() -> [UInt8] {
    var copy = state
    var hash = [UInt8](repeating: 0, count: Self.count)
    crypto_hash_sha256_final(&copy, &hash)
    return hash
  }

  package static func hash(_ bytes: [UInt8]) -> [UInt8] {
    var hash = SHA256()
    hash.update(bytes)
    return hash.finish()
  }

  /// The hash of the UTF-8 of `text`.
  package static func hash(_ text: String) -> [UInt8] {
    var hash = SHA256()
    hash.update(text)
    return hash.finish()
  }

  /// Bytes of a hash.
  package static let count = Int(crypto_hash_sha256_BYTES)
}
