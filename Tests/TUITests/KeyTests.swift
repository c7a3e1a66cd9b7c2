import TUI
import Testing

@Suite("按键")
struct KeyTests {
  @Test("按键脚本：字照写，键写在尖括号里")
  func script() throws {
    #expect(
      try Key.script("张<Tab><F9><C-p><S-Tab><Less>> <F12>") == [
        .character("张"), .tab, .function(9), .control("p"), .backTab, .character("<"),
        .character(">"), .character(" "), .function(12),
      ])
  }

  @Test("写错的脚本说明错在哪里")
  func badScript() {
    #expect(throws: TUIError.unknownKey(name: "F13", offset: 1)) { try Key.script("a<F13>") }
    #expect(throws: TUIError.unknownKey(name: "tab", offset: 0)) { try Key.script("<tab>") }
    #expect(throws: TUIError.unknownKey(name: "F09", offset: 0)) { try Key.script("<F09>") }
    #expect(throws: TUIError.unclosedKey(offset: 2)) { try Key.script("ab<Tab") }
    #expect(throws: TUIError.controlInScript(offset: 1)) { try Key.script("a\n") }
  }

  private func keys(_ bytes: String) -> [Input] {
    var decoder = KeyDecoder()
    return decoder.feed(Array(bytes.utf8))
  }

  @Test(
    "常见终端发来的序列",
    arguments: [
      ("\u{1B}OP", Key.function(1)), ("\u{1B}[11~", .function(1)), ("\u{1B}[[A", .function(1)),
      ("\u{1B}[[E", .function(5)), ("\u{1B}[15~", .function(5)), ("\u{1B}[17~", .function(6)),
      ("\u{1B}[21~", .function(10)), ("\u{1B}[24~", .function(12)), ("\u{1B}OA", .up),
      ("\u{1B}[A", .up), ("\u{1B}[1;5D", .left), ("\u{1B}[Z", .backTab), ("\u{1B}[3~", .delete),
      ("\u{1B}[1~", .home), ("\u{1B}[8~", .end), ("\u{1B}[6~", .pageDown), ("\u{1B}OM", .enter),
      ("\r", .enter), ("\n", .enter), ("\u{7F}", .backspace), ("\u{8}", .backspace),
      ("\t", .tab), ("\u{11}", .control("q")), ("\u{13}", .control("s")), ("\u{1A}", .control("z")),
      ("\u{1B}Op", .character("0")), ("\u{1B}Oy", .character("9")), ("张", .character("张")),
      ("𮯰", .character("𮯰")), ("e\u{301}", .character("e\u{301}")),
    ])
  func sequences(_ bytes: String, _ key: Key) {
    #expect(keys(bytes) == [.key(key)])
  }

  @Test(
    "没有意义的序列整个吞掉，不会变成字",
    arguments: [
      "\u{1B}[1;2P", "\u{1B}[20;2~", "\u{1B}[99~", "\u{1B}[I", "\u{1B}[?62;1c", "\u{9B}I", "\u{85}",
      "\u{99}",
    ])
  func meaningless(_ bytes: String) {
    #expect(keys(bytes + "a") == [.key(.character("a"))])
  }

  @Test("Esc 之后紧跟的字照常收下")
  func escapeThenText() {
    #expect(keys("\u{1B}张") == [.key(.escape), .key(.character("张"))])
    #expect(keys("\u{1B}a") == [.key(.escape), .key(.character("a"))])
    #expect(keys("\u{1B}[张").first == .key(.escape))
    #expect(keys("\u{1B}[张").last == .key(.character("张")))
    #expect(keys("\u{1B}\u{1B}[A") == [.key(.escape), .key(.up)])
  }

  @Test("单独的 Esc 等一会儿才算数")
  func loneEscape() {
    var decoder = KeyDecoder()
    let isWaiting = decoder.feed([0x1B]).isEmpty
    #expect(isWaiting)
    #expect(decoder.patience != nil)
    let escape = decoder.flush()
    #expect(escape == [.key(.escape)])
    #expect(decoder.patience == nil)
    let isDone = decoder.flush().isEmpty
    #expect(isDone)
  }

  @Test("终端自己的序列先认")
  func ownSequences() {
    var decoder = KeyDecoder(sequences: [Array("\u{1B}@x".utf8): .function(7), [8]: .up])
    let isWaiting = decoder.feed(Array("\u{1B}@".utf8)).isEmpty
    #expect(isWaiting)
    let keys = decoder.feed(Array("x\u{8}".utf8))
    #expect(keys == [.key(.function(7)), .key(.backspace)])
  }

  @Test("字节无论从哪里断开，结果都一样", arguments: 0..<20)
  func anySplit(seed: Int) {
    var random = Seeded(state: UInt64(seed))
    let text = "张三\u{1B}OP𠮷a\u{1B}[24~\u{1B}[200~粘贴\u{1B}x\r\n二\u{1B}[201~b\u{1B}[B丰\r"
    let bytes = Array(text.utf8)
    var decoder = KeyDecoder()
    var inputs: [Input] = []
    var rest = bytes[...]
    while !rest.isEmpty {
      let piece = rest.prefix(Int.random(in: 1...4, using: &random))
      inputs += decoder.feed(Array(piece))
      rest = rest.dropFirst(piece.count)
    }
    #expect(
      inputs == [
        .key(.character("张")), .key(.character("三")), .key(.function(1)),
        .key(.character("𠮷")), .key(.character("a")), .key(.function(12)),
        .paste("粘贴x\n二"), .key(.character("b")), .key(.down), .key(.character("丰")),
        .key(.enter),
      ])
  }

  @Test("十个及以上一起到的字是一段，少于十个是按键")
  func bursts() {
    #expect(keys("110101199003074") == [.burst("110101199003074")])
    #expect(keys("123456789").count == 9)
    #expect(
      keys("1234567890\r12") == [
        .burst("1234567890"), .key(.enter), .key(.character("1")), .key(.character("2")),
      ])
  }

  @Test("任何字节都不出错：不出控制字符，什么也不会永远卡住")
  func anyBytes() {
    var random = Seeded(state: 3)
    for _ in 0..<3000 {
      var decoder = KeyDecoder()
      let bytes = (0..<Int.random(in: 0...40, using: &random)).map { _ in
        Bool.random(using: &random)
          ? UInt8.random(in: 0...255, using: &random)
          : [0x1B, 0x5B, 0x4F, 0x32, 0x30, 0x7E, 0xE5, 0xBC].randomElement(using: &random) ?? 0
      }
      for input in decoder.feed(bytes) + decoder.flush() {
        switch input {
        case .key(.character(let character)):
          #expect(character.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F })
        case .paste(let text), .burst(let text):
          let allowed: Set<UInt32> = [9, 10]
          #expect(
            text.unicodeScalars.allSatisfy { $0.value >= 0x20 || allowed.contains($0.value) })
        default: break
        }
      }
      #expect(decoder.patience == nil)
      // A half character may wait for its rest, but the next keys end it.
      #expect((decoder.feed(Array("a\r\r".utf8)).last) == .key(.enter))
    }
  }

  @Test("粘贴没有收尾：等够了就交出来，键盘还能用")
  func pasteWithoutEnd() {
    var decoder = KeyDecoder()
    let isWaiting = decoder.feed(Array("\u{1B}[200~abc".utf8)).isEmpty
    #expect(isWaiting)
    #expect(decoder.patience == 1000)
    let paste = decoder.flush()
    #expect(paste == [.paste("abc")])
    let next = decoder.feed([0x61])
    #expect(next == [.key(.character("a"))])
  }

  @Test("超大的粘贴有上限，收尾照样认得")
  func hugePaste() {
    var decoder = KeyDecoder()
    _ = decoder.feed(Array("\u{1B}[200~".utf8))
    for _ in 0..<40 { _ = decoder.feed([UInt8](repeating: 0x61, count: 65_536)) }
    let inputs = decoder.feed(Array("\u{1B}[201~z".utf8))
    #expect(inputs.count == 2)
    #expect(inputs.last == .key(.character("z")))
  }
}
