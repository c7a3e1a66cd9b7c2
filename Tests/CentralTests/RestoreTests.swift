import Crypto
import Foundation
import Glibc
import JSON
import SQLite
import TestHall
import TestPostgres
import TestRecorder
import Testing

@testable import Central

/// A backup in the place of the store: looked at first, and whole at every moment.
@Suite("恢复备份", .serialized)
struct RestoreTests {
  private let root: String

  init() throws {
    root = NSTemporaryDirectory() + "restore-" + UUID().uuidString
    try FileManager.default.createDirectory(
      atPath: root, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
  }

  private func command(
    _ words: [String], data: String, _ environment: [String: String] = [:]
  ) throws -> Ran {
    try Ran(RunningCentral.program, words + ["--data", data], environment: environment)
  }

  private func makeData(_ name: String) throws -> String {
    let path = root + "/" + name
    try FileManager.default.createDirectory(
      atPath: path, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
    return path
  }

  private func giveCode(_ data: String) throws {
    #expect(try command(["admin", "code", "--hall", "640104101"], data: data).status == 0)
  }

  /// Registration codes in a store, which tell the copies apart.
  private func codes(_ path: String) throws -> Int {
    try Database(path, .readOnly).queryFirst("SELECT count(*) FROM code") { $0.int(0) } ?? -1
  }

  private func epoch(_ path: String) throws -> String {
    try Database(path, .readOnly).queryFirst("SELECT v FROM meta WHERE k = 'epoch'") {
      $0.text(0)
    } ?? ""
  }

  /// A killed service with two codes, the second one only in the WAL; and a backup
  /// from when there was one.
  private func makeKilled() throws -> (data: String, backup: String) {
    let data = try makeData("data")
    try giveCode(data)
    let backup = root + "/backup"
    #expect(try command(["backup", backup], data: data).status == 0)
    let central = try RunningCentral(data)
    try giveCode(data)
    _ = central.end(SIGKILL)
    let log = try FileManager.default.contentsOfDirectory(atPath: data).filter {
      $0.hasPrefix("log-")
    }
    for name in log { try FileManager.default.removeItem(atPath: data + "/" + name) }
    try #require(FileManager.default.fileExists(atPath: data + "/central.db-wal"))
    return (data, backup)
  }

  /// Every file under a directory, with its rights and its bytes.
  private func digest(_ directory: String) throws -> [String] {
    let paths = (FileManager.default.enumerator(atPath: directory)?.allObjects as? [String]) ?? []
    return try paths.sorted().map { path in
      let attributes = try FileManager.default.attributesOfItem(atPath: directory + "/" + path)
      let mode = String((attributes[.posixPermissions] as? Int) ?? 0, radix: 8)
      let isPlain = attributes[.type] as? FileAttributeType == .typeRegular
      let bytes = isPlain ? try Data(contentsOf: URL(filePath: directory + "/" + path)) : Data()
      return "\(path) \(mode) \(Hex.text(SHA256.hash([UInt8](bytes))))"
    }
  }

  @Test(
    "First aid 4: a backup that is no whole store of central is refused, and every byte stays")
  func refusals() throws {
    let (data, backup) = try makeKilled()
    let whole = try Data(contentsOf: URL(filePath: backup))
    func put(_ name: String, _ bytes: Data) throws -> String {
      try bytes.write(to: URL(filePath: root + "/" + name))
      return root + "/" + name
    }
    func altered(_ name: String, _ sql: String...) throws -> String {
      let path = try put(name, whole)
      let database = try Database(path)
      for statement in sql { try database.execute(statement) }
      return path
    }
    let other = root + "/other"
    try Database(other).execute("CREATE TABLE meta (k TEXT, v TEXT); CREATE TABLE x (y);")
    var torn = whole
    torn.replaceSubrange(4096 * 6..<4096 * 9, with: Data(repeating: 0x41, count: 4096 * 3))
    mkfifo(root + "/fifo", 0o600)
    let unfinished = try put("unfinished", whole)
    _ = try put("unfinished-wal", Data(repeating: 1, count: 100))
    let lines = """
      INSERT INTO log (county, log, device, last, hash, durable, mark, forked) VALUES ('640104', 'ABCD', 'd', 1, x'00', 0, 0, 0);
      INSERT INTO op VALUES ('640104', 'ABCD', 1, 'o', 'e', 'k', 'c', x'00', x'00', '{}', 0);
      """
    let cases = [
      (root + "/none", "读不了"), (root + "/fifo", "不是普通文件"), ("/dev/zero", "不是普通文件"),
      (root, "不是普通文件"), (try put("empty", Data()), "不是中心的备份"),
      (try put("text", Data("SQLite format 3".utf8)), "不是中心的备份"),
      (try put("short", whole.prefix(4096)), "不能恢复"), (try put("torn", torn), "不能恢复"),
      (other, "不是中心的数据"), (unfinished, "没有收尾"),
      (try altered("newer", "UPDATE meta SET v = '99' WHERE k = 'schema'"), "更新版本"),
      (try altered("poorer", "DROP TABLE entity"), "没有表 entity"),
      (try altered("chain", lines), "散列链"), (data + "/central.db", "就是现在的数据文件"),
    ]
    for (path, words) in cases {
      let before = try digest(root)
      let ran = try command(["restore", path], data: data)
      #expect(ran.status == 1 && ran.complaint.contains(words), "\(path): \(ran.complaint)")
      #expect(try digest(root) == before, "\(path)")
      // Nor is a directory made for what cannot be restored.
      if path != data + "/central.db" {
        #expect(try command(["restore", path], data: root + "/new").status == 1)
        #expect(!FileManager.default.fileExists(atPath: root + "/new"))
      }
    }
    #expect(try codes(data + "/central.db") == 2)
  }

  @Test("First aid 4: a WAL that stands beside no store is not played into the restored one")
  func strayLog() throws {
    let (data, backup) = try makeKilled()
    let wal = try Data(contentsOf: URL(filePath: data + "/central.db-wal"))
    try FileManager.default.removeItem(atPath: data + "/central.db")
    let ran = try command(["restore", backup], data: data)
    #expect(ran.status == 0, "\(ran.complaint)")
    #expect(try command(["verify"], data: data).status == 0)
    #expect(try codes(data + "/central.db") == 1)
    // It is kept: it may be all that is left.
    let kept = try FileManager.default.contentsOfDirectory(atPath: data).filter {
      $0.hasPrefix("central.db.before-") && $0.hasSuffix("-wal")
    }
    try #require(kept.count == 1)
    #expect(try Data(contentsOf: URL(filePath: data + "/" + kept[0])) == wal)
  }

  @Test("First aid 4: a damaged store is put aside with its WAL, and the backup serves")
  func damagedStore() throws {
    let (data, backup) = try makeKilled()
    try Data(repeating: 0x41, count: 8_192).write(to: URL(filePath: data + "/central.db"))
    let ran = try command(["restore", backup], data: data)
    #expect(ran.status == 0, "\(ran.complaint)")
    #expect(try command(["verify"], data: data).status == 0)
    #expect(try codes(data + "/central.db") == 1)
  }

  @Test(
    "First aid 4: a restore that is killed at any step leaves the old store or the new one, whole")
  func killed() throws {
    let (data, backup) = try makeKilled()
    let served = try epoch(backup)
    var (old, new) = (0, 0)
    for step in 1... {
      let place = root + "/run"
      try FileManager.default.copyItem(atPath: data, toPath: place)
      defer { try? FileManager.default.removeItem(atPath: place) }
      let recorder = TestRecorder(log: root + "/steps")
      let ran = try command(
        ["restore", backup], data: place, recorder.variables(killingAt: step))
      if ran.status == 0 {
        #expect(step > 30, "the steps are not seen")
        break
      }
      // Nothing is served that counters would take for what they know.
      let verified = try command(["verify"], data: place)
      #expect(verified.status == 0, "step \(step): \(verified.complaint)")
      switch try codes(place + "/central.db") {
      case 2: old += 1
      case 1:
        new += 1
        #expect(try epoch(place + "/central.db") != served, "step \(step)")
      case let count: Issue.record("step \(step): \(count) codes")
      }
      let again = try command(["restore", backup], data: place)
      #expect(again.status == 0, "step \(step): \(again.complaint)")
      #expect(try codes(place + "/central.db") == 1)
      recorder.clear()
    }
    #expect(old > 20 && new > 0)
  }

  @Test("First aid 4: central does not begin anew where its store is gone or empty")
  func gone() throws {
    let (data, _) = try makeKilled()
    let store = data + "/central.db"
    let whole = try Data(contentsOf: URL(filePath: store))
    let wal = data + "/central.db-wal"
    let serve = ["serve", "--plain", "yes", "--address", "127.0.0.1", "--port", "0"]
    func expectRefused(_ words: String, _ commands: [[String]]) throws {
      for arguments in commands {
        let before = try digest(root)
        let ran = try command(arguments, data: data)
        #expect(ran.status == 1 && ran.complaint.contains(words), "\(arguments) \(ran.complaint)")
        #expect(try digest(root) == before, "\(arguments)")
      }
    }
    let all = [serve, ["admin", "devices"], ["verify"], ["backup", root + "/never"]]
    // The WAL alone, the empty file with it; then what else a service leaves.
    try FileManager.default.removeItem(atPath: data + "/central.db-shm")
    try FileManager.default.removeItem(atPath: store)
    try expectRefused("这里原来有中心的数据", all)
    try Data().write(to: URL(filePath: store))
    chmod(store, 0o600)
    try expectRefused("这里原来有中心的数据", all)
    try FileManager.default.removeItem(atPath: wal)
    for name in ["blobs", "central.hwm"] {
      let path = data + "/" + name
      try? FileManager.default.removeItem(atPath: data + "/central.hwm")
      if name == "blobs" {
        try FileManager.default.createDirectory(
          atPath: path, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
      } else {
        try Data("3\n".utf8).write(to: URL(filePath: path))
        chmod(path, 0o600)
      }
      try expectRefused("这里原来有中心的数据", all)
      try FileManager.default.removeItem(atPath: path)
    }
    // Another program's file.
    try Data("hello".utf8).write(to: URL(filePath: store))
    chmod(store, 0o600)
    try expectRefused("不是中心的数据", all)
    try FileManager.default.removeItem(atPath: store)
    do { try Database(store).execute("CREATE TABLE theirs (x)") }
    chmod(store, 0o600)
    try expectRefused("不是中心的数据", all)
    // Where there was never anything, backup and verify make nothing.
    try FileManager.default.removeItem(atPath: store)
    try expectRefused("没有中心的数据", [["verify"], ["backup", root + "/never"]])
    try whole.write(to: URL(filePath: store))
    #expect(try command(["verify"], data: data).status == 0)
  }

  @Test("First aid 4: PostgreSQL is restored in one transaction, or stays as it was")
  func postgres() throws {
    let server = try TestPostgres()
    let data = try makeData("pg")
    let store = ["--store", server.address]
    func run(_ words: [String]) throws -> Ran { try command(words + store, data: data) }
    #expect(try run(["admin", "code", "--hall", "640104101"]).status == 0)
    let backup = root + "/pg.backup"
    #expect(try run(["backup", backup]).status == 0)
    #expect(try run(["admin", "code", "--hall", "640104101"]).status == 0)
    func codes() throws -> String { try server.ask("SELECT count(*) FROM code") }
    func epoch() throws -> String { try server.ask("SELECT v FROM meta WHERE k = 'epoch'") }
    let whole = try Data(contentsOf: URL(filePath: backup))
    let served = try epoch()
    let text = root + "/text"
    try Data("hello".utf8).write(to: URL(filePath: text))
    let short = root + "/short"
    try whole.prefix(whole.count * 2 / 3).write(to: URL(filePath: short))
    // A dump of another program, and one whose chain was changed.
    _ = try server.ask("CREATE DATABASE other")
    let theirs = root + "/theirs"
    let other = server.address.replacingOccurrences(of: "dbname=postgres", with: "dbname=other")
    let dumped = try Ran(
      "/usr/bin/pg_dump", ["--format=custom", "--file=\(theirs)", "--dbname=\(other)"])
    #expect(dumped.status == 0)
    let forged = root + "/forged"
    _ = try server.ask(
      "INSERT INTO op VALUES ('640104', 'ABCD', 1, 'o', 'e', 'k', 'c', '\\x00', '\\x00', '{}', 0)")
    #expect(try run(["backup", forged]).status == 0)
    _ = try server.ask("DELETE FROM op")
    for (path, words) in [
      (text, "不能恢复"), (short, "没有改动"), (theirs, "没有改动"), (forged, "没有改动"),
    ] {
      let ran = try run(["restore", path])
      #expect(ran.status == 1 && ran.complaint.contains(words), "\(path) \(ran.complaint)")
      #expect(try codes() == "2\n" && epoch() == served, "\(path)")
    }
    let restored = try run(["restore", backup])
    #expect(restored.status == 0, "\(restored.complaint)")
    #expect(try codes() == "1\n" && epoch() != served)
    #expect(try run(["verify"]).status == 0)
  }
}
