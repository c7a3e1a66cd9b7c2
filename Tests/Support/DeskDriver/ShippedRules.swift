import Desk
import Domain
import Foundation
import JSON

/// The rules that are shipped (随附规则), read from the tree.
package enum ShippedRules {
  package static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  package static let rulebook = read("nx", overlays: ["calendar/nx.json"])
  package static let gansu = read("gs", overlays: [])

  private static func read(_ region: String, overlays: [String]) -> Rulebook {
    do {
      var notices: [NoticeKind: NoticeTemplate] = [:]
      for kind in NoticeKind.allCases {
        guard let bytes = try? bytes("notices/" + kind.fileName) else { continue }
        notices[kind] = try NoticeTemplate(String(decoding: bytes, as: UTF8.self), for: kind)
      }
      return Rulebook(
        catalogue: try catalogue(of: region),
        calendar: try WorkCalendar(json("calendar/cn.json"), overlays: overlays.map(json)),
        notices: notices)
    } catch {
      preconditionFailure("the shipped rules cannot be read: \(error)")
    }
  }

  /// The packs of a region.
  package static func catalogue(of region: String) throws -> Catalogue {
    try Catalogue(
      region: file("regions/\(region).json"), codeTables: files(in: "codes"),
      themes: files(in: "themes/\(region)"))
  }

  private static func bytes(_ path: String) throws -> [UInt8] {
    try Array(Data(contentsOf: root.appendingPathComponent("Assets/" + path)))
  }

  private static func file(_ path: String) throws -> Catalogue.File {
    Catalogue.File(name: path, bytes: try bytes(path))
  }

  private static func files(in folder: String) throws -> [Catalogue.File] {
    let directory = root.appendingPathComponent("Assets/" + folder).path
    return try FileManager.default.contentsOfDirectory(atPath: directory)
      .filter { $0.hasSuffix(".json") }.sorted().map { try file("\(folder)/\($0)") }
  }

  private static func json(_ path: String) throws -> JSONReader {
    JSONReader(try JSON(parsing: bytes(path)))
  }
}
