import Synchronization

/// How often somebody may ask (限流): so many a second, five times as many in a
/// burst, for each sender by itself.
///
/// Bounded: a bucket that has filled up again says nothing and is forgotten; while
/// more senders than there is room for ask within five seconds, those that are new
/// share one.
final class Buckets: Sendable {
  private struct Bucket {
    var left: Double
    var at: ContinuousClock.Instant
  }

  private struct State {
    var buckets: [String: Bucket] = [:]
    var sweptAt: ContinuousClock.Instant?
  }

  private let state = Mutex(State())
  private let rate: Double
  private let most: Int

  /// - Parameter rate: a second; 0 is any number.
  init(rate: Int, most: Int = 20_000) {
    self.rate = Double(rate)
    self.most = most
  }

  var count: Int { state.withLock(\.buckets.count) }

  /// Seconds in which an empty bucket is full again.
  private static let burst = 5.0

  /// - Parameter shared: the bucket of whoever there is no room for.
  func take(_ sender: String, or shared: String, at now: ContinuousClock.Instant = .now) -> Bool {
    guard rate > 0 else { return true }
    return state.withLock { state in
      var name = sender
      if state.buckets[name] == nil, state.buckets.count >= most {
        // Once a second: a flood of new senders must not cost a look at all each.
        if state.sweptAt.map({ $0 + .seconds(1) <= now }) ?? true {
          let full = now - .seconds(Buckets.burst)
          state.buckets = state.buckets.filter { $0.value.at > full }
          state.sweptAt = now
        }
        if state.buckets.count >= most { name = shared }
      }
      let capacity = rate * Buckets.burst
      var bucket = state.buckets[name] ?? Bucket(left: capacity, at: now)
      bucket.left = min(capacity, bucket.left + rate * ((now - bucket.at) / .seconds(1)))
      bucket.at = now
      let isAllowed = bucket.left >= 1
      if isAllowed { bucket.left -= 1 }
      state.buckets[name] = bucket
      return isAllowed
    }
  }
}
