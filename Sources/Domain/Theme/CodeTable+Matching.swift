extension CodeTable {
  package func entry(_ code: String) -> Entry? { entries.first { $0.code == code } }

  /// Text of a code; the code itself when the table does not have it.
  package func text(_ code: String) -> String { entry(code)?.text ?? code }

  /// Entries that a clerk may mean, best first: exact code, start of the code,
  /// start of the text, start of the initials, start of the pinyin, somewhere
  /// in the text.
  ///
  /// Inside a rank the order is that of the table, so the same keys always
  /// give the same list. An empty query gives the whole table.
  package func matches(_ query: String) -> [Entry] {
    let letters = Typed.trimmed(query).lowercased()
    guard !letters.isEmpty else { return entries }
    // Texts hold full-width brackets, which must not be made half-width.
    let text = query.filter { $0 != " " }
    var ranked: [[Entry]] = Array(repeating: [], count: 6)
    for entry in entries {
      if let rank = entry.rank(letters.utf8, text.utf8) { ranked[rank].append(entry) }
    }
    return ranked.flatMap { $0 }
  }
}

extension CodeTable.Entry {
  /// Compares bytes: it runs over a whole table at every key.
  fileprivate func rank(_ letters: String.UTF8View, _ characters: String.UTF8View) -> Int? {
    let code = code.lowercased().utf8
    if code.elementsEqual(letters) { return 0 }
    if code.starts(with: letters) { return 1 }
    if text.utf8.starts(with: characters) { return 2 }
    if initials.utf8.starts(with: letters) { return 3 }
    if pinyin.utf8.starts(with: letters) { return 4 }
    return text.utf8.holds(characters) ? 5 : nil
  }
}

extension String.UTF8View {
  /// Whether the bytes stand somewhere in these.
  fileprivate func holds(_ part: String.UTF8View) -> Bool {
    guard part.count <= count else { return false }
    return indices.dropLast(part.count - 1).contains { self[$0...].starts(with: part) }
  }
}
