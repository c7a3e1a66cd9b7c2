import Crypto
import Desk
import Domain
import HTTPClient
import JSON
import Ledger
import Machine
import Storage
import Sync

/// Keeps this counter and central in step (同步): drives the agent, whose
/// requests run on a thread of their own. Nobody waits for any of it.
@MainActor
final class Link {
  private var store: Store
  private var agent = Agent()
  private let client: HTTPClient
  private let log: Log
  private(set) var speaker: Speaker
  /// What the agent waits for.
  private var asked: Agent.Request?
  /// Requests beside the agent's, by tag: what is to be done with the answer.
  private var beside: [HTTPClient.Tag: Question] = [:]
  /// For what a clerk waits for: it does not stand behind a long push.
  private let quick: HTTPClient
  private var lastTag = Link.agentTag
  private var askedAt = 0
  /// By the clock on the wall, for people; some minutes behind after a new start.
  private var lastContact: Instant?
  private var silence: Silence
  /// What of it is on the disk.
  private var keptSilence = 0
  /// When that it was heard was written to the disk last, in this run.
  private var heardAt: Int?
  private var offlineDays: Int
  /// Central did not answer a clerk in time; until it answers anything.
  private var isDeaf = false
  /// Central's clock less the steady one, in milliseconds; nil until it has said in
  /// this run what time it is.
  private var centralLead: Int?
  private var clockOffset = 0
  private var problem: String?
  private var isRevoked: Bool
  /// When central found two machines at work as this device; nil when it did not, or
  /// an administrator has looked into it.
  private var forkedAt: Instant?
  private let keyIsOpen: Bool
  /// For which departments this hall's reviewers decide; nil when central has not said.
  private var grants: [String]?
  /// Whether this program has had a session already.
  private var hadSession = false
  /// What the desk was told last.
  private var told: LinkStatus?
  /// Whether anything happened since: a key alone asks the store nothing.
  private var hasChanged = true
  private let packs: PackUpdate
  private let scans: ScanSending

  private static let agentTag = 1

  private struct Question {
    /// In milliseconds since the machine's start; nil for none.
    let deadline: Int?
    /// Nil for what nobody at the desk asked for.
    let asked: Asking?
    let body: (HTTPAnswer) -> [Reply]

    func events(_ answer: HTTPAnswer) -> [Event] {
      body(answer).map { reply in asked.map { .answer(reply, $0) } ?? .reply(reply) }
    }
  }

  init(
    _ link: CentralLink, key: SigningKey, keyIsOpen: Bool, store: Store, packs: PackUpdate,
    scans: ScanSending, log: Log,
    wake: @escaping @Sendable () -> Void
  ) throws(StoreError) {
    self.store = store
    self.packs = packs
    self.scans = scans
    self.log = log
    speaker = Speaker(link: link, key: key)
    client = HTTPClient(wake: wake)
    quick = HTTPClient(wake: wake)
    self.keyIsOpen = keyIsOpen
    isRevoked = try store.setting("central.revoked") != nil
    forkedAt = try store.setting("central.fork").flatMap { Int($0) }.map(
      Instant.init(milliseconds:))
    grants = try store.setting("central.grants")?.split(separator: " ").map(String.init)
    if let time = try store.setting("central.time").flatMap({ Int($0) }) {
      speaker.leastTime = max(Program.released, Instant(milliseconds: time))
    }
    offlineDays =
      try store.setting("central.offline-days").flatMap { Int($0) } ?? StateAnswer.usualOfflineDays
    lastContact = try store.setting("central.heard").flatMap { Int($0) }
      .map(Instant.init(milliseconds:))
    let now = (boot: Clocks.boot, steady: Clocks.boottime, wall: Clocks.now.milliseconds)
    let kept = try store.setting("central.silence").flatMap(Silence.init(text:))
    // A counter that has just joined has heard central.
    silence = kept ?? Silence(boot: now.boot, steady: now.steady, wall: now.wall)
    silence.look(boot: now.boot, steady: now.steady, wall: now.wall)
    try keepSilence()
  }

  /// When it has to be looked at again, in milliseconds from now; nil when only
  /// an answer can bring it on.
  var timeout: Int? {
    var first: Int? = agent.wakesAt
    for question in beside.values {
      guard let deadline = question.deadline else { continue }
      first = min(first ?? deadline, deadline)
    }
    guard let first else { return nil }
    return max(0, first - Clocks.boottime)
  }

