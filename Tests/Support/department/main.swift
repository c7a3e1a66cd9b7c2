import Foundation
import HTTPClient
import JSON
import Ledger
import Sync

// A department's own system, made up: reads what waits for it from the feed of
// central, and a little later answers with a result.
//
//   department --url https://127.0.0.1:8443 --authority ca.pem --token TOKEN
//              --streams d:640104-insurance,d:640104-employment [--pause 4]

var given: [String: String] = [:]
var rest = CommandLine.arguments.dropFirst()
while let name = rest.popFirst(), let value = rest.popFirst() { given[name] = value }
guard let url = given["--url"], let token = given["--token"],
  let file = given["--authority"],
  let authority = try? String(contentsOfFile: file, encoding: .utf8),
  let streams = given["--streams"]?.split(separator: ",").map(String.init)
else {
  FileHandle.standardError.write(
    Data("department: needs --url, --authority, --token and --streams\n".utf8))
  exit(64)
}
let pause = Double(given["--pause"] ?? "") ?? 4

let answered = DispatchSemaphore(value: 0)
let client = HTTPClient { answered.signal() }

/// Asks and waits; nil when no answer came or central refused.
@MainActor
func ask(_ method: HTTPRequest.Method, _ path: String, _ body: JSON? = nil) -> JSONReader? {
  client.send(
    HTTPRequest(
      method, url + path,
      headers: [
        "YC-Proto: 1", "Authorization: Bearer \(token)", "Content-Type: application/json",
      ], body: body?.line, authority: authority), tag: 0)
  answered.wait()
  guard case .answered(let status, let bytes, _)? = client.takeAnswers().first?.1,
    (200..<300).contains(status), let json = try? JSON(parsing: bytes)
  else { return nil }
  return JSONReader(json)
}

/// What the department says of a proceeding that waits for it.
func result(on dossier: Dossier, _ proceeding: Proceeding, from stream: String) -> ResultRequest? {
  guard proceeding.state == .reviewing, stream.hasSuffix("-" + proceeding.department) else {
    return nil
  }
  let isLast = proceeding.step == proceeding.steps.count - 1
  let refuses = dossier.number.hashValue % 5 == 0
  let outcome: ResultRequest.Outcome =
    proceeding.receivedAt == nil
    ? .receive : !isLast ? .pass : refuses ? .decline : .approve
  return ResultRequest(
    reference: "\(dossier.number)/\(proceeding.matter)/\(proceeding.step)/\(outcome.rawValue)",
    number: dossier.number, matter: proceeding.matter, outcome: outcome,
    text: outcome == .decline ? "缴费年限不足" : "")
}

var places: [String: Int] = [:]
while true {
  for stream in streams {
    let after = places[stream] ?? 0
    guard let answer = ask(.get, "/v1/feed/\(stream)?after=\(after)&limit=20"),
      let page = try? StreamPage(try answer["page"])
    else { continue }
    for row in page.rows {
      guard case .put(_, let json, _) = row.what, row.key.kind == .dossier,
        let dossier = try? Dossier(JSONReader(json))
      else { continue }
      for proceeding in dossier.proceedings {
        guard let result = result(on: dossier, proceeding, from: stream) else { continue }
        Thread.sleep(forTimeInterval: pause / 4)
        let isTaken = ask(.post, "/v1/results", result.json) != nil
        print(
          "\(result.number) \(result.matter) \(result.outcome.rawValue) \(isTaken ? "" : "refused")"
        )
      }
    }
    places[stream] = page.to
  }
  Thread.sleep(forTimeInterval: pause)
}
