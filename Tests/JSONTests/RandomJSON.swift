import JSON

/// A small generator with a seed (SplitMix64), so that every run tests the same.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

extension JSON {
  /// Any value, at most `depth` levels deep.
  static func random(depth: Int, using generator: inout SeededGenerator) -> JSON {
    switch Int.random(in: 0..<(depth > 0 ? 8 : 6), using: &generator) {
    case 0: return .null
    case 1: return .bool(Bool.random(using: &generator))
    case 2:
      let few = [0, 1, -1, Int.max, Int.min]
      return .int(few.randomElement(using: &generator) ?? 0)
    case 3: return .int(Int.random(in: Int.min...Int.max, using: &generator))
    case 4:
      let number = Double(bitPattern: UInt64.random(in: 0...UInt64.max, using: &generator))
      return .double(number.isFinite ? number : 0.1)
    case 5: return .string(text(using: &generator))
    case 6:
      return .array(
        (0..<Int.random(in: 0...4, using: &generator)).map { _ in
          random(depth: depth - 1, using: &generator)
        })
    default:
      var members: [String: JSON] = [:]
      for _ in 0..<Int.random(in: 0...4, using: &generator) {
        members[text(using: &generator)] = random(depth: depth - 1, using: &generator)
      }
      return .object(members)
    }
  }

  /// Any characters but NUL, controls and quotes among them.
  private static func text(using generator: inout SeededGenerator) -> String {
    let ranges: [ClosedRange<UInt32>] = [
      0x01...0x1F, 0x20...0x7F, 0x80...0x7FF, 0x4E00...0x9FFF, 0x1F600...0x1F64F, 0x20000...0x2A6DF,
    ]
    var scalars = String.UnicodeScalarView()
    for _ in 0..<Int.random(in: 0...6, using: &generator) {
      let range = ranges.randomElement(using: &generator) ?? 0x41...0x5A
      if let scalar = Unicode.Scalar(UInt32.random(in: range, using: &generator)) {
        scalars.append(scalar)
      }
    }
    return String(scalars)
  }
}
