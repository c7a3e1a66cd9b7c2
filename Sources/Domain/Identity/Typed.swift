import Characters
@_spi(_Unicode) import Swift

/// What keyboards and readers deliver (录入文本), put into plain ASCII.
package enum Typed {
  /// Full-width forms become ASCII, every blank a space.
  /// Source: Unicode, block Halfwidth and Fullwidth Forms (U+FF01–FF5E).
  package static func halfWidth(_ text: String) -> String {
    var plain = String.UnicodeScalarView()
    for scalar in text.unicodeScalars { plain.append(halfWidth(scalar)) }
    return String(plain)
  }

  private static func halfWidth(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    if (0xFF01...0xFF5E).contains(scalar.value) {
      return Unicode.Scalar(UInt8(scalar.value - 0xFEE0))
    }
    return isBlank(scalar) ? " " : scalar
  }

  /// The blanks of all scripts. Source: Unicode 15, general category Zs.
  static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x20, 0xA0, 0x1680, 0x2000...0x200A, 0x202F, 0x205F, 0x3000: true
    default: false
    }
  }

  /// Half-width, with every dash that input methods and documents put for a
  /// hyphen as one: for numbers.
  static func numeric(_ text: String) -> String {
    var plain = String.UnicodeScalarView()
    for scalar in halfWidth(text).unicodeScalars {
      plain.append(dashes.contains(scalar) ? "-" : scalar)
    }
    return String(plain)
  }

  /// Hyphen, non-breaking hyphen, figure dash, en and em dash, bar, minus, small, double
  /// and long ones, and the lines that look like them.
  private static let dashes: Set<Unicode.Scalar> = [
    "\u{2010}", "\u{2011}", "\u{2012}", "\u{2013}", "\u{2014}", "\u{2015}", "\u{2043}",
    "\u{207B}", "\u{2212}", "\u{2500}", "\u{2501}", "\u{2E3A}", "\u{2E3B}", "\u{30FC}",
    "\u{FE58}", "\u{FE63}", "\u{FF70}",
  ]

  /// What is written for an apostrophe.
  private static let apostrophes: Set<Unicode.Scalar> = [
    "'", "`", "\u{B4}", "\u{2BB}", "\u{2BC}", "\u{2018}", "\u{2019}", "\u{201B}", "\u{2032}",
  ]

  /// Half-width, without blanks, tabs and hyphens: for numbers.
  package static func compact(_ text: String) -> String {
    String(numeric(text).filter { $0 != " " && $0 != "-" && $0 != "\t" })
  }

  /// A name as searches compare it: what a form takes as one name, and what people
  /// leave out, is one text. Half-width small letters, without blanks, separators,
  /// hyphens, apostrophes, variation selectors and what nobody can see; letters and
  /// their marks in one form, composed, and so Han characters that stand twice in
  /// Unicode.
  /// Source: Unicode Standard Annex #15 (normalization form C).
  package static func nameKey(_ name: String) -> String {
    var key = String.UnicodeScalarView()
    for scalar in seen(name).unicodeScalars {
      let scalar = halfWidth(scalar)
      let isLeftOut =
        scalar == " " || scalar == "-" || apostrophes.contains(scalar)
        || dashes.contains(scalar) || PersonName.separators.contains(scalar)
      if !isLeftOut { key.append(scalar) }
    }
    var composed = String.UnicodeScalarView()
    composed.append(contentsOf: String(key).lowercased()._nfc)
    return String(composed)
  }

  /// A number with letters in it, `compact` and in capitals of ASCII.
  static func code(_ text: String) -> String {
    String(
      compact(text).map { character in
        ("a"..."z").contains(character) && character.isASCII
          ? Character(character.uppercased()) : character
      })
  }

  /// A number or name that is looked for: as `numeric`, and without what nobody can
  /// see.
  package static func query(_ text: String) -> String { numeric(seen(text)) }

  private static func seen(_ text: String) -> String {
    var plain = String.UnicodeScalarView()
    for scalar in text.unicodeScalars
    where scalar == "\t" || !Invisible.contains(scalar) && !Invisible.isVariationSelector(scalar) {
      plain.append(scalar == "\t" ? " " : scalar)
    }
    return String(plain)
  }

  /// Half-width, without blanks at the ends.
  package static func trimmed(_ text: String) -> String {
    let plain = halfWidth(text)
    let rest = plain.drop { $0 == " " || $0 == "\t" }
    guard let last = rest.lastIndex(where: { $0 != " " && $0 != "\t" }) else { return "" }
    return String(rest[...last])
  }
}
