import Domain
import Ledger
import MadeUp
import Testing

@testable import Storage

@Suite("部门看到的") struct DepartmentTests {
  private static let day = Day(number: 20_454)

  private func opening(
    _ matter: String, waitsFor: [String] = [], helpers: [String] = [], placeKey: String? = nil
  ) -> Opening {
    let running = waitsFor.isEmpty
    return Opening(
      matter: matter, title: "事项\(matter)", meaning: nil, department: "hrss",
      cooperators: helpers, placeKey: placeKey,
      steps: [Matter.Step(key: "review", title: "审核", department: "hrss")], waitsFor: waitsFor,
      missing: [],
      clock: Clock(
        accepted: running ? DepartmentTests.day : nil, statutory: .workingDays(10),
        promised: .workingDays(5), due: running ? DepartmentTests.day.adding(7) : nil,
        statutoryDue: running ? DepartmentTests.day.adding(14) : nil))
  }

  /// - Returns: the dossier's id.
  private func accept(
    _ openings: [Opening], _ answers: Answers, in test: TestStore
  ) throws -> String {
    let id = test.made.id("dossier")
    _ = try test.store.accept(draft: nil) { serial in
      let acceptance = Acceptance(
        number: MadeUp.number(serial, log: "7K3M"), theme: "nx-jobseekers", themeVersion: "2025.1",
        themeTitle: "虚构一件事", channel: .counter, hall: "640104001", counter: "1", ticket: nil,
        answers: answers, openings: openings, materials: [])
      return (test.made.operation(.accept(acceptance), on: id), nil)
    }
    return id
  }

  private func row(_ test: TestStore, _ matter: String) throws -> BoardRow? {
    try test.store.board(BoardQuery(limit: 100)).rows.first { $0.matter == matter }
  }

  @Test("看板记着签收和等什么；增办的事项也在；重建以后一样")
  func board() throws {
    let test = try TestStore()
    let id = try accept(
      [opening("c", waitsFor: ["a", "b"]), opening("a"), opening("b")],
      Answers(["name": .text("张示例")]), in: test)
    #expect(try row(test, "c")?.waitsFor == "事项a、事项b")
    #expect(try row(test, "a")?.waitsFor == "")
    func record(_ act: Act, _ role: Role) throws {
      try test.store.record(test.made.operation(act, on: id, role: role))
    }
    try record(.approve(matter: "a", opinion: ""), .reviewer)
    #expect(try row(test, "c")?.waitsFor == "事项b")
    #expect(try row(test, "b")?.isReceived == false)
    try record(.receive(matter: "b"), .reviewer)
    #expect(try row(test, "b")?.isReceived == true)
    try record(.add([opening("d")], materials: []), .supervisor)
    #expect(try row(test, "d")?.state == .reviewing)
    let rows = try test.store.board(BoardQuery(limit: 100)).rows
    #expect(rows.count == 3)
    try test.store.rebuild()
    #expect(try test.store.board(BoardQuery(limit: 100)).rows == rows)
  }

  @Test("部门的单子：本县要它办的，和等它核验的；核验过、更正了办理地就不在了")
  func office() throws {
    let test = try TestStore()
    let openings = [
      opening("own"), opening("far", placeKey: "registrationPlace"),
      opening("helped", helpers: ["civil", "justice"]),
    ]
    let id = try accept(
      openings, Answers(["name": .text("张示例"), "registrationPlace": .text("640105")]), in: test)
    func list(_ department: String, _ divisions: String...) throws -> [String] {
      try test.store.board(
        BoardQuery(departments: [department], divisions: Set(divisions), limit: 100)
      )
      .rows.map(\.matter).sorted()
    }
    #expect(try list("hrss", "640104") == ["helped", "own"])
    #expect(try list("hrss", "640105") == ["far"])
    #expect(try list("hrss", "640104", "640105") == ["far", "helped", "own"])
    #expect(try list("hrss") == ["far", "helped", "own"])
    #expect(try list("civil", "640104") == ["helped"])
    #expect(try list("civil", "640105") == [])
    #expect(try list("civ") == [])
    #expect(try row(test, "helped")?.helpers == ["civil", "justice"])
    let clock = try #require(try row(test, "helped")?.clock)
    try test.store.record(
      test.made.operation(
        .verify(matter: "helped", mode: .sharedData, clock: clock), on: id, role: .reviewer))
    #expect(try list("civil", "640104") == [])
    let place = Change(key: "registrationPlace", old: .text("640105"), new: .text("640104"))
    try test.store.record(
      test.made.operation(.amend([place], reason: "填错"), on: id, role: .clerk))
    #expect(try list("hrss", "640104") == ["far", "helped", "own"])
    #expect(try row(test, "far")?.division == "640104")
    let rows = try test.store.board(BoardQuery(limit: 100)).rows
    try test.store.rebuild()
    #expect(try test.store.board(BoardQuery(limit: 100)).rows == rows)
  }
}
