import Glibc

/// What the shell has set.
enum Environment {
  static var term: String { getenv("TERM").map { String(cString: $0) } ?? "" }
}

/// Time that never goes back.
enum Clock {
  static func milliseconds() -> Int {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return time.tv_sec * 1000 + time.tv_nsec / 1_000_000
  }
}
