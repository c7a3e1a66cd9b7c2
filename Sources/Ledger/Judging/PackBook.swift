import Domain

/// What this machine knows of the packs (资料依据): by it a dossier is judged, and not
/// by what the sender says of itself.
///
/// Counters and central may have packs of different versions. The text that an
/// operation names counts when it is known here; else the newest text of the theme
/// does for what no text may change, and the dossier carries a doubt.
package struct PackBook: Sendable {
  /// One text of a theme, with what it is read by.
  package struct Text: Sendable {
    package let theme: Theme
    /// Whether it is the version that was asked for.
    package let isNamed: Bool
    package let region: Region
    package let book: CodeBook
    package let calendar: WorkCalendar

    package init(
      theme: Theme, isNamed: Bool, region: Region, book: CodeBook, calendar: WorkCalendar
    ) {
      self.theme = theme
      self.isNamed = isNamed
      self.region = region
      self.book = book
      self.calendar = calendar
    }
  }

  /// Nil for a theme of which no pack here has any text.
  package typealias Find = @Sendable (_ theme: String, _ version: String) -> Text?

  package let find: Find

  package init(_ find: @escaping Find) { self.find = find }

  /// By the packs of one region.
  package init(_ catalogue: Catalogue, _ calendar: WorkCalendar) {
    find = { key, version in
      catalogue.theme(key, version: version).map {
        Text(
          theme: $0, isNamed: $0.version == version, region: catalogue.region,
          book: catalogue.book, calendar: calendar)
      }
    }
  }
}

extension PackBook {
  /// Judges what an operation made of a dossier.
  ///
  /// - Parameters:
  ///   - before: nil for the operation that accepts it.
  ///   - now: when this machine got it; the operation's own time at the counter.
  /// - Returns: what is odd about it.
  /// - Throws: why it cannot stand.
  package func judge(
    _ operation: Operation, before: Dossier?, after: Dossier, now: Instant
  ) throws(LedgerError) -> Set<Doubt> {
    guard let text = find(after.theme, after.themeVersion) else {
      // A dossier from before this machine's packs goes on as it began.
      if before != nil { return [] }
      throw .unknownTheme
    }
    var doubts: Set<Doubt> = []
    if before == nil {
      if !text.isNamed { doubts.insert(.version) }
      if operation.at.day < text.theme.document.issued { doubts.insert(.time) }
    }
    for proceeding in after.proceedings {
      let known = before?.proceeding(proceeding.matter)
      if known == nil { doubts.formUnion(try text.judge(opened: proceeding)) }
      if known?.clock != proceeding.clock {
        doubts.formUnion(try text.judge(proceeding, known?.clock, operation))
      }
    }
    if case .handOn(_, let department, _) = operation.act { try text.check(department) }
    if case .sign(_, let department, _) = operation.act { try text.check(department) }
    if after.answers != before?.answers {
      try text.checkNumbers(after, before, today: max(now.day, operation.at.day))
      if text.isNamed, text.hasStrangeAnswers(after, before) { doubts.insert(.answers) }
    }
    try text.checkMinimums(after, before)
    return doubts
  }
}

extension PackBook {
  /// Whether the theme is one of the province of the dossier's hall.
  package func isLocal(_ dossier: Dossier) -> Bool {
    let divisions = find(dossier.theme, dossier.themeVersion)?.region.divisions ?? []
    return divisions.isEmpty
      || divisions.contains { $0.code.prefix(2) == dossier.hall.prefix(2) }
  }

  /// Judges a dossier that others made and that comes as it is.
  ///
  /// - Throws: why it cannot be, as far as the packs of this machine say.
  package func judge(pulled dossier: Dossier, now: Instant) throws(LedgerError) {
    guard dossier.voided == nil else { return }
    guard let text = find(dossier.theme, dossier.themeVersion) else { throw .unknownTheme }
    for proceeding in dossier.proceedings where proceeding.state != .voided {
      _ = try text.judge(opened: proceeding)
      _ = try text.judgeDue(proceeding)
    }
    try text.checkNumbers(dossier, nil, today: max(now.day, dossier.acceptedAt.day))
    try text.checkMinimums(dossier, nil)
  }
}

extension PackBook.Text {
  /// Of a matter that opens.
  fileprivate func judge(opened proceeding: Proceeding) throws(LedgerError) -> Set<Doubt> {
    guard let matter = theme.matter(proceeding.matter) else {
      // A later text may have it.
      if isNamed { throw .unknownMatter(proceeding.matter) }
      return [.version]
    }
    let departments =
      [proceeding.department] + proceeding.steps.map(\.department) + proceeding.cooperators
    for department in departments { try check(department) }
    return hasLimits(proceeding.clock, of: matter) ? [] : [isNamed ? .limits : .version]
  }

  fileprivate func check(_ department: String) throws(LedgerError) {
    guard region.department(department) != nil else { throw .unknownDepartment }
  }

  private func hasLimits(_ clock: Clock, of matter: Matter) -> Bool {
    let limits = matter.limits
    return clock.statutory == limits.statutory
      && (clock.promised == limits.promised
        || limits.byVerification.values.contains(clock.promised))
  }

  /// Days by which due days may differ from those that this machine's calendar gives.
  ///
  /// The longest bridge of days off with the working days around it, which is what a
  /// notice can add to or take from a calendar that has not seen it.
  /// Source: 国务院办公厅关于部分节假日安排的通知, 2020: 国庆 and 中秋, eight days, with two
  /// make-up days before and one after them.
  package static let calendarSlack = 15

