import Crypto
import Domain
import Foundation
import Gzip
import JSON
import Ledger
import Sync

/// One counter with its line to central (柜台连线): joins, then pushes what its
/// clerk saved and pulls what is new, one request at a time.
final class Device {
  let index: Int
  let hall: String
  private let code: String
  private let connections: Connections
  private let key = SigningKey()
  var counter: LoadCounter?
  private var device = ""
  private var session = ""
  private var epoch = ""
  private var cursors: [String: Int] = [:]
  private(set) var step = Step.joining
  private var sentAt = 0.0
  /// Lines of the push on its way.
  private var pushed = 0
  var wantsPull = false
  /// When it may send lines again: a while after the last answer, as a counter does
  /// it.
  private(set) var pushesAt = 0.0
  /// Joined, with its accounts.
  var isHere = false
  /// When the clerk saved what waits, in order.
  var savedAt: [Double] = []
  private var savesTaken = 0

  enum Step: String { case joining, challenge, session, state, idle, pushing, pulling }

  init(_ index: Int, code: String, hall: String, _ connections: Connections) {
    self.index = index
    self.code = code
    self.hall = hall
    self.connections = connections
  }

  private static var now: Instant {
    Instant(milliseconds: Int(Date().timeIntervalSince1970 * 1000))
  }

  /// For a server that answers everything with 200.
  func pretend() {
    counter = LoadCounter(
      log: "F\(index)", hall: "640104101", key: key, seed: UInt64(index), now: Device.now)
    epoch = String(repeating: "0", count: 32)
    counter?.acknowledge(2)
    step = .idle
  }

  private func post(_ path: String, _ body: [UInt8]) {
    sentAt = milliseconds()
    var headers = "Content-Type: application/json\r\n" + session
    var body = body
    if body.count > 1_024, let packed = try? Gzip.pack(body, level: 1) {
      body = packed
      headers += "Content-Encoding: gzip\r\n"
    }
    connections.send("POST", path, headers: headers, body: body, on: index)
  }

  func join() {
    step = .joining
    post(
      "/v1/enrol",
      EnrolRequest(
        code: code, publicKey: key.verifyingKey.bytes, log: String(code.suffix(4)),
        program: "load"
      ).json.line)
  }

  /// Asks for what it wants, if it wants anything.
  func goOn() {
    guard step == .idle, let counter else { return }
    let isDue =
      wantsPull || counter.waiting >= PushBatch.maximumLines || milliseconds() >= pushesAt
    if counter.waiting > 0, isDue {
      let batch = counter.batch(epoch: epoch, limit: PushBatch.maximumLines)
      step = .pushing
      pushed = batch.last
      post("/v1/push", batch.body)
    } else if wantsPull {
      wantsPull = false
      step = .pulling
      post("/v1/pull", PullRequest(epoch: epoch, cursors: cursors, maximumRows: 100).json.line)
    }
  }

  private func takeSaves(_ last: Int, _ measured: inout Measured) {
    let before = counter?.answered ?? 0
    counter?.acknowledge(last)
    let now = milliseconds()
    for _ in before..<max(before, counter?.answered ?? 0) where savesTaken < savedAt.count {
      measured.saves.append(now - savedAt[savesTaken])
      savesTaken += 1
    }
  }

  /// Takes an answer; false when it was refused.
  func take(_ answer: Connections.Answer, _ measured: inout Measured) -> Bool {
    let took = milliseconds() - sentAt
    let step = step
    if step == .pushing || step == .pulling { self.step = .idle }
    let isPage = step == .pulling && answer.status == 200
    let body = isPage ? Device.withoutRows(answer.body) : answer.body
    let reader = JSONReader((try? JSON(parsing: body)) ?? .null)
    guard (200..<300).contains(answer.status) else {
      let code =
        answer.status == 0 ? "line broken" : (try? Refusal(reader))?.code ?? "\(answer.status)"
      measured.refused["\(step) \(code)", default: 0] += 1
      return false
    }
    do {
      switch step {
      case .joining:
        let answer = try EnrolAnswer(reader)
        device = answer.device
        counter = LoadCounter(
          log: answer.log, hall: answer.hall, key: key, seed: UInt64(index), now: Device.now)
        self.step = .challenge
        post("/v1/auth/challenge", JSON.object(["device": .string(device)]).line)
      case .challenge:
        let nonce = try reader["nonce"].hex(count: 32)
        let signature = key.sign(SessionRequest.signed(device: device, nonce: nonce))
        self.step = .session
        post(
          "/v1/auth/session",
          SessionRequest(device: device, nonce: nonce, signature: signature).json.line)
      case .session:
        session = "Authorization: Bearer \(try reader["token"].string())\r\n"
        self.step = .state
        connections.send("GET", "/v1/state", headers: session, body: [], on: index)
      case .state:
        let state = try StateAnswer(reader)
        epoch = state.epoch
        cursors = state.heads
        self.step = .idle
      case .pushing:
        pushesAt = milliseconds() + Double(Agent.pushGap)
        measured.pushes.append(took)
        measured.answerBytes += answer.count
        // A server that only answers has taken everything.
        guard session != "" else {
          measured.answered += pushed - (counter?.answered ?? 0)
          takeSaves(pushed, &measured)
          return true
        }
        let answer = try PushAnswer(reader)
        measured.answered += answer.results.count
        for result in answer.results { measured.outcomes[result.outcome.word, default: 0] += 1 }
        takeSaves(answer.last, &measured)
      case .pulling:
        measured.pulls.append(took)
        if answer.status == 200, session != "" {
          for page in try PullAnswer(reader).pages { cursors[page.stream] = page.to }
        }
      case .idle: break
      }
    } catch {
      measured.refused["\(step): \(error)", default: 0] += 1
      return false
    }
    return true
  }

  /// The same answer without what stands in its pages. Reading that is the work of
  /// 2,000 other machines; here it took two thirds of the generator's time, which
  /// was central's.
  static func withoutRows(_ answer: [UInt8]) -> [UInt8] {
    let name = Array(#""rows":"#.utf8)
    var kept: [UInt8] = []
    var from = 0
    /// Brackets that are open since a page's rows began.
    var depth = 0
    JSON.forEachBracket(in: answer) { place, opens in
      if depth > 0 {
        depth += opens ? 1 : -1
        if depth == 0 { from = place }
      } else if opens, answer[..<place].suffix(name.count).elementsEqual(name) {
        kept += answer[from...place]
        depth = 1
      }
    }
    return kept + answer[from...]
  }
}
