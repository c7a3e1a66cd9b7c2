/// Which line of a long page is the first in sight (滚动).
package struct Scroll: Equatable, Sendable {
  package private(set) var top = 0

  package init() {}

  /// Does what ↑, ↓, Page and Home/End mean; false for every other key.
  package mutating func press(_ key: Key, lines: Int, height: Int) -> Bool {
    let page = max(1, height)
    switch key {
    case .up: top -= 1
    case .down: top += 1
    case .pageUp: top -= page
    case .pageDown: top += page
    case .home: top = 0
    case .end: top = lines
    default: return false
    }
    top = max(0, min(top, lines - page))
    return true
  }

  /// The lines in sight; what is below them is hidden.
  package func visible(lines: Int, height: Int) -> Range<Int> {
    let first = max(0, min(top, lines - height))
    return first..<min(lines, first + max(0, height))
  }
}
