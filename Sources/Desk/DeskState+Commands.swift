import Domain
import Ledger
import TUI

extension DeskState {
  /// Why a command cannot be had here, in words; nil when it can.
  func disabledReason(_ command: Command) -> String? {
    guard let account else { return "还没有登录" }
    switch command {
    case .help, .menu, .palette, .lock, .signOut, .quit, .find, .board: return nil
    case .passphrase:
      return station?.isPractice == true ? "练习大厅没有口令" : nil
    case .back: return screen == .home && trail.isEmpty ? "已经在首页" : nil
    case .backlog: return nil
    case .tasks, .lists: return nil
    case .jobs: return jobsReason
    case .appointments: return appointmentsReason
    case .callNext, .pickTicket:
      if !account.role.may(.ticketChange) { return "本账户不叫号" }
      if let silentReason { return silentReason }
      let isBehind = command == .callNext && screen != .form && screen != .review
      if let form, !isBehind { return "先提交或暂挂当前的 \(form.ticket.number) 号" }
      return queue.hasWaiting || command == .callNext ? nil : "没有人在等候"
    case .issueTicket:
      return account.role.may(.ticketChange) ? silentReason : "本账户不取号"
    case .recall, .park, .leave, .skip, .transfer:
      return queue.current(at: station?.counter ?? "") == nil ? "没有正在办理的号" : nil
    case .undo:
      if screen == .form, let form, form.hasHistory {
        return form.canUndo ? nil : "表单里没有可撤销的；撤销叫号先按 F3 返回"
      }
      return queue.undoable(at: now, counter: station?.counter ?? "") == nil
        ? "60 秒内没有可撤销的叫号、过号或转移" : nil
    case .repeatField, .addRow, .removeRow, .redo:
      return screen == .form && form != nil ? form?.disabledReason(command, context) : "不在表单里"
    case .submit:
      return screen == .form || screen == .review || screen == .join ? nil : "没有打开的表单"
    case .print: return paperReason
    case .drafts: return nil
    case .changeTheme:
      if form == nil || screen != .form { return "不在表单里" }
      return rules.catalogue.themes.count + rules.catalogue.upcoming(after: today).count > 1
        ? nil : "本机只有一个“一件事”"
    case .readCard: return cardReason
    case .discardDraft:
      return screen == .drafts && !drafts.rows.isEmpty || screen == .form ? nil : "没有选中的草稿"
    case .sort, .filter, .saveView, .views: return screen == .board ? nil : "只在看板里"
    case .verify, .pass, .ask, .hold, .decline, .resume, .withdraw, .told, .putMaterial, .note,
      .unmask,
      .dueDate:
      return dossierReason(command)
    case .amend, .addMatters, .void, .redate, .receive, .handOn, .sign, .screen, .screening, .rate,
      .channel:
      return correctionReason(command, account)
    case .serve, .followUps, .personLoop: return serviceReason(command)
    case .registers: return nil
    case .record: return recordReason
    case .attach, .scans: return scanReason(command)
    case .hallSettings: return account.role == .supervisor ? nil : "只有主管能设置大厅"
    case .join, .sync, .retryLink, .intakes: return linkReason(command)
    case .followClock:
      if refusedDay == nil { return "日期与本机时钟一致" }
      return account.role == .supervisor ? nil : "只有主管能改回日期"
    case .report: return account.role == .supervisor ? nil : "只有主管看统计"
    case .people:
      return account.role == .supervisor || account.role == .admin ? nil : "只有主管和管理员能管理账户"
    }
  }

  mutating func perform(_ command: Command) -> [Effect] {
    switch command {
    case .help: openHelp()
    case .menu: overlay = .menu(MenuState())
    case .palette: overlay = .palette(PaletteState())
    case .back: return back()
    case .find:
      let left = leaveField()
      if screen != .find { finder.reopen() }
      show(.find)
      return left
    case .board, .tasks:
      let left = leaveField()
      show(.board)
      if command == .tasks { board.showTasks() } else { board.reopen() }
      return left + [.loadBoard(boardQuery)]
    case .backlog:
      let left = leaveField()
      show(.backlog)
      return left + [.loadBacklog(cutoffs: cutoffs)]
    case .report: return leaveField() + openReport()
    case .drafts:
      let left = leaveField()
      show(.drafts)
      drafts.reopen()
      return left + [.loadDrafts]
    case .people:
      let left = leaveField()
      show(.people)
      return left
    case .passphrase: return showPassphrase()
    case .lists:
      let left = leaveField()
      showLists()
      return left
    case .jobs:
      let left = leaveField()
      showJobs()
      return left
    case .appointments:
      let left = leaveField()
      return left + showAppointments()
    case .lock:
      let left = leaveField()
      lock()
      return left
    case .signOut: return signOut()
    case .quit: overlay = .prompt(.quit)
    case .callNext, .recall, .skip, .transfer, .issueTicket, .park, .leave, .pickTicket:
      return performQueue(command)
    case .undo:
      if screen == .form, form?.canUndo == true { return withForm { $0.undo($1) } }
      return performQueue(command)
    case .repeatField, .addRow, .removeRow, .redo: return performForm(command)
    case .submit: return screen == .join ? joinForm.press(.function(9)) : submit()
    case .print: return printHere()
    case .changeTheme: overlay = form.map { .prompt(.changeTheme($0, rules.catalogue, today)) }
    case .readCard: return readCard()
    case .discardDraft: overlay = .prompt(.discardDraft(draftToDiscard))
    case .sort, .filter, .saveView, .views: return performBoard(command)
    case .amend, .addMatters, .void, .redate, .receive, .handOn, .sign, .screen, .screening, .rate,
      .channel:
      return performCorrection(command)
    case .verify, .pass, .ask, .hold, .decline, .resume, .withdraw, .told, .putMaterial, .note,
      .unmask,
      .dueDate:
      return performDossier(command)
    case .serve, .followUps, .personLoop: return performService(command)
    case .join, .sync, .retryLink, .intakes: return performLink(command)
    case .followClock: overlay = refusedDay.map { .prompt(.followClock($0, today)) }
    case .registers: return leaveField() + showRegisters()
    case .record: return askToRecord()
    case .attach, .scans: return askForScan(command)
    case .hallSettings: overlay = station.map { .prompt(.hallSettings($0, institutions)) }
    }
    return []
  }

  /// What is in the field under the caret is kept before anything else is shown.
  mutating func leaveField() -> [Effect] {
    screen == .form ? withForm { $0.keep($1) } : []
  }

  private mutating func back() -> [Effect] {
    let wasForm = screen == .form
    let left = leaveField()
    goBack()
    if wasForm, screen == .home { return left + [.loadDrafts] }
    if screen == .board { return left + [.loadBoard(boardQuery)] }
    if screen == .register { return left + [.loadRegister(registers.query)] }
    if screen == .followUps { return left + [.loadFollowUps(followUpQuery)] }
    return left
  }

  /// What is open stays as a draft; nothing of it is left on the screen.
  mutating func signOut() -> [Effect] {
    let left = leaveField()
    guard let key = account?.key else { return left }
    forgetWork()
    stage = .signingIn(SignInForm(accounts: accounts))
    return left + [.signOut(account: key)]
  }

  private var draftToDiscard: String {
    screen == .drafts ? drafts.selected?.id ?? "" : form?.ticket.id ?? ""
  }
}
