import TUI
import Testing

@Suite("Long texts")
struct LongTextTests {
  /// What costs most: marks by the thousand on one base, joined emoji, wide characters.
  static let hard = [
    String(repeating: "\u{301}", count: 5_000), "e" + String(repeating: "\u{20DD}", count: 3_000),
    String(repeating: "👨‍👩‍👧‍👦", count: 800), String(repeating: "👩\u{1F3FD}", count: 900),
    "👍" + String(repeating: "\u{1F3FD}", count: 4_000), String(repeating: "𠮷", count: 3_000),
    String(repeating: "\u{200D}", count: 2_000), String(repeating: "🇨🇳", count: 700),
    "葛" + String(repeating: "\u{E0100}", count: 3_000), String(repeating: "ab ", count: 1_000),
  ]

  @Test("First aid 3: whatever is typed or pasted, the editor holds no more than its limit")
  func bounded() {
    var random = Seeded(state: 3)
    for limit in [1, 2, 18, 50, 200] {
      var editor = LineEditor(limit: limit)
      for _ in 0..<120 {
        switch Int.random(in: 0..<9, using: &random) {
        case 0: editor.insert(Self.hard[Int.random(in: 0..<Self.hard.count, using: &random)])
        case 1: editor.insert(random.text(upTo: 400))
        case 2: _ = editor.press(.backspace)
        case 3: _ = editor.press(.delete)
        case 4: _ = editor.press(.control("w"))
        case 5: _ = editor.press(.left)
        case 6: _ = editor.press(.home)
        case 7: editor.moveCaret(to: Int.random(in: 0...limit, using: &random))
        default:
          for character in random.text(upTo: 30) { _ = editor.press(.character(character)) }
        }
        #expect((0...editor.characters.count).contains(editor.caret))
        // Joining with what stands behind it may only make it shorter.
        #expect(editor.characters.count <= limit)
        let scalars = editor.characters.map(\.unicodeScalars.count).max() ?? 0
        #expect(scalars <= LineEditor.mostScalars)
      }
    }
  }

  @Test("First aid 3: a key beyond the limit changes nothing, and says so until the next one")
  func over() {
    var editor = LineEditor(limit: 3)
    for character in "张三李" { _ = editor.press(.character(character)) }
    #expect(!editor.isOver)
    for _ in 0..<1_000 {
      _ = editor.press(.character("四"))
      #expect(editor.isOver)
      #expect(editor.text == "张三李")
    }
    var canvas = Canvas(Size(columns: 20, rows: 1))
    editor.draw(on: &canvas, in: canvas.area)
    #expect(canvas.row(0).contains("已满"))
    _ = editor.press(.left)
    #expect(!editor.isOver)
    _ = editor.press(.backspace)
    _ = editor.press(.character("五"))
    #expect(!editor.isOver)
    #expect(editor.text == "张五李")
  }

  @Test("First aid 3: marks that pile up on one character come to an end")
  func marks() {
    var editor = LineEditor("e", limit: 200)
    for _ in 0..<2_000 { _ = editor.press(.character("\u{301}")) }
    #expect(editor.text.unicodeScalars.count == LineEditor.mostScalars)
    #expect(editor.isOver)
    let fits = editor.insert("\u{302}")
    #expect(!fits)
  }

  @Test("First aid 3: a wrapped text is cut into pieces of it, in order and none twice")
  func wrapped() {
    var random = Seeded(state: 5)
    for text in Self.hard + (0..<20).map({ _ in random.text(upTo: 3_000) }) {
      for columns in [1, 2, 7, 76] {
        let lines = Width.wrap(text, columns: columns)
        let characters = lines.reduce(0) { $0 + $1.count }
        #expect(characters <= text.count)
        #expect(lines.count <= text.count + 1)
      }
      #expect(Width.columns(of: Width.cut(text, to: 40)) <= 40)
    }
  }
}
