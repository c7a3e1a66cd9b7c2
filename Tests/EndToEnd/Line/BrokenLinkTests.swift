import Crypto
import Foundation
import JSON
import SQLite
import TestCentral
import TestHall
import TestLine
import TestTerminal
import TestThreads
import Testing

// A counter that has joined and cannot speak to central says so, in red.
@Suite("入网故障", .waiting) struct BrokenLinkTests {
  private func write(_ text: String, to path: String, _ rights: Int = 0o600) throws {
    try? FileManager.default.removeItem(atPath: path)
    try Data(text.utf8).write(to: URL(filePath: path))
    try FileManager.default.setAttributes([.posixPermissions: rights], ofItemAtPath: path)
  }

  @Test(
    "First aid 16: a joined counter whose key or whose rows about central are gone or wrong is red and says what to do"
  )
  func broken() throws {
    let central = try TestCentral()
    let counter = try JoinedHall(central, port: central.port, counter: 1)
    try counter.settle()
    #expect(try counter.terminal.quit() == 0)
    let directory = counter.hall.storeDirectory
    let key = directory + "/device.key"
    let good = try String(contentsOfFile: key, encoding: .utf8)
    func sql(_ text: String) throws {
      let database = try Database(directory + "/store.sqlite", .readWrite)
      try database.execute(text)
    }
    func look(_ words: String, red: String = "入网故障") throws {
      let terminal = try counter.hall.open()
      try terminal.signIn(TestHall.supervisor)
      try terminal.wait("the red words", seconds: 30) { $0.row(0).contains(red) }
      #expect(!terminal.row(0).contains("单机"))
      try terminal.menu("91")
      try terminal.wait(for: words)
      #expect(try terminal.quit() == 0)
    }
    try FileManager.default.removeItem(atPath: key)
    try look("device.key 不见了")
    try write("那不是密钥", to: key)
    try look("device.key 的内容坏了")
    try write(Hex.text(SigningKey().seed), to: key)
    try look("device.key 是别的设备的密钥")
    try FileManager.default.removeItem(atPath: key)
    try FileManager.default.createDirectory(atPath: key, withIntermediateDirectories: false)
    try look("device.key 读不出")
    try write(good, to: key, 0o644)
    try look("别人也能读", red: "密钥未锁！")
    try write(good, to: key)
    for (row, words) in [
      ("authority", "中心证书"), ("url", "中心地址"), ("device", "设备编号"), ("hall", "大厅代码"),
    ] {
      let name = "central.\(row)"
      try sql("CREATE TABLE aside AS SELECT * FROM setting WHERE key = '\(name)'")
      try sql("DELETE FROM setting WHERE key = '\(name)'")
      try look(words)
      try sql("INSERT INTO setting SELECT * FROM aside; DROP TABLE aside")
    }
    // Put back, it goes on.
    try counter.reopen()
    try counter.settle()
    #expect(!counter.terminal.row(0).contains("！"))
  }
}
