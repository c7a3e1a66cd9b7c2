/// Identity documents with another number than the citizens' (其他身份证件).
///
/// No official text of these formats could be read, and none has a check digit
/// that is certain: older forms pass with a warning, only what cannot be such a
/// number is refused.
package struct TravelPermit: Hashable, Sendable {
  package enum Kind: String, CaseIterable, Hashable, Sendable {
    case hongKongMacao = "hk-macao-permit"
    case taiwan = "tw-permit"
    case foreignResident = "foreign-permanent-resident"

    package var text: String {
      switch self {
      case .hongKongMacao: "港澳居民来往内地通行证"
      case .taiwan: "台湾居民来往大陆通行证"
      case .foreignResident: "外国人永久居留身份证"
      }
    }

    fileprivate var allowed: String {
      switch self {
      case .hongKongMacao: "H或M加8位数字（旧证加10位）"
      case .taiwan: "8位数字（旧证10位数字加字母）"
      case .foreignResident: "9开头的18位数字（旧证3个字母加12位数字）"
      }
    }
  }

  /// Why a text is no such number (号码错误).
  package struct Problem: Error, Hashable, Sendable {
    package let kind: Kind
    /// Safe to show.
    package let found: String

    package var message: String { "“\(found)”不是\(kind.text)号码，应为\(kind.allowed)" }
  }

  package let kind: Kind
  /// Upper case, without blanks.
  package let text: String
  /// What a clerk should check on the document; nil when there is nothing odd.
  package let warning: String?

  package init(_ typed: String, kind: Kind) throws(Problem) {
    let text = Typed.compact(typed).uppercased()
    let letters = text.prefix { $0.isASCII && $0.isUppercase }
    let digits = text.dropFirst(letters.count).prefix { $0.isASCII && $0.isNumber }
    let tail = text.dropFirst(letters.count + digits.count)
    let shape = (letters.count, digits.count, tail.count)
    switch kind {
    case .hongKongMacao where (letters == "H" || letters == "M") && shape == (1, 8, 0),
      .taiwan where shape == (0, 8, 0):
      warning = nil
    case .hongKongMacao where (letters == "H" || letters == "M") && shape == (1, 10, 0),
      .taiwan where shape == (0, 10, tail.count) && TravelPermit.isLetters(tail):
      warning = "旧式号码，请与证件核对"
    case .foreignResident where shape == (3, 12, 0),
      .foreignResident where shape == (0, 18, 0) && digits.hasPrefix("9"):
      warning = "本机不能校验此号码，请与证件核对"
    default:
      throw Problem(kind: kind, found: SafeText.rendered(String(text.prefix(20))))
    }
    self.kind = kind
    self.text = text
  }

  package var masked: String { Mask.number(text) }

  private static func isLetters(_ text: Substring) -> Bool {
    text.count <= 2 && text.allSatisfy { $0.isASCII && $0.isUppercase }
  }
}
