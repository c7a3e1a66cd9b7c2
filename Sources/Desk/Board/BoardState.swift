import Domain
import Ledger
import TUI

/// The board (看板): a window into the list of proceedings, and a cursor that
/// counts over the whole list.
struct BoardState: Equatable, Sendable {
  /// Rows that one load brings: several screens, so that most keys need none.
  static let window = 200

  private(set) var filter: BoardFilter
  private let standard: BoardFilter
  var views: [SavedView] = []
  private(set) var page = BoardPage()
  /// Place of the page's first row in the whole list.
  private(set) var offset = 0
  private(set) var cursor = ListCursor()
  /// The row whose dossier was asked for: it opens when it comes.
  private(set) var wanted: Wanted?

  /// Every row was asked for, to be printed.
  private var isPrinting = false

  /// The query that brings every row of the filter.
  mutating func printAll(_ query: BoardQuery) -> BoardQuery {
    isPrinting = true
    var all = query
    all.offset = 0
    all.limit = page.total
    return all
  }

  mutating func takePrinting() -> Bool {
    defer { isPrinting = false }
    return isPrinting
  }

  struct Wanted: Equatable, Sendable {
    let dossier: String
    /// The proceeding to choose on it; nil for the first.
    let matter: String?
  }

  init() {
    filter = BoardFilter()
    standard = filter
  }

  init(for account: Account) {
    filter = .standard(for: account)
    standard = filter
  }

  var selected: BoardRow? { row(cursor.selected) }

  /// Nil when it is not in the window.
  func row(_ index: Int) -> BoardRow? {
    page.rows.indices.contains(index - offset) ? page.rows[index - offset] : nil
  }

  // MARK: Loading

  func query(
    account: Account?, divisions: Set<String>, today: Day, calendar: WorkCalendar
  ) -> BoardQuery {
    filter.query(
      account: account, divisions: divisions, today: today, calendar: calendar, offset: offset,
      limit: BoardState.window)
  }

  /// True when another window must be loaded: the list has become shorter.
  mutating func receive(_ page: BoardPage, height: Int) -> Bool {
    let chosen = selected
    self.page = page
    let place = chosen.flatMap { chosen in
      page.rows.firstIndex { $0.dossier == chosen.dossier && $0.matter == chosen.matter }
    }
    cursor.select(place.map { offset + $0 } ?? cursor.selected, count: page.total, height: height)
    return needsWindow(height)
  }

  /// Moves the window over what is in sight, with a row to spare on both
  /// sides; true when it must be loaded.
  private mutating func needsWindow(_ height: Int) -> Bool {
    let visible = cursor.visible(count: page.total, height: height)
    guard !visible.isEmpty else { return false }
    let needed = max(0, visible.lowerBound - 1)..<min(page.total, visible.upperBound + 1)
    let loaded = offset..<offset + page.rows.count
    if needed.lowerBound >= loaded.lowerBound, needed.upperBound <= loaded.upperBound {
      return false
    }
    let wanted = max(0, visible.lowerBound - BoardState.window / 4)
    // The same window again would bring the same rows.
    guard wanted != offset else { return false }
    offset = wanted
    page.rows = []
    return true
  }

  // MARK: Keys

  /// True when another window must be loaded.
  mutating func press(_ key: Key, height: Int) -> Bool {
    guard cursor.press(key, count: page.total, height: height) else { return false }
    return needsWindow(height)
  }

  /// Chooses the next or previous row; true when another window must be loaded.
  mutating func step(_ rows: Int, height: Int) -> Bool {
    cursor.move(by: rows, count: page.total, height: height)
    return needsWindow(height)
  }

  // MARK: What is shown

  mutating func show(_ filter: BoardFilter) {
    self.filter = filter
    page = BoardPage()
    offset = 0
    cursor = ListCursor()
  }

  mutating func showTasks() { show(.tasks) }
  mutating func showStandard() { show(standard) }

  mutating func want(_ dossier: String, matter: String? = nil) {
    wanted = Wanted(dossier: dossier, matter: matter)
  }

  /// What was asked for, once.
  mutating func takeWanted(_ dossier: String) -> Wanted? {
    guard let wanted, wanted.dossier == dossier else { return nil }
    self.wanted = nil
    return wanted
  }
}
