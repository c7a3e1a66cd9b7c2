import Crypto
import Foundation
import JSON
import Ledger
import SQLite
import Sync
import TestThreads
import Testing

@testable import Central

// The real program: started, killed, backed up, restored.
@Suite(.serialized, .waiting) struct ProgramTests {
  private let directory: String

  init() throws {
    directory = NSTemporaryDirectory() + "central-" + UUID().uuidString
    try FileManager.default.createDirectory(
      atPath: directory, withIntermediateDirectories: true,
      attributes: [.posixPermissions: 0o700])
  }

  private func command(_ words: String...) throws -> (status: Int, output: String) {
    try run(RunningCentral.program, words + ["--data", directory])
  }

  /// Enrols a counter over the wire, with a code from the command line.
  private func enrol(_ central: RunningCentral) throws -> TestCounter {
    let code = try command("admin", "code", "--hall", "640104101").output
    let counter = try central.line.enrol(String(code.prefix { !$0.isNewline }), seed: 3)
    #expect(counter.log == "PR0G" && counter.hall == "640104101")
    return counter
  }

  @Test(
    "错的选项说明错在哪里，不发注册码",
    arguments: [
      (["--hall", "64010"], "九位大厅代码"), (["--departments", "hrss", "--counties", "6401"], "“6401”"),
      (["--counties", "640104"], "--departments"), (["--county", "640104"], "没有选项 --county"),
    ])
  func wrongOptions(options: [String], words: String) throws {
    let hall = options.contains("--hall") ? [] : ["--hall", "640104101"]
    let arguments = ["admin", "code", "--data", directory] + hall + options
    let (status, output) = try run(RunningCentral.program, arguments)
    #expect(status == 2 && output.contains(words), "\(output)")
  }

  @Test(
    "外部系统只读门户和部门的数据流，可以是几个县的",
    arguments: [
      ("c:640104-portal,c:640105-portal,d:640105-hrss", 0), ("", 2), ("h:640104101", 2),
      ("c:640104-", 2), ("c:64010-portal", 2), ("c:64010x-portal", 2),
      ("c:640104-portal,staff:640104101", 2),
    ])
  func streamsOfSystems(streams: String, status: Int) throws {
    let ran = try command(
      "admin", "system", "--hall", "640100900", "--name", "系统", "--streams", streams)
    #expect(ran.status == status && ran.output.contains("--streams") == (status != 0))
  }

  @Test("SIGTERM 后正常结束；另一个进程不能同时用同一份数据")
  func stops() throws {
    let central = try RunningCentral(directory)
    #expect(try central.line.ask("GET", "/healthz")?.status == 200)
    let second = try command("serve", "--plain", "yes", "--address", "127.0.0.1", "--port", "0")
    #expect(second.status == 1 && second.output.contains("另一个"))
    #expect(central.end(SIGTERM) == 0)
    #expect(try command("verify").status == 0)
  }

  @Test("kill -9 之后，答应过的一行不少、一行不多")
  func killed() throws {
    var central = try RunningCentral(directory)
    var counter = try enrol(central)
    counter.openHall()
    var acknowledged = 0
    for round in 0..<8 {
      let token = try central.line.session(counter)
      let before = try central.line.state(token)
      #expect(before.logs[0].last >= acknowledged)
      acknowledged = before.logs[0].last
      for _ in 0..<40 { counter.accept() }
      let pid = central.process.processIdentifier
      Thread.detachNewThread {
        usleep(UInt32(1_000 + round * 9_000))
        kill(pid, SIGKILL)
      }
      while acknowledged < counter.lines.count {
        let batch = counter.batch(
          from: acknowledged + 1, count: min(5, counter.lines.count - acknowledged),
          epoch: before.epoch)
        guard let reply = try central.line.ask("POST", "/v1/push", batch.body, token: token),
          reply.status == 200
        else { break }
        acknowledged = try PushAnswer(JSONReader(JSON(parsing: reply.body))).last
      }
      central.process.waitUntilExit()
      central = try RunningCentral(directory)
    }
    let token = try central.line.session(counter)
    let last = try central.line.state(token).logs[0]
    #expect(last.last >= acknowledged)
    #expect(last.lastHash == counter.links[last.last])
    #expect(central.end(SIGTERM) == 0)
    let verified = try command("verify")
    #expect(verified.status == 0, "\(verified.output)")
  }

