import TUI

/// The part of a long list that is loaded (列表窗口), and a cursor that counts
/// over the whole list.
struct ListWindow<Row: Equatable & Sendable>: Equatable, Sendable {
  /// Rows that one load brings: several screens, so that most keys need none.
  static var length: Int { 200 }

  private(set) var rows: [Row] = []
  /// Rows of the whole list.
  private(set) var total = 0
  /// Place of the first loaded row in the whole list.
  private(set) var offset = 0
  private(set) var cursor = ListCursor()

  var selected: Row? { row(cursor.selected) }

  /// Nil when it is not loaded.
  func row(_ index: Int) -> Row? {
    rows.indices.contains(index - offset) ? rows[index - offset] : nil
  }

  /// True when another part must be loaded: the list has become shorter.
  mutating func receive(
    _ rows: [Row], total: Int, height: Int, isSame: (Row, Row) -> Bool
  ) -> Bool {
    let chosen = selected
    self.rows = rows
    self.total = total
    let place = chosen.flatMap { chosen in rows.firstIndex { isSame($0, chosen) } }
    cursor.select(place.map { offset + $0 } ?? cursor.selected, count: total, height: height)
    return mustLoad(height)
  }

  /// True when another part must be loaded.
  mutating func press(_ key: Key, height: Int) -> Bool {
    guard cursor.press(key, count: total, height: height) else { return false }
    return mustLoad(height)
  }

  /// Moves over what is in sight, with a row to spare on both sides.
  private mutating func mustLoad(_ height: Int) -> Bool {
    let visible = cursor.visible(count: total, height: height)
    guard !visible.isEmpty else { return false }
    let needed = max(0, visible.lowerBound - 1)..<min(total, visible.upperBound + 1)
    if needed.lowerBound >= offset, needed.upperBound <= offset + rows.count { return false }
    let wanted = max(0, visible.lowerBound - Self.length / 4)
    // The same part again would bring the same rows.
    guard wanted != offset else { return false }
    offset = wanted
    rows = []
    return true
  }
}
