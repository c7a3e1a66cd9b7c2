/// A moment, in milliseconds since 1970-01-01T00:00:00Z.
///
/// Shown in Beijing time (UTC+8, no summer time), the only zone of the halls.
package struct Instant: Hashable, Comparable, Sendable {
  package let milliseconds: Int

  package init(milliseconds: Int) { self.milliseconds = milliseconds }

  private static let beijing = 8 * 3_600_000
  private static let dayLength = 86_400_000

  private var local: Int { milliseconds + Instant.beijing }

  package var day: Day {
    let count = local / Instant.dayLength
    return Day(number: local < 0 && local % Instant.dayLength != 0 ? count - 1 : count)
  }

  /// Milliseconds since Beijing midnight, 0..<86,400,000.
  package var millisecondOfDay: Int { local - day.number * Instant.dayLength }

  /// `08:31`.
  package var clock: String {
    let minutes = millisecondOfDay / 60_000
    return Instant.two(minutes / 60) + ":" + Instant.two(minutes % 60)
  }

  /// `2026-11-21T08:31:02+08:00`.
  package var iso: String {
    "\(day)T\(clock):\(Instant.two(millisecondOfDay / 1000 % 60))+08:00"
  }

  package func adding(milliseconds: Int) -> Instant {
    Instant(milliseconds: self.milliseconds + milliseconds)
  }

  private static func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }

  package static func < (a: Instant, b: Instant) -> Bool { a.milliseconds < b.milliseconds }
}
