import Domain
import JSON
import Ledger
import Sync
import SyncModel

// The line between the counters and central, and central's edge.

extension Simulation {
  mutating func send(_ request: Agent.Request, from machine: Int) {
    count += 1
    let number = count
    let session = machines[machine].session
    machines[machine].request = (number, request)
    trace("m\(machine) asks \(request.words)")
    if let batch = request.pushed { checkBounds(batch, machine) }
    timeline.put(.timeOut(machine: machine, number: number), at: now + 60_000)
    guard now >= machines[machine].cutUntil else { return }
    if chance(faults.drop) {
      sometimes("request lost")
      return
    }
    let arrival = Happening.arrival(
      machine: machine, number: number, session: session, request)
    timeline.put(arrival, at: now + latency("request late"))
    if chance(faults.duplicate) {
      sometimes("request doubled")
      timeline.put(arrival, at: now + latency("request late"))
    }
  }

  private mutating func latency(_ name: String) -> Int {
    if chance(faults.delay) {
      sometimes(name)
      return random.below(4) == 0
        ? random.below(3 * 86_400_000) : 1_000 + random.below(120_000)
    }
    return 5 + random.below(60)
  }

  private mutating func reply(
    _ answer: Result<Agent.Answer, Refusal>, to machine: Int, _ number: Int, _ session: Int?
  ) {
    if case .failure(let refusal) = answer {
      trace("central refuses m\(machine) \(refusal.code)")
      sometimes(refusal.code)
    }
    guard now >= machines[machine].cutUntil, !chance(faults.drop) else {
      sometimes("answer lost")
      return
    }
    timeline.put(
      .answer(machine: machine, number: number, session: session, onWire(answer)),
      at: now + latency("answer late"))
  }

  mutating func take(
    _ answer: Result<Agent.Answer, Refusal>, at machine: Int, _ number: Int, _ session: Int?
  ) {
    // The line belongs to its request: what comes too late, comes to nobody.
    guard machines[machine].request?.number == number, machines[machine].isRunning else { return }
    machines[machine].request = nil
    switch answer {
    case .success(let answer):
      if case .session = answer { machines[machine].session = session }
      trace("m\(machine) gets \(answer.words)")
      observe(answer, machine)
      step(.answer(answer), at: machine)
    case .failure(let refusal): step(.refused(refusal), at: machine)
    }
  }

  // MARK: Central's edge

  mutating func receive(
    _ request: Agent.Request, from machine: Int, _ number: Int, _ session: Int?
  ) {
    guard isCentralUp else { return }
    let device = machines[machine].device
    if chance(faults.busy) {
      return reply(.failure(.busy(seconds: 1 + random.below(20))), to: machine, number, session)
    }
    if revoked.contains(device.id) {
      return reply(.failure(.revoked), to: machine, number, session)
    }
    if case .session = request {
      count += 1
      central.state.sessions[count] = device.id
      return reply(.success(.session), to: machine, number, count)
    }
    guard let session, central.state.sessions[session] == device.id else {
      return reply(.failure(.session), to: machine, number, session)
    }
    do throws(ModelFailure) {
      try serve(request, machine, number, session, device)
    } catch {
      violate("the model failed: \(error)")
    }
  }

  private mutating func serve(
    _ request: Agent.Request, _ machine: Int, _ number: Int, _ session: Int,
    _ device: DeviceRecord
  ) throws(ModelFailure) {
    let answer: Result<Agent.Answer, Refusal>
    switch request {
    case .session: return
    case .push(let batch), .quarantine(let batch):
      let isOpaque = if case .quarantine = request { true } else { false }
      let received: PushBatch
      do throws(Refusal) {
        received = isOpaque ? batch : try batch.received()
      } catch {
        return reply(.failure(error), to: machine, number, session)
      }
      if lane.isEmpty { timeline.put(.commit, at: now + 5 + random.below(40)) }
      lane.append(
        Waiting(
          machine: machine, number: number, session: session, batch: received,
          isOpaque: isOpaque))
      return
    case .state: answer = .success(.state(try central.state(of: device, at: instant)))
    case .pull(let pull):
      if !machines[machine].isUpgraded {
        answer = .failure(.upgrade(minimum: 2))
      } else {
        let few = PullRequest(
          epoch: pull.epoch, cursors: pull.cursors,
          maximumRows: min(pull.maximumRows, faults.mostRows))
        answer = try central.pull(few, for: device, at: instant).map { .pull($0) }
      }
    case .scan(let stream, let after):
      let page = try central.scan(stream, after: after, limit: 3 + random.below(20), for: device)
      if after != nil { sometimes("scan goes on") }
      answer = page.map { .scan($0) }
    case .rekey(let log, _):
      let new = newLog()
      central.state.model.rekey(log: log, of: device.id, to: new)
      sometimes("new log code")
      answer = .success(.rekeyed(log: new))
    }
    reply(answer, to: machine, number, session)
  }

