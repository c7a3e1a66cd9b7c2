import Desk
import Domain
import Foundation
import JSON

/// The rules that are shipped (随附规则), read from the tree.
package enum ShippedRules {
  package static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  package static let rulebook = rulebook(of: "nx", hasLists: false)
  /// Weihai, with its training, jobs and appointments.
  package static let weihai = rulebook(of: "wh", hasLists: true)
  package static let gansu = rulebook(of: "gs", hasLists: false)
  /// A made-up county of Ningxia that has configured document 4 for itself.
  package static let county = rulebook(
    of: "nx", hasLists: false, overlays: ["Tests/DeskTests/Data/overlay.json"])

  /// - Parameters:
  ///   - hasLists: whether training and jobs are read too.
  ///   - overlays: files of the tree, for 640104.
  private static func rulebook(
    of region: String, hasLists: Bool, overlays: [String] = []
  ) -> Rulebook {
    do {
      var notices: [NoticeKind: NoticeTemplate] = [:]
      for kind in NoticeKind.allCases {
        guard let bytes = try? bytes("notices/" + kind.fileName) else { continue }
        notices[kind] = try NoticeTemplate(String(decoding: bytes, as: UTF8.self), for: kind)
      }
      let overlay = try? json("calendar/\(region).json")
      return Rulebook(
        catalogue: try catalogue(of: region, hasLists: hasLists, overlays: overlays),
        calendar: try WorkCalendar(
          json("calendar/cn.json"), statutory: json("calendar/statutory.json"),
          overlays: overlay.map { [$0] } ?? []),
        notices: notices)
    } catch {
      preconditionFailure("the shipped rules cannot be read: \(error)")
    }
  }

  /// The packs of a region.
  ///
  /// - Parameter hasLists: whether training and jobs are read too.
  package static func catalogue(
    of region: String, hasLists: Bool = false, overlays: [String] = []
  ) throws -> Catalogue {
    try Catalogue(
      region: file("regions/\(region).json"), codeTables: files(in: "codes"),
      themes: files(in: "themes/\(region)"),
      training: hasLists ? file("training/\(region).json") : nil,
      jobs: hasLists ? file("jobs/\(region).json") : nil,
      overlays: overlays.map { try file("../" + $0) }, division: "640104")
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
