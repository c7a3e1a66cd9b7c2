extension KeyDecoder {
  enum Escape {
    case incomplete
    /// The Esc key; what follows is something else.
    case escape
    /// `key` is nil for a sequence that means nothing here.
    case key(Key?, length: Int)
    case paste(length: Int)
    /// The beginning of what is thrown away up to its end (`swallow`).
    case swallowed(length: Int)
  }

  /// What begins with the ESC at the beginning of `bytes`.
  ///
  /// Source: xterm, “Control Sequences” (PC-style and VT220-style function
  /// keys); console_codes(4); ECMA-48, 5.4 for the form of a sequence.
  func escape(_ bytes: ArraySlice<UInt8>) -> Escape {
    guard bytes.count > 1 else { return .incomplete }
    if let own = ownSequence(bytes) { return own }
    let start = bytes.startIndex
    switch bytes[start + 1] {
    case UInt8(ascii: "["): return controlSequence(bytes)
    case UInt8(ascii: "O"):
      guard bytes.count > 2 else { return .incomplete }
      guard let key = applicationKey(bytes[start + 2]) else { return .escape }
      return .key(key, length: 3)
    case UInt8(ascii: "]"), UInt8(ascii: "_"), UInt8(ascii: "^"): return .swallowed(length: 2)
    case UInt8(ascii: "P"), UInt8(ascii: "X"): return doubtfulString(bytes)
    // The end of a string that was given up.
    case UInt8(ascii: "\\"): return .key(nil, length: 2)
    default: return .escape
    }
  }

  private func ownSequence(_ bytes: ArraySlice<UInt8>) -> Escape? {
    for (sequence, key) in sequences {
      if bytes.starts(with: sequence) { return .key(key, length: sequence.count) }
      if sequence.starts(with: bytes) { return .incomplete }
    }
    return nil
  }

  /// ESC [ parameters final.
  private func controlSequence(_ bytes: ArraySlice<UInt8>) -> Escape {
    let start = bytes.startIndex
    var index = start + 2
    while index < bytes.endIndex, (0x20..<0x40).contains(bytes[index]) { index += 1 }
    guard index < bytes.endIndex else {
      return index - start > 256 ? .swallowed(length: index - start) : .incomplete
    }
    let final = bytes[index]
    guard (0x40..<0x7F).contains(final) else {
      // Without parameters no sequence at all: someone typed Esc and a bracket.
      return index == start + 2 ? .escape : .key(nil, length: index - start)
    }
    let length = index - start + 1
    if final == UInt8(ascii: "["), length == 3 {
      // The Linux console's F1 to F5: ESC [ [ A.
      guard index + 1 < bytes.endIndex else { return .incomplete }
      let number = Int(bytes[index + 1]) - Int(UInt8(ascii: "A")) + 1
      if (1...5).contains(number) { return .key(.function(number), length: 4) }
      return .key(nil, length: (0x20..<0x7F).contains(bytes[index + 1]) ? 4 : 3)
    }
    if final == UInt8(ascii: "M"), length == 3 { return mouseReport(bytes) }
    let parameters = bytes[(start + 2)..<index]
    let isPlain = parameters.allSatisfy {
      (0x30...0x39).contains($0) || $0 == UInt8(ascii: ";")
    }
    // Private parameters and intermediates: an answer, no key.
    guard isPlain else { return .key(nil, length: length) }
    let numbers = parameters.split(
      separator: UInt8(ascii: ";"), omittingEmptySubsequences: false
    ).map { $0.isEmpty ? 1 : Int(String(decoding: $0, as: UTF8.self)) }
    // One too large to count is no key's.
    let number = numbers.isEmpty ? 1 : numbers[0] ?? 0
    if final == UInt8(ascii: "~") {
      if number == 200 { return .paste(length: length) }
      return .key(unmodified(numberedKey(number), numbers), length: length)
    }
    let key = letterKey(final)
    // ESC [ 5 ; 1 R says where the cursor is. A function key has no parameters here,
    // for those with a modifier mean nothing; the others have 1 before it.
    if case .function = key, !parameters.isEmpty { return .key(nil, length: length) }
    return .key(number == 1 ? key : nil, length: length)
  }

  /// A function key with Shift, Alt or Ctrl is not that function key; for the
  /// keys that move, the modifier makes no difference.
  private func unmodified(_ key: Key?, _ numbers: [Int?]) -> Key? {
    guard case .function = key, numbers.count > 1, numbers[1] != 1 else { return key }
    return nil
  }

  func letterKey(_ letter: UInt8) -> Key? {
    switch letter {
    case UInt8(ascii: "A"): .up
    case UInt8(ascii: "B"): .down
    case UInt8(ascii: "C"): .right
    case UInt8(ascii: "D"): .left
    case UInt8(ascii: "F"): .end
    case UInt8(ascii: "H"): .home
    case UInt8(ascii: "Z"): .backTab
    case UInt8(ascii: "P")...UInt8(ascii: "S"): .function(Int(letter - UInt8(ascii: "P")) + 1)
    default: nil
    }
  }

  private func numberedKey(_ number: Int) -> Key? {
    switch number {
    case 1, 7: .home
    case 2: .insert
    case 3: .delete
    case 4, 8: .end
    case 5: .pageUp
    case 6: .pageDown
    case 11...15: .function(number - 10)
    case 17...21: .function(number - 11)
    case 23...24: .function(number - 12)
    default: nil
    }
  }

  /// ESC O letter; keypad keys are the characters printed on them.
  private func applicationKey(_ letter: UInt8) -> Key? {
    switch letter {
    case UInt8(ascii: "M"): .enter
    case UInt8(ascii: "I"): .tab
    case UInt8(ascii: "X"): .character("=")
    case UInt8(ascii: "j")...UInt8(ascii: "y"):
      .character(Character(Unicode.Scalar(letter - 0x40)))
    default: letterKey(letter)
    }
  }
}
