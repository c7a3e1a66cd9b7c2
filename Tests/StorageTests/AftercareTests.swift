import Foundation
import JSON
import MadeUp
import Testing

@testable import Domain
@testable import Ledger
@testable import Storage

/// Registrations are approved with their acceptance in the made-up world.
@Suite("回访和标记的视图")
struct AftercareTests {
  private let test: TestStore
  private let theme: Theme

  init() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let bytes = Array(
      try Data(contentsOf: root.appending(path: "Assets/themes/gs/unemployment.json")))
    theme = try Theme(JSONReader(JSON(parsing: bytes)))
    test = try TestStore(seed: 5)
    read()
  }

  /// The theme that made-up dossiers say they are of.
  private static let themes: Set = ["nx-jobseekers"]

  private func read(version: String = "1") {
    let theme = theme
    test.store.readAftercare(version: version, themes: AftercareTests.themes) {
      Aftercare(theme, $0)
    }
  }

  private func list(through day: Int = 60, limit: Int = 200) throws -> FollowUpPage {
    let today = test.made.now.day
    return try test.store.followUps(
      FollowUpQuery(today: today, through: today.adding(day), limit: limit))
  }

  private func act(_ dossier: Dossier, _ act: Act, role: Role = .clerk) throws {
    try test.store.record(test.made.operation(act, on: dossier.id, role: role))
  }

  private func refuse(_ dossier: Dossier, times: Int) throws {
    for _ in 0..<times {
      try act(dossier, .serve(Service(followUp: nil, title: "职业介绍", result: .refused)))
    }
  }

  /// The cancellation of the same person, in a dossier of its own.
  private func cancel(_ dossier: Dossier) throws -> Dossier {
    try test.store.accept(draft: nil) { serial in
      let made = test.made.accept(serial: serial, log: "7K3M", isOpen: false)
      guard case .accept(var acceptance) = made.act else { preconditionFailure("not accepted") }
      acceptance.answers = dossier.answers
      acceptance.openings = [
        Opening(
          matter: "cancellation", title: "失业登记注销", meaning: .unemploymentCancellation,
          department: "employment", steps: [], waitsFor: [], missing: [],
          clock: acceptance.openings[0].clock)
      ]
      return (
        Operation(
          id: made.id, entity: made.entity, clerk: made.clerk, role: made.role, at: made.at,
          act: .accept(acceptance)), nil
      )
    }
  }

  @Test("登记以后按到期日列出，建议在最前；记录以后换成下一次")
  func listed() throws {
    let first = try test.accept(isOpen: false)
    let second = try test.accept(isOpen: false)
    #expect(try list().rows.map(\.dossier) == [first.id, second.id])
    try refuse(second, times: 3)
    let page = try list()
    #expect(page.rows.map(\.dossier) == [second.id, first.id, second.id])
    #expect(page.rows.map(\.isProposal) == [true, false, false])
    #expect(page.rows[0].evidence.count == 3)
    #expect(page.proposals == 1)
    #expect(page.total == 3)
    try act(
      first, .serve(Service(followUp: "monthlySurvey", title: "跟踪调查", result: .done)))
    #expect(try list(limit: 1).rows.count == 1)
    let row = try #require(try list().rows.first { $0.dossier == first.id })
    #expect(row.last == test.made.now.day)
    #expect(row.name == first.answers[text: "name"])
  }

  @Test("本人注销登记，别的办件上的回访随之结束；注销作废，回访又在")
  func ended() throws {
    let dossier = try test.accept(isOpen: false)
    let other = try test.accept(isOpen: false)
    let cancellation = try cancel(dossier)
    #expect(try list().rows.map(\.dossier) == [other.id])
    try act(cancellation, .void(matter: nil, reason: "录错"), role: .supervisor)
    let again = try list().rows.map(\.dossier)
    #expect(again == [other.id, dossier.id] || again == [dossier.id, other.id])
  }

  @Test("逾期只数到期日在今天以前的")
  func late() throws {
    try test.accept(isOpen: false)
    let due = try #require(try list().rows.first).due
    func late(on today: Day) throws -> Int {
      try test.store.followUps(FollowUpQuery(today: today, through: due)).late
    }
    #expect(try late(on: due) == 0)
    #expect(try late(on: due.adding(1)) == 1)
  }

  @Test("从日志重建以后，回访和标记一字不差")
  func rebuilt() throws {
    var dossiers: [Dossier] = []
    for _ in 0..<30 { dossiers.append(try test.accept(isOpen: dossiers.count % 2 == 0)) }
    try test.store.checkpoint()
    try refuse(dossiers[3], times: 4)
    _ = try cancel(dossiers[5])
    try test.store.checkpoint()
    let before = try test.store.digest(ofViewsOnly: true)
    #expect(try list().total > 10)
    try test.store.rebuild()
    #expect(try test.store.digest(ofViewsOnly: true) == before)
  }

  @Test("没有回访和标记的主题，办件不读；整理一次一段，做完为止")
  func otherThemes() throws {
    for _ in 0..<300 { _ = try test.accept(isOpen: false) }
    #expect(try test.store.settle(), "one piece is not all")
    var pieces = 1
    while try test.store.settle() { pieces += 1 }
    #expect(pieces == 2)
    #expect(try list().total == 300)
    test.store.readAftercare(version: "2", themes: ["another"]) { _ in
      Aftercare(flags: ["失业青年"])
    }
    #expect(try test.store.flagCounts() == [:])
    #expect(try test.store.settle() == false)
  }

  @Test("换了主题包的版本，视图按新的重做")
  func otherVersion() throws {
    let dossier = try test.accept(isOpen: false)
    #expect(try list().total == 1)
    test.store.readAftercare(version: "2", themes: AftercareTests.themes) { _ in
      Aftercare(flags: ["失业青年"])
    }
    #expect(try list().total == 0)
    #expect(try test.store.flagCounts() == ["失业青年": 1])
    let today = test.made.now.day
    for text in ["#失业青年", "#失业", "＃失业青年"] {
      let hits = try test.store.find(FindQuery(text: text, today: today))
      #expect(hits.map(\.reason) == [.flag])
      guard case .dossier(let found)? = hits.first?.subject else { continue }
      #expect(found.id == dossier.id)
    }
    #expect(try test.store.find(FindQuery(text: "#青年", today: today)).isEmpty)
    #expect(try test.store.find(FindQuery(text: "#", today: today)).isEmpty)
  }

  @Test("列表从索引里按次序取，不排序、不扫全表")
  func plan() throws {
    let plan = try test.store.database.all(
      """
      EXPLAIN QUERY PLAN SELECT d.id FROM follow_up f JOIN dossier d ON d.place = f.dossier
      WHERE f.is_ended = 0 AND f.rank <= 20000 ORDER BY f.rank, f.dossier LIMIT 200 OFFSET 0
      """
    ) { $0.text(3) }
    #expect(plan.first?.contains("USING INDEX follow_up_due (rank<?)") == true, "\(plan)")
    #expect(!plan.contains { $0.contains("TEMP B-TREE") || $0.contains("SCAN") }, "\(plan)")
  }
}
