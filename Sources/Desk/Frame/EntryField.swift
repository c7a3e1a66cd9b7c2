import Domain
import TUI

/// One line that is being filled in, with the entries of a code table that
/// match what has been typed (录入框).
struct EntryField: Equatable, Sendable {
  private(set) var editor: LineEditor
  let table: CodeTable?
  let isSecret: Bool
  var cursor = ListCursor()
  /// What was there before anything was typed: the first key replaces it.
  private(set) var isFresh: Bool
  /// Whether what stands there is only a part of what is there: it is replaced as a
  /// whole or not at all.
  private(set) var isSealed = false

  /// Rows of the list of matches.
  static let matchRows = 9

  init(
    _ text: String = "", table: CodeTable? = nil, isSecret: Bool = false,
    limit: Int = Limits.path.characters
  ) {
    editor = LineEditor(text, limit: limit)
    self.table = table
    self.isSecret = isSecret
    isFresh = !text.isEmpty
    findMatches()
  }

  /// What is known, with only a part of it in sight.
  init(sealed part: String, limit: Int) {
    self.init(part, limit: max(limit, part.count))
    isSealed = true
  }

  var text: String { editor.text }

  /// Entries that the typed text may mean; all of them before anything is
  /// typed. Kept, because a long table is not looked through at every drawing.
  private(set) var matches: [CodeTable.Entry] = []

  private mutating func findMatches() {
    guard let table else { return }
    matches = isFresh ? table.entries : table.matches(editor.text)
  }

  /// The entry that Enter takes: the one chosen by arrows, or the best match
  /// of a text that is not empty.
  var choice: CodeTable.Entry? {
    guard !isFresh, !editor.isEmpty || hasMoved else { return nil }
    return matches.indices.contains(cursor.selected) ? matches[cursor.selected] : nil
  }
  /// Whether the arrows have been used in the list.
  private(set) var hasMoved = false

  var isFreshOrEmpty: Bool { isFresh || editor.isEmpty }

  /// Editing keys, and ↑ ↓ in the list of matches. False for all others.
  mutating func press(_ key: Key) -> Bool {
    if table != nil, key == .down || key == .up || key == .pageDown || key == .pageUp {
      if isFresh { clear() }
      if hasMoved || key != .down {
        _ = cursor.press(key, count: matches.count, height: EntryField.matchRows)
      }
      hasMoved = true
      return true
    }
    if isSealed { return pressSealed(key) }
    if case .character = key, isFresh { editor.replace(with: "") }
    if isFresh, key == .backspace {
      clear()
      return true
    }
    guard editor.press(key) else { return false }
    // A key that found no room changed nothing: nothing is looked up again for it.
    if !editor.isOver { changed() }
    return true
  }

  /// Whatever would change it takes all of it away.
  private mutating func pressSealed(_ key: Key) -> Bool {
    if case .character = key {
      isSealed = false
      clear()
      return press(key)
    }
    var changed = editor
    guard changed.press(key) else { return false }
    guard changed.text != editor.text || key == .backspace || key == .delete else { return true }
    isSealed = false
    clear()
    return true
  }

  /// Whether the last key or text found no room; the field shows it itself.
  var isOver: Bool { editor.isOver }

  /// False, and nothing changed, when there is no room for all of it.
  @discardableResult
  mutating func paste(_ text: String) -> Bool {
    var filled = editor
    if isFresh || isSealed { filled.replace(with: "") }
    // Not even looked through when it cannot fit.
    guard text.utf8.count <= most, filled.insert(text) else {
      editor.refuse()
      return false
    }
    editor = filled
    isSealed = false
    changed()
    return true
  }

  /// Bytes beyond which a text does not fit, however its characters are made.
  private var most: Int { editor.limit * LineEditor.mostScalars * 4 }

  /// Only looked at, with the arrows: nothing typed, nothing taken away.
  var isBrowsed: Bool { hasMoved && editor.isEmpty }

  private mutating func clear() {
    editor.replace(with: "")
    changed()
  }

  private mutating func changed() {
    isFresh = false
    hasMoved = false
    cursor = ListCursor()
    findMatches()
  }

  mutating func replace(with text: String) {
    editor.replace(with: text)
    isFresh = !text.isEmpty
    hasMoved = false
    cursor = ListCursor()
    findMatches()
  }

  func draw(
    on canvas: inout Canvas, in area: Rect, hasCaret: Bool, style: Style, hint: String = ""
  ) {
    let shown = isSecret ? editor.starred : editor
    shown.draw(on: &canvas, in: area, style: style, hasCaret: hasCaret, hint: hint)
  }

  /// The list of matches in `area`, with codes first.
  func drawMatches(on canvas: inout Canvas, in area: Rect) {
    for (line, index) in cursor.visible(count: matches.count, height: area.rows).enumerated() {
      let entry = matches[index]
      let isChosen = index == cursor.selected && (hasMoved || !isFresh && !editor.isEmpty)
      let place = area.line(line)
      if isChosen { canvas.fill(place, .selected) }
      canvas.write(
        "\(Width.padRight(entry.code, to: 8)) \(entry.text)", in: place, row: 0,
        isChosen ? .selected : .plain)
    }
    if matches.isEmpty {
      canvas.write("没有相符的条目", in: area, row: 0, .warn)
    } else if matches.count > area.rows, area.rows > 0 {
      let count = "\(cursor.selected + 1)/\(matches.count)"
      let width = Width.columns(of: count)
      canvas.write(
        count, at: Point(column: area.right - width, row: area.bottom - 1), .muted, clip: area)
    }
  }
}
