/// The name of a person (姓名).
///
/// The only separator is · (U+00B7, GB 18030 A1A4): look-alikes between Han
/// characters are replaced, and blanks between them dropped. Nothing else is
/// changed, in particular no Unicode normalisation: every character of
/// GB 18030 and every private use character of old name data is kept.
/// Source: 民委发〔2016〕33号 (separator, at least 50 characters).
package struct PersonName: Hashable, Sendable {
  /// Why a text is no name (姓名错误).
  package enum Problem: Error, Hashable, Sendable {
    case empty
    case tooLong(Int)
    case forbidden(SafeText.Finding)

    package var message: String {
      switch self {
      case .empty: "请录入姓名"
      case .tooLong(let count): "姓名最多\(PersonName.maximumLength)个字符，现为\(count)个"
      case .forbidden(let finding): finding.message
      }
    }
  }

  package static let maximumLength = Limits.name.characters

  package let text: String
  /// Whether `text` is not what was typed, so that the screen can show it.
  package let wasChanged: Bool

  package init(_ typed: String) throws(Problem) {
    if let finding = SafeText.finding(in: typed) { throw .forbidden(finding) }
    let name = PersonName.normalised(typed)
    if name.isEmpty { throw .empty }
    guard name.count <= PersonName.maximumLength else { throw .tooLong(name.count) }
    text = name
    wasChanged = !name.unicodeScalars.elementsEqual(typed.unicodeScalars)
  }

  /// `张**`.
  package var masked: String { Mask.name(text) }

  private static func normalised(_ typed: String) -> String {
    let blanks: Set<Unicode.Scalar> = [" ", "\u{A0}", "\u{3000}"]
    let scalars = Array(typed.unicodeScalars)
    var name = String.UnicodeScalarView()
    var index = 0
    while index < scalars.count {
      var end = index
      while end < scalars.count, blanks.contains(scalars[end]) || separators.contains(scalars[end])
      {
        end += 1
      }
      let gap = scalars[index..<end]
      if gap.isEmpty {
        name.append(scalars[index])
        index += 1
        continue
      }
      let isBetweenHan =
        name.last.map(isHan) ?? false && end < scalars.count && isHan(scalars[end])
      let hasSeparator = gap.contains { separators.contains($0) }
      if isBetweenHan {
        if hasSeparator { name.append("·") }
      } else if hasSeparator {
        name.append(contentsOf: gap)
      } else if !name.isEmpty, end < scalars.count {
        name.append(" ")
      }
      index = end
    }
    return String(name)
  }

  /// What input methods and readers produce for ·.
  private static let separators: Set<Unicode.Scalar> = [
    "\u{B7}", ".", "\u{387}", "\u{2022}", "\u{2024}", "\u{2027}", "\u{2219}", "\u{22C5}",
    "\u{25CF}", "\u{30FB}", "\u{FE52}", "\u{FF0E}", "\u{FF65}",
  ]

  /// Han characters, and the private use ones that stand for them.
  /// Source: Unicode 15 blocks; planes 2 and 3 are ideographic.
  private static func isHan(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x2E80...0x2FDF, 0x3005, 0x3007, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xE000...0xFAFF,
      0x20000...0x3FFFD, 0xE0100...0xE01EF, 0xF0000...0x10FFFD:
      true
    default: false
    }
  }
}
