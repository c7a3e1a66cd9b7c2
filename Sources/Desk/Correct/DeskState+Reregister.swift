import Domain
import Ledger
import TUI

extension DeskState {
  /// A new ticket for somebody whose dossier was void; its form opens with the
  /// answers of the old one.
  mutating func reregister() -> [Effect] { dossier.map { reregister($0.dossier) } ?? [] }

  mutating func reregister(_ voided: Dossier) -> [Effect] {
    guard rules.catalogue.theme(voided.theme) != nil,
      let ticketClass = rules.region.queue.classes.first
    else { return [] }
    if let current = queue.current(at: station?.counter ?? "") {
      say("先提交或暂挂当前的 \(current.number) 号，再按 F10 73 重新登记", .warn)
      return [.beep]
    }
    if let silentReason {
      say(silentReason, .warn)
      return [.beep]
    }
    return takeTicket(ticketClass, for: Errand(.reregister(voided)))
  }

  /// The form as it was accepted, journalled at once.
  mutating func reopen(_ voided: Dossier, on ticket: Ticket, isAside: Bool) -> [Effect] {
    open(voided.theme, on: ticket, from: "作废办件 \(voided.number)", isAside) { form in
      form.answers = voided.answers
      form.matters = Set(voided.proceedings.map(\.matter))
      form.present = Set(voided.materials.filter(\.isPresent).map(\.rule))
      form.channel = voided.channel
    }
  }

  /// A form with everything that stands elsewhere already, as if it had just been
  /// typed, journalled at once.
  mutating func open(
    _ theme: String, on ticket: Ticket, from source: String, _ isAside: Bool,
    fill: (inout FormState) -> Void
  ) -> [Effect] {
    guard let theme = rules.catalogue.theme(theme) else { return [] }
    var opened = FormState(
      ticket: ticket, theme: theme, draft: nil, previous: lastAnswers, context)
    fill(&opened)
    opened.markKnown(opened.answers[text: "idNumber"])
    opened.fillDerived(context)
    opened.move(to: opened.outlined(context).reachable.first ?? .none, context)
    show(&opened, isAside: isAside)
    say("已带出\(source) 的内容，请逐项核对" + (isAside ? "，F2 打开" : ""), .good)
    return withForm { form, context in form.journalAll(context) }
  }
}

extension FormState {
  func journalAll(_ context: FormContext) -> [Effect] {
    answers.values.keys.sorted().map {
      .saveDraft(ticket: ticket.id, part: .answers, key: $0, answers[$0])
    } + journalChoices() + [progressEffect(context)]
  }

  /// Where the application came in; journalled with the choices.
  mutating func come(by channel: Dossier.Channel) -> [Effect] {
    self.channel = channel
    remark = Remark(text: "来源渠道：\(channel.title)", style: .good)
    return journalChoices()
  }
}
