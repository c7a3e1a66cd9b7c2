import Domain
import Ledger
import TUI

extension DeskState {
  // MARK: What may be done

  /// Why a correction cannot be had here; nil when it can.
  func correctionReason(_ command: Command, _ account: Account?) -> String? {
    guard let account else { return "还没有登录" }
    switch command {
    case .screening: return account.role == .supervisor ? nil : "只有主管能设置预审"
    case .channel: return screen == .form && form != nil ? nil : "不在表单里"
    case .receive where screen == .board: return rowReason(account)
    default: break
    }
    let isRating = command == .rate && screen == .home && dossier?.isJustAccepted == true
    let isHere = screen == .dossier || isRating
    guard isHere, let page = dossier, let proceeding = page.selected else {
      return "先打开一件办件"
    }
    guard let kind = command.operations?.first else { return nil }
    guard account.role.may(kind) else { return "\(account.role.title)账户不办理这一步" }
    switch command {
    case .rate: return page.dossier.rating == nil ? nil : "这一办件已经评价过"
    case .screen: return page.dossier.awaitsScreening ? nil : "没有待预审的事项"
    case .amend, .addMatters, .void: return wholeReason(command, page.dossier, account)
    case .receive where proceeding.receivedAt != nil: return "“\(proceeding.title)”已签收"
    default: break
    }
    guard proceeding.allows(kind) else {
      return "“\(proceeding.title)”现在是\(proceeding.state.title)，不能\(command.title)"
    }
    return departmentReason(
      proceeding.title, proceeding.department, of: page.dossier.division(of: proceeding),
      account, home: page.dossier.hall)
  }

  /// What is about the dossier as a whole.
  private func wholeReason(
    _ command: Command, _ dossier: Dossier, _ account: Account
  ) -> String? {
    if dossier.voided != nil { return command == .void ? nil : "整个办件已作废" }
    if !dossier.mayAmend(account.role) { return "部门已有结果，由主管更正" }
    if command == .void { return nil }
    guard rules.catalogue.theme(of: dossier) != nil else { return "本机没有这一办件的主题包" }
    return command == .addMatters && matters(besides: dossier).isEmpty
      ? "本主题的事项都已办理" : nil
  }

  private func rowReason(_ account: Account) -> String? {
    guard account.role.may(.proceedingReceive) else { return "\(account.role.title)账户不办理这一步" }
    guard let row = board.selected else { return "没有选中的事项" }
    if row.isReceived { return "“\(row.title)”已签收" }
    guard row.state == .reviewing else {
      return "“\(row.title)”现在是\(row.state.title)，不能签收"
    }
    return departmentReason(row.title, row.department, of: row.division, account)
  }

  /// Whether departments of this county work here.
  func works(in division: String) -> Bool { station?.divisions.contains(division) == true }

  /// Whether a reviewer may do here what one of these departments does; central asks
  /// the same.
  ///
  /// - Parameter home: the dossier's hall; nil for the own.
  func permits(
    _ account: Account, actingFor departments: [String], in division: String, of home: String?
  ) -> Bool {
    let offices = link?.offices ?? .alone
    return works(in: division)
      && offices.permit(
        account, actFor: departments, in: division, of: home ?? offices.hall ?? "")
  }

  /// A reviewer acts for the own departments only, where this machine may.
  func departmentReason(
    _ title: String, _ department: String, of division: String, _ account: Account,
    home: String? = nil
  ) -> String? {
    guard account.role == .reviewer,
      !permits(account, actingFor: [department], in: division, of: home)
    else { return nil }
    let office = rules.officeName(department, of: division, from: station?.division)
    let isOwn = account.departments.contains(department) && works(in: division)
    return isOwn
      ? "“\(title)”由\(office)办理，中心没有让本机代办；请区县管理员授权"
      : "“\(title)”由\(office)办理，不在您的部门"
  }

  // MARK: Asking

  mutating func performCorrection(_ command: Command) -> [Effect] {
    switch command {
    case .screening:
      overlay = .prompt(.screening(station?.isScreened ?? false))
      return []
    case .channel:
      overlay = form.map { .prompt(.channel($0.channel)) }
      return []
    case .receive where screen == .board:
      guard let row = board.selected else { return [] }
      sayWhenDone("已签收“\(row.title)”")
      return [.act(dossier: row.dossier, .receive(matter: row.matter)), .loadBoard(boardQuery)]
    default: break
    }
    guard let page = dossier, let proceeding = page.selected else { return [] }
    let dossier = page.dossier
    switch command {
    case .amend:
      overlay = rules.catalogue.theme(of: dossier).map { .amend(AmendState(page, $0)) }
    case .addMatters: overlay = .prompt(.addMatters(matters(besides: dossier)))
    case .void:
      overlay = .prompt(dossier.voided == nil ? .void(proceeding, dossier) : .reregister)
    case .redate: overlay = .prompt(.redate(proceeding))
    case .receive:
      sayWhenDone("已签收“\(proceeding.title)”")
      return [.act(dossier: dossier.id, .receive(matter: proceeding.matter))]
    case .handOn:
      overlay = .prompt(.handOn(proceeding, departments(for: proceeding, of: dossier), rules))
    case .sign:
      overlay = .prompt(.sign(proceeding, departments(for: proceeding, of: dossier), rules))
    case .screen: overlay = .prompt(.screen(dossier))
    case .rate: overlay = .prompt(.rate(dossier))
    default: break
    }
    return []
  }

