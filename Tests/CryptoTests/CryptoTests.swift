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

  @Test(
    "what is no Argon2id hash is refused, and a broken one, too",
    arguments: [
      "", "$2b$10$abc", "$argon2id$v=19$m=65536,t=3,p=1$",
      "$argon2i$v=19$m=64,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$\(PassphraseHashTests.zeros)",
      "$argon2id$v=16$m=64,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$\(PassphraseHashTests.zeros)",
      "$argon2id$v=19$m=064,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$\(PassphraseHashTests.zeros)",
      "$argon2id$v=19$m=+64,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$\(PassphraseHashTests.zeros)",
      "$argon2id$v=19$t=1,m=64,p=1$AAAAAAAAAAAAAAAAAAAAAA$\(PassphraseHashTests.zeros)",
      "$argon2id$v=19$m=64,t=1,p=1$AAAAAAAAAAAAAAAAAAAAA$\(PassphraseHashTests.zeros)",
      "$argon2id$v=19$m=64,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAB$\(PassphraseHashTests.zeros)",
      "$argon2id$v=19$m=64,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA==$\(PassphraseHashTests.zeros)",
      "$argon2id$v=19$m=64,t=1,p=1$AAAAAAAAAAAAAAAAAAAAA,$\(PassphraseHashTests.zeros)",
      "$argon2id$v=19$m=64,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$\(PassphraseHashTests.zeros)AAAA",
      "$argon2id$v=19$m=64,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$\(PassphraseHashTests.zeros)$",
    ])
  func notAHash(encoded: String) throws {
    #expect(throws: CryptoError.notArgon2id) { try PassphraseHash(encoded: encoded) }
  }

  static let zeros = String(repeating: "A", count: 43)

  @Test("First aid 15: no hash is computed that costs more than 64 MiB, 3 passes and 1 lane")
  func costly() throws {
    let memories = [0, 1, 7, 8, 9, 1_024, 65_535, 65_536, 65_537, 1 << 20, 1 << 32, Int.max]
    let counts = [0, 1, 2, 3, 4, 100, Int.max]
    for (memory, passes, lanes) in memories.flatMap({ memory in
      counts.flatMap { passes in counts.map { (memory, passes, $0) } }
    }) {
      let salt = String(repeating: "A", count: 22)
      let encoded =
        "$argon2id$v=19$m=\(memory),t=\(passes),p=\(lanes)$\(salt)$\(Self.zeros)"
      let isAllowed = (8...65_536).contains(memory) && (1...3).contains(passes) && lanes == 1
      if isAllowed {
        #expect(try PassphraseHash(encoded: encoded).encoded == encoded)
      } else if encoded.utf8.count < 128 {
        #expect(throws: CryptoError.tooCostly) { try PassphraseHash(encoded: encoded) }
      } else {
        #expect(throws: CryptoError.notArgon2id) { try PassphraseHash(encoded: encoded) }
      }
    }
  }

  @Test("First aid 15: what this program writes it takes, and any other character nowhere in it")
  func mutations() throws {
    let written = try PassphraseHash(passphrase, cost: Self.cheap).encoded
    #expect(try PassphraseHash(encoded: written).encoded == written)
    let bytes = Array(written.utf8)
    for index in bytes.indices {
      for other in [UInt8](" $,=-\u{0}".utf8) where bytes[index] != other {
        var changed = bytes
        changed[index] = other
        #expect(throws: CryptoError.self) {
          try PassphraseHash(encoded: String(decoding: changed, as: UTF8.self))
        }
      }
      var shorter = bytes
      shorter.remove(at: index)
      let shortened = String(decoding: shorter, as: UTF8.self)
      // One digit of m less is a smaller cost, and still a hash.
      if let taken = try? PassphraseHash(encoded: shortened) { #expect(taken.encoded == shortened) }
    }
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
