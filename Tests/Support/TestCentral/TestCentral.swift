import Foundation
import TestPostgres

/// The real central service of a test's own (测试中心): its data, its certificates
/// and the program; gone with the object.
package final class TestCentral {
  private let directory: String
  private let store: [String]
  private let postgres: TestPostgres?
  private var process: Process?
  /// 0 until it has been started once; the same after every start.
  package private(set) var port = 0
  /// For counters: the authority that its certificate is from.
  package var authority: String { directory + "/tls/ca.pem" }

  package struct NotUp: Error, CustomStringConvertible { package let description: String }

  /// - Parameter postgres: nil for the embedded SQLite store.
  package init(on postgres: TestPostgres? = nil) throws {
    directory = NSTemporaryDirectory() + "/yichuang-central-" + UUID().uuidString
    self.postgres = postgres
    store = postgres.map { ["--store", $0.address] } ?? []
    try FileManager.default.createDirectory(
      atPath: directory + "/data", withIntermediateDirectories: true,
      attributes: [.posixPermissions: 0o700])
    let tree = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path
    _ = try TestCentral.run(
      tree + "/scripts/certificates", [directory + "/tls", "localhost", "127.0.0.1"])
    try start()
  }

  deinit {
    stop(SIGKILL)
    try? FileManager.default.removeItem(atPath: directory)
  }

  /// The program beside this one.
  private static var program: String {
    URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
      .appendingPathComponent("yichuang-central").path
  }

  private var data: [String] { ["--data", directory + "/data"] + store }

  /// Starts it, also again after `stop`, on the same port.
  package func start() throws {
    let log = directory + "/log-" + UUID().uuidString
    _ = FileManager.default.createFile(atPath: log, contents: nil)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: TestCentral.program)
    process.arguments =
      ["serve"] + data + [
        "--address", "127.0.0.1", "--port", "\(port)", "--rate", "0",
        "--certificate", directory + "/tls/server.pem", "--key", directory + "/tls/server.key",
      ]
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: log))
    try process.run()
    self.process = process
    for _ in 0..<1_000 {
      let words = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
      if let mark = words.range(of: "\"listen\":\"127.0.0.1 ") {
        port = Int(words[mark.upperBound...].prefix { $0.isNumber }) ?? 0
        return
      }
      Thread.sleep(forTimeInterval: 0.02)
    }
    throw NotUp(description: (try? String(contentsOfFile: log, encoding: .utf8)) ?? "")
  }

  package func stop(_ signal: Int32) {
    guard let process, process.isRunning else { return }
    kill(process.processIdentifier, signal)
    process.waitUntilExit()
  }

  /// A one-time code for a counter of the hall.
  package func code(
    hall: String = "640104001", counter: Int, departments: String = ""
  ) throws -> String {
    var arguments =
      ["admin", "code"] + data + [
        "--hall", hall, "--title", "示例街道便民服务中心", "--counter", "\(counter)",
        "--region", "nx",
      ]
    if !departments.isEmpty { arguments += ["--departments", departments] }
    return try run(arguments).trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// The token of a portal or of a department's computer.
  package func system(
    hall: String = "640104001", streams: String, departments: String = ""
  ) throws -> String {
    var arguments =
      ["admin", "system"] + data + [
        "--hall", hall, "--name", "外部系统", "--region", "nx", "--streams", streams,
      ]
    if !departments.isEmpty { arguments += ["--departments", departments] }
    return try run(arguments).trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// Runs a command of the program on this central's data.
  package func administer(_ arguments: [String]) throws -> String { try run(arguments + data) }

  private func run(_ arguments: [String]) throws -> String {
    try TestCentral.run(TestCentral.program, arguments)
  }

  private static func run(_ program: String, _ arguments: [String]) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    // A test's thread has signals blocked; a shell must hear of its child's end.
    var none = sigset_t()
    sigemptyset(&none)
    pthread_sigmask(SIG_SETMASK, &none, nil)
    let file = NSTemporaryDirectory() + "/output-" + UUID().uuidString
    _ = FileManager.default.createFile(atPath: file, contents: nil)
    defer { try? FileManager.default.removeItem(atPath: file) }
    let output = try FileHandle(forWritingTo: URL(fileURLWithPath: file))
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = output
    try process.run()
    process.waitUntilExit()
    let words = try String(contentsOfFile: file, encoding: .utf8)
    guard process.terminationStatus == 0 else { throw NotUp(description: words) }
    return words
  }
}
