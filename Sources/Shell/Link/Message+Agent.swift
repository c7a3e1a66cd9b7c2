import Crypto
import Domain
import Gzip
import HTTPClient
import JSON
import Ledger
import Storage
import Sync

/// What the counter says to central and how its answers are read (报文).
struct Speaker {
  let link: CentralLink
  let key: SigningKey
  var token = ""
  /// What central last said the time is: a clock that is behind it does not make
  /// central's certificate wrong.
  var leastTime = Program.released

  func get(_ path: String) -> HTTPRequest { request(.get, path, headers) }

  func post(_ path: String, _ json: JSON) -> HTTPRequest { post(path, json.line) }

  func post(_ path: String, _ body: [UInt8], type: String = "application/json") -> HTTPRequest {
    var request = request(.post, path, headers + ["Content-Type: \(type)"])
    request.body = body
    // A short text does not get shorter.
    if body.count > 1_024, let packed = try? Gzip.pack(body) {
      request.body = packed
      request.headers.append("Content-Encoding: gzip")
    }
    return request
  }

  func put(_ path: String, _ body: [UInt8]) -> HTTPRequest {
    var request = request(.put, path, headers + ["Content-Type: application/octet-stream"])
    request.body = body
    return request
  }

  private func request(
    _ method: HTTPRequest.Method, _ path: String, _ headers: [String]
  ) -> HTTPRequest {
    var request = HTTPRequest(
      method, link.url + path, headers: headers, authority: link.authority)
    request.notBefore = leastTime.milliseconds / 1000
    return request
  }

  private var headers: [String] {
    let common = ["YC-Proto: 1", "YC-App: \(Program.version)"]
    return token.isEmpty ? common : common + ["Authorization: Bearer \(token)"]
  }

  var challenge: HTTPRequest {
    post("/v1/auth/challenge", ["device": .string(link.device)])
  }

  func session(nonce: [UInt8]) -> HTTPRequest {
    let signature = key.sign(SessionRequest.signed(device: link.device, nonce: nonce))
    return post(
      "/v1/auth/session",
      SessionRequest(device: link.device, nonce: nonce, signature: signature).json)
  }

  func request(_ asked: Agent.Request) -> HTTPRequest {
    switch asked {
    case .session: return challenge
    case .state: return get("/v1/state")
    case .push(var batch):
      batch.signature = key.sign(batch.signed)
      return post("/v1/push", batch.body, type: "application/x-ndjson")
    case .quarantine(var batch):
      batch.signature = key.sign(batch.signed)
      return post("/v1/quarantine", batch.body, type: "application/x-ndjson")
    case .pull(let pull): return post("/v1/pull", pull.json)
    case .scan(let stream, let after):
      let place = after.map { "&after=\($0.text)" } ?? ""
      return get("/v1/scan?stream=\(stream)\(place)&limit=100")
    case .rekey(let log, let line):
      return post("/v1/device/rekey", RekeyRequest(log: log, line: line).json)
    }
  }

  /// What an answer means to the agent. Anything that is not of this protocol is
  /// as good as none.
  static func event(
    _ asked: Agent.Request, status: Int, body: [UInt8], retryAfter: Int
  ) -> Agent.Event {
    if status == 204, case .pull = asked { return .answer(.pull(nil)) }
    guard status == 200 else { return refusal(status, body, retryAfter) }
    guard let json = try? JSON(parsing: body) else { return .lost }
    let reader = JSONReader(json)
    do throws(JSONContentError) {
      switch asked {
      case .session: return .answer(.session)
      case .state: return .answer(.state(try StateAnswer(reader)))
      case .push, .quarantine: return .answer(.push(try PushAnswer(reader)))
      case .pull: return .answer(.pull(try PullAnswer(reader)))
      case .scan: return .answer(.scan(try ScanPage(reader)))
      case .rekey: return .answer(.rekeyed(log: try reader["log"].string()))
      }
    } catch {
      return .lost
    }
  }

  private static func refusal(_ status: Int, _ body: [UInt8], _ retryAfter: Int) -> Agent.Event {
    if let json = try? JSON(parsing: body), let refusal = try? Refusal(JSONReader(json)) {
      return .refused(refusal)
    }
    if status == 429 || status == 503 { return .refused(.busy(seconds: max(1, retryAfter))) }
    return .lost
  }
}
