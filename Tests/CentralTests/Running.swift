import Crypto
import Foundation
import JSON
import Sync
import TestClock
import TestHall

@testable import Central

/// The root of the source tree.
let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
  .deletingLastPathComponent().deletingLastPathComponent().path

/// Runs a program of the tree, or one by its path, to its end.
func run(
  _ program: String, _ arguments: [String]
) throws -> (status: Int, output: String) {
  let ran = try Ran(program.hasPrefix("/") ? program : "\(root)/\(program)", arguments)
  return (ran.status, ran.output + ran.complaint)
}

/// The program `yichuang-central`, running on a port of its own (运行中的中心).
final class RunningCentral {
  static var program: String {
    URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
      .appendingPathComponent("yichuang-central").path
  }

  let process = Process()
  /// How to ask it.
  let line: CentralLine
  private let log: String

  struct NotUp: Error { let log: String }

  /// Starts it on a data directory, without TLS on this machine only.
  init(_ directory: String, _ options: [String] = []) throws {
    log = directory + "/log-" + UUID().uuidString
    _ = FileManager.default.createFile(atPath: log, contents: nil)
    process.executableURL = URL(fileURLWithPath: Self.program)
    process.arguments =
      ["serve", "--data", directory, "--plain", "yes", "--address", "127.0.0.1", "--port", "0"]
      + ["--rate", "0"] + options
    process.environment = ProcessInfo.processInfo.environment
      .merging(TestClock.environment()) { $1 }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: log))
    try process.run()
    for _ in 0..<600 {
      let words = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
      if let mark = words.range(of: "\"listen\":\"127.0.0.1 ") {
        line = CentralLine(port: Int(words[mark.upperBound...].prefix { $0.isNumber }) ?? 0)
        return
      }
      Thread.sleep(forTimeInterval: 0.02)
    }
    process.terminate()
    throw NotUp(log: (try? String(contentsOfFile: log, encoding: .utf8)) ?? "")
  }

  deinit {
    if process.isRunning {
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
    }
  }

  /// Ends it, and says how it ended.
  func end(_ signal: Int32) -> Int32 {
    kill(process.processIdentifier, signal)
    process.waitUntilExit()
    return process.terminationStatus
  }
}

/// How to ask a running central, from any thread (连接).
struct CentralLine: Sendable {
  let port: Int

  /// An answer that is not 200 (被拒); 0 stands for none.
  struct Refused: Error, Equatable {
    let status: Int
    let retryAfter: Int?
  }

  /// The same as `ask`; throws what is not 200.
  func reply(
    _ method: String, _ path: String, _ body: [UInt8] = [], token: String? = nil
  ) throws -> (status: Int, body: [UInt8]) {
    guard let reply = try ask(method, path, body, token: token) else {
      throw Refused(status: 0, retryAfter: nil)
    }
    guard reply.status == 200 else {
      throw Refused(status: reply.status, retryAfter: reply.retryAfter)
    }
    return (reply.status, reply.body)
  }

  /// Enrols a counter over the wire.
  func enrol(_ code: String, log: String = "PR0G", seed: UInt64) throws -> TestCounter {
    let key = SigningKey()
    let request = EnrolRequest(
      code: code, publicKey: key.verifyingKey.bytes, log: log, program: "test")
    let reply = try reply("POST", "/v1/enrol", request.json.line)
    let answer = try EnrolAnswer(JSONReader(JSON(parsing: reply.body)))
    return TestCounter(answer, key: key, seed: seed)
  }

  func session(_ counter: TestCounter) throws -> String {
    let asked: JSON = ["device": .string(counter.device)]
    let first = try reply("POST", "/v1/auth/challenge", asked.line)
    let nonce = try JSONReader(JSON(parsing: first.body))["nonce"].hex(count: 32)
    let request = SessionRequest(
      device: counter.device, nonce: nonce,
      signature: counter.key.sign(SessionRequest.signed(device: counter.device, nonce: nonce)))
    let reply = try reply("POST", "/v1/auth/session", request.json.line)
    return try JSONReader(JSON(parsing: reply.body))["token"].string()
  }

  func state(_ token: String) throws -> StateAnswer {
    try StateAnswer(JSONReader(JSON(parsing: reply("GET", "/v1/state", token: token).body)))
  }

  /// What curl gets; nil when there was no answer.
  func ask(
    _ method: String, _ path: String, _ body: [UInt8] = [], token: String? = nil
  ) throws -> (status: Int, retryAfter: Int?, body: [UInt8])? {
    let file = NSTemporaryDirectory() + "body-" + UUID().uuidString
    try Data(body).write(to: URL(fileURLWithPath: file))
    defer { try? FileManager.default.removeItem(atPath: file) }
    var arguments = [
      "-s", "-X", method, "-w", "\n%{http_code} %header{retry-after}", "--max-time", "30",
    ]
    if let token { arguments += ["-H", "Authorization: Bearer \(token)"] }
    if !body.isEmpty { arguments += ["-H", "Expect:", "--data-binary", "@\(file)"] }
    let (status, output) = try run(
      "/usr/bin/curl", arguments + ["http://127.0.0.1:\(port)\(path)"])
    guard status == 0, let line = output.lastIndex(of: "\n") else { return nil }
    let words = output[output.index(after: line)...].split(separator: " ")
    guard let code = words.first.flatMap({ Int($0) }) else { return nil }
    return (code, words.dropFirst().first.flatMap { Int($0) }, Array(output[..<line].utf8))
  }
}
