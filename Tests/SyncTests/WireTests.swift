import Domain
import JSON
import Ledger
import Testing

@testable import Sync

@Suite("Wire messages")
struct WireTests {
  static let hash32 = [UInt8](repeating: 0xAB, count: 32)
  static let rows = [
    StreamRow(
      key: EntityKey(.dossier, "x"), what: .put(revision: 3, ["id": "x"], seen: ["AAAA": 4])),
    StreamRow(key: EntityKey(.ticket, "t"), what: .drop(still: ["q:1", "h:1"])),
    StreamRow(key: EntityKey(.intake, "i"), what: .drop(still: [])),
    StreamRow(key: EntityKey(.account, "a"), what: .tomb),
  ]
  static let page = StreamPage(stream: "h:1", from: 3, to: 9, head: 12, rows: rows)
  static let time = Instant(milliseconds: 1_767_225_600_000)
  static let results: [OperationResult] = [
    .applied, .duplicate, .merged(kept: ["phone"]), .conflict(keys: ["name", "idNumber"]),
    .rejected(code: "E_STATE"), .held, .renumbered,
  ].enumerated().map { OperationResult(sequence: $0 + 1, outcome: $1) }

  /// One of each kind: its JSON, and what reading it gives back as JSON.
  struct Message: Sendable, CustomTestStringConvertible {
    let name: String
    let json: JSON
    let read: @Sendable (JSON) throws -> JSON
    var testDescription: String { name }
  }

  static let messages: [Message] = [
    Message(
      name: "pull",
      json: PullRequest(epoch: "e", cursors: ["h:1": 4, "q:1": 0], maximumRows: 100).json,
      read: { try PullRequest(JSONReader($0)).json }),
    Message(
      name: "pages",
      json: PullAnswer(epoch: "e", serverTime: time, pages: [page], hasMore: true).json,
      read: { try PullAnswer(JSONReader($0)).json }),
    Message(
      name: "scan",
      json: ScanPage(
        epoch: "e", stream: "h:1", asOf: 7, rows: rows, next: EntityKey(.dossier, "x:y")
      ).json,
      read: { try ScanPage(JSONReader($0)).json }),
    Message(
      name: "last scan",
      json: ScanPage(epoch: "e", stream: "h:1", asOf: 7, rows: [], next: nil).json,
      read: { try ScanPage(JSONReader($0)).json }),
    Message(
      name: "state",
      json: StateAnswer(
        epoch: "e", serverTime: time, heads: ["h:1": 4],
        logs: [
          StateAnswer.LogState(
            log: "AAAA", last: 5, lastHash: hash32, numberMark: 2, refused: [1, 4])
        ]
      ).json,
      read: { try StateAnswer(JSONReader($0)).json }),
    Message(
      name: "push answer",
      json: PushAnswer(
        epoch: "e", serverTime: time, log: "AAAA", last: 7, lastHash: hash32, durable: 3,
        results: results, heads: ["h:1": 4]
      ).json,
      read: { try PushAnswer(JSONReader($0)).json }),
  ]

  @Test("What is written is what is read", arguments: messages)
  func roundTrip(message: Message) throws {
    let text = try JSON(parsing: message.json.line)
    #expect(try message.read(text) == message.json)
  }

  @Test("Every refusal says the same at the other end, with a status and words for people")
  func refusals() throws {
    let all: [Refusal] =
      AgentTests.refusals + [.revoked, .badRequest(reason: "no", place: 3)]
    for refusal in all {
      let read = try Refusal(JSONReader(JSON(parsing: refusal.json.line)))
      #expect(read == refusal)
      #expect((400...599).contains(refusal.status))
      #expect(refusal.json["error"]?["message"] == .string(refusal.message))
    }
    #expect(Set(all.map(\.code)).count == all.count - 2)
  }

  @Test("A missing or wrong member is an error that says where", arguments: messages)
  func wrong(message: Message) throws {
    // Members that may be absent.
    let optional = ["next", "tomb", "drop", "still", "keys"]
    for (path, wrong, isMissing) in mutations(of: message.json, path: "") {
      if isMissing, optional.contains(where: { path.hasSuffix($0) }) { continue }
      do {
        _ = try message.read(wrong)
        // What stands for itself is any JSON, or another row.
        #expect(path.contains(".d") || path.hasSuffix("tomb") || path.hasSuffix("drop"), "\(path)")
      } catch let error as JSONContentError {
        #expect(!error.path.isEmpty && !error.allowed.isEmpty, "\(path): \(error)")
        #expect(path.hasPrefix(error.path) || error.path.hasPrefix(path), "\(path): \(error)")
      }
    }
  }

