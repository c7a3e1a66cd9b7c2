import Dispatch
import Foundation
import Simulation
import Synchronization
import Testing

@Suite("Counters and central under every fault")
struct SimulationTests {
  /// Two minutes of one core in a debug build; `scripts/simulate` runs more.
  static let seeds: ClosedRange<UInt64> = 1...500

  @Test("Every rule holds in every run, and whatever may go wrong does in some")
  func clean() {
    let violations = Mutex<[String]>([])
    let events = Mutex<Set<String>>([])
    DispatchQueue.concurrentPerform(iterations: SimulationTests.seeds.count) { index in
      let seed = SimulationTests.seeds.lowerBound + UInt64(index)
      let report = Campaign.one(seed)
      events.withLock { $0.formUnion(report.events.keys) }
      if let violation = report.violation {
        violations.withLock { $0.append("scripts/simulate --seed \(seed) --trace: \(violation)") }
      }
    }
    #expect(violations.withLock { $0 } == [])
    let happened = events.withLock { $0 }
    #expect(Campaign.expected.filter { !happened.contains($0) } == [])
  }

  /// Runs that found mistakes in the core or in the stores' specification, when
  /// the faults were drawn as they were then; `PlantedBug` has the mistakes
  /// themselves, so that they are found whatever is drawn.
  @Test("What was found once stays mended", arguments: [32, 104, 158, 172, 234, 1281])
  func mended(seed: UInt64) {
    #expect(Campaign.one(seed).violation == nil, "scripts/simulate --seed \(seed) --trace")
  }

  @Test("Every planted bug is found", arguments: PlantedBug.allCases)
  func planted(bug: PlantedBug) {
    #expect(Campaign.find(bug, from: bug.firstSeed) != nil)
  }

  /// The same look as above, as somebody has it who follows the documentation.
  @Test("First aid 28: the documented hunt for planted bugs begins and ends where the tests do")
  func documented() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    for name in ["Tests/README.md", "scripts/simulate"] {
      let text = try String(contentsOf: root.appendingPathComponent(name), encoding: .utf8)
      #expect(text.contains("--bugs --count \(Campaign.patience)"), "\(name)")
    }
    let program = Process()
    program.executableURL = URL(fileURLWithPath: CommandLine.arguments[0])
      .deletingLastPathComponent().appendingPathComponent("simulate")
    program.arguments = ["--bugs", "--count", "1"]
    let output = Pipe()
    program.standardOutput = output
    try program.run()
    let text = String(
      decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    program.waitUntilExit()
    // One seed each does not find them all, and says so by its status.
    for bug in PlantedBug.allCases {
      let isFound = Campaign.find(bug, from: bug.firstSeed, atMost: 1) != nil
      #expect(text.contains("\(bug.rawValue): \(isFound ? "seed \(bug.firstSeed)," : "NOT FOUND")"))
    }
    #expect(program.terminationStatus == 1)
  }

  @Test("The same seed twice is the same run")
  func repeated() {
    let first = Campaign.one(77, isTraced: true)
    let second = Campaign.one(77, isTraced: true)
    #expect(first.digest == second.digest)
    #expect(first.trace == second.trace)
    #expect(!first.trace.isEmpty)
    #expect(Campaign.one(78).digest != first.digest)
  }
}
