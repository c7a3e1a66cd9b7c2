import Testing

@testable import Domain

@Suite("字段录入")
struct FieldEntryTests {
  let theme: Theme
  let book: CodeBook

  init() throws {
    theme = try ShippedPacks.jobseekers()
    book = try ShippedPacks.book()
  }

  private func entry(_ field: String, _ typed: String, idKind: String = "111") throws -> FieldEntry
  {
    var facts = ShippedPacks.facts("registration")
    facts.answers[text: "idKind"] = idKind
    return try #require(theme.field(field)).field.normalised(typed, facts, book)
  }

  @Test(
    "录入的文字变成规范的答案",
    arguments: [
      ("idNumber", "６４０１０４　19900307 0014", "640104199003070014"),
      ("idNumber", "64010519850612002x", "64010519850612002X"),
      ("name", "买买提•示例", "买买提·示例"), ("name", " 张 示例 ", "张示例"),
      ("phone", "139 0000 0000", "13900000000"), ("phone", "０９５１-5012345", "09515012345"),
      ("unemploymentDate", "0301", "2026-03-01"), ("unemploymentDate", ".", "2026-03-13"),
      ("unemploymentDate", "-1", "2026-03-12"), ("unemploymentDate", "2026年3月1日", "2026-03-01"),
      ("education", "3", "3"), ("education", "３", "3"), ("education", "dxzk", "3"),
      ("education", "大学专科", "3"), ("education", "daxuezhuanke", "3"),
      ("ethnicity", "huiz", "03"), ("ethnicity", "回族", "03"),
      ("wishOccupation", "电焊工", "6-18-08"), ("wishWage", "４０００", "4000"),
      ("wishWage", "12,000", "12000"), ("wishWage", "0", "0"),
      ("homeDivision", "兴庆", "640104"), ("homeDivision", "xqq", "640104"),
      ("homeDivision", "640104", "640104"), ("homeDivision", "320115", "320115"),
      ("policyKind", "3,1", "1,3"), ("policyKind", "1、3、1", "1,3"), ("declaration", "是", "1"),
      ("declaration", "1", "1"), ("homeAddress", "　示例路１号 ", "示例路１号"), ("remark", "", ""),
    ])
  func values(field: String, typed: String, value: String) throws {
    #expect(try entry(field, typed) == .value(value, doubts: []))
  }

  @Test(
    "不能用的录入说明发现了什么、允许什么",
    arguments: [
      ("idNumber", "640104199003070011", "校验位不符"), ("idNumber", "123", "18位"),
      ("name", "张\u{202E}三", "U+202E"), ("phone", "12900000000", "手机号"),
      ("unemploymentDate", "20260314", "晚于今天"), ("unemploymentDate", "0230", "没有这一天"),
      ("unemploymentDate", "昨天", "20260915"), ("education", "v", "1 研究生"),
      ("unemploymentReason", "70", "没有"), ("wishWage", "-1", "0至200000"),
      ("wishWage", "四千", "整数"), ("homeDivision", "南京市", "六位代码"), ("declaration", "0", "确认"),
      ("policyKind", "1,x", "“x”"), ("remark", String(repeating: "字", count: 201), "最多200"),
      ("employerCode", "91640000000000000X", "校验位"),
    ])
  func refusals(field: String, typed: String, words: String) throws {
    guard case .refused(let text) = try entry(field, typed) else {
      Issue.record("accepted: \(try entry(field, typed))")
      return
    }
    #expect(text.contains(words), "\(text)")
  }

  @Test("规范的答案再录一次还是它自己")
  func idempotent() throws {
    let facts = ShippedPacks.facts("registration")
    for (key, answer) in facts.answers.values {
      guard case .text(let value) = answer else { continue }
      guard case .value(let again, _) = try entry(key, value) else {
        Issue.record("\(key)")
        continue
      }
      #expect(again == value)
    }
  }

  @Test("几个都合适时由人选；文字相同的直接选中")
  func ambiguous() throws {
    guard case .ambiguous(let found) = try entry("wishOccupation", "电") else {
      Issue.record("\(try entry("wishOccupation", "电"))")
      return
    }
    #expect(found.count > 5)
    #expect(found.allSatisfy { $0.text.contains("电") })
    #expect(try entry("wishOccupation", "电工") == .value("6-31-01", doubts: []))
  }

  @Test("其他证件按种类检查，不能校验的给出提醒")
  func otherDocuments() throws {
    #expect(try entry("idNumber", "h12345678", idKind: "516") == .value("H12345678", doubts: []))
    guard case .refused = try entry("idNumber", "12345", idKind: "516") else {
      Issue.record("accepted")
      return
    }
    guard case .value("E12345678", let doubts) = try entry("idNumber", "e12345678", idKind: "414")
    else {
      Issue.record("refused")
      return
    }
    #expect(doubts.count == 1)
  }

