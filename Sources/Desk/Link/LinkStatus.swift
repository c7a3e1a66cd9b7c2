import Domain
import Ledger

/// How this counter stands with central (连接状态).
package struct LinkStatus: Equatable, Sendable {
  package enum State: Equatable, Sendable {
    case online
    /// Not reached, or not yet; `problem` says why.
    case offline
    /// Central has stopped this device.
    case revoked
    /// It has joined, and cannot speak to central.
    case broken(LinkFault)
  }

  package var state: State
  /// Operations that central does not have.
  package var unsent: Int
  /// What somebody has to decide: refused operations, conflicts, duplicates.
  package var tasks: Int
  /// Applications from portals that wait for a window.
  package var intakes: Int
  package var lastContact: Instant?
  /// Central's clock less this machine's, in seconds.
  package var clockOffset: Int
  /// When it tries again by itself.
  package var nextTry: Instant?
  package var problem: String?
  package var url: String
  package var device: String
  package var needsUpgrade: Bool
  /// Whether every stream has been read once: what is not here is nowhere.
  package var isWhole: Bool
  /// Whole days without central, when they are more than it allows: what was begun
  /// may be finished, nothing new begun.
  package var silentDays: Int?
  package var alarm: LinkAlarm?
  /// For which departments' offices central takes decisions from here.
  package var offices: Offices?

  package init(
    state: State, unsent: Int, tasks: Int, intakes: Int = 0, lastContact: Instant? = nil,
    clockOffset: Int = 0,
    nextTry: Instant? = nil, problem: String? = nil, url: String = "", device: String = "",
    needsUpgrade: Bool = false, isWhole: Bool = false, silentDays: Int? = nil,
    alarm: LinkAlarm? = nil, offices: Offices? = nil
  ) {
    self.alarm = alarm
    self.offices = offices
    self.state = state
    self.unsent = unsent
    self.tasks = tasks
    self.intakes = intakes
    self.lastContact = lastContact
    self.clockOffset = clockOffset
    self.nextTry = nextTry
    self.problem = problem
    self.url = url
    self.device = device
    self.needsUpgrade = needsUpgrade
    self.isWhole = isWhole
    self.silentDays = silentDays
  }

  /// For the top bar.
  package var words: String { words(withPermission: true, intakes: true) }

  /// - Parameters:
  ///   - permission: with what may still be done after long silence.
  ///   - intakes: with what waits from portals.
  func words(withPermission permission: Bool, intakes showsIntakes: Bool) -> String {
    var words: String
    switch state {
    case .revoked: return "已停用"
    case .broken: words = "入网故障"
    case .online: words = "在线"
    case .offline: words = "离线"
    }
    if let silentDays { words = "离线\(silentDays)天" + (permission ? " 只办结" : "") }
    if unsent > 0 { words += " \(unsent)项待传" }
    if let alarm { words = "\(alarm.short) \(words)" }
    if tasks > 0 { words += " 需处理\(tasks)" }
    if intakes > 0, showsIntakes { words += " 来件\(intakes)" }
    return words
  }
}

extension LinkStatus {
  package var isBroken: Bool { if case .broken = state { true } else { false } }

  /// What is wrong and what to do, for the screen of synchronisation.
  var warning: String? {
    if case .broken(let fault) = state { return fault.words + "。" + fault.remedy }
    return alarm?.words
  }

  /// Whether the bar is red.
  var isAlarming: Bool { isBroken || alarm != nil }
}

/// What a clerk types to join central (入网).
package struct JoinRequest: Equatable, Sendable {
  package let address: String
  /// The authority's fingerprint, or the path of its certificate.
  package let authority: String
  package let code: String

  package init(address: String, authority: String, code: String) {
    self.address = address
    self.authority = authority
    self.code = code
  }
}

/// What the screen of synchronisation shows (同步情况).
package struct SyncPicture: Equatable, Sendable {
  /// The oldest ones that central does not have.
  package let unsent: [Operation]
  package let attentions: [Attention]
  /// Dossiers by id, those that the above are about.
  package let dossiers: [String: Dossier]
  /// Dossiers with conflicts, duplicates that nobody has decided on, or doubts.
  package let open: [Dossier]
  /// Tickets with doubts.
  package let tickets: [Ticket]

  package init(
    unsent: [Operation], attentions: [Attention], dossiers: [String: Dossier], open: [Dossier],
    tickets: [Ticket] = []
  ) {
    self.tickets = tickets
    self.unsent = unsent
    self.attentions = attentions
    self.dossiers = dossiers
    self.open = open
  }
}

extension LinkStatus {
  /// For the queue: since when it knows only of this counter's part of the line.
  func outage(today: Day) -> String? {
    guard state == .offline else { return nil }
    guard let lastContact else { return "未连上中心" }
    let day = lastContact.day == today ? "" : lastContact.day.text(in: today.year) + " "
    return "断线自 \(day)\(lastContact.clock)"
  }
}

extension DeskState {
  /// For the top bar: the line to central, and a clock that cannot be right.
  var standing: String { (link?.words ?? "单机") + (isClockDoubtful ? " 时钟?" : "") }

  var isClockDoubtful: Bool { clockFault != nil || refusedDay != nil }
}

extension ClockFault {
  var words: String {
    let size = abs(seconds) < 7_200 ? "\(abs(seconds) / 60) 分" : "\(abs(seconds) / 3_600) 小时"
    return switch kind {
    case .behind: "比最后一笔记录早 \(size)"
    case .step: seconds > 0 ? "向前跳了 \(size)" : "向后跳了 \(size)"
    }
  }
}
