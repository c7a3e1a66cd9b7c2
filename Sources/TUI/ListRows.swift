/// The rows of a short list and the one that is chosen (列表内容), which stays
/// chosen when the rows come anew.
///
/// The list stays as it was opened while somebody walks through it: a row that has
/// left it keeps its place and is marked, and new ones come after all others.
package struct ListRows<Row: Identifiable & Equatable & Sendable>: Equatable, Sendable
where Row.ID: Sendable {
  package private(set) var rows: [Row] = []
  package private(set) var cursor = ListCursor()
  /// Ids of the rows that have left the list.
  package private(set) var left: Set<Row.ID> = []
  private var isOpen = false

  package init() {}

  package var selected: Row? {
    rows.indices.contains(cursor.selected) ? rows[cursor.selected] : nil
  }

  /// Those that have not left.
  package var present: [Row] { rows.filter { !left.contains($0.id) } }
  package var hasLeft: Bool { selected.map { left.contains($0.id) } ?? false }

  /// The next rows that come are the list, whoever has left it.
  package mutating func reopen() { isOpen = false }

  package mutating func receive(_ fresh: [Row]) {
    let chosen = selected?.id
    let now = Dictionary(fresh.map { ($0.id, $0) }) { first, _ in first }
    if isOpen {
      left = Set(rows.map(\.id)).subtracting(now.keys)
      let known = Set(rows.map(\.id))
      rows = rows.map { now[$0.id] ?? $0 } + fresh.filter { !known.contains($0.id) }
    } else {
      rows = fresh
      left = []
    }
    isOpen = true
    cursor.follow(chosen, in: rows.map(\.id), height: max(1, rows.count))
  }

  package mutating func press(_ key: Key, height: Int) {
    _ = cursor.press(key, count: rows.count, height: height)
  }
}
