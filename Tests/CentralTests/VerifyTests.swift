import Foundation
import JSON
import Ledger
import Sync
import Testing

@testable import Central

// What `yichuang-central verify` notices.
@Suite struct VerifyTests {
  @Test(
    "First aid 17: at central a changed row, head, count or log is noticed, and the words name the place",
    arguments: EngineKind.allCases)
  func rows(kind: EngineKind) throws {
    let store = try TestStore(kind)
    var counter = try store.counter()
    counter.openHall()
    counter.accept()
    counter.accept()
    counter.note("甲", on: counter.dossiers[0])
    counter.append(line: Array("{}".utf8))
    _ = try store.push(counter)
    let database = store.database
    func faults() throws -> [String] {
      try database.verifyChains().faults + database.verifyRows().faults
    }
    #expect(try faults() == [])
    #expect(try database.verifyRows().unsealed == 0)
    let dossier = counter.dossiers[0]
    struct Undone: Error {}
    for (statement, words) in [
      ("UPDATE entity SET rev = rev + 1 WHERE kind = 'account'", "表 entity"),
      ("UPDATE entity SET d = replace(d, '虚构', '真实') WHERE id = '\(dossier.id)'", dossier.id),
      ("UPDATE entity SET person = 'x' WHERE id = '\(dossier.id)'", dossier.id),
      ("UPDATE entity SET streams = 'h:640104102' WHERE id = '\(dossier.id)'", dossier.id),
      ("DELETE FROM entity WHERE id = '\(dossier.id)'", "表 change 的对象不在 entity"),
      ("UPDATE head SET head = head + 1", "表 head 与 change 不符"),
      ("DELETE FROM change WHERE seq = (SELECT max(seq) FROM change)", "表 head 与 change 不符"),
      ("DELETE FROM effect", "表 effect：缺"),
      ("INSERT INTO effect (county, op) VALUES ('640104', 'x')", "表 effect 没有这一笔"),
      ("UPDATE op SET clerk = 'x' WHERE seq = 2", "第 2 行 的列与内容不符"),
      ("UPDATE op SET line = hash WHERE seq = 2", "第 2 行"),
      ("UPDATE log SET last = last - 1", "的末尾"),
      ("UPDATE quarantine SET seq = seq + 100", "表 quarantine"),
      ("UPDATE log SET device = 'x'", "表 log 的设备不在 device"),
    ] {
      #expect(throws: (any Error).self) {
        try database.engine.transaction { () throws(CentralError) in
          try database.engine.execute(statement)
          let found = (try? faults()) ?? []
          #expect(found.contains { $0.contains(words) }, "\(statement): \(found)")
          #expect(!found.contains { $0.contains("640104199") })
          throw .unreadable(what: "enough")
        }
      }
    }
    #expect(try faults() == [])
    // The last lines gone, and the log's row corrected.
    _ = try database.engine.transaction { () throws(CentralError) in
      let last = counter.lines.count - 2
      try database.engine.execute("DELETE FROM op WHERE seq > \(last)")
      try database.engine.run(
        "UPDATE log SET last = $1, hash = $2", [.int(last), .blob(counter.links[last])])
    }
    #expect(try database.verifyChains().faults == [])
    #expect(try faults().contains { $0.contains("有日志里没有的行") })
  }
}
