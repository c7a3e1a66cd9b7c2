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

  static let calendar = Result {
    try WorkCalendar(
      national: CalendarFile(JSONReader(JSON(parsing: bytes("Assets/calendar/cn.json")))))
  }

  static let jobseekers = Result {
    try Theme(JSONReader(JSON(parsing: bytes("Assets/themes/nx/jobseekers.json"))))
  }
}
