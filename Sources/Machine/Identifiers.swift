import Crypto
import Domain
import JSON

/// Makes UUIDs of version 7 (编号), rising even when the clock steps back.
///
/// Source: RFC 9562, 5.7 and 6.2 (method 1: the counter is in `rand_a`).
package struct Identifiers {
  private var last = 0
  private var counter = 0

  package init() {}

  package mutating func make(at now: Instant) -> String {
    if now.milliseconds > last {
      last = now.milliseconds
      counter = 0
    } else {
      counter += 1
      if counter > 0xFFF {
        last += 1
        counter = 0
      }
    }
    var bytes = [UInt8](repeating: 0, count: 6)
    for index in 0..<6 { bytes[index] = UInt8(truncatingIfNeeded: last >> (40 - 8 * index)) }
    bytes += [0x70 | UInt8(counter >> 8), UInt8(counter & 0xFF)]
    var random = randomBytes(8)
    random[0] = 0x80 | random[0] & 0x3F
    let hex = Hex.text(bytes + random)
    var text = ""
    for (index, character) in hex.enumerated() {
      if [8, 12, 16, 20].contains(index) { text.append("-") }
      text.append(character)
    }
    return text
  }

  /// Four characters of Crockford's alphabet: the code of a log.
  package static func logCode() -> String {
    let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
    return String(randomBytes(4).map { alphabet[Int($0 & 31)] })
  }
}
