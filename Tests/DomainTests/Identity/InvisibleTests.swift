import Characters
import Testing

@testable import Domain

@Suite("不可见字符和姓名存疑")
struct InvisibleTests {
  private static let all = (UInt32(0)...0x10FFFF).compactMap(Unicode.Scalar.init)

  @Test("First aid 21: of all Unicode, what nobody can see is in the one table, and nothing else")
  func table() {
    // Letters and symbols whose glyph is empty, and the mark of a lost object.
    let empty: Set<UInt32> = [0x2800, 0x13441, 0x13442, 0x16FE4, 0x1D159, 0xFFFC]
    var missed: [String] = []
    var seen: [String] = []
    for scalar in Self.all where !Invisible.isVariationSelector(scalar) {
      let properties = scalar.properties
      let isUnseen =
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: true
        default:
          properties.isDefaultIgnorableCodePoint || properties.isNoncharacterCodePoint
            || empty.contains(scalar.value)
        }
      // Places that Unicode keeps for more of them may be in the table already.
      let isKept = properties.generalCategory == .unassigned
      if isUnseen, !Invisible.contains(scalar) { missed.append(SafeText.code(scalar)) }
      if !isUnseen, !isKept, Invisible.contains(scalar) { seen.append(SafeText.code(scalar)) }
    }
    #expect(missed == [])
    #expect(seen == [])
  }

  @Test("First aid 21: no invisible character passes in a name, a note, a card or a pack's text")
  func refusedEverywhere() throws {
    var passed: [String] = []
    for scalar in Self.all where Invisible.contains(scalar) {
      let text = "张\(scalar)三"
      if SafeText.finding(in: text)?.position != 2 { passed.append(SafeText.code(scalar)) }
      if SafeText.rendered(text) != "张⟦\(SafeText.code(scalar))⟧三" {
        passed.append("rendered " + SafeText.code(scalar))
      }
      if (try? PersonName(text)) != nil { passed.append("name " + SafeText.code(scalar)) }
    }
    #expect(passed == [])
    for code in [0x3164, 0x115F, 0x1160, 0x180E, 0x034F, 0x17B4, 0x17B5, 0xFFA0, 0x2800, 0xE0041] {
      let scalar = try #require(Unicode.Scalar(UInt32(code)))
      let today = day("2026-11-21")
      let card = "idNumber=640104200303072113\nname=张\(scalar)三\n"
      #expect(throws: CardProblem.self) { try CardRecord(Array(card.utf8), today: today) }
      #expect(throws: NoticeTemplate.Problem.self) {
        try NoticeTemplate("告知\(scalar)书\n", for: .receipt)
      }
    }
  }

  @Test("First aid 21: a variation selector passes only where a character carries it")
  func selectors() {
    for carried in [
      "葛\u{E0100}", "\u{20BB7}\u{FE00}", "\u{E000}\u{E0101}", "❤\u{FE0F}", "☎\u{FE0E}",
    ] {
      #expect(SafeText.finding(in: carried) == nil, "\(carried)")
    }
    for lone in [
      "\u{FE0F}", "A\u{FE0F}", "1\u{FE0F}", "·\u{E0100}", "葛\u{E0100}\u{E0100}", " \u{FE00}",
    ] {
      #expect(SafeText.finding(in: lone)?.position == lone.unicodeScalars.count, "\(lone)")
    }
  }

  @Test("First aid 21: a byte order mark before a notice's form is no part of it")
  func byteOrderMark() throws {
    #expect(
      try NoticeTemplate("\u{FEFF}@rule\n", for: .receipt)
        == NoticeTemplate("@rule\n", for: .receipt))
  }

  @Test(
    "First aid 21: names of Han digits raise no doubt",
    arguments: [
      "张三", "陆一", "伍思", "万亿", "张〇", "李零", "王佰仟", "买买提·阿不都热合曼", "葛\u{E0100}三", "\u{E81E}五",
      "\u{2EBF0}\u{31350}", "李々", "Anna Lee", "JOHN A. SMITH", "Jean-Paul O'Neil", "ᠮᠣᠩᠭᠣᠯ",
      "བོད་པ".replacing("་", with: ""), "ئۇيغۇر", "José", "ᄀ", "Ａｎｎａ", "Jose\u{301}", "Nguyễn Văn",
      "ไทยนะ", "हिन्दी", "кириллица", "Ωμέγα", "שלום", "日向ー", "한글", "Ǆemal", "ʻOkina", "𠀀𪚥",
      "\u{F0000}三",
    ])
  func usual(name: String) throws {
    #expect(try !PersonName(name).isOdd)
  }

  @Test(
    "First aid 21: digits, punctuation and symbols in a name raise a doubt",
    arguments: [
      "张3", "张３", "张①", "张٣", "张Ⅲ", "张㈠", "张〡", "张，三", "张。", "张？三", "“张三”", "张三（小）", "张三(小)",
      "张/三", "张@三", "张、三", "张-三", "张'三", "·张三", "张三·", "-Anna", "Anna ,", "张=", "张★", "张❤",
      "⼀三", "张$", "张_三", "张～三", "\u{301}张三", "Anna \u{308}Lee", "张·\u{302}三", "张〓", "⿰三",
      "张\u{FFFD}", "张👨", "🇨🇳", "张°三", "张•", "张〈三〉", "张․", "張㊂", "张…三", "张〜三", "张%三", "张⠁三",
    ])
  func odd(name: String) throws {
    #expect(try PersonName(name).isOdd)
  }

  @Test("First aid 21: every character of Unicode that is no letter and no mark raises a doubt")
  func everyCharacter() {
    var wrong: [String] = []
    for scalar in Self.all {
      guard let name = try? PersonName("张\(scalar)三"), name.text != "张三", name.text != "张·三" else {
        continue
      }
      let isUsual =
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
          .nonspacingMark, .spacingMark, .privateUse, .unassigned:
          true
        default: scalar == "〇"
        }
      if name.isOdd == isUsual, scalar.properties.generalCategory != .unassigned {
        wrong.append(SafeText.code(scalar))
      }
    }
    #expect(wrong == [])
  }
}
