import Foundation
import JSON
import Sync
import Testing

@testable import Central

// One device on two machines.
@Suite struct ForkTests {
  /// A machine's log, which it pushes from where central has it.
  private struct Machine {
    var counter: TestCounter
    var log: String { counter.log }

    /// Adds a line of its own under the code that it has.
    mutating func write(_ words: String, _ test: TestService) throws -> Int {
      counter.append(line: Array("{\"words\":\"\(words)\"}".utf8))
      let token = try test.session(counter)
      return try test.push(counter, from: counter.lines.count, token: token).status
    }

    /// Goes on under a new code with its last line.
    mutating func rekey(_ test: TestService) throws -> Int {
      let token = try test.session(counter)
      let reply = test.ask(
        "POST", "/v1/device/rekey", RekeyRequest(log: log, line: counter.lines.count).json,
        token: token)
      guard let new = reply.json["log"]?.string else { return reply.status }
      let last = counter.lines[counter.lines.count - 1]
      counter = counter.under(new)
      counter.append(line: last)
      return try test.push(counter, from: 1, token: test.session(counter)).status
    }
  }

  private func forkedAt(_ machine: Machine, _ test: TestService) throws -> Int? {
    let token = try test.session(machine.counter)
    return test.ask("GET", "/v1/state", token: token).json["forkedAt"]?.int
  }

  private func twice(_ test: TestService) -> Bool {
    let words = String(
      decoding: test.ask("GET", "/metrics", client: "127.0.0.1").body, as: UTF8.self)
    return words.contains("yichuang_devices_twice 1\n")
  }

  @Test(
    "First aid 16: the first fork alarms both machines and the watchers, and two that go on are suspended",
    arguments: EngineKind.allCases)
  func clones(kind: EngineKind) throws {
    let test = try TestService(kind)
    let (counter, token) = try test.counter()
    var one = Machine(counter: counter)
    #expect(try one.write("一", test) == 200)
    var two = one
    #expect(try forkedAt(one, test) == nil)
    #expect(!twice(test))
    #expect(try one.write("甲", test) == 200)
    #expect(try two.write("乙", test) == 409)
    #expect(try two.rekey(test) == 200)
    // Both machines' sessions are over, and the next one tells each of them.
    #expect(test.ask("GET", "/v1/state", token: token).status == 401)
    #expect(try forkedAt(one, test) != nil)
    #expect(try forkedAt(two, test) != nil)
    #expect(twice(test))
    let listed = try #require(
      try test.store.database.devices().first { $0.record.id == counter.device })
    #expect(listed.forkedAt != nil && listed.state == .active)
    // The first one goes on, too, and now the second writes a log that was left.
    #expect(try one.write("丙", test) == 409)
    #expect(try one.rekey(test) == 200)
    #expect(try two.write("丁", test) == 409)
    #expect(try two.rekey(test) == 403)
    #expect(try test.store.database.device(counter.device)?.state == .suspended)
    #expect(throws: (any Error).self) { try test.session(one.counter) }
    // Looked into: the one that is left goes on, and nothing alarms.
    #expect(
      try test.store.database.set(
        counter.device, to: .active, by: "operator", at: test.service.context.now()))
    #expect(try forkedAt(one, test) == nil)
    #expect(try one.write("戊", test) == 409)
    #expect(try one.rekey(test) == 200)
    #expect(try one.write("己", test) == 200)
    #expect(try forkedAt(one, test) == nil)
    #expect(!twice(test))
  }

  @Test(
    "First aid 16: a disk that is put back twice alarms and is not suspended",
    arguments: EngineKind.allCases)
  func putBack(kind: EngineKind) throws {
    let test = try TestService(kind)
    let (counter, _) = try test.counter()
    var machine = Machine(counter: counter)
    #expect(try machine.write("一", test) == 200)
    let image = machine
    #expect(try machine.write("二", test) == 200)
    for words in ["三", "四"] {
      machine = image
      #expect(try machine.write(words, test) == 409)
      #expect(try machine.rekey(test) == 200)
      #expect(try machine.write(words, test) == 200)
      #expect(try forkedAt(machine, test) != nil)
    }
    #expect(try test.store.database.device(counter.device)?.state == .active)
  }
}
