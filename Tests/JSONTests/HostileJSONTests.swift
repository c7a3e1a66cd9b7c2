import Testing

@testable import JSON

@Suite("恶意的 JSON") struct HostileJSONTests {
  @Test(
    "不是 JSON 的文本说明位置和原因",
    arguments: [
      ("", "no text"), (" ", "end of file"), ("{", "string or '}' expected"),
      ("[1,]", "unexpected token"), ("{\"a\":1,}", "string"), ("[1] 2", "end of file expected"),
      ("{'a':1}", "string"), ("[01]", "invalid token"), ("[+1]", "invalid token"),
      ("[.5]", "invalid token"),
      ("[1.]", "invalid token"), ("[NaN]", "invalid token"), ("[Infinity]", "invalid token"),
      ("[nul]", "invalid token"), ("// x\n1", "invalid token"), ("\"a\nb\"", "newline"),
      ("\"a\tb\"", "control character"), ("\"\\x\"", "invalid escape"),
      ("\"\\ud800\"", "Unicode"), ("\"\\udc00\"", "Unicode"), ("\u{FEFF}1", "invalid token"),
      ("99999999999999999999", "too big integer"), ("-99999999999999999999", "too big"),
      ("1e999", "real number overflow"), ("\"\\u0000\"", "\\u0000 is not allowed"),
      ("{\"a\\u0000b\":1}", "\\u0000"), ("{\"a\":1,\"a\":2}", "duplicate object key"),
      ("{\"b\":{\"a\":1,\"\\u0061\":2}}", "duplicate object key"),
    ])
  func refused(text: String, reason: String) throws {
    let error = #expect(throws: JSONSyntaxError.self) { try JSON(parsing: text) }
    #expect(error?.reason.contains(reason) == true, "\(error?.reason ?? "")")
    #expect((error?.line ?? 0) >= 1 && (error?.column ?? 0) >= 1)
  }

  @Test("位置是出错的那一行")
  func place() {
    let error = #expect(throws: JSONSyntaxError.self) {
      try JSON(parsing: "{\n  \"姓名\": \"张三\",\n  \"x\": !\n}")
    }
    #expect(error?.line == 3)
    #expect(error?.description.hasPrefix("line 3, column ") == true)
  }

  // To Unicode they are one key; the later one would drop the earlier.
  @Test("同一个字的两种写法是重复的键")
  func equivalentKeys() {
    let error = #expect(throws: JSONSyntaxError.self) {
      try JSON(parsing: "[{\"e\u{301}\":1,\"\u{E9}\":2}]")
    }
    #expect(error?.reason.contains("duplicate object key") == true)
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
    #expect(error == JSONSyntaxError(line: 2, column: 3, reason: "byte NUL"))
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
      #expect(error?.reason.contains("maximum parsing depth") == true)
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
