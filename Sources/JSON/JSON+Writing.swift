extension JSON {
  /// The value as one line of UTF-8 JSON, members sorted by key.
  ///
  /// Equal values give equal bytes, as long as their texts are equal byte by
  /// byte. Keys are in the order of their bytes, which no version of Unicode
  /// changes.
  package var line: [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(256)
    write(to: &out)
    return out
  }

  package var text: String { String(decoding: line, as: UTF8.self) }

  private func write(to out: inout [UInt8]) {
    switch self {
    case .null: out.append(contentsOf: "null".utf8)
    case .bool(let value): out.append(contentsOf: (value ? "true" : "false").utf8)
    case .int(let value): out.append(contentsOf: String(value).utf8)
    case .double(let value):
      precondition(value.isFinite, "JSON has no \(value)")
      out.append(contentsOf: String(value).utf8)
    case .string(let value): JSON.write(value, to: &out)
    case .array(let elements):
      out.append(UInt8(ascii: "["))
      for (index, element) in elements.enumerated() {
        if index > 0 { out.append(UInt8(ascii: ",")) }
        element.write(to: &out)
      }
      out.append(UInt8(ascii: "]"))
    case .object(let members):
      out.append(UInt8(ascii: "{"))
      let sorted = members.sorted { JSON.precedes($0.key, $1.key) }
      for (index, (key, member)) in sorted.enumerated() {
        if index > 0 { out.append(UInt8(ascii: ",")) }
        JSON.write(key, to: &out)
        out.append(UInt8(ascii: ":"))
        member.write(to: &out)
      }
      out.append(UInt8(ascii: "}"))
    }
  }

  /// By the bytes, which are at hand in every text that Swift made itself.
  private static func precedes(_ a: String, _ b: String) -> Bool {
    let atOnce = a.utf8.withContiguousStorageIfAvailable { a in
      b.utf8.withContiguousStorageIfAvailable { b in
        for index in 0..<min(a.count, b.count) where a[index] != b[index] {
          return a[index] < b[index]
        }
        return a.count < b.count
      }
    }
    return (atOnce ?? nil) ?? a.utf8.lexicographicallyPrecedes(b.utf8)
  }

  private static func write(_ string: String, to out: inout [UInt8]) {
    out.append(UInt8(ascii: "\""))
    defer { out.append(UInt8(ascii: "\"")) }
    // Nearly every text: nothing to escape, so it goes in one piece.
    let isWritten = string.utf8.withContiguousStorageIfAvailable { bytes in
      for byte in bytes
      where byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
        return false
      }
      out.append(contentsOf: bytes)
      return true
    }
    if isWritten == true { return }
    for byte in string.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"):
        out.append(UInt8(ascii: "\\"))
        out.append(byte)
      case UInt8(ascii: "\n"): out.append(contentsOf: "\\n".utf8)
      case UInt8(ascii: "\t"): out.append(contentsOf: "\\t".utf8)
      case 0..<0x20:
        let hex = String(byte, radix: 16)
        out.append(contentsOf: (byte < 0x10 ? "\\u000" : "\\u00").utf8)
        out.append(contentsOf: hex.utf8)
      default: out.append(byte)
      }
    }
  }
}
