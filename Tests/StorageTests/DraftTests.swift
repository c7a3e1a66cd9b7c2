import Domain
import Ledger
import MadeUp
import Testing

@testable import Storage

@Suite("草稿：逐字段保存")
struct DraftTests {
  @Test("重开程序后草稿逐字段回来，问题的回答也在")
  func comesBack() throws {
    let test = try TestStore()
    let start = test.made.now
    let rows: [Answers.Row] = [["wishOccupation": "4-02", "wishWage": "3000"]]
    try test.store.saveDraftField("t1", key: "name", .text("虚构人"), at: start)
    try test.store.saveDraftField("t1", key: "jobWishes", .rows(rows), at: start)
    try test.store.saveDraftField("t1", .choices, key: "q1", .text("a,b"), at: start)
    try test.store.saveDraftField("t1", key: "phone", .text("1"), at: start)
    test.made.tick()
    try test.store.saveDraftField("t1", key: "phone", nil, at: test.made.now)
    let progress = DraftProgress(
      theme: "nx-jobseekers", themeVersion: "2025.1", ticketNumber: "A001",
      keys: SearchKeys(name: "虚构人", readings: [["xu", "gou", "ren"]]), done: 2, total: 11)
    try test.store.setDraftProgress("t1", progress, at: test.made.now)
    let later = test.made.now

    try test.reopen()
    let draft = try #require(try test.store.draft("t1"))
    #expect(draft.answers == Answers(["name": .text("虚构人"), "jobWishes": .rows(rows)]))
    #expect(draft.choices == Answers(["q1": .text("a,b")]))
    #expect(
      draft.summary
        == DraftSummary(id: "t1", startedAt: start, updatedAt: later, progress: progress))
    #expect(try test.store.drafts() == [draft.summary])
    try test.store.dropDraft("t1")
    #expect(try test.store.draft("t1") == nil)
    #expect(try test.store.database.query("SELECT * FROM draft_field") { $0.values }.isEmpty)
  }

  @Test("最近动过的草稿排在前面")
  func newestFirst() throws {
    let test = try TestStore()
    for (id, order) in [("t1", ["t1"]), ("t2", ["t2", "t1"]), ("t1", ["t1", "t2"])] {
      test.made.tick()
      try test.store.saveDraftField(id, key: "name", .text("虚"), at: test.made.now)
      #expect(try test.store.drafts().map(\.id) == order)
    }
  }

  @Test("一键写下的字段和进度一起存：任何一步出错都不会只存一半")
  func journalAtOnce() throws {
    let fields = [
      DraftField(part: .answers, key: "name", answer: .text("虚构人")),
      DraftField(part: .choices, key: "form", answer: .text("a")),
    ]
    let progress = DraftProgress(keys: SearchKeys(name: "虚构人"), done: 2, total: 9)
    for steps in 1..<5_000 {
      let test = try TestStore()
      test.store.database.failAfter(steps: steps)
      let result = Result { try test.store.journal("t1", fields, progress, at: test.made.now) }
      test.store.database.failNoMore()
      let draft = try test.store.draft("t1")
      if let draft {
        #expect(draft.answers["name"] == .text("虚构人"), "after \(steps) steps")
        #expect(draft.choices["form"] == .text("a"), "after \(steps) steps")
        #expect(draft.summary.progress.done == 2, "after \(steps) steps")
      }
      guard case .failure = result else {
        #expect(steps > 20 && draft != nil)
        return
      }
    }
    Issue.record("never got through")
  }

  @Test("草稿的任何一步出错，要么存了，要么没动")
  func failsAnywhere() throws {
    let test = try TestStore()
    let name = Answer.text("虚构人")
    try test.store.saveDraftField("t1", key: "phone", .text("1"), at: test.made.now)
    let before = try test.store.digest()
    for steps in 1..<5_000 {
      test.store.database.failAfter(steps: steps)
      let result = Result {
        try test.store.saveDraftField("t1", key: "name", name, at: test.made.now)
      }
      test.store.database.failNoMore()
      guard case .failure = result else {
        #expect(steps > 20)
        #expect(try test.store.draft("t1")?.answers["name"] == name)
        return
      }
      // Stopped right after its COMMIT, it is saved and says that it failed.
      let isSaved = try test.store.draft("t1")?.answers["name"] == name
      if isSaved { try test.store.saveDraftField("t1", key: "name", nil, at: test.made.now) }
      #expect(try test.store.digest() == before, "after \(steps) steps")
    }
    Issue.record("never got through")
  }
}
