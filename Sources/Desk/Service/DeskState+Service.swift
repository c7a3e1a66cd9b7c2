import Domain
import Ledger
import TUI

extension DeskState {
  /// What is due by the end of the month.
  var followUpQuery: FollowUpQuery {
    FollowUpQuery(
      today: today, through: today.endOfMonth, offset: followUps.window.offset,
      limit: ListWindow<FollowUpRow>.length)
  }

  /// Why a service, the list or the loop cannot be had here; nil when it can.
  func serviceReason(_ command: Command) -> String? {
    switch command {
    case .serve:
      guard let account, account.role.may(.dossierServe) else { return "本账户不记服务" }
      if screen == .followUps { return followUps.selected == nil ? "没有选中的回访" : nil }
      guard screen == .dossier, let dossier = dossier?.dossier else { return "先打开一件办件" }
      if dossier.voided != nil { return "办件已作废" }
      return serviceSubjects(dossier).isEmpty ? "这个“一件事”没有服务清单和回访" : nil
    case .personLoop:
      return screen == .dossier && dossier != nil
        || screen == .followUps && followUps.selected != nil ? nil : "先打开一件办件"
    default: return nil
    }
  }

  mutating func performService(_ command: Command) -> [Effect] {
    switch command {
    case .followUps:
      let left = leaveField()
      show(.followUps)
      followUps.reopen()
      return left + [.loadFollowUps(followUpQuery)]
    case .serve: return screen == .followUps ? recordSelected() : openServices()
    case .personLoop:
      if screen == .followUps, let row = followUps.selected {
        return [.loadPerson(idNumber: row.idNumber, dossier: row.dossier)]
      }
      guard let dossier = dossier?.dossier else { return [] }
      return [.loadPerson(idNumber: dossier.answers[text: "idNumber"], dossier: dossier.id)]
    default: return []
    }
  }

  mutating func pressFollowUps(_ key: Key) -> [Effect] {
    switch key {
    case .enter: return recordSelected()
    case .right: return followUps.selected.map { open(dossier: $0.dossier) } ?? []
    default:
      return followUps.press(key, height: listHeight) ? [.loadFollowUps(followUpQuery)] : []
    }
  }

  private func serviceSubjects(_ dossier: Dossier) -> [ServiceForm.Subject] {
    rules.catalogue.theme(of: dossier).map {
      ServiceForm.Subject.all($0, dossier, today: today, standing(in: dossier))
    } ?? []
  }

  private func standing(in dossier: Dossier) -> PersonStanding {
    self.dossier?.dossier.id == dossier.id ? self.dossier?.standing ?? PersonStanding() : .init()
  }

  private mutating func openServices() -> [Effect] {
    guard let dossier = dossier?.dossier else { return [] }
    overlay = .service(ServiceForm(dossier: dossier.id, subjects: serviceSubjects(dossier)))
    return []
  }

  /// What is due is written down here; what is proposed is looked at first.
  private mutating func recordSelected() -> [Effect] {
    guard let row = followUps.selected else { return [] }
    if followUps.hasLeft {
      say("这一项刚办过；→ 看办件", .warn)
      return [.beep]
    }
    guard !row.isProposal else {
      followUps.wanted = row.dossier
      return open(dossier: row.dossier)
    }
    guard account?.role.may(.dossierServe) == true,
      let followUp = rules.catalogue.theme(row.theme)?.followUp(row.rule)
    else {
      say("这一项不能在这里记录", .warn)
      return [.beep]
    }
    let subject = ServiceForm.Subject(
      followUp, remark: "\(Mask.name(row.name)) \(Mask.phone(row.phone))")
    overlay = .service(
      ServiceForm(dossier: row.dossier, subjects: [subject], rule: followUp.key))
    return []
  }

  mutating func confirm(_ answer: ServiceForm.Answer, of dossier: String) -> [Effect] {
    switch answer {
    case .proposal(let due): return start(due)
    case .service(let service):
      followUps.recorded = FollowUpsState.Recorded(dossier: dossier, service: service)
      let effect = Effect.act(dossier: dossier, .serve(service))
      return screen == .followUps ? [effect, .loadFollowUps(followUpQuery)] : [effect]
    }
  }

  // MARK: Replies

  /// What was written down is stored: says when the next one is due, or that
  /// a rule is met now.
  mutating func announceNext(_ dossier: Dossier) {
    guard let recorded = followUps.recorded, recorded.dossier == dossier.id else { return }
    followUps.recorded = nil
    let due =
      rules.catalogue.theme(of: dossier).map { FollowUpDue.all($0, dossier) } ?? []
    let done = "已记下：\(recorded.service.title) \(recorded.service.result.title)"
    if let met = due.first(where: { $0.proposal != nil && $0.due == today }) {
      say("\(done)。F10 81 有建议：\(met.title)", .warn)
    } else if let next = due.first(where: { $0.rule == recorded.service.followUp }) {
      say("\(done)。下次 \(next.due.text(in: today.year))前")
    } else {
      say(done)
    }
  }

  /// The page came up for its proposals.
  mutating func showWantedServices(_ dossier: Dossier) -> [Effect] {
    guard followUps.wanted == dossier.id else { return [] }
    followUps.wanted = nil
    return run(.serve)
  }
}
