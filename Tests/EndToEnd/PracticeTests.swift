import Foundation
import MadeUp
import TUI
import TestHall
import TestTerminal
import TestThreads
import Testing

/// The practice hall: marked everywhere, gone afterwards, and a place where
/// random keys can do no harm.
@Suite("练习", .waiting)
struct PracticeTests {
  private let hall: TestHall

  init() throws { hall = try TestHall() }

  private var stores: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: hall.logDirectory)) ?? [])
      .filter { $0.hasPrefix("practice-") }
  }

  @Test("每个画面都标明练习；不碰真实数据，退出后练习数据也不留")
  func marked() throws {
    let terminal = try hall.open(["--practice"])
    try terminal.wait(for: "F2")
    #expect(stores.count == 1)
    for (keys, words) in [
      ("<F2>", "F4同前"), ("<F8>", "录入即查"), ("<F10>41", "看板"), ("<F10>42", "积压"),
      ("<F10>33", "草稿"), ("<F1>", "Esc 关闭"),
    ] {
      try terminal.type(keys, words)
      try terminal.wait("the mark on \(words)") { $0.row(0).contains(" 练习 ") }
    }
    try terminal.type("<F1>")
    #expect(try terminal.quit() == 0)
    #expect(stores == [])
    #expect(!FileManager.default.fileExists(atPath: hall.storeDirectory))
  }

  @Test("练习大厅有预审人员的账户")
  func screener() throws {
    // Wide: a narrow bar leaves the role out on some days.
    let terminal = try hall.open(["--practice"], size: Size(columns: 132, rows: 43))
    try terminal.wait(for: "F2")
    try terminal.menu("62")
    try terminal.signIn("预审练习员", "lianxi")
    try terminal.wait(for: "预审练习员 预审")
    #expect(try terminal.quit() == 0)
  }

  @Test(
    "每个地区都能练：那里的主题、事项、排队的人",
    arguments: [
      ("nx", "登记失业人员就业帮扶", "全部在办"), ("wh", "就业帮扶", "没有符合的事项"),
      ("gs", "失业", "没有符合的事项"),
    ])
  func regions(region: String, theme: String, board: String) throws {
    let terminal = try hall.open(["--practice", "--region", region])
    try terminal.wait(for: "F2")
    try terminal.type("<F2>", "─ 申请人")
    try terminal.wait("the region's theme") { $0.row(2).contains(theme) }
    try terminal.type("<F3><F10>41", board)
    #expect(try terminal.quit() == 0)
  }

  /// Every kind of key, and text that an attacker would send.
  private static let keys: [String] =
    (1...12).map { "<F\($0)>" } + "abcdefghijklnopqrstuvwxyz".map { "<C-\($0)>" }
    + ["<Up>", "<Down>", "<Left>", "<Right>", "<Home>", "<End>", "<PageUp>", "<PageDown>"]
    + ["<Tab>", "<S-Tab>", "<Backspace>", "<Delete>", "<Insert>", "<Enter>", "<Enter>"]
    + "0123456789zh张𠮷·é ".map { $0 == " " ? "<Space>" : String($0) }

  private static let pastes = [
    "\u{1B}[2J\u{1B}]0;x\u{7}", "\u{202E}abc", String(repeating: "张", count: 300), "\r\n\t",
    "640104199003070014", "=1+1", "\u{9B}31m", "a\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}",
  ]

  @Test("乱按三千键、乱粘贴、乱改窗口：不崩，标题栏在，光标在屏内", arguments: ["xterm-256color", "linux"])
  func randomKeys(term: String) throws {
    var random = SplitMix64(seed: 15)
    var terminal = try hall.open(["--practice"], environment: ["TERM": term])
    try terminal.wait(for: "练习")
    for round in 0..<150 {
      if random.below(8) == 0 {
        terminal.resize(to: Size(columns: 20 + random.below(160), rows: 4 + random.below(60)))
      }
      if random.below(4) == 0 { terminal.paste(random.pick(PracticeTests.pastes)) }
      for _ in 0..<20 { try terminal.type(random.pick(PracticeTests.keys)) }
      // Esc last: the decoder gives it its own time.
      try terminal.type("<Esc>")
      if try !stands(terminal, in: round) {
        // The menu leads out too; anything but a proper end is a crash.
        #expect(terminal.exitStatus() == 0, "round \(round)")
        terminal = try hall.open(["--practice"], environment: ["TERM": term])
        try terminal.wait(for: "练习")
      }
      let output = String(decoding: terminal.takeOutput(), as: UTF8.self)
      for bytes in ["\u{1B}]0", "\u{9B}", "\u{202E}"] { #expect(!output.contains(bytes)) }
    }
  }

  /// Waits for the top bar, with the cursor inside; false when the program ended.
  private func stands(_ terminal: TestTerminal, in round: Int) throws -> Bool {
    do {
      try terminal.wait("the top bar and the cursor in round \(round)") { terminal in
        let size = terminal.size
        guard terminal.row(0).contains(" 练习 ") else { return false }
        guard let cursor = terminal.cursor else { return true }
        return cursor.column < size.columns && cursor.row < size.rows
      }
      return true
    } catch let error as any Error {
      guard let error = error as? TestTerminalError, case .closed = error else { throw error }
      return false
    }
  }
}
