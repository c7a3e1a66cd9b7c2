import TUI
import Testing

@Suite("单行编辑器")
struct LineEditorTests {
  private func edit(_ start: String, _ script: String, limit: Int = 200) throws -> LineEditor {
    var editor = LineEditor(start, limit: limit)
    for key in try Key.script(script) { _ = editor.press(key) }
    return editor
  }

  @Test(
    "编辑键",
    arguments: [
      ("", "张三", "张三"), ("张三", "<Backspace>丰", "张丰"), ("abc", "<Left><Left>x", "axbc"),
      ("abc", "<Home>x", "xabc"), ("abc", "<C-a>x<C-e>y", "xabcy"), ("abc", "<Home><Delete>", "bc"),
      ("abc", "<Left><C-u>", "c"), ("abc", "<Left><C-k>", "ab"), ("ab cd ", "<C-w>", "ab "),
      ("ab", "<Home><Backspace><Left>", "ab"), ("ab", "<Delete><Right>", "ab"),
      ("e\u{301}", "<Backspace>", ""), ("e", "\u{301}", "e\u{301}"), ("", "<C-w><C-k><C-u>", ""),
    ])
  func keys(_ start: String, _ script: String, _ text: String) throws {
    #expect(try edit(start, script).text == text)
  }

  @Test("不认的键不收")
  func otherKeys() {
    var editor = LineEditor("a")
    for key in [Key.enter, .tab, .escape, .up, .function(1), .control("p")] {
      let isTaken = editor.press(key)
      #expect(!isTaken)
    }
    #expect(editor == LineEditor("a"))
  }

  @Test("字数到了上限就不再收，多的截掉；后面的字不受影响")
  func limit() {
    var editor = LineEditor("张三", limit: 3)
    let fits = editor.insert("abc")
    #expect(!fits)
    #expect(editor.text == "张三a")
    let fitsNothing = editor.insert("")
    #expect(fitsNothing)
    editor.moveCaret(to: 0)
    let fitsBefore = editor.insert("x")
    #expect(!fitsBefore)
    #expect(editor.text == "张三a")
    var long = LineEditor("abcdef", limit: 3)
    let fitsLong = long.insert("x")
    #expect(!fitsLong)
    #expect(long.text == "abcdef")
  }

  @Test("粘贴的换行和制表符变空格，其他控制字符去掉")
  func pasting() {
    var editor = LineEditor()
    editor.insert("a\r\nb\tc\u{1B}d\u{85}")
    #expect(editor.text == "a b cd")
  }

  @Test("组合符号接在光标前的字上")
  func combining() {
    var editor = LineEditor("ab")
    editor.moveCaret(to: 1)
    editor.insert("\u{301}")
    #expect(editor.text == "a\u{301}b")
    #expect(editor.caret == 1)
  }

  private func drawn(_ editor: LineEditor, _ columns: Int) -> (String, Int?) {
    var canvas = Canvas(Size(columns: columns, rows: 1))
    editor.draw(on: &canvas, in: canvas.area)
    return (canvas.row(0), canvas.caret?.column)
  }

  @Test("放得下时整段显示，光标按列走")
  func drawing() throws {
    #expect(drawn(try edit("张三", "<Left>"), 6) == ("张三  ", 2))
    #expect(drawn(LineEditor("张三"), 5) == ("张三 ", 4))
  }

  @Test("放不下时横向滚动，两端标出还有")
  func scrolling() throws {
    let text = "0123456789ABCDEF"
    #expect(drawn(LineEditor(text), 10) == ("<CDEF     ", 5))
    #expect(drawn(try edit(text, "<Home>"), 10) == (" 01234567>", 1))
  }

  @Test("任何文字、宽度、光标：光标总在框内，画布完好")
  func anyWidth() {
    var random = Seeded(state: 11)
    for _ in 0..<1500 {
      var editor = LineEditor(random.text(upTo: 30))
      editor.moveCaret(to: Int.random(in: 0...30, using: &random))
      var canvas = Canvas(Size(columns: 60, rows: 1))
      let area = Rect(
        column: 3, row: 0, columns: .random(in: 0...50, using: &random), rows: 1)
      editor.draw(on: &canvas, in: area)
      #expect(canvas.flaw == nil)
      #expect(area.isEmpty ? canvas.caret == nil : area.contains(canvas.caret ?? area.origin))
      #expect(area.isEmpty || canvas.caret != nil)
      #expect(canvas.stylePlane[0].prefix(3) == (area.isEmpty ? "" : "..."))
    }
  }
}