  func close() {
    client.close()
    quick.close()
  }

  /// Something was written down.
  func saved() { step(.saved) }

  func retry() {
    packs.hurry()
    scans.hurry()
    step(.retry)
  }

  var isOnline: Bool { agent.isOnline && !isDeaf }

  /// A clerk waited in vain: until central answers again, nobody waits for it.
  func giveUp() {
    isDeaf = true
    hasChanged = true
    step(.retry)
  }

  /// Whether central says the same time as this clock, within ten minutes: also of a
  /// clock that was set since central's last answer.
  func agrees(with wall: Instant) -> Bool {
    guard isOnline, let centralLead else { return false }
    return abs(centralLead + Clocks.boottime - wall.milliseconds) < 600_000
  }

  /// Does what is due and hands over what came: to be called whenever the main
  /// loop wakes.
  func turn() -> [Event] {
    var events: [Event] = []
    var answers = client.takeAnswers()
    answers += quick.takeAnswers()
    hasChanged = hasChanged || !answers.isEmpty
    for (tag, answer) in answers {
      if tag == Link.agentTag {
        receive(answer)
      } else if let question = beside.removeValue(forKey: tag) {
        if case .answered = answer { isDeaf = false }
        events += question.events(answer)
      }
    }
    let now = Clocks.boottime
    for (tag, question) in beside {
      guard let deadline = question.deadline, deadline <= now else { continue }
      beside[tag] = nil
      events += question.events(.failed(.timeout))
    }
    if let wakesAt = agent.wakesAt, Clocks.boottime >= wakesAt { step(.wake) }
    countSilence()
    guard hasChanged else { return events }
    // Central knows of what these are about only when it has every line.
    if agent.isOnline, asked == nil, !agent.holdsLines {
      sendVerifier()
      fetchPacks()
      sendScan()
    }
    return events + news().map(Event.reply)
  }

  /// A request beside the agent's.
  func ask(
    _ request: HTTPRequest, asked: Asking? = nil, _ body: @escaping (HTTPAnswer) -> [Reply]
  ) {
    lastTag += 1
    beside[lastTag] = Question(deadline: nil, asked: asked, body: body)
    client.send(request, tag: lastTag)
  }

  /// The same for what a clerk waits for; after so many milliseconds the answer
  /// is `timeout`, whatever comes later.
  func askNow(
    _ request: HTTPRequest, within milliseconds: Int, asked: Asking?,
    _ body: @escaping (HTTPAnswer) -> [Reply]
  ) {
    lastTag += 1
    beside[lastTag] = Question(
      deadline: Clocks.boottime + milliseconds, asked: asked, body: body)
    quick.send(request, tag: lastTag)
  }

  // MARK: The agent

  private func step(_ event: Agent.Event) {
    hasChanged = true
    var event = event
    while true {
      do {
        let chance = Double(randomBytes(1)[0]) / 256
        let request = try agent.step(event, &store, now: Clocks.boottime, chance: chance)
        if let request { send(request) }
        return
      } catch {
        log.write(.error, "sync: \(error)")
        problem = error.explanation(of: .receiving)
        // What central did is done; the store is asked again later.
        asked = nil
        if case .lost = event { return }
        event = .lost
      }
    }
  }

  private func send(_ request: Agent.Request) {
    asked = request
    askedAt = Clocks.boottime
    if case .session = request { speaker.token = "" }
    client.send(speaker.request(request), tag: Link.agentTag)
  }

  private func receive(_ answer: HTTPAnswer) {
    guard let asked else { return }
    switch answer {
    case .failed(let failure):
      problem = failure.words
      log.write(.info, "sync: \(failure)")
      // Central may have said a wrong time; then this clock is believed again.
      if failure == .untrusted { speaker.leastTime = Program.released }
      self.asked = nil
      step(.lost)
    case .answered(let status, let body, let retryAfter):
      lastContact = Clocks.now
      isDeaf = false
      if case .session = asked, status == 200, speaker.token.isEmpty {
        return receiveSession(body)
      }
      let event = Speaker.event(asked, status: status, body: body, retryAfter: retryAfter)
      note(event, status)
      self.asked = nil
      step(event)
    }
  }

