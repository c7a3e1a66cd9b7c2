import SQLite
import TestHall
import TestTerminal
import TestThreads
import Testing

/// What a killed program leaves.
@Suite("强杀", .waiting)
struct CrashTests {
  @Test("填到一半被杀：下次有草稿，写明谁、何时、填了几项，接着填到受理")
  func draftComesBack() throws {
    let hall = try TestHall()
    try hall.establish()
    let first = try hall.open()
    try first.signIn()
    try first.menu("21")
    try first.type("1<Enter><F2>", "─ 申请人")
    let typed = TypedDossier(
      name: "买买提·阿不都热合曼·玉素甫江", idNumber: "640104199003070014", phone: "19900000014")
    for piece in typed.pieces.prefix(7) { try first.type(piece.keys) }
    try first.wait(for: "失业日期")
    try first.type("2026", "2026")
    first.signal(9)
    first.drain()

    let second = try hall.open()
    try second.signIn()
    try second.wait(for: "草稿 1")
    try second.menu("33")
    try second.wait(for: "草稿 · 1 份")
    try second.wait("whose draft it is, from when, how far") {
      $0.rows.contains { row in
        ["A001", "今天", "买**", "6401**********0014", "11/21"].allSatisfy(row.contains)
      }
    }
    try second.type("<Enter>", "接着填 A001 号的草稿，已填 ")
    // Only what was under the caret is gone.
    let store = try hall.store()
    let draft = try #require(try store.drafts().first.flatMap { try store.draft($0.id) })
    #expect(typed.problem(of: draft) == nil)
    let rest = typed.rest(after: draft)
    #expect(rest.count == typed.pieces.count - 7)
    for piece in rest + [TypedDossier.submit] { try second.type(piece) }
    try second.wait(for: "已保存 640104-")
    #expect(try store.dossiers(idNumber: typed.idNumber).count == 1)
    #expect(try store.drafts().isEmpty)
  }

  // More of the same: scripts/torture.
  @Test("随机时刻各杀 100 次：说过“已保存”的一件不少、一件不重，草稿都在", arguments: [1, 2])
  func kills(seed: UInt64) throws {
    var torture = try Torture(seed: seed)
    for life in 1...100 {
      try torture.live()
      if life % 25 == 0 { try torture.verify() }
      guard torture.problems.isEmpty else { break }
    }
    #expect(torture.problems == [], "again: scripts/torture 100 \(seed)")
    #expect(torture.acknowledgements > 20)
  }

  @Test("对照：少一件、多一件、草稿有洞，检查都看得出来")
  func control() throws {
    var torture = try Torture(seed: 3)
    while torture.acknowledgements < 3 { try torture.live() }
    try torture.verify()
    #expect(torture.problems == [])
    let path = torture.hall.storeDirectory + "/store.sqlite"
    func damaged(_ sql: String) throws -> [String] {
      var copy = torture
      let database = try Database.openStore(path)
      try database.execute("BEGIN; PRAGMA defer_foreign_keys = ON;" + sql)
      try database.execute("COMMIT;")
      try copy.verify()
      return copy.problems
    }
    let twice = try damaged(
      """
      CREATE TEMP TABLE twice AS SELECT * FROM dossier WHERE place = 1;
      UPDATE twice SET place = place + 1000, id = id || 'x', number = number || 'x';
      INSERT INTO dossier SELECT * FROM twice;
      """)
    #expect(twice.contains { $0.contains("a second dossier") })
    let lost = try damaged(
      "DELETE FROM proceeding; DELETE FROM search_key; DELETE FROM dossier;")
    #expect(lost.contains { $0.contains("was acknowledged, the store has none") })
    let forged = try damaged("UPDATE op SET line = CAST(line || x'20' AS BLOB) WHERE position = 2;")
    #expect(forged.contains { $0.contains("the chain is broken") })
  }
}
