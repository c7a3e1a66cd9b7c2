import Foundation

@testable import HTTPServer

struct ProgramFailed: Error { let status: Int32 }

/// What the curl program prints; throws when it fails.
func curl(_ arguments: [String]) throws -> String {
  let (status, output) = try run("/usr/bin/curl", ["-sS", "--max-time", "20"] + arguments)
  // 52 and 56: closed without an answer, which `-w` still reports.
  guard status == 0 || ((status == 52 || status == 56) && output == "000") else {
    throw ProgramFailed(status: status)
  }
  return output
}

/// Whether the openssl program ends well.
func openssl(_ arguments: [String]) throws -> Bool {
  try run("/usr/bin/openssl", arguments).status == 0
}

private func run(_ path: String, _ arguments: [String]) throws -> (status: Int32, output: String) {
  let process = Process()
  process.executableURL = URL(fileURLWithPath: path)
  process.arguments = arguments
  let output = Pipe()
  process.standardInput = FileHandle.nullDevice
  process.standardOutput = output
  process.standardError = FileHandle.nullDevice
  try process.run()
  let bytes = try output.fileHandleForReading.readToEnd() ?? Data()
  process.waitUntilExit()
  return (process.terminationStatus, String(decoding: bytes, as: UTF8.self))
}

/// A certificate for 127.0.0.1, signed by itself, in a file of its own.
final class TestCertificate {
  let path: String
  let tls: HTTPServerSettings.TLS

  init() throws {
    let key = NSTemporaryDirectory() + UUID().uuidString + ".key"
    path = key + ".crt"
    let made = try openssl([
      "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-384", "-nodes", "-keyout",
      key, "-out", path, "-subj", "/CN=test", "-addext", "subjectAltName=IP:127.0.0.1", "-days",
      "2",
    ])
    guard made else { throw ProgramFailed(status: 1) }
    tls = HTTPServerSettings.TLS(
      certificate: try String(contentsOfFile: path, encoding: .utf8),
      key: try String(contentsOfFile: key, encoding: .utf8))
    try FileManager.default.removeItem(atPath: key)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}

/// A TCP connection that says what the test wants.
final class RawSocket {
  private let descriptor: Int32

  /// - Parameter source: an address of this machine to come from.
  init(port: Int, from source: String = "127.0.0.1") throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var own = sockaddr_in()
    own.sin_family = sa_family_t(AF_INET)
    own.sin_addr.s_addr = inet_addr(source)
    let length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafePointer(to: &own) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, length) }
    }
    guard isBound == 0 else { throw ProgramFailed(status: isBound) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(UInt16(port).bigEndian)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    let size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let code = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, size) }
    }
    guard code == 0 else { throw ProgramFailed(status: code) }
  }

  deinit { close(descriptor) }

  func send(_ text: String) {
    _ = text.withCString { Glibc.send(descriptor, $0, strlen($0), Int32(MSG_NOSIGNAL)) }
  }

  /// Whether the other side has not closed it; what it has said is passed over.
  var isOpen: Bool {
    var bytes = [UInt8](repeating: 0, count: 4_096)
    while true {
      let count = recv(descriptor, &bytes, bytes.count, Int32(MSG_DONTWAIT))
      if count <= 0 { return count < 0 && errno == EAGAIN }
    }
  }
}
