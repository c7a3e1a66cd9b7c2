/// Words that no picture shows in full (遮盖): numbers and telephones of people.
///
/// `Canvas.write` asks it for every text, so that no screen can forget. Words that are
/// known are covered as given; besides, whatever has the shape of a mobile telephone or
/// of an identity number, such as one that somebody wrote into a note.
package struct Cover: Equatable, Sendable {
  /// What is shown instead, of the same length, by the full word: letters, digits, `+`
  /// and `-` of ASCII.
  private let parts: [String: String]
  /// Words that may be shown all the same.
  private let open: Set<String>
  /// Numbers in these words, as `PersonNumber.plain` says them.
  private let openNumbers: Set<String>
  private let coversShapes: Bool

  /// Of a canvas that shows nothing of people.
  package static let none = Cover(coversShapes: false)

  private init(coversShapes: Bool) {
    parts = [:]
    open = []
    openNumbers = []
    self.coversShapes = coversShapes
  }

  package init(_ parts: [String: String] = [:], open: Set<String> = []) {
    self.parts = parts
    self.open = open
    coversShapes = true
    openNumbers = open.reduce(into: []) { $0.formUnion(Cover.numbers(in: $1)) }
  }

  /// Whatever has the shape of somebody's number in a text, without blanks and hyphens.
  package static func numbers(in text: String) -> [String] {
    hasDigits(text) ? PersonNumber.all(in: Array(text.unicodeScalars)).map(\.plain) : []
  }

  /// The text with every covered word in part only. A word is what stands between
  /// other characters, so that a longer number is another word.
  package func covered(_ text: String) -> String {
    let text = parts.isEmpty || !Cover.hasWord(text) ? text : withoutKnown(text)
    guard coversShapes, Cover.hasDigits(text) else { return text }
    var scalars = Array(text.unicodeScalars)
    var isChanged = false
    for number in PersonNumber.all(in: scalars) where !openNumbers.contains(number.plain) {
      isChanged = true
      for place in number.hidden {
        scalars[place] = scalars[place].isASCII ? "*" : "\u{FF0A}"
      }
    }
    guard isChanged else { return text }
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    return String(view)
  }

  private func withoutKnown(_ text: String) -> String {
    var result = ""
    var word: [UInt8] = []
    var isChanged = false
    func close() {
      guard !word.isEmpty else { return }
      let full = String(decoding: word, as: UTF8.self)
      word = []
      let shown = part(of: full)
      isChanged = isChanged || shown != full
      result += shown
    }
    for scalar in text.unicodeScalars {
      if Cover.isOfWord(scalar) {
        word.append(UInt8(scalar.value))
      } else {
        close()
        result.unicodeScalars.append(scalar)
      }
    }
    close()
    return isChanged ? result : text
  }

  /// Shorter words are no numbers of anybody.
  private static let shortest = 5

  /// Whether any word is long enough; asked for every text of every picture.
  private static func hasWord(_ text: String) -> Bool {
    var run = 0
    for byte in text.utf8 {
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2B, 0x2D:
        run += 1
        if run >= shortest { return true }
      default: run = 0
      }
    }
    return false
  }

  /// Whether there are digits enough for a telephone, gaps or not; those of full width
  /// are EF BC 90 to 99.
  private static func hasDigits(_ text: String) -> Bool {
    var digits = 0
    var lead = 0
    for byte in text.utf8 {
      switch byte {
      case 0x30...0x39: digits += 1
      case 0x90...0x99 where lead == 2: digits += 1
      default: break
      }
      if digits >= PersonNumber.fewestDigits { return true }
      lead = byte == 0xEF ? 1 : byte == 0xBC && lead == 1 ? 2 : 0
    }
    return false
  }

  private func part(of word: String) -> String {
    if let part = parts[word] { return open.contains(word) ? word : part }
    guard word.utf8.contains(UInt8(ascii: "-")) else { return word }
    let plain = word.filter { $0 != "-" }
    if let part = parts[plain] {
      if open.contains(plain) || open.contains(word) { return word }
      var rest = part[...]
      return String(word.map { $0 == "-" ? $0 : rest.popFirst() ?? "*" })
    }
    return word.split(separator: "-", omittingEmptySubsequences: false).map { piece in
      let piece = String(piece)
      return open.contains(piece) ? piece : parts[piece] ?? piece
    }.joined(separator: "-")
  }

  private static func isOfWord(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2B, 0x2D: true
    default: false
    }
  }
}
