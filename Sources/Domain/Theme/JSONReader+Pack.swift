import JSON

/// What the decoders of packs ask of one place in a file, beyond `JSONReader`.
///
/// Texts of a pack reach the screen and paper: a control character or an
/// empty text is refused here, once.
extension JSONReader {
  /// Text that can be shown: not empty, no invisible or control characters.
  func shown(atMost maximum: Int = Limits.title.characters) throws(JSONContentError) -> String {
    let text = try string()
    // Bytes are quick to count, and never fewer than characters.
    let isShort = text.utf8.count <= maximum || text.count <= maximum
    guard !text.isEmpty, isShort, SafeText.finding(in: text) == nil
    else { throw error(allowed: "text of 1 to \(maximum) characters without control characters") }
    return text
  }

  /// An identifier: ASCII letters, digits, `-`, `_` and `.`.
  func key() throws(JSONContentError) -> String {
    let text = try string()
    let isPlain = text.utf8.allSatisfy { byte in
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F: true
      default: false
      }
    }
    guard isPlain, (1...64).contains(text.utf8.count) else {
      throw error(allowed: "1 to 64 letters a–z, digits, “-”, “_” or “.”")
    }
    return text
  }

  func day() throws(JSONContentError) -> Day {
    guard let day = try Day(string()) else { throw error(allowed: "a day such as 2025-08-29") }
    return day
  }

  /// The elements of a member; an absent member is an empty list.
  func each<T>(
    _ key: String, _ decode: (JSONReader) throws(JSONContentError) -> T
  ) throws(JSONContentError) -> [T] {
    guard let member = try optional(key) else { return [] }
    var all: [T] = []
    for element in try member.list() { try all.append(decode(element)) }
    return all
  }

  func keys(_ member: String) throws(JSONContentError) -> [String] {
    try each(member) { element throws(JSONContentError) in try element.key() }
  }

  func texts(_ member: String) throws(JSONContentError) -> [String] {
    try each(member) { element throws(JSONContentError) in try element.shown() }
  }

  /// Answers by field key; an absent member gives none.
  func answers(_ member: String) throws(JSONContentError) -> [String: String] {
    guard let member = try optional(member) else { return [:] }
    var answers: [String: String] = [:]
    for key in try member.members().keys { answers[key] = try member[key].shown() }
    return answers
  }

  func flag(_ key: String, else fallback: Bool = false) throws(JSONContentError) -> Bool {
    guard let member = try optional(key) else { return fallback }
    return try member.bool()
  }

  func condition(_ key: String, else fallback: Condition) throws(JSONContentError) -> Condition {
    guard let member = try optional(key) else { return fallback }
    return try Condition(member)
  }

  /// The one member of an object that is one key word and its content:
  /// `{"workingDays": 5}`.
  func keyword(of words: [String]) throws(JSONContentError) -> (String, JSONReader) {
    // Put together only when something is wrong.
    var allowed: String { "an object with one of \(words.joined(separator: ", "))" }
    guard case .object(let members) = value, members.count == 1, let word = members.keys.first
    else { throw error(allowed: allowed) }
    guard words.contains(word), let content = try optional(word) else {
      throw JSONContentError(path: path, found: "“\(word)”", allowed: allowed)
    }
    return (word, content)
  }
}
