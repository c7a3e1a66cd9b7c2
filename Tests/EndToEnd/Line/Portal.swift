import Foundation
import HTTPClient
import JSON
import TestCentral

/// A system outside that speaks to central (外部系统): a portal, or a department's
/// own computer.
final class Portal {
  private let url: String
  private let authority: String
  private let token: String
  private let bell = DispatchSemaphore(value: 0)
  private let client: HTTPClient

  init(
    _ central: TestCentral, hall: String = "640104001", streams: String, departments: String = ""
  ) throws {
    url = "https://127.0.0.1:\(central.port)"
    authority = try String(contentsOfFile: central.authority, encoding: .utf8)
    token = try central.system(hall: hall, streams: streams, departments: departments)
    client = HTTPClient { [bell] in bell.signal() }
  }

  deinit { client.close() }

  /// - Returns: the status, 0 for no answer, and what central said.
  func ask(_ method: HTTPRequest.Method, _ path: String, _ body: JSON? = nil) -> (Int, JSON) {
    client.send(
      HTTPRequest(
        method, url + path,
        headers: [
          "YC-Proto: 1", "Authorization: Bearer \(token)", "Content-Type: application/json",
        ], body: body?.line, authority: authority), tag: 0)
    guard bell.wait(timeout: .now() + 20) == .success,
      case .answered(let status, let bytes, _)? = client.takeAnswers().first?.1
    else { return (0, .null) }
    return (Int(status), (try? JSON(parsing: bytes)) ?? .null)
  }
}
