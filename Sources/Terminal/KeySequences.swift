import CTerm
import TUI

/// The escape sequences that this terminal's description gives its keys.
///
/// The decoder knows what common terminals send; this adds the uncommon.
/// Source: terminfo(5), “Keypad”.
enum KeySequences {
  private static let names: [(String, Key)] =
    [
      ("kcuu1", .up), ("kcud1", .down), ("kcub1", .left), ("kcuf1", .right), ("khome", .home),
      ("kend", .end), ("kpp", .pageUp), ("knp", .pageDown), ("kich1", .insert),
      ("kdch1", .delete), ("kcbt", .backTab), ("kent", .enter),
    ] + (1...12).map { ("kf\($0)", .function($0)) }

  @MainActor static func ofThisTerminal() -> [[UInt8]: Key] {
    var sequences: [[UInt8]: Key] = [:]
    for (name, key) in names {
      if let text = ct_key_sequence(name) { sequences[Array(String(cString: text).utf8)] = key }
    }
    return sequences
  }
}

/// One character in the encoding of the locale (GB18030).
@Sendable func decodeInLocale(_ bytes: ArraySlice<UInt8>) -> KeyDecoder.Multibyte {
  var value: UInt32 = 0
  let length = bytes.withUnsafeBufferPointer {
    ct_decode($0.baseAddress, Int32(min($0.count, 8)), &value)
  }
  if length == 0 { return .incomplete }
  guard length > 0, let scalar = Unicode.Scalar(value) else { return .invalid }
  return .scalar(scalar, length: Int(length))
}
