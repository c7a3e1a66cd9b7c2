/// Text that may reach the screen, a log or a printer (安全文本).
///
/// Refused: control characters (a line feed only where notes allow it), line
/// and paragraph separators, direction marks, zero-width and other invisible
/// characters, noncharacters, and more than four combining marks in a row.
/// Kept: every assigned character of GB 18030, variation selectors, and the
/// private use characters of old name data.
/// Source: Unicode 15, chapter 23; GB 18030-2022.
package enum SafeText {
  /// A character that must not be in a text (禁用字符).
  package struct Finding: Hashable, Sendable {
    package let scalar: Unicode.Scalar
    /// Which character of the text, from 1.
    package let position: Int

    /// `U+202E`.
    package var code: String { SafeText.code(scalar) }

    package var message: String { "第\(position)个字符\(code)不可见或不可打印，请删除后重新录入" }
  }

  package static let maximumCombiningMarks = 4

  /// The first forbidden character, for everything that comes in; nil is safe.
  package static func finding(in text: String, lineFeeds: Bool = false) -> Finding? {
    var marks = 0
    for (index, scalar) in text.unicodeScalars.enumerated() {
      marks = isCombining(scalar) ? marks + 1 : 0
      if isForbidden(scalar, lineFeeds: lineFeeds) || marks > maximumCombiningMarks {
        return Finding(scalar: scalar, position: index + 1)
      }
    }
    return nil
  }

  /// The text for the screen, a log or a printer: forbidden characters become
  /// `⟦U+202E⟧`.
  package static func rendered(_ text: String, lineFeeds: Bool = false) -> String {
    if finding(in: text, lineFeeds: lineFeeds) == nil { return text }
    var safe = String.UnicodeScalarView()
    var marks = 0
    for scalar in text.unicodeScalars {
      marks = isCombining(scalar) ? marks + 1 : 0
      if isForbidden(scalar, lineFeeds: lineFeeds) || marks > maximumCombiningMarks {
        safe.append(contentsOf: "⟦\(code(scalar))⟧".unicodeScalars)
      } else {
        safe.append(scalar)
      }
    }
    return String(safe)
  }

  package static func code(_ scalar: Unicode.Scalar) -> String {
    let hex = String(scalar.value, radix: 16, uppercase: true)
    return "U+" + String(repeating: "0", count: max(0, 4 - hex.count)) + hex
  }

  private static func isForbidden(_ scalar: Unicode.Scalar, lineFeeds: Bool) -> Bool {
    switch scalar.value {
    case 0x0A: !lineFeeds
    case 0x00...0x1F, 0x7F...0x9F: true  // C0, DEL, C1
    case 0xAD, 0x061C: true  // soft hyphen, Arabic letter mark
    case 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F: true
    case 0xFEFF, 0xFFF9...0xFFFB: true  // byte order mark, annotations
    case 0xFDD0...0xFDEF: true  // noncharacters
    case 0xE0000...0xE007F: true  // tags
    default: scalar.value & 0xFFFE == 0xFFFE
    }
  }

  private static func isCombining(_ scalar: Unicode.Scalar) -> Bool {
    // Below U+0300 and among the Han characters there is none; most texts end here.
    guard scalar.value >= 0x300, !(0x3400...0x9FFF).contains(scalar.value) else { return false }
    return switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark: true
    default: false
    }
  }
}
