import TUI
import Testing

@Suite("画布")
struct CanvasTests {
  private func canvas(_ columns: Int, _ rows: Int = 1) -> Canvas {
    Canvas(Size(columns: columns, rows: rows))
  }

  private func at(_ column: Int, _ row: Int = 0) -> Point { Point(column: column, row: row) }

  @Test("写字返回所用列数，样式一列一个字母")
  func writing() {
    var canvas = canvas(10, 2)
    let used = canvas.write("张a", at: at(1), .alert)
    #expect(used == 3)
    #expect(canvas.textPlane == [" 张a", ""])
    #expect(canvas.stylePlane == [".aaa", ""])
    #expect(canvas.row(0) == " 张a      ")
    #expect(canvas.row(7) == "")
  }

  @Test("放不下的全角字整个不写")
  func noHalfAtTheEdge() {
    var canvas = canvas(4)
    let mixed = canvas.write("a张三", at: at(0))
    #expect(mixed == 3)
    #expect(canvas.textPlane == ["a张"])
    let limited = canvas.write("张三", at: at(0), limit: 3)
    #expect(limited == 2)
    let shifted = canvas.write("张三", at: at(-1))
    #expect(shifted == 4)
    #expect(canvas.textPlane == [" 三"], "左边露出半个的字画成空格")
  }

  @Test("盖住全角字的一半，另一半变空格")
  func overwritingHalves() {
    var left = canvas(4)
    left.write("张三", at: at(0))
    left.write("x", at: at(0))
    #expect(left.row(0) == "x 三")
    var right = canvas(4)
    right.write("张三", at: at(0))
    right.write("x", at: at(1))
    #expect(right.row(0) == " x三")
    var middle = canvas(6)
    middle.write("张三丰", at: at(0))
    middle.write("李", at: at(1))
    #expect(middle.row(0) == " 李 丰")
    var filled = canvas(4)
    filled.write("张三", at: at(0))
    filled.fill(Rect(column: 1, row: 0, columns: 2, rows: 1))
    #expect(filled.row(0) == "    ")
  }

  @Test("控制、双向、零宽字符写成编码，行分隔符也是")
  func forbidden() {
    var canvas = canvas(60)
    canvas.write("\u{1B}[2J\u{202E}\u{9B}\u{2028}\u{200D}", at: at(0))
    #expect(canvas.textPlane == ["⟦U+001B⟧[2J⟦U+202E⟧⟦U+009B⟧⟦U+2028⟧⟦U+200D⟧"])
  }

  @Test("专用区字画成〓，占两列；组合符号附在前一个字上")
  func privateUseAndMarks() {
    var canvas = canvas(20)
    let used = canvas.write("\u{E81E}e\u{301}葛\u{E0100}|", at: at(0))
    #expect(used == 6)
    #expect(canvas.textPlane == ["〓e\u{301}葛|"])
    #expect(canvas.marks == [[0x301]])
  }

  @Test("只在给定区域内写")
  func clipping() {
    var canvas = canvas(10, 3)
    let clip = Rect(column: 2, row: 1, columns: 3, rows: 1)
    canvas.write("abcdefgh", at: at(0, 1), clip: clip)
    canvas.write("abcdefgh", at: at(0, 0), clip: clip)
    #expect(canvas.textPlane == ["", "  cde", ""])
  }

  @Test("框线与标题；太小的框不画")
  func boxes() {
    var canvas = canvas(12, 3)
    let inner = canvas.box(canvas.area, title: "排队取号处")
    #expect(inner == Rect(column: 1, row: 1, columns: 10, rows: 1))
    #expect(canvas.textPlane == ["┌─ 排队… ──┐", "│          │", "└──────────┘"])
    let isEmpty = canvas.box(Rect(column: 0, row: 0, columns: 1, rows: 1)).isEmpty
    #expect(isEmpty)
  }

  @Test("改样式不动文字，全角字两半同色")
  func restyling() {
    var canvas = canvas(6)
    canvas.write("张三丰", at: at(0))
    canvas.restyle(Rect(column: 1, row: 0, columns: 2, rows: 1), .selected)
    #expect(canvas.textPlane == ["张三丰"])
    #expect(canvas.stylePlane == ["XXXX"])
  }

