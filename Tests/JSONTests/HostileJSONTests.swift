import Testing

@testable import JSON

@Suite("恶意的 JSON") struct HostileJSONTests {
  @Test(
    "不是 JSON 的文本说明位置和原因",
    arguments: [
      ("", "empty"), (" ", "empty"), ("{", "name"),
      ("[1,]", "Invalid value"), ("{\"a\":1,}", "name"), ("[1] 2", "must not be followed"),
      ("{'a':1}", "name"), ("[01]", "comma or ']'"), ("[+1]", "Invalid value"),
      ("[.5]", "Invalid value"), ("[1.]", "fraction"), ("[NaN]", "Invalid value"),
      ("[Infinity]", "Invalid value"), ("[nul]", "Invalid value"), ("// x\n1", "Invalid value"),
      ("\"a\nb\"", "character in string"),
      ("\"a\tb\"", "character in string"), ("\"\\x\"", "escape"),
      ("\"\\ud800\"", "surrogate"), ("\"\\ud800\\u0061\"", "surrogate"),
      ("\"\\udc00\"", "not UTF-8"), ("\u{FEFF}1", "Invalid value"),
      ("99999999999999999999", "beyond 64 bits"), ("-99999999999999999999", "beyond 64 bits"),
      ("1e999", "too big"), ("\"\\u0000\"", "\\u0000 is not allowed"),
      ("{\"a\\u0000b\":1}", "\\u0000"), ("{\"a\":1,\"a\":2}", "Duplicate object key"),
      ("{\"b\":{\"a\":1,\"\\u0061\":2}}", "Duplicate object key"),
    ])
  func refused(text: String, reason: String) throws {
    let error = #expect(throws: JSONSyntaxError.self) { try JSON(parsing: text) }
    #expect(error?.reason.contains(reason) == true, "\(error?.reason ?? "")")
    #expect((error?.line ?? 0) >= 1 && (error?.column ?? 0) >= 1)
  }

  @Test(
    "位置是出错的那一行、那个字",
    arguments: [
      ("{\n  \"姓名\": \"张三\",\n  \"x\": !\n}", 3, 8),
      ("{\"甲\": \"一\\n二\",\n\n \"乙\": 1, \"乙\": 2}", 3, 11),
      ("[\"一\\n二\\n三\",\n\n \"乙\", 1, \"\\udc00\"]", 3, 11),
      ("[\"一\\n二\\n三\",\n\n 99999999999999999999]", 3, 2),
      ("[1,\n 2", 2, 3),
    ])
  func place(text: String, line: Int, column: Int) throws {
    let error = try #require(throws: JSONSyntaxError.self) { try JSON(parsing: text) }
    #expect(error.description.hasPrefix("line \(line), column \(column): "), "\(error)")
  }

  // To Unicode they are one key; the later one would drop the earlier.
  @Test("同一个字的两种写法是重复的键")
  func equivalentKeys() {
    let error = #expect(throws: JSONSyntaxError.self) {
      try JSON(parsing: "[{\"e\u{301}\":1,\"\u{E9}\":2}]")
    }
    #expect(error?.reason.contains("Duplicate object key") == true)
  }

  @Test(
    "坏的 UTF-8 不收",
    arguments: [
      [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE4, 0xB8], [0x80],
    ] as [[UInt8]])
  func encoding(bytes: [UInt8]) {
    for text in [[0x22] + bytes + [0x22], bytes, [0x7B, 0x22] + bytes + [0x22, 0x3A, 0x31, 0x7D]] {
      #expect(throws: JSONSyntaxError.self) { try JSON(parsing: text) }
    }
  }

  @Test("字节 NUL 在哪里都不收")
  func nul() {
    for text in ["\0", "1\0", "\"a\0b\"", "{\"a\0\":1}", "[1,\0 2]"] {
      #expect(throws: JSONSyntaxError.self) { try JSON(parsing: text) }
    }
    let error = #expect(throws: JSONSyntaxError.self) { try JSON(parsing: "[\n1]\0 more") }
    #expect(error == JSONSyntaxError(line: 2, column: 3, reason: "A byte NUL."))
  }

  @Test("嵌套太深是错误，不是崩溃，在任何线程上", arguments: ["[", "{\"a\":"])
  func nesting(open: String) async throws {
    let close = open == "[" ? "]" : "}"
    let deep = String(repeating: open, count: 2000) + "1" + String(repeating: close, count: 2000)
    #expect(try JSON(parsing: deep).text == deep)
    let tooDeep = String(repeating: open, count: 100_000)
    await Task.detached {
      #expect(throws: Never.self) { try JSON(parsing: deep) }
      let error = #expect(throws: JSONSyntaxError.self) { try JSON(parsing: tooDeep) }
      #expect(error?.reason.contains("too deeply") == true)
    }.value
  }

  @Test("任何字节都读得出或说得清", arguments: 0..<300)
  func anyBytes(seed: Int) {
    var generator = SeededGenerator(seed: UInt64(seed))
    var line = JSON.random(depth: 4, using: &generator).line
    for _ in 0..<3 {
      let place = Int.random(in: 0...line.count, using: &generator)
      let byte = UInt8.random(in: 0...255, using: &generator)
      if place < line.count { line[place] = byte } else { line.append(byte) }
      guard let value = try? JSON(parsing: line) else { continue }
      #expect((try? JSON(parsing: value.line)) == value)
    }
  }
}
