import CSodium

/// What is kept of a clerk's passphrase (口令): its Argon2id hash with salt and cost.
///
/// The passphrase is taken as bytes, so that the caller can wipe them.
/// Source: RFC 9106.
package struct PassphraseHash: Equatable, Sendable {
  /// What one guess costs.
  package struct Cost: Equatable, Sendable {
    package let memoryBytes: Int
    package let passes: Int

    package init(memoryBytes: Int, passes: Int) {
      self.memoryBytes = memoryBytes
      self.passes = passes
    }

    /// 64 MiB and 3 passes: about 0.2 s a guess on a counter's machine.
    ///
    /// Source: RFC 9106, 4, the second recommended option; libsodium has 1 lane.
    package static let standard = Cost(memoryBytes: 64 << 20, passes: 3)
  }

  /// `$argon2id$v=19$m=…,t=…,p=1$salt$hash`, at most 127 ASCII characters.
  package let encoded: String

  /// Hashes a new passphrase with a new salt. It takes as long as one guess.
  package init(_ passphrase: [UInt8], cost: Cost = .standard) throws(CryptoError) {
    Sodium.setUp()
    var text = [CChar](repeating: 0, count: Int(crypto_pwhash_STRBYTES))
    let code = cso_hash(
      &text, passphrase, UInt64(passphrase.count), UInt64(cost.passes), cost.memoryBytes)
    guard code == 0 else { throw .outOfMemory(bytes: cost.memoryBytes) }
    encoded = String(decoding: text.prefix { $0 != 0 }.map(UInt8.init), as: UTF8.self)
  }

  /// A hash as it was stored.
  package init(encoded: String) throws(CryptoError) {
    guard encoded.hasPrefix("$argon2id$"), encoded.utf8.count < Int(crypto_pwhash_STRBYTES) else {
      throw .notArgon2id
    }
    self.encoded = encoded
  }

  /// Whether this is the passphrase; compared in constant time.
  package func matches(_ passphrase: [UInt8]) throws(CryptoError) -> Bool {
    Sodium.setUp()
    let answer = cso_verify(encoded, passphrase, UInt64(passphrase.count))
    guard answer >= 0 else { throw .cannotVerify }
    return answer == 1
  }

  /// Whether it was made at another cost, so that the next sign-in should renew it.
  package func needsRenewal(at cost: Cost = .standard) -> Bool {
    crypto_pwhash_str_needs_rehash(encoded, UInt64(cost.passes), cost.memoryBytes) != 0
  }
}

/// Overwrites a secret (清除口令) in a way the compiler may not leave out.
package func wipe(_ bytes: inout [UInt8]) {
  bytes.withUnsafeMutableBytes { sodium_memzero($0.baseAddress, $0.count) }
}

/// Whether two secrets are equal, in a time that tells nothing of where they differ.
package func constantTimeEqual(_ a: [UInt8], _ b: [UInt8]) -> Bool {
  a.count == b.count && sodium_memcmp(a, b, a.count) == 0
}
