import Domain
import Ledger
import TUI

extension DeskState {
  func linkReason(_ command: Command) -> String? {
    switch command {
    case .join:
      if station?.isPractice == true { return "练习不入网" }
      if let link, !link.isBroken { return "已经入网" }
      return account?.role == .supervisor || account?.role == .admin ? nil : "只有主管和管理员能入网"
    case .retryLink: return link == nil ? "本窗口单机使用，没有入网" : nil
    case .intakes:
      return account?.role.may(.dossierAccept) == true ? nil : "本账户不受理"
    default: return nil
    }
  }

  /// Why nothing new may be begun: central was not heard for too long (离线超期).
  var silentReason: String? {
    link?.silentDays.map {
      "已 \($0) 天没有联系上中心：只能办完手上的，不能受理新的；恢复网络后按 F10 92，急件到别的窗口办"
    }
  }

  mutating func performLink(_ command: Command) -> [Effect] {
    let left = leaveField()
    switch command {
    case .join:
      joinForm = JoinForm()
      show(.join)
    case .sync:
      show(.sync)
      sync.reopen()
      return left + [.loadSync]
    case .intakes:
      show(.intakes)
      intakes.reopen()
      return left + [.loadIntakes]
    default:
      say("正在联系中心")
      return left + [.retryLink]
    }
    return left
  }

  mutating func pressJoin(_ key: Key) -> [Effect] { joinForm.press(key) }

  mutating func pressSync(_ key: Key) -> [Effect] {
    guard key == .enter else {
      sync.press(key, height: max(1, mainArea.rows - SyncState.headerRows))
      return []
    }
    if sync.hasLeft {
      say("这一项已处理", .warn)
      return [.beep]
    }
    switch sync.selected {
    case .attention(let attention, let dossier?) where attention.outcome == .odd:
      guard account?.role == .supervisor else { return [.openDossier(id: dossier.id)] }
      overlay = .prompt(.odd(dossier.id, packs: attention.reasonWords))
    case .attention(let attention, let dossier):
      overlay = .prompt(.attention(attention, dossier, boardContext))
    case .conflict(let conflict, let dossier):
      overlay = .prompt(.conflict(conflict, dossier, boardContext))
    case .duplicate(let duplicate, let dossier):
      overlay = .prompt(.duplicate(duplicate, dossier))
    case .odd(let dossier):
      guard account?.role == .supervisor else { return [.openDossier(id: dossier.id)] }
      overlay = .prompt(.odd(dossier))
    case .oddTicket(let ticket):
      guard account?.role == .supervisor else {
        say("存疑的号票由主管核实", .warn)
        return [.beep]
      }
      overlay = .prompt(.odd(ticket))
    case .unsent(_, let dossier?): return [.openDossier(id: dossier.id)]
    case .unsent(_, nil), nil: return []
    }
    return []
  }

  mutating func confirmLink(_ prompt: Prompt) -> [Effect] {
    switch prompt.purpose {
    case .intake(let intake): return confirm(intake, prompt)
    case .attention(let attention): return confirm(attention, choice: prompt.choice)
    case .conflict(let conflict, let dossier): return settle(conflict, of: dossier, prompt)
    case .duplicate(let number, let dossier):
      guard prompt.choice == 0 else { return [.openDossier(id: dossier)] }
      if prompt.text.allSatisfy(\.isWhitespace) { return ask(prompt, again: "请填写保留的理由") }
      sayWhenDone("两件都保留")
      return [.act(dossier: dossier, .keep(duplicate: number, reason: prompt.text)), .loadSync]
    case .clear(let id, let subject, let doubts):
      guard prompt.choice == 0 else { return subject == .dossier ? [.openDossier(id: id)] : [] }
      if prompt.text.allSatisfy(\.isWhitespace) { return ask(prompt, again: "请写明核实的结果") }
      sayWhenDone("已记下核实的结果")
      let act = Effect.act(
        dossier: id, .clear(Clearing(doubts, of: subject, reason: prompt.text)))
      return doubts == [.packs] ? [act, .closeAttention(id: "odd " + id)] : [act, .loadSync]
    default: return []
    }
  }

  private mutating func settle(
    _ conflict: Conflict, of dossier: Dossier, _ prompt: Prompt
  ) -> [Effect] {
    var changes: [Change] = []
    if prompt.choice == 0 {
      changes = conflict.sides.map { Change(key: $0.key, old: $0.theirs, new: $0.mine) }
    } else if prompt.choice == 2, let side = conflict.sides.first {
      let words = AnswerWords(dossier, boardContext)
      let refusal: String
      switch words.entered(prompt.text, for: side.key) {
      case .value("", _): refusal = "请填写改写的内容"
      case .refused(let reason): refusal = reason
      case .ambiguous(let entries):
        refusal = "有几个相符：" + entries.prefix(4).map(\.text).joined(separator: "、")
      case .value(let value, _):
        refusal = ""
        changes = [Change(key: side.key, old: side.theirs, new: .text(value))]
      }
      if !refusal.isEmpty { return ask(prompt, again: refusal) }
    }
    sayWhenDone("冲突已处理")
    return [.act(dossier: dossier.id, .settle(conflict: conflict.id, changes)), .loadSync]
  }