  /// First the challenge, then the session: two answers make one for the agent.
  private func receiveSession(_ body: [UInt8]) {
    guard let json = try? JSON(parsing: body) else {
      asked = nil
      return step(.lost)
    }
    let reader = JSONReader(json)
    if let nonce = try? reader["nonce"].hex(count: 32) {
      client.send(speaker.session(nonce: nonce), tag: Link.agentTag)
    } else if let token = try? reader["token"].string() {
      speaker.token = token
      asked = nil
      step(.answer(.session))
      // Central may have ended the last one because there is something to know; the
      // agent asks only once.
      if hadSession { askStanding() }
      hadSession = true
      if (try? store.setting("central.key")) == .some(nil) {
        keep("central.key", Hex.text(speaker.key.verifyingKey.bytes))
      }
    } else {
      asked = nil
      step(.lost)
    }
  }

  private func note(_ event: Agent.Event, _ status: Int) {
    switch event {
    case .answer(let answer):
      problem = nil
      remember(answer)
      if isRevoked { setRevoked(false) }
      if let time = answer.serverTime {
        let trip = (Clocks.boottime - askedAt) / 2
        clockOffset = (time.milliseconds + trip - Clocks.now.milliseconds) / 1000
        centralLead = time.milliseconds + trip - Clocks.boottime
        keep(time)
      }
    case .refused(let refusal):
      problem = refusal.message
      // Its administrators know more; they are asked when there is a session again.
      if case .fork = refusal { setForked(forkedAt ?? Clocks.now) }
      log.write(.info, "sync: \(refusal.code)")
      if case .revoked = refusal { setRevoked(true) }
    default:
      problem = "中心的回答看不懂（\(status)）"
      log.write(.warning, "sync: status \(status)")
    }
  }

  private func askStanding() {
    ask(speaker.get("/v1/state")) { [weak self] answer in
      if case .answered(200, let body, _) = answer, let json = try? JSON(parsing: body),
        let state = try? StateAnswer(JSONReader(json))
      {
        self?.remember(.state(state))
      }
      return []
    }
  }

  private func keep(_ key: String, _ value: String?) {
    do throws(StoreError) {
      try store.setSetting(key, value)
    } catch {
      log.write(.error, "sync: \(error)")
    }
  }

  private func setForked(_ at: Instant?) {
    guard forkedAt != at else { return }
    if at != nil { log.write(.warning, "sync: two machines write as this device") }
    forkedAt = at
    keep("central.fork", at.map { "\($0.milliseconds)" })
  }

  private func keepSilence() throws(StoreError) {
    keptSilence = silence.counted
    try store.setSetting("central.silence", silence.text)
  }

  /// Counts on, at most every ten minutes to the disk.
  private func countSilence() {
    silence.look(
      boot: silence.boot, steady: Clocks.boottime, wall: Clocks.now.milliseconds)
    guard silence.counted - keptSilence > 600_000 else { return }
    do { try keepSilence() } catch { log.write(.error, "sync: \(error)") }
  }

  /// Central said something, at most every ten minutes to the disk.
  private func remember(_ answer: Agent.Answer) {
    do throws(StoreError) {
      if case .state(let state) = answer, state.offlineDays != offlineDays {
        offlineDays = state.offlineDays
        try store.setSetting("central.offline-days", "\(offlineDays)")
      }
      if case .state(let state) = answer {
        setForked(state.forkedAt)
        if state.grants != grants {
          grants = state.grants
          keep("central.grants", grants?.joined(separator: " "))
        }
      }
      silence = Silence(
        boot: silence.boot, steady: Clocks.boottime, wall: Clocks.now.milliseconds)
      let isFresh = heardAt.map { Clocks.boottime - $0 < 600_000 } ?? false
      if isFresh, keptSilence == 0 { return }
      heardAt = Clocks.boottime
      try keepSilence()
      try store.setSetting("central.heard", "\(Clocks.now.milliseconds)")
    } catch {
      log.write(.error, "sync: \(error)")
    }
  }

  /// Central's time, for certificates; a day sooner or later is no matter.
  private func keep(_ time: Instant) {
    guard abs(time.milliseconds - speaker.leastTime.milliseconds) > 86_400_000 else { return }
    speaker.leastTime = max(Program.released, time)
    do {
      try store.setSetting("central.time", "\(speaker.leastTime.milliseconds)")
    } catch {
      log.write(.error, "sync: \(error)")
    }
  }

