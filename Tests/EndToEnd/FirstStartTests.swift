import Foundation
import Glibc
import SQLite
import Storage
import TestCentral
import TestHall
import TestLine
import TestRecorder
import TestTerminal
import TestThreads
import Testing

/// A first start that is stopped, and one over what is left of an earlier store.
@Suite("第一次打开", .waiting)
struct FirstStartTests {
  private static let desk = "F2 叫下一位"

  /// Fills the page of a first start but for its last Enter.
  private func fill(_ terminal: TestTerminal) throws {
    try terminal.wait(for: "初次设置", seconds: 30)
    try terminal.type("<Enter>xqq<Enter>", "640104 兴庆区")
    try terminal.type("示例街道便民服务中心<Enter><Enter>" + TestHall.supervisor + "<Enter>")
    try terminal.type(TestHall.passphrase + "<Enter>" + TestHall.passphrase, "再输一次")
  }

  @Test("First aid 5: a first start that is killed at any step leaves a whole store, or none")
  func killed() throws {
    let whole = try TestHall()
    let recorder = TestRecorder(log: whole.root + "/steps")
    let terminal = try whole.open(environment: recorder.variables())
    try fill(terminal)
    let before = recorder.steps.count
    try terminal.type("<Enter>", FirstStartTests.desk)
    let steps = recorder.steps
    try #require(before > 5 && steps.count > before, "\(steps)")
    var (none, all) = (0, 0)
    for step in before...steps.count + 1 {
      let hall = try TestHall()
      let steps = TestRecorder(log: hall.root + "/steps")
      let first = try hall.open(environment: steps.variables(killingAt: step))
      do {
        try fill(first)
        try first.type("<Enter>", FirstStartTests.desk)
      } catch TestTerminalError.closed {
        // Killed, as it was to be.
      }
      first.signal(9)
      first.drain()
      let again = try hall.open()
      try again.wait("a first page", seconds: 30) {
        $0.screen.contains("初次设置") || $0.screen.contains("离线也能登录")
      }
      if again.screen.contains("初次设置") {
        none += 1
        let store = try hall.store()
        #expect(try store.accounts().isEmpty && store.setting("station.hall") == nil)
      } else {
        all += 1
        try again.signIn(TestHall.supervisor)
      }
      again.signal(9)
      again.drain()
    }
    #expect(none > 0 && all > 0)
  }

  @Test("First aid 5: what an earlier program left half begun is begun again")
  func halfBegun() throws {
    let hall = try TestHall()
    try FileManager.default.createDirectory(
      atPath: hall.root + "/data", withIntermediateDirectories: true)
    do {
      let store = try hall.store()
      for (key, value) in [
        ("hall", "640104001"), ("title", "示例大厅"), ("division", "640104"), ("counter", "1"),
      ] {
        try store.setSetting("station." + key, value)
      }
    }
    let terminal = try hall.open()
    try fill(terminal)
    try terminal.type("<Enter>", FirstStartTests.desk)
    #expect(try hall.store().accounts().count == 1)
  }

  @Test(
    "First aid 6: no first start and no dossier is acknowledged before all its names are on the disk"
  )
  func durable() throws {
    let hall = try TestHall()
    let recorder = TestRecorder(log: hall.root + "/steps")
    let terminal = try hall.open(environment: recorder.variables())
    try fill(terminal)
    try terminal.type("<Enter>", FirstStartTests.desk)
    let spared = ["-shm", ".lock", ".log", "/steps"]
    #expect(recorder.steps.contains { $0.kind == "mkdir" && $0.path.hasSuffix("/data/yichuang") })
    #expect(recorder.unsafe(under: hall.root, excluding: spared) == [])
    try terminal.menu("21")
    try terminal.type("1<Enter><F2>", "─ 申请人")
    let typed = TypedDossier(
      name: "张示例", idNumber: "640104199003070014", phone: "19900000014")
    for piece in typed.pieces { try terminal.type(piece.keys) }
    try terminal.type(TypedDossier.submit, "已存为")
    #expect(recorder.steps.contains { $0.newPath.contains("/papers/") })
    #expect(recorder.unsafe(under: hall.root, excluding: spared) == [])
  }

