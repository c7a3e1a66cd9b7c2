extension KeyDecoder {
  private static let pasteEnd: [UInt8] = Array("\u{1B}[201~".utf8)

  /// Moves bytes of a paste out of `rest`, to its end bracket if that is there.
  mutating func takePaste(_ rest: inout ArraySlice<UInt8>, _ output: inout Output) {
    // The bracket may be split between two reads: look at the last bytes again.
    let seen = max(0, pasted.count - (KeyDecoder.pasteEnd.count - 1))
    pasted += rest
    rest = []
    var index = seen
    while let escape = pasted[index...].firstIndex(of: 0x1B) {
      if pasted[escape...].starts(with: KeyDecoder.pasteEnd) {
        rest = pasted[(escape + KeyDecoder.pasteEnd.count)...]
        pasted.removeSubrange(escape...)
        endPaste(&output)
        return
      }
      index = escape + 1
    }
    if pasted.count > KeyDecoder.pasteLimit {
      // The tail stays, for it may hold the beginning of the end bracket.
      let tail = pasted.suffix(KeyDecoder.pasteEnd.count - 1)
      pasted = Array(pasted.prefix(KeyDecoder.pasteLimit - tail.count) + tail)
    }
  }

  mutating func endPaste(_ output: inout Output) {
    isPasting = false
    var text = String.UnicodeScalarView()
    var rest = pasted[...]
    var wasReturn = false
    while let byte = rest.first {
      var length = 1
      switch byte {
      case 0x0A where wasReturn: break
      case 0x0A, 0x0D: text.append("\n")
      case 0x09: text.append("\t")
      case 0..<0x20, 0x7F: break
      case 0x20..<0x7F: text.append(Unicode.Scalar(byte))
      default:
        switch multibyte?(rest) ?? utf8(rest) {
        case .scalar(let scalar, let count):
          if scalar.value >= 0xA0 { text.append(scalar) }
          length = count
        case .incomplete, .invalid: text.append("\u{FFFD}")
        }
      }
      wasReturn = byte == 0x0D
      rest = rest.dropFirst(length)
    }
    pasted = []
    output.add(paste: String(text))
  }
}
