/// One line of text under edit (单行编辑器).
///
/// Counts in characters as people see them, so Backspace never leaves half of
/// one. Holds whatever was typed or pasted but controls; the caller normalises
/// and checks. A key costs no more than `limit`, whatever came before: beyond it
/// nothing is kept, and `isOver` says so.
package struct LineEditor: Equatable, Sendable {
  package private(set) var characters: [Character]
  /// How many characters stand before the caret.
  package private(set) var caret: Int
  /// The most characters the text may have.
  package let limit: Int
  /// Whether the last key or text found no room.
  package private(set) var isOver = false

  /// Scalars of one character: any base takes any number of marks. The longest
  /// emoji, of families and of flags, have eleven. Source: Unicode 16, emoji-zwj-sequences.txt.
  package static let mostScalars = 16

  /// The caret stands at the end. A text longer than `limit` is kept whole,
  /// but takes no more.
  package init(_ text: String = "", limit: Int = 200) {
    characters = Array(text)
    caret = characters.count
    self.limit = limit
  }

  package var text: String { String(characters) }
  package var isEmpty: Bool { characters.isEmpty }

  /// Replaces everything; the caret stands at the end.
  package mutating func replace(with text: String) {
    characters = Array(text)
    caret = characters.count
    isOver = false
  }

  /// The same with a star for every character.
  package var starred: LineEditor {
    var stars = self
    stars.characters = characters.map { _ in "*" }
    return stars
  }

  /// Puts the caret after `count` characters, as near as there are.
  package mutating func moveCaret(to count: Int) {
    caret = max(0, min(count, characters.count))
  }

  /// Says that a text found no room, which was not inserted.
  package mutating func refuse() { isOver = true }

  /// Inserts at the caret and says whether all of it found room.
  ///
  /// Newlines and tabs become spaces, other controls vanish. A combining mark
  /// joins the character before the caret.
  @discardableResult
  package mutating func insert(_ text: String) -> Bool {
    var scalars = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x09, 0x0A, 0x2028, 0x2029: scalars.append(" ")
      case 0..<0x20, 0x7F..<0xA0: break
      default: scalars.append(scalar)
      }
    }
    // Joined with the character before it, because the two may be one.
    let before = caret > 0 ? String(characters[caret - 1]) : ""
    let joined = Array(before + String(scalars))
    let room = max(0, limit - characters.count) + (caret > 0 ? 1 : 0)
    let taken = joined.prefix(room).map(LineEditor.bounded)
    let start = caret > 0 ? caret - 1 : 0
    characters.replaceSubrange(start..<caret, with: taken)
    caret = start + taken.count
    isOver = taken.count != joined.count || taken != joined
    return !isOver
  }

  /// The character without the marks that are too many.
  private static func bounded(_ character: Character) -> Character {
    let scalars = character.unicodeScalars
    guard scalars.count > mostScalars else { return character }
    return Character(String(String.UnicodeScalarView(scalars.prefix(mostScalars))))
  }

  /// Does what an editing key means here; false for every other key.
  ///
  /// ←, →, Home and Ctrl-A, End and Ctrl-E, Backspace, Delete, Ctrl-U (to the
  /// beginning), Ctrl-K (to the end), Ctrl-W (the word before), characters. A
  /// key that finds nothing to do is still taken.
  package mutating func press(_ key: Key) -> Bool {
    let wasOver = isOver
    isOver = false
    switch key {
    case .character(let character): insert(String(character))
    case .left: caret = max(0, caret - 1)
    case .right: caret = min(characters.count, caret + 1)
    case .home, .control("a"): caret = 0
    case .end, .control("e"): caret = characters.count
    case .backspace: remove(max(0, caret - 1)..<caret)
    case .delete: remove(caret..<min(characters.count, caret + 1))
    case .control("u"): remove(0..<caret)
    case .control("k"): remove(caret..<characters.count)
    case .control("w"): remove(wordStart..<caret)
    default:
      isOver = wasOver
      return false
    }
    return true
  }

  private mutating func remove(_ range: Range<Int>) {
    characters.removeSubrange(range)
    caret = range.lowerBound
  }

  private var wordStart: Int {
    var place = caret
    while place > 0, characters[place - 1] == " " { place -= 1 }
    while place > 0, characters[place - 1] != " " { place -= 1 }
    return place
  }
}
