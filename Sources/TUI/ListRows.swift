/// The rows of a short list and the one that is chosen (列表内容), which stays
/// chosen when the rows come anew.
package struct ListRows<Row: Identifiable & Equatable & Sendable>: Equatable, Sendable {
  package private(set) var rows: [Row] = []
  package private(set) var cursor = ListCursor()

  package init() {}

  package var selected: Row? {
    rows.indices.contains(cursor.selected) ? rows[cursor.selected] : nil
  }

  package mutating func receive(_ rows: [Row]) {
    let chosen = selected?.id
    self.rows = rows
    cursor.follow(chosen, in: rows.map(\.id), height: max(1, rows.count))
  }

  package mutating func press(_ key: Key, height: Int) {
    _ = cursor.press(key, count: rows.count, height: height)
  }
}
