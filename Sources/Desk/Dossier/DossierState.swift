import Domain
import Ledger
import TUI

/// The page of one dossier (办件页): everything that is known of it, and a
/// cursor on one of its proceedings.
struct DossierState: Equatable, Sendable {
  private(set) var dossier: Dossier
  private(set) var cursor = ListCursor()
  /// First line in sight of what stands below the proceedings.
  private(set) var top = 0
  /// Whether full name and numbers are shown; the showing is on record.
  private(set) var isUnmasked = false
  private var awaitsUnmasking = false
  /// Whether the applicant is still at the counter: it was accepted just now.
  var isJustAccepted = false
  /// What the person's other dossiers say; known a moment after the page opens.
  private(set) var standing = PersonStanding()
  /// Matters to add once the correction that they need is written down.
  var adding: [String] = []

  init(_ dossier: Dossier, matter: String? = nil) {
    self.dossier = dossier
    if let matter { choose(matter) }
  }

  /// What commands are about.
  var selected: Proceeding? {
    dossier.proceedings.indices.contains(cursor.selected)
      ? dossier.proceedings[cursor.selected] : nil
  }

  mutating func choose(_ matter: String) {
    guard let index = dossier.proceedings.firstIndex(where: { $0.matter == matter }) else {
      return
    }
    let count = dossier.proceedings.count
    cursor.select(index, count: count, height: count)
    top = 0
  }

  /// The same dossier after something was done to it.
  ///
  /// - Parameter account: key of who is at work: another's record opens nothing here.
  mutating func receive(_ dossier: Dossier, by account: String) {
    self.dossier = dossier
    guard awaitsUnmasking, let last = dossier.events.last, last.kind == .auditUnmask,
      last.by == account
    else { return }
    isUnmasked = true
    awaitsUnmasking = false
  }

  mutating func receive(_ standing: PersonStanding, of dossier: String) {
    if dossier == self.dossier.id { self.standing = standing }
  }

  /// Marks of the person, from this dossier and the others.
  var marked: [String] {
    dossier.marks + standing.marks.filter { !dossier.marks.contains($0) }
  }

  mutating func takeAdding() -> [String] {
    defer { adding = [] }
    return adding
  }

  /// Full values appear only once the store has the record of it.
  mutating func awaitUnmasking() { awaitsUnmasking = true }

  mutating func mask() {
    isUnmasked = false
    awaitsUnmasking = false
  }

  /// ↑ ↓ choose the proceeding, ← → turn what stands below.
  mutating func press(_ key: Key, lines: Int, height: Int) {
    let page = max(1, height - 1)
    switch key {
    case .left: top = max(0, top - page)
    case .right: top = max(0, min(top + page, lines - height))
    case .up, .down:
      let count = dossier.proceedings.count
      _ = cursor.press(key, count: count, height: count)
      top = 0
    default: break
    }
  }
}