  /// The value with each member left out, and with each made something else.
  private func mutations(
    of json: JSON, path: String
  ) -> [(path: String, json: JSON, isMissing: Bool)] {
    switch json {
    case .object(let members):
      return members.sorted { $0.key < $1.key }.flatMap { key, value in
        let place = path.isEmpty ? key : "\(path).\(key)"
        let isMap = ["cursors", "heads", "seen"].contains { path.hasSuffix($0) }
        var without = members
        without[key] = nil
        var wrong = members
        wrong[key] = value == .bool(true) ? "x" : .bool(true)
        var found = [(place, JSON.object(wrong), false)]
        if !isMap { found.append((place, .object(without), true)) }
        return found
          + mutations(of: value, path: place).map { inner in
            var changed = members
            changed[key] = inner.json
            return (inner.path, .object(changed), inner.isMissing)
          }
      }
    case .array(let elements):
      return elements.indices.flatMap { index in
        mutations(of: elements[index], path: "\(path)[\(index)]").map { inner in
          var changed = elements
          changed[index] = inner.json
          return (inner.path, .array(changed), inner.isMissing)
        }
      }
    default: return []
    }
  }

  @Test("A request with a member that nobody knows is refused")
  func extra() throws {
    guard case .object(var members) = WireTests.messages[0].json else { return }
    members["cursor"] = 1
    #expect(throws: JSONContentError.self) { try PullRequest(JSONReader(.object(members))) }
  }

  // MARK: Push

  static func push(_ lines: [[UInt8]]) -> PushBatch {
    var batch = PushBatch(
      log: "AAAA", epoch: "e", from: 4, previous: hash32, head: hash32, lines: lines)
    batch.signature = [UInt8](repeating: 1, count: 64)
    return batch
  }

  @Test("A push keeps every byte of its lines")
  func push() throws {
    let batch = WireTests.push([Array("{\"名\":\"张\"}".utf8), [0xFF, 0x00], []])
    #expect(try PushBatch(body: batch.body) == batch)
    #expect(batch.last == 6)
  }

  @Test("Count and lines must agree, and each must have its size")
  func pushLimits() throws {
    var body = WireTests.push([[1], [2]]).body
    body += [0x0A, 3]
    #expect(throws: Refusal.self) { try PushBatch(body: body) }
    let long = [UInt8](repeating: 0x20, count: PushBatch.maximumLineBytes + 1)
    #expect(throws: Refusal.tooBig) { try PushBatch(body: WireTests.push([long]).body) }
    let many = [[UInt8]](repeating: [1], count: PushBatch.maximumLines + 1)
    #expect(throws: Refusal.self) { try PushBatch(body: WireTests.push(many).body) }
    #expect(throws: Refusal.self) { try PushBatch(body: Array("no json".utf8)) }
    #expect(throws: Refusal.self) { try PushBatch(body: []) }
  }

  @Test("What is signed names log, epoch, place, count and both links")
  func signed() {
    let batch = WireTests.push([[1]])
    let others = [
      PushBatch(
        log: "BBBB", epoch: "e", from: 4, previous: batch.previous, head: batch.head, lines: [[1]]),
      PushBatch(
        log: "AAAA", epoch: "f", from: 4, previous: batch.previous, head: batch.head, lines: [[1]]),
      PushBatch(
        log: "AAAA", epoch: "e", from: 5, previous: batch.previous, head: batch.head, lines: [[1]]),
      PushBatch(log: "AAAA", epoch: "e", from: 4, previous: [1], head: batch.head, lines: [[1]]),
      PushBatch(
        log: "AAAA", epoch: "e", from: 4, previous: batch.previous, head: [1], lines: [[1]]),
      PushBatch(
        log: "AAAA", epoch: "e", from: 4, previous: batch.previous, head: batch.head,
        lines: [[1], [2]]),
    ]
    for other in others { #expect(other.signed != batch.signed) }
  }

  @Test("An entity's key reads back from its text, colons and all")
  func key() {
    let key = EntityKey(.dossier, "a:b")
    #expect(EntityKey(text: key.text) == key)
    #expect(EntityKey(text: "nothing:x") == nil)
    #expect(EntityKey(text: "dossier") == nil)
  }
}
