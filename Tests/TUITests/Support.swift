import TUI

/// A small seeded generator (SplitMix64): the same texts on every machine.
struct Seeded: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// Text with a bit of everything that is hard: wide, combining, private use,
  /// controls, bidi, joiners, emoji, unassigned.
  mutating func text(upTo length: Int) -> String {
    let ranges: [ClosedRange<UInt32>] = [
      0x20...0x7E, 0x4E00...0x9FA5, 0x00...0x1F, 0x80...0xFF, 0x300...0x36F, 0x200B...0x202E,
      0x2EBF0...0x2EE5D, 0xE000...0xE0FF, 0xFF01...0xFF5E, 0x1F300...0x1FAFF, 0xFE00...0xFE0F,
      0x1100...0x11FF, 0x1F1E6...0x1F1FF, 0xE0001...0xE01EF, 0x600...0x6FF, 0x0...0x10FFFF,
    ]
    var scalars = String.UnicodeScalarView()
    for _ in 0..<Int.random(in: 0...length, using: &self) {
      let range = ranges[Int.random(in: 0..<ranges.count, using: &self)]
      if let scalar = Unicode.Scalar(UInt32.random(in: range, using: &self)) {
        scalars.append(scalar)
      }
    }
    return String(scalars)
  }
}

extension Canvas {
  /// What is wrong with the picture, nil if it could be sent to a terminal.
  var flaw: String? {
    for row in 0..<size.rows {
      for column in 0..<size.columns {
        let cell = cells[row * size.columns + column]
        let right = column + 1 < size.columns ? cells[row * size.columns + column + 1] : nil
        switch cell.width {
        case 2 where right?.width != 0 || right?.style != cell.style:
          return "half a wide character at \(column),\(row)"
        case 0 where column == 0 || cells[row * size.columns + column - 1].width != 2:
          return "a right half alone at \(column),\(row)"
        case 0, 1, 2: break
        default: return "width \(cell.width) at \(column),\(row)"
        }
        for value in scalars(of: cell) {
          guard let scalar = Unicode.Scalar(value) else { return "no scalar at \(column),\(row)" }
          let glyph = Glyph(scalar)
          let isBase = value == cell.scalar && glyph != .mark
          if isBase && Glyph.columns(of: scalar) != Int(cell.width) {
            return "U+\(String(value, radix: 16)) in \(cell.width) columns"
          }
          if [.forbidden, .hidden, .privateUse, .space].contains(glyph) {
            return "U+\(String(value, radix: 16)) is \(glyph)"
          }
        }
      }
    }
    return nil
  }
}
