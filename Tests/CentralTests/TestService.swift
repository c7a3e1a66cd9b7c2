import Crypto
import Foundation
import Gzip
import HTTPServer
import JSON
import Sync
import Synchronization
import TestClock

@testable import Central

/// The service without its sockets: requests in, answers out.
struct TestService {
  let store: TestStore
  let service: Service

  init(_ kind: EngineKind, rate: Int = 0, proxies: String = "") throws {
    store = try TestStore(kind)
    var options = ServiceOptions(directory: store.directory)
    options.requestsPerSecond = rate
    options.logsRequests = false
    options.proxies = try TrustedProxies(proxies)
    service = try Service(
      options, storage: store.storage, secret: store.secret, now: { TestClock.now })
  }

  struct Reply {
    let status: Int
    let headers: [String: String]
    let body: [UInt8]

    var json: JSON { (try? JSON(parsing: body)) ?? .null }
    var code: String? { json["error"]?["code"]?.string }
  }

  func ask(
    _ method: String, _ path: String, _ body: [UInt8] = [], token: String? = nil,
    headers: [String: String] = [:], client: String = "10.0.0.1"
  ) -> Reply {
    Self.ask(service, method, path, body, token: token, headers: headers, client: client)
  }

  /// From any thread.
  static func ask(
    _ service: Service, _ method: String, _ path: String, _ body: [UInt8],
    token: String? = nil, headers: [String: String] = [:], client: String = "10.0.0.1"
  ) -> Reply {
    var headers = headers
    if let token { headers["authorization"] = "Bearer \(token)" }
    var query: [String: String] = [:]
    let parts = path.split(separator: "?", maxSplits: 1)
    for pair in parts.dropFirst().first?.split(separator: "&") ?? [] {
      let sides = pair.split(separator: "=", maxSplits: 1).map(String.init)
      query[sides[0]] = sides.count == 2 ? sides[1] : ""
    }
    let request = HTTPRequest(
      method: method, path: String(parts[0]), query: query, headers: headers, body: body,
      client: client)
    let box = Box()
    service.handle(request) { response in box.put(response) }
    let response = box.take()
    return Reply(
      status: response.status,
      headers: Dictionary(response.headers.map { ($0.name, $0.value) }) { first, _ in first },
      body: response.body)
  }

  func ask(_ method: String, _ path: String, _ json: JSON, token: String? = nil) -> Reply {
    ask(method, path, json.line, token: token)
  }

  /// Enrols a counter and begins a session, over the wire.
  func counter(
    hall: String = "640104101", seed: UInt64 = 1, departments: [String] = []
  ) throws -> (TestCounter, token: String) {
    let station = Station(
      hall: hall, hallTitle: "虚构便民服务中心", counter: store.nextCounter(of: hall), region: "nx",
      streams: Station.streams(hall: hall, departments: departments, counties: []))
    let code = try store.database.makeCode(for: station, at: service.context.now())
    let key = SigningKey()
    let request = EnrolRequest(
      code: code, publicKey: key.verifyingKey.bytes, log: "TEST", program: "1")
    let enrolment = try EnrolAnswer(JSONReader(ask("POST", "/v1/enrol", request.json).json))
    let counter = TestCounter(enrolment, key: key, seed: seed)
    try store.letIn(counter)
    return (counter, try session(counter))
  }

  func session(_ counter: TestCounter) throws -> String {
    let challenge = ask(
      "POST", "/v1/auth/challenge", ["device": .string(counter.device)] as JSON)
    let nonce = try JSONReader(challenge.json)["nonce"].hex(count: 32)
    let signed = SessionRequest.signed(device: counter.device, nonce: nonce)
    let request = SessionRequest(
      device: counter.device, nonce: nonce, signature: counter.key.sign(signed))
    let reply = ask("POST", "/v1/auth/session", request.json)
    return try JSONReader(reply.json)["token"].string()
  }

  func push(_ counter: TestCounter, from: Int = 1, token: String) throws -> Reply {
    let body = counter.batch(from: from, epoch: store.epoch).body
    return ask(
      "POST", "/v1/push", try Gzip.pack(body), token: token,
      headers: ["content-encoding": "gzip"])
  }
}

/// One answer from another thread.
private final class Box: Sendable {
  private let semaphore = DispatchSemaphore(value: 0)
  private let response = Mutex<HTTPResponse?>(nil)

  func put(_ response: HTTPResponse) {
    self.response.withLock { $0 = response }
    semaphore.signal()
  }

  func take() -> HTTPResponse {
    guard semaphore.wait(timeout: .now() + 60) == .success else {
      return HTTPResponse(status: 0)
    }
    return response.withLock { $0 } ?? HTTPResponse(status: 0)
  }
}
