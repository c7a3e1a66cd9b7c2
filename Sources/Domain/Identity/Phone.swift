/// A telephone number (联系电话).
package struct Phone: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    case mobile
    /// With an area code or without, and an extension if there is one.
    case landline
  }

  /// Why a text is no telephone number (电话错误).
  package struct Problem: Error, Hashable, Sendable {
    /// Safe to show.
    package let found: String

    package var message: String {
      "“\(found)”不是电话号码，应为11位手机号（1开头，第2位3至9），或区号加7至8位固定电话，如 0951-5012345"
    }
  }

  package let kind: Kind
  /// `13812345678`, `09515012345`, `09515012345-801`.
  package let text: String

  /// Full-width digits, blanks, brackets, hyphens and a leading +86 are put right.
  /// Every mobile prefix from 13 to 19 is in use or may be.
  package init(_ typed: String) throws(Problem) {
    var plain = Typed.trimmed(typed)
    let problem = Problem(found: SafeText.rendered(String(plain.prefix(20))))
    if plain.hasPrefix("+86") { plain.removeFirst(3) }
    var fields = plain.split { "-() ".contains($0) }
    guard fields.allSatisfy({ Decimal.isAll($0) }) else { throw problem }

    let joined = fields.joined()
    if Phone.isMobile(joined) {
      kind = .mobile
      text = joined
      return
    }
    var area: Substring = ""
    if fields.count > 1, let first = fields.first, first.hasPrefix("0") {
      area = fields.removeFirst()
    } else if let first = fields.first, first.hasPrefix("0") {
      area = first.prefix(Phone.areaLength(first))
      fields[0] = first.dropFirst(area.count)
    }
    guard let local = fields.first, fields.count <= 2,
      area.isEmpty || area.count == Phone.areaLength(area),
      (7...8).contains(local.count), ("2"..."9").contains(local.prefix(1)),
      fields.dropFirst().allSatisfy({ $0.count <= 6 })
    else { throw problem }
    kind = .landline
    text = fields.count == 2 ? "\(area)\(local)-\(fields[1])" : "\(area)\(local)"
  }

  package var masked: String { Mask.phone(text) }

  private static func isMobile(_ digits: String) -> Bool {
    digits.count == 11 && digits.hasPrefix("1")
      && ("3"..."9").contains(digits.dropFirst().prefix(1))
  }

  /// 010 and 02x have three digits, all others four.
  private static func areaLength(_ digits: Substring) -> Int {
    digits.hasPrefix("01") || digits.hasPrefix("02") ? 3 : 4
  }
}
