import Domain
import JSON
import Ledger
import MadeUp
import Storage
import Sync
import Testing

@testable import Central

/// What a counter makes of what central gives it.
@Suite struct PulledJudgingTests {
  private let stream = "h:640104101"

  private struct Case: Sendable {
    let code: String
    let change: @Sendable (inout Acceptance) -> Void
  }

  private static let cases: [Case] = [
    Case(code: "E_UNKNOWN_THEME") { acceptance in
      acceptance = Acceptance(
        number: acceptance.number, theme: "nx-moon", themeVersion: acceptance.themeVersion,
        themeTitle: acceptance.themeTitle, channel: .counter, hall: acceptance.hall, counter: "1",
        ticket: nil, answers: acceptance.answers, openings: acceptance.openings,
        materials: acceptance.materials, minimums: acceptance.minimums)
    },
    Case(code: "E_IDENTITY") { $0.answers[text: "idNumber"] = "640104199003070015" },
    Case(code: "E_WISHES") {
      $0.answers[rows: "jobWishes"] = []
      $0.minimums = [:]
    },
    Case(code: "E_DUE") { acceptance in
      let known = acceptance.openings[0]
      var clock = known.clock
      clock.due = Day(2099, 1, 1)
      acceptance.openings[0] = Opening(
        matter: known.matter, title: known.title, meaning: nil, department: known.department,
        steps: known.steps, waitsFor: known.waitsFor, missing: known.missing, clock: clock)
    },
  ]

  @Test(
    "First aid 13: a dossier from central that this counter's packs contradict is shown with a mark, told, and stops nothing"
  )
  func pulled() throws {
    let central = try TestStore(.sqlite)
    var hall = PackHall(try central.counter(), at: central.now)
    let store = try Storage.Store(
      directory: central.directory + "/counter", hash: CentralDatabase.hash, newLogCode: "ZZZZ",
      index: MadeUp.index)
    store.packs = PackHall.rules.book
    try store.enrol(
      CentralLink(url: "https://c", authority: "", device: "d", hall: "640104101"), log: "ZZZZ")
    try store.reconcile(
      StateAnswer(epoch: "e1", serverTime: central.now, heads: [stream: 9], logs: []))
    func row(_ dossier: Dossier, _ revision: Int = 1) -> StreamRow {
      StreamRow(
        key: EntityKey(.dossier, dossier.id),
        what: .put(revision: revision, dossier.json, seen: [:]))
    }
    func made(_ change: (inout Acceptance) -> Void) throws -> Dossier {
      var acceptance = hall.acceptance()
      change(&acceptance)
      return try Dossier.play(hall.operation(.accept(acceptance), on: hall.id("d")), on: nil)
    }
    let wrong = try Self.cases.map { try made($0.change) }
    let good = try made { _ in }
    try store.apply(
      ScanPage(
        epoch: "e1", stream: stream, asOf: 9, rows: wrong.map { row($0) } + [row(good)],
        next: nil))
    #expect(try store.cursors().places[stream] == 9)
    for (odd, expected) in zip(wrong, Self.cases) {
      #expect(try store.dossier(odd.id)?.doubts == [.packs], "\(expected.code)")
    }
    #expect(try store.dossier(good.id)?.doubts == [])
    let told = try store.attentions(limit: 9)
    #expect(told.map(\.outcome) == wrong.map { _ in .odd })
    #expect(Set(told.map(\.code)) == Set(Self.cases.map(\.code)))
    #expect(try store.taskCount() == wrong.count)
    // What was looked into stays so while it is the same; a new fault opens it again.
    try store.closeAttention("odd " + wrong[1].id)
    #expect(try store.dossier(wrong[1].id)?.doubts == [])
    func next(_ from: Int, _ dossier: Dossier) throws {
      #expect(
        try store.apply(
          StreamPage(
            stream: stream, from: from, to: from + 1, head: from + 1,
            rows: [row(dossier, from)]), epoch: "e1"))
    }
    try next(9, wrong[1])
    #expect(try store.dossier(wrong[1].id)?.doubts == [])
    // Put right elsewhere, it is good again; what was good may turn.
    let right = Change(
      key: "jobWishes", old: nil, new: .rows(PackHall.answers[rows: "jobWishes"]))
    try next(
      10,
      try Dossier.play(hall.operation(.amend([right], reason: "补填"), on: wrong[2].id), on: wrong[2])
    )
    #expect(try store.dossier(wrong[2].id)?.doubts == [])
    #expect(try store.attentions(limit: 9).count == wrong.count - 2)
    // Newer packs that know the theme take the mark away.
    let packs = try #require(PackHall.rules.book)
    store.packs = PackBook { theme, version in
      packs.find(theme == "nx-moon" ? "nx-jobseekers" : theme, version)
    }
    try store.lookAgain()
    #expect(try store.dossier(wrong[0].id)?.doubts == [])
    #expect(try store.dossier(wrong[3].id)?.doubts == [.packs])
  }
}
