import Foundation
import Testing

@testable import Desk

@Suite("README 的命令表")
struct ReadmeTests {
  private static let readme = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("README.md")

  /// One row a command, in the order of the menu.
  static var table: String {
    let rows = Command.allCases.sorted { $0.code < $1.code }.map { command in
      let keys = command.keys.map(\.label).joined(separator: " ")
      return "| \(command.code) | \(command.title) | \(keys) | \(command.help) |"
    }
    return (["| F10 | 命令 | 键 | 作用 |", "|---|---|---|---|"] + rows).joined(separator: "\n")
  }

  @Test("README 里的命令表就是程序里的命令表（RECORD_GOLDEN=1 重写）")
  func sameTable() throws {
    let text = try String(contentsOf: ReadmeTests.readme, encoding: .utf8)
    let start = "<!-- commands -->\n"
    let end = "\n<!-- /commands -->"
    let first = try #require(text.range(of: start))
    let last = try #require(text.range(of: end))
    #expect(String(text[first.upperBound..<last.lowerBound]) == ReadmeTests.table)
    if ProcessInfo.processInfo.environment["RECORD_GOLDEN"] != nil {
      let written =
        text[..<first.upperBound] + ReadmeTests.table + text[last.lowerBound...]
      try written.write(to: ReadmeTests.readme, atomically: true, encoding: .utf8)
    }
  }
}
