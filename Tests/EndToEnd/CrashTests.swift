import TestHall
import TestTerminal
import Testing

/// What a killed program leaves.
@Suite("强杀")
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
    #expect(second.row(1).contains("草稿 1"))
    try second.menu("33")
    try second.wait(for: "草稿 · 1 份")
    let row = try #require(second.rows.first { $0.contains("A001") && $0.contains("今天") })
    #expect(row.contains("买**") && row.contains("6401**********0014"))
    #expect(row.contains("/"), "\(row)")
    try second.type("<Enter>", "接着填 A001 号的草稿，已填 ")
    // Only what was under the caret is gone.
    let store = try hall.store()
    let draft = try #require(try store.drafts().first.flatMap { try store.draft($0.id) })
    #expect(typed.problem(of: draft) == nil)
    let rest = typed.rest(after: draft)
    #expect(rest.count == 6)
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
}
