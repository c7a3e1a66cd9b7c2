import Domain
import TUI

/// Something that stands beside the forms to be looked up and handed out
/// (清单): a list of the theme, a form, the guide, the training institutions.
struct Reference: Equatable, Sendable {
  let kind: String
  let title: String
  let columns: [String]
  let rows: [[String]]
  let note: String?
  let clauses: [String]

  /// What stands where the document gives no contents.
  static let pendingWord = "待配置"

  /// Nothing in it, or a cell that somebody still has to fill in.
  var isPending: Bool {
    rows.isEmpty || rows.contains { $0.contains { $0.hasPrefix(Reference.pendingWord) } }
  }

  /// One line of the table, laid out.
  struct Line: Equatable, Sendable {
    let text: String
    let style: Style
  }

  /// The whole table in so many columns; cells wrap, and nothing is cut.
  func lines(columns width: Int) -> [Line] {
    var lines: [Line] = []
    if let note {
      lines += Width.wrap("说明：\(note)", columns: width).map { Line(text: $0, style: .muted) }
    }
    if !clauses.isEmpty {
      lines += Width.wrap("条款：\(clauses.joined(separator: "、"))", columns: width)
        .map { Line(text: $0, style: .muted) }
    }
    let widths = widths(in: width)
    lines += Reference.row(columns, widths).map { Line(text: $0, style: .label) }
    for cells in rows {
      let isPending = cells.contains { $0.hasPrefix(Reference.pendingWord) }
      lines += Reference.row(cells, widths).map {
        Line(text: $0, style: isPending ? .warn : .plain)
      }
    }
    if rows.isEmpty { lines.append(Line(text: "（\(Reference.pendingWord)）", style: .warn)) }
    return lines
  }

  private static let gap = 2

  /// Columns that need little get what they need; the others share the rest.
  private func widths(in width: Int) -> [Int] {
    var wanted = columns.map { Width.columns(of: $0) }
    for cells in rows {
      for (index, cell) in cells.enumerated() {
        wanted[index] = max(wanted[index], Width.columns(of: cell))
      }
    }
    var left = max(0, width - Reference.gap * (columns.count - 1))
    var widths = wanted
    let narrowFirst = wanted.indices.sorted { (wanted[$0], $0) < (wanted[$1], $1) }
    for (done, index) in narrowFirst.enumerated() {
      let share = left / (columns.count - done)
      widths[index] = max(2, min(wanted[index], share))
      left = max(0, left - widths[index])
    }
    return widths
  }

  /// Cells side by side, each wrapped in its own width.
  private static func row(_ cells: [String], _ widths: [Int]) -> [String] {
    let wrapped = zip(cells, widths).map { Width.wrap($0, columns: $1) }
    return (0..<(wrapped.map(\.count).max() ?? 0)).map { line in
      let parts = wrapped.enumerated().map { index, lines in
        let text = line < lines.count ? lines[line] : ""
        return index == cells.count - 1 ? text : Width.padRight(text, to: widths[index] + gap)
      }
      var text = parts.joined()
      while text.last == " " { text.removeLast() }
      return text
    }
  }
}
