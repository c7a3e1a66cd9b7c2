import Characters

/// How one Unicode scalar is shown (字形类别).
///
/// The only place that decides widths. Text from outside is never trusted:
/// whatever could move the cursor, turn the writing direction or hide itself
/// is `forbidden` and shown by its code.
package enum Glyph: Sendable {
  /// One column.
  case narrow
  /// Two columns.
  case wide
  /// Shown as a plain space: no-break and other thin spaces.
  case space
  /// No column: drawn over the character before it.
  case mark
  /// No column and not sent to the terminal: variation selectors and skin
  /// tones, which terminals measure differently.
  case hidden
  /// Private use: no agreed glyph; shown as 〓 in two columns.
  case privateUse
  /// Shown by its code, such as ⟦U+202E⟧.
  case forbidden

  /// 〓, the sign for a character that cannot be shown. Source: GB/T 2312, row 2-94.
  package static let geta: UInt32 = 0x3013

  /// Source: Unicode 16, EastAsianWidth.txt (W and F are wide, A is narrow);
  /// unassigned scalars of the ideographic planes are wide as UAX #11 says.
  package init(_ scalar: Unicode.Scalar) {
    let value = scalar.value
    switch value {
    case 0x20...0x7E: self = .narrow
    case 0..<0xA0: self = .forbidden
    case 0x4E00...0x9FFF, 0xAC00...0xD7A3, 0x20000...0x2FFFD, 0x30000...0x3FFFD, 0xFF01...0xFF60:
      self = .wide
    case 0xA1..<0x300: self = value == 0xAD ? .forbidden : .narrow
    case 0x2500...0x257F: self = .narrow
    case 0xFE00...0xFE0F, 0xE0100...0xE01EF, 0x1F3FB...0x1F3FF: self = .hidden
    case 0xE000...0xF8FF, 0xF0000...0xFFFFD, 0x100000...0x10FFFD: self = .privateUse
    case 0x1161...0x11FF, 0xD7B0...0xD7FF: self = .mark  // Hangul vowels, finals
    case 0x3000...0x303E, 0x3041...0x33FF, 0xF900...0xFAFF, 0xFE30...0xFE6F:
      self = Glyph(wide: scalar)
    default: self = Glyph(rare: scalar)
    }
  }

  private init(wide scalar: Unicode.Scalar) {
    switch scalar.value {
    case 0x302A...0x302F, 0x3099...0x309A: self = .mark
    default: self = Invisible.contains(scalar) ? .forbidden : .wide
    }
  }

  private init(rare scalar: Unicode.Scalar) {
    if Invisible.contains(scalar) {
      self = .forbidden
      return
    }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark: self = .mark
    case .spaceSeparator: self = .space
    // A format character of a later Unicode.
    case .format: self = .forbidden
    case .unassigned: self = Glyph.isWide(scalar.value) ? .wide : .forbidden
    default: self = Glyph.isWide(scalar.value) ? .wide : .narrow
    }
  }

  /// The wide scalars that `init` has not met yet.
  private static func isWide(_ value: UInt32) -> Bool {
    switch value {
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97C, 0xFFE0...0xFFE6,
      0x1F300...0x1FAFF:
      true
    case 0x231A...0x231B, 0x2329...0x232A, 0x23E9...0x23EC, 0x23F0, 0x23F3, 0x25FD...0x25FE,
      0x2614...0x2615, 0x2648...0x2653, 0x267F, 0x2693, 0x26A1, 0x26AA...0x26AB,
      0x26BD...0x26BE, 0x26C4...0x26C5, 0x26CE, 0x26D4, 0x26EA, 0x26F2...0x26F3, 0x26F5, 0x26FA,
      0x26FD, 0x2705, 0x270A...0x270B, 0x2728, 0x274C, 0x274E, 0x2753...0x2755, 0x2757,
      0x2795...0x2797, 0x27B0, 0x27BF, 0x2B1B...0x2B1C, 0x2B50, 0x2B55:
      true
    case 0x16FE0...0x18CFF, 0x18D00...0x18DFF, 0x1AFF0...0x1B2FF, 0x1F004, 0x1F0CF, 0x1F18E,
      0x1F191...0x1F19A, 0x1F200...0x1F265:
      true
    default:
      false
    }
  }

  /// Columns that `scalar` takes on the screen, 0, 1, 2, or more when it is shown by its code.
  package static func columns(of scalar: Unicode.Scalar) -> Int {
    switch Glyph(scalar) {
    case .narrow, .space: 1
    case .wide, .privateUse: 2
    case .mark, .hidden: 0
    case .forbidden: code(of: scalar).unicodeScalars.count
    }
  }

  /// `⟦U+202E⟧`; every character of it is one column.
  package static func code(of scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16, uppercase: true)
    return "⟦U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits + "⟧"
  }
}
