/// A unified social credit code of an organisation (统一社会信用代码).
///
/// 18 characters of `0`–`9` and `A`–`Z` without I, O, S, V, Z: registration
/// authority, kind, 6 digits division, 9 organisation code, 1 check character.
/// Source: GB 32100-2015.
package struct CreditCode: Hashable, Sendable {
  /// Why a text is no credit code (代码错误).
  package enum Problem: Error, Hashable, Sendable {
    case badLength(Int)
    /// Positions count from 1.
    case badCharacter(position: Int, found: String)
    case badCheckDigit

    package var code: String {
      switch self {
      case .badLength: "bad-length"
      case .badCharacter: "bad-character"
      case .badCheckDigit: "bad-check-digit"
      }
    }

    package var message: String {
      switch self {
      case .badLength(let count): "统一社会信用代码应为18位，现为\(count)位"
      case .badCharacter(let position, let found):
        "第\(position)位是“\(found)”，"
          + ((3...8).contains(position) ? "只能是数字" : "只能是数字或除I、O、S、V、Z外的字母")
      case .badCheckDigit: "校验位不符，代码中至少有一位录错，请与执照核对"
      }
    }
  }

  /// 18 characters, upper case.
  package let text: String

  package init(_ typed: String) throws(Problem) {
    let text = Typed.code(typed)
    let characters = Array(text.unicodeScalars)
    guard characters.count == 18 else { throw .badLength(characters.count) }
    var values: [Int] = []
    for (index, character) in characters.enumerated() {
      let value = CreditCode.alphabet.firstIndex(of: character)
      guard let value, value < 10 || !(2...7).contains(index) else {
        throw .badCharacter(position: index + 1, found: SafeText.rendered(String(character)))
      }
      values.append(value)
    }
    guard CheckDigit.ofCreditCode(Array(values.prefix(17))) == values[17] else {
      throw .badCheckDigit
    }
    self.text = text
  }

  private static let alphabet = Array("0123456789ABCDEFGHJKLMNPQRTUWXY".unicodeScalars)
}
