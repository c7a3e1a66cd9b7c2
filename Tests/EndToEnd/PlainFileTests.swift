import Foundation
import Glibc
import TestHall
import TestTerminal
import TestThreads
import Testing

/// Paths that somebody types lead to plain files, or nowhere; nothing waits.
@Suite("只打开普通文件", .waiting)
struct PlainFileTests {
  private let hall: TestHall

  init() throws {
    hall = try TestHall()
    try hall.establish()
    mkfifo(hall.root + "/pipe", 0o600)
  }

  @Test("First aid 8: a pipe or a device as a certificate is refused, and the counter works on")
  func certificate() throws {
    let terminal = try hall.open()
    try terminal.signIn(TestHall.supervisor)
    for path in [hall.root + "/pipe", "/dev/zero", "/dev/tty", hall.root] {
      try terminal.menu("90")
      try terminal.wait(for: "入网：")
      try terminal.type(
        "127.0.0.1:1<Enter>\(path)<Enter>ABCD-ABCD-ABCD-ABCD-ABCD<F9>", "不是普通文件")
      try terminal.type("<F3>")
      try terminal.wait("the desk") { !$0.screen.contains("入网：") }
    }
    #expect(try terminal.quit() == 0)
  }

  @Test("First aid 8: a pipe or a device as a scan is refused")
  func scan() throws {
    try hall.fill(dossiers: 30, seed: 4)
    var found: String?
    try hall.store().forEachDossier { if !$0.materials.isEmpty { found = found ?? $0.number } }
    let number = try #require(found)
    let terminal = try hall.open()
    try terminal.signIn()
    try terminal.type("<F8>", " 查找 ")
    try terminal.type(String(number.dropLast(2).suffix(6)))
    try terminal.wait("a hit") { $0.rows.dropFirst(3).contains { $0.contains("办件") } }
    try terminal.type("<Enter>", "办件 · ")
    for path in [hall.root + "/pipe", "/dev/zero", hall.root] {
      try terminal.menu("89")
      try terminal.wait(for: "文件路径")
      try terminal.type("1" + path + "<Enter>", "没有附上：不是文件")
    }
    #expect(try terminal.quit() == 0)
  }

  @Test("First aid 8: a store that is a pipe is refused, and the directory is not held")
  func store() throws {
    let path = hall.storeDirectory + "/store.sqlite"
    try FileManager.default.removeItem(atPath: path)
    mkfifo(path, 0o600)
    let ran = try Ran(
      "/bin/sh",
      [
        "-c", "timeout 20 \"$0\" verify --account x --passphrase-fd 0",
        TestTerminal.built("yichuang"),
      ], input: "x\n", environment: hall.variables)
    #expect((1..<124).contains(ran.status), "\(ran.status)")
    #expect(ran.complaint.contains(hall.storeDirectory))
  }

  @Test("First aid 8: a directory is no card reader, and the counter says so")
  func cardReader() throws {
    for path in [hall.root, hall.root + "/pipe"] {
      chmod(hall.root + "/pipe", 0o700)
      let terminal = try hall.open(["--card-reader", path])
      try terminal.signIn()
      try terminal.menu("21")
      try terminal.type("1<Enter>", "已取号")
      try terminal.type("<F2>", "─ 申请人")
      try terminal.menu("37")
      try terminal.wait(for: "没有可运行的程序")
      terminal.signal(9)
      terminal.drain()
    }
  }

  @Test("First aid 8: a passphrase that does not come holds no store")
  func passphrase() throws {
    let script = """
      mkfifo "$1/words"; sleep 30 > "$1/words" & holder=$!
      "$0" export --account x --passphrase-fd 3 3<"$1/words" & waiting=$!
      sleep 0.5; kill -0 $waiting || exit 9
      printf 'x\\n' | "$0" verify --account x --passphrase-fd 0; echo "status $?"
      kill $holder $waiting
      """
    let ran = try Ran(
      "/bin/sh", ["-c", script, TestTerminal.built("yichuang"), hall.root],
      environment: hall.variables)
    #expect(ran.output.contains("status 77"), "\(ran.output) \(ran.complaint)")
  }
}
