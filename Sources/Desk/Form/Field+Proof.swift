import Domain

/// Whether what was typed so far is a whole value (自动前进).
enum Proof: Equatable, Sendable {
  /// Not known yet, or nothing proves it: wait for Enter.
  case open
  case proven
  /// Of full length, and wrong.
  case wrong(String)
}

extension Field {
  /// A check proves: a citizen number of 18 characters, a mobile number of 11,
  /// a date of eight digits, a code of one character.
  func proof(of typed: String, _ facts: Facts, _ book: CodeBook) -> Proof {
    let text = Typed.compact(typed)
    switch kind {
    case .identityNumber where typingLimit(facts) == 18: return whole(text, 18, facts, book)
    case .phone where text.hasPrefix("1"): return whole(text, 11, facts, book)
    case .date where text.utf8.allSatisfy({ (48...57).contains($0) }):
      return whole(text, 8, facts, book)
    case .code, .yesNo, .promise:
      guard text.count == 1, let table = table(book), table.entry(text) != nil,
        !table.entries.contains(where: { $0.code != text && $0.code.hasPrefix(text) })
      else { return .open }
      return whole(text, 1, facts, book)
    default: return .open
    }
  }

  /// A number is pasted without the blanks and hyphens that lists print in it.
  func pasted(_ text: String) -> String {
    switch kind {
    case .identityNumber, .creditCode, .phone: Typed.compact(text.filter { !$0.isNewline })
    default: text
    }
  }

  private func whole(_ text: String, _ length: Int, _ facts: Facts, _ book: CodeBook) -> Proof {
    guard text.count >= length else { return .open }
    switch normalised(text, facts, book) {
    case .value: return .proven
    case .refused(let reason): return .wrong(reason)
    case .ambiguous: return .open
    }
  }
}
