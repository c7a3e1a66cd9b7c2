import Domain

/// A machine's clock that cannot be right (时钟异常). It decides nothing; that it
/// was so is written down, and people are asked to set it.
package struct ClockFault: Equatable, Sendable {
  package enum Kind: String, CaseIterable, Sendable {
    /// It is behind what was written down here before.
    case behind
    /// It was set, or jumped: it went on otherwise than the time since the start.
    case step
  }

  package let kind: Kind
  /// How far, forward or (less than 0) back.
  package let seconds: Int

  package init(_ kind: Kind, seconds: Int) {
    self.kind = kind
    self.seconds = seconds
  }
}

/// Compares the clock on the wall with one that never steps (时钟核对).
package struct ClockWatch: Sendable {
  private var last: (wall: Int, steady: Int)?
  /// Nothing may be earlier.
  private let floor: Instant?

  /// What clocks may differ by.
  static let tolerance = 60_000

  /// - Parameter floor: the time of what was written down last.
  package init(floor: Instant?) { self.floor = floor }

  /// Each fault is told once.
  ///
  /// - Parameter steady: milliseconds of a clock that never steps.
  package mutating func look(wall: Instant, steady: Int) -> ClockFault? {
    let now = wall.milliseconds
    defer { last = (now, steady) }
    guard let last else {
      guard let floor, now < floor.milliseconds - ClockWatch.tolerance else { return nil }
      return ClockFault(.behind, seconds: (now - floor.milliseconds) / 1_000)
    }
    let step = (now - last.wall) - (steady - last.steady)
    return abs(step) > ClockWatch.tolerance ? ClockFault(.step, seconds: step / 1_000) : nil
  }
}
