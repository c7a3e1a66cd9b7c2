/// A passphrase that opens an account once, to put another one in its place
/// (一次性口令): twelve digits, which anybody can read out and type.
package struct OneTimePassphrase: Equatable, Sendable {
  /// `482109375516`, as it is hashed.
  package let digits: String

  /// How long it is good for: three days, in milliseconds.
  package static let life = 3 * 24 * 3_600_000
  private static let length = 12

  /// A new one; 40 bits, which at the standard cost of a guess is more than a
  /// thousand years of one machine.
  package init() {
    var digits = ""
    while digits.count < OneTimePassphrase.length {
      // 250 of the 256 values are the ten digits equally often.
      for byte in randomBytes(OneTimePassphrase.length) where byte < 250 {
        if digits.count < OneTimePassphrase.length { digits += "\(byte % 10)" }
      }
    }
    self.digits = digits
  }

  /// `4821-0937-5516`, as it is shown.
  package var words: String {
    let all = Array(digits)
    return stride(from: 0, to: all.count, by: 4).map { String(all[$0..<min($0 + 4, all.count)]) }
      .joined(separator: "-")
  }

  /// The digits of what somebody typed for one, with dashes, blanks or full-width
  /// digits; anything else stays as it is.
  package static func digits(typed text: String) -> String {
    var digits = ""
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x30...0x39: digits.unicodeScalars.append(scalar)
      case 0xFF10...0xFF19: digits += "\(scalar.value - 0xFF10)"
      case 0x20, 0x2D, 0x3000, 0xFF0D, 0x2014, 0x2013: break
      default: return text
      }
    }
    return digits.count == length ? digits : text
  }
}
