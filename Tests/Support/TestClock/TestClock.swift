import Domain
import Foundation

/// The clock of a test run (测试时钟): a fixed made-up moment that goes on from there.
///
/// Every program that a test starts goes by it, and every test that compares with a
/// program's time asks it. So no outcome depends on the day on which the tests run,
/// and a program that is started again finds that time has passed. The moment is
/// `TEST_MOMENT`, such as `2026-10-01T09:30` or `2026-12-31T23:59:30` in the halls' time
/// zone; without it, the morning of a plain working day. Waiting is done by true clocks.
package enum TestClock {
  private static let plainMoment = "2026-03-11T09:30"

  /// Of the whole run: the first use of the clock is the made-up moment.
  private static let beginning: (offset: Int, day: Day) = {
    let words = ProcessInfo.processInfo.environment["TEST_MOMENT"] ?? plainMoment
    guard let moment = instant(words) else {
      preconditionFailure("TEST_MOMENT is “\(words)”, and must be like \(plainMoment)")
    }
    return (moment.milliseconds - trueMilliseconds, moment.day)
  }()

  package static var now: Instant {
    Instant(milliseconds: trueMilliseconds + beginning.offset)
  }

  /// The day in the halls' time zone.
  package static var today: Day { now.day }

  /// Every day of this run until now: two of them after midnight.
  package static var days: [Day] {
    let first = beginning.day
    return (0...max(0, today.number - first.number)).map { first.adding($0) }
  }

  /// What starts a program on this clock.
  ///
  /// - Parameter days: that many days ahead of it.
  package static func environment(days: Int = 0) -> [String: String] {
    [
      "LD_PRELOAD": library, "FAKETIME": seconds(days), "FAKETIME_SHARED": shared,
      // The clock on the wall only: how long the machine has been on is what it is.
      "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    ]
  }

  /// What starts a program for which all clocks go `speed` times as fast, its waits
  /// included.
  package static func environment(speed: Int) -> [String: String] {
    // Empty is unset: the shared beginning is long ago.
    [
      "LD_PRELOAD": library, "FAKETIME": "\(seconds(0)) x\(speed)", "FAKETIME_SHARED": "",
      "FAKETIME_DONT_FAKE_MONOTONIC": "",
    ]
  }

  private static func seconds(_ days: Int) -> String {
    let offset = beginning.offset + days * 86_400_000
    return (offset < 0 ? "" : "+") + String(format: "%.3f", Double(offset) / 1000)
  }

  private static func instant(_ words: String) -> Instant? {
    let parts = words.split(separator: "T")
    let time = parts.last?.split(separator: ":").compactMap { Int($0) } ?? []
    guard parts.count == 2, let day = Day(String(parts[0])), (2...3).contains(time.count),
      zip(time, [24, 60, 60]).allSatisfy({ (0..<$1).contains($0) })
    else { return nil }
    let minutes = (day.number * 24 + time[0] - 8) * 60 + time[1]
    return Instant(milliseconds: (minutes * 60 + (time.count == 3 ? time[2] : 0)) * 1000)
  }

  private static var trueMilliseconds: Int {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return time.tv_sec * 1000 + time.tv_nsec / 1_000_000
  }

  // MARK: libfaketime

  /// scripts/setup installs it.
  private static let library: String = {
    let paths = ["x86_64", "aarch64"].map {
      "/usr/lib/\($0)-linux-gnu/faketime/libfaketime.so.1"
    }
    guard let path = paths.first(where: { FileManager.default.fileExists(atPath: $0) }) else {
      preconditionFailure("libfaketime is not installed; scripts/setup test does it")
    }
    return path
  }()

  /// The memory that libfaketime's programs share, made once for all of a run.
  ///
  /// A program that does not find it in its environment makes its own: one that is
  /// killed leaves that in /dev/shm, and changing the environment would move what
  /// Swift finds a program's arguments by.
  private static let shared: String = {
    let shell = Process()
    shell.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    shell.arguments = ["/bin/sh", "-c", "echo \"$FAKETIME_SHARED\""]
    shell.environment = ["LD_PRELOAD": library, "FAKETIME": "+0"]
    let output = Pipe()
    shell.standardOutput = output
    do { try shell.run() } catch { preconditionFailure("no shell: \(error)") }
    let bytes = (try? output.fileHandleForReading.readToEnd()) ?? Data()
    shell.waitUntilExit()
    let words = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isWhitespace)
    guard words.count == 2 else { preconditionFailure("libfaketime shares no memory") }
    atexit { TestClock.forget() }
    return words.joined(separator: " ")
  }()

  private static func forget() {
    let names = shared.split(separator: " ").map(String.init)
    sem_unlink(names[0])
    shm_unlink(names[1])
  }
}
