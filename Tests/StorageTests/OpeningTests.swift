import Domain
import Foundation
import Glibc
import Ledger
import MadeUp
import SQLite
import Testing

@testable import Storage

@Suite("打开本机库，以及打不开时怎么说")
struct OpeningTests {
  @Test("目录和文件没有就新建，只给本用户看；日志代号以第一次为准")
  func makesDirectory() throws {
    let test = try TestStore()
    var status = stat()
    #expect(stat(test.directory, &status) == 0)
    #expect(status.st_mode & 0o777 == 0o700)
    let again = try Store(
      directory: test.directory, hash: { _ in [0] }, newLogCode: "AAAA", index: MadeUp.index)
    #expect(again.logCode == "7K3M")
    #expect(try again.database.queryFirst("PRAGMA journal_mode") { $0.text(0) } == "wal")
    #expect(try again.database.queryFirst("PRAGMA synchronous") { $0.int(0) } == 2)
    #expect(try again.database.queryFirst("PRAGMA wal_autocheckpoint") { $0.int(0) } == 0)
    #expect(try again.database.queryFirst("PRAGMA foreign_keys") { $0.int(0) } == 1)
  }

  @Test("上一版写的库升级：办理的县和待核验的部门从办件里补上")
  func olderStore() throws {
    let test = try TestStore()
    for serial in 1...6 {
      _ = try test.store.accept(draft: nil) { _ in
        var made = test.made.accept(serial: serial, log: "7K3M", isOpen: true)
        guard case .accept(var acceptance) = made.act else { return (made, nil) }
        acceptance.openings = acceptance.openings.map { $0.helped(by: ["civil", "justice"]) }
        made = Operation(
          id: made.id, entity: made.entity, clerk: made.clerk, role: made.role, at: made.at,
          act: .accept(acceptance))
        return (made, nil)
      }
    }
    let rows = try test.store.board(BoardQuery(limit: 100)).rows
    #expect(rows.contains { $0.helpers == ["civil", "justice"] && $0.division == "640104" })
    try test.store.database.execute(
      """
      DROP INDEX proceeding_open;
      ALTER TABLE proceeding DROP COLUMN division;
      ALTER TABLE proceeding DROP COLUMN helpers;
      ALTER TABLE credential DROP COLUMN mark;
      ALTER TABLE credential DROP COLUMN proven;
      ALTER TABLE draft DROP COLUMN clerk;
      CREATE INDEX proceeding_open ON proceeding (state) WHERE is_open = 1;
      DROP INDEX ticket_place;
      ALTER TABLE ticket DROP COLUMN place;
      DROP INDEX ticket_doubted; ALTER TABLE ticket DROP COLUMN is_doubted;
      PRAGMA user_version = 3;
      """)
    try test.reopen()
    #expect(try test.store.board(BoardQuery(limit: 100)).rows == rows)
  }

  @Test("更新版本写的库：说出两个版本，一个字节也不动")
  func newerStore() throws {
    let test = try TestStore()
    let known = Schema.history.count
    try test.store.database.execute("PRAGMA user_version = \(known + 2)")
    try test.store.database.checkpoint(truncating: true)
    let file = test.directory + "/store.sqlite"
    let bytes = FileManager.default.contents(atPath: file)
    let error = StoreError.newerStore(found: known + 2, known: known)
    #expect(throws: error) { try test.reopen() }
    #expect(error.explanation(of: .reading).contains("\(known + 2)"))
    #expect(error.explanation(of: .reading).contains("第\(known)版"))
    #expect(FileManager.default.contents(atPath: file) == bytes)
  }

