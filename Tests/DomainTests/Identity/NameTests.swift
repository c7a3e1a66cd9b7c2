import Testing

@testable import Domain

@Suite("姓名和安全文本")
struct NameTests {
  @Test(
    "汉字之间的间隔号统一为 ·，空格去掉，其余不动",
    arguments: [
      ("张三", "张三"), (" 张　三 ", "张三"), ("买买提•阿不都", "买买提·阿不都"),
      ("买买提．阿不都", "买买提·阿不都"), ("买买提 ・ 阿不都", "买买提·阿不都"), ("买买提·阿不都", "买买提·阿不都"),
      ("JOHN A. SMITH", "JOHN A. SMITH"), ("  Anna   Lee ", "Anna Lee"), ("𠮷•㛃", "𠮷·㛃"),
      ("\u{E81E}.\u{2EBF0}", "\u{E81E}·\u{2EBF0}"),
    ])
  func normalised(typed: String, expected: String) throws {
    let name = try PersonName(typed)
    #expect(name.text == expected)
    #expect(name.wasChanged == (typed != expected))
  }

  @Test("50个字符接受，51个拒绝")
  func length() throws {
    let fifty = String(repeating: "\u{2EBF0}", count: 50)
    #expect(try PersonName(fifty).text == fifty)
    #expect(throws: PersonName.Problem.tooLong(51)) { try PersonName(fifty + "一") }
    #expect(throws: PersonName.Problem.empty) { try PersonName(" 　") }
  }

  @Test("生僻字、造字、蒙文、藏文、维文、异体字选择符原样保留")
  func kept() throws {
    for text in [
      "𫍲", "\u{2EE5D}", "\u{31350}", "\u{2B739}", "\u{E000}", "\u{F8FF}", "葛\u{E0100}",
      "ᠮᠣᠩᠭᠣᠯ", "བོད་", "ئۇيغۇر", "é",
    ] {
      #expect(Array(try PersonName(text).text.unicodeScalars) == Array(text.unicodeScalars))
    }
  }

  @Test(
    "控制、双向、零宽字符被拒绝并给出编码",
    arguments: [
      "\u{1B}", "\u{0}", "\u{7F}", "\u{9B}", "\u{202E}", "\u{2066}", "\u{200B}", "\u{200D}",
      "\u{2060}", "\u{FEFF}", "\u{2028}", "\u{61C}", "\n",
      "\u{E0041}", "\u{AD}",
    ])
  func hostile(scalar: String) throws {
    let finding = try #require(SafeText.finding(in: "张\(scalar)三"))
    #expect(finding.position == 2)
    #expect(throws: PersonName.Problem.forbidden(finding)) { try PersonName("张\(scalar)三") }
    #expect(SafeText.rendered("张\(scalar)三") == "张⟦\(finding.code)⟧三")
  }

  @Test("非字符被拒绝", arguments: [0xFDD0, 0xFDEF, 0xFFFE, 0x1FFFF, 0x10FFFF] as [UInt32])
  func noncharacters(value: UInt32) throws {
    let text = String(Character(try #require(Unicode.Scalar(value))))
    #expect(SafeText.finding(in: text)?.position == 1)
  }

  @Test("换行只在备注里允许")
  func lineFeeds() {
    #expect(SafeText.finding(in: "一\n二", lineFeeds: true) == nil)
    #expect(SafeText.rendered("一\n二", lineFeeds: true) == "一\n二")
    #expect(SafeText.rendered("一\n二") == "一⟦U+000A⟧二")
    #expect(SafeText.finding(in: "一\r\n二", lineFeeds: true)?.code == "U+000D")
  }

  @Test("叠加符号最多四个")
  func combiningMarks() {
    let four = "a" + String(repeating: "\u{301}", count: 4)
    #expect(SafeText.finding(in: four) == nil)
    #expect(SafeText.finding(in: four + "\u{301}")?.position == 6)
    #expect(SafeText.rendered(four + "\u{301}") == four + "⟦U+0301⟧")
  }

  @Test("任意文本渲染后都是安全的")
  func renderedIsSafe() {
    var random = SeededGenerator(seed: 11)
    for _ in 0..<300 {
      var text = String.UnicodeScalarView()
      for _ in 0..<20 {
        let limit: UInt32 = Bool.random(using: &random) ? 0x2100 : 0x10FFFF
        if let scalar = Unicode.Scalar(UInt32.random(in: 0...limit, using: &random)) {
          text.append(scalar)
        }
      }
      let rendered = SafeText.rendered(String(text))
      #expect(SafeText.finding(in: rendered) == nil)
    }
  }

  @Test("姓名脱敏")
  func masks() throws {
    #expect(try PersonName("张三丰").masked == "张**")
    #expect(try PersonName("张三").masked == "张*")
    #expect(try PersonName("买买提·阿不都热合曼").masked == "买**")
    #expect(try PersonName("张").masked == "*")
  }
}
