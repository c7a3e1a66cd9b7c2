import Domain
import Ledger
import Testing

@testable import Sync

@Suite("Edits that cross each other")
struct MergeTests {
  private func amend(_ changes: (String, String?, String?)...) -> Act {
    .amend(
      changes.map { Change(key: $0, old: $1.map(Answer.text), new: $2.map(Answer.text)) },
      reason: "录入有误")
  }

  /// A dossier with known answers.
  private func bench() -> Bench {
    var bench = Bench()
    var acceptance = bench.acceptance(1)
    acceptance.answers["name"] = .text("张一")
    acceptance.answers["phone"] = .text("19900000001")
    acceptance.answers["idNumber"] = .text("640199199001010001")
    bench.push("AAAA", .accept(acceptance), on: "x")
    return bench
  }

  @Test("Different fields both stand; the same value twice is no conflict")
  func apart() {
    var bench = bench()
    #expect(bench.push("AAAA", amend(("phone", "19900000001", "19900000002")), on: "x") == .applied)
    #expect(bench.push("AAAA", amend(("name", "张一", "张二")), on: "x") == .applied)
    #expect(
      bench.push("AAAA", amend(("phone", "19900000001", "19900000002")), on: "x")
        == .merged(kept: ["phone"]))
    #expect(bench.dossier("x")?.conflicts == [])
  }

  @Test("A field that moved waits with both values and their authors; the others are changed")
  func conflict() throws {
    var bench = bench()
    bench.push("AAAA", amend(("phone", "19900000001", "19900000002")), on: "x")
    let outcome = bench.push(
      "AAAA", amend(("phone", "19900000001", "19900000003"), ("education", "2", "3")), on: "x",
      role: .supervisor, clerk: "sAAAA")
    #expect(outcome == .conflict(keys: ["phone"]))
    let dossier = try #require(bench.dossier("x"))
    #expect(dossier.answers[text: "phone"] == "19900000002")
    #expect(dossier.answers[text: "education"] == "3")
    let conflict = try #require(dossier.conflicts.first)
    #expect(conflict.by == "sAAAA")
    #expect(conflict.sides.map(\.mine) == [.text("19900000003")])
    #expect(conflict.sides.map(\.theirs) == [.text("19900000002")])
    #expect(conflict.sides.map(\.theirEdit?.by) == ["c1"])
  }

  @Test("Name and number are decided together: no third person comes of two edits")
  func group() throws {
    var bench = bench()
    bench.push("AAAA", amend(("name", "张一", "张二")), on: "x")
    let outcome = bench.push(
      "AAAA", amend(("idNumber", "640199199001010001", "640199199001010002"), ("name", "张一", "张三")),
      on: "x")
    #expect(outcome == .conflict(keys: ["idNumber", "name"]))
    #expect(bench.dossier("x")?.answers[text: "idNumber"] == "640199199001010001")
  }

  @Test("A settled conflict has the chosen value; a second answer to it is refused")
  func settled() throws {
    var bench = bench()
    bench.push("AAAA", amend(("phone", "19900000001", "19900000002")), on: "x")
    bench.push("AAAA", amend(("phone", "19900000001", "19900000003")), on: "x")
    let id = try #require(bench.dossier("x")?.conflicts.first?.id)
    let change = Change(key: "phone", old: .text("19900000002"), new: .text("19900000003"))
    #expect(bench.push("AAAA", .settle(conflict: id, [change]), on: "x") == .applied)
    #expect(bench.dossier("x")?.answers[text: "phone"] == "19900000003")
    #expect(bench.dossier("x")?.conflicts == [])
    #expect(
      bench.push("AAAA", .settle(conflict: id, []), on: "x") == .rejected(code: "E_SETTLED"))
  }

  @Test("An edit that came before the one it was made on takes its place when that one comes")
  func outOfOrder() {
    var bench = bench()
    let second = amend(("phone", "19900000002", "19900000003"))
    #expect(bench.push("AAAA", second, on: "x") == .conflict(keys: ["phone"]))
    #expect(bench.push("AAAA", amend(("phone", "19900000001", "19900000002")), on: "x") == .applied)
    #expect(bench.dossier("x")?.answers[text: "phone"] == "19900000003")
    #expect(bench.dossier("x")?.conflicts == [])
    #expect(bench.dossier("x")?.edits["phone"]?.by == "c1")
  }

  @Test("A conflict that says what stands by now ends")
  func moot() {
    var bench = bench()
    bench.push("AAAA", amend(("phone", "19900000001", "19900000002")), on: "x")
    bench.push("AAAA", amend(("phone", "19900000001", "19900000003")), on: "x")
    #expect(bench.dossier("x")?.conflicts.count == 1)
    bench.push("AAAA", amend(("phone", "19900000002", "19900000003")), on: "x")
    #expect(bench.dossier("x")?.conflicts == [])
  }
}
