import Domain
import Ledger
import TUI

extension DeskState {
  mutating func pressDossier(_ key: Key) -> [Effect] {
    switch key {
    case .pageDown: return stepList(1)
    case .pageUp: return stepList(-1)
    case .enter: return askToReceive()
    default:
      guard let page = dossier else { return [] }
      let area = mainArea
      let lines = page.lines(boardContext, columns: area.columns).count
      dossier?.press(key, lines: lines, height: page.bodyHeight(in: area))
      return []
    }
  }

  /// To the next or previous row of the list that the page was opened from, without
  /// leaving the page; of the board where it was opened from no list.
  private mutating func stepList(_ rows: Int) -> [Effect] {
    let height = listHeight
    let lists: [Screen] = [.find, .followUps, .register, .board]
    switch trail.last(where: lists.contains) {
    case .find:
      guard finder.step(rows, height: height), case .dossier(let hit) = finder.selected?.subject
      else { return endOfList(rows) }
      return open(dossier: hit.id)
    case .followUps:
      let before = followUps.window.cursor.selected
      let more = followUps.step(rows, height: height) ? [Effect.loadFollowUps(followUpQuery)] : []
      return more + step(to: followUps.selected?.dossier, from: before, followUps.window, rows)
    case .register:
      let before = registers.window.cursor.selected
      let more = registers.step(rows, height: height) ? [Effect.loadRegister(registers.query)] : []
      return more
        + step(to: registers.window.selected?.dossier, from: before, registers.window, rows)
    default:
      let before = board.cursor.selected
      let more = board.step(rows, height: height) ? [Effect.loadBoard(boardQuery)] : []
      guard let row = board.selected, row.dossier == dossier?.dossier.id,
        board.cursor.selected != before
      else {
        return more
          + step(
            to: board.selected?.dossier, board.selected?.matter, from: before, board.list, rows)
      }
      dossier?.choose(row.matter)
      return more
    }
  }

  private mutating func step<Row>(
    to id: String?, _ matter: String? = nil, from before: Int, _ list: ListWindow<Row>, _ rows: Int
  ) -> [Effect] {
    guard let id, list.cursor.selected != before else { return endOfList(rows) }
    return open(dossier: id, matter: matter)
  }

  private mutating func endOfList(_ rows: Int) -> [Effect] {
    say(rows > 0 ? "已是名单的最后一行" : "已是名单的第一行", .warn)
    return [.beep]
  }

  /// A dossier that was asked for opens its page; one that was changed is
  /// shown as it is now.
  mutating func receiveDossier(_ received: Dossier) -> [Effect] {
    announceNext(received)
    board.follow(received)
    if let wanted = board.takeWanted(received.id) {
      dossier = DossierState(received, matter: wanted.matter)
      show(.dossier)
      return [standing(of: received)] + showWantedServices(received)
    }
    guard dossier?.dossier.id == received.id else { return [] }
    dossier?.receive(received, by: account?.key ?? "")
    // What somebody did elsewhere asks nothing here.
    let own = received.events.last.flatMap { $0.by == account?.key ? $0.kind : nil }
    if own == .dossierVoid, received.voided != nil, overlay == nil {
      overlay = .prompt(.reregister)
    }
    if let adding = dossier?.takeAdding(), own == .dossierAmend, !adding.isEmpty {
      return [.loadBoard(boardQuery)] + add(adding)
    }
    // What was done may have moved it on the board, and say more of the person.
    return [.loadBoard(boardQuery), standing(of: received)]
  }

  /// Asks what the person's other dossiers say.
  private func standing(of dossier: Dossier) -> Effect {
    .loadStanding(dossier: dossier.id, idNumber: dossier.answers[text: "idNumber"])
  }

  /// Enter on a proceeding that has come in asks whether the department has it.
  private mutating func askToReceive() -> [Effect] {
    guard correctionReason(.receive, account) == nil, let proceeding = dossier?.selected else {
      return []
    }
    overlay = .prompt(.receive(proceeding))
    return []
  }

  // MARK: What may be done

