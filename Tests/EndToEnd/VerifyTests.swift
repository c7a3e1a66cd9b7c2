import Foundation
import SQLite
import TestHall
import TestTerminal
import TestThreads
import Testing

// What `yichuang verify` notices: somebody changed the store with SQL.
@Suite("核对数据", .waiting) struct VerifyTests {
  private let hall: TestHall

  /// A counter that somebody has worked at and left in order.
  init() throws {
    hall = try TestHall()
    try hall.establish()
    try hall.fill(dossiers: 6)
    let terminal = try hall.open()
    try terminal.signIn()
    // Follow-ups and marks are read at rest.
    let database = try Database(file, .readOnly)
    try terminal.wait("follow-ups and marks", seconds: 60) { _ in
      (try? database.query("SELECT value FROM meta WHERE key = 'aftercare'") { $0.text(0) })?
        .first?.hasPrefix("6 ") ?? false
    }
    #expect(try terminal.quit() == 0)
  }

  private func verify() throws -> Ran {
    try Ran(
      "yichuang", ["verify", "--account", TestHall.supervisor, "--passphrase-fd", "0"],
      input: TestHall.passphrase + "\n", environment: hall.variables)
  }

  private var file: String { hall.storeDirectory + "/store.sqlite" }

  /// Changes the store, looks, and puts it back.
  private func tampering(_ body: (Database) throws -> Void) throws -> Ran {
    let aside = hall.root + "/aside"
    try FileManager.default.copyItem(atPath: hall.storeDirectory, toPath: aside)
    do {
      let database = try Database(file, .readWrite)
      try body(database)
      _ = try database.checkpoint(truncating: true)
    }
    let ran = try verify()
    try FileManager.default.removeItem(atPath: hall.storeDirectory)
    try FileManager.default.moveItem(atPath: aside, toPath: hall.storeDirectory)
    return ran
  }

  @Test("First aid 17: a changed row of any table is noticed, and the words name the table")
  func everyTable() throws {
    let clean = try verify()
    #expect(clean.status == 0, "\(clean.output) \(clean.complaint)")
    let database = try Database(file, .readWrite)
    let tables = try database.query(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    ) { $0.text(0) }
    #expect(tables.count > 20)
    for table in tables.sorted() {
      let columns = try database.query("SELECT name, type, pk FROM pragma_table_info('\(table)')") {
        (name: $0.text(0), type: $0.text(1), isKey: $0.int(2) > 0)
      }
      let isEmpty = try database.query("SELECT 1 FROM \(table) LIMIT 1") { $0.int(0) }.isEmpty
      let column = columns.last { !$0.isKey } ?? columns[columns.count - 1]
      let value = ["INTEGER": "1", "BLOB": "x'7b7d'", "TEXT": "'x1'"]
      let ran = try tampering { database in
        if isEmpty {
          let values = columns.map { value[$0.type] ?? "1" }.joined(separator: ", ")
          try database.execute(
            "PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON; INSERT INTO \(table) VALUES (\(values))"
          )
        } else {
          let new =
            column.type == "INTEGER" ? "1 - abs(\(column.name)) % 2" : value[column.type] ?? "1"
          try database.execute(
            """
            PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON;
            UPDATE \(table) SET \(column.name) = \(new)
            """)
        }
      }
      #expect(ran.status != 0, "\(table)")
      let words = ran.output + ran.complaint
      #expect(
        words.contains(table) || ["op", "log", "meta"].contains(table) && words.contains("日志"),
        "\(table): \(words)")
      #expect(!words.contains("64010419"), "\(table)")
    }
  }

  @Test(
    "First aid 17: a log that was cut or written anew, with its marks corrected, is noticed by its signed end"
  )
  func cut() throws {
    let ran = try tampering { database in
      // Everything of the last dossier, as if it had never been.
      try database.execute(
        """
        DELETE FROM op WHERE seq > (SELECT max(seq) - 3 FROM op);
        UPDATE meta SET value = (SELECT max(seq) FROM op) WHERE key = 'op_seq';
        UPDATE meta SET value = (SELECT hash FROM op ORDER BY seq DESC LIMIT 1)
          WHERE key = 'op_hash';
        """)
    }
    #expect(ran.status == 1)
    #expect(ran.output.contains("签过名的前"), "\(ran.output)")
    let seal = hall.storeDirectory + "/store.seal"
    let good = try Data(contentsOf: URL(filePath: seal))
    var other = good
    other[other.count - 5] = other[other.count - 5] == 0x30 ? 0x31 : 0x30
    try other.write(to: URL(filePath: seal))
    #expect(try verify().output.contains("不是本机密钥签的"))
    try FileManager.default.removeItem(atPath: seal)
    let missing = try verify()
    #expect(missing.status == 1 && missing.output.contains("store.seal 不见了"))
    try good.write(to: URL(filePath: seal))
    #expect(try verify().status == 0)
    let key = hall.storeDirectory + "/device.key"
    try FileManager.default.removeItem(atPath: key)
    let keyless = try verify()
    #expect(keyless.status == 1 && keyless.output.contains("device.key 不见了"))
  }
}
