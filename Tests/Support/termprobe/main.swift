import Glibc
import TUI
import Terminal

// Draws texts that are hard to draw, echoes every input, and ends with Ctrl-X.
// Arguments: a theme (dark, light, mono), `plain` for plain symbols, `linger`
// to go on reading after the terminal is gone, `ticking` to read 10 ms at a time.

let samples = [
  "Ext I \u{2EBF0}\u{2EE5D} Ext H \u{31350}", "PUA \u{E81E} BMP 㛃䶮 SIP 𠮷𬭎",
  "买买提·阿不都热合曼·玉素甫江", "hostile \u{1B}[31m\u{9B}7m\u{202E}abc\u{200B}",
  "marks e\u{301} emoji 👍🏽 VS 葛\u{E0100}", "quotes “引号”…—→●",
]

struct Probe {
  var editor = LineEditor(limit: 100_000)
  var log: [String] = []
  var typed = 0
  var size: Size

  mutating func take(_ input: Input) {
    switch input {
    case .key(let key):
      if case .character = key { typed += 1 }
      if !editor.press(key) { note("key \(key.label)") }
    case .burst(let text):
      typed += text.count
      editor.insert(text)
      note("burst \(text.count)")
    case .paste(let text):
      editor.insert(text)
      note("paste \(text.count)")
    case .resized(let size):
      self.size = size
      note("resized")
    case .hangup: note("hangup")
    case .terminate: note("terminate")
    }
  }

  mutating func note(_ line: String) { log = log.suffix(7) + [line] }

  var canvas: Canvas {
    var canvas = Canvas(size)
    canvas.fill(canvas.area.line(0), .bar)
    canvas.write(" 一窗 \(size.columns)x\(size.rows) typed \(typed) ", in: canvas.area, .bar)
    for (row, sample) in samples.enumerated() {
      canvas.write(sample, at: Point(column: 2, row: 2 + row))
      canvas.write("|", at: Point(column: 70, row: 2 + row), .strong)
    }
    canvas.box(Rect(column: 0, row: 1, columns: 79, rows: 8), title: "样字")
    for (row, line) in log.enumerated() {
      canvas.write(line, at: Point(column: 2, row: 10 + row), .muted)
    }
    let field = Rect(column: 2, row: 20, columns: 40, rows: 1)
    editor.draw(on: &canvas, in: field)
    canvas.write("]", at: Point(column: 42, row: 20))
    return canvas
  }
}

@MainActor func run() -> Int32 {
  let words = Set(CommandLine.arguments.dropFirst())
  let theme = Theme.allCases.first { words.contains($0.rawValue) } ?? .dark
  do throws(TerminalError) {
    var terminal = try NcursesTerminal(theme: theme, usesPlainSymbols: words.contains("plain"))
    var probe = Probe(size: terminal.size)
    while true {
      terminal.draw(probe.canvas)
      for input in terminal.read(timeoutMilliseconds: words.contains("ticking") ? 10 : nil) {
        probe.take(input)
        switch input {
        case .key(.control("x")): return 0
        case .key(.control("g")): terminal.bell()
        case .key(.control("b")): preconditionFailure("asked to crash")
        case .key(.control("p")): NcursesTerminal.wake()
        case .terminate: return 4
        case .hangup: if !words.contains("linger") { return 5 }
        default: break
        }
      }
    }
  } catch {
    print(error.explanation)
    return 3
  }
}

exit(run())
