import JSON
import Testing

@Suite("JSON 文本") struct JSONTextTests {
  @Test("写出再读回，值和字节都不变", arguments: 0..<300)
  func roundTrip(seed: Int) throws {
    var generator = SeededGenerator(seed: UInt64(seed))
    let value = JSON.random(depth: 5, using: &generator)
    let read = try JSON(parsing: value.line)
    #expect(read == value)
    #expect(read.line == value.line)
    #expect(!value.line.contains(10), "one line")
  }

  @Test("同一个值只有一种写法：成员按字节排序，不留空白")
  func canonical() throws {
    let text = " { \"b\" : [ 1 , 2.5e0, -0 ],\r\n\t\"a\":\"\\u4e00\\/\\u0001\\n\" , \"Z\":null} "
    #expect(
      try JSON(parsing: text).text == #"{"Z":null,"a":"一/\u0001\n","b":[1,2.5,0]}"#)
    let keys: JSON = ["中": 1, "é": 2, "z": 3, "": 4, "a\u{1}": 5, "a": 6]
    #expect(keys.text == #"{"":4,"a":6,"a\u0001":5,"z":3,"é":2,"中":1}"#)
  }

  @Test("键按字节排序，不按 Unicode 的规范形式")
  func byteOrder() {
    // U+212B is the same letter as U+00C5, which sorts before U+0100.
    let keys = JSON.object(["\u{212B}": 1, "\u{100}": 2])
    #expect(keys.text == "{\"\u{100}\":2,\"\u{212B}\":1}")
  }

  @Test("数字的边界读得出来")
  func numbers() throws {
    #expect(try JSON(parsing: "9223372036854775807") == .int(Int.max))
    #expect(try JSON(parsing: "-9223372036854775808") == .int(Int.min))
    #expect(try JSON(parsing: "1.7976931348623157e308") == .double(Double.greatestFiniteMagnitude))
    #expect(try JSON(parsing: "5e-324").text == "5e-324")
    #expect(try JSON(parsing: "1.0") == .double(1))
  }

  @Test("组合字符保持原样")
  func spelling() throws {
    let line = Array("[\"e\u{301}\",\"\u{E9}\"]".utf8)
    #expect(try JSON(parsing: line).line == line)
  }

  @Test("去掉没有的成员，留下 null")
  func compact() {
    #expect(JSON.compact([("a", nil), ("b", .null), ("c", 1)]) == ["b": .null, "c": 1])
  }
}
