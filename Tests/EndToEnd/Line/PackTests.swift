import Foundation
import TestCentral
import TestHall
import TestLine
import TestTerminal
import TestThreads
import Testing

/// What central publishes, on the screen of a real counter.
@Suite("资料下发", .waiting)
struct PackTests {
  private static let pack = "themes/nx/jobseekers.json"

  /// A directory with the theme, changed.
  private func publish(
    _ central: TestCentral, _ change: (inout [String: Any]) -> Void
  ) throws -> String {
    let tree = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let bytes = try Data(contentsOf: tree.appending(path: "Assets/" + Self.pack))
    var theme = try #require(JSONSerialization.jsonObject(with: bytes) as? [String: Any])
    change(&theme)
    let directory = NSTemporaryDirectory() + "/packs-" + UUID().uuidString
    try FileManager.default.createDirectory(
      atPath: directory + "/themes/nx", withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: directory) }
    try JSONSerialization.data(withJSONObject: theme)
      .write(to: URL(filePath: directory + "/" + Self.pack))
    return try central.administer(["admin", "publish", directory])
  }

  @Test("中心发布新文本：开着的表单按原来的填完，下一份用新的，旧办件仍按旧文本；坏的不用，说出文件和位置")
  func published() throws {
    let central = try TestCentral()
    let counter = try JoinedHall(central, port: central.port, counter: 1)
    try counter.settle()
    let terminal = counter.terminal
    let typed = TypedDossier(
      name: "张示例", idNumber: "640104199003070014", phone: "19900000014")
    try counter.takeTicket()
    try terminal.type("<F2>", "─ 申请人")
    for piece in typed.pieces { try terminal.type(piece.keys) }

    // While the form is open.
    _ = try publish(central) {
      $0["title"] = "就业帮扶新文本"
      $0["version"] = "2099.1"
    }
    try counter.retry()
    let list = counter.hall.storeDirectory + "/catalogue/list.json"
    let end = ContinuousClock.now + .seconds(120)
    while !FileManager.default.fileExists(atPath: list), ContinuousClock.now < end {
      _ = try? terminal.wait("the files", seconds: 0.2) { _ in false }
    }
    #expect(terminal.screen.contains("登记失业人员"))
    #expect(!terminal.screen.contains("就业帮扶新文本"))
    try terminal.type(TypedDossier.submit, "已保存 640104-")
    try terminal.type("<F3>")
    var filed: [String] = []
    try counter.hall.store().forEachDossier { filed.append($0.themeVersion) }
    #expect(filed == ["2025.1"])

    // The next one is asked by the new text, and goes on to be after a restart.
    try counter.takeTicket()
    try terminal.type("<F2>", "就业帮扶新文本")
    try terminal.type("<F3>")

    // A pack that is wrong changes nothing and says where.
    _ = try publish(central) {
      $0["version"] = "2099.2"
      $0["title"] = "坏文本"
      $0["matters"] = [] as [Any]
    }
    try counter.retry()
    try terminal.menu("91")
    try terminal.wait(for: "没有采用", seconds: 30)
    #expect(terminal.screen.contains("中心资料 2"))
    counter.kill()
    try counter.reopen()
    try counter.takeTicket()
    try counter.terminal.type("<F2>", "就业帮扶新文本")
    let log = try String(
      contentsOfFile: counter.hall.logDirectory + "/yichuang.log", encoding: .utf8)
    #expect(log.contains("中心资料 2/\(Self.pack)"), "\(log)")
  }
}
