import Domain
import Ledger
import TUI

extension DeskState {
  /// What an event changes, and what it asks for.
  package mutating func update(_ event: Event) -> [Effect] {
    switch event {
    case .tick(let instant):
      let yesterday = today
      // A clock that was set back keeps no screen open longer.
      if instant < now { lastKeyAt = min(lastKeyAt, instant) }
      now = instant
      if today != yesterday { turnDay() }
      takeComingRules()
      if let locksAt, now >= locksAt { lock() }
      return []
    case .reply(let reply):
      veil.keep(reply, rules)
      return receive(reply)
    case .answer(let reply, let asked):
      veil.keep(reply, rules)
      return receive(reply, askedAt: asked)
    case .input(.resized(let size)):
      self.size = size
      return []
    case .input(.hangup), .input(.terminate): return leaveField() + [.quit]
    case .input(let input):
      lastKeyAt = now
      return take(input)
    }
  }

  /// What is in sight and says what would be done today is worked out anew.
  private mutating func turnDay() {
    rules = rules.on(today)
    _ = withForm { $0.forgetOutline($1) }
    if let form, review != nil {
      review = ReviewState(form, context)
      say("日期已变为 \(today.monthDayText)：受理日期和到期日已按这一天重算，看过再按 F9", .warn)
    }
    if case .prompt(let prompt) = overlay,
      case .addConfirmed(let keys, let present) = prompt.purpose
    {
      overlay = .prompt(
        .addConfirmed(plan(keys, present: present), keys, present, boardContext))
      say("日期已变为 \(today.monthDayText)：到期日已按这一天重算", .warn)
    }
  }

  private mutating func take(_ input: Input) -> [Effect] {
    switch stage {
    case .opening: return []
    case .revoked: return input == .key(.function(10)) ? [.quit] : []
    case .joining(let form): return takeJoining(input, form)
    case .establishing(let setup) where setup.joined == nil && input == .key(.function(8)):
      stage = .joining(JoinForm())
      return []
    case .establishing(var setup):
      let effects = setup.take(input, rules)
      stage = .establishing(setup)
      return effects
    case .signingIn(var signIn):
      let effects = signIn.take(input, accounts)
      stage = .signingIn(signIn)
      return effects
    case .renewing(let form): return takeRenewing(input, form)
    case .locked(var signIn):
      if input == .key(.control("n")) { return signOut() }
      let effects = signIn.take(input, accounts)
      stage = .locked(signIn)
      return effects.contains(.quit) ? leaveField() + effects : effects
    case .working: return work(input)
    }
  }

  private mutating func work(_ input: Input) -> [Effect] {
    switch input {
    case .key(let key):
      message = nil
      if overlay != nil { return pressOverlay(key) }
      if let command = Command.with(key: key) { return run(command) }
      return pressScreen(key)
    case .paste(let text): return insert(text)
    case .burst(let text):
      // A burst is the same as its characters one by one; only the drawing in
      // between is saved.
      return text.flatMap { work(.key(.character($0))) }
    default: return []
    }
  }

  /// Pasted text goes into the field under the caret, never into commands.
  private mutating func insert(_ text: String) -> [Effect] {
    message = nil
    if overlay != nil { return pasteOverlay(text) }
    switch screen {
    case .form: return withForm { $0.paste(text, $1) }
    case .find: return finder.paste(text)
    case .people: return people.paste(text)
    case .passphrase:
      passphraseForm?.paste(text)
      return []
    case .join:
      joinForm.paste(text)
      return []
    default: return []
    }
  }

