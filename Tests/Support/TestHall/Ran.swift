import Foundation
import TestClock
import TestTerminal

/// A program that ran to its end without a terminal (运行结果), by the clock of the tests.
package struct Ran {
  package let status: Int
  package let output: String
  package let complaint: String

  /// - Parameter program: a path, or the name of a program of this package.
  package init(
    _ program: String, _ arguments: [String] = [], input: String = "",
    environment: [String: String] = [:]
  ) throws {
    let process = Process()
    process.executableURL = URL(
      fileURLWithPath: program.hasPrefix("/") ? program : TestTerminal.built(program))
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment
      .merging(TestClock.environment()) { $1 }.merging(environment) { $1 }
    let folder = NSTemporaryDirectory() + "/yichuang-ran-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    // Files, not pipes: nothing has to be read while it runs.
    func file(_ name: String, _ text: String = "") throws -> FileHandle {
      _ = FileManager.default.createFile(atPath: folder + "/" + name, contents: Data(text.utf8))
      return try FileHandle(forUpdating: URL(fileURLWithPath: folder + "/" + name))
    }
    process.standardInput = try file("in", input)
    process.standardOutput = try file("out")
    process.standardError = try file("err")
    // A test's thread has signals blocked; a shell must hear of its child's end.
    var none = sigset_t()
    sigemptyset(&none)
    pthread_sigmask(SIG_SETMASK, &none, nil)
    try process.run()
    process.waitUntilExit()
    status = Int(process.terminationStatus)
    func text(_ name: String) throws -> String {
      String(
        decoding: try Data(contentsOf: URL(fileURLWithPath: folder + "/" + name)), as: UTF8.self)
    }
    output = try text("out")
    complaint = try text("err")
  }

  package var lines: [String] { output.split(separator: "\n").map(String.init) }
}
