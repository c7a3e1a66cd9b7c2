import DeskDriver
import Foundation
import TUI
import Testing

@testable import Desk

/// Pictures of screens: the text plane and the style plane, one file each.
///
/// `RECORD_GOLDEN=1` writes them anew and fails, so that nobody commits a run
/// that compared nothing.
enum Golden {
  private static let folder = ShippedRules.root.appendingPathComponent("Tests/DeskTests/Golden")
  private static let isRecording = ProcessInfo.processInfo.environment["RECORD_GOLDEN"] == "1"

  static func check(_ canvas: Canvas, _ name: String) throws {
    let file = "\(name)-\(canvas.size.columns)x\(canvas.size.rows)"
    try compare(canvas.textPlane, file + ".txt")
    try compare(canvas.stylePlane, file + ".style")
  }

  private static func compare(_ lines: [String], _ file: String) throws {
    let place = folder.appendingPathComponent(file)
    let text = lines.joined(separator: "\n") + "\n"
    if isRecording {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try text.write(to: place, atomically: true, encoding: .utf8)
      Issue.record("recorded \(file); look at it, then run again without RECORD_GOLDEN")
      return
    }
    let recorded = try String(contentsOf: place, encoding: .utf8)
    // Compared by scalars: equal-looking text of other scalars is another picture.
    #expect(Array(text.unicodeScalars) == Array(recorded.unicodeScalars), "\(file) has changed")
  }
}