  /// Of a clock that an operation brought.
  fileprivate func judge(
    _ proceeding: Proceeding, _ before: Clock?, _ operation: Operation
  ) throws(LedgerError) -> Set<Doubt> {
    var doubts = try judgeDue(proceeding)
    let clock = proceeding.clock
    guard let accepted = clock.accepted else { return doubts }
    if isOdd(accepted, before?.accepted, operation) { doubts.insert(.time) }
    if let pause = clock.pauses.last, pause != before?.pauses.last {
      let day = pause.end ?? pause.start
      if abs(day.number - operation.at.day.number) > 1 { doubts.insert(.time) }
    }
    return doubts
  }

  /// Whether its due days follow from its limits.
  fileprivate func judgeDue(_ proceeding: Proceeding) throws(LedgerError) -> Set<Doubt> {
    let clock = proceeding.clock
    var doubts: Set<Doubt> = []
    guard let accepted = clock.accepted else {
      guard clock.due == nil, clock.statutoryDue == nil else {
        throw .impossibleDue(matter: proceeding.matter)
      }
      return []
    }
    let expected = clock.started(on: accepted, calendar: calendar)
    for (found, wanted) in [
      (clock.due, expected.due), (clock.statutoryDue, expected.statutoryDue),
    ] {
      switch (found, wanted) {
      case (nil, nil): break
      case (let found?, let wanted?):
        guard abs(found.number - wanted.number) <= PackBook.Text.calendarSlack else {
          throw .impossibleDue(matter: proceeding.matter)
        }
      // Whether a pause began before the due day may be another calendar's word.
      case (nil, _?), (_?, nil):
        guard !clock.pauses.isEmpty else { throw .impossibleDue(matter: proceeding.matter) }
        doubts.insert(.limits)
      }
    }
    return doubts
  }

  /// Days back to which a day of acceptance is put right without a doubt.
  private static let redatedDays = 100

  /// Whether the day of acceptance is not the operation's own: a review may be open
  /// over midnight, and only a supervisor puts a day right.
  private func isOdd(_ accepted: Day, _ before: Day?, _ operation: Operation) -> Bool {
    if accepted == before { return false }
    let late = operation.at.day.number - accepted.number
    let most = operation.kind == .proceedingRedate ? PackBook.Text.redatedDays : 1
    return !(-1...most).contains(late)
  }

  /// Numbers of people and enterprises that changed must have their check characters.
  fileprivate func checkNumbers(
    _ after: Dossier, _ before: Dossier?, today: Day
  ) throws(LedgerError) {
    let facts = after.facts(today: today)
    for section in theme.sections where section.when.holds(in: facts) {
      guard section.repeats != nil else {
        for field in section.numbers where field.when.holds(in: facts) {
          let number = after.answers[text: field.key]
          if number != before?.answers[text: field.key] { try check(number, field, facts) }
        }
        continue
      }
      let known = Set(before?.answers[rows: section.key] ?? [])
      for row in after.answers[rows: section.key] where !known.contains(row) {
        let facts = facts.inRow(row)
        for field in section.numbers where field.when.holds(in: facts) {
          try check(row[field.key] ?? "", field, facts)
        }
      }
    }
  }

  private func check(_ number: String, _ field: Field, _ facts: Facts) throws(LedgerError) {
    if number.isEmpty { return }
    guard case .value(number, _) = field.normalised(number, facts, book) else {
      throw .impossibleNumber(field: field.key)
    }
  }

  /// Whether an answer that changed is to no question of the theme, or a code of no table.
  fileprivate func hasStrangeAnswers(_ after: Dossier, _ before: Dossier?) -> Bool {
    func isStrange(_ value: String, _ field: Field?) -> Bool {
      guard let field else { return true }
      let table: CodeTable?
      switch field.kind {
      case .code(let key), .codes(let key): table = book.table(key)
      default: table = nil
      }
      guard let table else { return false }
      return value.split(separator: ",").contains { table.entry(String($0)) == nil }
    }
    return after.answers.values.contains { key, answer in
      if answer == before?.answers[key] { return false }
      switch answer {
      case .text(let text): return isStrange(text, theme.field(key)?.field)
      case .rows(let rows):
        guard let section = theme.sections.first(where: { $0.key == key && $0.repeats != nil })
        else { return true }
        return rows.contains { row in
          row.contains { key, text in
            isStrange(text, section.fields.first { $0.key == key })
          }
        }
      }
    }
  }

  /// Entries that lists need, whatever the operation says they need: as many as the
  /// pack wants of these matters, also of one that is added. An old dossier that needed
  /// as many and has fewer may keep what it has.
  ///
  /// Source: N0-21, N0-23.
  fileprivate func checkMinimums(_ after: Dossier, _ before: Dossier?) throws(LedgerError) {
    func needed(_ dossier: Dossier) -> [String: Int] {
      theme.minimums(dossier.facts(today: dossier.acceptedAt.day))
    }
    let known = before.map(needed) ?? [:]
    for (section, count) in needed(after).sorted(by: { $0.key < $1.key }) {
      let rows = after.answers[rows: section].count
      let mayStay =
        known[section, default: 0] >= count && rows >= before?.answers[rows: section].count ?? 0
      guard rows < count, !mayStay else { continue }
      throw .missingWishes(section: section)
    }
  }
}

extension Dossier {
  /// Adds to what is odd about it.
  package mutating func doubt(_ more: Set<Doubt>) { doubts.formUnion(more) }

  fileprivate func facts(today: Day) -> Facts {
    let standing = proceedings.filter { $0.state != .voided }.map(\.matter)
    return Facts(answers: answers, matters: Set(standing), today: today)
  }
}

extension Section {
  /// The fields whose answers have check characters.
  fileprivate var numbers: [Field] {
    fields.filter { field in
      switch field.kind {
      case .identityNumber, .creditCode: true
      default: false
      }
    }
  }
}
