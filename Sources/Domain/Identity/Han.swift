/// Han characters (汉字), and the private use ones that stand for them.
///
/// Source: Unicode 15 blocks; planes 2 and 3 are ideographic.
enum Han {
  static func contains(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x2E80...0x2FDF, 0x3005, 0x3007, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xE000...0xFAFF,
      0x20000...0x3FFFD, 0xF0000...0x10FFFD:
      true
    default: false
    }
  }
}
