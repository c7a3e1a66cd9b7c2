extension JSON {
  /// Tells each bracket of a text that stands outside of strings, from the first to
  /// the last, without reading what is between them; the text may be anything.
  package static func forEachBracket(
    in text: [UInt8], _ body: (_ place: Int, _ opens: Bool) -> Void
  ) {
    var isString = false
    var isEscaped = false
    for (place, byte) in text.enumerated() {
      if isString {
        if isEscaped {
          isEscaped = false
        } else if byte == UInt8(ascii: "\\") {
          isEscaped = true
        } else if byte == UInt8(ascii: "\"") {
          isString = false
        }
        continue
      }
      switch byte {
      case UInt8(ascii: "\""): isString = true
      case UInt8(ascii: "["), UInt8(ascii: "{"): body(place, true)
      case UInt8(ascii: "]"), UInt8(ascii: "}"): body(place, false)
      default: break
      }
    }
  }
}
