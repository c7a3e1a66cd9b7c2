/// Plain ASCII decimal digits (十进制数字), without signs, blanks or other scripts.
enum Decimal {
  /// Nil unless the text is 1 to 9 of the digits 0–9; `Int("+5")` would read a sign.
  static func number(_ text: some StringProtocol) -> Int? {
    guard (1...9).contains(text.utf8.count), isAll(text) else { return nil }
    return text.utf8.reduce(0) { $0 * 10 + Int($1 - 48) }
  }

  static func isAll(_ text: some StringProtocol) -> Bool {
    text.utf8.allSatisfy { (48...57).contains($0) }
  }

  static func padded(_ value: Int, _ width: Int) -> String {
    let digits = String(value)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}
