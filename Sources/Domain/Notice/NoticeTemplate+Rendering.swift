extension NoticeTemplate {
  /// The lines to print; none is wider than `width`, unless one character is.
  ///
  /// A name without a value prints nothing. Characters that must not reach a
  /// printer are shown as their codes.
  ///
  /// - Parameter columns: how many columns a text takes.
  package func render(
    _ values: NoticeValues, width: Int = 80, columns: @escaping (String) -> Int
  ) -> [String] {
    var paper = Paper(width: width, columns: columns)
    paper.print(lines, values, row: [:])
    return paper.lines
  }
}

private struct Paper {
  let width: Int
  let columns: (String) -> Int
  var lines: [String] = []

  init(width: Int, columns: @escaping (String) -> Int) {
    self.width = width
    self.columns = columns
  }

  mutating func print(
    _ template: [NoticeTemplate.Line], _ values: NoticeValues, row: [String: String]
  ) {
    for line in template {
      switch line {
      case .rule: lines.append(String(repeating: "-", count: width))
      case .each(let list, let inner):
        for row in values.lists[list] ?? [] { print(inner, values, row: row) }
      case .when(let name, let inner):
        let text = row[name] ?? values.texts[name] ?? ""
        if !text.isEmpty || !(values.lists[name] ?? []).isEmpty { print(inner, values, row: row) }
      case .text(let parts, let alignment):
        place(parts.map { filled($0, values, row) }.joined(), alignment)
      }
    }
  }

  private func filled(
    _ part: NoticeTemplate.Part, _ values: NoticeValues, _ row: [String: String]
  ) -> String {
    switch part {
    case .plain(let text): return text
    case .value(let name, let wanted):
      let text = SafeText.rendered(row[name] ?? values.texts[name] ?? "")
      // Two values never touch, however long the first one is.
      let least = wanted > 0 && !text.isEmpty ? 1 : 0
      return text + String(repeating: " ", count: max(least, wanted - columns(text)))
    }
  }

  private mutating func place(_ text: String, _ alignment: NoticeTemplate.Alignment) {
    for line in wrapped(text) {
      let free = max(0, width - columns(line))
      switch alignment {
      case .left: lines.append(Paper.withoutBlanksAtEnd(line))
      case .centre: lines.append(String(repeating: " ", count: free / 2) + line)
      case .right: lines.append(String(repeating: " ", count: free) + line)
      }
    }
  }

  /// Lines of at most `width` columns, indented like the first one.
  ///
  /// A line breaks between any two characters, but not inside a number or a
  /// Latin word, and no line starts with a closing mark.
  private func wrapped(_ text: String) -> [String] {
    guard columns(text) > width else { return [text] }
    let indent = String(text.prefix { $0 == " " || $0 == "　" }.prefix(width / 4))
    var lines: [String] = []
    var rest = Array(text)
    while !rest.isEmpty {
      var count = 0
      var used = 0
      while count < rest.count {
        let next = columns(String(rest[count]))
        if used + next > width { break }
        used += next
        count += 1
      }
      // At least one character behind the indent, so that this ends.
      let earliest = min(rest.count, indent.count + 1)
      count = max(earliest, count)
      if count < rest.count {
        var split = count
        while split > earliest, !Paper.mayBreak(rest[split - 1], rest[split]) { split -= 1 }
        if split > earliest { count = split }
      }
      lines.append(String(rest[..<count]))
      rest = Array(rest[count...].drop { $0 == " " })
      if !rest.isEmpty { rest = Array(indent) + rest }
    }
    return lines
  }

  private static func mayBreak(_ before: Character, _ after: Character) -> Bool {
    if "，。、；：？！）】》”’%".contains(after) || "（【《“‘".contains(before) { return false }
    return !(isWord(before) && isWord(after))
  }

  private static func isWord(_ character: Character) -> Bool {
    character.isASCII && (character.isLetter || character.isNumber || "-./:*".contains(character))
  }

  private static func withoutBlanksAtEnd(_ line: String) -> String {
    guard let last = line.lastIndex(where: { $0 != " " }) else { return "" }
    return String(line[...last])
  }
}