  /// Why a command cannot be had on the chosen proceeding; nil when it can.
  func dossierReason(_ command: Command) -> String? {
    guard screen == .dossier, let page = dossier, let proceeding = page.selected, let account
    else { return "先打开一件办件" }
    guard let kinds = command.operations else { return nil }
    guard let kind = kinds.first(where: proceeding.allows) ?? kinds.first else { return nil }
    guard account.role.may(kind) else { return "\(account.role.title)账户不办理这一步" }
    switch command {
    case .note, .unmask: return nil
    case .putMaterial:
      return page.dossier.materials.contains { !$0.isPresent } ? nil : "没有未收的材料"
    case .told: return proceeding.needsTelling ? nil : "“\(proceeding.title)”没有待告知的内容"
    default: break
    }
    guard proceeding.allows(kind) else {
      return "“\(proceeding.title)”现在是\(proceeding.state.title)，不能\(command.title)"
    }
    let division = page.dossier.division(of: proceeding)
    let helps =
      command == .verify
      && permits(
        account, actingFor: proceeding.cooperators, in: division, of: page.dossier.hall)
    if !helps,
      let reason = departmentReason(
        proceeding.title, proceeding.department, of: division, account, home: page.dossier.hall)
    {
      return reason
    }
    // Before the second look it is the hall's, after it the department's.
    if account.role == .reviewer, proceeding.needsScreening { return "“\(proceeding.title)”还在本厅预审" }
    if account.role == .screener, !proceeding.needsScreening, command == .ask || command == .decline
    {
      return "“\(proceeding.title)”已转部门"
    }
    switch command {
    case .resume where account.role != .reviewer && proceeding.state != .asked:
      return "特别程序由部门恢复"
    case .verify where matter(of: proceeding) == nil:
      return "本机没有这一事项的主题包"
    default: return nil
    }
  }

  /// The matter of the theme that the dossier belongs to.
  func matter(of proceeding: Proceeding) -> Matter? {
    dossier.flatMap { rules.catalogue.theme(of: $0.dossier)?.matter(proceeding.matter) }
  }

  mutating func performDossier(_ command: Command) -> [Effect] {
    guard let page = dossier, let proceeding = page.selected else { return [] }
    switch command {
    case .dueDate:
      return show(.dueDate, of: page.dossier, matter: proceeding.matter)
    case .verify:
      guard let matter = matter(of: proceeding) else { return [] }
      overlay = .prompt(.verify(proceeding, matter, page.dossier, boardContext))
    case .pass: overlay = .prompt(.pass(proceeding))
    case .ask: overlay = .prompt(.ask(proceeding, page.dossier, matter(of: proceeding)))
    case .decline: overlay = .prompt(.decline(proceeding, matter(of: proceeding)))
    case .resume: overlay = .prompt(.resume(proceeding))
    case .hold: overlay = .prompt(.hold(proceeding))
    case .withdraw: overlay = .prompt(.withdraw(proceeding))
    case .told: overlay = .prompt(.told(proceeding, page.dossier.channel))
    case .putMaterial: overlay = .prompt(.putMaterial(page.dossier))
    case .note: overlay = .prompt(.note)
    case .unmask: overlay = .prompt(.unmask)
    default: break
    }
    return []
  }

  // MARK: Doing it

  mutating func confirmDossier(_ prompt: Prompt) -> [Effect] {
    guard let dossier = dossier?.dossier else { return [] }
    if case .paper = prompt.purpose { return confirmPaper(prompt, of: dossier) }
    guard let act = act(prompt, on: dossier) else { return [] }
    if case .unmask = act { self.dossier?.awaitUnmasking() }
    return [.act(dossier: dossier.id, act)]
  }

