import Testing

@testable import Storage

@Suite("库与模型对照")
struct DifferentialTests {
  @Test("同一串随机事件：库与模型每一步都一致——该传的、已确认的、画面的、位置、需处理的")
  func agree() throws {
    var happened: Set<String> = []
    for seed in 1...9 as ClosedRange<UInt64> {
      var schedule = try TwinSchedule(seed: seed)
      for step in 0..<400 {
        try schedule.step()
        guard schedule.differences.isEmpty else {
          Issue.record("seed \(seed) step \(step): \(schedule.differences.prefix(5))")
          return
        }
      }
      // Then they talk until nothing is left to say.
      for _ in 0..<3 {
        for index in schedule.machines.indices { for _ in 0..<60 { try schedule.exchange(index) } }
      }
      #expect(schedule.differences == [], "seed \(seed)")
      happened.formUnion(schedule.happened.keys)
    }
    let wanted = [
      "applied", "duplicate", "conflict", "rejected", "held", "quarantine", "halved", "E_EPOCH",
      "E_GAP", "E_FORK", "E_HORIZON", "E_SCOPE", "E_SESSION", "went back", "went back silently",
      "disk restored", "new log", "other streams",
    ]
    #expect(wanted.filter { !happened.contains($0) } == [], "never happened")
  }
}
