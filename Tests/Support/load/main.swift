import Crypto
import Domain
import Foundation
import Gzip
import HTTPClient
import JSON
import Ledger
import Sync
import Synchronization

// Many counters at work against a running central, over HTTPS.
//
//   load --url https://127.0.0.1:8443 --authority ca.pem --codes FILE
//        --rate 1000 --seconds 300 [--backlog 720] [--pid PID]
//
// FILE has one line a counter: the enrolment code and the hall. With a backlog
// every counter first has so many operations of days without a line, and they
// all come back at once; one control counter goes on saving meanwhile.

struct Options {
  var url = ""
  var authority = ""
  var codes = ""
  var rate = 100.0
  var seconds = 30.0
  var backlog = 0
  var pid = 0

  init(_ arguments: [String]) {
    var rest = arguments[...]
    while let name = rest.popFirst(), let value = rest.popFirst() {
      switch name {
      case "--url": url = value
      case "--authority": authority = value
      case "--codes": codes = value
      case "--rate": rate = Double(value) ?? rate
      case "--seconds": seconds = Double(value) ?? seconds
      case "--backlog": backlog = Int(value) ?? 0
      case "--pid": pid = Int(value) ?? 0
      default:
        FileHandle.standardError.write(Data("load: unknown option \(name)\n".utf8))
        exit(64)
      }
    }
  }
}

func milliseconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return Double(time.tv_sec) * 1000 + Double(time.tv_nsec) / 1e6
}

/// Counters whose clients have an answer, in order.
final class Inbox: Sendable {
  private let ready = Mutex<[Int]>([])
  private let signal = DispatchSemaphore(value: 0)

  func put(_ index: Int) {
    ready.withLock { $0.append(index) }
    signal.signal()
  }

  func take(until deadline: Double) -> Int? {
    let left = max(0, deadline - milliseconds())
    guard signal.wait(timeout: .now() + left / 1000) == .success else { return nil }
    return ready.withLock { $0.isEmpty ? nil : $0.removeFirst() }
  }
}

/// What was measured (测得).
struct Measured {
  var pushes: [Double] = []
  var pulls: [Double] = []
  /// From save to answer, of the control counter.
  var control: [Double] = []
  var answered = 0
  var refused: [String: Int] = [:]
  var outcomes: [String: Int] = [:]

  static func percentile(_ values: [Double], _ part: Double) -> Double {
    let sorted = values.sorted()
    return sorted.isEmpty ? 0 : sorted[min(sorted.count - 1, Int(Double(sorted.count) * part))]
  }

  static func line(_ name: String, _ values: [Double]) -> String {
    let parts = [0.5, 0.95, 0.99, 1].map {
      String(format: "%.1f", percentile(values, min($0, 0.999999)))
    }
    return "\(name): n \(values.count), p50 \(parts[0]), p95 \(parts[1]), p99 \(parts[2]), "
      + "max \(parts[3]) ms"
  }
}

/// One counter with its line to central.
final class Device {
  let index: Int
  let client: HTTPClient
  var counter: LoadCounter?
  let key = SigningKey()
  let code: String
  let hall: String
  let url: String
  let authority: String
  var device = ""
  var token = ""
  var epoch = ""
  var cursors: [String: Int] = [:]
  var isAsking = false
  var sentAt = 0.0
  var step = Step.enrol
  var nextSave = 0.0
  var nextPull = 0.0
  var savedAt: [Double] = []
  var waitsUntil = 0.0

  enum Step { case enrol, challenge, session, state, working, pushing, pulling }

  init(_ index: Int, code: String, hall: String, options: Options, authority: String, inbox: Inbox)
  {
    self.index = index
    self.code = code
    self.hall = hall
    url = options.url
    self.authority = authority
    client = HTTPClient { inbox.put(index) }
  }

  private func post(_ path: String, _ body: [UInt8]) {
    isAsking = true
    sentAt = milliseconds()
    var headers = ["YC-Proto: 1", "Content-Type: application/json"]
    if !token.isEmpty { headers.append("Authorization: Bearer \(token)") }
    var body = body
    if body.count > 1_000, let packed = try? Gzip.pack(body, level: 1) {
      body = packed
      headers.append("Content-Encoding: gzip")
    }
    client.send(
      HTTPRequest(.post, url + path, headers: headers, body: body, authority: authority), tag: 0)
  }

