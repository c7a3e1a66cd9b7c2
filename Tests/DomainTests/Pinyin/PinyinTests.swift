import Testing

@testable import Domain

@Suite("拼音")
struct PinyinTests {
  static let tables = Result {
    (
      characters: try ShippedPacks.bytes("pinyin.tsv"),
      surnames: try ShippedPacks.bytes("surnames.tsv")
    )
  }
  let pinyin: Pinyin

  init() throws {
    let tables = try PinyinTests.tables.get()
    pinyin = Pinyin(characters: tables.characters, surnames: tables.surnames)
  }

  @Test(
    "姓氏读音排在前面",
    arguments: [
      ("曾小明", "zengxiaoming", "zxm"), ("单伟", "shanwei", "sw"), ("仇英", "qiuying", "qy"),
      ("解缙", "xiejin", "xj"), ("区家豪", "oujiahao", "ojh"), ("尉迟恭", "yuchigong", "ycg"),
      ("万俟雪", "moqixue", "mqx"), ("查良", "zhaliang", "zl"), ("欧阳修", "ouyangxiu", "oyx"),
      ("吕布", "lvbu", "lb"), ("单于明", "chanyuming", "cym"), ("张三", "zhangsan", "zs"),
    ])
  func surnames(name: String, full: String, initials: String) {
    #expect(pinyin.full(name).first == full)
    #expect(pinyin.initials(name).first == initials)
  }

  @Test("常用读音也在，姓氏规则只用于名字开头")
  func otherReadings() {
    #expect(pinyin.full("曾").contains("ceng"))
    #expect(pinyin.full("单").prefix(2) == ["shan", "dan"])
    #expect(pinyin.full("张单").first == "zhangdan")
    #expect(pinyin.initials("曾单") == ["zd", "zc", "cd", "zs", "cc", "cs"])
  }

  @Test("间隔号分开，拉丁字母照写，没有读音的字略过")
  func others() {
    #expect(pinyin.initials("买买提·阿不都").first == "mmtabd")
    #expect(pinyin.full("阿Q").first == "aq")
    #expect(pinyin.full("张\u{E000}三").first == "zhangsan")
    #expect(pinyin.full("").isEmpty)
    #expect(pinyin.full("·").isEmpty)
    #expect(pinyin.readings(of: "A").isEmpty)
  }

  @Test("长名字的读音组合有上限")
  func limit() {
    let name = String(repeating: "单曾行重乐", count: 10)
    #expect(pinyin.full(name).count == 16)
    #expect(pinyin.full(name, limit: 3).count == 3)
    #expect(Set(pinyin.initials(name)).count == pinyin.initials(name).count)
  }

  @Test("表按字节排序，没有重复，每一行都查得到，读音只有小写字母")
  func everyLine() throws {
    let tables = try PinyinTests.tables.get()
    for (bytes, allowed) in [(tables.characters, ","), (tables.surnames, ", ")] {
      let lines = SortedLines(bytes: bytes)
      let text = String(decoding: bytes, as: UTF8.self)
      var last: [UInt8] = []
      var count = 0
      for line in text.split(separator: "\n") {
        let halves = line.split(separator: "\t", omittingEmptySubsequences: false)
        try #require(halves.count == 2)
        let key = Array(halves[0].utf8)
        guard last.lexicographicallyPrecedes(key) else {
          Issue.record("\(halves[0]) is out of order")
          return
        }
        let isPlain = halves[1].utf8.allSatisfy {
          (0x61...0x7A).contains($0) || allowed.utf8.contains($0)
        }
        if !isPlain || lines.value(of: key) != String(halves[1]) { Issue.record("\(line)") }
        last = key
        count += 1
      }
      #expect(count > 100)
    }
  }

  @Test("基本区每个字都有读音")
  func coverage() throws {
    // U+4E00–9FA5 is the block that every Chinese system has had since GB 13000.
    let missing = (0x4E00...0x9FA5).filter { code in
      pinyin.readings(of: Character(Unicode.Scalar(UInt32(code))!)).isEmpty
    }
    #expect(missing.count < 20, "\(missing.count)")
  }

  @Test("查不到的键：比最小的小，比最大的大，是别的键的开头")
  func absent() {
    let lines = SortedLines(bytes: Array("b\t1\nbc\t2\nd\t3\n".utf8))
    #expect(
      ["a", "c", "e", "bcd", ""].map { lines.value(of: Array($0.utf8)) } == [
        nil, nil, nil, nil, nil,
      ])
    #expect(["b", "bc", "d"].map { lines.value(of: Array($0.utf8)) } == ["1", "2", "3"])
    #expect(SortedLines(bytes: []).value(of: [0x61]) == nil)
    #expect(SortedLines(bytes: Array("a\t9".utf8)).value(of: [0x61]) == "9")
  }
}

extension PinyinTests {
  @Test("First aid 3: a name is spelled from its first 64 characters, however long it is")
  func bounded() {
    let start = String(repeating: "单曾行重乐", count: 13).prefix(Pinyin.longestName)
    let spelled = pinyin.spellings(of: String(start))
    for more in ["三", "曾单", String(repeating: "单曾行重乐", count: 20_000)] {
      #expect(pinyin.spellings(of: start + more) == spelled)
      #expect(pinyin.initials(start + more) == pinyin.initials(String(start)))
    }
    #expect(spelled.count == 16)
    #expect(spelled.allSatisfy { $0.count == Pinyin.longestName })
    #expect(Pinyin.longestName >= PersonName.maximumLength)
    let marked = "张" + String(repeating: "\u{301}", count: 100_000) + "三"
    #expect(pinyin.full(marked).first == "zhangsan")
  }

  @Test("First aid 3: the spellings are the best of all combinations, in order of their ranks")
  func best() {
    // Without a limit they are all of them, so what is kept under one is their beginning.
    for name in ["曾单行", "重乐单", "单于曾", "张三"] {
      let all = pinyin.spellings(of: name, limit: 10_000)
      #expect(Set(all).count == all.count)
      for limit in [1, 2, 5, 16] {
        #expect(pinyin.spellings(of: name, limit: limit) == Array(all.prefix(limit)))
      }
    }
  }
}