  private mutating func pressScreen(_ key: Key) -> [Effect] {
    switch screen {
    case .home: return pressHome(key)
    case .form: return pressForm(key)
    case .review: return pressReview(key)
    case .board: return pressBoard(key)
    case .dossier: return pressDossier(key)
    case .backlog: return pressBacklog(key)
    case .find: return pressFind(key)
    case .people: return pressPeople(key)
    case .drafts: return pressDrafts(key)
    case .paper: return pressPaper(key)
    case .followUps: return pressFollowUps(key)
    case .personLoop: return pressPersonLoop(key)
    case .report: return pressReport(key)
    case .lists: return pressLists(key)
    case .listPage: return pressListPage(key)
    case .jobs: return pressJobs(key)
    case .appointments: return pressAppointments(key)
    case .registers: return pressRegisters(key)
    case .register: return pressRegister(key)
    case .join: return pressJoin(key)
    case .sync: return pressSync(key)
    case .intakes: return pressIntakes(key)
    case .passphrase: return pressPassphrase(key)
    }
  }

  /// Runs a command, or says why it cannot be had here.
  mutating func run(_ command: Command) -> [Effect] {
    if let reason = disabledReason(command) {
      say("\(command.door) \(command.title)：\(reason)", .warn)
      return [.beep]
    }
    return perform(command)
  }

  mutating func lock() {
    guard stage == .working, let account else { return }
    maskAgain()
    stage = .locked(SignInForm(account: account, accounts: accounts))
  }

  // MARK: Replies

  mutating func receive(_ reply: Reply) -> [Effect] {
    // What comes by itself answers nothing that was promised.
    if !reply.comesByItself {
      let promised = promise
      promise = nil
      if let promised, !reply.isFailure { say(promised) }
    }
    switch reply {
    case .ready(let station, let accounts):
      self.station = station
      self.accounts = accounts
      stage =
        station == nil
        ? .establishing(SetupForm(rules)) : .signingIn(SignInForm(accounts: accounts))
      return []
    case .rules(let rules):
      self.rules = rules.on(today)
      stage = .establishing(SetupForm(rules, at: .division))
      return []
    case .established(let station, let account):
      self.station = station
      accounts = [account]
      return enter(account)
    case .station(let station):
      self.station = station
      return []
    case .signedIn(let account): return enter(account)
    case .vouched(let account):
      // Somebody who typed on means somebody else.
      return signInForm?.asked == account.key ? [.enter(account)] : []
    case .signInRefused(let refusal):
      refuse(refusal)
      return [.beep]
    case .accounts(let accounts):
      self.accounts = accounts
      people.receive(accounts)
      if case .signingIn(let signIn) = stage { stage = .signingIn(signIn.following(accounts)) }
      return leaveIfOut()
    case .mustRenew(let account):
      stage = .renewing(PassphraseForm(renewing: account))
      return []
    case .passphraseChanged(let account):
      self.account = account
      if screen == .passphrase { goBack() }
      say("口令已更换")
      return []
    case .passphraseRefused(let refusal):
      refuse(refusal)
      return [.beep]
    case .oneTime(let notice):
      overlay = .prompt(.oneTime(notice))
      return []
    case .failed(let failure):
      refuse(failure)
      return [.beep]
    default: return receiveWork(reply)
    }
  }

