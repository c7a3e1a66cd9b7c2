import Foundation
import JSON
import Testing

@testable import Domain

/// The packs that are shipped, read from the tree.
enum ShippedPacks {
  static let assets = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("Assets")

  static func bytes(_ path: String) throws -> [UInt8] {
    try Array(Data(contentsOf: assets.appendingPathComponent(path)))
  }

  static func file(_ path: String) throws -> Catalogue.File {
    Catalogue.File(name: path, bytes: try bytes(path))
  }

  static func files(in folder: String) throws -> [Catalogue.File] {
    try FileManager.default.contentsOfDirectory(
      atPath: assets.appendingPathComponent(folder).path
    ).filter { $0.hasSuffix(".json") }.sorted().map { try file("\(folder)/\($0)") }
  }

  static func json(_ path: String) throws -> JSON { try JSON(parsing: bytes(path)) }

  static let regions = ["nx", "wh", "gs"]

  static func catalogue(_ region: String) throws -> Catalogue {
    let training = "training/\(region).json"
    let hasTraining = FileManager.default.fileExists(
      atPath: assets.appendingPathComponent(training).path)
    return try Catalogue(
      region: file("regions/\(region).json"), codeTables: files(in: "codes"),
      themes: files(in: "themes/\(region)"), training: hasTraining ? file(training) : nil,
      jobs: file("jobs/\(region).json"))
  }

  static let ningxia = Result { try catalogue("nx") }

  static func jobseekers() throws -> Theme {
    try #require(try ningxia.get().theme("nx-jobseekers"))
  }

  static func book() throws -> CodeBook { try ningxia.get().book }

  static let today = Day(2026, 3, 13)!

  /// A complete application of a made-up person for matters 1 to 4.
  static func facts(_ matters: String...) -> Facts {
    var answers = Answers()
    for (key, value) in [
      "idKind": "111", "idNumber": "640104199003070014", "name": "张示例", "sex": "1",
      "birth": "1990-03-07", "phone": "13900000000", "homeDivision": "640104",
      "homeAddress": "示例街道示例路88号", "education": "3", "unemploymentReason": "2",
      "unemploymentDate": "2026-03-01", "declaration": "1",
    ] { answers[text: key] = value }
    answers[rows: "jobWishes"] = [
      ["wishOccupation": "6-31-01", "wishWage": "4000", "wishDivision": "640104", "wishMode": "4"]
    ]
    answers[rows: "trainingWishes"] = [
      [
        "trainingCourse": "PX001", "trainingTime": "4", "trainingMode": "4",
        "trainingDivision": "640104",
      ]
    ]
    return Facts(answers: answers, matters: Set(matters), today: today)
  }

  /// Why packs cannot be used: the file, and the places in it; nil when they can.
  static func problem(
    _ change: () throws -> Catalogue
  ) throws -> (String, [JSONContentError])? {
    do {
      _ = try change()
      return nil
    } catch let error as PackError {
      guard case .content(let problems) = error.cause else { return (error.file, []) }
      return (error.file, problems)
    }
  }
}
