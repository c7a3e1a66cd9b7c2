import TUI
import Testing

@Suite("列表、表格、文本块、区域")
struct ListTests {
  @Test("光标不出列表，页面跟着光标，滚得最少")
  func cursor() {
    var cursor = ListCursor()
    _ = cursor.press(.up, count: 10, height: 4)
    #expect((cursor.selected, cursor.top) == (0, 0))
    for _ in 0..<4 { _ = cursor.press(.down, count: 10, height: 4) }
    #expect((cursor.selected, cursor.top) == (4, 1))
    _ = cursor.press(.pageDown, count: 10, height: 4)
    #expect((cursor.selected, cursor.top) == (8, 5))
    _ = cursor.press(.end, count: 10, height: 4)
    #expect((cursor.selected, cursor.top) == (9, 6))
    _ = cursor.press(.home, count: 10, height: 4)
    #expect((cursor.selected, cursor.top) == (0, 0))
    let isTaken = cursor.press(.enter, count: 10, height: 4)
    #expect(!isTaken)
  }

  @Test("行增减后光标仍在原来那一行；那行没了，停在原处")
  func following() {
    var cursor = ListCursor()
    cursor.select(2, count: 4, height: 2)
    cursor.follow("c", in: ["x", "y", "a", "b", "c"], height: 2)
    #expect((cursor.selected, cursor.top) == (4, 3))
    cursor.follow("c", in: ["a", "b"], height: 2)
    #expect((cursor.selected, cursor.top) == (1, 0))
    cursor.follow("c", in: [String](), height: 2)
    #expect((cursor.selected, cursor.top) == (0, 0))
  }

  @Test("任何行数和页高：选中行总在列表里、在视野里")
  func anyList() {
    var random = Seeded(state: 5)
    var cursor = ListCursor()
    let keys: [Key] = [.up, .down, .pageUp, .pageDown, .home, .end]
    for _ in 0..<5000 {
      let count = Int.random(in: 0...30, using: &random)
      let height = Int.random(in: -1...12, using: &random)
      _ = cursor.press(keys.randomElement(using: &random) ?? .up, count: count, height: height)
      #expect(count == 0 ? cursor.selected == 0 : (0..<count).contains(cursor.selected))
      let visible = cursor.visible(count: count, height: height)
      #expect(visible.count <= max(0, height))
      if count > 0, height > 0 { #expect(visible.contains(cursor.selected)) }
      if count >= height, height > 0 { #expect(visible.count == height) }
    }
  }

  private let table = Table([
    .init("号", .fixed(4)), .init("姓名", .flexible(weight: 1)),
    .init("天", .fixed(3), isRightAligned: true),
  ])

  @Test("表格：表头、对齐、截断、选中行整行一色")
  func drawing() {
    var canvas = Canvas(Size(columns: 16, rows: 4))
    var cursor = ListCursor()
    cursor.select(1, count: 3, height: 3)
    let rows = [["A001", "张三", "5"], ["A002", "买买提·玉素甫", "12"], ["A003", "李四", "-1"]]
    table.draw(on: &canvas, in: canvas.area, cursor: cursor, count: 3) {
      Table.Row(rows[$0], styles: [2: .alert])
    }
    #expect(
      canvas.textPlane == [
        "号   姓名     天", "A001 张三      5", "A002 买买提…  12", "A003 李四     -1",
      ])
    #expect(
      canvas.stylePlane == [
        "llllllllllllllll", "...............a", "XXXXXXXXXXXXXXXX", "..............aa",
      ])
  }

  @Test("表格任意宽度都能画，列不重叠", arguments: [0, 1, 3, 4, 5, 8, 9, 12, 200])
  func anyTable(width: Int) {
    let spans = table.spans(width: width)
    #expect(spans.count == 3)
    for (left, right) in zip(spans, spans.dropFirst()) {
      #expect(left.upperBound <= right.lowerBound)
    }
    #expect(spans.allSatisfy { $0.upperBound <= width })
    var canvas = Canvas(Size(columns: width, rows: 2))
    table.draw(on: &canvas, in: canvas.area, cursor: ListCursor(), count: 1) { _ in
      Table.Row(["𠮷𠮷𠮷", "张三丰", "1234567"])
    }
    #expect(canvas.flaw == nil)
  }

  @Test("文本块滚动不越界，返回下面还有几行")
  func textBlock() {
    var block = TextBlock("一\n二\n三\n四\n五")
    var canvas = Canvas(Size(columns: 4, rows: 2))
    let below = block.draw(on: &canvas, in: canvas.area)
    #expect(below == 3)
    #expect(canvas.textPlane == ["一", "二"])
    let keys: [Key] = [.pageDown, .down, .down, .down, .end, .up]
    for key in keys {
      let isTaken = block.press(key, in: canvas.area)
      #expect(isTaken)
    }
    #expect(block.top == 2)
    let belowEnd = block.draw(on: &canvas, in: canvas.area)
    #expect(belowEnd == 1)
    #expect(canvas.textPlane == ["三", "四"])
    let isEnterTaken = block.press(.enter, in: canvas.area)
    #expect(!isEnterTaken)
  }

  @Test("区域的分割与内缩不出原来的区域")
  func rects() {
    let area = Rect(column: 2, row: 3, columns: 10, rows: 4)
    #expect(area.split(rows: 1).rest == Rect(column: 2, row: 4, columns: 10, rows: 3))
    #expect(area.split(rows: -1).rest == Rect(column: 2, row: 6, columns: 10, rows: 1))
    #expect(area.split(columns: 99).rest.isEmpty)
    #expect(
      area.centered(Size(columns: 4, rows: 9)) == Rect(column: 5, row: 3, columns: 4, rows: 4))
    #expect(area.line(4).isEmpty)
    var random = Seeded(state: 9)
    for _ in 0..<1000 {
      func number() -> Int { Int.random(in: -5...12, using: &random) }
      let rect = Rect(column: number(), row: number(), columns: number(), rows: number())
      let parts = [
        rect.inset(columns: number(), rows: number()), rect.split(rows: number()).rest,
        rect.split(columns: number()).first, rect.line(number()),
        rect.centered(Size(columns: number(), rows: number())),
      ]
      for part in parts where !part.isEmpty { #expect(part.intersection(rect) == part) }
    }
  }
}
