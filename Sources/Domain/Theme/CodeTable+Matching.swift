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
    let query = Typed.trimmed(query).lowercased()
    guard !query.isEmpty else { return entries }
    var ranked: [[Entry]] = Array(repeating: [], count: 6)
    for entry in entries {
      if let rank = entry.rank(query) { ranked[rank].append(entry) }
    }
    return ranked.flatMap { $0 }
  }
}

extension CodeTable.Entry {
  fileprivate func rank(_ query: String) -> Int? {
    let code = code.lowercased()
    if code == query { return 0 }
    if code.hasPrefix(query) { return 1 }
    let text = text.lowercased()
    if text.hasPrefix(query) { return 2 }
    if initials.hasPrefix(query) { return 3 }
    if pinyin.hasPrefix(query) { return 4 }
    return text.contains(query) ? 5 : nil
  }
}
