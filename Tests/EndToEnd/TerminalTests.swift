import Foundation
import TUI
import TestTerminal
import TestThreads
import Testing

/// The room `Terminal`, driven through the program `termprobe`.
@Suite("终端", .waiting)
struct TerminalTests {
  private func probe(
    _ arguments: [String] = [], size: Size = Size(columns: 80, rows: 24),
    environment: [String: String] = [:], codeset: String = "UTF-8", isShown: Bool = true
  ) throws -> TestTerminal {
    let terminal = try TestTerminal(
      TestTerminal.built("termprobe"), arguments: arguments, size: size,
      environment: environment, codeset: codeset)
    // The last of the first picture.
    if isShown { try terminal.wait("the first picture") { $0.row(20).hasSuffix("]") } }
    return terminal
  }

  /// Every sample row has its mark in column 70, whatever is on its left.
  private func expectNoDrift(_ terminal: TestTerminal) {
    for row in 2..<8 {
      #expect(terminal.cell(column: 70, row: row).scalar == 0x7C, "\(terminal.row(row))")
    }
  }

  @Test("中文、生僻字、敌意文字都不错位；量不出宽度的字画成〓")
  func drawing() throws {
    let terminal = try probe()
    expectNoDrift(terminal)
    #expect(terminal.row(2).contains("Ext I 〓〓 Ext H 〓"))
    #expect(terminal.row(3).contains("PUA 〓 BMP 㛃䶮 SIP 𠮷𬭎"))
    #expect(terminal.row(4).contains("买买提·阿不都热合曼·玉素甫江"))
    #expect(terminal.row(5).contains("⟦U+001B⟧[31m⟦U+009B⟧7m⟦U+202E⟧abc⟦U+200B⟧"))
    #expect(terminal.row(1).hasPrefix("┌─ 样字 ──"))
    #expect(terminal.cursor == Point(column: 2, row: 20))
  }

  @Test("按键、组合键都到，退出后终端复原")
  func keys() throws {
    let terminal = try probe()
    #expect(!terminal.isInLineMode)
    try terminal.type("张三<F1><F12><S-Tab><PageUp><C-s><C-q><C-z>")
    for key in ["F1", "F12", "Shift-Tab", "PgUp", "Ctrl-S", "Ctrl-Q", "Ctrl-Z"] {
      try terminal.wait(for: "key \(key)")
    }
    try terminal.type("<C-c><Esc>")
    try terminal.wait(for: "key Ctrl-C")
    try terminal.wait(for: "key Esc")
    #expect(terminal.row(20).hasPrefix("  张三 "))
    #expect(terminal.cursor == Point(column: 6, row: 20))
    try terminal.type("<C-x>")
    terminal.drain()
    #expect(terminal.isInLineMode)
    let output = String(decoding: terminal.takeOutput(), as: UTF8.self)
    #expect(output.contains("\u{1B}[?2004h") && output.contains("\u{1B}[?1049h"))
    #expect(output.contains("\u{1B}[?2004l") && output.contains("\u{1B}[?1049l"))
    #expect(terminal.exitStatus() == 0)
  }

  @Test("等待时间再短，单独的 Esc 和没收尾的粘贴也会到")
  func escapeWhileTicking() throws {
    let terminal = try probe(["ticking"])
    try terminal.type("<Esc>")
    try terminal.wait(for: "key Esc")
    terminal.send("\u{1B}[200~abc")
    try terminal.wait(for: "paste 3")
  }

