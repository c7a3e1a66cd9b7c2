extension Width {
  /// Breaks `text` into lines of at most `columns`.
  ///
  /// Breaks at newlines, at spaces, and between any two characters unless one
  /// of them is Latin text of one word; no line begins with closing or ends
  /// with opening punctuation where that can be helped. A character wider
  /// than `columns` stands alone. An empty text is one empty line; no columns
  /// give no lines. Source of the punctuation rule: GB/T 15834-2011, 5.1.
  package static func wrap(_ text: String, columns: Int) -> [String] {
    guard columns > 0 else { return [] }
    return text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .flatMap { wrap(paragraph: Array($0), columns) }
  }

  private static func wrap(paragraph text: [Character], _ columns: Int) -> [String] {
    var lines: [String] = []
    var start = 0
    while start < text.count {
      var end = start
      var used = 0
      while end < text.count {
        let width = Width.columns(of: text[end])
        if used + width > columns { break }
        used += width
        end += 1
      }
      end = max(end, start + 1)
      let stop = end == text.count ? end : lineEnd(in: text, from: start, to: end)
      var shown = stop
      while shown > start, text[shown - 1] == " " { shown -= 1 }
      lines.append(String(text[start..<shown]))
      start = stop
      while start < text.count, text[start] == " " { start += 1 }
    }
    return lines.isEmpty ? [""] : lines
  }

  /// The last good place to break at or before `end`, or `end` itself.
  private static func lineEnd(in text: [Character], from start: Int, to end: Int) -> Int {
    for place in stride(from: end, to: start, by: -1)
    where canBreak(between: text[place - 1], and: text[place]) {
      return place
    }
    return end
  }

  private static func canBreak(between before: Character, and after: Character) -> Bool {
    if isLatin(before) && isLatin(after) { return false }
    return !closing.contains(after) && !opening.contains(before)
  }

  private static func isLatin(_ character: Character) -> Bool {
    guard let ascii = character.asciiValue else { return false }
    return ascii > 0x20 && ascii < 0x7F
  }

  private static let closing = Set<Character>("，。、；：？！）》」』】〉〕”’％…—·,.;:?!)]}%")
  private static let opening = Set<Character>("（《「『【〈〔“‘([{")
}
