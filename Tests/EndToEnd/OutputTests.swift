import Domain
import Foundation
import Glibc
import Ledger
import SQLite
import Storage
import TestHall
import TestTerminal
import TestThreads
import Testing

/// What the commands of the counter let out, and to whom.
@Suite("命令的输出", .waiting)
struct OutputTests {
  private let hall: TestHall

  init() throws {
    hall = try TestHall()
    try hall.establish()
  }

  private static let supervised = ["export", "report", "results", "verify"]

  /// Runs the program by a shell, with a supervisor's passphrase where one is asked for.
  private func shell(
    _ script: String, _ words: [String], passphrase: String = TestHall.passphrase
  ) throws -> Ran {
    let isSupervised = OutputTests.supervised.contains(words[0])
    let arguments =
      isSupervised
      ? words + ["--account", TestHall.supervisor, "--passphrase-fd", "0"] : words
    return try Ran(
      "/bin/sh", ["-c", script, TestTerminal.built("yichuang")] + arguments,
      input: isSupervised ? passphrase + "\n" : "", environment: hall.variables)
  }

  @Test("First aid 8: every command ends with an error when its output cannot be written")
  func fullOutput() throws {
    try hall.fill(dossiers: 40)
    for words in [
      ["--help"], ["--version"], ["due", "2026-08-31", "25wd"], ["id", "640104199003070014"],
      ["export"], ["report"], ["verify"],
    ] {
      #expect(try shell("\"$0\" \"$@\" > /dev/null", words).status <= 1, "\(words)")
      let full = try shell("\"$0\" \"$@\" > /dev/full", words)
      #expect(full.status == 74, "\(words): \(full.status)")
      #expect(full.complaint.contains("输出没有写全"), "\(words): \(full.complaint)")
      for before in ["", "trap '' PIPE; "] {
        let script =
          "\(before){ sleep 0.1; \"$0\" \"$@\"; echo $? > '\(hall.root)/status'; } | true"
        let broken = try shell(script, words)
        let status = try String(contentsOfFile: hall.root + "/status", encoding: .utf8)
        #expect(status == "141\n" && broken.complaint.isEmpty, "\(words): \(status)")
      }
    }
  }

  @Test("First aid 18: an export shows control, bidi and invisible characters by their code")
  func hiddenCharacters() throws {
    let code = "\u{202E}\u{200B}\u{85}"
    try hall.fill(dossiers: 1)
    do {
      // As an earlier program may have stored it.
      let database = try Database.openStore(hall.storeDirectory + "/store.sqlite")
      try database.run(
        """
        UPDATE dossier SET content =
          CAST(replace(CAST(content AS TEXT), '"640104001"', ?) AS BLOB)
        """, .text("\"前\(code)后\""))
    }
    let ran = try shell("\"$0\" \"$@\"", ["export"])
    #expect(ran.status == 0)
    for scalar in code.unicodeScalars {
      #expect(!ran.output.unicodeScalars.contains(scalar))
    }
    #expect(ran.output.contains("前⟦U+202E⟧⟦U+200B⟧⟦U+0085⟧后"))
    let line = try #require(ran.lines.first)
    _ = try JSONSerialization.jsonObject(with: Data(line.utf8))
  }

  @Test(
    "First aid 18: a wrong passphrase on the command line leaves a line of audit, and no word of itself"
  )
  func wrongPassphrases() throws {
    func failures() throws -> Int {
      try hall.store().auditTrail(limit: 100).count {
        $0.kind == .auditSignInFailed && $0.clerk == "account-3"
      }
    }
    for (index, words) in OutputTests.supervised.enumerated() {
      let ran = try shell("\"$0\" \"$@\"", [words], passphrase: "一句特别的错口令")
      #expect(ran.status == 77 && ran.output.isEmpty)
      #expect(try failures() == index + 1, "\(words)")
    }
    // The fifth one locks, and is written down, too; what is not looked at is not.
    #expect(
      try shell("\"$0\" \"$@\"", ["export"], passphrase: "一句特别的错口令").complaint.contains("锁定"))
    #expect(try failures() == 5)
    #expect(try shell("\"$0\" \"$@\"", ["export"]).complaint.contains("锁定"))
    #expect(try failures() == 5)
    // Somebody who is no supervisor, under his own name.
    _ = try Ran(
      "yichuang", ["export", "--account", TestHall.clerk, "--passphrase-fd", "0"],
      input: TestHall.passphrase + "\n", environment: hall.variables)
    #expect(try hall.store().auditTrail(limit: 1).first?.clerk == "account-1")
    let files = try FileManager.default.contentsOfDirectory(atPath: hall.storeDirectory)
    for name in files.map({ hall.storeDirectory + "/" + $0 }) + [
      hall.logDirectory + "/yichuang.log"
    ] {
      let bytes = try Data(contentsOf: URL(filePath: name))
      #expect(bytes.range(of: Data("一句特别的错口令".utf8)) == nil, "\(name)")
    }
  }

  @Test("First aid 18: files of the counter are for their owner, under any umask, and tightened")
  func rights() throws {
    try hall.fill(dossiers: 2)
    let store = hall.storeDirectory
    for name in ["papers", "blobs", "blobs/01", "catalogue"] {
      mkdir(store + "/" + name, 0o755)
      chmod(store + "/" + name, 0o755)
    }
    for name in ["papers/a.txt", "device.key"] {
      try Data("x".utf8).write(to: URL(filePath: store + "/" + name))
    }
    for name in try FileManager.default.subpathsOfDirectory(atPath: store)
    // A key that others could read is said in red instead.
    where !name.hasPrefix("blobs") && !["papers", "catalogue", "device.key"].contains(name) {
      chmod(store + "/" + name, 0o644)
    }
    // A refusal stands in the log.
    _ = try shell("\"$0\" \"$@\"", ["export"], passphrase: "不是这个口令的口令")
    chmod(hall.logDirectory + "/yichuang.log", 0o644)
    let ran = try shell("umask 000; \"$0\" \"$@\" > '\(hall.root)/out'", ["export"])
    #expect(ran.status == 0, "\(ran.complaint)")
    let inside = try FileManager.default.subpathsOfDirectory(atPath: store)
    #expect(inside.contains("papers/a.txt") && inside.contains("blobs/01"))
    for path in inside.filter({ $0 != "device.key" }).map({ store + "/" + $0 })
      + [hall.root + "/out", hall.logDirectory, hall.logDirectory + "/yichuang.log"]
    {
      var status = stat()
      #expect(stat(path, &status) == 0 && status.st_mode & 0o077 == 0, "\(path)")
    }
  }
}
