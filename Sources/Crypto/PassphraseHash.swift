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

  /// A hash as it was stored or came from elsewhere.
  ///
  /// Whoever writes a hash decides what computing it costs, so nothing above the
  /// standard cost is taken, and nothing that this program would not have written.
  package init(encoded: String) throws(CryptoError) {
    try PassphraseHash.check(encoded)
    self.encoded = encoded
  }

  /// The most that one comparison may cost.
  package static let mostMemory = Cost.standard.memoryBytes
  package static let mostPasses = Cost.standard.passes

  /// `$argon2id$v=19$m=…,t=…,p=1$` with m of 8 to 65536 KiB and t of 1 to 3, then 16
  /// bytes of salt and 32 of hash in Base64 without padding.
  private static func check(_ encoded: String) throws(CryptoError) {
    guard encoded.utf8.count < Int(crypto_pwhash_STRBYTES) else { throw .notArgon2id }
    let parts = encoded.split(separator: "$", omittingEmptySubsequences: false)
    guard parts.count == 6, parts[0].isEmpty, parts[1] == "argon2id", parts[2] == "v=19" else {
      throw .notArgon2id
    }
    let costs = parts[3].split(separator: ",", omittingEmptySubsequences: false)
    guard costs.count == 3, let memory = number(costs[0], after: "m="),
      let passes = number(costs[1], after: "t="), let lanes = number(costs[2], after: "p=")
    else { throw .notArgon2id }
    guard (8...(mostMemory >> 10)).contains(memory), (1...mostPasses).contains(passes), lanes == 1
    else { throw .tooCostly }
    guard isBase64(parts[4], bytes: 16), isBase64(parts[5], bytes: 32) else { throw .notArgon2id }
  }

  /// A number as it is written without a sign and without leading zeros.
  private static func number(_ text: Substring, after name: String) -> Int? {
    guard text.hasPrefix(name) else { return nil }
    let digits = text.dropFirst(name.count)
    guard let number = Int(digits), String(number) == digits else { return nil }
    return number
  }

  /// Whether a text is exactly so many bytes, written in the one way that there is.
  private static func isBase64(_ text: Substring, bytes count: Int) -> Bool {
    guard text.utf8.count == (count * 4 + 2) / 3 else { return false }
    let padding = String(repeating: "=", count: (3 - count % 3) % 3)
    guard let decoded = bytes(base64: text + padding) else { return false }
    return decoded.count == count && base64(decoded) == text + padding
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
