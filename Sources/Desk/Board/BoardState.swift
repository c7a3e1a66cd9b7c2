import Domain
import Ledger
import TUI

/// The board (看板): a window into the list of proceedings, and a cursor that
/// counts over the whole list.
struct BoardState: Equatable, Sendable {
  private(set) var filter: BoardFilter
  private let standard: BoardFilter
  var views: [SavedView] = []
  private(set) var list = ListWindow<BoardRow>()
  private(set) var counts: [Proceeding.State: Int] = [:]
  /// The row whose dossier was asked for: it opens when it comes.
  private(set) var wanted: Wanted?

  /// Every row was asked for, to be printed.
  private var isPrinting = false

  /// The query that brings every row of the filter.
  mutating func printAll(_ query: BoardQuery) -> BoardQuery {
    isPrinting = true
    var all = query
    all.offset = 0
    all.limit = list.total
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

  var selected: BoardRow? { list.selected }
  var cursor: ListCursor { list.cursor }

  // MARK: Loading

  func query(
    account: Account?, divisions: Set<String>, today: Day, calendar: WorkCalendar
  ) -> BoardQuery {
    filter.query(
      account: account, divisions: divisions, today: today, calendar: calendar,
      offset: list.offset, limit: ListWindow<BoardRow>.length)
  }

  /// True when another window must be loaded: the list has become shorter.
  mutating func receive(_ page: BoardPage, height: Int) -> Bool {
    counts = page.counts
    return list.receive(page.rows, total: page.total, height: height) {
      $0.dossier == $1.dossier && $0.matter == $1.matter
    }
  }

  /// The list as it is now, without the rows that have left it.
  mutating func reopen() { list.reopen() }

  /// What was done to a dossier, in the rows that are its.
  mutating func follow(_ dossier: Dossier) {
    list.update { if $0.dossier == dossier.id { $0.follow(dossier) } }
  }

  // MARK: Keys

  /// True when another window must be loaded.
  mutating func press(_ key: Key, height: Int) -> Bool { list.press(key, height: height) }

  /// Chooses the next or previous row; true when another window must be loaded.
  mutating func step(_ rows: Int, height: Int) -> Bool { list.step(rows, height: height) }

  // MARK: What is shown

  mutating func show(_ filter: BoardFilter) {
    self.filter = filter
    list = ListWindow()
    counts = [:]
  }

  mutating func showTasks() { show(.tasks) }
  mutating func showStandard() { show(standard) }

  mutating func want(_ dossier: String, matter: String? = nil) {
    wanted = Wanted(dossier: dossier, matter: matter)
  }

  /// Nothing that was asked for comes any more.
  mutating func forgetAsked() {
    wanted = nil
    isPrinting = false
  }

  /// What was asked for, once.
  mutating func takeWanted(_ dossier: String) -> Wanted? {
    guard let wanted, wanted.dossier == dossier else { return nil }
    self.wanted = nil
    return wanted
  }
}

extension BoardRow {
  /// As it is after something was done to its dossier.
  fileprivate mutating func follow(_ dossier: Dossier) {
    guard let now = dossier.proceeding(matter) else { return }
    number = dossier.number
    name = dossier.answers[text: "name"]
    department = now.department
    division = dossier.division(of: now)
    helpers = now.awaitedHelpers
    state = now.state
    step = now.currentStep?.title ?? ""
    clock = now.clock
    needsTelling = now.needsTelling
    reason = now.reason
    finishedAt = now.finishedAt
    isReceived = now.receivedAt != nil
    waitsFor =
      now.state == .waiting
      ? now.waitsFor.compactMap(dossier.proceeding).map(\.title).joined(separator: "、") : ""
  }
}
