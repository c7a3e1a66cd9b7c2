import Domain

/// Counts dossiers into a report (统计口径), one after the other, in any order.
package struct ReportCount: Sendable {
  private let month: Month?
  private let at: Day
  private let catalogue: Catalogue
  private let calendar: WorkCalendar
  private var figures: [Figure: Int] = [:]
  /// In the order of the dossiers.
  package private(set) var problems: [ReportProblem] = []
  /// The newest registration or cancellation of each person, by identity number.
  private var registrations: [String: Registration] = [:]
  /// Identity numbers of those who were given a service.
  private var served: Set<String> = []

  private struct Registration {
    let at: Instant
    let isOpen: Bool
    let theme: String
    let flags: [String]
  }

  package init(month: Month?, at: Day, catalogue: Catalogue, calendar: WorkCalendar) {
    self.month = month
    self.at = at
    self.catalogue = catalogue
    self.calendar = calendar
  }

  package var report: Report {
    var counted = self
    for (person, registration) in registrations where registration.isOpen {
      counted.count(.registered, registration.theme)
      for flag in registration.flags { counted.count(.registered, registration.theme, flag) }
      if served.contains(person) { counted.count(.covered, registration.theme) }
    }
    return Report(month: month, at: at, figures: counted.figures)
  }

  private func isIn(_ instant: Instant) -> Bool { month?.contains(instant.day) ?? true }

  private mutating func count(
    _ kind: Figure.Kind, _ theme: String, _ detail: String = "", by count: Int = 1
  ) {
    figures[Figure(kind, of: theme, detail), default: 0] += count
  }

  /// The theme's total and the part of it.
  private mutating func countBoth(
    _ kind: Figure.Kind, _ theme: String, _ detail: String, by number: Int = 1
  ) {
    count(kind, theme, by: number)
    count(kind, theme, detail, by: number)
  }

  private mutating func note(
    _ kind: ReportProblem.Kind, _ dossier: Dossier, _ matter: String = "", _ detail: String
  ) {
    problems.append(
      ReportProblem(
        kind: kind, number: dossier.number, theme: dossier.theme, matter: matter, detail: detail))
  }

  package mutating func add(_ dossier: Dossier) {
    let theme = catalogue.theme(of: dossier)
    if isIn(dossier.acceptedAt) {
      count(.accepted, dossier.theme)
      if dossier.voided != nil { count(.voided, dossier.theme) }
      if dossier.voided == nil, let theme { addFaults(dossier, theme) }
    }
    for proceeding in dossier.proceedings { add(proceeding, of: dossier, theme) }
    for event in dossier.events where isIn(event.at) {
      if event.kind == .proceedingAsk { count(.asked, dossier.theme) }
      if event.kind == .dossierRate, let rating = dossier.rating { add(rating, of: dossier) }
    }
    for service in dossier.services where isIn(service.at) {
      if service.result == .done { count(.services, dossier.theme) }
      if service.result == .unreachable { count(.unreached, dossier.theme) }
    }
    addPerson(dossier, theme)
  }

  // MARK: Parts of a dossier

  private mutating func add(
    _ proceeding: Proceeding, of dossier: Dossier, _ theme: Theme?
  ) {
    let clock = proceeding.clock
    guard let finished = proceeding.finishedAt else {
      count(.open, dossier.theme)
      guard let due = clock.due, due < at else { return }
      count(.overdue, dossier.theme)
      note(.overdue, dossier, proceeding.title, "应于\(due.fullText)办结")
      return
    }
    guard proceeding.state != .voided, isIn(finished) else { return }
    countBoth(.closed, dossier.theme, proceeding.matter)
    switch proceeding.state {
    case .approved: count(.approved, dossier.theme)
    case .withdrawn: count(.withdrawn, dossier.theme)
    default:
      let known = theme?.matter(proceeding.matter)?.declineReasons ?? []
      let reason = proceeding.reason ?? ""
      countBoth(.declined, dossier.theme, known.contains(reason) ? reason : "其他")
      note(.declined, dossier, proceeding.title, reason)
    }
    if let due = clock.due, finished.day > due {
      count(.closedLate, dossier.theme)
      note(.closedLate, dossier, proceeding.title, "应于\(due.fullText)办结")
    }
    addDays(clock, until: finished.day, dossier.theme, proceeding.matter)
  }

  private mutating func addDays(
    _ clock: Clock, until finished: Day, _ theme: String, _ matter: String
  ) {
    guard let accepted = clock.accepted else { return }
    let used = TimeUsed(
      accepted: accepted, until: finished, pauses: clock.pauses, calendar: calendar
    ).own
    countBoth(.usedDays, theme, matter, by: used)
    for detail in ["", matter] {
      let longest = Figure(.longestDays, of: theme, detail)
      figures[longest] = max(figures[longest] ?? 0, used)
    }
    guard let statutory = workingDays(clock.statutory, from: accepted), statutory > 0,
      let promised = workingDays(clock.promised, from: accepted)
    else { return }
    countBoth(.statutoryDays, theme, matter, by: statutory)
    countBoth(.promisedDays, theme, matter, by: promised)
    countBoth(.limitedDays, theme, matter, by: used)
  }

  /// Nil where there is nothing to compare with.
  private func workingDays(_ limit: TimeLimit, from day: Day) -> Int? {
    switch limit {
    case .immediate: 0
    case .workingDays(let count): count
    case .calendarDays(let count): calendar.workingDays(from: day, to: day.adding(count))
    case .yearlyWindow, .notStated: nil
    }
  }

  private mutating func add(_ rating: Rating, of dossier: Dossier) {
    countBoth(.ratings, dossier.theme, "\(rating.grade.rawValue)")
    guard rating.grade.isBad else { return }
    count(.badRatings, dossier.theme)
    note(.badRating, dossier, rating.note)
  }

  private mutating func note(_ kind: ReportProblem.Kind, _ dossier: Dossier, _ detail: String) {
    note(kind, dossier, "", detail)
  }

  /// What the form would refuse, whether or not the person was registered then.
  private mutating func addFaults(_ dossier: Dossier, _ theme: Theme) {
    var facts = Facts(
      answers: dossier.answers, matters: dossier.matters, today: dossier.acceptedAt.day)
    func errors() -> [Finding] {
      theme.findings(facts, catalogue.book).filter { $0.severity == .error }
    }
    let without = errors()
    facts.hasOpenRegistration = true
    let with = errors()
    guard let first = without.first(where: with.contains) else { return }
    count(.faulty, dossier.theme)
    note(.faulty, dossier, first.text)
  }

  // MARK: People

  private mutating func addPerson(_ dossier: Dossier, _ theme: Theme?) {
    let person = dossier.answers[text: "idNumber"]
    guard !person.isEmpty else { return }
    if dossier.services.contains(where: { $0.result == .done }) { served.insert(person) }
    for proceeding in dossier.proceedings where proceeding.state == .approved {
      guard let finished = proceeding.finishedAt, let isOpen = proceeding.meaning?.registers,
        registrations[person].map({ $0.at < finished }) ?? true
      else { continue }
      let facts = Facts(
        answers: dossier.answers, matters: dossier.matters, today: at,
        hasOpenRegistration: true)
      registrations[person] = Registration(
        at: finished, isOpen: isOpen, theme: dossier.theme,
        flags: theme?.flags.filter { $0.when.holds(in: facts) }.map(\.key) ?? [])
    }
  }
}

extension Dossier {
  /// What it is about: its matters without those that were voided.
  fileprivate var matters: Set<String> {
    Set(proceedings.filter { $0.state != .voided }.map(\.matter))
  }
}

extension Matter.Meaning {
  /// Whether it registers or cancels; nil for all others.
  fileprivate var registers: Bool? {
    switch self {
    case .unemploymentRegistration: true
    case .unemploymentCancellation: false
    default: nil
    }
  }
}