  private mutating func receiveWork(_ reply: Reply) -> [Effect] {
    switch reply {
    case .queue(let tickets): queue.receive(tickets)
    case .ticketChanged(let change, let errand): return receive(change, for: errand)
    case .ticketUndone(let ticket):
      queue.lastChange = nil
      say("已撤销 \(ticket.number) 的上一步")
      return [.loadQueue]
    case .drafts(let summaries):
      if screen != .drafts { drafts.reopen() }
      drafts.receive(summaries)
    case .form(let ticket, let draft, let errand): return open(ticket, draft, for: errand)
    case .card(let reading): return receive(reading)
    case .person(let person): return withForm { $0.receive(person, $1) }
    case .accepted(let dossier): return receiveAccepted(dossier)
    case .dossier(let dossier): return receiveDossier(dossier)
    case .board(let page):
      if board.takePrinting() { return show(board.paper(page, boardContext)) }
      if !isOnBoard { board.reopen() }
      return board.receive(page, height: listHeight) ? [.loadBoard(boardQuery)] : []
    case .backlog(let figures): backlog.figures = figures
    case .report(let figures, let problems): receive(figures, problems)
    case .appointments(let booked): receiveAppointments(booked)
    case .hits(let hits, let text): finder.receive(hits, of: text)
    case .followUps(let page):
      return followUps.receive(page, height: listHeight) ? [.loadFollowUps(followUpQuery)] : []
    case .personDossiers(let dossiers): receive(person: dossiers)
    case .link, .pulled, .joining, .joined, .joinFailed, .sync, .intakes: return receiveLink(reply)
    case .views(let views): board.views = views
    case .clock(let fault):
      clockFault = fault
      let day = refusedDay == nil ? "" : "，仍按已开始的 \(today.monthDayText) 排队、受理"
      say("本机时钟\(fault.words)，已记入日志\(day)；请管理员核对时间，办理照常", .warn)
    case .refusedDay(let day):
      refusedDay = day
      if let dayWords { say(dayWords, .warn) }
      return stage == .working ? [.loadQueue] : []
    case .callUnanswered(let change, let errand):
      return receiveUnanswered(change, for: errand)
    case .callsLost(let numbers):
      say(
        "断线时 \(numbers.joined(separator: "、")) 号别的窗口也叫了，中心先收到的算数；在这里办的都在，见 F10 91",
        .warn)
      return [.loadQueue]
    case .packs(let rules):
      comingRules = rules
      takeComingRules()
    case .registerCounts(let counts): registers.counts = counts
    case .register(let page): return receive(page)
    case .standing(let person, let standing): dossier?.receive(standing, of: person)
    case .scan(let outcome): receive(outcome)
    case .paper(let paper, let outcome): receive(paper, outcome)
    default: break
    }
    return []
  }

  /// A form that is open is finished under the rules that it was begun under.
  mutating func takeComingRules() {
    guard form == nil, let comingRules else { return }
    rules = comingRules.on(today)
    self.comingRules = nil
  }

  private mutating func enter(_ account: Account) -> [Effect] {
    let isUnlocking = if case .locked = stage { self.account == account } else { false }
    lastKeyAt = now
    if isUnlocking {
      stage = .working
      return []
    }
    forgetWork()
    self.account = account
    stage = .working
    screen = account.role == .reviewer || account.role == .screener ? .board : .home
    board = BoardState(for: account)
    var effects: [Effect] = [.loadQueue, .loadDrafts, .loadViews, .loadBoard(boardQuery)]
    if account.role == .supervisor { effects.append(.loadBacklog(cutoffs: cutoffs)) }
    return effects
  }

  private mutating func refuse(_ refusal: SignInRefusal) {
    switch stage {
    case .signingIn(var signIn):
      signIn.refuse(refusal, at: now)
      stage = .signingIn(signIn)
    case .locked(var signIn):
      signIn.refuse(refusal, at: now)
      stage = .locked(signIn)
    default: break
    }
  }

  private mutating func refuse(_ failure: Failure) {
    switch stage {
    case .establishing(var setup):
      setup.finding = failure.explanation
      stage = .establishing(setup)
    case .renewing(var form):
      form.refuse(failure.explanation, at: .new)
      stage = .renewing(form)
    default:
      let before = failure.isAside ? message.map { $0.text + "；" } ?? "" : ""
      say(before + failure.explanation, .alert)
    }
    // What was asked for did not happen, and is not taken for what comes later.
    followUps.recorded = nil
    followUps.wanted = nil
    board.forgetAsked()
    _ = registers.takePrinting()
    _ = dossier?.takeAdding()
    dossier?.mask()
  }

  // MARK: What screens are given

  /// Until when the backlog counts: 1, 3 and 5 working days from now.
  var cutoffs: [Day] { [1, 3, 5].map { rules.calendar.workingDay($0, after: today) } }

  /// What the form and its review look at besides themselves.
  var context: FormContext {
    FormContext(
      rules: rules, today: today, now: now, division: station?.division ?? "",
      isScreened: station?.isScreened ?? false, institution: station?.institution ?? "")
  }
}
