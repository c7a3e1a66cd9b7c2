import Domain
import JSON
import Ledger
import MadeUp
import Sync
import Testing

@testable import Storage

@Suite("What a counter takes in has the form it must have")
struct PulledFormTests {
  private let stream = "h:640104001"

  private func dossier(_ counter: TestCounter, _ serial: Int) throws -> Dossier {
    try Dossier.play(counter.test.made.accept(serial: serial, log: "ZZZZ", isOpen: true), on: nil)
  }

  private func row(_ dossier: Dossier, _ revision: Int, name: String? = nil) -> StreamRow {
    var json = dossier.json
    if let name, case .object(var members) = json,
      case .object(var answers)? = members["answers"]
    {
      answers["name"] = .string(name)
      members["answers"] = .object(answers)
      json = .object(members)
    }
    return StreamRow(
      key: EntityKey(.dossier, dossier.id), what: .put(revision: revision, json, seen: [:]))
  }

  private func joined() throws -> TestCounter {
    let counter = try TestCounter("1", log: "AAAA", seed: 5)
    try counter.test.store.reconcile(
      StateAnswer(
        epoch: "e1", serverTime: counter.test.made.now, heads: [stream: 3], logs: []))
    return counter
  }

  @Test(
    "First aid 3: a row that central should never have given stays out, and the stream goes on",
    arguments: [
      (String(repeating: "张", count: 20_000), "E_TOO_LONG"),
      ("张" + String(repeating: "\u{301}", count: 20_000), "E_TOO_LONG"),
      ("张\u{202E}三", "E_TEXT"),
    ])
  func poison(name: String, code: String) throws {
    let counter = try joined()
    let store = counter.test.store
    let (bad, good) = (try dossier(counter, 1), try dossier(counter, 2))
    try store.apply(
      ScanPage(
        epoch: "e1", stream: stream, asOf: 3, rows: [row(bad, 1, name: name), row(good, 1)],
        next: nil))
    #expect(try store.dossier(bad.id) == nil)
    #expect(try store.dossier(good.id) == good)
    #expect(try store.cursors().places[stream] == 3)
    let attention = try #require(try store.attentions(limit: 9).first)
    #expect(attention.outcome == .unreadable && attention.code == code)
    // What was there stays when its next state is none.
    let isTaken = try store.apply(
      StreamPage(
        stream: stream, from: 3, to: 5, head: 5, rows: [row(good, 2, name: name)]), epoch: "e1")
    #expect(isTaken)
    #expect(try store.dossier(good.id) == good)
    #expect(try store.cursors().places[stream] == 5)
    // The next state that is one counts.
    _ = try store.apply(
      StreamPage(stream: stream, from: 5, to: 6, head: 6, rows: [row(bad, 2)]), epoch: "e1")
    #expect(try store.dossier(bad.id) == bad)
  }

  @Test("First aid 3: what has no form is not written down at the counter either")
  func local() throws {
    let test = try TestStore(seed: 5, log: "AAAA", series: "1")
    let store = test.store
    let accept = test.made.accept(serial: 1, log: "AAAA", isOpen: true)
    guard case .accept(var acceptance) = accept.act else { return }
    let lines = try store.database.first("SELECT count(*) FROM op") { $0.int(0) }
    acceptance.answers[text: "name"] = String(repeating: "张", count: 20_000)
    #expect(throws: StoreError.ledger(.tooLong(part: "answers"))) {
      try store.record(
        Operation(
          id: "o1", entity: "d1", clerk: "u1", role: .clerk, at: accept.at,
          act: .accept(acceptance)))
    }
    acceptance.answers[text: "name"] = "张示例"
    acceptance.number = "../../640104-AAAA-000001"
    #expect(throws: StoreError.ledger(.malformed(part: "number"))) {
      try store.record(
        Operation(
          id: "o1", entity: "d1", clerk: "u1", role: .clerk, at: accept.at,
          act: .accept(acceptance)))
    }
    #expect(try store.database.first("SELECT count(*) FROM op") { $0.int(0) } == lines)
    #expect(try store.dossier("d1") == nil)
  }
}
