extension CodeTable {
  package func entry(_ code: String) -> Entry? { entries.first { $0.code == code } }

  /// Text of a code; the code itself when the table does not have it.
  package func text(_ code: String) -> String { entry(code)?.text ?? code }

  /// Entries that a clerk may mean, best first: exact code; exact text,
  /// initials or pinyin; start of the code, of the text, of the initials, of
  /// the pinyin; somewhere in the text.
  ///
  /// Inside a rank the order is that of the table, so the same keys always
  /// give the same list. An empty query gives the whole table.
  package func matches(_ query: String) -> [Entry] {
    let letters = Typed.trimmed(query).lowercased()
    guard !letters.isEmpty else { return entries }
    let query = CodeQuery(
      letters: letters, capitals: letters.uppercased(),
      // Texts hold full-width brackets, which must not be made half-width.
      text: ContiguousArray(query.utf8.filter { $0 != UInt8(ascii: " ") }))
    var ranked: [[Entry]] = Array(repeating: [], count: 7)
    for entry in entries {
      if let rank = query.rank(of: entry) { ranked[rank].append(entry) }
    }
    return ranked.flatMap { $0 }
  }
}

/// What was typed, in the forms that it is compared in.
///
/// It runs over a whole table at every key, so ASCII is compared as strings
/// (a comparison of bytes inside) and the text as bytes.
private struct CodeQuery {
  let letters: String
  let capitals: String
  let text: ContiguousArray<UInt8>

  func rank(of entry: CodeTable.Entry) -> Int? {
    if entry.code == letters || entry.code == capitals { return 0 }
    if entry.initials == letters || entry.pinyin == letters { return 1 }
    let place = place(in: entry.text)
    if place == 0, entry.text.utf8.count == text.count { return 1 }
    if entry.code.hasPrefix(letters) || entry.code.hasPrefix(capitals) { return 2 }
    if place == 0 { return 3 }
    if entry.initials.hasPrefix(letters) { return 4 }
    if entry.pinyin.hasPrefix(letters) { return 5 }
    return place == nil ? nil : 6
  }

  /// Where the bytes of the query stand in a text.
  private func place(in text: String) -> Int? {
    guard let first = self.text.first else { return nil }
    let part = self.text
    let place: Int?? = text.utf8.withContiguousStorageIfAvailable { bytes in
      guard bytes.count >= part.count else { return nil }
      for start in 0...(bytes.count - part.count) where bytes[start] == first {
        if part.indices.allSatisfy({ bytes[start + $0] == part[$0] }) { return start }
      }
      return nil
    }
    return place ?? nil
  }
}