  /// Departments of the theme that it could go to; those that help with the
  /// matter stand first.
  private func departments(for proceeding: Proceeding, of dossier: Dossier) -> [String] {
    let matters = rules.catalogue.theme(of: dossier)?.matters ?? []
    let own = matters.filter { $0.key == proceeding.matter }
    var keys: [String] = []
    for matter in own + matters {
      let all =
        matter.cooperation.map(\.department) + [matter.department]
        + matter.steps.map(\.department)
      for key in all where key != proceeding.department && !keys.contains(key) { keys.append(key) }
    }
    return keys
  }

  // MARK: Doing

  mutating func confirmCorrection(_ prompt: Prompt) -> [Effect] {
    switch prompt.purpose {
    case .screening:
      guard let index = prompt.choice else { return [] }
      sayWhenDone(index == 0 ? "以后受理的先由本厅预审" : "以后受理的直接转各部门")
      return [.setScreening(index == 0)]
    case .channel:
      guard let index = prompt.choice else { return [] }
      return withForm { form, _ in form.come(by: Dossier.Channel.allCases[index]) }
    case .reregister: return prompt.choice == 0 ? reregister() : []
    default: break
    }
    guard let page = dossier, let act = correction(prompt, on: page.dossier) else { return [] }
    return [.act(dossier: page.dossier.id, act)]
  }

  /// Nil when there is more to ask, or the answer was no.
  private mutating func correction(_ prompt: Prompt, on dossier: Dossier) -> Act? {
    let calendar = rules.calendar
    switch prompt.purpose {
    case .addMatters:
      let all = matters(besides: dossier).map(\.key)
      _ = add(prompt.chosen.sorted().filter(all.indices.contains).map { all[$0] })
    case .addMaterials(let keys):
      let rules = newMaterials(for: keys, present: []).map(\.rule)
      let present = Set(prompt.chosen.filter(rules.indices.contains).map { rules[$0] })
      overlay = .prompt(
        .addConfirmed(plan(keys, present: present), keys, present, boardContext))
    case .addConfirmed(let keys, let present):
      guard prompt.choice == 0 else { return nil }
      sayWhenDone("已增办；此前打印的文书作废，F11 重新打印")
      return .add(
        plan(keys, present: present), materials: newMaterials(for: keys, present: present),
        minimums: minimums(adding: keys, to: dossier))
    case .void(let key):
      let matter = prompt.choice == 0 ? key : nil
      let starts = matter.map {
        dossier.starts(byEnding: $0, as: .voided, on: today, calendar: calendar)
      }
      return .void(matter: matter, reason: prompt.text, starts: starts ?? [:])
    case .redate(let key): askRedating(prompt, key, dossier)
    case .redateTo(let day, let key):
      guard let proceeding = dossier.proceeding(key) else { return nil }
      sayWhenDone("已更正受理日期；此前打印的文书作废，F11 重新打印")
      return .redate(
        matter: key, reason: prompt.text,
        clock: proceeding.clock.redated(to: day, calendar: calendar))
    case .receive(let key): return prompt.choice == 0 ? .receive(matter: key) : nil
    case .handOn(let key):
      return department(prompt, key, dossier).map {
        .handOn(matter: key, department: $0, reason: prompt.text)
      }
    case .sign(let key):
      return department(prompt, key, dossier).map {
        .sign(matter: key, department: $0, reason: prompt.text)
      }
    case .screen:
      return prompt.choice == 0
        ? .screen(starts: dossier.starts(byScreeningOn: today, calendar: calendar)) : nil
    case .rate:
      if prompt.choice == nil { say("没有评价：先按数字选择，再写意见", .warn) }
      return prompt.choice.flatMap { Rating.Grade(rawValue: 5 - $0) }.map {
        .rate(Rating(grade: $0, note: prompt.text))
      }
    default: break
    }
    return nil
  }

  private func department(_ prompt: Prompt, _ key: String, _ dossier: Dossier) -> String? {
    guard let proceeding = dossier.proceeding(key), let index = prompt.choice else { return nil }
    let all = departments(for: proceeding, of: dossier)
    return all.indices.contains(index) ? all[index] : nil
  }

  /// A day that may be one leads to the reason; another is asked for again.
  private mutating func askRedating(_ prompt: Prompt, _ key: String, _ dossier: Dossier) {
    guard let proceeding = dossier.proceeding(key) else { return }
    var again = prompt
    do {
      let day = try DateEntry.day(prompt.text, today: today)
      if day > today {
        again.refuse("受理日期不能晚于今天（\(today)）")
      } else if day == proceeding.clock.accepted {
        again.refuse("受理日期本来就是\(day)")
      } else if let pause = proceeding.clock.pauses.first, day > pause.start {
        again.refuse("受理日期不能晚于已有的暂停（\(pause.start)）")
      } else {
        again = .redate(proceeding, to: day, boardContext)
      }
    } catch {
      again.refuse(error.message)
    }
    overlay = .prompt(again)
  }
}