  @Test("光标只能在画布内")
  func caret() {
    var canvas = canvas(4, 2)
    canvas.placeCaret(at(4, 0))
    #expect(canvas.caret == nil)
    canvas.placeCaret(at(3, 1))
    #expect(canvas.caret == at(3, 1))
  }

  @Test("任意大小、任意文字、任意位置：画布总是完好的，差异补上就相等")
  func anyPicture() {
    var random = Seeded(state: 7)
    for _ in 0..<150 {
      let size = Size(
        columns: .random(in: 0...200, using: &random), rows: .random(in: 0...30, using: &random))
      var old = Canvas(size)
      scribble(&old, &random)
      #expect(old.flaw == nil)
      var new = Bool.random(using: &random) ? old : Canvas(size)
      scribble(&new, &random)
      #expect(new.flaw == nil)
      var covered = Set<Int>()
      new.forEachChange(since: old) { run in
        let start = run.row * size.columns
        covered.formUnion(run.columns.map { start + $0 })
        #expect(new.cells[start + run.columns.lowerBound].width != 0)
        let end = run.columns.upperBound
        #expect(end == size.columns || new.cells[start + end].width != 0)
      }
      for index in new.cells.indices where !covered.contains(index) {
        #expect(new.cells[index] == old.cells[index])
        #expect(new.scalars(of: new.cells[index]) == old.scalars(of: old.cells[index]))
      }
    }
  }

  private func scribble(_ canvas: inout Canvas, _ random: inout Seeded) {
    for _ in 0..<Int.random(in: 0...12, using: &random) {
      let area = Rect(
        column: .random(in: -10...210, using: &random), row: .random(in: -3...33, using: &random),
        columns: .random(in: 0...60, using: &random), rows: .random(in: 0...10, using: &random))
      let style = Style.allCases.randomElement(using: &random) ?? .plain
      switch Int.random(in: 0...5, using: &random) {
      case 0: canvas.fill(area, style)
      case 1: canvas.restyle(area, style)
      case 2: canvas.box(area, title: random.text(upTo: 10), style)
      case 3: canvas.write(random.text(upTo: 40), at: area.origin, style, clip: area)
      default: canvas.write(random.text(upTo: 40), at: area.origin, style, limit: area.columns)
      }
    }
  }

  @Test("没有变化就没有差异；变了一个字只报这一段")
  func changes() {
    var old = canvas(10, 2)
    old.write("张三 abc", at: at(0, 1))
    var new = old
    var runs: [Canvas.Run] = []
    new.forEachChange(since: old) { runs.append($0) }
    #expect(runs.isEmpty)
    new.write("丰", at: at(2, 1))
    new.forEachChange(since: old) { runs.append($0) }
    #expect(runs.map(\.row) == [1])
    #expect(runs.map(\.columns) == [2..<4])
  }

  @Test("只差组合符号也算变化")
  func changedMarks() {
    var old = canvas(4)
    old.write("e\u{300}", at: at(0))
    var new = canvas(4)
    new.write("e\u{301}", at: at(0))
    var runs: [Canvas.Run] = []
    new.forEachChange(since: old) { runs.append($0) }
    #expect(runs.map(\.columns) == [0..<1])
  }

  @Test("任何文字画出来都没有控制、双向、零宽字符")
  func hostileText() {
    var random = Seeded(state: 21)
    let dangerous: [ClosedRange<UInt32>] = [
      0...0x1F, 0x7F...0x9F, 0xAD...0xAD, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F,
      0xFE00...0xFE0F, 0xFEFF...0xFEFF, 0xFFF9...0xFFFB, 0xE0000...0xE0FFF,
    ]
    for _ in 0..<1000 {
      var canvas = canvas(200)
      canvas.write(random.text(upTo: 40), at: at(0))
      for scalar in canvas.row(0).unicodeScalars {
        #expect(!dangerous.contains { $0.contains(scalar.value) })
      }
    }
  }

  @Test("样式字母各不相同")
  func letters() {
    #expect(Set(Style.allCases.map(\.letter)).count == Style.allCases.count)
  }
}
