import Domain
import Ledger
import TUI

/// The backlog (积压): who waits, what is due, who does how much.
struct BacklogState: Equatable, Sendable {
  /// Nil until the store has answered.
  var figures: Backlog?
  private(set) var cursor = ListCursor()

  var selected: MatterBacklog? {
    guard let matters = figures?.matters, matters.indices.contains(cursor.selected) else {
      return nil
    }
    return matters[cursor.selected]
  }

  mutating func press(_ key: Key, height: Int) {
    _ = cursor.press(key, count: figures?.matters.count ?? 0, height: height)
  }

  /// Rows of the upper half: as many as it needs, at most half of the area.
  private func upperRows(_ area: Rect) -> Int {
    let rows = 2 + max(figures?.waiting.count ?? 0, figures?.counters.count ?? 0)
    return min(rows, max(4, area.rows / 2))
  }

  /// Rows of the list of matters.
  func listHeight(in area: Rect) -> Int { max(1, area.rows - 1 - upperRows(area) - 2) }
}

extension DeskState {
  /// Enter shows the proceedings of the chosen matter on the board.
  mutating func pressBacklog(_ key: Key) -> [Effect] {
    guard key == .enter else {
      backlog.press(key, height: backlog.listHeight(in: mainArea))
      return []
    }
    guard let matter = backlog.selected?.matter else { return [] }
    var filter = BoardFilter()
    filter.matters = [matter]
    show(.board)
    return show(filter)
  }
}