  /// Central's own clock, which nothing may depend on either.
  var instant: Instant { Instant(milliseconds: 1_767_225_600_000 + now) }

  mutating func commit() {
    let waiting = lane
    lane = []
    guard isCentralUp, !waiting.isEmpty else { return }
    if waiting.count > 1 { sometimes("several pushes in one commit") }
    let submissions = waiting.map { waiting in
      let device = machines[waiting.machine].device
      return waiting.isOpaque
        ? Submission(quarantined: waiting.batch, from: device)
        : Submission(waiting.batch, from: device)
    }
    let willCrash = crashesAfterCommit
    crashesAfterCommit = false
    do throws(ModelFailure) {
      let answers = try central.judge(submissions, at: instant, willCrash: willCrash)
      observeCommit()
      for (waiting, answer) in zip(waiting, answers) {
        for result in (try? answer.get())?.results ?? [] { sometimes(result.outcome.word) }
        trace("m\(waiting.machine) \(answer.words)")
        if willCrash, bug != .answeredTooEarly {
          sometimes("done, answer lost")
          continue
        }
        reply(answer.map { .push($0) }, to: waiting.machine, waiting.number, waiting.session)
      }
    } catch {
      violate("the model failed: \(error)")
    }
    if willCrash {
      isCentralUp = false
      timeline.put(.centralUp, at: now + 1_000 + random.below(60_000))
    }
  }

  /// The answer as it comes out at the other end.
  private func onWire(
    _ answer: Result<Agent.Answer, Refusal>
  ) -> Result<Agent.Answer, Refusal> {
    guard options.isOnWire else { return answer }
    do {
      switch answer {
      case .failure(let refusal):
        return .failure(try Refusal(JSONReader(JSON(parsing: refusal.json.line))))
      case .success(.state(let state)):
        return .success(.state(try StateAnswer(JSONReader(JSON(parsing: state.json.line)))))
      case .success(.push(let push)):
        return .success(.push(try PushAnswer(JSONReader(JSON(parsing: push.json.line)))))
      case .success(.pull(let pull?)):
        return .success(.pull(try PullAnswer(JSONReader(JSON(parsing: pull.json.line)))))
      case .success(.scan(let scan)):
        return .success(.scan(try ScanPage(JSONReader(JSON(parsing: scan.json.line)))))
      default: return answer
      }
    } catch {
      return .failure(.badRequest(reason: "\(error)"))
    }
  }
}

extension PushBatch {
  /// An answer that nobody gave.
  func taken(at now: Instant) -> PushAnswer {
    PushAnswer(
      epoch: epoch, serverTime: now, log: log, last: last, lastHash: head, durable: 0,
      results: (from...last).map { OperationResult(sequence: $0, outcome: .applied) }, heads: [:])
  }

  /// What central reads of the bytes that were sent.
  fileprivate func received() throws(Refusal) -> PushBatch {
    var signed = self
    signed.signature = [UInt8](repeating: 7, count: 64)
    return try PushBatch(body: signed.body)
  }
}

extension Agent.Request {
  var pushed: PushBatch? {
    switch self {
    case .push(let batch), .quarantine(let batch): batch
    case .session, .state, .pull, .scan, .rekey: nil
    }
  }

  var words: String {
    switch self {
    case .session: "session"
    case .state: "state"
    case .push(let batch): "push \(batch.log) \(batch.from)...\(batch.last) \(batch.epoch)"
    case .quarantine(let batch): "quarantine \(batch.log) \(batch.from)"
    case .pull(let pull):
      "pull \(pull.epoch) "
        + pull.cursors.sorted { $0.key < $1.key }.map { "\($0.key)>\($0.value)" }
        .joined(separator: " ")
    case .scan(let stream, let after): "scan \(stream) \(after?.text ?? "")"
    case .rekey(let log, let line): "rekey \(log) \(line)"
    }
  }
}

extension Agent.Answer {
  var words: String {
    switch self {
    case .session: "session"
    case .state(let state): "state \(state.epoch)"
    case .push(let push): "push \(push.log) \(push.last)"
    case .pull(let pull):
      "pull "
        + (pull?.pages.map { "\($0.stream) \($0.from)...\($0.to)/\($0.head) \($0.rows.count)" }
          .joined(separator: " ") ?? "nothing")
    case .scan(let page): "scan \(page.stream) \(page.asOf) \(page.rows.count)"
    case .rekeyed(let log): "rekeyed \(log)"
    }
  }
}

extension Result where Success == PushAnswer, Failure == Refusal {
  var words: String {
    switch self {
    case .success(let answer):
      "judged \(answer.log) \(answer.last) "
        + answer.results.map { "\($0.sequence):\($0.outcome.text)" }.joined(separator: " ")
    case .failure(let refusal): "refused \(refusal)"
    }
  }
}

extension OperationResult.Outcome {
  var text: String {
    switch self {
    case .rejected(let code): code
    case .conflict(let keys): "conflict(\(keys.joined(separator: ",")))"
    default: word
    }
  }
}
