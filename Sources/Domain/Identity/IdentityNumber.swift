/// Sex as the identity number states it (性别).
package enum Sex: String, CaseIterable, Hashable, Sendable {
  case male, female

  package var text: String { self == .male ? "男" : "女" }
}

/// A citizen identity number (公民身份号码), or the number of a residence permit of
/// 港澳台 residents or of a permanent residence card of foreigners, which have the
/// same shape.
///
/// 6 digits division, 8 birth date, 3 sequence (odd is male), 1 check. The
/// division is that of the first assignment and never changes, so an unknown or
/// abolished one is a warning only. A foreigner's number has 9, two digits of the
/// province that took the application and three of the nationality instead.
/// Source: GB 11643-1999; 居民身份证法 art. 3; check digit ISO 7064 MOD 11-2;
/// 国办发〔2018〕81号 (810000, 820000, 830000); the notices of 国家移民管理局 on the
/// card of 2023 for the numbers that begin with 9.
package struct IdentityNumber: Hashable, Sendable {
  /// Who holds such a number (号码种类).
  package enum Kind: String, CaseIterable, Hashable, Sendable {
    case citizen
    case hongKongResidence = "hk-residence"
    case macaoResidence = "macao-residence"
    case taiwanResidence = "tw-residence"
    case foreignResident = "foreign-permanent-resident"

    package var text: String {
      switch self {
      case .citizen: "居民身份证"
      case .hongKongResidence: "香港居民居住证"
      case .macaoResidence: "澳门居民居住证"
      case .taiwanResidence: "台湾居民居住证"
      case .foreignResident: "外国人永久居留身份证"
      }
    }
  }

  /// What is odd but may be right (提醒).
  package enum Warning: String, CaseIterable, Hashable, Sendable {
    case unknownArea = "unknown-area"
    case oldAge = "old-age"
    /// 710000 is Taiwan Province in GB/T 2260: such a number is a citizen's who
    /// settled here, never that of a residence permit.
    case taiwanProvince = "taiwan-province"

    package var text: String {
      switch self {
      case .unknownArea: "号码前6位不是现行省级区划，请与证件核对"
      case .oldAge: "按号码已超过130岁，请与证件核对"
      case .taiwanProvince: "710000是台湾省籍公民的身份证号码，台湾居民居住证是830000，请与证件核对"
      }
    }
  }

  /// 18 characters, upper-case X.
  package let text: String
  package let kind: Kind
  package let sex: Sex
  package let born: Day
  package let warnings: [Warning]

  /// The first six digits, of GB/T 2260; nil in a foreigner's number.
  package var division: String? {
    kind == .foreignResident ? nil : String(text.prefix(6))
  }

  /// Where the household register was when the number was given; nil for people
  /// who have none or whose number does not say it.
  package var householdDivision: String? {
    kind == .citizen && !warnings.contains(.taiwanProvince) ? division : nil
  }

  /// Reads what was typed or scanned: full-width digits, blanks, hyphens and a
  /// lower x are put right; everything else is said exactly.
  package init(_ typed: String, today: Day) throws(IdentityProblem) {
    let text = Typed.code(typed)
    let characters = Array(text.unicodeScalars)
    if characters.count == 15, Decimal.isAll(text) { throw .fifteenDigits }
    guard characters.count == 18 else { throw .badLength(characters.count) }
    for (index, character) in characters.enumerated() {
      let isDigit = ("0"..."9").contains(character)
      guard isDigit || (index == 17 && character == "X") else {
        throw .badCharacter(position: index + 1, found: SafeText.rendered(String(character)))
      }
    }
    let birth = text.dropFirst(6).prefix(8)
    guard let born = Day(birth) else { throw .noSuchDate(String(birth)) }
    guard born <= today else { throw .bornInFuture(born) }
    let digits = text.utf8.prefix(17).map { Int($0) - 48 }
    guard let last = text.last, last == CheckDigit.ofIdentityNumber(digits) else {
      throw .badCheckDigit
    }

    self.text = text
    self.born = born
    sex = digits[16] % 2 == 1 ? .male : .female
    switch text.prefix(6) {
    case "810000": kind = .hongKongResidence
    case "820000": kind = .macaoResidence
    case "830000": kind = .taiwanResidence
    default: kind = digits[0] == 9 ? .foreignResident : .citizen
    }
    var warnings: [Warning] = []
    let province = digits[0] * 10 + digits[1]
    if kind == .citizen, !IdentityNumber.provinces.contains(where: { $0.contains(province) }) {
      warnings.append(.unknownArea)
    }
    if text.hasPrefix("71") { warnings.append(.taiwanProvince) }
    if Age.years(born: born, on: today) > 130 { warnings.append(.oldAge) }
    self.warnings = warnings
  }

  /// `6401**********1234`.
  package var masked: String { Mask.number(text) }

  /// The first two digits of citizens. Source: GB/T 2260.
  private static let provinces: [ClosedRange<Int>] = [
    11...15, 21...23, 31...37, 41...46, 50...54, 61...65, 71...71,
  ]
}

/// Why a text is no identity number (号码错误).
package enum IdentityProblem: Error, Hashable, Sendable {
  case badLength(Int)
  /// A number of the first generation of cards, no longer valid.
  case fifteenDigits
  /// Positions count from 1.
  case badCharacter(position: Int, found: String)
  case noSuchDate(String)
  case bornInFuture(Day)
  case badCheckDigit

  /// The word that commands print.
  package var code: String {
    switch self {
    case .badLength, .fifteenDigits: "bad-length"
    case .badCharacter: "bad-character"
    case .noSuchDate: "no-such-date"
    case .bornInFuture: "born-in-future"
    case .badCheckDigit: "bad-check-digit"
    }
  }

  package var message: String {
    switch self {
    case .badLength(let count): "身份号码应为18位，现为\(count)位"
    case .fifteenDigits: "15位旧号码已停用，请按现行身份证录入18位号码"
    case .badCharacter(let position, let found):
      "第\(position)位是“\(found)”，" + (position == 18 ? "只能是数字或X" : "只能是数字")
    case .noSuchDate(let digits): "第7至14位“\(digits)”不是有效日期"
    case .bornInFuture(let day): "出生日期\(day)晚于今天"
    case .badCheckDigit: "校验位不符，号码中至少有一位录错，请与证件核对"
    }
  }
}
