import Domain
import Gzip
import HTTPServer
import JSON
import Ledger
import Sync

// How answers look on the wire.
extension HTTPResponse {
  static func json(_ json: JSON, status: Int = 200) -> HTTPResponse {
    HTTPResponse(status: status, headers: common, body: json.line)
  }

  static func refusal(_ refusal: Refusal, status: Int? = nil) -> HTTPResponse {
    var response = json(refusal.json, status: status ?? refusal.status)
    if case .busy(let seconds) = refusal {
      response.headers.append(("Retry-After", "\(seconds)"))
    }
    return response
  }

  static let nothing = HTTPResponse(status: 204, headers: [("Cache-Control", "no-store")])

  static func text(_ text: String) -> HTTPResponse {
    HTTPResponse(
      status: 200, headers: [("Content-Type", "text/plain; version=0.0.4; charset=utf-8")],
      body: Array(text.utf8))
  }

  private static let common: [(name: String, value: String)] = [
    ("Content-Type", "application/json; charset=utf-8"), ("Cache-Control", "no-store"),
    ("YC-Proto", "1"),
  ]

  /// Packed when the client reads that and it is worth it.
  func packed(for request: HTTPRequest) -> HTTPResponse {
    guard body.count > 1_024, request.headers["accept-encoding"]?.contains("gzip") == true,
      let packed = try? Gzip.pack(body, level: 1)
    else { return self }
    var response = self
    response.headers.append(("Content-Encoding", "gzip"))
    response.body = packed
    return response
  }
}

extension HTTPRequest {
  /// What a body may become when it is unpacked, and how many times larger.
  static let largestBody = 8 << 20
  static let largestRatio = 30
  /// Levels of nesting in a request.
  static let deepest = 16

  /// The body, unpacked.
  func content() throws(Refusal) -> [UInt8] {
    switch headers["content-encoding"] ?? "identity" {
    case "identity": return body
    case "gzip":
      do throws(GzipError) {
        return try Gzip.unpack(
          body, limit: HTTPRequest.largestBody, ratio: HTTPRequest.largestRatio)
      } catch {
        switch error {
        case .tooLarge: throw .tooBig
        case .notGzip, .outOfMemory: throw .badRequest(reason: "the body is not one gzip member")
        }
      }
    default: throw .badRequest(reason: "content-encoding: allowed are identity and gzip")
    }
  }

  /// The body as a JSON object.
  func object() throws(Refusal) -> JSONReader {
    let bytes = try content()
    guard HTTPRequest.depth(of: bytes) <= HTTPRequest.deepest else {
      throw .badRequest(reason: "nested deeper than \(HTTPRequest.deepest)")
    }
    guard let json = try? JSON(parsing: bytes), case .object = json else {
      throw .badRequest(reason: "the body is no JSON object")
    }
    return JSONReader(json)
  }

  /// How deep brackets are nested, outside of texts.
  private static func depth(of bytes: [UInt8]) -> Int {
    var (depth, most) = (0, 0)
    JSON.forEachBracket(in: bytes) { _, opens in
      depth += opens ? 1 : -1
      most = max(most, depth)
    }
    return most
  }

  /// `Authorization: Bearer …`.
  var token: String? {
    guard let header = headers["authorization"] else { return nil }
    let parts = header.split(separator: " ")
    guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
    return String(parts[1])
  }
}

extension JSONReader {
  /// What makes up a hall's or county's number, in so many digits.
  func digits(_ count: Int) throws(JSONContentError) -> String {
    let text = try string()
    guard text.utf8.count == count, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
      throw error(allowed: "\(count) digits")
    }
    return text
  }

  /// A text of 1 to so many characters, each of which can be shown.
  func words(_ most: Int) throws(JSONContentError) -> String {
    let text = try string()
    guard !text.isEmpty, TextLimit(most).holds(text), SafeText.finding(in: text) == nil else {
      throw error(
        allowed: "1 to \(most) characters, none of them a control, a direction mark or invisible")
    }
    return text
  }

  /// An opinion or a reason, which may be empty and have several lines.
  func opinion() throws(JSONContentError) {
    let text = try string()
    guard Limits.words.holds(text), SafeText.finding(in: text, lineFeeds: true) == nil else {
      throw error(
        allowed: "at most \(Limits.words.characters) characters, none of them a control, a "
          + "direction mark or invisible")
    }
  }
}

extension LedgerError {
  /// What an interface says of a form that is not allowed; never what stood there.
  var words: String {
    switch self {
    case .malformed(let part): "\(part): the form is not that of its kind"
    case .tooLong(let part): "\(part): longer than is allowed"
    case .tooMany(let part): "\(part): more than are allowed"
    case .unsafeText(let code): "a text has \(code), which cannot be shown"
    default: code
    }
  }
}

/// Reads a request; what cannot be read is a refusal that says where.
func reading<T>(_ body: () throws(JSONContentError) -> T) throws(Refusal) -> T {
  do throws(JSONContentError) {
    return try body()
  } catch {
    throw .badRequest(reason: "\(error.path): allowed is \(error.allowed)")
  }
}
