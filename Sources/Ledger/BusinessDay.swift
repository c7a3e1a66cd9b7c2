import Domain

/// Which day it is at a counter (营业日).
///
/// It goes on with the clock on the wall and never back by itself: when the clock
/// is set to an earlier day than work was done on, work goes on on the later one,
/// at the clock's time of day. It goes back only when a second witness agrees with
/// the clock, central or the supervisor.
package struct BusinessDay: Equatable, Sendable {
  /// The latest day on which something was written down here.
  package private(set) var begun: Day?

  package init(begun: Day? = nil) { self.begun = begun }

  /// The time of whatever is done now: of the operation, its day, its papers.
  package func moment(_ wall: Instant) -> Instant {
    guard let begun, wall.day < begun else { return wall }
    return wall.adding(milliseconds: (begun.number - wall.day.number) * 86_400_000)
  }

  /// The clock's own day, while it is not the one that is worked on.
  package func refused(_ wall: Instant) -> Day? {
    begun.flatMap { wall.day < $0 ? wall.day : nil }
  }

  /// A second witness says that the clock is right.
  ///
  /// - Returns: whether that is news.
  package mutating func follow(_ wall: Instant) -> Bool {
    guard refused(wall) != nil else { return false }
    begun = wall.day
    return true
  }
}
