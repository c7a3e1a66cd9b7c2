import Characters

/// Text that may reach the screen, a log or a printer (安全文本).
///
/// Refused: invisible characters (`Invisible`; a line feed only where notes
/// allow it), variation selectors that no Han character or symbol carries, and
/// more than four combining marks in a row. Kept: every other character of GB
/// 18030, and the private use characters of old name data.
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
    var reading = Reading(lineFeeds: lineFeeds)
    for (index, scalar) in text.unicodeScalars.enumerated() where !reading.accepts(scalar) {
      return Finding(scalar: scalar, position: index + 1)
    }
    return nil
  }

  /// The text for the screen, a log or a printer: forbidden characters become
  /// `⟦U+202E⟧`.
  package static func rendered(_ text: String, lineFeeds: Bool = false) -> String {
    if finding(in: text, lineFeeds: lineFeeds) == nil { return text }
    var safe = String.UnicodeScalarView()
    var reading = Reading(lineFeeds: lineFeeds)
    for scalar in text.unicodeScalars {
      if !reading.accepts(scalar) {
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

  /// Goes through a text: what a character may be depends on those before it.
  private struct Reading {
    let lineFeeds: Bool
    private var marks = 0
    private var before: Unicode.Scalar?

    init(lineFeeds: Bool) { self.lineFeeds = lineFeeds }

    mutating func accepts(_ scalar: Unicode.Scalar) -> Bool {
      marks = isCombining(scalar) ? marks + 1 : 0
      defer { before = scalar }
      if scalar == "\n" { return lineFeeds }
      if Invisible.isVariationSelector(scalar) { return before.map(mayCarrySelector) ?? false }
      return !Invisible.contains(scalar) && marks <= maximumCombiningMarks
    }
  }

  /// Ideographic variations, and the symbols that phones write with U+FE0F.
  /// Source: Unicode 15, chapter 23.4; emoji-variation-sequences.txt without
  /// digits and signs of ASCII.
  private static func mayCarrySelector(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x203C, 0x2049, 0x2122, 0x2139, 0x2190...0x27FF, 0x2900...0x2BFF, 0x3030, 0x303D, 0x3297,
      0x3299, 0x1F000...0x1FAFF:
      true
    default: Han.contains(scalar)
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
