import TUI

/// The part of a long list that is loaded (列表窗口), and a cursor that counts
/// over the whole list.
///
/// The list stays as it was opened while somebody walks through it: a row that has
/// left it, such as one that was decided, keeps its place and is marked. So the next
/// row is the next one, whatever was done to this one.
struct ListWindow<Row: Equatable & Sendable>: Equatable, Sendable {
  /// Rows that one load brings: several screens, so that most keys need none.
  static var length: Int { 200 }

  private(set) var rows: [Row] = []
  /// Rows of the whole list, with those that have left it.
  private(set) var total = 0
  /// Place of the first loaded row in the whole list.
  private(set) var first = 0
  private(set) var cursor = ListCursor()
  /// Rows that have left the list since it was opened, by their places.
  private(set) var left: [Int: Row] = [:]
  /// The row that was chosen when the list was opened anew.
  private var sought: Row?

  /// How many rows the store has to skip.
  var offset: Int { first - left.keys.count { $0 < first } }

  var selected: Row? { row(cursor.selected) }
  var hasLeft: Bool { left[cursor.selected] != nil }

  /// Nil when it is not loaded.
  func row(_ index: Int) -> Row? {
    rows.indices.contains(index - first) ? rows[index - first] : nil
  }

  /// The next rows that come are the list, whoever has left it.
  mutating func reopen() {
    sought = selected ?? sought
    first = offset
    left = [:]
    rows = []
  }

  /// True when another part must be loaded: the list has become shorter.
  ///
  /// - Parameter total: rows that the store has now.
  mutating func receive(
    _ fresh: [Row], total: Int, height: Int, isSame: (Row, Row) -> Bool
  ) -> Bool {
    if rows.isEmpty {
      place(fresh)
      let chosen = sought.flatMap { sought in rows.firstIndex { isSame($0, sought) } }
      sought = nil
      self.total = total + left.count
      let selected = chosen.map { first + $0 } ?? cursor.selected
      cursor.select(selected, count: self.total, height: height)
    } else {
      follow(fresh, isSame)
      self.total = total + left.count
      cursor.select(cursor.selected, count: self.total, height: height)
    }
    return mustLoad(height)
  }

  /// Rows of the store, with those that have left where they stood.
  private mutating func place(_ fresh: [Row]) {
    var fresh = fresh[...]
    while true {
      if let gone = left[first + rows.count] {
        rows.append(gone)
      } else if let next = fresh.popFirst() {
        rows.append(next)
      } else {
        return
      }
    }
  }

  /// The same rows as they are now; what is new comes after them.
  private mutating func follow(_ fresh: [Row], _ isSame: (Row, Row) -> Bool) {
    let isEnd = fresh.count < Self.length
    var known = 0
    let last = rows.lastIndex { row in fresh.contains { isSame($0, row) } } ?? -1
    for index in rows.indices {
      if let now = fresh.first(where: { isSame($0, rows[index]) }) {
        rows[index] = now
        left[first + index] = nil
        known += 1
      } else if index < last || isEnd {
        left[first + index] = rows[index]
      }
    }
    guard known < fresh.count, first + rows.count >= total || !isEnd else { return }
    rows += fresh.filter { row in !rows.contains { isSame($0, row) } }
  }

  /// What became of a row that is in sight.
  mutating func update(_ change: (inout Row) -> Void) {
    for index in rows.indices {
      change(&rows[index])
      if left[first + index] != nil { left[first + index] = rows[index] }
    }
  }

  /// True when another part must be loaded.
  mutating func press(_ key: Key, height: Int) -> Bool {
    guard cursor.press(key, count: total, height: height) else { return false }
    return mustLoad(height)
  }

  /// Chooses the next or previous row; true when another part must be loaded.
  mutating func step(_ count: Int, height: Int) -> Bool {
    cursor.move(by: count, count: total, height: height)
    return mustLoad(height)
  }

  /// Moves over what is in sight, with a row to spare on both sides.
  private mutating func mustLoad(_ height: Int) -> Bool {
    let visible = cursor.visible(count: total, height: height)
    guard !visible.isEmpty else { return false }
    let needed = max(0, visible.lowerBound - 1)..<min(total, visible.upperBound + 1)
    if needed.lowerBound >= first, needed.upperBound <= first + rows.count { return false }
    let wanted = max(0, visible.lowerBound - Self.length / 4)
    // The same part again would bring the same rows.
    guard wanted != first else { return false }
    first = wanted
    rows = []
    return true
  }
}

/// How a row is marked that has left its list (已离开名单).
enum LeftRow {
  /// Two columns, in the place of the first sign of a row.
  static let mark = "办"
}
