import JSON
import Testing

@testable import Crypto

@Suite struct SignatureTests {
  // Source: RFC 8032, 7.1, tests 1 to 3.
  @Test(
    "the keys and signatures of RFC 8032",
    arguments: [
      (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
      ),
      (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
      ),
      (
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
      ),
    ])
  func known(seed: String, publicKey: String, message: String, signature: String) throws {
    let key = try SigningKey(seed: #require(Hex.bytes(seed)))
    let message = try #require(Hex.bytes(message))
    #expect(Hex.text(key.verifyingKey.bytes) == publicKey)
    #expect(Hex.text(key.sign(message)) == signature)
    #expect(key.verifyingKey.verifies(key.sign(message), of: message))
  }

  @Test("a changed message, signature or key does not verify")
  func altered() throws {
    let key = SigningKey()
    let message = Array("7K3M|1|20".utf8)
    let signature = key.sign(message)
    #expect(key.verifyingKey.verifies(signature, of: message))
    #expect(!key.verifyingKey.verifies(signature, of: message + [0]))
    #expect(!SigningKey().verifyingKey.verifies(signature, of: message))
    #expect(!key.verifyingKey.verifies([], of: message))
    for place in signature.indices {
      var altered = signature
      altered[place] ^= 1
      #expect(!key.verifyingKey.verifies(altered, of: message))
    }
  }

  @Test("a key of another length is refused, with both lengths")
  func lengths() {
    #expect(throws: CryptoError.notAKey(bytes: 31, allowed: 32)) {
      try SigningKey(seed: [UInt8](repeating: 1, count: 31))
    }
    #expect(throws: CryptoError.notAKey(bytes: 0, allowed: 32)) { try VerifyingKey([]) }
  }

  // Source: RFC 4231, 4.2, 4.3 and 4.7 (a key longer than a block).
  @Test("HMAC-SHA-256 of RFC 4231")
  func hmac() {
    #expect(
      Hex.text(hmacSHA256(Array("Hi There".utf8), key: [UInt8](repeating: 0x0b, count: 20)))
        == "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7")
    #expect(
      Hex.text(hmacSHA256(Array("what do ya want for nothing?".utf8), key: Array("Jefe".utf8)))
        == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
    let long = Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8)
    #expect(
      Hex.text(hmacSHA256(long, key: [UInt8](repeating: 0xaa, count: 131)))
        == "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54")
  }

  @Test("bytes come back from Base64; anything else is nil")
  func texts() {
    for count in 0...40 {
      let some = (0..<count).map { UInt8(truncatingIfNeeded: $0 * 37) }
      #expect(bytes(base64: base64(some)) == some)
    }
    #expect(base64(Array("一窗".utf8)) == "5LiA56qX")
    for wrong in ["5LiA56q", "5LiA 56qX", "5LiA56qX=", "-_=="] {
      #expect(bytes(base64: wrong) == nil)
    }
  }
}
