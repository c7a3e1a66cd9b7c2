import JSON
import Testing

@testable import Crypto

@Suite struct SHA256Tests {
  @Test(
    "SHA-256 gives the answers of FIPS 180-4",
    arguments: [
      ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
      ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
      (
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
      ),
    ])
  func vectors(text: String, expected: String) {
    #expect(Hex.text(SHA256.hash(text)) == expected)
    #expect(Hex.text(SHA256.hash(Array(text.utf8))) == expected)
  }

  @Test("pieces give the hash of the whole")
  func pieces() {
    var hash = SHA256()
    for piece in ["一窗", "", "受理"] { hash.update(piece) }
    hash.update([0x0a])
    #expect(hash.finish() == SHA256.hash("一窗受理\n"))
  }

  @Test("a copy goes on by itself")
  func copies() {
    var first = SHA256()
    first.update("a")
    var second = first
    first.update("b")
    second.update("c")
    #expect(first.finish() == SHA256.hash("ab"))
    #expect(second.finish() == SHA256.hash("ac"))
  }
}

@Suite struct PassphraseHashTests {
  // The smallest cost libsodium takes, so that the tests are quick.
  static let cheap = PassphraseHash.Cost(memoryBytes: 8_192, passes: 1)
  let passphrase = Array("便民服务 2026!".utf8)

  @Test("only the same passphrase matches, also after storing")
  func matches() throws {
    let hash = try PassphraseHash(passphrase, cost: Self.cheap)
    let stored = try PassphraseHash(encoded: hash.encoded)
    #expect(try stored.matches(passphrase))
    #expect(try !stored.matches(Array("便民服务 2026".utf8)))
    #expect(try !stored.matches([]))
  }

  @Test("two clerks with one passphrase have two hashes")
  func salted() throws {
    let hashes = try (1...2).map { _ in try PassphraseHash(passphrase, cost: Self.cheap) }
    #expect(hashes[0] != hashes[1])
  }

  @Test("the standard cost is 64 MiB and 3 passes")
  func standardCost() throws {
    let hash = try PassphraseHash(passphrase)
    #expect(hash.encoded.hasPrefix("$argon2id$v=19$m=65536,t=3,p=1$"))
    #expect(!hash.needsRenewal())
    #expect(hash.needsRenewal(at: Self.cheap))
  }

  @Test("what is no Argon2id hash is refused, and a broken one is no match but an error")
  func notAHash() throws {
    #expect(throws: CryptoError.notArgon2id) { try PassphraseHash(encoded: "$2b$10$abc") }
    let broken = try PassphraseHash(encoded: "$argon2id$v=19$m=65536,t=3,p=1$")
    #expect(throws: CryptoError.cannotVerify) { try broken.matches(passphrase) }
  }

  @Test("no memory is an error, not a wrong passphrase")
  func noMemory() {
    let huge = PassphraseHash.Cost(memoryBytes: 1 << 41, passes: 3)
    #expect(throws: CryptoError.outOfMemory(bytes: 1 << 41)) {
      try PassphraseHash(passphrase, cost: huge)
    }
  }
}

@Suite struct RandomTests {
  @Test("random bytes are as many as asked for, and differ each time")
  func random() {
    #expect(randomBytes(0) == [])
    #expect(randomBytes(32).count == 32)
    #expect(randomBytes(32) != randomBytes(32))
  }

  @Test("a wiped secret is zeros")
  func wiped() {
    var secret: [UInt8] = [1, 2, 3]
    wipe(&secret)
    #expect(secret == [0, 0, 0])
  }

  @Test("equal secrets are equal, others are not")
  func equality() {
    #expect(constantTimeEqual([1, 2], [1, 2]))
    #expect(!constantTimeEqual([1, 2], [1, 3]))
    #expect(!constantTimeEqual([1, 2], [1, 2, 3]))
  }
}
