import Domain
import Ledger
import TUI

extension DeskState {
  // MARK: Opening

  /// A form that was filled in beforehand takes the screen.
  ///
  /// - Parameter isAside: whether the clerk is elsewhere: F2 goes to it.
  mutating func show(_ opened: inout FormState, isAside: Bool) {
    opened.outlineIfNeeded(context)
    form = opened
    if !isAside { goToForm() }
  }

  private mutating func goToForm() {
    review = nil
    trail = [.home]
    screen = .form
  }

  /// A called ticket opens the form on it, with what was journalled.
  mutating func open(_ ticket: Ticket, _ draft: Draft?, for errand: Errand) -> [Effect] {
    let isAside = errand.isAside
    if let open = form?.ticket {
      // What stands in the open form is somebody's, and stays.
      guard open.id == ticket.id else {
        say("\(ticket.number) 号已叫到；办完或暂挂手上的 \(open.number) 号，再按 F2 接着办", .warn)
        return [.beep]
      }
      if !isAside { goToForm() }
      return []
    }
    if draft == nil {
      switch errand.purpose {
      case .line: break
      case .reregister(let voided): return reopen(voided, on: ticket, isAside: isAside)
      case .intake(let intake): return open(intake, on: ticket, isAside: isAside)
      case .proposal(let proposed):
        if let effects = open(proposed, on: ticket, isAside: isAside) { return effects }
      }
    }
    guard let theme = theme(of: draft) else {
      say("本机没有可用的主题包，请联系管理员", .alert)
      return [.beep]
    }
    var opened = FormState(
      ticket: ticket, theme: theme, draft: draft, previous: lastAnswers, context)
    show(&opened, isAside: isAside)
    guard let draft else {
      if isAside { say("\(ticket.number) 号已叫到，F2 打开表单") }
      return []
    }
    let (done, total) = opened.progress(context)
    say("接着填 \(ticket.number) 号的草稿，已填 \(done)/\(total) 项", .good)
    let number = draft.answers[text: "idNumber"]
    return number.isEmpty
      ? [] : [.lookUp(idNumber: number, name: draft.answers[text: "name"])]
  }

  /// Another form for the same ticket: what was filled in goes, because its
  /// fields are another theme's.
  mutating func changeTheme(_ prompt: Prompt) -> [Effect] {
    guard let ticket = form?.ticket, let index = prompt.choice,
      rules.catalogue.themes.indices.contains(index)
    else { return [] }
    let theme = rules.catalogue.themes[index]
    guard theme.key != form?.theme.key else { return [] }
    var opened = FormState(
      ticket: ticket, theme: theme, draft: nil, previous: lastAnswers, context)
    opened.outlineIfNeeded(context)
    form = opened
    return [.dropDraft(ticket: ticket.id), opened.progressEffect(context)]
  }

  private func theme(of draft: Draft?) -> Theme? {
    let key = draft?.summary.progress.theme ?? ""
    return rules.catalogue.theme(key) ?? rules.catalogue.themes.first
  }

  // MARK: Keys

  /// Lets the open form do something; nothing without one.
  mutating func withForm(
    _ body: (inout FormState, FormContext) -> [Effect]
  ) -> [Effect] {
    let context = context
    guard var open = form else { return [] }
    form = nil  // so that the one copy is changed in place
    defer {
      open.outlineIfNeeded(context)
      form = open
    }
    return body(&open, context) + open.journalOrigins()
  }

  mutating func pressForm(_ key: Key) -> [Effect] {
    withForm { $0.press(key, $1) }
  }

  mutating func performForm(_ command: Command) -> [Effect] {
    withForm { form, context in
      switch command {
      case .repeatField: form.repeatField(context)
      case .addRow: form.addRow(context)
      case .removeRow: form.removeRow(context)
      case .redo: form.redo(context)
      default: []
      }
    }
  }

  // MARK: Review and acceptance

  mutating func submit() -> [Effect] {
    guard let form else { return [] }
    if screen == .form {
      let kept = leaveField()
      review = self.form.map { ReviewState($0, context) }
      show(.review)
      return kept
    }
    guard let review else { return [] }
    if review.hasErrors {
      say("还有必须改正的地方，没有受理", .alert)
      return [.beep] + goToFinding()
    }
    let facts = form.facts(context)
    let acceptance = Acceptance(
      number: "", theme: form.theme.key, themeVersion: form.theme.version,
      themeTitle: form.theme.title, channel: form.channel, hall: station?.hall ?? "",
      counter: station?.counter ?? "", ticket: form.ticket.id,
      intake: form.intake,
      answers: form.theme.keptAnswers(facts), openings: review.openings,
      materials: review.materials, pushes: pushes(facts, form.theme),
      minimums: form.theme.minimums(facts), isScreened: station?.isScreened ?? false)
    return [.accept(acceptance, finishing: form.ticket)]
  }

  /// Training for the wishes, when the matter that asks for it is chosen.
  private func pushes(_ facts: Facts, _ theme: Theme) -> [TrainingPush] {
    guard let matter = theme.matter(meaning: .trainingWish), facts.matters.contains(matter.key)
    else { return [] }
    return rules.catalogue.training?.pushes(for: facts.answers, today: today, rules.book) ?? []
  }

  mutating func pressReview(_ key: Key) -> [Effect] {
    if key == .enter { return goToFinding() }
    review?.press(key)
    return []
  }

  private mutating func goToFinding() -> [Effect] {
    guard let finding = review?.selected else { return [] }
    review = nil
    screen = .form
    trail.removeAll { $0 == .form || $0 == .review }
    return withForm { form, context in
      form.move(to: form.item(of: finding, context), context)
      form.remark = FormState.Remark(
        text: finding.text, style: finding.severity == .error ? .alert : .warn)
      return []
    }
  }

  /// Accepted: the receipt prints, the next person may come.
  mutating func receiveAccepted(_ dossier: Dossier) -> [Effect] {
    lastAnswers = dossier.answers
    // The store finished the ticket and dropped the draft with it; the lists
    // themselves come later.
    if let ticket = form?.ticket {
      let done = (try? ticket.finished(at: now).after) ?? ticket
      queue.receive(queue.tickets.map { $0.id == done.id ? done : $0 })
      drafts.receive(drafts.present.filter { $0.id != ticket.id })
    }
    form = nil
    review = nil
    trail = []
    screen = .home
    self.dossier = DossierState(dossier)
    self.dossier?.isJustAccepted = true
    say("已保存 \(dossier.number)，\(dossier.proceedings.count) 个事项")
    // One notice with everything that is missing, or the receipt.
    let isIncomplete = dossier.proceedings.contains { $0.state == .incomplete }
    let paper = dossier.paper(
      isIncomplete ? .notification : .receipt, matter: nil, boardContext)
    return [
      .deliver(paper, copy: 1), .loadQueue, .loadDrafts, .loadBoard(boardQuery),
    ]
  }
}
