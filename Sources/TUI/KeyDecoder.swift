/// Turns the bytes of a terminal into input (按键解码).
///
/// Ours and not ncurses's, because `get_wch` loses the first half of a
/// character whose second half has not arrived, and reads a byte at a time.
/// Pure: whoever reads the bytes also measures the time.
///
/// What a terminal answers, late or unasked, never becomes a key or text: control
/// sequences that mean nothing, reports of a mouse, and strings (OSC, DCS, APC,
/// PM, SOS), however they are cut. See `KeyDecoder+Strings.swift` for what that
/// may cost somebody who types.
package struct KeyDecoder: Sendable {
  /// What a decoder for another character set than UTF-8 finds at the
  /// beginning of some bytes.
  package enum Multibyte: Sendable {
    case scalar(Unicode.Scalar, length: Int)
    case incomplete
    case invalid
  }

  /// At least so many characters that wait together are a `burst`.
  package static let burstLength = 10
  /// Bytes of one paste that are kept; more are dropped.
  static let pasteLimit = 1 << 20

  var pending: [UInt8] = []
  var pasted: [UInt8] = []
  var isPasting = false
  /// Set inside a string or report that is thrown away: since when, in ms.
  var swallowedSince: Int?
  /// When the Esc key was given because nothing followed it; what follows late
  /// was the rest of a sequence.
  var escapedAt: Int?
  /// The Esc of what is pending was given already.
  var isLate = false
  /// Time of the last bytes, in ms.
  var now = 0
  /// Escape sequences of this terminal, without those that all share.
  let sequences: [[UInt8]: Key]
  let multibyte: (@Sendable (ArraySlice<UInt8>) -> Multibyte)?

  /// `multibyte` is nil for UTF-8. `sequences` begin with ESC.
  package init(
    sequences: [[UInt8]: Key] = [:],
    multibyte: (@Sendable (ArraySlice<UInt8>) -> Multibyte)? = nil
  ) {
    self.sequences = sequences.filter { $0.key.count > 1 && $0.key.first == 0x1B }
    self.multibyte = multibyte
  }

  /// How long to wait for more bytes before `flush`, in ms; nil when nothing
  /// is half read. 200 ms tell the Esc key from an arrow key on slow lines; a
  /// paste or a string whose end is lost must not keep the keyboard.
  package var patience: Int? {
    if isPasting || swallowedSince != nil { return 1000 }
    guard pending.first == 0x1B else { return nil }
    if pending.count == 1 { return 200 }
    // Esc and a letter may be a name; Esc and [ hardly ever are typed.
    return mayBeTyped(pending[...]) && pending[1] != UInt8(ascii: "[") ? 500 : 1000
  }

  /// Takes everything that was waiting and gives what is complete.
  ///
  /// - Parameter now: the time, in ms from any beginning.
  package mutating func feed(_ bytes: [UInt8], at now: Int = 0) -> [Input] {
    self.now = now
    pending += bytes
    takeUpLateRest()
    var output = Output()
    decode(&output)
    return output.finished()
  }

  /// Gives what is half read as it is: a lone ESC is the Esc key. What can only be
  /// the beginning of a sequence is dropped.
  package mutating func flush() -> [Input] {
    var output = Output()
    if isPasting { endPaste(&output) }
    swallowedSince = nil
    while pending.first == 0x1B {
      guard pending.count == 1 || mayBeTyped(pending[...]) else {
        pending = []
        isLate = false
        break
      }
      if pending.count == 1 { escapedAt = now }
      pending.removeFirst()
      addEscape(&output)
      decode(&output)
    }
    return output.finished()
  }

  private mutating func addEscape(_ output: inout Output) {
    if !isLate { output.add(.escape) }
    isLate = false
  }

  private mutating func decode(_ output: inout Output) {
    var rest = pending[...]
    while !rest.isEmpty {
      if isPasting {
        takePaste(&rest, &output)
      } else if swallowedSince != nil {
        if !swallow(&rest) { break }
      } else if !decodeOne(&rest, &output) {
        break
      }
    }
    pending = Array(rest)
  }

  /// False when the rest is the beginning of something longer.
  private mutating func decodeOne(_ rest: inout ArraySlice<UInt8>, _ output: inout Output) -> Bool {
    guard let byte = rest.first else { return false }
    switch byte {
    case 0x1B:
      switch escape(rest) {
      case .incomplete: return false
      case .escape:
        addEscape(&output)
        rest = rest.dropFirst()
      case .key(let key, let length):
        if let key, !isLate { output.add(key) }
        isLate = false
        rest = rest.dropFirst(length)
      case .paste(let length):
        isPasting = true
        isLate = false
        rest = rest.dropFirst(length)
      case .swallowed(let length):
        swallowedSince = now
        isLate = false
        rest = rest.dropFirst(length)
      }
    case 0x08, 0x7F: take(.backspace, &rest, &output)
    case 0x09: take(.tab, &rest, &output)
    case 0x0A, 0x0D: take(.enter, &rest, &output)
    case 0x01...0x1A:
      take(.control(Character(Unicode.Scalar(byte + 0x60))), &rest, &output)
    case 0x00, 0x1C...0x1F: rest = rest.dropFirst()
    case 0x20..<0x7F:
      output.add(scalar: Unicode.Scalar(byte))
      rest = rest.dropFirst()
    default:
      switch multibyte?(rest) ?? utf8(rest) {
      case .incomplete: return false
      case .invalid:
        output.add(scalar: "\u{FFFD}")
        rest = rest.dropFirst()
      case .scalar(let scalar, let length):
        if scalar.value >= 0xA0 { output.add(scalar: scalar) }
        let behind = rest.dropFirst(length)
        // The one-byte forms of ESC [ and the like, as UTF-8 writes them.
        if let letter = KeyDecoder.introduced(by: scalar) {
          rest = ([0x1B, letter] + behind)[...]
        } else {
          rest = behind
        }
      }
    }
    return true
  }

  private func take(_ key: Key, _ rest: inout ArraySlice<UInt8>, _ output: inout Output) {
    output.add(key)
    rest = rest.dropFirst()
  }

  /// Source: The Unicode Standard 16, table 3-7.
  func utf8(_ bytes: ArraySlice<UInt8>) -> Multibyte {
    let start = bytes.startIndex
    let length: Int
    switch bytes[start] {
    case 0xC2...0xDF: length = 2
    case 0xE0...0xEF: length = 3
    case 0xF0...0xF4: length = 4
    default: return .invalid
    }
    var value = UInt32(bytes[start]) & (0xFF >> UInt32(length + 1))
    for index in start + 1..<start + length {
      guard index < bytes.endIndex else { return .incomplete }
      guard bytes[index] & 0xC0 == 0x80 else { return .invalid }
      value = value << 6 | UInt32(bytes[index] & 0x3F)
    }
    let least: [UInt32] = [0, 0, 0x80, 0x800, 0x10000]
    guard value >= least[length], let scalar = Unicode.Scalar(value) else { return .invalid }
    return .scalar(scalar, length: length)
  }
}
