import Crypto
import Dispatch
import Domain
import HTTPServer
import JSON
import Machine
import Sync
import Synchronization

/// The central service (中心服务) behind its HTTP server: lanes, sessions, routes.
package final class Service: Sendable {
  let options: ServiceOptions
  let context: ServiceContext
  private let writers: [Lane]
  private let readers: [Lane]
  private let pushLanes: [PushLane]
  /// For passphrases, which cost a fifth of a second each.
  let slow = DispatchQueue(label: "passphrases")
  let rules: PackRules
  private let identifiers = Mutex(Identifiers())
  private let nextReader = Atomic<Int>(0)
  private let sessions = Mutex<[[UInt8]: (device: Device, until: ContinuousClock.Instant)]>([:])
  /// Of devices that have shown who they are, by id.
  private let proven: Buckets
  /// Of whoever has not: a device or code that is known, at each address, and
  /// strangers, by address.
  private let claiming: Buckets
  private let strangers: Buckets
  private let claims: Claims
  private let isStopping = Atomic<Bool>(false)

  /// How long a device's state is believed: revoking works within 30 seconds.
  static let belief = Duration.seconds(20)

  package init(
    _ options: ServiceOptions, storage: CentralStorage, secret: [UInt8],
    now: @escaping @Sendable () -> Instant
  ) throws(CentralError) {
    self.options = options
    proven = Buckets(rate: options.requestsPerSecond)
    claiming = Buckets(rate: options.requestsPerSecond)
    strangers = Buckets(rate: options.requestsPerSecond)
    context = ServiceContext(
      log: CentralLog(leastLevel: options.logsRequests ? .info : .warning), metrics: Metrics(),
      now: now)
    rules = PackRules()
    var writers: [Lane] = []
    var readers: [Lane] = []
    let recent = RecentEntities()
    for index in 0..<storage.writers {
      let database = try storage.open(secret: secret, recent).judging(by: rules)
      writers.append(Lane("writer \(index)", database))
    }
    for index in 0..<2 {
      let database = try storage.openForReading(secret: secret, recent)
      readers.append(Lane("reader \(index)", database))
    }
    self.writers = writers
    self.readers = readers
    claims = Claims(try storage.openForReading(secret: secret).claims())
    let context = context
    pushLanes = writers.enumerated().map { index, lane in
      PushLane(lane, InFlight(path: "\(options.directory)/inflight.\(index)"), context)
    }
  }

  // MARK: Lanes

  /// One county is always on one lane, so that its pushes are grouped.
  private func index(of county: String) -> Int {
    county.utf8.reduce(0) { ($0 &* 31 &+ Int($1)) & 0xFFFF } % writers.count
  }

  func pushLane(of county: String) -> PushLane { pushLanes[index(of: county)] }

  /// Changes something; `county` decides which lane.
  func write(
    county: String, _ answer: @escaping HTTPServer.Answer,
    _ job: @escaping @Sendable (inout CentralDatabase) throws(CentralError) -> HTTPResponse
  ) {
    run(on: writers[index(of: county)], answer, job)
  }

  func read(
    _ answer: @escaping HTTPServer.Answer,
    _ job: @escaping @Sendable (inout CentralDatabase) throws(CentralError) -> HTTPResponse
  ) {
    let turn = nextReader.add(1, ordering: .relaxed).newValue
    run(on: readers[turn % readers.count], answer, job)
  }

  private func run(
    on lane: Lane, _ answer: @escaping HTTPServer.Answer,
    _ job: @escaping @Sendable (inout CentralDatabase) throws(CentralError) -> HTTPResponse
  ) {
    guard lane.load < PushLane.mostWaiting else {
      answer(.refusal(.busy(seconds: 5 + Int.random(in: 0...25))))
      return
    }
    let context = context
    lane.run { database in
      do throws(CentralError) {
        let response = try job(&database)
        if response != .later { answer(response) }
      } catch {
        context.log.failure(error, of: "request")
        answer(.refusal(.busy(seconds: 5)))
      }
    }
  }

  /// Waits until everything that was asked is done.
  package func drain() {
    isStopping.store(true, ordering: .relaxed)
    for lane in writers + readers { lane.drain() }
  }

  // MARK: Requests

  /// Answers one request, now or later.
  package func handle(_ request: HTTPRequest, _ answer: @escaping HTTPServer.Answer) {
    let begin = ContinuousClock.now
    let (route, values) = Route.find(request)
    let context = context
    let reply: HTTPServer.Answer = { response in
      let packed = response.packed(for: request)
      let milliseconds = Int((ContinuousClock.now - begin) / .milliseconds(1))
      let pattern = route?.pattern ?? "none"
      context.metrics.count(route: pattern, status: response.status, milliseconds: milliseconds)
      context.log.write(
        response.status >= 500 ? .warning : .info, "request", .method(route?.method ?? "other"),
        .route(pattern), .status(response.status), .milliseconds(milliseconds),
        .bytesIn(request.body.count), .bytesOut(packed.body.count))
      answer(packed)
    }
    guard let route else {
      let allowed = Route.methods(at: request.path)
      if allowed.isEmpty { return reply(.refusal(.notFound)) }
      var response = HTTPResponse.refusal(.badRequest(reason: "method"), status: 405)
      response.headers.append(("Allow", allowed.joined(separator: ", ")))
      return reply(response)
    }
    guard let origin = Origin(request, options.proxies) else {
      return reply(.refusal(.badRequest(reason: "forwarded address")))
    }
    switch route.access {
    case .anybody(let claim):
      admit(request, origin, claim, of: route.pattern) { isAllowed in
        guard isAllowed else { return reply(.refusal(.busy(seconds: 1), status: 429)) }
        route.run(self, Call(request, values, nil), reply)
      }
    case .loopback:
      // Through a proxy everybody comes from this machine.
      guard !origin.isForwarded, origin.client?.isLoopback == true else {
        return reply(.refusal(.scope))
      }
      route.run(self, Call(request, values, nil), reply)
    case .kinds(let kinds):
      authenticate(request, reply) { device in
        guard kinds.contains(device.kind) else { return reply(.refusal(.scope)) }
        guard self.proven.take(device.record.id, or: "others") else {
          return reply(.refusal(.busy(seconds: 1), status: 429))
        }
        route.run(self, Call(request, values, device), reply)
      }
    }
  }

  // MARK: How often

  /// Goes on at once, or when the list of who may claim has been read again.
  private func admit(
    _ request: HTTPRequest, _ origin: Origin, _ kind: Route.Claim, of pattern: String,
    _ next: @escaping @Sendable (_ isAllowed: Bool) -> Void
  ) {
    let address = origin.client.map { "\($0.owner.bytes)" } ?? "none"
    // Each path by itself: whoever watches is not shut out by whoever guesses.
    let stranger: @Sendable () -> Void = { [strangers] in
      next(strangers.take("\(pattern) \(address)", or: pattern))
    }
    guard let claim = kind.claim(in: request) else { return stranger() }
    let known: @Sendable () -> Void = { [claiming] in
      next(claiming.take("\(claim) \(address)", or: claim))
    }
    switch claims.judge(claim) {
    case .known: known()
    case .unknown: stranger()
    case .readAgain:
      let lane = readers[0]
      lane.run { [claims, context] database in
        do throws(CentralError) {
          claims.renew(try database.claims())
        } catch {
          context.log.failure(error, of: "request")
        }
        claims.judge(claim) == .known ? known() : stranger()
      }
    }
  }

  /// Finds out who asks, and goes on only when that is somebody who may.
  private func authenticate(
    _ request: HTTPRequest, _ reply: @escaping HTTPServer.Answer,
    _ next: @escaping @Sendable (Device) -> Void
  ) {
    guard let token = request.token else { return reply(.refusal(.session)) }
    let hash = digest(token)
    let now = ContinuousClock.now
    if let known = sessions.withLock({ $0[hash] }), known.until > now {
      return known.device.state == .active ? next(known.device) : reply(.refusal(.revoked))
    }
    let context = context
    read(reply) { database throws(CentralError) in
      guard let device = try database.device(token: token, at: context.now()) else {
        return .refusal(.session)
      }
      self.sessions.withLock { sessions in
        if sessions.count > 20_000 { sessions.removeAll() }
        sessions[hash] = (device, now.advanced(by: Service.belief))
      }
      guard device.state == .active else { return .refusal(.revoked) }
      // Answered by what follows, not by this lane.
      DispatchQueue.global().async { next(device) }
      return .later
    }
  }

  /// A new device may speak for itself from now on.
  func noteEnrolled(_ device: String) { claims.add(Claims.device(device)) }

  /// After a change of a device nothing is believed any more.
  func forgetSessions() { sessions.withLock { $0.removeAll() } }

  func newID() -> String { identifiers.withLock { $0.make(at: context.now()) } }

  // MARK: Watching

  func gauges() -> [String: Int] {
    var gauges = ["up": 1, "stopping": isStopping.load(ordering: .relaxed) ? 1 : 0]
    for (index, lane) in writers.enumerated() { gauges["waiting{lane=\"w\(index)\"}"] = lane.load }
    for (index, lane) in readers.enumerated() { gauges["waiting{lane=\"r\(index)\"}"] = lane.load }
    return gauges
  }
}

