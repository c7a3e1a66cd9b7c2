import Domain
import JSON
import Testing

@testable import Ledger

@Suite("操作行") struct OperationLineTests {
  @Test("写成行再读回，操作和字节都不变", arguments: Operation.Kind.allCases)
  func roundTrip(kind: Operation.Kind) throws {
    let operation = Samples.operation(kind)
    let read = try Operation(line: operation.line)
    #expect(read == operation)
    #expect(read.kind == kind)
    #expect(read.line == operation.line)
    #expect(!operation.line.contains(10))
  }

  // Stores hold such lines for ever: when this fails, mend the code, not the
  // file. A new kind adds a line.
  @Test("第一版的行永远读得出，写得一样")
  func golden() throws {
    let file = "Tests/LedgerTests/Golden/operations.ndjson"
    if Tree.isRecording {
      let lines = Operation.Kind.allCases.map { Samples.operation($0).line + [10] }
      try Tree.write(lines.flatMap { $0 }, to: file)
      Issue.record("recorded \(file); look at it, then run again without RECORD_GOLDEN")
    }
    let text = String(decoding: try Tree.bytes(file), as: UTF8.self)
    var kinds: [Operation.Kind] = []
    for line in text.split(separator: "\n") {
      let operation = try Operation(line: Array(line.utf8))
      #expect(operation == Samples.operation(operation.kind))
      #expect(operation.line == Array(line.utf8))
      kinds.append(operation.kind)
    }
    #expect(Set(kinds) == Set(Operation.Kind.allCases))
    #expect(kinds.count == Operation.Kind.allCases.count)
  }

  @Test("每个成员：少了、错了、多了，都说出位置", arguments: Operation.Kind.allCases)
  func everyMember(kind: Operation.Kind) throws {
    let line = try JSON(parsing: Samples.operation(kind).line)
    for place in line.places() {
      for (broken, path) in place.broken(line) {
        do throws(OperationLineError) {
          let operation = try Operation(line: broken.line)
          // What may be absent is the only thing that may be left out.
          #expect(operation.line == broken.line, "\(path)")
          #expect(OperationLineTests.optional.contains(place.name), "\(path) is read as nothing")
        } catch {
          guard case .content(let error) = error else {
            Issue.record("\(path): \(error)")
            continue
          }
          #expect(error.path == path || error.path.hasPrefix("\(path)["), "\(path): \(error)")
          #expect(!error.allowed.isEmpty && !error.found.isEmpty)
        }
      }
    }
  }

  /// Members that may be absent, and the answers, whose keys packs decide.
  private static let optional: Set<String> = [
    "ticket", "meaning", "waitsFor", "missing", "accepted", "due", "statutoryDue", "provisional",
    "pauses", "end", "required", "present", "note", "matters", "old", "new", "priority", "called",
    "ended", "counter", "toCounter", "toService", "before", "passed", "reason", "departments",
    "matter", "name", "jobWishes", "trainingWishes", "wishOccupation", "wishWage",
    "trainingCourse", "employmentAid", "b", "c", "minimums", "screened", "tells", "starts",
    "pushes", "intake", "due", "marks", "final", "void", "employer",
    "rule", "method", "month", "dossier",
    "nx-jobseekers/accepted", "until",
  ]

  struct Odd: Sendable {
    let kind: Operation.Kind
    let member: String
    let value: JSON
    let path: String
  }

  private static let odd: [Odd] = [
    Odd(kind: .auditSignIn, member: "at", value: .int(Int.max), path: "at"),
    Odd(kind: .auditSignIn, member: "at", value: -1, path: "at"),
    Odd(kind: .auditSignIn, member: "v", value: 2, path: "v"),
    Odd(kind: .auditSignIn, member: "v", value: 0, path: "v"),
    Odd(kind: .auditSignIn, member: "kind", value: "dossier.delete", path: "kind"),
    Odd(kind: .auditSignIn, member: "role", value: "root", path: "role"),
    Odd(kind: .dossierNote, member: "body", value: ["text": .null], path: "body.text"),
    Odd(
      kind: .auditExport, member: "body", value: ["dossiers": .int(Int.max)],
      path: "body.dossiers"),
    Odd(
      kind: .auditPaper, member: "body", value: ["kind": "receipt", "copy": 0], path: "body.copy"),
    Odd(
      kind: .proceedingResume, member: "body",
      value: ["matter": "a", "clock": ["statutory": "5wd", "promised": "99999wd"]],
      path: "body.clock.promised"),
    Odd(
      kind: .proceedingResume, member: "body",
      value: [
        "matter": "a",
        "clock": ["statutory": "5wd", "promised": "now", "accepted": "2026-02-30"],
      ], path: "body.clock.accepted"),
    Odd(
      kind: .materialPut, member: "body",
      value: ["rule": "r", "copies": -1, "note": "", "starts": [:]], path: "body.copies"),
    Odd(
      kind: .materialPut, member: "body",
      value: ["rule": "r", "copies": 1, "note": "", "starts": ["a": 1]], path: "body.starts.a"),
  ]

