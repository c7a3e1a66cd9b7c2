import Foundation

/// A file of the tree, as the house rules see it.
struct SourceFile: CustomStringConvertible {
  /// Under the root, such as `Sources/Domain/Time/Day.swift`.
  let path: String
  let text: String

  var description: String { path }

  /// The text without comments: a rule may be explained where it holds.
  ///
  /// Only whole-line `//` comments, so that nothing inside a string is lost.
  var code: String {
    text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.drop { $0 == " " }.hasPrefix("//") ? "" : $0 }
      .joined(separator: "\n")
  }

  /// `path:line` of each line of `code` that has one of `words`.
  func places(of words: [String]) -> [String] {
    zip(1..., code.split(separator: "\n", omittingEmptySubsequences: false)).flatMap {
      number, line in words.filter { line.contains($0) }.map { "\(path):\(number): \($0)" }
    }
  }

  static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// Every text file under `folder` whose name ends with one of `suffixes`.
  static func all(under folder: String, _ suffixes: String...) throws -> [SourceFile] {
    let top = root.appendingPathComponent(folder).path
    let names = FileManager.default.enumerator(atPath: top)?.compactMap { $0 as? String } ?? []
    return try names.sorted().compactMap { name in
      var isFolder: ObjCBool = false
      guard suffixes.contains(where: name.hasSuffix), !name.contains("__pycache__"),
        FileManager.default.fileExists(atPath: "\(top)/\(name)", isDirectory: &isFolder),
        !isFolder.boolValue
      else { return nil }
      let text = try String(contentsOfFile: "\(top)/\(name)", encoding: .utf8)
      return SourceFile(path: "\(folder)/\(name)", text: text)
    }
  }

  /// The Swift files of these rooms.
  static func room(_ rooms: [String]) throws -> [SourceFile] {
    try rooms.flatMap { try all(under: "Sources/\($0)", ".swift") }
  }
}
