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
    for opening in openings {
      let isComplete = materials.lacking(for: opening.matter).isEmpty
      guard opening.missing.isEmpty == isComplete,
        (opening.clock.accepted != nil) == isComplete, opening.clock.pauses.isEmpty
      else { throw .impossibleOpening(matter: opening.matter) }
    }
    try checkOrder()
  }

  /// Each matter once, and in some order each after what it waits for.
  private func checkOrder() throws(LedgerError) {
    let matters = openings.map(\.matter)
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
  /// The lists that 失业登记 needs an entry in. Source: N0-21, N0-23.
  package static let requiredWishes = ["jobWishes", "trainingWishes"]

  /// Holds after acceptance, and after every amendment.
  func checkWishes() throws(LedgerError) {
    guard proceedings.contains(where: { $0.meaning == .unemploymentRegistration }) else { return }
    for section in Dossier.requiredWishes where answers[rows: section].isEmpty {
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
  func startable(byPutting rule: String) -> [String] {
    proceedings.filter { proceeding in
      proceeding.state == .incomplete
        && materials.lacking(for: proceeding.matter).allSatisfy { $0.rule == rule }
    }.map(\.matter)
  }

  /// The clocks that start when this material comes in on a day, by matter:
  /// what `Act.putMaterial` has to carry.
  package func starts(
    byPutting rule: String, on day: Day, calendar: WorkCalendar
  ) -> [String: Clock] {
    var starts: [String: Clock] = [:]
    for matter in startable(byPutting: rule) {
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