  /// The prompt stays, and says what is missing.
  mutating func ask(_ prompt: Prompt, again words: String) -> [Effect] {
    var again = prompt
    again.refuse(words)
    overlay = .prompt(again)
    return [.beep]
  }

  private mutating func confirm(_ attention: Attention, choice: Int?) -> [Effect] {
    switch (attention.outcome, choice) {
    case (.renumbered, 0):
      sayWhenDone("已换新号，请重打回执")
      return [.renumber(dossier: attention.entity, closing: attention.id)]
    case (.rejected, 0), (.held, 0), (.unreadable, 0), (.odd, 0):
      return [.closeAttention(id: attention.id)]
    case (.rejected, 1) where attention.isAboutTicket, (.held, 1) where attention.isAboutTicket:
      return []
    case (.rejected, 1), (.held, 1):
      guard let operation = attention.operation, operation.kind == .dossierAccept,
        let refused = try? Dossier.play(operation, on: nil)
      else { return [.openDossier(id: attention.entity)] }
      let effects = reregister(refused)
      return effects == [.beep] ? effects : effects + [.closeAttention(id: attention.id)]
    default: return []
    }
  }

  mutating func receiveLink(_ reply: Reply) -> [Effect] {
    switch reply {
    case .link(let status):
      let wasRevoked = link?.state == .revoked
      if status.state == .online { knowsOutage = false }
      link = status
      if status.state == .revoked, !wasRevoked { return stopShowing() }
      if status.state != .revoked, wasRevoked { stage = .signingIn(SignInForm(accounts: accounts)) }
      // A hall that nobody has worked in yet: its first supervisor begins here.
      if case .signingIn = stage, accounts.allSatisfy(\.isSystem), status.isWhole, let station {
        stage = .establishing(SetupForm(rules, joined: station))
      }
      return screen == .sync && stage == .working ? [.loadSync] : []
    case .pulled(let dossiers, let kinds): return reload(dossiers, kinds)
    case .intakes(let waiting):
      if screen != .intakes { intakes.reopen() }
      intakes.receive(waiting)
    case .sync(let picture):
      if screen != .sync { sync.reopen() }
      sync.receive(picture)
    case .joining(let fingerprint): withJoinForm { $0.fingerprint = fingerprint }
    case .joinFailed(let words): withJoinForm { $0.finding = words }
    case .joined(let station, let accounts):
      let effects = join(station, accounts)
      guard stage == .working else { return effects }
      show(.sync)
      trail.removeAll { $0 == .join }
      // Numbers that were given out here name this counter from now on.
      return [.loadQueue, .loadSync]
    default: break
    }
    return []
  }

  /// This counter belongs to central now, whoever sits at it.
  mutating func join(_ station: Station, _ accounts: [Account]) -> [Effect] {
    self.station = station
    self.accounts = accounts
    switch stage {
    case .joining: stage = .signingIn(SignInForm(accounts: accounts))
    case .signingIn(let form): stage = .signingIn(form.following(accounts))
    case .opening, .establishing, .renewing, .revoked, .working, .locked: say("已入网，正在传送")
    }
    return []
  }

  private mutating func withJoinForm(_ change: (inout JoinForm) -> Void) {
    if case .joining(var form) = stage {
      change(&form)
      stage = .joining(form)
    } else {
      change(&joinForm)
    }
  }

  /// A device that central has stopped shows nothing more; its log stays.
  private mutating func stopShowing() -> [Effect] {
    let left = leaveField()
    let key = account?.key
    forgetWork()
    stage = .revoked
    return left + (key.map { [.signOut(account: $0)] } ?? [])
  }

  /// What is in sight and came anew from central is loaded again.
  private func reload(_ dossiers: Set<String>, _ kinds: Set<Entity.Kind>) -> [Effect] {
    guard stage == .working else { return [] }
    var effects: [Effect] = []
    if kinds.contains(.ticket) { effects.append(.loadQueue) }
    if kinds.contains(.dossier) {
      if screen == .home || screen == .board { effects.append(.loadBoard(boardQuery)) }
      if screen == .dossier, overlay == nil, let open = dossier?.dossier.id, dossiers.contains(open)
      {
        effects.append(.openDossier(id: open))
      }
    }
    if screen == .sync { effects.append(.loadSync) }
    if screen == .intakes, kinds.contains(.intake) { effects.append(.loadIntakes) }
    return effects
  }

  /// First start: F8 instead of a setup of its own.
  mutating func takeJoining(_ input: Input, _ form: JoinForm) -> [Effect] {
    var form = form
    var effects: [Effect] = []
    switch input {
    case .key(.function(3)), .key(.control("b")):
      stage = .establishing(SetupForm(rules))
      return []
    case .key(let key): effects = form.press(key)
    case .paste(let text), .burst(let text): form.paste(text)
    default: break
    }
    stage = .joining(form)
    return effects
  }
}