  /// Nil when the answer was no, or the proceeding has moved on meanwhile.
  private mutating func act(_ prompt: Prompt, on dossier: Dossier) -> Act? {
    let calendar = rules.calendar
    switch prompt.purpose {
    case .verify(let key):
      guard let proceeding = dossier.proceeding(key), let index = prompt.choice,
        let matter = matter(of: proceeding)
      else { return nil }
      let mode = VerificationMode.allCases[index]
      let clock = proceeding.clock.verified(mode, matter.limits, calendar: calendar)
      return .verify(matter: key, mode: mode, clock: clock)
    case .pass(let key):
      guard isConfirmed(prompt), let proceeding = dossier.proceeding(key) else { return nil }
      if proceeding.allows(.proceedingApprove) {
        return .approve(
          matter: key, opinion: prompt.text, starts: starts(byEnding: key, as: .approved))
      }
      let step = proceeding.currentStep?.key ?? ""
      return .pass(matter: key, step: step, opinion: prompt.text)
    case .ask(let key):
      guard let proceeding = dossier.proceeding(key) else { return nil }
      let items = prompt.items
      let clock = proceeding.clock.paused(.correction, on: today, calendar: calendar)
      return .ask(
        matter: key, items: items, reason: items.joined(separator: "；"), clock: clock)
    case .decline(let key):
      return .decline(
        matter: key, reason: prompt.items.joined(separator: "；"),
        starts: starts(byEnding: key, as: .declined))
    case .resume(let key):
      guard isConfirmed(prompt), let proceeding = dossier.proceeding(key) else { return nil }
      return .resume(matter: key, clock: proceeding.clock.resumed(on: today, calendar: calendar))
    case .hold(let key):
      guard let proceeding = dossier.proceeding(key) else { return nil }
      let clock = proceeding.clock.paused(.specialProcedure, on: today, calendar: calendar)
      return .hold(matter: key, reason: prompt.answer, clock: clock)
    case .withdraw(let key):
      return .withdraw(
        matter: key, reason: prompt.answer, starts: starts(byEnding: key, as: .withdrawn))
    case .told(let key): return isConfirmed(prompt) ? .told(matter: key) : nil
    case .putMaterial: return putMaterial(prompt, dossier)
    case .note: return .note(prompt.text)
    case .unmask: return isConfirmed(prompt) ? .unmask(field: "idNumber") : nil
    default: return nil
    }
  }

  /// The clocks of what waits for this result.
  private func starts(byEnding matter: String, as state: Proceeding.State) -> [String: Clock] {
    dossier?.dossier.starts(byEnding: matter, as: state, on: today, calendar: rules.calendar)
      ?? [:]
  }

  /// The first option is yes; text without a choice is not.
  private mutating func isConfirmed(_ prompt: Prompt) -> Bool {
    if prompt.choice == nil { say("没有执行：先按数字选择，再写意见", .warn) }
    return prompt.choice == 0
  }

  private func putMaterial(_ prompt: Prompt, _ dossier: Dossier) -> Act? {
    let missing = dossier.materials.filter { !$0.isPresent }
    guard let index = prompt.choice, missing.indices.contains(index) else { return nil }
    let material = missing[index]
    let rule = rules.catalogue.theme(of: dossier)?.material(material.rule)
    return .putMaterial(
      rule: material.rule, copies: rule?.copies ?? 1, note: prompt.text,
      starts: dossier.starts(byPutting: material.rule, on: today, calendar: rules.calendar))
  }
}

extension Command {
  /// What it would write down on a proceeding; the first that is legal counts.
  /// Nil for commands that write nothing.
  var operations: [Operation.Kind]? {
    switch self {
    case .verify: [.proceedingVerify]
    case .pass: [.proceedingPass, .proceedingApprove]
    case .ask: [.proceedingAsk]
    case .decline: [.proceedingDecline]
    case .resume: [.proceedingResume]
    case .hold: [.proceedingHold]
    case .withdraw: [.proceedingWithdraw]
    case .told: [.proceedingTold]
    case .putMaterial: [.materialPut]
    case .note: [.dossierNote]
    case .unmask: [.auditUnmask]
    case .amend: [.dossierAmend]
    case .addMatters: [.dossierAdd]
    case .void: [.dossierVoid]
    case .redate: [.proceedingRedate]
    case .receive: [.proceedingReceive]
    case .handOn: [.proceedingHandOn]
    case .sign: [.proceedingSign]
    case .screen: [.dossierScreen]
    case .rate: [.dossierRate]
    default: nil
    }
  }
}
