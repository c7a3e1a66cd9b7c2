/// Personal data as others may see it (脱敏).
package enum Mask {
  /// The first and last four characters of an identity number,
  /// `6401**********1234`; shorter numbers show the last two at most.
  package static func number(_ text: String) -> String {
    let count = text.count
    guard count >= 15 else {
      let shown = count >= 6 ? 2 : 0
      return String(repeating: "*", count: count - shown) + text.suffix(shown)
    }
    return text.prefix(4) + String(repeating: "*", count: count - 8) + text.suffix(4)
  }

  /// `138****5678`, `+852*****567`; a landline shows its last three digits.
  package static func phone(_ text: String) -> String {
    if text.count == 11, text.hasPrefix("1") { return text.prefix(3) + "****" + text.suffix(4) }
    if text.hasPrefix("+"), text.count > 7 {
      return text.prefix(4) + String(repeating: "*", count: text.count - 7) + text.suffix(3)
    }
    let shown = text.count >= 7 ? 3 : 0
    return String(repeating: "*", count: text.count - shown) + text.suffix(shown)
  }

  /// The first character and at most two stars: `张**`, `张*`, `买**`.
  package static func name(_ text: String) -> String {
    guard text.count > 1 else { return String(repeating: "*", count: text.count) }
    return text.prefix(1) + String(repeating: "*", count: min(text.count - 1, 2))
  }
}
