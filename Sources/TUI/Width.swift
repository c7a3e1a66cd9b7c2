/// Columns of text (显示宽度): measuring, cutting, padding and wrapping.
///
/// The width of a text is the sum of the widths of its scalars (`Glyph`), so
/// it never depends on how a terminal or a library joins them.
package enum Width {
  package static func columns(of text: String) -> Int {
    var copy = text
    return copy.withUTF8 { bytes in
      // One pass over what nearly all texts are made of; the rest is looked up.
      var columns = 0
      var index = 0
      while index < bytes.count {
        let lead = bytes[index]
        if lead >= 0x20, lead < 0x7F {
          columns += 1
          index += 1
        } else if lead > 0xE4 && lead <= 0xE9 || lead == 0xE4 && bytes[index + 1] >= 0xB8 {
          // U+4E00 to U+9FFF, all wide.
          columns += 2
          index += 3
        } else {
          let length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
          let rest = String(decoding: bytes[index..<index + length], as: UTF8.self)
          columns += rest.unicodeScalars.reduce(0) { $0 + Glyph.columns(of: $1) }
          index += length
        }
      }
      return columns
    }
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
