/// Strings and reports of the terminal that mean nothing here.
///
/// A string (OSC, DCS, APC, PM, SOS) is thrown away up to its end, ST or BEL. One
/// that never ends swallows what is typed until the first of these: a key that is
/// no character, such as Enter, Tab, Esc or F9, which does what it always does; a
/// second without a byte; three seconds in all. Esc P and Esc X may have been typed
/// (P001): without a sign that it is a string, what follows them is held for half a
/// second at most and then given as typed. Up to a second after an Esc key, the
/// rest of a sequence that was cut behind its ESC is dropped when it comes; of what
/// is typed then only a [ and the character behind it can be taken for one.
///
/// Source: ECMA-48, 5.6 and 8.3; xterm, “Control Sequences” (OSC ends in BEL too,
/// X10 and 1005 mouse reports).
extension KeyDecoder {
  private static let longestSwallowing = 3000
  private static let longestLateness = 1000
  /// More bytes than anybody types before a pause.
  private static let longestTyped = 256

  /// Throws bytes away; false when they end in what may begin the end.
  mutating func swallow(_ rest: inout ArraySlice<UInt8>) -> Bool {
    guard let since = swallowedSince, now - since <= KeyDecoder.longestSwallowing else {
      swallowedSince = nil
      return true
    }
    guard let end = rest.firstIndex(where: { $0 < 0x20 || $0 == 0x7F || $0 == 0xC2 }) else {
      rest = []
      return true
    }
    rest = rest[end...]
    switch rest[end] {
    case 0xC2:  // what may be the one-character ST, U+009C
      guard end + 1 < rest.endIndex else { return false }
      if rest[end + 1] == 0x9C { swallowedSince = nil }
      rest = rest.dropFirst(2)
    case 0x00: rest = rest.dropFirst()
    case 0x07, 0x18, 0x1A:  // BEL; CAN and SUB break a string off
      swallowedSince = nil
      rest = rest.dropFirst()
    case 0x1B:
      guard end + 1 < rest.endIndex else { return false }
      swallowedSince = nil
      if rest[end + 1] == UInt8(ascii: "\\") { rest = rest.dropFirst(2) }
    default: swallowedSince = nil  // a key
    }
    return true
  }

  /// The letter behind ESC for which a control character of C1 stands; nil for every
  /// other. Source: ECMA-48, 5.3.
  static func introduced(by scalar: Unicode.Scalar) -> UInt8? {
    switch scalar.value {
    case 0x8F, 0x90, 0x98, 0x9B, 0x9D, 0x9E, 0x9F: UInt8(scalar.value - 0x40)
    default: nil
    }
  }

  /// DCS or SOS, or somebody typed Esc and a capital letter.
  func doubtfulString(_ bytes: ArraySlice<UInt8>) -> Escape {
    let content = bytes.dropFirst(2)
    if bytes[bytes.startIndex + 1] == UInt8(ascii: "P") {
      // `1$r`, `>|`, `1+r`, `!|`: a header that no ticket or dossier number has.
      let header = content.drop { (0x30...0x39).contains($0) || $0 == UInt8(ascii: ";") }
      if let sign = header.first, "$+!>?<=|{".utf8.contains(sign) {
        return .swallowed(length: 2)
      }
    }
    if content.count > KeyDecoder.longestTyped { return .swallowed(length: 2) }
    let end = content.indices.first {
      content[$0] < 0x20 || content[$0] == 0x7F || content[$0...].starts(with: [0xC2, 0x9C])
    }
    guard let end else { return .incomplete }
    switch bytes[end] {
    case 0x07: return .key(nil, length: end + 1 - bytes.startIndex)
    case 0xC2: return .key(nil, length: end + 2 - bytes.startIndex)
    case 0x1B:
      guard end + 1 < bytes.endIndex else { return .incomplete }
      guard bytes[end + 1] == UInt8(ascii: "\\") else { return .escape }
      return .key(nil, length: end + 2 - bytes.startIndex)
    default: return .escape
    }
  }

  /// ESC [ M and a button, a column and a row: a byte each, or a character each in
  /// UTF-8 where they are large. None is a control character.
  func mouseReport(_ bytes: ArraySlice<UInt8>) -> Escape {
    var index = bytes.startIndex + 3
    for _ in 0..<3 {
      guard index < bytes.endIndex else { return .incomplete }
      if bytes[index] < 0x20 { break }
      let isPair =
        (0xC2...0xDF).contains(bytes[index]) && index + 1 < bytes.endIndex
        && (0x80...0xBF).contains(bytes[index + 1])
      index += isPair ? 2 : 1
    }
    return .key(nil, length: index - bytes.startIndex)
  }

  /// Whether an unfinished sequence may be keys: Esc and one of [ O P X, alone or
  /// with what follows such a letter.
  func mayBeTyped(_ bytes: ArraySlice<UInt8>) -> Bool {
    guard bytes.count > 1 else { return true }
    switch bytes[bytes.startIndex + 1] {
    case UInt8(ascii: "["): return bytes.count == 2
    case UInt8(ascii: "O"), UInt8(ascii: "P"), UInt8(ascii: "X"): return true
    default: return false
    }
  }

  /// Puts the ESC back before what came too late for it.
  mutating func takeUpLateRest() {
    guard let escapedAt, !pending.isEmpty, !isPasting else { return }
    self.escapedAt = nil
    guard now - escapedAt <= KeyDecoder.longestLateness else { return }
    let whole = [0x1B] + pending
    let isRest: Bool
    switch whole[1] {
    case UInt8(ascii: "["), UInt8(ascii: "\\"): isRest = true
    case UInt8(ascii: "]"), UInt8(ascii: "_"), UInt8(ascii: "^"):
      let hasNumber = whole[1] == UInt8(ascii: "]") && whole.count > 2 && whole[2] < 0x3A
      isRest = hasNumber || pending.contains(0x07) || pending.contains(0x1B)
    case UInt8(ascii: "P"), UInt8(ascii: "X"):
      switch doubtfulString(whole[...]) {
      case .swallowed, .key: isRest = true
      case .incomplete, .escape, .paste: isRest = false
      }
    case UInt8(ascii: "O"): isRest = whole.count == 3 && letterKey(whole[2]) != nil
    default: isRest = false
    }
    guard isRest else { return }
    pending = whole
    isLate = true
  }
}
