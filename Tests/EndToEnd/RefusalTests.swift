import Foundation
import SQLite
import TestHall
import TestTerminal
import TestThreads
import Testing

/// Starts that must not happen: one clear message, an exit code, nothing changed.
@Suite("不能启动时", .waiting)
struct RefusalTests {
  private let hall: TestHall

  init() throws {
    hall = try TestHall()
    try hall.establish()
  }

  /// Starts the program on a terminal with its complaints in a file.
  private func start(
    _ arguments: [String] = [], environment: [String: String] = [:], before: String = ":"
  ) throws -> (status: Int, complaint: String) {
    let file = hall.root + "/complaint"
    let terminal = try TestTerminal(
      "/bin/sh",
      arguments: [
        "-c", "\(before); exec \"$0\" \"$@\" 2>'\(file)'", TestTerminal.built("yichuang"),
      ]
        + arguments,
      environment: hall.variables.merging(environment) { $1 })
    let status = terminal.exitStatus(seconds: 20)
    return (status, try String(contentsOfFile: file, encoding: .utf8))
  }

  /// Refused: one line that holds `words`, and the store is byte for byte as it was.
  private func expectRefused(
    _ arguments: [String] = [], environment: [String: String] = [:], before: String = ":",
    lines: Int = 1, words: [String]
  ) throws {
    let digest = try hall.digest()
    let (status, complaint) = try start(arguments, environment: environment, before: before)
    #expect((1..<126).contains(status), "exit status \(status)")
    #expect(complaint.split(separator: "\n").count == lines, "\(complaint)")
    #expect(complaint.hasPrefix("yichuang: "))
    for word in words { #expect(complaint.contains(word), "\(complaint)") }
    let after = try hall.digest()
    #expect(after.filter { !digest.contains($0) } == [])
    #expect(after.count == digest.count)
  }

  @Test("选项不对：说清找到什么、可用什么")
  func options() throws {
    try expectRefused(["--theem", "dark"], words: ["“--theem”", "--theme"])
    try expectRefused(["--theme", "pink"], words: ["--theme pink", "light, dark or mono"])
  }

  @Test("TERM 不能用、不是终端")
  func terminal() throws {
    for term in ["dumb", "nonsense"] {
      try expectRefused(environment: ["TERM": term], words: ["TERM=xterm-256color"])
    }
    let digest = try hall.digest()
    let piped = try Ran("yichuang", [], environment: hall.variables)
    #expect(piped.status != 0 && piped.complaint.contains("终端"), "\(piped.complaint)")
    #expect(!piped.output.contains("\u{1B}"))
    #expect(try hall.digest() == digest)
  }

  @Test("同一数据目录已经打开")
  func held() throws {
    let first = try hall.open()
    try first.wait(for: "离线也能登录")
    let (status, complaint) = try start()
    #expect(status == 1)
    #expect(complaint.contains("正被另一个一窗程序使用") && complaint.contains(hall.storeDirectory))
    try first.signIn()
  }

  @Test("数据是更新的程序写的、已损坏、不是一窗的")
  func stores() throws {
    let path = hall.storeDirectory + "/store.sqlite"
    do {
      let store = try Database.openStore(path)
      try store.execute("PRAGMA user_version = 99; PRAGMA wal_checkpoint(TRUNCATE);")
    }
    try expectRefused(words: ["更新版本", "第99版", "没有改动"])
    let whole = try Data(contentsOf: URL(filePath: path))
    try Data(repeating: 0x41, count: 8192).write(to: URL(filePath: path))
    try expectRefused(words: ["损坏"])
    try whole.prefix(whole.count / 2).write(to: URL(filePath: path))
    let (status, complaint) = try start()
    #expect(status != 0 && !complaint.isEmpty)
    try FileManager.default.removeItem(atPath: path)
    do {
      let other = try Database(path)
      try other.execute("CREATE TABLE other (x TEXT) STRICT; PRAGMA wal_checkpoint(TRUNCATE);")
    }
    try expectRefused(words: ["不是本程序的数据", path])
  }

  @Test("拒绝以后，数据目录里不多一个文件")
  func nothingLeft() throws {
    let path = hall.storeDirectory + "/store.sqlite"
    func names() throws -> [String] {
      try FileManager.default.contentsOfDirectory(atPath: hall.storeDirectory).sorted()
    }
    do {
      let store = try Database.openStore(path)
      try store.execute("PRAGMA user_version = 99; PRAGMA wal_checkpoint(TRUNCATE);")
    }
    #expect(try names() == ["store.sqlite"])
    try expectRefused(words: ["更新版本"])
    #expect(try names() == ["store.sqlite"])
    try FileManager.default.removeItem(atPath: path)
    do {
      let other = try Database(path)
      try other.execute(
        "PRAGMA journal_mode = WAL; CREATE TABLE other (x TEXT) STRICT;"
          + "PRAGMA wal_checkpoint(TRUNCATE);")
    }
    try expectRefused(words: ["不是本程序的数据"])
    #expect(try names() == ["store.sqlite"])
  }

  @Test("第一次打开就遇到坏的主题包：先说清楚，不建数据")
  func firstStart() throws {
    let tree = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let assets = hall.root + "/assets"
    try FileManager.default.copyItem(
      atPath: tree.appending(path: "Assets").path, toPath: assets)
    try Data("{".utf8).write(to: URL(filePath: assets + "/themes/nx/personnel.json"))
    let fresh = hall.root + "/fresh"
    let (status, complaint) = try start(
      ["--store", fresh], environment: ["YICHUANG_ASSETS": assets])
    #expect(status == 1 && complaint.contains("themes/nx/personnel.json"))
    #expect(!FileManager.default.fileExists(atPath: fresh))
  }

  @Test("数据目录别人也能读、不是目录、没有权限")
  func rights() throws {
    let store = hall.storeDirectory
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: store)
    try expectRefused(words: [store, "0700"])
    try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: store)
    if geteuid() == 0 {
      #expect(chown(store, 65_534, 65_534) == 0)
      try expectRefused(words: [store, "须属于本用户"])
      #expect(chown(store, 0, 0) == 0)
    } else {
      try FileManager.default.setAttributes([.posixPermissions: 0o500], ofItemAtPath: store)
      try expectRefused(words: [store])
      try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: store)
    }
    let file = hall.root + "/file"
    try Data().write(to: URL(filePath: file))
    try expectRefused(["--store", file], words: [file])
  }

  @Test(
    "First aid 25: a data directory that is a symbolic link to a directory works, and so does one above it"
  )
  func links() throws {
    let files = FileManager.default
    let disk = hall.root + "/disk"
    try files.moveItem(atPath: hall.root + "/data", toPath: disk)
    // Above it: XDG_DATA_HOME itself.
    try files.createSymbolicLink(atPath: hall.root + "/data", withDestinationPath: disk)
    try hall.open().signIn()
    // The directory itself, on another disk, and its parts.
    try files.moveItem(atPath: disk + "/yichuang", toPath: hall.root + "/elsewhere")
    try files.createSymbolicLink(
      atPath: disk + "/yichuang", withDestinationPath: "../elsewhere")
    for part in ["blobs", "papers"] {
      let target = hall.root + "/" + part
      try? files.removeItem(atPath: hall.root + "/elsewhere/" + part)
      try files.createDirectory(
        atPath: target, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
      try files.createSymbolicLink(
        atPath: hall.root + "/elsewhere/" + part, withDestinationPath: target)
    }
    let terminal = try hall.open()
    try terminal.signIn()
    // One lock, whatever name it is reached by.
    let (status, complaint) = try start(["--store", hall.root + "/elsewhere"])
    #expect(status == 1 && complaint.contains("正被另一个一窗程序使用"))
    #expect(files.fileExists(atPath: hall.root + "/elsewhere/store.lock"))
    // What it leads to is held to the rules.
    terminal.hangUp()
    _ = terminal.exitStatus()
    try files.setAttributes([.posixPermissions: 0o755], ofItemAtPath: hall.root + "/elsewhere")
    try expectRefused(words: ["0700"])
    try files.setAttributes([.posixPermissions: 0o700], ofItemAtPath: hall.root + "/elsewhere")
    let nowhere = hall.root + "/nowhere"
    try files.createSymbolicLink(atPath: nowhere, withDestinationPath: hall.root + "/gone")
    try expectRefused(["--store", nowhere], words: [nowhere])
  }

  @Test("First aid 25: XDG_DATA_HOME and XDG_STATE_HOME that are not absolute are ignored")
  func relativeHomes() throws {
    let terminal = try hall.open(
      environment: ["XDG_DATA_HOME": "data", "XDG_STATE_HOME": "./state"])
    try terminal.wait(for: "初次设置")
    terminal.hangUp()
    _ = terminal.exitStatus()
    let home = try #require(hall.variables["HOME"]) + "/.local"
    #expect(FileManager.default.fileExists(atPath: home + "/share/yichuang/store.sqlite"))
    #expect(FileManager.default.fileExists(atPath: home + "/state/yichuang"))
    #expect(!FileManager.default.fileExists(atPath: "data/yichuang"))
  }

  @Test("主题包坏了：说清文件、位置、找到什么、可用什么；原来的数据不动")
  func packs() throws {
    let tree = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let assets = hall.root + "/assets"
    try FileManager.default.copyItem(
      atPath: tree.appending(path: "Assets").path, toPath: assets)
    let pack = assets + "/themes/nx/jobseekers.json"
    let text = try String(contentsOfFile: pack, encoding: .utf8)
    func expectBroken(_ from: String, _ to: String, words: [String]) throws {
      let broken = text.replacing(from, with: to, maxReplacements: 1)
      try #require(broken != text)
      try Data(broken.utf8).write(to: URL(filePath: pack))
      let (status, complaint) = try start(environment: ["YICHUANG_ASSETS": assets])
      #expect((1..<126).contains(status))
      for word in [pack] + words { #expect(complaint.contains(word), "\(complaint)") }
    }
    try expectBroken(
      "\"applicant\": \"person\"", "\"applicant\": \"persons\"",
      words: ["applicant", "persons", "person"])
    try expectBroken(
      "\"promised\": \"5wd\"", "\"promised\": \"5 days\"", words: ["limits.promised", "5 days"])
    try expectBroken("\"sections\": [", "\"sections\": [,", words: ["line 110, column"])
    try expectRefused(
      environment: ["YICHUANG_ASSETS": hall.root], words: ["YICHUANG_ASSETS", "regions"])
    // The counter opens as before with its own packs.
    let terminal = try hall.open()
    try terminal.signIn()
    #expect(try terminal.quit() == 0)
  }
}
