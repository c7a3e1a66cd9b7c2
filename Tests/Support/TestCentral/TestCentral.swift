import Foundation
import TestClock
import TestHall
import TestPostgres

/// The real central service of a test's own (测试中心): its data, its certificates
/// and the program; gone with the object.
package final class TestCentral {
  private let directory: String
  private var store: [String]
  /// Kept as long as this.
  private var servers: [TestPostgres]
  private var process: Process?
  /// Numbers the data directories: a restore goes into a new one.
  private var place = 1
  /// What the program is started with besides, such as a clock of its own.
  package var environment: [String: String] = [:]
  /// Options of `serve` besides.
  package var options: [String] = []
  /// 0 until it has been started once; the same after every start.
  package private(set) var port = 0
  /// For counters: the authority that its certificate is from.
  package var authority: String { directory + "/tls/ca.pem" }

  package struct NotUp: Error, CustomStringConvertible { package let description: String }

  /// - Parameters:
  ///   - postgres: nil for the embedded SQLite store.
  ///   - standby: what takes over from `postgres`.
  package init(
    on postgres: TestPostgres? = nil, or standby: TestPostgres? = nil,
    environment: [String: String] = [:], options: [String] = []
  ) throws {
    self.options = options
    directory = NSTemporaryDirectory() + "/yichuang-central-" + UUID().uuidString
    servers = [postgres, standby].compactMap { $0 }
    self.environment = environment
    let address = postgres.map { primary in
      standby.map { primary.address(or: $0, database: "postgres") } ?? primary.address
    }
    store = address.map { ["--store", $0] } ?? []
    try FileManager.default.createDirectory(
      atPath: directory, withIntermediateDirectories: true,
      attributes: [.posixPermissions: 0o700])
    try makeData()
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

  private var dataDirectory: String { directory + "/data\(place)" }
  private var data: [String] { ["--data", dataDirectory] + store }

  private func makeData() throws {
    try FileManager.default.createDirectory(
      atPath: dataDirectory, withIntermediateDirectories: true,
      attributes: [.posixPermissions: 0o700])
  }

  /// Puts a backup to work in a new data directory, as on another machine to which
  /// the administrator has brought the file `secret`; to be done while it is stopped.
  ///
  /// - Parameter postgres: an empty server; nil for SQLite.
  package func restore(_ backup: String, on postgres: TestPostgres? = nil) throws {
    if let postgres {
      servers = [postgres]
      store = ["--store", postgres.address]
    }
    let secret = dataDirectory + "/secret"
    place += 1
    try makeData()
    try FileManager.default.copyItem(atPath: secret, toPath: dataDirectory + "/secret")
    _ = try administer(["restore", backup])
  }

  /// Where backups may go.
  package func path(_ name: String) -> String { directory + "/" + name }

  /// Everything that it has written to its log since the first start.
  package var log: String {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
    return names.filter { $0.hasPrefix("log-") }.map {
      String(decoding: FileManager.default.contents(atPath: path($0)) ?? Data(), as: UTF8.self)
    }.joined()
  }

  /// What is answered to a GET: the status, and the seconds of Retry-After; nil
  /// when nobody answers.
  package func get(_ path: String) throws -> (status: Int, retryAfter: Int?)? {
    let words = try? TestCentral.run(
      "/usr/bin/curl",
      [
        "-s", "-o", "/dev/null", "--max-time", "30", "--cacert", authority, "-w",
        "%{http_code} %header{retry-after}", "https://127.0.0.1:\(port)\(path)",
      ])
    guard let parts = words?.split(separator: " "), let status = parts.first.flatMap({ Int($0) })
    else { return nil }
    return (status, parts.count > 1 ? Int(parts[1]) : nil)
  }

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
      ] + options
    process.environment = variables
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
    hall: String = "640104001", counter: Int, departments: String = "", counties: String = ""
  ) throws -> String {
    var arguments =
      ["admin", "code"] + data + [
        "--hall", hall, "--title", "示例街道便民服务中心", "--counter", "\(counter)",
        "--region", "nx",
      ]
    if !departments.isEmpty { arguments += ["--departments", departments] }
    if !counties.isEmpty { arguments += ["--counties", counties] }
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
    try TestCentral.run(TestCentral.program, arguments, environment)
  }

  private var variables: [String: String] {
    ProcessInfo.processInfo.environment.merging(TestClock.environment()) { $1 }
      .merging(environment) { $1 }
  }

  private static func run(
    _ program: String, _ arguments: [String], _ variables: [String: String] = [:]
  ) throws -> String {
    let ran = try Ran(program, arguments, environment: variables)
    guard ran.status == 0 else { throw NotUp(description: ran.output + ran.complaint) }
    return ran.output
  }
}
