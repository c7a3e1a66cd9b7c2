import Foundation

/// What came of it (测得); times in milliseconds.
struct Measured {
  /// From a request to its answer.
  var pushes: [Double] = []
  var pulls: [Double] = []
  /// From a clerk's save to the answer that has it, of the counters in a steady
  /// load, or of the control counter in a drain.
  var saves: [Double] = []
  var answered = 0
  /// Of the bodies of push answers, packed as they came.
  var answerBytes = 0
  var refused: [String: Int] = [:]
  var outcomes: [String: Int] = [:]

  /// - Parameter part: 0.99 for what 99 of 100 keep below.
  static func percentile(_ sorted: [Double], _ part: Double) -> Double {
    sorted.isEmpty ? 0 : sorted[min(sorted.count - 1, Int(Double(sorted.count) * part))]
  }

  static func line(_ name: String, _ values: [Double]) -> String {
    let sorted = values.sorted()
    let parts = [0.5, 0.95, 0.99, 1].map { String(format: "%.1f", percentile(sorted, $0)) }
    return "\(name): n \(values.count), p50 \(parts[0]), p95 \(parts[1]), p99 \(parts[2]), "
      + "max \(parts[3]) ms"
  }

  static func list(_ counts: [String: Int]) -> String {
    let words = counts.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
    return words.isEmpty ? "none" : words.joined(separator: ", ")
  }
}

/// Milliseconds of a clock that never steps.
func milliseconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return Double(time.tv_sec) * 1000 + Double(time.tv_nsec) / 1e6
}

/// A line for whoever watches, at once.
func say(_ line: String) { FileHandle.standardOutput.write(Data((line + "\n").utf8)) }