  @Test("First aid 26: what a terminal answers is no text and no key, in pieces or not")
  func replies() throws {
    let terminal = try probe()
    let replies = [
      "\u{1B}]11;rgb:1e1e/1e1e/2e2e\u{1B}\\", "\u{1B}]10;rgb:ffff/ffff/ffff\u{7}",
      "\u{1B}P1$r0 q\u{1B}\\", "\u{1B}P>|XTerm(390)\u{1B}\\", "\u{1B}_Gi=31;OK\u{1B}\\",
      "\u{1B}^private\u{1B}\\", "\u{1B}[M !!", "\u{1B}[<0;12;7M", "\u{1B}[?62;1;6;22c",
      "\u{1B}[5;1R",
    ]
    var expected = ""
    for (index, reply) in replies.enumerated() {
      terminal.send(reply)
      for byte in reply { terminal.send(String(byte)) }
      expected += "张\(index)"
      try terminal.type("张\(index)")
      try terminal.wait("reply \(index)") { $0.row(20).contains(expected) }
      #expect(terminal.row(20).hasPrefix("  \(expected) "), "\(index)")
    }
    #expect((10..<18).allSatisfy { terminal.row($0).isEmpty })
  }

  @Test("程序崩溃后终端也复原")
  func crash() throws {
    let terminal = try probe(environment: ["SWIFT_BACKTRACE": "enable=no"])
    try terminal.type("<C-b>")
    terminal.drain()
    #expect(terminal.isInLineMode)
    #expect(String(decoding: terminal.takeOutput(), as: UTF8.self).contains("\u{1B}[?1049l"))
    #expect(terminal.exitStatus() > 128)
  }

  @Test("粘贴是一段，一起到的十个字是一段")
  func pasteAndBurst() throws {
    let terminal = try probe()
    terminal.paste("李四\u{1B}[31m王五")
    try terminal.wait(for: "paste 8")
    try terminal.type("110101199003074530")
    try terminal.wait(for: "burst 18")
    try terminal.wait("the whole text") {
      $0.row(20).contains("李四[31m王五110101199003074530")
    }
  }

  @Test("快速连打一个不丢", arguments: [1, 7])
  func fastTyping(piece: Int) throws {
    let terminal = try probe()
    let text = String(repeating: "张a三9", count: 500)
    var rest = Array(text)[...]
    while !rest.isEmpty {
      terminal.send(String(rest.prefix(piece)))
      rest = rest.dropFirst(piece)
    }
    try terminal.wait("all of them") {
      $0.row(0).hasSuffix("typed 2000") && $0.row(20).contains("张a三9张a三9   ]")
    }
  }

  @Test(
    "各种终端类型都能画，颜色不够就用粗体和反显",
    arguments: ["xterm-256color", "xterm", "linux", "vt100", "screen", "tmux-256color"])
  func terminals(term: String) throws {
    guard FileManager.default.fileExists(atPath: "/lib/terminfo/\(term.prefix(1))/\(term)") else {
      return
    }
    let terminal = try probe(environment: ["TERM": term])
    expectNoDrift(terminal)
    let bar = terminal.cell(column: 1, row: 0)
    #expect(bar.scalar == 0x4E00 && bar.width == 2)
    #expect(bar.reverse == (term == "vt100"))
    let isColored = bar.background != terminal.cell(column: 1, row: 23).background
    #expect(isColored == (term != "vt100"))
    terminal.send("\u{1B}OP")
    try terminal.wait(for: "key F1")
  }

  @Test("不认识的、不能移动光标的终端说明原因", arguments: ["nonsense", "dumb", "unknown", ""])
  func refused(term: String) throws {
    let terminal = try probe(environment: ["TERM": term], isShown: false)
    try terminal.wait(for: "TERM=xterm-")
    #expect(terminal.exitStatus() == 3)
  }

  @Test("没有中文语言环境时用 C.UTF-8", arguments: ["C", "POSIX", "xx_YY.UTF-8", "en_US.ISO-8859-1"])
  func locales(name: String) throws {
    let terminal = try probe(environment: ["LANG": name, "LC_ALL": name])
    expectNoDrift(terminal)
    try terminal.type("张")
    try terminal.wait("张") { $0.row(20).hasPrefix("  张 ") }
  }

