import FaultProxy
import Foundation
import MadeUp
import Storage
import TestCentral
import TestHall

/// Kills a counter and its central at random moments over a bad line (强杀), and
/// examines what both have left.
package final class LineTorture {
  private let central: TestCentral
  private let line: FaultProxy
  private let counter: JoinedHall
  private var random: SplitMix64
  package private(set) var kills = 0
  /// What must never happen, in words.
  package private(set) var problems: [String] = []

  package init(seed: UInt64) throws {
    central = try TestCentral()
    line = try FaultProxy(to: UInt16(central.port), seed: seed, percent: 0)
    counter = try JoinedHall(central, port: Int(line.port), counter: 1)
    random = SplitMix64(seed: seed)
    try counter.settle()
    line.harm(percent: 10)
  }

  deinit { line.stop() }

  package var acknowledgements: Int { counter.tickets.count }

  /// Some tickets, a moment, and one of the two is killed and started again.
  package func live() throws {
    kills += 1
    for _ in 0..<random.below(4) { try counter.takeTicket() }
    // One that nobody waits for: of a class of its own, so that of the others every
    // ticket was acknowledged.
    if random.below(2) == 0 { try counter.terminal.type("<F10>215<Enter>") }
    Thread.sleep(forTimeInterval: Double(random.below(200)) / 1000)
    if random.below(2) == 0 {
      central.stop(SIGKILL)
      try central.start()
    } else {
      counter.kill()
      try counter.reopen()
    }
  }

  /// With a good line, what the counter has and what another one learns from
  /// central are the same, and every acknowledged ticket is in it, once.
  package func verify() throws {
    line.harm(percent: 0)
    try counter.settle()
    let other = try JoinedHall(central, port: Int(line.port), counter: 2)
    try other.settle()
    // What the one has sent, the other one may not have read yet.
    if try ![counter, other].agree() { problems.append("the two counters differ") }
    line.harm(percent: 10)
    let here = try counter.numbers()
    let there = try other.numbers()
    for numbers in [here, there] where Set(numbers).count != numbers.count {
      problems.append("a number twice")
    }
    let acknowledged = counter.tickets.sorted()
    let kept = there.compactMap { $0.split(separator: " ").last.map(String.init) }
      .filter { !$0.hasPrefix("Y") }.sorted()
    if acknowledged != kept {
      problems.append("acknowledged \(acknowledged.count) tickets, kept \(kept.count)")
    }
    for task in try counter.hall.store().attentions(limit: 10) {
      let line = String(decoding: task.operation?.line ?? [], as: UTF8.self)
      problems.append("to attend to: \(task.outcome) \(task.code) of \(line)")
    }
    _ = try central.administer(["verify"])
  }
}