  func begin() {
    step = .enrol
    let log = String(code.suffix(4))
    post(
      "/v1/enrol",
      EnrolRequest(code: code, publicKey: key.verifyingKey.bytes, log: log, program: "load").json
        .line)
  }

  func challenge() {
    step = .challenge
    post("/v1/auth/challenge", JSON.object(["device": .string(device)]).line)
  }

  private func get(_ path: String) {
    isAsking = true
    sentAt = milliseconds()
    client.send(
      HTTPRequest(
        .get, url + path, headers: ["YC-Proto: 1", "Authorization: Bearer \(token)"],
        authority: authority), tag: 0)
  }

  func push(limit: Int) {
    guard let counter else { return }
    step = .pushing
    post("/v1/push", counter.batch(epoch: epoch, limit: limit).body)
  }

  func pull() {
    step = .pulling
    post(
      "/v1/pull", PullRequest(epoch: epoch, cursors: cursors, maximumRows: 500).json.line)
  }

  /// Takes an answer; false when it was refused.
  func take(_ status: Int, _ body: [UInt8], _ measured: inout Measured) -> Bool {
    isAsking = false
    let took = milliseconds() - sentAt
    let json = (try? JSON(parsing: body)) ?? .null
    let reader = JSONReader(json)
    guard (200..<300).contains(status) else {
      let code = (try? Refusal(reader))?.code ?? "HTTP \(status)"
      measured.refused["\(step) \(code)", default: 0] += 1
      if step == .pushing || step == .pulling { step = .working }
      return false
    }
    do {
      switch step {
      case .enrol:
        let answer = try EnrolAnswer(reader)
        device = answer.device
        counter = LoadCounter(
          log: answer.log, hall: answer.hall, key: key, seed: UInt64(index),
          now: Instant(milliseconds: Int(Date().timeIntervalSince1970 * 1000)))
        challenge()
      case .challenge:
        let nonce = try reader["nonce"].hex(count: 32)
        let signature = key.sign(SessionRequest.signed(device: device, nonce: nonce))
        step = .session
        post(
          "/v1/auth/session",
          SessionRequest(device: device, nonce: nonce, signature: signature).json.line)
      case .session:
        token = try reader["token"].string()
        step = .state
        get("/v1/state")
      case .state:
        let state = try StateAnswer(reader)
        epoch = state.epoch
        cursors = state.heads
        step = .working
      case .pushing:
        let answer = try PushAnswer(reader)
        measured.pushes.append(took)
        measured.answered += answer.results.count
        for result in answer.results { measured.outcomes[result.outcome.word, default: 0] += 1 }
        counter?.acknowledge(answer.last)
        step = .working
      case .pulling:
        measured.pulls.append(took)
        if status == 200 {
          for page in try PullAnswer(reader).pages { cursors[page.stream] = page.to }
        }
        step = .working
      case .working: break
      }
    } catch {
      measured.refused["\(step): \(error)", default: 0] += 1
      return false
    }
    return true
  }
}

let options = Options(Array(CommandLine.arguments.dropFirst()))
guard let authority = try? String(contentsOfFile: options.authority, encoding: .utf8),
  let codes = try? String(contentsOfFile: options.codes, encoding: .utf8)
else {
  FileHandle.standardError.write(Data("load: --authority and --codes must be files\n".utf8))
  exit(66)
}
let inbox = Inbox()
let devices = codes.split(separator: "\n").enumerated().map { index, line in
  let words = line.split(separator: " ").map(String.init)
  return Device(
    index, code: words[0], hall: words.count > 1 ? words[1] : "", options: options,
    authority: authority, inbox: inbox)
}
var measured = Measured()

@MainActor func memory() -> String {
  guard options.pid > 0,
    let status = try? String(contentsOfFile: "/proc/\(options.pid)/status", encoding: .utf8),
    let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmRSS") })
  else { return "" }
  return line.split(separator: " ").dropFirst().joined(separator: " ")
}