extension HTTPResponse {
  /// Stands for an answer that something else gives.
  static let later = HTTPResponse(status: 0)
}

extension CentralStorage {
  /// SQLite has one writer; of PostgreSQL's, one judges while the other waits for
  /// the disk. More make smaller transactions, which cost PostgreSQL more.
  fileprivate var writers: Int {
    switch self {
    case .sqlite: 1
    case .postgres: 2
    }
  }
}

/// What an operator may set of the service (服务参数).
package struct ServiceOptions: Equatable, Sendable {
  /// For what the process keeps beside the store.
  package var directory = "."
  /// Of one device; 0 is any number.
  package var requestsPerSecond = 10
  package var logsRequests = true
  /// How often in 30 days a device's log may turn out to have two writers.
  package var forksAllowed = 3
  /// After so many days without central counters only finish what was begun.
  package var offlineDays = StateAnswer.usualOfflineDays
  /// Those whose word about where a request came from is believed.
  package var proxies = TrustedProxies()

  package init(directory: String) { self.directory = directory }
}

extension Route.Claim {
  /// Nil when the request makes none; nobody needs much room for one.
  fileprivate func claim(in request: HTTPRequest) -> String? {
    guard request.body.count <= 4_096, let reader = try? request.object() else { return nil }
    switch self {
    case .none: return nil
    case .device: return (try? reader["device"].string()).map(Claims.device)
    case .code:
      let code = try? reader["code"].string()
      return code.map { Claims.code(digest(CentralDatabase.plain($0))) }
    }
  }
}

/// One request on its way through a route (一次调用).
struct Call: Sendable {
  let request: HTTPRequest
  /// What stands where the route's pattern has `{name}`.
  let values: [String: String]
  private let sender: Device?

  init(_ request: HTTPRequest, _ values: [String: String], _ sender: Device?) {
    self.request = request
    self.values = values
    self.sender = sender
  }

  /// Who asks, on a route that is not for anybody.
  var device: Device {
    guard let sender else { preconditionFailure("a route for anybody asks who asks") }
    return sender
  }
}
