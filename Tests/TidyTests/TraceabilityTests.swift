import Foundation
import Testing

/// `Assets/traceability.tsv`: every requirement of the five documents, and what
/// serves it. A name that nothing bears any more is found here.
@Suite("追溯表")
struct TraceabilityTests {
  struct Row: CustomTestStringConvertible, Sendable {
    let number: String
    let kind: String
    let state: String
    let by: String
    let remark: String

    /// `pack:…`, `screen:…`, `command:…`, `test:…`.
    var references: [String] { by == "-" ? [] : by.components(separatedBy: "; ") }
    var testDescription: String { number }
  }

  let rows: [Row]
  let packs: [String: [String: Any]]

  init() throws {
    let text = try String(
      contentsOf: SourceFile.root.appendingPathComponent("Assets/traceability.tsv"),
      encoding: .utf8)
    rows = try text.split(separator: "\n").dropFirst().map { line in
      let cells = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      try #require(cells.count == 5, "\(line)")
      return Row(
        number: cells[0], kind: cells[1], state: cells[2], by: cells[3], remark: cells[4])
    }
    var packs: [String: [String: Any]] = [:]
    for file in try SourceFile.all(under: "Assets/themes", ".json") {
      let value = try JSONSerialization.jsonObject(with: Data(file.text.utf8))
      let pack = try #require(value as? [String: Any])
      packs[try #require(pack["key"] as? String)] = pack
    }
    self.packs = packs
  }

  @Test("五份文件的270条要求一条不缺、一条不重，与主题包的条文号相同")
  func complete() {
    let clauses = packs.values.flatMap { pack in
      ((pack["document"] as? [String: Any])?["clauses"] as? [String: String])?.keys.sorted() ?? []
    }
    #expect(packs.count == 5)
    #expect(rows.count == 270)
    #expect(rows.map(\.number).sorted() == clauses.sorted())
  }

  @Test("状态、种类和各列的写法与说明一致")
  func shape() {
    for row in rows {
      #expect(Set("OFWTMVQRCS").contains(row.kind.first ?? "?") && row.kind.count == 1, "\(row)")
      let (names, remarks) = (!row.references.isEmpty, !row.remark.isEmpty)
      switch row.state {
      case "served": #expect(names && !remarks, "\(row.number)")
      case "partly": #expect(names && remarks, "\(row.number)")
      case "planned", "none": #expect(!names && remarks, "\(row.number)")
      default: Issue.record("\(row.number): “\(row.state)”, not served, partly, planned or none")
      }
    }
  }

  @Test("写出的主题包、画面、命令、测试都存在")
  func namesExist() throws {
    let tests = try testNames()
    let commands = try commandNames()
    #expect(tests.count > 300 && commands.count > 30)
    for row in rows {
      for reference in row.references {
        let parts = reference.split(separator: ":", maxSplits: 1).map(String.init)
        let name = parts.count == 2 ? parts[1] : ""
        let exists =
          switch parts[0] {
          case "pack": hasPack(name.components(separatedBy: "/"))
          case "screen": SourceFile.isFolder("Sources/Desk/\(name)")
          case "command": commands.contains(name)
          case "test": tests.contains(name)
          default: false
          }
        #expect(exists, "\(row.number): \(reference)")
      }
    }
  }

  @Test("不存在的名字确实会被发现")
  func control() throws {
    #expect(hasPack(["nx-jobseekers", "matters", "registration"]))
    #expect(!hasPack(["nx-jobseekers", "matters", "marriage"]))
    #expect(!hasPack(["nx-jobseekers", "forms"]))
    #expect(!hasPack(["nx-marriage"]))
    #expect(!SourceFile.isFolder("Sources/Desk/Nothing"))
    #expect(try !commandNames().contains("fly"))
    #expect(try !testNames().contains("没有这个测试"))
  }

  // MARK: What there is

  /// A pack, a member of it that is not empty, an element of that by its key.
  private func hasPack(_ path: [String]) -> Bool {
    guard let pack = packs[path[0]] else { return false }
    guard path.count > 1 else { return true }
    guard let elements = pack[path[1]] as? [Any] else { return false }
    // 无材料也是一条规定: an empty list that stands in the pack is meant.
    guard path.count > 2 else { return true }
    return elements.contains { ($0 as? [String: Any])?["key"] as? String == path[2] }
  }

  private func commandNames() throws -> Set<String> {
    let file = SourceFile.root.appendingPathComponent("Sources/Desk/Command.swift")
    let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
    return Set(
      lines.filter { $0.hasPrefix("  case ") }.flatMap {
        $0.dropFirst(7).split(separator: ",").map { $0.filter { $0 != " " } }
      })
  }

  /// Display names of tests and suites: the first text after the attribute.
  private func testNames() throws -> Set<String> {
    let files = try SourceFile.all(under: "Tests", ".swift")
    return Set(
      files.flatMap { file in
        ["@Test(", "@Suite("].flatMap { file.text.components(separatedBy: $0).dropFirst() }
          .compactMap { rest in
            let text = rest.drop { $0.isWhitespace }
            guard text.hasPrefix("\"") else { return nil }
            return text.dropFirst().split(separator: "\"", maxSplits: 1).first.map(String.init)
          }
      })
  }
}

extension SourceFile {
  static func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    let exists = FileManager.default.fileExists(
      atPath: root.appendingPathComponent(path).path, isDirectory: &isFolder)
    return exists && isFolder.boolValue
  }
}