  @Test("GB18030 终端：收发都是 GB18030，间隔号不错位")
  func gb18030() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let localedef = Process()
    localedef.executableURL = URL(fileURLWithPath: "/usr/bin/localedef")
    localedef.arguments = ["-i", "zh_CN", "-f", "GB18030", folder.path + "/zh_CN.GB18030"]
    localedef.standardError = FileHandle.nullDevice
    try localedef.run()
    localedef.waitUntilExit()
    // A machine without the sources of locales cannot make one.
    guard FileManager.default.fileExists(atPath: folder.path + "/zh_CN.GB18030/LC_CTYPE") else {
      return
    }
    let terminal = try probe(
      environment: ["LOCPATH": folder.path, "LC_ALL": "zh_CN.GB18030"], codeset: "GB18030")
    #expect(terminal.takeOutput().firstRange(of: [0xD2, 0xBB, 0xB4, 0xB0]) != nil, "一窗")
    expectNoDrift(terminal)
    #expect(terminal.row(3).contains("PUA 〓 BMP 㛃䶮 SIP 𠮷"))
    #expect(terminal.row(4).contains("买买提.阿不都热合曼.玉素甫江"))
    #expect(terminal.row(1).hasPrefix("┌─ 样字 ──"))
    try terminal.type("李𠮷四<F5>")
    try terminal.wait(for: "key F5")
    try terminal.wait("李𠮷四") { $0.row(20).hasPrefix("  李𠮷四 ") }
  }

  @Test("有歧义宽度的符号可以全用 ASCII 画")
  func plainSymbols() throws {
    let terminal = try probe(["plain"])
    expectNoDrift(terminal)
    #expect(terminal.row(7).contains("\"引号\"~->*"))
  }

  @Test("窗口连续改变大小，最后画的就是最后的大小")
  func resizing() throws {
    let terminal = try probe()
    var random = SystemRandomNumberGenerator()
    for _ in 0..<60 {
      terminal.resize(
        to: Size(
          columns: .random(in: 1...200, using: &random), rows: .random(in: 1...60, using: &random)))
    }
    terminal.resize(to: Size(columns: 100, rows: 30))
    try terminal.wait("100x30") { $0.row(0).contains("100x30") && $0.row(20).contains("]") }
    expectNoDrift(terminal)
    terminal.resize(to: Size(columns: 1, rows: 1))
    terminal.resize(to: Size(columns: 90, rows: 26))
    try terminal.wait(for: "90x26")
  }

  @Test("终端没了：说一声就完，再读也不空转")
  func hangUp() throws {
    let ending = try probe()
    ending.hangUp()
    #expect(ending.exitStatus() == 5)
    let lingering = try probe(["linger"])
    lingering.hangUp()
    // Asleep is the rule: a loop that spins would be caught running.
    var asleep = 0
    for _ in 0..<40 {
      usleep(10_000)
      if lingering.processor.isAsleep { asleep += 1 }
    }
    #expect(asleep >= 30)
    #expect(lingering.processor.ticks < 20)
  }

  @Test("闲时不用处理器，唤醒、响铃都不出错")
  func idle() throws {
    let terminal = try probe()
    try terminal.type("<C-p><C-g>a")
    try terminal.wait(for: "typed 1")
    #expect(terminal.takeOutput().contains(7))
    let before = terminal.processor.ticks
    usleep(300_000)
    #expect(terminal.processor.ticks == before)
    #expect(terminal.processor.isAsleep)
  }

  @Test("系统要求结束时程序知道")
  func terminate() throws {
    let terminal = try probe()
    terminal.signal(SIGTERM)
    terminal.drain()
    #expect(terminal.isInLineMode)
    #expect(terminal.exitStatus() == 4)
  }

  @Test("打一个字只送这一个字的变化")
  func smallChanges() throws {
    let terminal = try probe()
    try terminal.type("ab")
    try terminal.wait("the text") { $0.row(20).hasPrefix("  ab ") }
    _ = terminal.takeOutput()
    try terminal.type("张")
    try terminal.wait("the character") { $0.row(20).hasPrefix("  ab张") }
    #expect(terminal.takeOutput().count <= 90)
  }
}
