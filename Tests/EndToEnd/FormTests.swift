import TUI
import TestHall
import TestTerminal
import TestThreads
import Testing

/// The form on a real terminal: where the cursor stands, what reaches the wire.
@Suite("表单在终端上", .waiting)
struct FormTests {
  private let hall: TestHall
  private let terminal: TestTerminal

  init() throws {
    hall = try TestHall()
    try hall.establish()
    terminal = try hall.open()
    try terminal.signIn()
    try terminal.menu("21")
    try terminal.type("1<Enter>", "已取号 A001")
    try terminal.type("<F2>", "─ 申请人")
  }

  /// The column where what is typed begins.
  private static let fieldColumn = 18

  /// Columns of a text as a terminal counts them.
  private func columns(_ text: String) -> Int { Width.columns(of: text) }

  /// Types `key` and waits until the row of the field shows `text` with the
  /// cursor `caret` columns behind its beginning.
  private func type(_ key: String, _ label: String, _ text: String, caret: Int) throws {
    try terminal.type(key)
    try terminal.wait("“\(text)” with the cursor at \(caret) after \(key)") { terminal in
      guard let cursor = terminal.cursor else { return false }
      let row = terminal.row(cursor.row)
      return row.contains(label) && row.hasSuffix(text)
        && cursor.column == FormTests.fieldColumn + caret
    }
  }

  @Test("每一键之后光标都在字后：汉字占两列，生僻字、间隔号也不错位")
  func caret() throws {
    var text = ""
    for character in "6401" {
      text.append(character)
      try type(String(character), "证件号码", text, caret: columns(text))
    }
    try terminal.type("<Tab>")
    text = ""
    for character in "买买提·𠮷a龘é" {
      text.append(character)
      try type(String(character), "姓名", text, caret: columns(text))
    }
    try type("<Left>", "姓名", text, caret: columns(text) - 1)
    try type("<Left>", "姓名", text, caret: columns(text) - 3)
    try type("<Home>", "姓名", text, caret: 0)
    try type("<Right>", "姓名", text, caret: 2)
    try type("<Delete>", "姓名", "买提·𠮷a龘é", caret: 2)
    try type("<End>", "姓名", "买提·𠮷a龘é", caret: columns(text) - 2)
    try type("<Backspace>", "姓名", "买提·𠮷a龘", caret: columns(text) - 3)
    try type("<Backspace>", "姓名", "买提·𠮷a", caret: columns(text) - 5)
  }

  @Test("粘贴的控制字符、双向字符不到终端，也不触发命令")
  func hostileText() throws {
    try terminal.type("<Tab>")
    try terminal.wait(for: "与身份证件一致")
    _ = terminal.takeOutput()
    terminal.paste("张\u{1B}]0;改标题\u{7}\u{1B}[2J\u{9B}31m\u{202E}三\u{200B}\r\n\u{1B}OQ")
    try terminal.wait(for: "张")
    try terminal.type("<Tab>", "联系电话")
    let output = String(decoding: terminal.takeOutput(), as: UTF8.self)
    for bytes in ["\u{1B}]0", "\u{7}改", "\u{9B}", "\u{202E}", "\u{200B}"] {
      #expect(!output.contains(bytes))
    }
    // Escape sequences of ncurses only: nothing of OSC, DCS, APC, PM.
    for introducer in ["\u{1B}]", "\u{1B}P", "\u{1B}_", "\u{1B}^"] {
      #expect(!output.contains(introducer))
    }
    #expect(terminal.screen.contains("─ 申请人"))
  }

  @Test("F3 离开表单，F2 回到同一张表单、同一项")
  func leaveAndReturn() throws {
    try terminal.type("640104199003070014张示例", "张示例")
    try terminal.type("<F3>", "当前 A001，已叫号，F2 打开表单")
    try terminal.type("<F2>", "F4同前")
    try terminal.wait(for: "张示例")
    try terminal.type("<F8>", "录入即查")
    try terminal.type("<F2>", "F4同前")
    try terminal.type("<End>二<Enter>19900000001", "张示例二")
    // In the form itself nobody else is called before this one is done.
    try terminal.type("<F2>", "先提交或暂挂当前的 A001 号")
  }

  @Test("窗口一阵乱改大小，表单和光标还在")
  func resizing() throws {
    try terminal.type("640104199003070014张示例", "张示例")
    var random: [(Int, Int)] = []
    var state: UInt64 = 7
    for _ in 0..<60 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      random.append((1 + Int(state >> 33) % 200, 1 + Int(state >> 40) % 60))
    }
    for (columns, rows) in random { terminal.resize(to: Size(columns: columns, rows: rows)) }
    for size in [Size(columns: 132, rows: 43), Size(columns: 80, rows: 24)] {
      terminal.resize(to: size)
      try terminal.wait("the form at \(size)") { terminal in
        guard terminal.size == size, let cursor = terminal.cursor else { return false }
        return terminal.row(cursor.row).contains("张示例") && terminal.screen.contains("1990-03-07")
          && terminal.row(0).contains("窗口示例") && terminal.row(size.rows - 1).contains("F9")
      }
    }
    try terminal.type("<End>二<Enter>19900000001", "? 今天要办什么")
    try terminal.wait(for: "张示例二")
  }
}
