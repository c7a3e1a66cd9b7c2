import Characters

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
    let scalars = Array(typed.unicodeScalars)
    var name = String.UnicodeScalarView()
    var index = 0
    while index < scalars.count {
      var end = index
      while end < scalars.count, Typed.isBlank(scalars[end]) || separators.contains(scalars[end]) {
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
  static let separators: Set<Unicode.Scalar> = [
    "\u{B7}", ".", "\u{387}", "\u{2022}", "\u{2024}", "\u{2027}", "\u{2219}", "\u{22C5}",
    "\u{25CF}", "\u{30FB}", "\u{FE52}", "\u{FF0E}", "\u{FF65}", "\u{1427}", "\u{16EB}", "\u{2218}",
    "\u{2E30}", "\u{2E31}", "\u{2E33}", "\u{318D}", "\u{A78F}", "\u{10101}",
  ]

  /// A variation selector belongs to the character before it.
  private static func isHan(_ scalar: Unicode.Scalar) -> Bool {
    Han.contains(scalar) || Invisible.isVariationSelector(scalar)
  }

  /// Whether there is something in it that names seldom have: a digit, a mark of
  /// punctuation, a symbol. A · between letters, and in Latin names a blank, a
  /// hyphen, an apostrophe or a full stop after a letter, are usual.
  package var isOdd: Bool {
    var before: Unicode.Scalar?
    for (scalar, after) in zip(text.unicodeScalars, text.unicodeScalars.dropFirst() + ["\0"]) {
      defer { before = scalar }
      // A mark has a letter that it belongs to.
      if PersonName.isMark(scalar), !(before.map(PersonName.isLetter) ?? false) { return true }
      if PersonName.isLetter(scalar) { continue }
      guard let before, PersonName.isLetter(before) || before == "." else { return true }
      let isInside = PersonName.isLetter(after)
      let isUsual =
        switch scalar {
        case "·": isInside && before != "."
        case " ", "-", "'", "\u{2019}": isInside && !Han.contains(before)
        case ".": before != "." && !Han.contains(before)
        default: false
        }
      if !isUsual { return true }
    }
    return false
  }

  private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
    if Invisible.isVariationSelector(scalar) { return false }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .spacingMark: return true
    default: return false
    }
  }

  /// Letters of any script and their marks. Han digits such as 三 are letters; 〇
  /// is a number to Unicode, and in names a character like any other.
  private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
    if scalar == "\u{3007}" { return true }
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
      .nonspacingMark, .spacingMark, .privateUse:
      return true
    // A character of a later Unicode that this program cannot judge.
    case .unassigned: return Han.contains(scalar)
    default: return false
    }
  }
}
