import Foundation
import TestClock
import TestTerminal

/// What a program under test did to files, step by step, and how to kill it before any
/// of them (记录). See `CRecorder.h`.
package struct TestRecorder {
  package let log: String

  package init(log: String) { self.log = log }

  /// What a program is started with.
  package func variables(killingAt step: Int? = nil) -> [String: String] {
    // Beside what gives programs their clock.
    let clock = TestClock.environment()["LD_PRELOAD"].map { " " + $0 } ?? ""
    var variables = [
      "LD_PRELOAD": TestTerminal.built("libRecorder.so") + clock, "RECORDER_LOG": log,
    ]
    if let step { variables["RECORDER_KILL"] = "\(step)" }
    return variables
  }

  package struct Step: Equatable, CustomStringConvertible {
    package let kind: String
    package let path: String
    /// Of `rename` and `link`.
    package let newPath: String

    package var description: String { "\(kind) \(path) \(newPath)" }
  }

  package var steps: [Step] {
    let text = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
    return text.split(separator: "\n").map { line in
      let parts = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      return Step(
        kind: parts[0], path: parts.count > 1 ? parts[1] : "",
        newPath: parts.count > 2 ? parts[2] : "")
    }
  }

  package func clear() { try? FileManager.default.removeItem(atPath: log) }

  /// What a power cut now may take, by the strictest reading: names whose directory was
  /// not synced after they came, and contents that were not synced after they were
  /// written.
  ///
  /// - Parameter excluding: the ends of paths that need not survive, such as `-shm`.
  package func unsafe(under root: String, excluding: [String] = []) -> [String] {
    let root = root.replacingOccurrences(of: "//", with: "/")
    var names: Set<String> = []
    var contents: Set<String> = []
    for step in steps {
      switch step.kind {
      case "create", "mkdir": names.insert(step.path)
      case "link": names.insert(step.newPath)
      case "rename":
        names.remove(step.path)
        names.insert(step.newPath)
        if contents.remove(step.path) != nil { contents.insert(step.newPath) }
      case "unlink":
        names.remove(step.path)
        contents.remove(step.path)
      case "write", "truncate": contents.insert(step.path)
      case "sync":
        contents.remove(step.path)
        names = names.filter { TestRecorder.folder(of: $0) != step.path }
      default: break
      }
    }
    func counts(_ path: String) -> Bool {
      path.hasPrefix(root) && !excluding.contains(where: path.hasSuffix)
    }
    return names.filter(counts).sorted().map { "the name of \($0)" }
      + contents.filter(counts).sorted().map { "the content of \($0)" }
  }

  private static func folder(of path: String) -> String {
    path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
  }
}
