/// Columns of text (显示宽度): measuring, cutting, padding and wrapping.
///
/// The width of a text is the sum of the widths of its scalars (`Glyph`), so
/// it never depends on how a terminal or a library joins them.
package enum Width {
  package static func columns(of text: String) -> Int {
    var copy = text
    let ascii: Int? = copy.withUTF8 { bytes in
      bytes.allSatisfy { $0 >= 0x20 && $0 < 0x7F } ? bytes.count : nil
    }
    if let ascii { return ascii }
    return text.unicodeScalars.reduce(0) { $0 + Glyph.columns(of: $1) }
  }

  package static func columns(of character: Character) -> Int {
    if let ascii = character.asciiValue, ascii >= 0x20, ascii < 0x7F { return 1 }
    return character.unicodeScalars.reduce(0) { $0 + Glyph.columns(of: $1) }
  }

  /// The longest beginning of `text` in at most `columns`; a character is
  /// never halved. With `ellipsis` a text that is cut ends in “…”.
  package static func cut(_ text: String, to columns: Int, ellipsis: Bool = true) -> String {
    guard Width.columns(of: text) > columns else { return text }
    guard columns > 0 else { return "" }
    var left = columns - (ellipsis ? 1 : 0)
    var end = text.startIndex
    for character in text {
      left -= Width.columns(of: character)
      if left < 0 { break }
      end = text.index(after: end)
    }
    return ellipsis ? text[..<end] + "…" : String(text[..<end])
  }

  /// Cuts or fills up with spaces on the right: exactly `columns` wide.
  package static func padRight(_ text: String, to columns: Int) -> String {
    let cut = cut(text, to: columns)
    return cut + spaces(columns - Width.columns(of: cut))
  }

  /// Cuts or fills up with spaces on the left: exactly `columns` wide.
  package static func padLeft(_ text: String, to columns: Int) -> String {
    let cut = cut(text, to: columns)
    return spaces(columns - Width.columns(of: cut)) + cut
  }

  private static func spaces(_ count: Int) -> String {
    String(repeating: " ", count: max(0, count))
  }
}
