/// How long central has been silent (失联时长), counted so that nobody moves it by
/// setting a clock.
///
/// While the machine is on, asleep or not, its steady clock counts, whatever the
/// clock on the wall says. How long it was off only the wall can tell, and is
/// believed within bounds: no more than `longestGap` at a time, so that a clock
/// that was set forward locks nobody out; a wall that went backwards counts as a
/// night, once after every working day, so that setting it back wins no time.
package struct Silence: Equatable, Sendable {
  /// In milliseconds.
  package private(set) var counted: Int
  /// Names the start of the machine of the last look.
  package private(set) var boot: String
  /// Milliseconds of the steady clock at the last look.
  private var steady: Int
  /// Milliseconds of the wall's clock at the last look.
  private var wall: Int
  /// Counted by the steady clock since a night was counted last.
  private var awake: Int

  /// Three days: a weekend with its evenings.
  package static let longestGap = 3 * 86_400_000
  package static let night = 16 * 3_600_000
  /// So much of a day must have been worked before another night counts.
  package static let workingDay = 6 * 3_600_000
  /// Clocks that are set by the network step a little.
  package static let tolerance = 600_000

  /// Central has just answered.
  package init(boot: String, steady: Int, wall: Int) {
    counted = 0
    self.boot = boot
    self.steady = steady
    self.wall = wall
    awake = 0
  }

  package var days: Int { counted / 86_400_000 }

  /// Counts up to now.
  ///
  /// - Parameters:
  ///   - boot: names this start of the machine.
  ///   - steady: milliseconds since then, time asleep included.
  ///   - wall: milliseconds of the clock on the wall.
  package mutating func look(boot: String, steady: Int, wall: Int) {
    if boot == self.boot, steady >= self.steady {
      counted += steady - self.steady
      awake += steady - self.steady
    } else {
      let gap = wall - self.wall - steady
      if gap >= -Silence.tolerance {
        counted += min(max(0, gap), Silence.longestGap)
      } else if awake >= Silence.workingDay {
        counted += Silence.night
        awake = 0
      }
      counted += steady
      awake += steady
    }
    self.boot = boot
    self.steady = steady
    self.wall = wall
  }

  /// As it is kept on the disk.
  package var text: String { "\(counted) \(steady) \(wall) \(awake) \(boot)" }

  /// Nil when it is not such a text.
  package init?(text: String) {
    let parts = text.split(separator: " ", omittingEmptySubsequences: false)
    let numbers = parts.prefix(4).compactMap { Int($0) }
    guard parts.count == 5, numbers.count == 4, numbers[0] >= 0 else { return nil }
    counted = numbers[0]
    steady = numbers[1]
    wall = numbers[2]
    awake = numbers[3]
    boot = String(parts[4])
  }
}
