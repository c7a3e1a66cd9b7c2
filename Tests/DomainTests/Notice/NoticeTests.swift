import Testing

@testable import Domain

@Suite("告知书")
struct NoticeTests {
  /// Wide from U+2E80 on: enough for these texts.
  private static func columns(_ text: String) -> Int {
    text.unicodeScalars.reduce(0) { $0 + ($1.value >= 0x2E80 ? 2 : 1) }
  }

  private func render(
    _ template: String, _ values: NoticeValues = NoticeValues(), width: Int = 80
  ) throws -> [String] {
    try NoticeTemplate(template, for: .receipt)
      .render(values, width: width, columns: NoticeTests.columns)
  }

  @Test("填空、补空格、居中、靠右、横线、说明行")
  func places() throws {
    let values = NoticeValues(texts: ["hall": "示例大厅", "clerk": "王示例"])
    let lines = try render(
      "# 说明\n{hall:10}|{clerk}|{note}|\n@centre {hall}\n@right {hall}\n@rule\n", values, width: 20)
    #expect(
      lines == [
        "示例大厅  |王示例||", "      示例大厅", "            示例大厅", String(repeating: "-", count: 20),
      ])
  }

  @Test("重复块逐行打印，行里的名字优先；没有内容的块不打印")
  func blocks() throws {
    let values = NoticeValues(
      texts: ["reason": "外层"],
      lists: [
        "matters": [["title": "甲", "reason": "里层"], ["title": "乙", "reason": ""], ["title": "丙"]]
      ])
    let lines = try render(
      "@each matters\n{title}\n@if reason\n{reason}\n@end\n@end\n@if materials\n不打印\n@end\n", values
    )
    #expect(lines == ["甲", "里层", "乙", "丙", "外层"])
  }

  @Test("长行折行：缩进相同，标点不在行首，数字和单词不拆开")
  func wrapping() throws {
    #expect(try render("  一二三四五六七八九十", width: 12) == ["  一二三四五", "  六七八九十"])
    #expect(try render("一二三四五，六七", width: 10) == ["一二三四", "五，六七"])
    #expect(try render("一二三12345678四", width: 10) == ["一二三", "12345678四"])
    #expect(try render("12345678901234", width: 10) == ["1234567890", "1234"])
  }

  @Test("隐藏和控制字符打印成编码")
  func hostile() throws {
    let lines = try render("{applicant}", NoticeValues(texts: ["applicant": "张\u{1B}[2J\u{202E}"]))
    #expect(lines == ["张⟦U+001B⟧[2J⟦U+202E⟧"])
  }

  @Test(
    "坏的样式被拒绝，说明第几行",
    arguments: [
      ("a\n{nome}", 2, "nome", "applicant"), ("{name", 1, "“{”", "{name}"),
      ("{hall:x}", 1, "{hall:x}", "columns"), ("{}", 1, "{}", "columns"),
      ("@each people\n@end", 1, "people", "matters"),
      ("x\n@each matters\n{title}", 2, "without end", "@end"),
      ("@end", 1, "without a block", "@each"), ("@loop matters", 1, "@loop", "@each"),
      ("{title}", 1, "title", "applicant"), ("@each materials\n{due}\n@end", 2, "due", "copies"),
      ("@if nome\n@end", 1, "nome", "materials"),
    ])
  func refused(template: String, line: Int, found: String, allowed: String) {
    let problem = #expect(throws: NoticeTemplate.Problem.self) {
      try NoticeTemplate(template, for: .receipt)
    }
    #expect(problem?.line == line)
    #expect(problem?.found.contains(found) == true)
    #expect(problem?.allowed.contains(allowed) == true)
  }

  @Test("随产品提供的样式都能用，最长的内容也不超过80列", arguments: NoticeKind.allCases.filter(\.hasTemplate))
  func shipped(kind: NoticeKind) throws {
    let bytes = try ShippedPacks.bytes("notices/\(kind.fileName)")
    let template = try NoticeTemplate(String(decoding: bytes, as: UTF8.self), for: kind)
    let long = String(repeating: "示例文字，", count: 12)
    let values = NoticeValues(
      texts: Dictionary(uniqueKeysWithValues: kind.texts.map { ($0, long) }),
      lists: kind.lists.mapValues { names in
        [Dictionary(uniqueKeysWithValues: names.map { ($0, long) }), [:]]
      })
    let lines = template.render(values, columns: NoticeTests.columns)
    #expect(lines.count > 8)
    #expect(lines.allSatisfy { NoticeTests.columns($0) <= 80 })
    #expect(!template.render(NoticeValues(), columns: NoticeTests.columns).isEmpty)
  }

  @Test("受理回执的样子")
  func receipt() throws {
    let bytes = try ShippedPacks.bytes("notices/receipt.txt")
    let template = try NoticeTemplate(String(decoding: bytes, as: UTF8.self), for: .receipt)
    let values = NoticeValues(
      texts: [
        "hall": "示例镇便民服务中心", "dossierNumber": "640104-260313-0001-A",
        "paperNumber": "640104-260313-0001-A-02", "voids": "640104-260313-0001-A-01",
        "applicant": "张示例",
        "applicantNumber": "6401**********0014", "phone": "139****0000", "acceptedOn": "2026年3月13日",
        "theme": "登记失业人员就业帮扶“一件事”", "document": "宁人社发〔2025〕118号",
        "catalogueVersion": "2025.1", "counter": "3号", "clerk": "王示例", "hallPhone": "0951-5012345",
        "printedAt": "2026年3月13日",
      ],
      lists: [
        "matters": [
          [
            "code": "1", "title": "失业登记", "department": "人社", "limit": "即办", "due": "当场办结",
            "state": "√ 已办结",
          ],
          [
            "code": "2", "title": "失业保险待遇申请和受理", "department": "人社", "limit": "5个工作日",
            "due": "3月20日 周五", "state": "→ 办理中",
          ],
        ]
      ])
    #expect(
      template.render(values, columns: NoticeTests.columns).joined(separator: "\n") == """
                                       示例镇便民服务中心
                                          受 理 回 执
        --------------------------------------------------------------------------------
        编    号：640104-260313-0001-A    文 书 号：640104-260313-0001-A-02
        以前打印的 640104-260313-0001-A-01 号文书作废，以本文书为准。
        申 请 人：张示例                  证件号码：6401**********0014
        联系电话：139****0000             受理日期：2026年3月13日
        主    题：登记失业人员就业帮扶“一件事”
        依    据：宁人社发〔2025〕118号（目录版本 2025.1）
        --------------------------------------------------------------------------------
        1  失业登记
           部门：人社
           时限：即办                  到期：当场办结
           状态：√ 已办结
        2  失业保险待遇申请和受理
           部门：人社
           时限：5个工作日             到期：3月20日 周五
           状态：→ 办理中
        --------------------------------------------------------------------------------
        凭编号或证件可在本大厅任一窗口查询进度和结果。受理当天不计入时限。

        承办窗口：3号             经办人：王示例          电话：0951-5012345
                                                           （盖章）        2026年3月13日
        """)
  }
}
