import Domain

/// The form (形式) that ids, numbers, texts and lists have, in one place: whatever
/// comes from another machine, and whatever is written down here, is held to it
/// before anything is done with it.
///
/// What is refused is named by its part, in the program's own words, never by what
/// stood there. Every check costs at most the limit of its part.
enum Shape {
  /// An id or a key: letters, digits, `-`, `_` and `.`, which it does not begin with.
  /// So it is safe in an address, in a file's name and in a key of two parts.
  static func key(_ text: String, _ part: String) throws(LedgerError) {
    guard isKey(text) else { throw .malformed(part: part) }
  }

  static func key(_ text: String?, _ part: String) throws(LedgerError) {
    if let text { try key(text, part) }
  }

  static func isKey(_ text: String) -> Bool {
    let bytes = text.utf8
    guard (1...Limits.key).contains(bytes.count), bytes.first != UInt8(ascii: ".") else {
      return false
    }
    return bytes.allSatisfy { byte in
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F: true
      default: false
      }
    }
  }

  static func keys(
    _ texts: [String], _ part: String, most: Int = Limits.departments
  ) throws(LedgerError) {
    try count(texts.count, most, part)
    for text in texts { try key(text, part) }
  }

  static func text(
    _ text: String, _ limit: TextLimit, _ part: String, lineFeeds: Bool = false
  ) throws(LedgerError) {
    guard limit.holds(text) else { throw .tooLong(part: part) }
    if let finding = SafeText.finding(in: text, lineFeeds: lineFeeds) {
      throw .unsafeText(code: finding.code)
    }
  }

  static func text(_ text: String?, _ limit: TextLimit, _ part: String) throws(LedgerError) {
    if let text { try self.text(text, limit, part) }
  }

  /// A reason, an opinion, a note: the only texts of several lines, beside answers.
  static func words(_ text: String?, _ part: String = "words") throws(LedgerError) {
    if let text { try self.text(text, Limits.words, part, lineFeeds: true) }
  }

  static func texts(
    _ texts: [String], _ limit: TextLimit, most: Int, _ part: String
  ) throws(LedgerError) {
    try count(texts.count, most, part)
    for text in texts { try self.text(text, limit, part) }
  }

  static func count(_ count: Int, _ most: Int, _ part: String) throws(LedgerError) {
    guard count <= most else { throw .tooMany(part: part) }
  }

  static func number(_ number: Int, _ range: ClosedRange<Int>, _ part: String)
    throws(LedgerError)
  {
    guard range.contains(number) else { throw .malformed(part: part) }
  }

  /// Nine digits, of a hall.
  static func hall(_ text: String) throws(LedgerError) {
    guard text.utf8.count == 9, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
      throw .malformed(part: "hall")
    }
  }

  /// A dossier's number with its check character; empty where it lost it.
  static func dossierNumber(_ text: String, mayBeEmpty: Bool = false) throws(LedgerError) {
    if mayBeEmpty, text.isEmpty { return }
    guard DossierNumber.isValid(text) else { throw .malformed(part: "number") }
  }

  static func answers(_ answers: Answers) throws(LedgerError) {
    try count(answers.values.count, Limits.answers, "answers")
    for (key, answer) in answers.values {
      try Shape.key(key, "answers")
      try Shape.answer(answer)
    }
  }

  static func answer(_ answer: Answer?) throws(LedgerError) {
    switch answer {
    case nil: break
    case .text(let text): try self.text(text, Limits.answer, "answers", lineFeeds: true)
    case .rows(let rows):
      try count(rows.count, Limits.rows, "answers")
      for row in rows {
        try count(row.count, Limits.answers, "answers")
        for (key, text) in row {
          try Shape.key(key, "answers")
          try self.text(text, Limits.answer, "answers", lineFeeds: true)
        }
      }
    }
  }

  static func clock(_ clock: Clock) throws(LedgerError) {
    try count(clock.pauses.count, Limits.pauses, "clock")
  }

  static func clocks(_ clocks: [String: Clock]) throws(LedgerError) {
    try count(clocks.count, Limits.matters, "starts")
    for (key, clock) in clocks {
      try Shape.key(key, "starts")
      try Shape.clock(clock)
    }
  }

  static func steps(_ steps: [Matter.Step]) throws(LedgerError) {
    try count(steps.count, Limits.departments, "steps")
    for step in steps {
      try key(step.key, "steps")
      try text(step.title, Limits.title, "steps")
      try key(step.department, "steps")
    }
  }

  static func minimums(_ minimums: [String: Int]) throws(LedgerError) {
    try count(minimums.count, Limits.matters, "minimums")
    for (key, count) in minimums {
      try Shape.key(key, "minimums")
      try number(count, 0...Limits.rows, "minimums")
    }
  }
}

extension DossierNumber {
  /// Digits of the serial: six at least, and no more than a counter can reach.
  private static let serialDigits = 6...9

  /// Whether it has every part of a number and the check character fits.
  package static func isValid(_ text: String) -> Bool {
    guard text.utf8.count <= 24 else { return false }
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 4, parts[0].utf8.count == 6, isDigits(parts[0]),
      LogCode.isValid(parts[1]), serialDigits.contains(parts[2].utf8.count), isDigits(parts[2]),
      parts[3].utf8.count == 1
    else { return false }
    return CheckDigit.isValidDossierNumber(text)
  }

  private static func isDigits(_ text: Substring) -> Bool {
    text.utf8.allSatisfy { (0x30...0x39).contains($0) }
  }

  /// The county's six digits and the code of the log; nil for what is no number.
  package static func origin(_ number: String) -> (division: String, log: String)? {
    guard isValid(number) else { return nil }
    let parts = number.split(separator: "-")
    return (String(parts[0]), String(parts[1]))
  }
}

/// The code of a log (日志代码): four characters of Crockford's alphabet.
package enum LogCode {
  package static let alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

  package static func isValid(_ text: some StringProtocol) -> Bool {
    text.utf8.count == 4 && text.utf8.allSatisfy { alphabet.utf8.contains($0) }
  }
}
