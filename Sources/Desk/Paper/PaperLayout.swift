import Domain
import Ledger
import TUI

extension Paper {
  /// Columns of every paper.
  static let columns = 80
}

/// Lines of a paper that has no template (版面): everything wraps at 80 columns.
struct PaperLayout {
  private(set) var lines: [String] = []

  mutating func title(_ text: String) {
    let indent = max(0, (Paper.columns - Width.columns(of: text)) / 2)
    lines += [String(repeating: " ", count: indent) + text, ""]
  }

  mutating func rule() { lines.append(String(repeating: "-", count: Paper.columns)) }

  mutating func text(_ text: String, indent: Int = 0) {
    let space = String(repeating: " ", count: indent)
    lines += Width.wrap(text, columns: Paper.columns - indent).map { space + $0 }
  }

  mutating func heading(_ text: String) {
    lines.append("")
    self.text(text)
  }

  /// Cells side by side; the last one takes what is left and wraps.
  mutating func row(_ cells: [(text: String, width: Int)], last: String) {
    let head = cells.map { Width.padRight($0.text, to: $0.width) + " " }.joined()
    let used = Width.columns(of: head)
    let wrapped = Width.wrap(last, columns: max(10, Paper.columns - used))
    for (index, line) in wrapped.enumerated() {
      lines.append((index == 0 ? head : String(repeating: " ", count: used)) + line)
    }
  }
}
