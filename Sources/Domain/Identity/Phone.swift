/// A telephone number (联系电话).
package struct Phone: Hashable, Sendable {
  /// Why a text is no telephone number (电话错误).
  package struct Problem: Error, Hashable, Sendable {
    /// Safe to show.
    package let found: String
    let isForAll: Bool

    package var message: String {
      "“\(found)”不是电话号码，应为11位手机号（1开头，第2位3至9），或区号加7至8位固定电话，如 0951-5012345"
        + (isForAll ? "；港澳台号码写 +852、+853、+886" : "")
    }
  }

  /// `13812345678`, `09515012345`, `09515012345-801`, `+85291234567`.
  package let text: String

  /// Full-width digits, blanks, brackets, hyphens and a leading +86 are put right.
  /// Every mobile prefix from 13 to 19 is in use or may be.
  ///
  /// - Parameter isForAll: whether numbers of Hong Kong, Macao and Taiwan are
  ///   taken, which begin with +852, +853 and +886.
  package init(_ typed: String, isForAll: Bool = false) throws(Problem) {
    let typed = Typed.trimmed(Typed.numeric(typed))
    let problem = Problem(
      found: SafeText.rendered(String(typed.prefix(20))), isForAll: isForAll)
    let (plain, isFromAbroad) = Phone.withoutCountry(typed)
    if let number = Phone.outside(plain) {
      guard isForAll else { throw problem }
      text = number
      return
    }
    let fields = plain.split { "-() ".contains($0) }
    guard fields.allSatisfy({ Decimal.isAll($0) }) else { throw problem }
    let joined = fields.joined()
    if Phone.isMobile(joined) {
      text = joined
      // Behind the country's code an area has lost its 0.
    } else if isFromAbroad, let first = fields.first, !first.hasPrefix("0"),
      let line = Phone.landline(["0" + first] + fields.dropFirst())
    {
      text = line
    } else if let line = Phone.landline(fields) {
      text = line
    } else {
      throw problem
    }
  }

  /// `09515012345`, `09515012345-801`: the area may be missing, and parts of the number
  /// may stand apart.
  private static func landline(_ fields: [Substring]) -> String? {
    var fields = fields
    // +86 (0)951
    if fields.count > 1, fields[0] == "0" { fields.replaceSubrange(0...1, with: ["0" + fields[1]]) }
    var area: Substring = ""
    if fields.count > 1, let first = fields.first, first.hasPrefix("0"), first.count <= 4 {
      area = fields.removeFirst()
    } else if let first = fields.first, first.hasPrefix("0") {
      area = first.prefix(areaLength(first))
      fields[0] = first.dropFirst(area.count)
    }
    // 8888 8888, 501 2345
    if fields.count > 1, (3...4).contains(fields[0].count), fields[1].count == 4 {
      fields.replaceSubrange(0...1, with: [fields[0] + fields[1]])
    }
    guard let local = fields.first, fields.count <= 2,
      area.isEmpty || isArea(area),
      (7...8).contains(local.count), ("2"..."9").contains(local.prefix(1)),
      fields.dropFirst().allSatisfy({ $0.count <= 6 })
    else { return nil }
    return fields.count == 2 ? "\(area)\(local)-\(fields[1])" : "\(area)\(local)"
  }

  package var masked: String { Mask.phone(text) }

  /// Without the country's own code: +86, 0086, (86), and 86 before a mobile number; and
  /// whether it was there.
  private static func withoutCountry(_ text: String) -> (String, Bool) {
    let sign = text.drop { "( ".contains($0) }
    for code in ["+86", "0086"] where sign.hasPrefix(code) && !sign.hasPrefix("+886") {
      return (String(sign.dropFirst(code.count)), true)
    }
    let digits = text.filter { !"-() ".contains($0) }
    if digits.hasPrefix("86"), isMobile(String(digits.dropFirst(2))) {
      return (String(digits.dropFirst(2)), true)
    }
    return (text, false)
  }

  /// With 00 or + before the code. Hong Kong and Macao: eight digits, the first
  /// not 0 or 1. Taiwan: nine for mobiles, eight or nine with the area, whose 0
  /// is often kept.
  /// Source: ITU-T E.164, national numbering plans of 852, 853 and 886.
  private static func outside(_ text: String) -> String? {
    var digits = Substring(text.filter { !"-() ".contains($0) })
    if digits.hasPrefix("+") {
      digits = digits.dropFirst()
    } else if digits.hasPrefix("00") {
      digits = digits.dropFirst(2)
    } else {
      return nil
    }
    let code = digits.prefix(3)
    var number = digits.dropFirst(3)
    if code == "886", number.hasPrefix("0") { number = number.dropFirst() }
    guard Decimal.isAll(number), let first = number.first else { return nil }
    switch code {
    case "852", "853": guard number.count == 8, first != "0", first != "1" else { return nil }
    case "886":
      guard (first == "9" ? 9...9 : 8...9).contains(number.count), first != "0" else { return nil }
    default: return nil
    }
    return "+\(code)\(number)"
  }

  private static func isMobile(_ digits: String) -> Bool {
    digits.count == 11 && Decimal.isAll(digits) && digits.hasPrefix("1")
      && ("3"..."9").contains(digits.dropFirst().prefix(1))
  }

  /// 010, 02x, and four digits from 03 on.
  private static func isArea(_ area: Substring) -> Bool {
    guard area.count == areaLength(area) else { return false }
    return area == "010" || ("2"..."9").contains(area.dropFirst().prefix(1))
  }

  /// 010 and 02x have three digits, all others four.
  private static func areaLength(_ digits: Substring) -> Int {
    digits.hasPrefix("01") || digits.hasPrefix("02") ? 3 : 4
  }
}
