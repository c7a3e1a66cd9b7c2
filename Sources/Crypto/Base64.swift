import CSodium

/// Bytes as Base64 with its padding. Source: RFC 4648, 4.
package func base64(_ bytes: [UInt8]) -> String {
  let variant = sodium_base64_VARIANT_ORIGINAL
  var text = [CChar](repeating: 0, count: sodium_base64_encoded_len(bytes.count, variant))
  sodium_bin2base64(&text, text.count, bytes, bytes.count, variant)
  return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init), as: UTF8.self)
}

/// The bytes of a Base64 text with its padding; nil when it is anything else.
package func bytes(base64 text: String) -> [UInt8]? {
  var bytes = [UInt8](repeating: 0, count: text.utf8.count / 4 * 3 + 3)
  var count = 0
  let code = sodium_base642bin(
    &bytes, bytes.count, text, text.utf8.count, nil, &count, nil, sodium_base64_VARIANT_ORIGINAL)
  return code == 0 ? Array(bytes.prefix(count)) : nil
}
