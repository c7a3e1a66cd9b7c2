/// Which row of a list is chosen, and which is the first in sight (列表光标).
///
/// Knows neither the rows nor the page: both are arguments, so it stays right
/// when rows come and go or the screen changes its size.
package struct ListCursor: Equatable, Sendable {
  /// Below `count` after every call, or 0 in an empty list.
  package private(set) var selected = 0
  package private(set) var top = 0

  package init() {}

  /// Chooses `row`, or the nearest there is, and scrolls as little as needed.
  package mutating func select(_ row: Int, count: Int, height: Int) {
    selected = max(0, min(row, count - 1))
    let page = max(1, height)
    if selected < top { top = selected }
    if selected >= top + page { top = selected - page + 1 }
    top = max(0, min(top, count - page))
  }

  package mutating func move(by rows: Int, count: Int, height: Int) {
    select(selected + rows, count: count, height: height)
  }

  /// Chooses the row of `id` again after the rows have changed; if it is gone,
  /// the row that took its place.
  package mutating func follow<ID: Equatable>(_ id: ID?, in ids: [ID], height: Int) {
    let row = id.flatMap { ids.firstIndex(of: $0) } ?? selected
    select(row, count: ids.count, height: height)
  }

  /// Does what ↑, ↓, Page and Home/End mean in a list; false for every other key.
  package mutating func press(_ key: Key, count: Int, height: Int) -> Bool {
    switch key {
    case .up: move(by: -1, count: count, height: height)
    case .down: move(by: 1, count: count, height: height)
    case .pageUp: move(by: -max(1, height), count: count, height: height)
    case .pageDown: move(by: max(1, height), count: count, height: height)
    case .home: select(0, count: count, height: height)
    case .end: select(count - 1, count: count, height: height)
    default: return false
    }
    return true
  }

  /// The rows in sight.
  package func visible(count: Int, height: Int) -> Range<Int> {
    let first = max(0, min(top, count))
    return first..<min(count, first + max(0, height))
  }
}