  @Test("更新版本刚升级就断电，升级还在 WAL 里：也认得出，也一个字节不动")
  func newerStoreInWAL() throws {
    let test = try TestStore()
    try test.store.database.checkpoint(truncating: true)
    let known = Schema.history.count
    try test.store.database.execute("PRAGMA user_version = \(known + 1)")
    let copy = test.directory + "-cut"
    defer { try? FileManager.default.removeItem(atPath: copy) }
    try FileManager.default.createDirectory(atPath: copy, withIntermediateDirectories: true)
    for end in ["", "-wal"] {
      try FileManager.default.copyItem(
        atPath: test.directory + "/store.sqlite" + end, toPath: copy + "/store.sqlite" + end)
    }
    let bytes = ["", "-wal"].map {
      FileManager.default.contents(atPath: copy + "/store.sqlite" + $0)
    }
    #expect(throws: StoreError.newerStore(found: known + 1, known: known)) {
      try TestStore.open(copy)
    }
    #expect(
      bytes
        == ["", "-wal"].map { FileManager.default.contents(atPath: copy + "/store.sqlite" + $0) })
  }

  @Test("别的程序的 SQLite 文件不动")
  func notAStore() throws {
    let directory = NSTemporaryDirectory() + "yichuang-other-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: directory) }
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    let path = directory + "/store.sqlite"
    try Database(path).execute("CREATE TABLE mine (a)")
    let bytes = FileManager.default.contents(atPath: path)
    #expect(throws: StoreError.notAStore(path: path)) { try TestStore.open(directory) }
    #expect(FileManager.default.contents(atPath: path) == bytes)
  }

  @Test("不是数据库的文件、截断的文件：损坏", arguments: ["garbage", "truncated"])
  func corrupt(kind: String) throws {
    let test = try TestStore()
    for _ in 0..<20 { try test.accept() }
    let path = test.directory + "/store.sqlite"
    try test.store.database.checkpoint(truncating: true)
    let handle = try #require(FileHandle(forUpdatingAtPath: path))
    if kind == "garbage" {
      try handle.write(contentsOf: Data(repeating: 0x5A, count: 4_096))
      #expect(throws: StoreError.corrupt) { try test.reopen() }
    } else {
      try handle.truncate(atOffset: 3 * 4_096)
      #expect(throws: StoreError.corrupt) {
        try test.reopen()
        try test.store.forEachDossier { _ in }
      }
    }
  }

  @Test("上级目录不存在、目录其实是文件：说路径")
  func noRights() throws {
    let missing = "/nonexistent-yichuang/store"
    #expect(throws: StoreError.noRights(path: missing)) { try TestStore.open(missing) }
    let file = NSTemporaryDirectory() + "yichuang-file-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: file) }
    #expect(FileManager.default.createFile(atPath: file, contents: Data()))
    #expect(throws: StoreError.noRights(path: file + "/store.sqlite")) {
      try TestStore.open(file)
    }
  }

  @Test("只读的库：可以看，不能存，说没有保存")
  func readOnly() throws {
    let test = try TestStore()
    let dossier = try test.accept()
    try test.store.database.execute("PRAGMA query_only = ON")
    #expect(throws: StoreError.readOnly) { try test.accept() }
    #expect(throws: StoreError.readOnly) {
      try test.store.saveDraftField("t", key: "name", .text("虚"), at: test.made.now)
    }
    #expect(try test.store.dossier(dossier.id) == dossier)
    try test.store.database.execute("PRAGMA query_only = OFF")
    try test.accept()
  }

  @Test("磁盘满：说没有保存，已存的都在；有了空间不重开也能继续")
  func diskFull() throws {
    let test = try TestStore()
    let pages = try #require(
      try test.store.database.queryFirst("PRAGMA page_count") { $0.int(0) })
    try test.store.database.execute("PRAGMA max_page_count = \(pages + 40)")
    var saved: [Dossier] = []
    var refused: StoreError?
    while refused == nil, saved.count < 1_000 {
      let before = try test.store.digest()
      do {
        saved.append(try test.accept())
      } catch {
        refused = error
        #expect(try test.store.digest() == before)
      }
    }
    #expect(refused == .diskFull)
    #expect(!saved.isEmpty)
    for dossier in saved { #expect(try test.store.dossier(dossier.id) == dossier) }
    try test.store.database.execute("PRAGMA max_page_count = 100000")
    let next = try test.accept()
    #expect(next.number == MadeUp.number(saved.count + 1, log: "7K3M"))
  }

  @Test("另一个程序占着写：说被占用，没有保存")
  func busy() throws {
    let test = try TestStore()
    let other = try Database(test.directory + "/store.sqlite")
    try other.execute("BEGIN IMMEDIATE")
    try test.store.database.execute("PRAGMA busy_timeout = 1")
    #expect(throws: StoreError.busy) { try test.accept() }
    try other.execute("ROLLBACK")
    try test.accept()
  }

  @Test("磁盘出错以后不再写，直到重开")
  func stopsAfterDiskError() throws {
    let test = try TestStore()
    let dossier = try test.accept()
    #expect(throws: StoreError.diskError(code: 1_034)) {
      try test.store.write { () throws(StoreError) in throw .diskError(code: 1_034) }
    }
    #expect(throws: StoreError.stopped) { try test.accept() }
    #expect(throws: StoreError.stopped) { try test.store.checkpoint() }
    #expect(try test.store.dossier(dossier.id) == dossier)
    try test.reopen()
    try test.accept()
  }

  @Test("读不出来的一条：说哪张表，不带内容")
  func unreadable() throws {
    let test = try TestStore()
    let dossier = try test.accept()
    try test.store.database.run("UPDATE dossier SET content = ?", .blob(Array("{".utf8)))
    #expect(throws: StoreError.unreadable(table: "dossier", reason: "not JSON")) {
      try test.store.dossier(dossier.id)
    }
    try test.store.database.run(
      "UPDATE dossier SET content = ?", .blob(Array(#"{"id":"张三"}"#.utf8)))
    #expect {
      try test.store.dossier(dossier.id)
    } throws: {
      guard let error = $0 as? StoreError, case .unreadable("dossier", _) = error else {
        return false
      }
      return !"\(error)".contains("张三") && !error.explanation(of: .reading).contains("张三")
    }
  }
}

extension Opening {
  fileprivate func helped(by departments: [String]) -> Opening {
    Opening(
      matter: matter, title: title, meaning: meaning, department: department,
      cooperators: departments, steps: steps, waitsFor: waitsFor, mustPass: mustPass,
      missing: missing, clock: clock, tellsResult: tellsResult)
  }
}
