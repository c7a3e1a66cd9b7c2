import Sync
import Synchronization

/// Counts since the start (指标), in Prometheus' text form.
///
/// Source: https://prometheus.io/docs/instrumenting/exposition_formats/
final class Metrics: Sendable {
  private let counts = Mutex<[String: Int]>([:])

  func add(_ name: String, _ count: Int) {
    counts.withLock { $0[name, default: 0] += count }
  }

  /// Results of a push by their word.
  func count(_ results: [OperationResult]) {
    counts.withLock { counts in
      for result in results {
        counts["operations_total{result=\"\(result.outcome.word)\"}", default: 0] += 1
      }
    }
  }

  /// One answered request; how long it took is put into steps of 10, so that
  /// what is slow shows.
  func count(route: String, status: Int, milliseconds: Int) {
    counts.withLock { counts in
      counts["requests_total{route=\"\(route)\",status=\"\(status)\"}", default: 0] += 1
      for bound in [10, 100, 1_000, 10_000] where milliseconds <= bound {
        counts["request_milliseconds_bucket{route=\"\(route)\",le=\"\(bound)\"}", default: 0] += 1
      }
      counts["request_milliseconds_bucket{route=\"\(route)\",le=\"+Inf\"}", default: 0] += 1
      counts["request_milliseconds_sum{route=\"\(route)\"}", default: 0] += milliseconds
      counts["request_milliseconds_count{route=\"\(route)\"}", default: 0] += 1
    }
  }

  /// - Parameter gauges: figures of this moment.
  func text(_ gauges: [String: Int]) -> String {
    let all = counts.withLock { $0 }.merging(gauges) { $1 }
    return all.sorted { $0.key < $1.key }.map { "yichuang_\($0.key) \($0.value)\n" }.joined()
  }
}
