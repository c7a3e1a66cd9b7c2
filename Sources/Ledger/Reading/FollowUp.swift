import Domain

/// What is due for a person after the result (到期回访), or proposed because
/// records have met a rule (达到条件的建议).
///
/// Follows from the theme and the dossier alone, not from today.
package struct FollowUpDue: Equatable, Sendable {
  /// Key of the theme's rule.
  package let rule: String
  package let title: String
  /// When the result that it follows from was there.
  package let since: Instant
  /// Until when it is to be done; of a proposal, the day on which it was met.
  package let due: Day
  /// The last record of this rule, or of a proposal the last one that counts.
  package let last: Day?
  /// Days of the records that met a counting rule, oldest first.
  package let evidence: [Day]
  /// Nil for what is to be done; the machine proposes and never does it.
  package let proposal: FollowUp.Outcome?
  /// The last day on which the person was reached, or came to the counter.
  package let lastContact: Day
  /// An approved matter of such a meaning, of the same person and not before
  /// `since`, ends it.
  package let endings: Set<Matter.Meaning>

  package func isLate(on today: Day) -> Bool { proposal == nil && due < today }

  /// Answers for the form of the proposed matter.
  package var answers: [String: String] {
    guard let proposal else { return [:] }
    var answers = proposal.sets
    for (field, figure) in proposal.fills {
      switch figure {
      case .count: answers[field] = String(evidence.count)
      case .lastContact: answers[field] = lastContact.description
      }
    }
    return answers
  }

  /// Everything that the theme wants done for this dossier, in its order.
  package static func all(_ theme: Theme, _ dossier: Dossier) -> [FollowUpDue] {
    guard dossier.voided == nil else { return [] }
    return theme.followUps.compactMap { followUp in
      dossier.start(of: followUp).flatMap { FollowUpDue(followUp, theme, dossier, since: $0) }
    }.filter { !dossier.hasEnded($0) }
  }

  private init?(_ followUp: FollowUp, _ theme: Theme, _ dossier: Dossier, since: Instant) {
    rule = followUp.key
    title = followUp.title
    self.since = since
    let services = dossier.services
    lastContact = services.last { $0.result != .unreachable }?.at.day ?? dossier.acceptedAt.day
    var endings: Set<Matter.Meaning> =
      dossier.outlivesRegistration(followUp) ? [] : [.unemploymentCancellation]
    if followUp.rule.isRegular {
      let contacts = services.filter { $0.followUp == followUp.key && $0.result != .unreachable }
        .map(\.at.day)
      due = followUp.rule.next(after: [since.day] + contacts)
      last = services.last { $0.followUp == followUp.key }?.at.day
      evidence = []
      proposal = nil
    } else {
      let trailing = followUp.rule.trailing(services)
      guard let outcome = followUp.leadsTo, let met = followUp.rule.met(by: trailing) else {
        return nil
      }
      due = met
      last = trailing.last
      evidence = trailing
      proposal = outcome
      if let matter = theme.matter(outcome.matter) {
        guard !dossier.has(matter) else { return nil }
        if let meaning = matter.meaning { endings.insert(meaning) }
      }
    }
    self.endings = endings
  }
}

extension FollowUp.Rule {
  /// The next day by which something is due; the result itself counts as the
  /// first contact, because the person came or was asked for it.
  ///
  /// - Parameter contacts: not empty, oldest first.
  fileprivate func next(after contacts: [Day]) -> Day {
    guard let last = contacts.last else { preconditionFailure("no first contact") }
    switch self {
    case .everyMonths(let months): return last.adding(months: months) ?? last
    case .timesAMonth(let times):
      let count = contacts.count { $0.isSameMonth(as: last) }
      return count < times ? last.endOfMonth : last.startOfNextMonth.endOfMonth
    case .consecutiveRefusals, .monthsUnreachable, .servicesGiven:
      preconditionFailure("a counting rule has no interval")
    }
  }

