import Crypto
import FaultProxy
import Foundation
import Ledger
import MadeUp
import TestCentral
import TestHall
import TestLine
import TestTerminal
import TestThreads
import Testing

/// A scan that one counter attaches and another one opens.
@Suite("扫描件上传下载", .waiting)
struct SharedScanTests {
  /// A dossier that has a material; its number.
  private func dossier(_ hall: TestHall) throws -> String {
    let store = try hall.store()
    var made = MadeUp(seed: 4)
    while true {
      let dossier = try store.accept(draft: nil) { serial in
        let accept = made.accept(serial: serial, log: store.logCode, isOpen: true)
        return (
          Operation(
            id: accept.id, entity: accept.entity, clerk: "account-1", role: .clerk,
            at: accept.at, act: accept.act), nil
        )
      }
      if !dossier.materials.isEmpty { return dossier.number }
    }
  }

  private func opener(_ hall: TestHall) throws {
    hall.environment["YICHUANG_OPEN"] = try hall.script("opener", #"exec cp "$1" "$0.opened""#)
  }

  private func open(_ number: String, _ terminal: TestTerminal) throws {
    try terminal.type("<F8>", " 查找 ")
    try terminal.type(String(number.dropLast(2).suffix(6)))
    try terminal.wait("a hit") { $0.rows.dropFirst(3).contains { $0.contains("办件") } }
    try terminal.type("<Enter>", "办件 · ")
  }

  @Test("坏线路上一块一块传到中心，断了接着传；另一个窗口打开时取来，一个字节不差")
  func shared() throws {
    let central = try TestCentral()
    let line = try FaultProxy(to: UInt16(central.port), seed: 5, percent: 0)
    defer { line.stop() }
    var number = ""
    let one = try JoinedHall(central, port: Int(line.port), counter: 1) {
      number = try dossier($0)
    }
    try one.settle()
    var random = SplitMix64(seed: 8)
    let content =
      Data("%PDF-1.4".utf8)
      + Data((0..<3_000_000).map { _ in UInt8(truncatingIfNeeded: random.next()) })
    let path = one.hall.root + "/proof.pdf"
    try content.write(to: URL(filePath: path))
    line.harm(percent: 20)
    try open(number, one.terminal)
    try one.terminal.menu("89")
    try one.terminal.wait(for: "文件路径")
    try one.terminal.type("1" + path + "<Enter>", "已附上")
    let end = ContinuousClock.now + .seconds(180)
    while try !one.hall.store().unsentScans().isEmpty, ContinuousClock.now < end {
      try one.retry()
      Thread.sleep(forTimeInterval: 0.3)
    }
    #expect(try one.hall.store().unsentScans().isEmpty)
    #expect(line.counts.contains { $0.key != .none && $0.value > 0 })
    line.harm(percent: 0)

    let two = try JoinedHall(central, port: Int(line.port), counter: 2) { try opener($0) }
    try two.settle()
    try open(number, two.terminal)
    try two.terminal.menu("69")
    try two.terminal.wait(for: "选一个打开")
    try two.terminal.type("1<Enter>")
    try two.terminal.wait(for: "已用桌面程序打开", seconds: 60)
    #expect(try Data(contentsOf: URL(filePath: two.hall.root + "/opener.opened")) == content)
    // It is here now, and needs no line any more.
    line.breakLine(true)
    try FileManager.default.removeItem(atPath: two.hall.root + "/opener.opened")
    try two.terminal.menu("69")
    try two.terminal.wait(for: "选一个打开")
    try two.terminal.type("1<Enter>")
    let opened = ContinuousClock.now + .seconds(120)
    while !FileManager.default.fileExists(atPath: two.hall.root + "/opener.opened"),
      ContinuousClock.now < opened
    {
      _ = try? two.terminal.wait("the opener", seconds: 0.2) { _ in false }
    }
    #expect(try Data(contentsOf: URL(filePath: two.hall.root + "/opener.opened")) == content)
  }
}
