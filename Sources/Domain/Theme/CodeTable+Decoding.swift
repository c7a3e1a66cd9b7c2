import JSON

extension CodeTable {
  package init(_ reader: JSONReader) throws(JSONContentError) {
    try reader.allowOnly("key", "title", "source", "entries")
    let entries = try reader.each("entries") { entry throws(JSONContentError) in
      try Entry(entry)
    }
    self.init(
      key: try reader["key"].key(), title: try reader["title"].shown(),
      source: try reader["source"].shown(), entries: entries)
    guard !entries.isEmpty else {
      throw try reader["entries"].error(allowed: "at least one entry")
    }
    var seen: Set<String> = []
    for (index, entry) in entries.enumerated() where !seen.insert(entry.code).inserted {
      throw JSONContentError(
        path: "entries[\(index)].code", found: "“\(entry.code)” for the second time",
        allowed: "a code that no other entry has")
    }
  }
}

extension CodeTable.Entry {
  package init(_ reader: JSONReader) throws(JSONContentError) {
    try reader.allowOnly("code", "text", "pinyin", "initials")
    self.init(
      code: try reader["code"].key(), text: try reader["text"].shown(atMost: 80),
      pinyin: try reader["pinyin"].spelling(), initials: try reader["initials"].spelling())
  }
}

extension JSONReader {
  /// Small letters and digits, as pinyin is typed: `hanzu`.
  func spelling() throws(JSONContentError) -> String {
    let text = try string()
    let isPlain = text.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) }
    guard isPlain, !text.isEmpty else { throw error(allowed: "small letters a–z and digits") }
    return text
  }
}
