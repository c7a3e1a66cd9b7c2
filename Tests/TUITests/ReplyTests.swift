import Testing

@testable import TUI

/// What a terminal answers, late, cut or unknown: never text, never a command.
@Suite("终端的应答")
struct ReplyTests {
  /// A decoder with the clock that its terminal gives it.
  private struct Line {
    var decoder = KeyDecoder()
    var now = 0
    var inputs: [Input] = []

    /// Gives up what is half read as `NcursesTerminal.read` does.
    mutating func wait(_ milliseconds: Int) {
      let end = now + milliseconds
      var last = now
      while let patience = decoder.patience, last + patience <= end {
        inputs += decoder.flush()
        last += patience
      }
      now = end
    }

    mutating func send(_ bytes: [UInt8]) { inputs += decoder.feed(bytes, at: now) }
    mutating func send(_ text: String) { send(Array(text.utf8)) }

    mutating func type(_ text: String, every milliseconds: Int) {
      for character in text {
        wait(milliseconds)
        send(String(character))
      }
    }

    /// Everything as text; other keys by their label.
    var text: String {
      inputs.map { input in
        switch input {
        case .key(.character(let character)): String(character)
        case .key(let key): "<\(key.label)>"
        case .burst(let text): text
        case .paste(let text): "paste(\(text))"
        case .resized, .hangup, .terminate: "?"
        }
      }.joined()
    }
  }

  private static let esc = "\u{1B}"
  static let replies: [String] = [
    "\(esc)]11;rgb:1e1e/1e1e/2e2e\(esc)\\", "\(esc)]10;rgb:ffff/ffff/ffff\u{7}",
    "\(esc)]4;1;rgb:aaaa/0000/0000\u{7}", "\(esc)]52;c;5byg5LiJ\(esc)\\", "\(esc)]l终端标题\(esc)\\",
    "\(esc)P1$r0 q\(esc)\\", "\(esc)P>|XTerm(390)\(esc)\\", "\(esc)P1+r544e=787465726d\(esc)\\",
    "\(esc)P0+r\(esc)\\", "\(esc)P!|00000000\(esc)\\", "\(esc)PF9\(esc)\\", "\(esc)P\(esc)\\",
    "\(esc)_Gi=31;OK\(esc)\\", "\(esc)_\(esc)\\", "\(esc)^privacy message\(esc)\\",
    "\(esc)Xstart of string\(esc)\\", "\(esc)[?62;1;6;22c", "\(esc)[>41;390;0c", "\(esc)[24;80R",
    "\(esc)[5;1R", "\(esc)[1;1R", "\(esc)[?2026;2$y", "\(esc)[0n", "\(esc)[8;24;80t", "\(esc)[I",
    "\(esc)[O", "\(esc)[<0;12;7M", "\(esc)[<0;12;7m", "\(esc)[32;12;7M", "\(esc)[M !!",
    "\(esc)[M#\u{7E}\u{21}", "\(esc)[M C5", "\(esc)[97;5u", "\(esc)[27;5;9~", "\(esc)[?1;2P",
    "\(esc)[57399u", "\(esc)[>4;2m", "\(esc)[99999999999999999999~", "\u{9B}24;80R",
    "\u{9B}?62;1;6;22c", "\u{9B}<0;12;7M", "\u{9B}M !!", "\u{9D}11;rgb:1e1e/1e1e/2e2e\u{9C}",
    "\u{9D}0;标题©\u{7}", "\u{90}>|XTerm(390)\u{9C}", "\u{90}F9\u{9C}", "\u{9F}Gi=31;OK\u{9C}",
    "\u{9E}secret\(esc)\\", "\u{98}start\u{9C}",
  ]

  @Test("First aid 26: no reply of a terminal becomes text or a key", arguments: replies)
  func whole(reply: String) {
    var line = Line()
    line.send("张")
    line.wait(30)
    line.send(reply)
    line.wait(30)
    line.send("三a")
    #expect(line.text == "张三a")
  }

  @Test("First aid 26: a reply cut anywhere by 150 ms becomes neither", arguments: replies)
  func cut(reply: String) {
    let bytes = Array(reply.utf8)
    for place in 1..<bytes.count {
      var line = Line()
      line.send("张")
      line.wait(30)
      line.send(Array(bytes[..<place]))
      line.wait(150)
      line.send(Array(bytes[place...]))
      line.wait(30)
      line.send("三a")
      #expect(line.text == "张三a", "cut at \(place)")
    }
  }

  @Test("First aid 26: the rest of a reply cut behind its ESC by half a second is no text")
  func late() {
    for reply in Self.replies where reply.hasPrefix(Self.esc) {
      var line = Line()
      line.send(Self.esc)
      line.wait(500)
      line.send(String(reply.unicodeScalars.dropFirst().map(Character.init)))
      line.wait(30)
      line.send("三")
      #expect(line.text == "<Esc>三", "\(reply.debugDescription)")
    }
  }

  @Test("First aid 26: keys cut by 150 ms are those keys")
  func keysCut() {
    for (sequence, label) in [
      ("\(Self.esc)[A", "<↑>"), ("\(Self.esc)OB", "<↓>"), ("\(Self.esc)[20~", "<F9>"),
      ("\(Self.esc)[1;5D", "<←>"), ("\(Self.esc)OP", "<F1>"), ("\(Self.esc)[[A", "<F1>"),
    ] {
      let bytes = Array(sequence.utf8)
      for place in 1..<bytes.count {
        var line = Line()
        line.send(Array(bytes[..<place]))
        line.wait(150)
        line.send(Array(bytes[place...]))
        #expect(line.text == label, "\(label) at \(place)")
      }
    }
  }

