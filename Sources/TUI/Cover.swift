/// Words that no picture shows in full (遮盖): numbers and telephones of people.
///
/// `Canvas.write` asks it for every text, so that no screen can forget.
package struct Cover: Equatable, Sendable {
  /// What is shown instead, of the same length, by the full word: letters, digits, `+`
  /// and `-` of ASCII.
  private let parts: [String: String]
  /// Words that may be shown all the same.
  private let open: Set<String>

  package init(_ parts: [String: String] = [:], open: Set<String> = []) {
    self.parts = parts
    self.open = open
  }

  /// The text with every covered word in part only. A word is what stands between
  /// other characters, so that a longer number is another word.
  package func covered(_ text: String) -> String {
    guard !parts.isEmpty, Cover.mayHold(text) else { return text }
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
  private static func mayHold(_ text: String) -> Bool {
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

  private func part(of word: String) -> String {
    if let part = parts[word] { return open.contains(word) ? word : part }
    guard word.utf8.contains(UInt8(ascii: "-")) else { return word }
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
