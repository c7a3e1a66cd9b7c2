import Foundation
import JSON
import MadeUp
import Testing

@testable import Domain
@testable import Ledger
@testable import Storage

@Suite("台账的视图")
struct RegisterTests {
  private let test: TestStore

  init() throws { test = try TestStore(seed: 8) }

  private static let posts = RegisterQuery.List.register(theme: "nx-jobseekers", key: "posts")

  private func act(_ dossier: Dossier, _ act: Act, role: Role = .clerk) throws -> Dossier {
    try #require(try test.store.record(test.made.operation(act, on: dossier.id, role: role)))
  }

  private func enter(
    _ dossier: Dossier, due: Int? = nil, marks: Bool = false
  ) throws -> Dossier {
    try act(
      dossier,
      .enter(
        RegisterNote(
          register: "posts", title: "公益性岗位台账", values: ["employer": "虚构单位"],
          due: due.map { test.made.now.day.adding($0) }, marks: marks)))
  }

  private func close(_ dossier: Dossier, _ place: Int, isVoid: Bool = false) throws {
    _ = try act(
      dossier,
      .close(
        entry: dossier.entries[place].id,
        RegisterEntry.Closing(result: "期满退出", note: "", isVoid: isVoid)))
  }

  private func rows(_ query: RegisterQuery? = nil) throws -> [(String, Bool)] {
    try test.store.register(query ?? RegisterQuery(RegisterTests.posts)).rows.map { row in
      guard case .entry(let entry) = row.content else { return (row.dossier, false) }
      return (row.dossier, entry.isOpen)
    }
  }