  @Test(
    "First aid 26: seeded replies, keys and text, cut at random with random gaps", arguments: 0..<40
  )
  func anyCuts(seed: Int) {
    var random = Seeded(state: UInt64(seed) + 77)
    for _ in 0..<200 {
      var line = Line()
      var expected = ""
      for _ in 0..<Int.random(in: 1...6, using: &random) {
        // What is typed is typed; what the terminal sends comes in pieces.
        if Bool.random(using: &random) {
          let text = ["张三", "a", "P001", "1", "O", "X"].randomElement(using: &random) ?? ""
          line.send(text)
          expected += text
        } else {
          var rest = Array(Self.random(&random).utf8)[...]
          while !rest.isEmpty {
            let piece = rest.prefix(Int.random(in: 1...max(1, rest.count), using: &random))
            line.send(Array(piece))
            rest = rest.dropFirst(piece.count)
            if !rest.isEmpty { line.wait(Int.random(in: 0...190, using: &random)) }
          }
        }
        line.wait(Int.random(in: 0...190, using: &random))
      }
      line.wait(3000)
      #expect(line.text == expected, "seed \(seed)")
      #expect(line.decoder.patience == nil)
    }
  }

  /// A reply of the list, or one of random content.
  private static func random(_ random: inout Seeded) -> String {
    if Bool.random(using: &random) { return replies.randomElement(using: &random) ?? "" }
    func text(_ range: ClosedRange<UInt32>, _ count: Int) -> String {
      var scalars = String.UnicodeScalarView()
      for _ in 0..<count {
        if let scalar = Unicode.Scalar(UInt32.random(in: range, using: &random)) {
          scalars.append(scalar)
        }
      }
      return String(scalars)
    }
    let count = Int.random(in: 0...300, using: &random)
    switch Int.random(in: 0..<3, using: &random) {
    case 0:
      // Control sequences whose final byte is no key's.
      let final = ["c", "n", "y", "t", "u", "x", "q", "S"].randomElement(using: &random) ?? "c"
      return "\(esc)[?" + text(0x30...0x3B, count % 40) + final
    case 1:
      let opening = ["]", "P", "_", "^", "X"].randomElement(using: &random) ?? "]"
      return "\(esc)\(opening)" + text(0x20...0x7E, count) + "\(esc)\\"
    default:
      let opening = ["]", "_", "^"].randomElement(using: &random) ?? "]"
      return "\(esc)\(opening)" + text(0x4E00...0x9FA5, count) + "\u{7}"
    }
  }

  @Test("First aid 26: a lone Esc is the Esc key after 200 ms, and what is typed behind it is text")
  func loneEscape() {
    for text in ["P001", "X12", "OA", "Oscar", "张三", "_a", "]", "^", "a", "1", "\\x"] {
      var line = Line()
      line.send(Self.esc)
      line.wait(250)
      #expect(line.text == "<Esc>")
      line.type(text, every: 120)
      line.wait(1000)
      #expect(line.text == "<Esc>" + (text == "\\x" ? "x" : text), "\(text)")
    }
    var line = Line()
    line.send(Self.esc)
    line.wait(199)
    #expect(line.text.isEmpty)
  }

  @Test("First aid 26: Esc with a letter at once is Esc and the letter")
  func alt() {
    for letter in "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNQRSTUVWYZ0123456789张 .,-="
    where letter != "O" {
      var line = Line()
      line.send(Self.esc + String(letter))
      #expect(line.text == "<Esc>\(letter)")
    }
    // These begin something in a terminal: they come when nothing follows.
    for letter in "OPX[" {
      var line = Line()
      line.send(Self.esc + String(letter))
      line.wait(1000)
      #expect(line.text == "<Esc>\(letter)")
    }
    var typedAhead = Line()
    typedAhead.send(Self.esc + "P001\r")
    #expect(typedAhead.text == "<Esc>P001<Enter>")
    var searching = Line()
    searching.send(Self.esc)
    searching.type("P001", every: 150)
    searching.wait(500)
    #expect(searching.text == "<Esc>P001")
  }

  @Test(
    "First aid 26: a string without an end lets go at a key, after a second, or after three in all")
  func bounds() {
    for (key, label) in [
      ("\r", "<Enter>"), ("\t", "<Tab>"), ("\u{7F}", "<Backspace>"), ("\(Self.esc)[A", "<↑>"),
      ("\(Self.esc)[20~", "<F9>"), ("\u{15}", "<Ctrl-U>"),
      ("\(Self.esc)[200~贴\(Self.esc)[201~", "paste(贴)"),
    ] {
      var line = Line()
      line.send("\(Self.esc)]11;rgb:00")
      line.wait(100)
      line.send("x" + key + "三")
      #expect(line.text == label + "三")
    }
    var pausing = Line()
    pausing.send("\(Self.esc)P1$r")
    pausing.wait(1000)
    pausing.send("三")
    #expect(pausing.text == "三")
    var typing = Line()
    typing.send("\(Self.esc)_G")
    typing.type("一二三四五六七八九十", every: 400)
    #expect(typing.text == "八九十")
    var escaping = Line()
    escaping.send("\(Self.esc)]0;x")
    escaping.wait(100)
    escaping.send(Self.esc)
    escaping.wait(1000)
    escaping.send("三")
    #expect(escaping.text == "<Esc>三")
  }

  @Test("First aid 26: a flood without an end costs no memory")
  func flood() {
    var line = Line()
    line.send("\(Self.esc)]")
    for _ in 0..<1000 {
      line.send(String(repeating: "x", count: 1000))
      #expect(line.decoder.pending.isEmpty && line.decoder.pasted.isEmpty)
    }
    line.send("\r")
    #expect(line.text == "<Enter>")
  }
}