  @Test("出格的值不收", arguments: odd)
  func values(odd: Odd) throws {
    guard case .object(var members) = try JSON(parsing: Samples.operation(odd.kind).line) else {
      return
    }
    members[odd.member] = odd.value
    let line = JSON.object(members).line
    let error = #expect(throws: OperationLineError.self) { try Operation(line: line) }
    guard case .content(let error) = error else {
      Issue.record("read")
      return
    }
    #expect(error.path == odd.path)
  }

  @Test("不是 JSON 的行说明位置")
  func syntax() {
    let error = #expect(throws: OperationLineError.self) { try Operation(line: Array("{".utf8)) }
    guard case .syntax(let error) = error else {
      Issue.record("read")
      return
    }
    #expect(error.line == 1)
  }

  @Test("任何字节都读得出或说得清", arguments: 0..<60)
  func anyBytes(seed: Int) throws {
    var generator = SeededGenerator(seed: UInt64(seed))
    for kind in Operation.Kind.allCases {
      var line = Samples.operation(kind).line
      line[generator.below(line.count)] = UInt8(generator.below(256))
      guard let operation = try? Operation(line: line) else { continue }
      #expect(try Operation(line: operation.line) == operation)
    }
  }

  @Test("空的回答等于没有回答")
  func emptyChange() {
    let change = Change(key: "a", old: .text(""), new: .rows([]))
    #expect(change.old == nil && change.new == nil)
  }
}

/// A member somewhere inside a JSON value.
private struct MemberPlace {
  enum Step { case key(String), index(Int) }
  let steps: [Step]
  let name: String

  /// The value without this member, with a wrong one, and with one more beside
  /// it; each with the path of the error that is due.
  func broken(_ root: JSON) -> [(JSON, String)] {
    let wrong: JSON = [["wrong": [1]]]
    return [
      (root.changing(steps[...]) { $0[name] = nil }, path(name)),
      (root.changing(steps[...]) { $0[name] = wrong }, path(name)),
      (root.changing(steps[...]) { $0["zzz"] = 1 }, path("zzz")),
    ]
  }

  private func path(_ last: String) -> String {
    var path = ""
    for step in steps + [.key(last)] {
      switch step {
      case .key(let key): path += path.isEmpty ? key : ".\(key)"
      case .index(let index): path += "[\(index)]"
      }
    }
    return path
  }
}

extension JSON {
  fileprivate func places(_ steps: [MemberPlace.Step] = []) -> [MemberPlace] {
    switch self {
    case .object(let members):
      members.keys.sorted().flatMap { key in
        [MemberPlace(steps: steps, name: key)]
          + (members[key]?.places(steps + [.key(key)]) ?? [])
      }
    case .array(let elements):
      elements.enumerated().flatMap { $1.places(steps + [.index($0)]) }
    default: []
    }
  }

  fileprivate func changing(
    _ steps: ArraySlice<MemberPlace.Step>, _ change: (inout [String: JSON]) -> Void
  ) -> JSON {
    switch (self, steps.first) {
    case (.object(var members), nil):
      change(&members)
      return .object(members)
    case (.object(var members), .key(let key)):
      members[key] = members[key]?.changing(steps.dropFirst(), change)
      return .object(members)
    case (.array(var elements), .index(let index)):
      elements[index] = elements[index].changing(steps.dropFirst(), change)
      return .array(elements)
    default: return self
    }
  }
}
