extension KeyDecoder {
  enum Escape {
    case incomplete
    /// `key` is nil for a sequence that means nothing here.
    case key(Key?, length: Int)
    case paste(length: Int)
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
      guard let key = applicationKey(bytes[start + 2]) else { return .key(.escape, length: 1) }
      return .key(key, length: 3)
    default: return .key(.escape, length: 1)
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
    let tooLong = index - start > 32
    guard index < bytes.endIndex else {
      return tooLong ? .key(nil, length: index - start) : .incomplete
    }
    let final = bytes[index]
    // Not a sequence at all: someone typed Esc and a bracket.
    guard (0x40..<0x7F).contains(final) else { return .key(.escape, length: 1) }
    let length = index - start + 1
    if final == UInt8(ascii: "["), length == 3 {
      // The Linux console's F1 to F5: ESC [ [ A.
      guard index + 1 < bytes.endIndex else { return .incomplete }
      let number = Int(bytes[index + 1]) - Int(UInt8(ascii: "A")) + 1
      return .key((1...5).contains(number) ? .function(number) : nil, length: 4)
    }
    let numbers = bytes[(start + 2)..<index].split(
      separator: UInt8(ascii: ";"), omittingEmptySubsequences: false
    ).map { Int(String(decoding: $0, as: UTF8.self)) }
    let number = (numbers.first ?? nil) ?? 1
    if final == UInt8(ascii: "~") {
      if number == 200 { return .paste(length: length) }
      return .key(unmodified(numberedKey(number), numbers), length: length)
    }
    return .key(unmodified(letterKey(final), numbers), length: length)
  }

  /// A function key with Shift, Alt or Ctrl is not that function key; for the
  /// keys that move, the modifier makes no difference.
  private func unmodified(_ key: Key?, _ numbers: [Int?]) -> Key? {
    guard case .function = key, numbers.count > 1, numbers[1] != 1 else { return key }
    return nil
  }

  private func letterKey(_ letter: UInt8) -> Key? {
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
