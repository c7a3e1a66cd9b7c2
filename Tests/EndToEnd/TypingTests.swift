import Foundation
import TestHall
import TestTerminal
import TestThreads
import Testing

/// Fast hands, no hands, and a terminal that is gone.
@Suite("快打、空闲、断线", .waiting)
struct TypingTests {
  private let hall: TestHall
  private let terminal: TestTerminal

  init() throws {
    hall = try TestHall()
    try hall.establish()
    terminal = try hall.open()
    try terminal.signIn()
    try terminal.menu("21")
    try terminal.type("1<Enter><F2>", "F4同前")
  }

  @Test("每秒 40 键连打 20 秒，换画面也一键不丢")
  func fast() throws {
    try terminal.type("640104199003070014张示例<Enter>199000000143<Enter>", "─ 求职意向")
    // The last field of all.
    try terminal.type("<F9>", "复核")
    try terminal.type("<F3><C-b>", "F2 打开表单")
    try terminal.type("<F2>", "F4同前")
    for _ in 0..<40 where !terminal.row(terminal.cursor?.row ?? 0).contains("备注") {
      try terminal.type("<Tab>")
      try terminal.rest()
    }
    let text = (0..<40).flatMap { round in ["张", "a", "\(round % 10)", "三", "·"] }
    // Five characters into the form, six into the search box and out again.
    for round in 0..<40 {
      var keys = Array(text[round * 5..<round * 5 + 5])
      keys += ["<F8>"] + "zhangs".map(String.init)
      keys += [String](repeating: "<Backspace>", count: 6) + ["<F3>", "<End>"]
      for key in keys {
        try terminal.type(key)
        usleep(25_000)
      }
      _ = try? terminal.wait("what was drawn", seconds: 0) { _ in false }
    }
    try terminal.type("<F3>", "F2 打开表单")
    let store = try hall.store()
    let draft = try #require(try store.drafts().first.flatMap { try store.draft($0.id) })
    #expect(draft.answers[text: "remark"] == text.joined())
  }

  @Test("空闲三秒不用处理器")
  func idle() throws {
    // The log is settled two seconds after the last key; a full minute redraws
    // the clock. One window of three is free of both.
    var used: [Int] = []
    for _ in 0..<3 where !used.contains(0) {
      let before = terminal.processor.ticks
      usleep(3_000_000)
      used.append(terminal.processor.ticks - before)
    }
    #expect(used.contains(0), "\(used)")
    #expect(terminal.processor.isAsleep)
  }

  @Test("终端没了：程序结束，光标下的字也留在草稿里", arguments: [0, SIGTERM])
  func hangUp(signal: Int32) throws {
    try terminal.type("640104199003070014张示例", "张示例")
    if signal == 0 { terminal.hangUp() } else { terminal.signal(signal) }
    #expect(terminal.exitStatus(seconds: 10) == 0)
    let store = try hall.store()
    let draft = try #require(try store.drafts().first.flatMap { try store.draft($0.id) })
    #expect(draft.answers[text: "idNumber"] == "640104199003070014")
    #expect(draft.answers[text: "name"] == "张示例")
  }
}