  @Test("本地区没有的区划：同省提醒，外省接受")
  func divisions() throws {
    guard case .value("640101", let doubts) = try entry("homeDivision", "640101") else {
      Issue.record("refused")
      return
    }
    #expect(doubts.count == 1)
    #expect(try entry("homeDivision", "371002") == .value("371002", doubts: []))
  }

  @Test("性别、出生日期、年龄、户籍地由号码得出；港澳台居住证没有户籍地")
  func derived() throws {
    let facts = ShippedPacks.facts("registration")
    func value(_ field: String, _ facts: Facts) throws -> String? {
      try #require(theme.field(field)).field.derivedValue(facts)
    }
    #expect(try value("sex", facts) == "1")
    #expect(try value("birth", facts) == "1990-03-07")
    #expect(try value("householdDivision", facts) == "640104")
    #expect(try value("name", facts) == nil)
    var other = facts
    other.answers[text: "idNumber"] = "830000199003070018"
    #expect(try value("sex", other) == nil)  // the check digit is wrong
    other.answers[text: "idNumber"] = "830000199003070019"
    #expect(try value("householdDivision", other) == nil)
  }

  @Test("初始值：默认值、本大厅区划、今天")
  func initial() throws {
    let facts = ShippedPacks.facts("registration")
    func value(_ field: String) throws -> String? {
      try #require(theme.field(field)).field.initialValue(facts, hallDivision: "640106")
    }
    #expect(try value("idKind") == "111")
    #expect(try value("homeDivision") == "640106")
    #expect(try value("wishMode") == "4")
    #expect(try value("birth") == "1990-03-07")
    #expect(try value("phone") == nil)
  }

  @Test("列表和纸面上隐去敏感内容")
  func masked() throws {
    func shown(_ field: String, _ value: String, masked: Bool) throws -> String {
      try #require(theme.field(field)).field.shown(value, book, masked: masked)
    }
    #expect(try shown("difficulty", "09", masked: true) == "（已隐去）")
    #expect(try shown("difficulty", "09", masked: false) == "戒毒康复人员")
    #expect(try shown("idNumber", "640104199003070014", masked: true) == "6401**********0014")
    #expect(try shown("homeDivision", "371002", masked: false) == "371002（本地区外）")
    #expect(try shown("policyKind", "1,3", masked: false) == "就业困难人员灵活就业社会保险补贴、创业担保贷款")
    #expect(try shown("wishWage", "4000", masked: false) == "4000元")
  }
}

@Suite("代码表查找")
struct CodeTableTests {
  private let table = CodeTable(
    key: "t", title: "表", source: "测试",
    entries: [
      .init(code: "41", text: "焊工学徒", pinyin: "hangongxuetu", initials: "hgxt"),
      .init(code: "21", text: "电工", pinyin: "diangong", initials: "dg"),
      .init(code: "2", text: "焊工", pinyin: "hangong", initials: "hg"),
      .init(code: "30", text: "维修电工", pinyin: "weixiudiangong", initials: "wxdg"),
      .init(code: "dg", text: "代购", pinyin: "daigou", initials: "dg"),
      .init(code: "40", text: "导购", pinyin: "daogou", initials: "dg"),
    ])

  @Test(
    "次序：代码；完全相同的文字、首字母、全拼；代码、文字、首字母、全拼的开头；文字中间",
    arguments: [
      ("2", ["2", "21"]), ("电工", ["21", "30"]), ("dg", ["dg", "21", "40"]),
      ("DG", ["dg", "21", "40"]), ("dia", ["21"]), ("d", ["dg", "21", "40"]),
      ("工", ["41", "21", "2", "30"]), ("hg", ["2", "41"]),
      ("９", []), ("", ["41", "21", "2", "30", "dg", "40"]), (" 2 ", ["2", "21"]),
    ])
  func rank(query: String, codes: [String]) {
    #expect(table.matches(query).map(\.code) == codes)
  }

  @Test("代码表的项都能按代码、文字、首字母、全拼找到")
  func everyEntry() throws {
    for table in try ShippedPacks.book().tables.values {
      // Of long tables every fifth, which keeps the test short.
      for (index, entry) in table.entries.enumerated() where index < 60 || index % 5 == 0 {
        #expect(table.matches(entry.code).first == entry)
        for query in [entry.text, entry.initials, entry.pinyin] {
          #expect(table.matches(query).contains(entry), "\(table.key) \(query)")
        }
      }
    }
  }

  @Test("职业清单不少于300项，注明不是官方代码；56个民族")
  func sizes() throws {
    let book = try ShippedPacks.book()
    #expect(try #require(book.table("occupation")).entries.count >= 300)
    #expect(try #require(book.table("occupation")).source.contains("不是官方代码"))
    let ethnicity = try #require(book.table("ethnicity"))
    #expect(ethnicity.entries.prefix(56).allSatisfy { $0.text.hasSuffix("族") })
    #expect(ethnicity.text("20") == "傈僳族")
    #expect(ethnicity.text("31") == "达斡尔族")
    #expect(book.region.divisions.count == 22)
    #expect(try #require(book.table("unemploymentReason")).entry("70") == nil)
  }
}
