import Foundation
import TestHall
import TestTerminal
import TestThreads
import Testing

/// A disk that fills up under the running program.
@Suite("磁盘已满", .waiting)
struct DiskTests {
  /// A disk of one's own needs a mount namespace: as root, or of a user where
  /// the kernel allows it. What is mounted there is to be seen nowhere else, which
  /// only the root of a machine's disk can be told and a changed root cannot.
  private static let unshare =
    [geteuid() == 0 ? "-m" : "-rm", "--propagation", "unchanged"]
  private static let alone = "mount --make-rprivate / 2>/dev/null; "

  @Test("写不下就不说已保存，表单还在；腾出地方后同一个 F9 就成")
  func full() throws {
    let hall = try TestHall()
    let data = hall.root + "/data"
    try FileManager.default.createDirectory(atPath: data, withIntermediateDirectories: true)
    let made = hall.root + "/made"
    try hall.establish()
    try FileManager.default.moveItem(atPath: hall.storeDirectory, toPath: made)
    // The shell stays before the program, so that its view of the disk can be
    // reached from here; the program itself lets nobody look in.
    let script = """
      \(DiskTests.alone)mount -t tmpfs -o size=4m,mode=0700 tmpfs '\(data)' && cp -a '\(made)' '\(data)/yichuang' &&
      "$0"; exit $?
      """
    let terminal = try TestTerminal(
      "/usr/bin/unshare",
      arguments: DiskTests.unshare + ["sh", "-c", script, TestTerminal.built("yichuang")],
      environment: hall.variables)
    try terminal.signIn()
    let disk = "/proc/\(terminal.processID)/root" + data
    try #require(FileManager.default.fileExists(atPath: disk + "/yichuang/store.sqlite"))
    try terminal.menu("21")
    try terminal.type("1<Enter><F2>", "─ 申请人")
    let typed = TypedDossier(
      name: "张示例", idNumber: "640104199003070014", phone: "19900000014")
    for piece in typed.pieces.prefix(while: { $0.key != "declaration" }) {
      try terminal.type(piece.keys)
    }
    try terminal.wait(for: "低压电工作业")
    try fill(disk)
    // The answer itself cannot be journalled now; it stays on the screen.
    try terminal.type("1", "磁盘已满")
    try terminal.type("<F9>", "复核：没有错误")
    for _ in 1...2 {
      try terminal.type("<F9>", "磁盘已满，刚才的内容没有保存，仍在屏幕上")
      try terminal.wait("the review without 已保存") {
        !$0.screen.contains("已保存 ") && $0.screen.contains("将要办理的事项")
      }
      // The next key takes the message away.
      try terminal.type("<Up>")
      try terminal.wait("the line to be empty") { !$0.screen.contains("磁盘已满") }
    }
    try FileManager.default.removeItem(atPath: disk + "/filler")
    try terminal.type("<F9>", "已保存 640104-")
    #expect(try terminal.quit() == 0)
  }

  @Test("只读的盘上不启动，说明原因，什么都没写")
  func readOnly() throws {
    let hall = try TestHall()
    try hall.establish()
    let complaint = hall.root + "/complaint"
    let disk = hall.root + "/disk"
    let script = """
      \(DiskTests.alone)mkdir '\(disk)' && mount -t tmpfs tmpfs '\(disk)' &&
      cp -a '\(hall.storeDirectory)' '\(disk)/yichuang' && mount -o remount,ro '\(disk)' &&
      "$0" --store '\(disk)/yichuang' 2>'\(complaint)'; exit $?
      """
    let terminal = try TestTerminal(
      "/usr/bin/unshare",
      arguments: DiskTests.unshare + ["sh", "-c", script, TestTerminal.built("yichuang")],
      environment: hall.variables)
    #expect((1..<126).contains(terminal.exitStatus(seconds: 20)))
    let text = try String(contentsOfFile: complaint, encoding: .utf8)
    #expect(text.contains("不能写") && text.contains(disk + "/yichuang"), "\(text)")
    #expect(text.split(separator: "\n").count == 1)
  }

  /// Takes every byte that is left.
  private func fill(_ disk: String) throws {
    let path = disk + "/filler"
    let file = open(path, O_WRONLY | O_CREAT | O_APPEND, 0o600)
    try #require(file >= 0)
    defer { close(file) }
    var size = 65_536
    while size > 0 {
      let bytes = [UInt8](repeating: 0, count: size)
      if write(file, bytes, size) <= 0 { size /= 2 }
    }
  }
}