/// Waits for answers and hands them on until `body` says that it is enough.
@MainActor func pump(until deadline: Double, _ body: @MainActor (Device, Bool) -> Void) {
  while let index = inbox.take(until: deadline) {
    for (_, answer) in devices[index].client.takeAnswers() {
      switch answer {
      case .answered(let status, let bytes, let retryAfter):
        let isDone = devices[index].take(Int(status), bytes, &measured)
        if !isDone { devices[index].waitsUntil = milliseconds() + Double(retryAfter) * 1000 }
        body(devices[index], isDone)
      case .failed(let failure):
        devices[index].isAsking = false
        measured.refused["\(failure)", default: 0] += 1
        devices[index].step = devices[index].epoch.isEmpty ? devices[index].step : .working
        body(devices[index], false)
      }
    }
  }
}

// Everybody comes, sixteen at a time: a handshake costs both sides milliseconds.
var coming = devices[...]
for _ in 0..<16 { coming.popFirst()?.begin() }
let arrival = milliseconds()
var here = 0
pump(until: arrival + 600_000) { device, isDone in
  guard isDone else {
    print("load: counter \(device.index) cannot enrol: \(measured.refused)")
    exit(1)
  }
  guard device.step == .working else { return }
  here += 1
  if let next = coming.popFirst() { next.begin() } else if here == devices.count { inbox.put(0) }
  if here == devices.count { startLoad() }
}

@MainActor func startLoad() {
  print("\(devices.count) counters enrolled in \(Int(milliseconds() - arrival) / 1000) s")
  measured = Measured()
  if options.backlog > 0 { drain() } else { hold() }
  report()
  exit(0)
}

/// A steady rate, each counter by itself.
@MainActor func hold() {
  let start = milliseconds()
  let gap = Double(devices.count) / options.rate * 1000
  for device in devices {
    device.nextSave = start + gap * Double.random(in: 0..<1)
    device.nextPull = start + Double.random(in: 0..<5_000)
  }
  let end = start + options.seconds * 1000
  while milliseconds() < end {
    let now = milliseconds()
    for device in devices {
      while device.nextSave <= now {
        device.counter?.work()
        device.nextSave += gap
      }
      guard !device.isAsking, device.waitsUntil <= now else { continue }
      if device.counter?.waiting.isEmpty == false {
        device.push(limit: 200)
      } else if device.nextPull <= now {
        device.nextPull = now + 5_000 * Double.random(in: 0.7..<1.3)
        device.pull()
      }
    }
    pump(until: milliseconds() + 4) { _, _ in }
  }
  let seconds = (milliseconds() - start) / 1000
  print(
    String(
      format: "%.0f operations/s answered over %.0f s", Double(measured.answered) / seconds, seconds
    ))
}

/// Everybody comes back after days; one goes on with today's work.
@MainActor func drain() {
  for device in devices.dropFirst() {
    for _ in 0..<options.backlog { device.counter?.work() }
  }
  let total = devices.reduce(0) { $0 + ($1.counter?.waiting.count ?? 0) }
  print("\(total) operations wait")
  let start = milliseconds()
  for device in devices.dropFirst() { device.waitsUntil = start + Double.random(in: 0..<2_000) }
  let control = devices[0]
  control.nextSave = start
  var isDrained = false
  while !isDrained, milliseconds() - start < 1_800_000 {
    let now = milliseconds()
    if control.nextSave <= now {
      control.counter?.work()
      control.savedAt.append(now)
      control.nextSave = now + 2_000
    }
    isDrained = true
    for device in devices {
      let waits = device.counter?.waiting.isEmpty == false
      if device !== control, waits || device.isAsking { isDrained = false }
      guard !device.isAsking, device.waitsUntil <= now, waits else { continue }
      device.push(limit: 200)
    }
    pump(until: milliseconds() + 4) { device, isDone in
      guard isDone, device === control, device.counter?.waiting.isEmpty == true else { return }
      for saved in device.savedAt { measured.control.append(milliseconds() - saved) }
      device.savedAt = []
    }
  }
  let seconds = (milliseconds() - start) / 1000
  print(
    String(
      format: "%@ in %.1f s: %.0f operations/s", isDrained ? "drained" : "NOT drained", seconds,
      Double(measured.answered) / seconds))
  print(Measured.line("control counter, save to answer", measured.control))
}

@MainActor func report() {
  print(Measured.line("push", measured.pushes))
  print(Measured.line("pull", measured.pulls))
  print("results: \(measured.outcomes.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" })")
  print("refused: \(measured.refused.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" })")
  if options.pid > 0 { print("central's memory: \(memory())") }
}
