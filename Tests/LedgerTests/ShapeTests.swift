import Domain
import JSON
import Testing

@testable import Ledger

/// Every place of a JSON value with something else in it.
struct Mutation {
  let path: String
  let json: JSON

  /// - Parameter change: nil for places that stay.
  static func all(_ json: JSON, _ path: String = "", _ change: (JSON) -> JSON?) -> [Mutation] {
    var found = change(json).map { [Mutation(path: path, json: $0)] } ?? []
    switch json {
    case .array(let elements):
      for (index, element) in elements.enumerated() {
        found += all(element, "\(path)[\(index)]", change).map { mutation in
          var changed = elements
          changed[index] = mutation.json
          return Mutation(path: mutation.path, json: .array(changed))
        }
      }
    case .object(let members):
      for (key, member) in members.sorted(by: { $0.key < $1.key }) {
        found += all(member, "\(path).\(key)", change).map { mutation in
          var changed = members
          changed[key] = mutation.json
          return Mutation(path: mutation.path, json: .object(changed))
        }
      }
    default: break
    }
    return found
  }
}

@Suite("The form of what comes in")
struct ShapeTests {
  /// The sample of a kind, whose numbers have made-up check characters, with real ones.
  private func sample(_ kind: Operation.Kind) throws -> JSON {
    let json = try JSON(parsing: Samples.operation(kind).line)
    let number = JSON.string(DossierNumber.text(division: "640104", log: "7K3M", serial: 123))
    return Mutation.all(json) {
      if case .string(let text) = $0, text.hasPrefix("640104-7K3M-") { number } else { nil }
    }.first?.json ?? json
  }

  /// Whether a line is refused, by its reader or by its form.
  private func isRefused(_ json: JSON) -> Bool {
    guard let operation = try? Operation(line: json.line) else { return true }
    return (try? operation.checkShape()) == nil
  }

  @Test(
    "First aid 13: an operation of every kind, as counters write it, has the form it must have",
    arguments: Operation.Kind.allCases)
  func valid(kind: Operation.Kind) throws {
    try Operation(line: sample(kind).line).checkShape()
  }

  @Test(
    "First aid 3: a text of 20,000 characters is refused wherever it stands",
    arguments: Operation.Kind.allCases)
  func long(kind: Operation.Kind) throws {
    let json = try sample(kind)
    let long = JSON.string(String(repeating: "张", count: 20_000))
    let marked = JSON.string("张" + String(repeating: "\u{301}", count: 20_000))
    let joined = JSON.string(String(repeating: "👨‍👩‍👧‍👦", count: 4_000))
    for text in [long, marked, joined] {
      let all = Mutation.all(json) { if case .string = $0 { text } else { nil } }
      for mutation in all { #expect(isRefused(mutation.json), "\(mutation.path)") }
    }
  }

  @Test(
    "First aid 13: invisible characters, controls and bidi are refused wherever they stand",
    arguments: Operation.Kind.allCases)
  func invisible(kind: Operation.Kind) throws {
    let json = try sample(kind)
    for hidden in ["\u{202E}", "\u{200B}", "\u{0}", "\u{1B}", "\u{FEFF}"] {
      let all = Mutation.all(json) {
        if case .string(let text) = $0 { .string(text + hidden) } else { nil }
      }
      for mutation in all { #expect(isRefused(mutation.json), "\(mutation.path)") }
    }
  }

  @Test(
    "First aid 3: a list of 6,000 is refused wherever it stands",
    arguments: Operation.Kind.allCases)
  func lists(kind: Operation.Kind) throws {
    let json = try sample(kind)
    let all = Mutation.all(json) { place in
      switch place {
      case .array(let elements):
        elements.first.map { .array([JSON](repeating: $0, count: 6_000)) }
      case .object(var members):
        members.first.map { first in
          for number in 0..<6_000 { members["k\(number)"] = first.value }
          return .object(members)
        }
      default: nil
      }
    }
    for mutation in all { #expect(isRefused(mutation.json), "\(mutation.path)") }
  }

  @Test(
    "First aid 13: an id that is none is refused",
    arguments: [
      "", ".", "..", "../x", "a/b", ".hidden", "a b", "a\\b", "张三", "a\u{0}", "a\n", "é", "a:b",
      String(repeating: "a", count: 65),
    ])
  func ids(text: String) {
    let sample = Samples.operation(.auditSignIn)
    for place in 0..<3 {
      let ids = (0..<3).map { $0 == place ? text : "u1" }
      let operation = Operation(
        id: ids[0], entity: ids[1], clerk: ids[2], role: .clerk, at: sample.at, act: .signIn)
      #expect(throws: LedgerError.malformed(part: ["op", "ent", "clerk"][place])) {
        try operation.checkShape()
      }
    }
    #expect(!Shape.isKey(text))
    #expect(Shape.isKey("0195a1f0-0000-7000-8000-000000000001"))
    #expect(Shape.isKey("nx-jobseekers") && Shape.isKey("2025.1"))
  }

  @Test(
    "First aid 13: a number that is no dossier number is refused, so that no path is made of it",
    arguments: [
      "", "../../etc/passwd", "640104-7K3M-000123-X", "640104-7K3M-000123", "../104-7K3M-000123-W",
      "640104-7K3M-000123-W/..", "640104/7K3M-000123-W", "640104-7k3m-000123-W",
      "640104-7K3M-00012３-W", "640104-IL0U-000123-W", "640104-7K3M-123-W",
      "640104-7K3M-000000000000123-W", "640104--7K3M-000123-W", "640104-7K3M-000123-W ",
    ])
  func numbers(text: String) {
    #expect(!DossierNumber.isValid(text))
    let operation = Operation(
      id: "o", entity: "d", clerk: "u", role: .clerk, at: Samples.at, act: .renumber(text))
    #expect(throws: LedgerError.malformed(part: "number")) { try operation.checkShape() }
  }

  @Test("First aid 13: the numbers that counters make are numbers, and say their log")
  func made() throws {
    for (serial, log) in [(1, "AAAA"), (123, "7K3M"), (999_999_999, "ZZZZ"), (1_000_000, "0000")] {
      let number = DossierNumber.text(division: "640104", log: log, serial: serial)
      #expect(DossierNumber.isValid(number))
      let origin = try #require(DossierNumber.origin(number))
      #expect(origin == ("640104", log))
      #expect(DossierNumber.serial(number, log: log) == serial)
    }
    #expect(DossierNumber.origin("640104-7K3M-000123-X") == nil)
  }

  @Test("First aid 3: a dossier whose timeline is full takes no more, and stays readable")
  func full() throws {
    var world = try World()
    var dossier = try world.reviewing()
    let event = try #require(dossier.events.first)
    dossier.events = [DossierEvent](repeating: event, count: Limits.events)
    try dossier.checkRoom()
    try Entity.dossier(dossier).checkShape()
    var scene = Scene([EntityKey(.dossier, dossier.id): .dossier(dossier)])
    let note = Operation(
      id: "n1", entity: dossier.id, clerk: "u1", role: .clerk, at: Samples.at, act: .note("一"))
    #expect(throws: Objection.rule(code: "E_TOO_MANY")) { try scene.judge(note) }
    #expect(scene[dossier: dossier.id] == dossier)
  }
}
