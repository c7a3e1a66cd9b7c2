import Foundation
import JSON

@testable import Domain

/// Files of the tree, found from where this file stands.
enum TestData {
  static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  static func json(_ path: String) throws -> JSONReader {
    let bytes = try Data(contentsOf: root.appending(path: path))
    return JSONReader(try JSON(parsing: [UInt8](bytes)))
  }

  static func vectors(_ name: String) throws -> JSONReader {
    try json("Tests/DomainTests/Data/\(name)")
  }

  static func calendar() throws -> WorkCalendar {
    WorkCalendar(
      national: try CalendarFile(json("Assets/calendar/cn.json")),
      statutory: try CalendarFile(json("Assets/calendar/statutory.json")))
  }
}

extension JSONReader {
  func day() throws -> Day {
    guard let day = Day(try string()) else { throw error(allowed: "a day") }
    return day
  }
}

func day(_ text: String) -> Day {
  guard let day = Day(text) else { preconditionFailure("no such day: \(text)") }
  return day
}

/// A small generator with a seed (SplitMix64), so that every run tests the same.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
