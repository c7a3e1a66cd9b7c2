import Domain

// What an operation must keep, beside the edges of `Proceeding+Transitions`.

extension Acceptance {
  func check() throws(LedgerError) {
    guard !openings.isEmpty else { throw .noMatters }
    for (key, answer) in answers.values.sorted(by: { $0.key < $1.key }) {
      try SafeText.check(key)
      try answer.checkSafe()
    }
    for material in materials { try SafeText.check(material.note) }
    try Acceptance.check(openings, materials, isScreened: isScreened, among: [])
  }

  /// What is missing and whether the clock runs must follow from the rest.
  ///
  /// - Parameter known: proceedings that the dossier has already.
  static func check(
    _ openings: [Opening], _ materials: [MaterialRecord], isScreened: Bool,
    among known: [Proceeding]
  ) throws(LedgerError) {
    try checkOrder(openings, known.map(\.matter))
    let running = Opening.running(openings, isScreened: isScreened, among: known)
    for opening in openings {
      let isComplete = materials.lacking(for: opening.matter).isEmpty
      guard opening.missing.isEmpty == isComplete,
        (opening.clock.accepted != nil) == running.contains(opening.matter),
        opening.clock.pauses.isEmpty
      else { throw .impossibleOpening(matter: opening.matter) }
    }
  }

  /// Each matter once, and in some order each after what it waits for.
  private static func checkOrder(
    _ openings: [Opening], _ known: [String]
  ) throws(LedgerError) {
    let matters = openings.map(\.matter) + known
    var left = openings
    while let next = left.firstIndex(where: { opening in
      opening.waitsFor.allSatisfy { awaited in !left.contains { $0.matter == awaited } }
    }) {
      let opening = left.remove(at: next)
      if let foreign = opening.waitsFor.first(where: { !matters.contains($0) }) {
        throw .unknownMatter(foreign)
      }
      guard matters.count(where: { $0 == opening.matter }) == 1 else {
        throw .impossibleOpening(matter: opening.matter)
      }
    }
    if let stuck = left.first { throw .impossibleOpening(matter: stuck.matter) }
  }
}

extension Dossier {
  /// Holds after acceptance, and after every amendment. Source: N0-21, N0-23.
  func checkMinimums() throws(LedgerError) {
    for (section, count) in minimums.sorted(by: { $0.key < $1.key })
    where answers[rows: section].count < count {
      throw .missingWishes(section: section)
    }
  }

  /// Whether somebody in this role may change answers now.
  ///
  /// What a department has decided on stands; only a supervisor corrects it.
  package func mayAmend(_ role: Role) -> Bool {
    let isDecided = proceedings.contains {
      !$0.steps.isEmpty && ($0.state == .approved || $0.state == .declined)
    }
    return role.may(.dossierAmend) && (!isDecided || role == .supervisor)
  }

  /// The incomplete proceedings that lack nothing once this material is there.
  /// Also those that waited for one of these and go on with it; not those that
  /// still wait for another matter.
  func startable(byPutting rule: String) -> [String] {
    var after = self
    for index in after.materials.indices where after.materials[index].rule == rule {
      after.materials[index].isPresent = true
    }
    var begun: [String] = []
    for index in after.proceedings.indices
    where after.proceedings[index].state == .incomplete
      && after.materials.lacking(for: after.proceedings[index].matter).isEmpty
    {
      if after.startsAtOnce(after.proceedings[index]) {
        begun.append(after.proceedings[index].matter)
      }
      after.proceedings[index].goOn()
    }
    return begun + after.releasedWithoutClock().filter { !begun.contains($0) }
  }

  /// Whether its clock starts when nothing is missing: it waits for no other
  /// matter, or it does and they all have results.
  private func startsAtOnce(_ proceeding: Proceeding) -> Bool {
    proceeding.waitsFor.allSatisfy { self.proceeding($0)?.state.isFinal ?? true }
  }

  /// The matters that go on now and whose clocks have stood still.
  private func releasedWithoutClock() -> [String] {
    var after = self
    return after.release(at: acceptedAt).map { after.proceedings[$0] }
      .filter { $0.clock.accepted == nil }.map(\.matter)
  }

  /// The clocks that start when this material comes in on a day, by matter:
  /// what `Act.putMaterial` has to carry.
  package func starts(
    byPutting rule: String, on day: Day, calendar: WorkCalendar
  ) -> [String: Clock] {
    clocks(of: startable(byPutting: rule), on: day, calendar)
  }

  /// The clocks that start when a matter ends that others wait for: what
  /// `Act.approve` and its like have to carry.
  ///
  /// - Parameter matter: nil when all end, or are let go, at once.
  package func starts(
    byEnding matter: String, as state: Proceeding.State, on day: Day, calendar: WorkCalendar
  ) -> [String: Clock] {
    var after = self
    guard let index = after.proceedings.firstIndex(where: { $0.matter == matter }) else {
      return [:]
    }
    after.proceedings[index].state = state
    return clocks(of: after.releasedWithoutClock(), on: day, calendar)
  }

  /// The clocks that start when the hall lets the dossier go to the departments.
  package func starts(byScreeningOn day: Day, calendar: WorkCalendar) -> [String: Clock] {
    var after = self
    for index in after.proceedings.indices { after.proceedings[index].screened() }
    return clocks(of: after.releasedWithoutClock(), on: day, calendar)
  }

  private func clocks(
    of matters: [String], on day: Day, _ calendar: WorkCalendar
  ) -> [String: Clock] {
    var starts: [String: Clock] = [:]
    for matter in matters {
      starts[matter] = proceeding(matter)?.clock.started(on: day, calendar: calendar)
    }
    return starts
  }

  /// Words that must be there and must be fit to show.
  static func checkWords(_ words: String, _ kind: Operation.Kind) throws(LedgerError) {
    guard words.contains(where: { !$0.isWhitespace }) else { throw .reasonMissing(kind) }
    try SafeText.check(words)
  }
}

extension [MaterialRecord] {
  /// The required ones of a matter that are not there.
  func lacking(for matter: String) -> [MaterialRecord] {
    filter { $0.isRequired && !$0.isPresent && $0.matters.contains(matter) }
  }
}

extension Answer {
  func checkSafe() throws(LedgerError) {
    switch self {
    case .text(let text): try SafeText.check(text)
    case .rows(let rows):
      for row in rows {
        for (key, text) in row.sorted(by: { $0.key < $1.key }) {
          try SafeText.check(key)
          try SafeText.check(text)
        }
      }
    }
  }
}

extension SafeText {
  static func check(_ text: String) throws(LedgerError) {
    if let finding = finding(in: text, lineFeeds: true) { throw .unsafeText(code: finding.code) }
  }
}
