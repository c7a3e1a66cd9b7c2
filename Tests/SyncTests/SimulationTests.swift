import Simulation
import Testing

@Suite("Counters and central under every fault")
struct SimulationTests {
  /// Fewer than `scripts/simulate --count 500` runs, which takes some minutes.
  static let seeds: ClosedRange<UInt64> = 1...60

  @Test("Every rule holds in every run", arguments: seeds)
  func clean(seed: UInt64) {
    #expect(Campaign.one(seed).violation == nil, "scripts/simulate --seed \(seed) --trace")
  }

  /// Runs that found mistakes in the core or in the stores' specification.
  @Test("What was found once stays mended", arguments: [32, 35, 51, 104, 120, 158, 172, 234, 302])
  func mended(seed: UInt64) {
    #expect(Campaign.one(seed).violation == nil, "scripts/simulate --seed \(seed) --trace")
  }

  @Test("Every planted bug is found", arguments: PlantedBug.allCases)
  func planted(bug: PlantedBug) {
    #expect(Campaign.find(bug, from: 1, atMost: 600) != nil)
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
