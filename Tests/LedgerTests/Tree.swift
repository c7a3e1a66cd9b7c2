import Domain
import Foundation
import JSON

/// Files of the tree, found from where this file stands.
enum Tree {
  static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  static func bytes(_ path: String) throws -> [UInt8] {
    try Array(Data(contentsOf: root.appending(path: path)))
  }

  /// `RECORD_GOLDEN=1` writes golden files anew.
  static let isRecording = ProcessInfo.processInfo.environment["RECORD_GOLDEN"] == "1"

  static func write(_ bytes: [UInt8], to path: String) throws {
    try Data(bytes).write(to: root.appending(path: path))
  }

  static let calendar = Result {
    try WorkCalendar(
      national: CalendarFile(JSONReader(JSON(parsing: bytes("Assets/calendar/cn.json")))))
  }

  /// Ningxia's packs.
  static let catalogue = Result {
    try Catalogue(
      region: file("regions/nx.json"), codeTables: files(in: "codes"),
      themes: files(in: "themes/nx"))
  }

  static let gansu = Result {
    try Catalogue(
      region: file("regions/gs.json"), codeTables: files(in: "codes"),
      themes: files(in: "themes/gs"))
  }

  private static func file(_ path: String) throws -> Catalogue.File {
    Catalogue.File(name: path, bytes: try bytes("Assets/" + path))
  }

  private static func files(in folder: String) throws -> [Catalogue.File] {
    try FileManager.default.contentsOfDirectory(
      atPath: root.appending(path: "Assets/" + folder).path
    ).filter { $0.hasSuffix(".json") }.sorted().map { try file("\(folder)/\($0)") }
  }

  static let jobseekers = Result {
    try Theme(JSONReader(JSON(parsing: bytes("Assets/themes/nx/jobseekers.json"))))
  }
}
