/// Identity documents with another number than the citizens' (其他身份证件).
///
/// No official text of these formats could be read, and none has a check digit
/// that is certain: older forms pass with a warning, only what cannot be such a
/// number is refused. The permanent residence card of today has an
/// `IdentityNumber`; here is its first form only.
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
      case .hongKongMacao: "H或M加8位数字（旧证加10位；非中国籍的加1个字母7位数字）"
      case .taiwan: "8位数字（旧证10位数字加字母）"
      case .foreignResident: "9开头的18位号码（旧证3个字母加12位数字）"
      }
    }
  }

  /// What a clerk should check on the document (提醒).
  package enum Warning: String, Hashable, Sendable {
    case oldForm = "old-form"

    package var text: String { "旧式号码，请与证件核对" }
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
  /// Nil when there is nothing odd.
  package let warning: Warning?
  /// Issued to a permanent resident of Hong Kong or Macao who is no citizen
  /// (非中国籍), since 2024.
  package let isNonCitizen: Bool

  package init(_ typed: String, kind: Kind) throws(Problem) {
    let text = Typed.code(typed)
    let letters = text.prefix { ("A"..."Z").contains($0) && $0.isASCII }
    let digits = text.dropFirst(letters.count).prefix { ("0"..."9").contains($0) && $0.isASCII }
    let tail = text.dropFirst(letters.count + digits.count)
    let shape = (letters.count, digits.count, tail.count)
    let isHongKongMacao = letters.hasPrefix("H") || letters.hasPrefix("M")
    switch kind {
    case .hongKongMacao where isHongKongMacao && (shape == (1, 8, 0) || shape == (2, 7, 0)),
      .taiwan where shape == (0, 8, 0):
      warning = nil
    case .hongKongMacao where isHongKongMacao && shape == (1, 10, 0),
      .taiwan where shape == (0, 10, tail.count) && TravelPermit.isLetters(tail),
      .foreignResident where shape == (3, 12, 0):
      warning = .oldForm
    default:
      throw Problem(kind: kind, found: SafeText.rendered(String(text.prefix(20))))
    }
    self.kind = kind
    self.text = text
    isNonCitizen = kind == .hongKongMacao && letters.count == 2
  }

  package var masked: String { Mask.number(text) }

  /// The word that commands print.
  package var form: String { isNonCitizen ? kind.rawValue + "-non-citizen" : kind.rawValue }

  private static func isLetters(_ text: Substring) -> Bool {
    text.count <= 2 && text.allSatisfy { ("A"..."Z").contains($0) && $0.isASCII }
  }
}
