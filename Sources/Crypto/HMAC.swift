import CSodium

/// HMAC-SHA-256 (带密钥的散列) of `bytes`, 32 bytes, with a key of any length.
///
/// Source: RFC 2104, RFC 4231.
package func hmacSHA256(_ bytes: [UInt8], key: [UInt8]) -> [UInt8] {
  Sodium.setUp()
  var state = crypto_auth_hmacsha256_state()
  var code = [UInt8](repeating: 0, count: Int(crypto_auth_hmacsha256_BYTES))
  crypto_auth_hmacsha256_init(&state, key, key.count)
  crypto_auth_hmacsha256_update(&state, bytes, UInt64(bytes.count))
  crypto_auth_hmacsha256_final(&state, &code)
  return code
}
