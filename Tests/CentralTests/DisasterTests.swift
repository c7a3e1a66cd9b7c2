import Crypto
import Foundation
import JSON
import Ledger
import Sync
import Synchronization
import TestPostgres
import TestThreads
import Testing

@testable import Central

// The real program while its database server fails or a device is taken away.
@Suite(.serialized, .waiting) struct DisasterTests {
  private func directory() throws -> String {
    let directory = NSTemporaryDirectory() + "central-" + UUID().uuidString
    try FileManager.default.createDirectory(
      atPath: directory, withIntermediateDirectories: true,
      attributes: [.posixPermissions: 0o700])
    return directory
  }

  /// - Parameter hall: of the county's halls; each has a founder of its own.
  private func code(_ directory: String, _ options: [String], hall: Int) throws -> String {
    let words = ["admin", "code", "--hall", "\(640_104_100 + hall)", "--data", directory] + options
    let (status, output) = try run(RunningCentral.program, words)
    #expect(status == 0, "\(output)")
    return output.trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// Pushes in small pieces until `isOver`, and until everything is through.
  ///
  /// - Returns: nil, or what was wrong.
  private static func work(
    _ central: CentralLine, _ counter: TestCounter, _ refused: borrowing Mutex<[Int: Int]>,
    isOver: @Sendable () -> Bool
  ) throws -> String? {
    var counter = counter
    var acknowledged = 0
    var epoch = ""
    var token = ""
    let end = ContinuousClock.now + .seconds(240)
    while ContinuousClock.now < end {
      if isOver(), acknowledged == counter.lines.count, !token.isEmpty { return nil }
      if !isOver(), counter.lines.count - acknowledged < 3 { counter.accept() }
      do {
        if token.isEmpty { token = try central.session(counter) }
        let state = try central.state(token)
        // What was acknowledged is there, whichever server answers.
        guard let log = state.logs.first, log.last >= acknowledged,
          log.lastHash == counter.links[log.last]
        else { return "\(counter.log): acknowledged \(acknowledged), there is less" }
        (epoch, acknowledged) = (state.epoch, log.last)
        while acknowledged < counter.lines.count {
          let batch = counter.batch(
            from: acknowledged + 1, count: min(2, counter.lines.count - acknowledged),
            epoch: epoch)
          let reply = try central.reply("POST", "/v1/push", batch.body, token: token)
          let answer = try PushAnswer(JSONReader(JSON(parsing: reply.body)))
          if let bad = answer.results.first(where: { $0.outcome != .applied }) {
            return "\(counter.log) \(bad.sequence): \(bad.outcome)"
          }
          acknowledged = answer.last
        }
      } catch let refusal as CentralLine.Refused {
        refused.withLock { $0[refusal.status, default: 0] += 1 }
        switch refusal.status {
        case 401: token = ""
        case 409: break  // another epoch: the state says which
        case 503:
          if refusal.retryAfter == nil { return "503 without Retry-After" }
          Thread.sleep(forTimeInterval: 0.1)
        default: return "status \(refusal.status)"
        }
      }
    }
    return "\(counter.log): not through, acknowledged \(acknowledged)"
  }

  @Test("主机断电、备机接替：每一次答应过的都在，不重；没有主机时只答 503 和等候秒数", arguments: ["KILL", "QUIT"])
  func failover(signal: String) throws {
    let primary = try TestPostgres()
    let standby = try TestPostgres(following: primary)
    let directory = try directory()
    let options = ["--store", primary.address(or: standby, database: "postgres")]
    let central = try RunningCentral(directory, options)
    let line = central.line
    let isOver = Atomic<Bool>(false)
    let problems = Mutex<[String]>([])
    let refused = Mutex<[Int: Int]>([:])
    let left = DispatchGroup()
    for seed in 1...4 {
      var counter = try line.enrol(code(directory, options, hall: seed), seed: UInt64(seed))
      counter.openHall()
      let begun = counter
      left.enter()
      Thread.detachNewThread {
        do {
          let problem = try Self.work(
            line, begun, refused, isOver: { isOver.load(ordering: .relaxed) })
          if let problem { problems.withLock { $0.append(problem) } }
        } catch {
          problems.withLock { $0.append("\(error)") }
        }
        left.leave()
      }
    }
    Thread.sleep(forTimeInterval: Double.random(in: 1...2))
    try primary.stop(signal)
    // Long enough that no session is believed any more without asking.
    Thread.sleep(forTimeInterval: signal == "KILL" ? 21 : 1)
    try standby.promote()
    Thread.sleep(forTimeInterval: 1)
    isOver.store(true, ordering: .relaxed)
    #expect(left.wait(timeout: .now() + 100) == .success)
    #expect(problems.withLock { $0 } == [])
    #expect(refused.withLock { $0[503, default: 0] } > 0, "nobody noticed")
    #expect(refused.withLock { Set($0.keys) }.isSubset(of: [401, 409, 503]))
    #expect(central.end(SIGTERM) == 0)
    let verified = try run(RunningCentral.program, ["verify", "--data", directory] + options)
    #expect(verified.status == 0, "\(verified.output)")
    let twice = try standby.ask("SELECT count(*) - count(DISTINCT op) FROM op")
    #expect(twice.trimmingCharacters(in: .whitespacesAndNewlines) == "0")
  }

  @Test("吊销在 30 秒内生效：两种存储，也在另一个进程上", arguments: EngineKind.allCases)
  func revocation(kind: EngineKind) throws {
    let directories = try [directory(), directory()]
    var options: [String] = []
    if kind == .postgres {
      options = ["--store", try TestStore.server.get().newDatabase()]
    }
    let first = try RunningCentral(directories[0], options)
    var processes = [first]
    if kind == .postgres {
      try FileManager.default.copyItem(
        atPath: directories[0] + "/secret", toPath: directories[1] + "/secret")
      processes.append(try RunningCentral(directories[1], options))
    }
    let counter = try first.line.enrol(code(directories[0], options, hall: 1), seed: 1)
    let token = try first.line.session(counter)
    for central in processes { _ = try central.line.state(token) }
    let words = ["admin", "revoke", counter.device, "--data", directories[0]] + options
    let begin = ContinuousClock.now
    #expect(try run(RunningCentral.program, words).status == 0)
    for central in processes {
      var status = 200
      // The time is what is promised here, not a measure of speed.
      while status == 200, ContinuousClock.now - begin < .seconds(30) {
        Thread.sleep(forTimeInterval: 0.2)
        status = try central.line.ask("GET", "/v1/state", token: token)?.status ?? 0
      }
      #expect(status == 401 || status == 403)
      #expect(throws: CentralLine.Refused(status: 403, retryAfter: nil)) {
        try central.line.session(counter)
      }
    }
  }
}