  @Test("备份、恢复：换代，缺的部分再传一次；改动一个字节就被发现")
  func restored() throws {
    var central = try RunningCentral(directory)
    var counter = try enrol(central)
    counter.openHall()
    counter.accept()
    var token = try central.line.session(counter)
    let before = try central.line.state(token)
    func push(from: Int, epoch: String) throws -> PushAnswer {
      let batch = counter.batch(from: from, epoch: epoch)
      let reply = try #require(try central.line.ask("POST", "/v1/push", batch.body, token: token))
      #expect(reply.status == 200, "\(String(decoding: reply.body, as: UTF8.self))")
      return try PushAnswer(JSONReader(JSON(parsing: reply.body)))
    }
    _ = try push(from: 1, epoch: before.epoch)
    #expect(try command("backup", directory + "/backup").status == 0)
    counter.accept()
    #expect(try push(from: 6, epoch: before.epoch).durable == 5)
    #expect(try command("restore", directory + "/backup").status == 1)  // it runs
    #expect(central.end(SIGTERM) == 0)
    #expect(try command("restore", directory + "/backup").status == 0)
    central = try RunningCentral(directory)
    token = try central.line.session(counter)
    let after = try central.line.state(token)
    #expect(after.epoch != before.epoch)
    #expect(after.logs.map(\.last) == [5])
    #expect(try push(from: 6, epoch: after.epoch).last == 6)
    #expect(central.end(SIGTERM) == 0)
    #expect(try command("verify").status == 0)
    do {
      let database = try Database(directory + "/central.db")
      try database.run(
        "UPDATE op SET line = CAST(replace(CAST(line AS TEXT), 'boss', 'bass') AS BLOB) WHERE seq = 2"
      )
    }
    let altered = try command("verify")
    #expect(altered.status == 1 && altered.output.contains("第 2 行"))
  }

  @Test("旧的一份放回原处，不经恢复命令，也会换代")
  func oldCopy() throws {
    var central = try RunningCentral(directory)
    var counter = try enrol(central)
    var token = try central.line.session(counter)
    let before = try central.line.state(token)
    #expect(central.end(SIGTERM) == 0)
    let store = URL(fileURLWithPath: directory + "/central.db")
    let copy = try Data(contentsOf: store)
    central = try RunningCentral(directory)
    token = try central.line.session(counter)
    counter.openHall()
    let batch = counter.batch(epoch: before.epoch)
    #expect(try central.line.ask("POST", "/v1/push", batch.body, token: token)?.status == 200)
    #expect(central.end(SIGTERM) == 0)
    try copy.write(to: store)
    for end in ["-wal", "-shm"] {
      try? FileManager.default.removeItem(atPath: store.path + end)
    }
    central = try RunningCentral(directory)
    token = try central.line.session(counter)
    #expect(try central.line.state(token).epoch != before.epoch)
  }

  @Test("进程十次死在同一行上，这一行就不再读，原样收下")
  func condemned() throws {
    let path = directory + "/inflight.0"
    var counter = TestCounter(
      EnrolAnswer(
        device: "d", log: "7K3M", hall: "640104101", hallTitle: "", counter: "1", region: "nx",
        streams: []), key: SigningKey(), seed: 1)
    counter.openHall()
    for deaths in 1...10 {
      let inFlight = InFlight(path: path)
      // Dies here: nothing ends what was begun.
      inFlight.begin([counter.batch(epoch: "e")])
      let found = InFlight(path: path).suspects
      #expect(found.covers(counter.batch(epoch: "e")))
      #expect(!found.condemns(counter.batch(epoch: "e")))
      #expect(found.condemns(counter.batch(from: 2, count: 1, epoch: "e")) == (deaths == 10))
    }
    let judged = InFlight(path: path)
    judged.absolve(counter.batch(epoch: "e"))
    #expect(InFlight(path: path).suspects == InFlight.Suspects())
    let calm = InFlight(path: directory + "/inflight.1")
    calm.begin([counter.batch(epoch: "e")])
    calm.end()
    #expect(InFlight(path: directory + "/inflight.1").suspects == InFlight.Suspects())
  }
}
