import Foundation
import Glibc
import TestHall
import TestRecorder
import Testing

@testable import Central

/// What the commands of central say, open and leave behind.
@Suite("中心的命令", .serialized)
struct CommandTests {
  private let root: String
  private var data: String { root + "/data" }

  init() throws {
    root = NSTemporaryDirectory() + "commands-" + UUID().uuidString
    try FileManager.default.createDirectory(
      atPath: root + "/data", withIntermediateDirectories: true,
      attributes: [.posixPermissions: 0o700])
  }

  private func command(_ words: [String], _ environment: [String: String] = [:]) throws -> Ran {
    try Ran(RunningCentral.program, words + ["--data", data], environment: environment)
  }

  /// The same by a shell, with what it does before and where it sends the output.
  private func shell(_ script: String, _ words: [String]) throws -> Ran {
    try Ran("/bin/sh", ["-c", script, RunningCentral.program] + words + ["--data", data])
  }

  private static let serve = ["serve", "--plain", "yes", "--address", "127.0.0.1", "--port", "0"]

  @Test("First aid 8: an output that cannot be written is said, and the status is not 0")
  func fullOutput() throws {
    #expect(try command(["admin", "code", "--hall", "640104101"]).status == 0)
    for words in [
      ["help"], ["version"], ["admin", "code", "--hall", "640104101"],
      ["admin", "token", "--name", "管理员"], ["verify"], ["backup", root + "/backup"],
      ["restore", root + "/backup"],
    ] {
      if words.first == "backup" { try? FileManager.default.removeItem(atPath: words[1]) }
      let full = try shell("\"$0\" \"$@\" > /dev/full", words)
      #expect(full.status == 74, "\(words)")
      #expect(full.complaint.contains("输出没有写全"), "\(words) \(full.complaint)")
      try? FileManager.default.removeItem(atPath: root + "/backup")
      _ = try command(["backup", root + "/backup"])
      // Nobody reads: quiet, and not 0; also where SIGPIPE is ignored.
      for before in ["", "trap '' PIPE; "] {
        try? FileManager.default.removeItem(atPath: root + "/backup.2")
        let again = words.first == "backup" ? ["backup", root + "/backup.2"] : words
        let script =
          "\(before){ sleep 0.1; \"$0\" \"$@\"; echo $? > '\(root)/status'; } | true"
        let broken = try shell(script, again)
        let status = try String(contentsOfFile: root + "/status", encoding: .utf8)
        #expect(status == "141\n" && broken.complaint.isEmpty, "\(words) \(status)")
      }
    }
  }

  @Test(
    "First aid 8: pipes, devices and directories in the place of a file are refused at once",
    arguments: ["pipe", "/dev/zero", "directory", "none"])
  func plainFiles(kind: String) throws {
    mkfifo(root + "/pipe", 0o600)
    mkdir(root + "/directory", 0o700)
    mkdir(root + "/packs", 0o700)
    mkfifo(root + "/packs/a.json", 0o600)
    let good = root + "/good"
    try Data("x".utf8).write(to: URL(filePath: good))
    let path = kind.hasPrefix("/") ? kind : root + "/" + kind
    for words in [
      ["serve", "--certificate", path, "--key", good],
      ["serve", "--certificate", good, "--key", path],
      ["admin", "devices", "--config", path], ["restore", path],
      ["admin", "publish", root + "/packs"],
    ] {
      let ran = try shell("timeout 20 \"$0\" \"$@\"", words)
      #expect(ran.status == 1 || ran.status == 2, "\(words) \(ran.status)")
      let reason = kind == "none" && words[1] != "publish" ? path : "不是普通文件"
      #expect(ran.complaint.contains(reason), "\(words) \(ran.complaint)")
    }
  }

  @Test("First aid 18: everything that central makes is for its owner, under any umask")
  func rights() throws {
    func run(_ words: [String]) throws {
      #expect(try shell("umask 000; \"$0\" \"$@\"", words).status == 0)
    }
    try run(["admin", "code", "--hall", "640104101"])
    try run(["backup", root + "/backup"])
    try run(["restore", root + "/backup"])
    // What an earlier program, a copy or an unpacked archive left open.
    for name in try FileManager.default.contentsOfDirectory(atPath: data) {
      chmod(data + "/" + name, 0o644)
    }
    mkdir(data + "/blobs", 0o755)
    chmod(data + "/blobs", 0o755)
    let central = try RunningCentral(data)
    let names = try FileManager.default.contentsOfDirectory(atPath: data)
    #expect(names.contains("central.db-wal") && names.contains("secret"))
    // The log is this test's own.
    for path in names.filter({ !$0.hasPrefix("log-") }).map({ data + "/" + $0 })
      + [root + "/backup"]
    {
      var status = stat()
      #expect(stat(path, &status) == 0 && status.st_mode & 0o077 == 0, "\(path)")
    }
    #expect(central.end(SIGTERM) == 0)
  }

  @Test("First aid 6: names and contents are on the disk when a command of central has said so")
  func durable() throws {
    let recorder = TestRecorder(log: root + "/steps")
    let place = root + "/a/b/c"
    for words in [
      ["admin", "code", "--hall", "640104101"], ["backup", root + "/backup"],
      ["restore", root + "/backup"],
    ] {
      let ran = try Ran(
        RunningCentral.program, words + ["--data", place], environment: recorder.variables())
      #expect(ran.status == 0, "\(ran.complaint)")
      #expect(recorder.steps.contains { $0.path.hasSuffix("central.db") })
      #expect(recorder.unsafe(under: root, excluding: ["-shm", ".lock"]) == [], "\(words)")
      recorder.clear()
    }
  }
}
