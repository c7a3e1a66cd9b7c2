import Foundation
import Testing

// The map and the manifest say the same.
@Suite struct MapTests {
  @Test("Sources/README.md 里的箭头就是 Package.swift 里的箭头")
  func arrows() throws {
    let manifest = try arrowsOfManifest()
    #expect(manifest.count > 10)
    #expect(try arrowsOfMap() == manifest)
  }

  /// Rooms of `Package.swift` that live in `Sources`, with what they depend on.
  private func arrowsOfManifest() throws -> [String: Set<String>] {
    let text = try text("Package.swift").split(whereSeparator: \.isNewline)
      .filter { !$0.drop { $0 == " " }.hasPrefix("//") }.joined(separator: " ")
    var arrows: [String: Set<String>] = [:]
    for target in text.components(separatedBy: ".target(").flatMap({
      $0.components(separatedBy: ".executableTarget(")
    }).dropFirst() {
      let end = target.range(of: ".testTarget(")?.lowerBound ?? target.endIndex
      let body = String(target[..<end])
      guard !body.contains("path:"), let name = quoted(body).first else { continue }
      let list = body.components(separatedBy: "dependencies: [").dropFirst().first ?? "]"
      arrows[name] = Set(quoted(list.components(separatedBy: "]")[0]))
    }
    return arrows
  }

  private func arrowsOfMap() throws -> [String: Set<String>] {
    var arrows: [String: Set<String>] = [:]
    for line in try text("Sources/README.md").split(separator: "\n") where line.hasPrefix("| `") {
      let cells = line.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
      let name = cells[1].filter { $0 != "`" && $0 != " " }
      arrows[name] = Set(cells[2].split(separator: " ").map(String.init))
    }
    return arrows
  }

  private func quoted(_ text: String) -> [String] {
    text.components(separatedBy: "\"").enumerated().filter { $0.offset % 2 == 1 }.map(\.element)
  }

  private func text(_ path: String) throws -> String {
    try String(contentsOf: SourceFile.root.appendingPathComponent(path), encoding: .utf8)
  }
}
