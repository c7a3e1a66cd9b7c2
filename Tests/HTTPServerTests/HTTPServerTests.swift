import Foundation
import Synchronization
import Testing

@testable import HTTPServer

@Suite struct HTTPServerTests {
  private let echo: HTTPServer.Handler = { request, answer in
    let text =
      "\(request.method) \(request.path) \(request.query.sorted { $0.key < $1.key }) "
      + "\(request.headers["x-some"] ?? "-") \(request.client) "
    answer(
      HTTPResponse(
        status: 200, headers: [("X-Length", "\(request.body.count)")],
        body: Array(text.utf8) + request.body))
  }

  private func serve(
    _ handler: @escaping HTTPServer.Handler, _ change: (inout HTTPServerSettings) -> Void = { _ in }
  ) throws -> HTTPServer {
    var settings = HTTPServerSettings()
    change(&settings)
    return try HTTPServer(settings, handler: handler)
  }

  @Test("a handler sees method, path, query, headers, client and body")
  func echoes() throws {
    let server = try serve(echo)
    defer { server.stop() }
    let url = "http://127.0.0.1:\(server.port)/v1/%E5%8F%B7?a=1%202&b"
    let answer = try curl(["-X", "PUT", "-H", "X-Some: 甲", "--data-binary", "正文", url])
    #expect(
      answer == "PUT /v1/号 [(key: \"a\", value: \"1 2\"), (key: \"b\", value: \"\")] 甲 127.0.0.1 正文"
    )
  }

  @Test("an answer may come later, from another thread")
  func later() throws {
    let server = try serve { _, answer in
      Thread.detachNewThread {
        Thread.sleep(forTimeInterval: 0.05)
        answer(HTTPResponse(status: 201, body: Array("later".utf8)))
        answer(HTTPResponse(status: 500))  // a second answer is none
      }
    }
    defer { server.stop() }
    let url = "http://127.0.0.1:\(server.port)/"
    #expect(try curl(["-w", " %{http_code}", url, url]) == "later 201later 201")
  }

  @Test("a body over the limit is refused, announced or not")
  func tooLarge() throws {
    let server = try serve(echo) { $0.maximumBody = 10_000 }
    defer { server.stop() }
    let url = "http://127.0.0.1:\(server.port)/"
    let file = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try Data(repeating: 65, count: 10_001).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let status = ["-s", "-o", "/dev/null", "-w", "%{http_code}", "-H", "Expect:"]
    #expect(try curl(status + ["--data-binary", "@\(file.path)", url]) == "413")
    let chunked = ["-H", "Transfer-Encoding: chunked", "--data-binary", "@\(file.path)"]
    #expect(try curl(status + chunked + [url]) == "000")
    try Data(repeating: 65, count: 10_000).write(to: file)
    #expect(try curl(status + chunked + [url]) == "200")
  }

  @Test("a body that drips in is cut off")
  func tooSlow() throws {
    let server = try serve(echo) { $0.requestSeconds = 1 }
    defer { server.stop() }
    let socket = try RawSocket(port: server.port)
    socket.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n")
    var isOpen = true
    for _ in 0..<40 where isOpen {
      socket.send("x")
      Thread.sleep(forTimeInterval: 0.1)
      isOpen = socket.isOpen
    }
    #expect(!isOpen)
  }

  @Test(
    "hundreds that drip a handshake or headers stop nobody, and are cut off",
    arguments: [false, true])
  func dripping(isTLS: Bool) throws {
    let pair = try TestCertificate()
    let server = try serve(echo) {
      $0.idleSeconds = 2
      $0.requestSeconds = 1
      $0.connectionsPerAddress = 200
      if isTLS { $0.tls = pair.tls }
    }
    defer { server.stop() }
    // The first bytes of a greeting of TLS, or of headers.
    let greeting = isTLS ? "\u{16}\u{3}\u{1}\u{2}" : "GET / HTTP/1.1\r\nX-A: "
    let slow = try (0..<300).map { index in
      let socket = try RawSocket(port: server.port, from: index < 150 ? "127.0.0.2" : "127.0.0.3")
      socket.send(greeting)
      return socket
    }
    let scheme = isTLS ? "https" : "http"
    let good = [
      "--cacert", pair.path, "--data-binary", "x", "\(scheme)://127.0.0.1:\(server.port)/",
    ]
    #expect(try curl(good).hasSuffix(" x"))
    var isOpen = true
    for _ in 0..<80 where isOpen {
      // One byte keeps an idle time from ending.
      for socket in slow { socket.send("a") }
      Thread.sleep(forTimeInterval: 0.1)
      isOpen = slow.contains(where: \.isOpen)
    }
    #expect(!isOpen)
    #expect(try curl(good).hasSuffix(" x"))
  }

  @Test("one address has only so many connections, and the others theirs")
  func perAddress() throws {
    let server = try serve(echo) { $0.connectionsPerAddress = 5 }
    defer { server.stop() }
    let held = try (0..<20).map { _ in try RawSocket(port: server.port, from: "127.0.0.2") }
    for socket in held { socket.send("GET") }
    var open = 20
    for _ in 0..<100 where open > 5 {
      Thread.sleep(forTimeInterval: 0.05)
      open = held.count(where: \.isOpen)
    }
    #expect(open == 5)
    #expect(try curl(["--data-binary", "x", "http://127.0.0.1:\(server.port)/"]).hasSuffix(" x"))
  }

  @Test("First aid 11: whoever holds all connections of an address locks nobody out behind it")
  func sharedAddress() throws {
    let server = try serve(echo) {
      $0.connectionsPerAddress = 5
      $0.sender = { $0 == "127.0.0.4" ? nil : $0 }
    }
    defer { server.stop() }
    let url = "http://127.0.0.1:\(server.port)/"
    var held = try (0..<20).map { _ in try RawSocket(port: server.port, from: "127.0.0.2") }
    for socket in held { socket.send("GET") }
    for _ in 0..<5 {
      #expect(try curl(["--interface", "127.0.0.2", "--data-binary", "x", url]).hasSuffix(" x"))
      held.append(try RawSocket(port: server.port, from: "127.0.0.2"))
    }
    // A proxy's are not counted.
    let proxy = try (0..<20).map { _ in try RawSocket(port: server.port, from: "127.0.0.4") }
    for socket in proxy { socket.send("GET") }
    #expect(try curl(["--interface", "127.0.0.4", "--data-binary", "x", url]).hasSuffix(" x"))
    let areOpen = proxy.allSatisfy(\.isOpen)
    #expect(areOpen)
  }

  @Test("a header that stands twice is one list")
  func repeated() throws {
    let server = try serve(echo)
    defer { server.stop() }
    let url = "http://127.0.0.1:\(server.port)/"
    #expect(try curl(["-H", "X-Some: a", "-H", "x-some: b", url]).contains(" a, b "))
  }

  @Test("stopping answers what was asked first, and takes nothing new")
  func drains() throws {
    let asked = DispatchSemaphore(value: 0)
    let server = try serve { _, answer in
      asked.signal()
      Thread.detachNewThread {
        Thread.sleep(forTimeInterval: 0.3)
        answer(HTTPResponse(status: 200, body: Array("done".utf8)))
      }
    }
    let url = "http://127.0.0.1:\(server.port)/"
    let answer = Mutex("")
    let ended = DispatchSemaphore(value: 0)
    Thread.detachNewThread {
      let text = (try? curl([url])) ?? "failed"
      answer.withLock { $0 = text }
      ended.signal()
    }
    #expect(asked.wait(timeout: .now() + 20) == .success)
    server.stop()
    #expect(server.inFlight == 0)
    #expect(ended.wait(timeout: .now() + 20) == .success)
    #expect(answer.withLock { $0 } == "done")
    #expect(throws: (any Error).self) { try curl([url]) }
  }

  @Test("what is not answered in time gets 503, and the process lives on")
  func neverAnswered() throws {
    let asked = DispatchSemaphore(value: 0)
    let server = try serve { _, _ in asked.signal() }
    let url = "http://127.0.0.1:\(server.port)/"
    let answer = Mutex("")
    let ended = DispatchSemaphore(value: 0)
    Thread.detachNewThread {
      let text = (try? curl(["-w", "%{http_code}", url])) ?? "failed"
      answer.withLock { $0 = text }
      ended.signal()
    }
    #expect(asked.wait(timeout: .now() + 20) == .success)
    server.stop(after: 0)
    #expect(ended.wait(timeout: .now() + 20) == .success)
    #expect(answer.withLock { $0 } == "503")
  }

  @Test("a taken port and a wrong address are errors")
  func cannotListen() throws {
    let server = try serve(echo)
    defer { server.stop() }
    #expect(throws: HTTPServerError.cannotListen(address: "999.0.0.1", port: 0)) {
      try serve(echo) { $0.address = "999.0.0.1" }
    }
    #expect(throws: HTTPServerError.self) {
      try serve(echo) { $0.tls = HTTPServerSettings.TLS(certificate: "no", key: "no") }
    }
  }

  @Test("TLS 1.2 and 1.3 with the right authority, and nothing else")
  func tls() throws {
    let pair = try TestCertificate()
    let server = try serve(echo) { $0.tls = pair.tls }
    defer { server.stop() }
    let url = "https://127.0.0.1:\(server.port)/"
    let good = ["--cacert", pair.path]
    #expect(try curl(good + ["--data-binary", "x", url]).hasSuffix(" x"))
    #expect(try curl(good + ["--tls-max", "1.2", "--data-binary", "y", url]).hasSuffix(" y"))
    for old in ["tls1", "tls1_1"] {
      #expect(!(try openssl(["s_client", "-connect", "127.0.0.1:\(server.port)", "-\(old)"])))
    }
    #expect(try openssl(["s_client", "-connect", "127.0.0.1:\(server.port)", "-tls1_3"]))
    #expect(throws: (any Error).self) { try curl([url]) }
    #expect(throws: (any Error).self) { try curl(good + ["https://localhost:\(server.port)/"]) }
    #expect(throws: (any Error).self) { try curl(["http://127.0.0.1:\(server.port)/"]) }
  }
}
