/// Check characters (校验码) of the numbers a hall meets.
///
/// Source: ISO 7064:2003 (MOD 11-2, hybrid MOD 37,36); GB 32100-2015 (MOD 31-3).
package enum CheckDigit {
  /// Of the 17 digits of an identity number: `0`–`9` or `X`.
  static func ofIdentityNumber(_ digits: [Int]) -> Character {
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
    let sum = zip(digits, weights).reduce(0) { $0 + $1.0 * $1.1 }
    return Array("10X98765432")[sum % 11]
  }

  /// Of the first 17 values of a unified social credit code, 0..<31.
  static func ofCreditCode(_ values: [Int]) -> Int {
    var weight = 1
    var sum = 0
    for value in values {
      sum += value * weight
      weight = weight * 3 % 31
    }
    return (31 - sum % 31) % 31
  }

  /// Of a dossier number (办件编号): one of `0`–`9`, `A`–`Z`.
  ///
  /// Hyphens are skipped. Nil if another character stands in the text, or none.
  package static func ofDossierNumber(_ text: some StringProtocol) -> Character? {
    guard let rest = hybrid(text) else { return nil }
    return alphabet[(37 - rest) % 36]
  }

  /// Whether the last character of a dossier number fits the ones before it.
  package static func isValidDossierNumber(_ text: some StringProtocol) -> Bool {
    guard let last = text.last, let expected = ofDossierNumber(text.dropLast()) else {
      return false
    }
    return last == expected
  }

  private static let alphabet = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")

  private static func hybrid(_ text: some StringProtocol) -> Int? {
    var rest = 36
    var isEmpty = true
    for byte in text.utf8 where byte != UInt8(ascii: "-") {
      let value: Int
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): value = Int(byte) - 48
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): value = Int(byte) - 55
      default: return nil
      }
      isEmpty = false
      let sum = (rest + value) % 36
      rest = (sum == 0 ? 36 : sum) * 2 % 37
    }
    return isEmpty ? nil : rest
  }
}
