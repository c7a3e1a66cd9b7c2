import Domain
import Ledger
import TUI

/// A form that records propose and a clerk decided to open (依职权办理): who, and
/// what stands in it already.
struct ProposedForm: Equatable, Sendable {
  let theme: String
  let matter: String
  let answers: [String: String]

  init(_ due: FollowUpDue, _ outcome: FollowUp.Outcome, of dossier: Dossier) {
    theme = dossier.theme
    matter = outcome.matter
    var answers = due.answers
    // Whose it is; the rest of the person comes from the last dossier.
    for key in ["idKind", "idNumber", "name", "phone"] {
      let value = dossier.answers[text: key]
      if !value.isEmpty { answers[key] = value }
    }
    self.answers = answers
  }
}

extension DeskState {
  /// Takes a number for it, as for everybody, so that the queue and the log
  /// say what the counter did.
  mutating func start(_ due: FollowUpDue) -> [Effect] {
    guard let dossier = dossier?.dossier, let outcome = due.proposal else { return [] }
    let rule = rules.region.queue
    let kind = rule.classes.first { !$0.hasPriority } ?? rule.classes.first
    guard let kind, account?.role.may(.dossierAccept) == true else {
      say("由窗口人员办理", .warn)
      return [.beep]
    }
    if let busy = form?.ticket ?? queue.current(at: station?.counter ?? "") {
      say("先办完或暂挂当前的 \(busy.number) 号", .warn)
      return [.beep]
    }
    return takeTicket(kind, for: Errand(.proposal(ProposedForm(due, outcome, of: dossier))))
  }

  /// The form for it, filled in; nil when this program has no such theme.
  mutating func open(
    _ proposed: ProposedForm, on ticket: Ticket, isAside: Bool
  ) -> [Effect]? {
    guard let theme = rules.catalogue.theme(proposed.theme) else { return nil }
    var opened = FormState(ticket: ticket, theme: theme, draft: nil, previous: nil, context)
    let effects = opened.fill(proposed, context)
    show(&opened, isAside: isAside)
    say("已按记录填好，请核对后提交；不办就放弃草稿", .warn)
    let number = proposed.answers["idNumber"] ?? ""
    return effects + withForm { _, _ in [] }
      + (number.isEmpty
        ? [] : [.lookUp(idNumber: number, name: proposed.answers["name"] ?? "")])
  }
}

extension FormState {
  /// Chooses the matter as the guided questions would, and journals it all.
  mutating func fill(_ proposed: ProposedForm, _ context: FormContext) -> [Effect] {
    for question in theme.questions {
      let fitting = question.choices.filter { $0.matters.contains(proposed.matter) }
      guard let choice = fitting.min(by: { $0.matters.count < $1.matters.count }) else { continue }
      choices[question.key] = [choice.key]
      break
    }
    let (chosen, sets) = theme.mattersChosen(by: choices, facts(context))
    matters = Set(chosen).union([proposed.matter])
    let given = sets.merging(proposed.answers) { _, recorded in recorded }
      .filter { theme.field($0.key) != nil }
    for (key, value) in given { answers[text: key] = value }
    markKnown(answers[text: "idNumber"])
    return given.keys.sorted().map {
      .saveDraft(ticket: ticket.id, part: .answers, key: $0, answers[$0])
    } + [
      .saveDraft(
        ticket: ticket.id, part: .choices, key: FormState.choicesKey, journalledChoices),
      progressEffect(context),
    ]
  }
}
