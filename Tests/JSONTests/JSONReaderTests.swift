import JSON
import Testing

@Suite("读取器的错误") struct JSONReaderTests {
  enum Colour: String, CaseIterable { case red, green }

  private let reader = JSONReader(
    [
      "name": "张三", "n": 7, "half": .double(0.5), "yes": true, "none": .null,
      "list": [["a": 1], "x"],
    ])

  private func error<T>(_ body: () throws -> T) -> JSONContentError? {
    do {
      _ = try body()
      return nil
    } catch {
      return error as? JSONContentError
    }
  }

  @Test("说出位置、所见、所容")
  func parts() {
    #expect(
      error { try reader["name"].int() }
        == JSONContentError(path: "name", found: "“张三”", allowed: "a whole number"))
    #expect(
      error { try reader["n"].int(1...5) }
        == JSONContentError(path: "n", found: "7", allowed: "a whole number from 1 to 5"))
    #expect(
      error { try reader["half"].int() }
        == JSONContentError(path: "half", found: "0.5", allowed: "a whole number"))
    #expect(
      error { try reader["yes"].string() }
        == JSONContentError(path: "yes", found: "true", allowed: "text"))
    #expect(
      error { try reader["list"].bool() }
        == JSONContentError(path: "list", found: "a list", allowed: "true or false"))
    #expect(
      error { try reader["name"].word(Colour.self) }
        == JSONContentError(path: "name", found: "“张三”", allowed: "one of “red”, “green”"))
  }

  @Test("路径走到列表里的成员")
  func path() throws {
    #expect(error { try reader["list"].list()[0]["a"].string() }?.path == "list[0].a")
    #expect(error { try reader["list"].list()[1].members() }?.path == "list[1]")
    #expect(error { try reader["list"].list()[0]["b"] }?.path == "list[0].b")
    #expect(
      error { try JSONReader([1]).members() }?.description
        == "top level: found a list, allowed is an object")
  }

  @Test("缺少的成员和 null 一样是没有")
  func absent() throws {
    for key in ["none", "other"] {
      #expect(try reader.optional(key)?.value == nil)
      #expect(
        error { try reader[key] }
          == JSONContentError(path: key, found: "nothing", allowed: "a value"))
    }
  }

  @Test("写错的成员名不放过，先报第一个")
  func unknown() throws {
    let inner = JSONReader(["b": 1, "x": 2, "c": 3], path: "matters[2]")
    #expect(
      error { try inner.allowOnly("x", "a") }
        == JSONContentError(
          path: "matters[2].b", found: "an unknown member", allowed: "one of a, x"))
    #expect(throws: Never.self) { try inner.allowOnly("x", "b", "c", "d") }
  }

  @Test("长的文本只引用开头")
  func long() {
    let long = JSONReader(.string(String(repeating: "长", count: 1000)))
    #expect(error { try long.int() }?.found == "“" + String(repeating: "长", count: 40) + "”")
  }
}
