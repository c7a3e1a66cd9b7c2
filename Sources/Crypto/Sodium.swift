import CSodium

/// libsodium, set up once a process.
enum Sodium {
  /// Must be asked before any other call. Fails only without a source of
  /// randomness, where no program may go on.
  /// Source: sodium_init in the libsodium documentation, “Usage”.
  static func setUp() {
    precondition(isReady, "libsodium found no source of random bytes")
  }

  // A static let runs once, whichever thread comes first.
  private static let isReady = sodium_init() >= 0
}

/// Random bytes (随机数) from the kernel, fit for keys and tokens.
package func randomBytes(_ count: Int) -> [UInt8] {
  Sodium.setUp()
  var bytes = [UInt8](repeating: 0, count: count)
  randombytes_buf(&bytes, count)
  return bytes
}