  /// Days of the records at the end of the list that the rule counts.
  ///
  /// A survey is no service: its answers neither refuse one nor accept one.
  fileprivate func trailing(_ services: [Service]) -> [Day] {
    switch self {
    case .consecutiveRefusals:
      // With a good reason it neither counts nor begins anew.
      return services.filter { $0.followUp == nil }.reversed()
        .prefix { $0.result != .done }.filter { $0.result == .refused }.map(\.at.day).reversed()
    case .monthsUnreachable:
      return services.reversed().prefix { $0.result == .unreachable }.map(\.at.day).reversed()
    case .servicesGiven:
      return services.filter { $0.followUp == nil && $0.result == .done }.map(\.at.day)
    case .everyMonths, .timesAMonth: return []
    }
  }

  /// The day on which these records met the rule; nil while they do not.
  fileprivate func met(by days: [Day]) -> Day? {
    switch self {
    case .consecutiveRefusals(let count), .servicesGiven(let count):
      return days.count >= count ? days[count - 1] : nil
    case .monthsUnreachable(let months):
      // Tried again at the end, too: one call is not six months of silence.
      guard let first = days.first, let end = first.adding(months: months) else { return nil }
      return days.first { $0 >= end }
    case .everyMonths, .timesAMonth: return nil
    }
  }
}

extension Dossier {
  /// What approved matters the conditions of follow-ups look at.
  private func facts(_ matters: Set<String>, on day: Day) -> Facts {
    Facts(answers: answers, matters: matters, today: day)
  }

  /// When the results were there that a follow-up waits for; nil before.
  fileprivate func start(of followUp: FollowUp) -> Instant? {
    let approved = proceedings.filter { $0.state == .approved }
      .compactMap { proceeding in proceeding.finishedAt.map { (proceeding.matter, $0) } }
      .sorted { ($0.1, $0.0) < ($1.1, $1.0) }
    var matters: Set<String> = []
    for (matter, at) in approved {
      matters.insert(matter)
      if followUp.when.holds(in: facts(matters, on: at.day)) { return at }
    }
    return nil
  }

  /// Whether it goes on when the registration is cancelled: it is for another
  /// matter, such as 就业援助, whose people are followed at work, too.
  fileprivate func outlivesRegistration(_ followUp: FollowUp) -> Bool {
    let others = proceedings.filter {
      $0.state == .approved && $0.meaning != .unemploymentRegistration
    }
    let day = acceptedAt.day
    return followUp.when.holds(in: facts(Set(others.map(\.matter)), on: day))
      && !followUp.when.holds(in: facts([], on: day))
  }

  /// Ended by a matter of this dossier itself.
  fileprivate func hasEnded(_ due: FollowUpDue) -> Bool {
    proceedings.contains { proceeding in
      guard let meaning = proceeding.meaning, let at = proceeding.finishedAt else { return false }
      return proceeding.state == .approved && due.endings.contains(meaning) && at >= due.since
    }
  }

  /// Applied for here already, and not refused.
  fileprivate func has(_ matter: Matter) -> Bool {
    proceedings.contains {
      $0.matter == matter.key && ($0.state == .approved || !$0.state.isFinal)
    }
  }

  /// The marks that its answers raise (标记) on a day: those of matters that
  /// were not declined, taken back or void.
  package func flags(_ theme: Theme, on day: Day) -> [Flag] {
    guard voided == nil else { return [] }
    let matters = proceedings.filter { $0.state == .approved || !$0.state.isFinal }
    return theme.flagsRaised(facts(Set(matters.map(\.matter)), on: day))
  }
}

extension Day {
  /// The last day of its month.
  package var endOfMonth: Day {
    let (year, month, day) = parts
    return adding(Day.length(ofMonth: month, year: year) - day)
  }

  fileprivate var startOfNextMonth: Day { endOfMonth.adding(1) }

  fileprivate func isSameMonth(as other: Day) -> Bool { endOfMonth == other.endOfMonth }
}
