/// The form of a notice (告知书样式): text with places to fill in.
///
/// One line of the file is one line of paper, wrapped at the width if it is
/// longer. What a template may hold:
///
/// | written | means |
/// |---|---|
/// | `{name}` | the text of that name |
/// | `{name:12}` | the same, filled with blanks to 12 columns |
/// | `@each list` … `@end` | the lines between, once a row of the list |
/// | `@if name` … `@end` | the lines between, when the text or list is not empty |
/// | `@centre text`, `@right text` | one line, moved |
/// | `@rule` | a line of `-` |
/// | `# …` | a remark, not printed |
///
/// Inside `@each`, names are those of the row first. Blocks may be nested.
package struct NoticeTemplate: Equatable, Sendable {
  let lines: [Line]

  indirect enum Line: Equatable, Sendable {
    case text([Part], Alignment)
    case rule
    case each(list: String, [Line])
    case when(name: String, [Line])
  }

  enum Part: Equatable, Sendable {
    case plain(String)
    case value(name: String, columns: Int)
  }

  enum Alignment: Equatable, Sendable {
    case left, centre, right
  }

  /// Why a template cannot be used (样式错误).
  package struct Problem: Error, Equatable, CustomStringConvertible {
    /// Counted from 1.
    package let line: Int
    package let found: String
    package let allowed: String

    package var description: String { "line \(line): found \(found), allowed is \(allowed)" }
  }

  /// - Parameter kind: whose names the template may use.
  package init(_ text: String, for kind: NoticeKind) throws(Problem) {
    var parser = TemplateParser(text, kind)
    lines = try parser.block(inside: nil)
  }
}

private struct TemplateParser {
  private let source: [Substring]
  private let kind: NoticeKind
  private var next = 0
  /// The list whose rows are being printed.
  private var list: String?

  init(_ text: String, _ kind: NoticeKind) {
    // Editors of other systems put a byte order mark first.
    let scalars = text.unicodeScalars
    let text = String(scalars.first == "\u{FEFF}" ? scalars.dropFirst() : scalars[...])
    var source = text.split(separator: "\n", omittingEmptySubsequences: false)
    if source.last == "" { source.removeLast() }
    self.source = source
    self.kind = kind
  }

  /// Lines up to `@end`, or to the end of the text outside every block.
  mutating func block(
    inside opening: Int?
  ) throws(NoticeTemplate.Problem) -> [NoticeTemplate.Line] {
    var lines: [NoticeTemplate.Line] = []
    while next < source.count {
      let line = source[next]
      next += 1
      if let hidden = SafeText.finding(in: String(line)) {
        throw problem(hidden.code, "characters that can be seen")
      }
      if line.hasPrefix("#") { continue }
      guard line.hasPrefix("@") else {
        lines.append(.text(try parts(line), .left))
        continue
      }
      let words = line.dropFirst().split(separator: " ", maxSplits: 1)
      let rest = words.count > 1 ? words[1] : ""
      switch words.first {
      case "end":
        guard opening != nil else {
          throw problem("@end without a block", "@each or @if before it")
        }
        return lines
      case "rule": lines.append(.rule)
      case "centre": lines.append(.text(try parts(rest), .centre))
      case "right": lines.append(.text(try parts(rest), .right))
      case "each": lines.append(try each(String(rest)))
      case "if":
        let name = String(rest)
        try require(name, among: names.union(kind.lists.keys))
        lines.append(.when(name: name, try block(inside: next)))
      default: throw problem("“\(line)”", "@each, @if, @end, @centre, @right or @rule")
      }
    }
    if let opening {
      throw NoticeTemplate.Problem(
        line: opening, found: "a block without end", allowed: "@end after the block")
    }
    return lines
  }

  private mutating func each(
    _ name: String
  ) throws(NoticeTemplate.Problem) -> NoticeTemplate.Line {
    try require(name, among: Set(kind.lists.keys))
    let outer = list
    list = name
    let lines = try block(inside: next)
    list = outer
    return .each(list: name, lines)
  }

  private var names: Set<String> {
    kind.texts.union(list.flatMap { kind.lists[$0] } ?? [])
  }

  private func parts(_ line: Substring) throws(NoticeTemplate.Problem) -> [NoticeTemplate.Part] {
    var parts: [NoticeTemplate.Part] = []
    var rest = line
    while let start = rest.firstIndex(of: "{") {
      if start > rest.startIndex { parts.append(.plain(String(rest[..<start]))) }
      guard let end = rest[start...].firstIndex(of: "}") else {
        throw problem("“{” without “}”", "{name} or {name:columns}")
      }
      let inside = rest[rest.index(after: start)..<end].split(separator: ":", maxSplits: 1)
      let columns = inside.count > 1 ? Int(inside[1]) : 0
      guard let name = inside.first, let columns, (0...200).contains(columns) else {
        throw problem("“\(rest[start...end])”", "{name} or {name:columns}")
      }
      try require(String(name), among: names)
      parts.append(.value(name: String(name), columns: columns))
      rest = rest[rest.index(after: end)...]
    }
    if !rest.isEmpty { parts.append(.plain(String(rest))) }
    return parts
  }

  private func require(
    _ name: String, among known: Set<String>
  ) throws(NoticeTemplate.Problem) {
    guard !known.contains(name) else { return }
    throw problem("“\(name)”", "one of \(known.sorted().joined(separator: ", "))")
  }

  private func problem(_ found: String, _ allowed: String) -> NoticeTemplate.Problem {
    NoticeTemplate.Problem(line: next, found: found, allowed: allowed)
  }
}
