/// A small generator of random numbers with a seed (随机数), the same on every
/// machine.
///
/// Source: G. Steele, D. Lea, C. Flood, “Fast splittable pseudorandom number
/// generators”, 2014.
package struct SplitMix64: RandomNumberGenerator, Sendable {
  private var state: UInt64

  package init(seed: UInt64) { state = seed }

  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// 0..<bound; fast, with a bias that does not matter here.
  package mutating func below(_ bound: Int) -> Int { Int(next() >> 33) % bound }

  package mutating func pick<T>(_ list: [T]) -> T { list[below(list.count)] }

  /// Small indexes much more often than large ones, as surnames are.
  package mutating func skewed(_ bound: Int) -> Int { below(below(bound) + 1) }
}