  @Test("First aid 6: the key of a device, and what central sent, are on the disk with their names")
  func joined() throws {
    let central = try TestCentral()
    let place = try TestHall()
    let recorder = TestRecorder(log: place.root + "/steps")
    let counter = try JoinedHall(
      central, port: central.port, counter: 1, environment: recorder.variables())
    #expect(recorder.steps.contains { $0.newPath.hasSuffix("/device.key") })
    // The counter goes on writing: what is on its way is on the disk a moment later.
    try counter.terminal.wait("everything on the disk") { _ in
      recorder.unsafe(under: counter.hall.root, excluding: ["-shm", ".lock", ".log"]) == []
    }
  }

  @Test(
    "First aid 4: a counter whose data file is gone or empty says so, and sets nothing up",
    arguments: ["store.sqlite-wal", "papers", "blobs", "device.key", "catalogue"])
  func gone(left: String) throws {
    let hall = try TestHall()
    try hall.establish()
    let directory = hall.storeDirectory
    let path = directory + "/store.sqlite"
    for name in try FileManager.default.contentsOfDirectory(atPath: directory) {
      try FileManager.default.removeItem(atPath: directory + "/" + name)
    }
    if ["papers", "blobs", "catalogue"].contains(left) {
      mkdir(directory + "/" + left, 0o700)
    } else {
      try Data("left".utf8).write(to: URL(filePath: directory + "/" + left))
      chmod(directory + "/" + left, 0o600)
    }
    func names() throws -> [String] {
      try FileManager.default.contentsOfDirectory(atPath: directory).sorted()
    }
    /// Nothing, an empty file, a database without a table, and another program's file.
    for kind in 0...3 {
      try? FileManager.default.removeItem(atPath: path)
      switch kind {
      case 1: try Data().write(to: URL(filePath: path))
      case 2 where left == "store.sqlite-wal": continue  // a WAL that is no WAL is discarded
      case 2: try Database(path).execute("VACUUM")
      case 3: try Data("hello, this is a text".utf8).write(to: URL(filePath: path))
      default: break
      }
      chmod(path, 0o600)
      let (listed, digest) = (try names(), try hall.digest())
      for words in [[], ["export"], ["verify"], ["report"]] {
        let supervised =
          words.isEmpty ? [] : ["--account", TestHall.supervisor, "--passphrase-fd", "3"]
        let script = "exec \"$0\" \"$@\" 2>'\(hall.root)/complaint' 3<'\(hall.root)/pass'"
        try Data("\(TestHall.passphrase)\n".utf8).write(to: URL(filePath: hall.root + "/pass"))
        let terminal = try TestTerminal(
          "/bin/sh",
          arguments: ["-c", script, TestTerminal.built("yichuang")] + words + supervised,
          environment: hall.variables)
        #expect((1..<126).contains(terminal.exitStatus(seconds: 20)))
        let text = try String(contentsOfFile: hall.root + "/complaint", encoding: .utf8)
        if kind == 3 {
          #expect(text.contains("损坏") || text.contains("不是本程序的数据"), "\(text)")
        } else {
          #expect(text.contains("不见了") && text.contains(left), "\(kind) \(words) \(text)")
        }
        #expect(try hall.digest() == digest, "\(kind) \(words)")
        #expect(try names() == listed, "\(kind) \(words)")
      }
    }
  }

  @Test("First aid 4: where there was never a store, a command makes none")
  func nothingThere() throws {
    let hall = try TestHall()
    let ran = try Ran(
      "yichuang", ["export", "--account", "某人", "--passphrase-fd", "0"], input: "x\n",
      environment: hall.variables)
    #expect(ran.status == 1 && ran.complaint.contains("没有一窗的数据"))
    #expect(!FileManager.default.fileExists(atPath: hall.storeDirectory))
  }
}
