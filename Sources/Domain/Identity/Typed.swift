/// What keyboards and readers deliver (录入文本), put into plain ASCII.
package enum Typed {
  /// Full-width forms become ASCII, the ideographic space a space.
  /// Source: Unicode, block Halfwidth and Fullwidth Forms (U+FF01–FF5E).
  static func halfWidth(_ text: String) -> String {
    var plain = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0xFF01...0xFF5E:
        plain.append(Unicode.Scalar(UInt8(scalar.value - 0xFEE0)))
      case 0x3000, 0xA0: plain.append(" ")
      default: plain.append(scalar)
      }
    }
    return String(plain)
  }

  /// Half-width, without blanks, tabs and hyphens: for numbers.
  package static func compact(_ text: String) -> String {
    String(halfWidth(text).filter { $0 != " " && $0 != "-" && $0 != "\t" })
  }

  /// Half-width, without blanks at the ends.
  static func trimmed(_ text: String) -> String {
    let plain = halfWidth(text)
    let rest = plain.drop { $0 == " " || $0 == "\t" }
    guard let last = rest.lastIndex(where: { $0 != " " && $0 != "\t" }) else { return "" }
    return String(rest[...last])
  }
}