  @Test("G2-36 开着的在前，按到期日；办结的在后，误记的不列；在办和总数分开数；一页一页取")
  func listed() throws {
    let late = try enter(try test.accept(), due: 3)
    let soon = try enter(try test.accept(), due: 1)
    let done = try enter(try test.accept(), due: 2)
    let wrong = try enter(try test.accept())
    try close(done, 0)
    try close(wrong, 0, isVoid: true)
    let found = try rows()
    #expect(found.map(\.0) == [soon.id, late.id, done.id])
    #expect(found.map(\.1) == [true, true, false])
    #expect(
      try test.store.registerCount(RegisterTests.posts) == RegisterCount(open: 2, total: 3))
    #expect(
      try rows(RegisterQuery(RegisterTests.posts, offset: 1, limit: 1)).map(\.0) == [late.id])
    let other = RegisterQuery.List.register(theme: "gs-unemployment", key: "posts")
    #expect(try test.store.registerCount(other) == RegisterCount())
  }

  @Test("作废的办件连同台账都不算；更正姓名以后台账上是新的")
  func follows() throws {
    var dossier = try enter(try test.accept())
    let name = dossier.answers["name"]
    dossier = try act(
      dossier, .amend([Change(key: "name", old: name, new: .text("赵更名"))], reason: "录入有误"))
    #expect(
      try test.store.register(RegisterQuery(RegisterTests.posts)).rows.map(\.name) == ["赵更名"])
    _ = try act(dossier, .void(matter: nil, reason: "认错了人"), role: .supervisor)
    #expect(try rows().isEmpty)
  }

  @Test("G2-57 开着的标记跟着人走，办结就没有；别的人没有")
  func marks() throws {
    let dossier = try enter(try test.accept(), marks: true)
    let other = try test.accept()
    func marks(_ dossier: Dossier) throws -> [String] {
      try test.store.standing(idNumber: dossier.answers[text: "idNumber"]).marks
    }
    #expect(try marks(dossier) == ["公益性岗位台账"])
    #expect(try marks(other) == [])
    #expect(try test.store.standing(idNumber: "") == PersonStanding())
    try close(dossier, 0)
    #expect(try marks(dossier) == [])
  }

  // MARK: 应享未享

  private func gansu() throws -> Theme {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let path = root.appending(path: "Assets/themes/gs/unemployment.json")
    return try Theme(JSONReader(JSON(parsing: Array(try Data(contentsOf: path)))))
  }

  /// A dossier of the same person with other matters and answers.
  private func accept(
    like dossier: Dossier?, _ opening: Opening? = nil, _ answers: [String: String] = [:]
  ) throws -> Dossier {
    try test.store.accept(draft: nil) { serial in
      let made = test.made.accept(serial: serial, log: "7K3M", isOpen: false)
      guard case .accept(var acceptance) = made.act else { preconditionFailure("not accepted") }
      acceptance.answers = dossier?.answers ?? acceptance.answers
      for (key, value) in answers { acceptance.answers[text: key] = value }
      if let opening { acceptance.openings = [opening] }
      return (
        Operation(
          id: made.id, entity: made.entity, clerk: made.clerk, role: made.role, at: made.at,
          act: .accept(acceptance)), nil
      )
    }
  }

  private func opening(_ matter: String, _ meaning: Matter.Meaning) -> Opening {
    Opening(
      matter: matter, title: matter, meaning: meaning, department: "hrss", steps: [],
      waitsFor: [], missing: [],
      clock: Clock(
        accepted: test.made.now.day, statutory: .notStated, promised: .immediate, due: nil,
        statutoryDue: nil))
  }

  @Test("G2-45 符合政策而没有申请的登记失业人员：申请了、注销了就不在名单上")
  func unclaimed() throws {
    let theme = try gansu()
    test.store.readAftercare(version: "1", themes: ["nx-jobseekers"]) { Aftercare(theme, $0) }
    let list = RegisterQuery.List.unclaimed(theme: "nx-jobseekers")
    func policies() throws -> [String] {
      try test.store.register(RegisterQuery(list)).rows.map { row in
        guard case .policy(let key, _, _) = row.content else { return "" }
        return "\(row.dossier) \(key)"
      }
    }
    let plain = try accept(like: nil)
    let founder = try accept(like: nil, nil, ["wantsBusiness": "1"])
    #expect(try policies() == ["\(founder.id) loan", "\(founder.id) startUp"])
    // Applied for one of them, in a dossier of its own.
    _ = try accept(
      like: founder, opening("policySupport", .policySupport), ["policyKind": "3,9"])
    #expect(try policies() == ["\(founder.id) startUp"])
    #expect(try test.store.registerCount(list).total == 1)
    _ = try accept(like: founder, opening("cancellation", .unemploymentCancellation))
    #expect(try policies() == [])
    #expect(plain.id != founder.id)
    try test.store.checkpoint()
    let before = try test.store.digest(ofViewsOnly: true)
    try test.store.rebuild()
    #expect(try test.store.digest(ofViewsOnly: true) == before)
  }

  @Test("从日志重建以后，台账和扫描件一字不差")
  func rebuilt() throws {
    var dossier = try enter(try test.accept(), due: 3, marks: true)
    try close(dossier, 0)
    dossier = try enter(dossier, due: nil)
    try test.store.checkpoint()
    let before = try test.store.digest(ofViewsOnly: true)
    try test.store.rebuild()
    #expect(try test.store.digest(ofViewsOnly: true) == before)
    #expect(try rows().count == 2)
  }

  @Test("台账从索引里按次序取，不排序、不扫全表")
  func plan() throws {
    let plan = try test.store.database.all(
      """
      EXPLAIN QUERY PLAN SELECT d.id FROM register_entry e JOIN dossier d ON d.place = e.dossier
      WHERE e.theme = 'a' AND e.register = 'b'
      ORDER BY e.is_open DESC, e.due, e.at, e.id LIMIT 200
      """
    ) { $0.text(3) }
    #expect(
      plan.first?.contains("register_entry_list (theme=? AND register=?)") == true, "\(plan)")
    #expect(!plan.contains { $0.contains("SCAN") }, "\(plan)")
  }

  @Test("本人情况：另一办件里准予的注销，连办件号一起")
  func standing() throws {
    let theme = try gansu()
    test.store.readAftercare(version: "1", themes: ["nx-jobseekers"]) { Aftercare(theme, $0) }
    let first = try accept(like: nil)
    let number = first.answers[text: "idNumber"]
    #expect(try test.store.standing(idNumber: number).endings.isEmpty)
    let last = try accept(like: first, opening("cancellation", .unemploymentCancellation))
    let endings = try test.store.standing(idNumber: number).endings
    #expect(endings.map(\.number) == [last.number])
    let due = try #require(FollowUpDue.all(theme, first).first)
    #expect(PersonStanding(endings: endings).ending(of: due)?.dossier == last.id)
    #expect(PersonStanding().ending(of: due) == nil)
  }
}