  /// Whole days without central, when they are too many; else nil.
  private var silentDays: Int? { silence.days >= offlineDays ? silence.days : nil }

  private func setRevoked(_ isRevoked: Bool) {
    self.isRevoked = isRevoked
    do {
      try store.setSetting("central.revoked", isRevoked ? "1" : nil)
    } catch {
      log.write(.error, "sync: \(error)")
    }
  }

  // MARK: What the desk learns

  private func status() throws(StoreError) -> LinkStatus {
    var nextTry: Instant?
    if case .backingOff(let until) = agent.phase {
      nextTry = Clocks.now.adding(milliseconds: max(0, until - Clocks.boottime))
    }
    let places = try store.cursors().places
    return LinkStatus(
      state: isRevoked ? .revoked : isOnline ? .online : .offline,
      unsent: try store.unsentCount(), tasks: try store.taskCount(),
      intakes: try store.waitingIntakeCount(),
      lastContact: lastContact, clockOffset: clockOffset, nextTry: nextTry,
      problem: problem ?? packs.problem,
      url: speaker.link.url, device: speaker.link.device, needsUpgrade: agent.needsUpgrade,
      isWhole: !places.isEmpty && places.values.allSatisfy { $0 >= 0 }, silentDays: silentDays,
      alarm: forkedAt.map(LinkAlarm.twice) ?? (keyIsOpen ? .keyIsOpen : nil),
      offices: Offices(
        hall: speaker.link.hall, desks: Streams.offices(of: places.keys),
        granted: Set(grants ?? [Offices.every])))
  }

  /// What the desk does not know yet.
  func news() -> [Reply] {
    hasChanged = false
    var replies: [Reply] = []
    do {
      let pulled = store.takePulled()
      if pulled.kinds.contains(.account) { replies.append(.accounts(try store.accounts())) }
      if !pulled.isEmpty { replies.append(.pulled(dossiers: pulled.dossiers, pulled.kinds)) }
      if !pulled.lostCalls.isEmpty { replies.append(.callsLost(pulled.lostCalls)) }
      let now = try status()
      if now != told {
        told = now
        replies.append(.link(now))
      }
    } catch {
      log.write(.error, "sync: \(error)")
    }
    return replies
  }

  private func sendScan() {
    do {
      guard beside.isEmpty, let (path, body) = try scans.next(at: Clocks.boottime) else { return }
      ask(speaker.put(path, body)) { [scans] answer in
        scans.take(answer, at: Clocks.boottime)
        return []
      }
    } catch {
      log.write(.error, "scans: \(error)")
    }
  }

  private func fetchPacks() {
    guard beside.isEmpty, let path = packs.next(at: Clocks.boottime) else { return }
    ask(speaker.get(path)) { [packs] answer in packs.take(answer) }
  }

  /// What this counter checks passphrases by, so that the hall's other counters
  /// can ask central.
  private func sendVerifier() {
    guard beside.isEmpty, let found = try? store.unsentVerifiers().first else { return }
    let proof = ClerkProof(account: found.account, proof: found.verifier)
    ask(speaker.post("/v1/accounts/verifier", proof.json)) { [store, log] answer in
      guard case .answered(let status, _, _) = answer, status < 500 else { return [] }
      // Refused or not: central has seen it, and it need not come again.
      do {
        try store.markSent(found.verifier, of: found.account)
      } catch {
        log.write(.error, "sync: \(error)")
      }
      return []
    }
  }
}

extension Agent.Answer {
  fileprivate var serverTime: Instant? {
    switch self {
    case .state(let answer): answer.serverTime
    case .push(let answer): answer.serverTime
    case .pull(let answer): answer?.serverTime
    case .session, .scan, .rekeyed: nil
    }
  }
}

extension HTTPFailure {
  /// For the person at the screen.
  var words: String {
    switch self {
    case .noLibrary: "本机没有装 libcurl，不能连网；请管理员安装 libcurl4"
    case .unreachable: "连不上中心"
    case .timeout: "中心没有回音"
    case .untrusted: "中心的证书不对，或本机时间不对；没有传任何数据"
    case .noCommonTLS: "与中心没有共同的加密方式"
    case .tooBig: "中心的回答太大"
    case .cancelled: "已停止"
    case .other(let code): "通信出错（\(code)）"
    }
  }
}
