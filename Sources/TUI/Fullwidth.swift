/// Full-width forms (全角) of ASCII, as Chinese input methods type them.
package enum Fullwidth {
  /// `ＡＢ１２` → `AB12`: digits, letters, signs U+FF01–FF5E and the
  /// ideographic space. Everything else stays as it is.
  package static func narrowed(_ text: String) -> String {
    var scalars = String.UnicodeScalarView()
    for scalar in text.unicodeScalars { scalars.append(narrowed(scalar)) }
    return String(scalars)
  }

  /// Only digits and letters, for texts whose punctuation is Chinese.
  package static func narrowedAlphanumerics(_ text: String) -> String {
    var scalars = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      let narrow = narrowed(scalar)
      scalars.append(Character(narrow).isLetter || Character(narrow).isNumber ? narrow : scalar)
    }
    return String(scalars)
  }

  private static func narrowed(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    switch scalar.value {
    case 0x3000: " "
    case 0xFF01...0xFF5E: Unicode.Scalar(UInt8(scalar.value - 0xFF01 + 0x21))
    default: scalar
    }
  }
}
