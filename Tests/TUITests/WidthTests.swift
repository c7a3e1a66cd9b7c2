import Characters
import TUI
import Testing

@Suite("显示宽度")
struct WidthTests {
  @Test(
    "每类字符的列数",
    arguments: [
      ("a", 1), ("·", 1), ("—", 1), ("“", 1), ("…", 1), ("○", 1), ("→", 1), ("─", 1),
      ("张", 2), ("〇", 2), ("，", 2), ("￥", 2), ("：", 2), ("　", 2), ("Ａ", 2), ("가", 2),
      ("\u{20BB7}", 2), ("\u{2CB4E}", 2), ("\u{2EBF0}", 2), ("\u{2EE5D}", 2),
      ("\u{31350}", 2), ("\u{323AF}", 2), ("\u{4DBF}", 2), ("\u{9FFF}", 2), ("\u{3FFFD}", 2),
      ("\u{E81E}", 2), ("\u{F8FF}", 2), ("\u{100000}", 2),
      ("\u{FF61}", 1), ("👍", 2), ("👍🏽", 2), ("e\u{301}", 1), ("葛\u{E0100}", 2), ("❤\u{FE0F}", 1),
      ("\u{A0}", 1), ("\u{2003}", 1), ("\t", 8), ("\u{202E}", 8), ("\u{E0001}", 9), ("\u{115F}", 8),
      ("\u{3164}", 8), ("\u{34F}", 8), ("\u{FFA0}", 8), ("\u{FEFF}", 8), ("\u{AD}", 8), ("", 0),
      ("买买提·阿不都热合曼·玉素甫江", 28),
    ])
  func vectors(_ text: String, _ columns: Int) {
    #expect(Width.columns(of: text) == columns)
    #expect(text.reduce(0) { $0 + Width.columns(of: $1) } == columns)
  }

  @Test(
    "截断不超宽、不切半个字，截过的以“…”结尾",
    arguments: [
      ("张三丰", 6, "张三丰"), ("张三丰", 5, "张三…"), ("张三丰", 4, "张…"), ("张三丰", 1, "…"),
      ("张三丰", 0, ""), ("abc", -1, ""), ("abcdef", 4, "abc…"), ("e\u{301}e\u{301}", 1, "…"),
    ])
  func cutting(_ text: String, _ columns: Int, _ expected: String) {
    #expect(Width.cut(text, to: columns) == expected)
  }

  @Test("不要省略号时截在整字处")
  func cuttingPlainly() {
    #expect(Width.cut("张三丰", to: 5, ellipsis: false) == "张三")
    #expect(Width.cut("a\u{301}bc", to: 2, ellipsis: false) == "a\u{301}b")
  }

  @Test("补齐后宽度恰好")
  func padding() {
    #expect(Width.padRight("张三", to: 6) == "张三  ")
    #expect(Width.padLeft("张三", to: 6) == "  张三")
    #expect(Width.padRight("张三丰", to: 4) == "张… ")
  }

  @Test("折行：标点不在行首，单词不拆开，换行符另起一行")
  func wrapping() {
    #expect(Width.wrap("一二三四，五六", columns: 8) == ["一二三", "四，五六"])
    #expect(Width.wrap("办理（一次）", columns: 6) == ["办理", "（一", "次）"])
    #expect(Width.wrap("see yichuang 文档", columns: 10) == ["see", "yichuang", "文档"])
    #expect(Width.wrap("abcdefgh", columns: 3) == ["abc", "def", "gh"])
    #expect(Width.wrap("一\n\n二", columns: 4) == ["一", "", "二"])
    #expect(Width.wrap("", columns: 4) == [""])
    #expect(Width.wrap("一二", columns: 1) == ["一", "二"])
    #expect(Width.wrap("一二", columns: 0) == [])
  }

  @Test("任何文字：截断、补齐、折行都不超宽，折行不丢字")
  func anyText() {
    var random = Seeded(state: 1)
    for _ in 0..<2000 {
      let text = random.text(upTo: 30)
      let columns = Int.random(in: 0...40, using: &random)
      for ellipsis in [true, false] {
        let cut = Width.cut(text, to: columns, ellipsis: ellipsis)
        #expect(Width.columns(of: cut) <= columns)
        #expect(ellipsis || text.hasPrefix(cut))
      }
      #expect(Width.columns(of: Width.padLeft(text, to: columns)) == columns)
      guard columns > 0 else { continue }
      let lines = Width.wrap(text, columns: columns)
      for line in lines where line.count > 1 { #expect(Width.columns(of: line) <= columns) }
      let isKept = { (character: Character) in character != " " && !character.isNewline }
      #expect(lines.joined().filter(isKept) == text.filter(isKept))
    }
  }

  @Test("First aid 21: everything that nobody can see is drawn by its code, and it alone")
  func invisible() {
    var wrong: [UInt32] = []
    for scalar in (UInt32(0)...0x10FFFF).lazy.compactMap(Unicode.Scalar.init)
    where scalar.properties.generalCategory != .unassigned || Invisible.contains(scalar) {
      let columns = Width.columns(of: String(scalar))
      if (columns >= 8) != Invisible.contains(scalar) { wrong.append(scalar.value) }
    }
    #expect(wrong == [])
  }
}
