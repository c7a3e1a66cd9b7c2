import Domain
import Ledger
import SQLite

// What is due after the result, and the marks. Like the search index they are
// made outside the saves of new dossiers; what happens to a dossier that they
// hold already is kept up with in the same transaction.

extension Store {
  /// What is due and what is proposed (回访到期), proposals first, then by due day.
  package func followUps(_ query: FollowUpQuery) throws(StoreError) -> FollowUpPage {
    try catchUpAftercare()
    let rows = try database.all(
      """
      SELECT d.id, d.theme, d.number, d.name, d.id_number, d.phone, f.rule, f.title, f.due, f.last,
        f.rank, f.evidence
      FROM follow_up f JOIN dossier d ON d.place = f.dossier
      WHERE f.is_ended = 0 AND f.rank <= ? ORDER BY f.rank, f.dossier LIMIT ? OFFSET ?
      """, [.day(query.through), .int(query.limit), .int(query.offset)]
    ) { row in
      FollowUpRow(
        dossier: row.text(0), theme: row.text(1), number: row.text(2), name: row.text(3),
        idNumber: row.text(4), phone: row.text(5), rule: row.text(6), title: row.text(7),
        due: row.day(8), last: row.optionalDay(9), isProposal: row.int(10) == 0,
        evidence: row.text(11).split(separator: " ").compactMap { Int($0) }
          .map(Day.init(number:)))
    }
    func count(_ ranks: ClosedRange<Int>) throws(StoreError) -> Int {
      guard ranks.upperBound >= ranks.lowerBound else { return 0 }
      return try database.first(
        "SELECT count(*) FROM follow_up WHERE is_ended = 0 AND rank BETWEEN ? AND ?",
        .int(ranks.lowerBound), .int(ranks.upperBound)
      ) { $0.int(0) } ?? 0
    }
    return FollowUpPage(
      rows: rows, total: try count(0...max(0, query.through.number)),
      late: try count(1...max(1, query.today.number - 1)), proposals: try count(0...0))
  }

  /// How many dossiers have each mark (标记), by title.
  package func flagCounts() throws(StoreError) -> [String: Int] {
    try catchUpAftercare()
    let counts = try database.all("SELECT title, count(*) FROM flag GROUP BY title") {
      ($0.text(0), $0.int(1))
    }
    return Dictionary(uniqueKeysWithValues: counts)
  }

  func places(flagged title: String, limit: Int) throws(StoreError) -> [Int] {
    try catchUpAftercare()
    return try database.all(
      """
      SELECT DISTINCT dossier FROM flag WHERE title >= ?1 AND title < ?2
      ORDER BY dossier DESC LIMIT ?3
      """, [.text(title), .text(title + "\u{10FFFF}"), .int(limit)]
    ) { $0.int(0) }
  }

  // MARK: Keeping up

  /// Reads the dossiers that came since the last time; all of them when the
  /// packs are other ones now.
  func catchUpAftercare() throws(StoreError) {
    while try isBehindOnAftercare() {
      try write { () throws(StoreError) in try readAftercareBatch() }
    }
  }

  /// Every dossier up to this place has been read; 0 with other packs than now.
  private func aftercarePlace(_ reader: Reader) throws(StoreError) -> Int {
    let mark = try database.first("SELECT value FROM meta WHERE key = 'aftercare'") { $0.text(0) }
    guard let parts = mark?.split(separator: " ", maxSplits: 1), parts.count == 2,
      parts[1] == reader.version
    else { return 0 }
    return Int(parts[0]) ?? 0
  }

  func isBehindOnAftercare() throws(StoreError) -> Bool {
    guard let aftercare else { return false }
    return try aftercarePlace(aftercare) < dossierCount()
  }

  private static let aftercareTables = ["follow_up", "flag", "ending", "policy_fit"]

  /// Inside a transaction.
  func readAftercareBatch() throws(StoreError) {
    guard let aftercare else { return }
    let start = try aftercarePlace(aftercare)
    if start == 0 {
      for table in Store.aftercareTables { try database.sql("DELETE FROM \(table)") }
    }
    let found = try database.all(
      "SELECT place, theme, content FROM dossier WHERE place > ? ORDER BY place LIMIT 250",
      [.int(start)]
    ) { (row) throws(StoreError) -> (place: Int, dossier: Dossier?) in
      (row.int(0), aftercare.themes.contains(row.text(1)) ? try row.dossier(2) : nil)
    }
    for (place, dossier) in found {
      guard let dossier else { continue }
      let keys = index(dossier.theme, dossier.answers)
      try insertAftercare(of: place, dossier, keys.idNumber, aftercare)
      try markEnded(keys.idNumber)
    }
    guard let last = found.last?.place else { return }
    try database.sql(
      "REPLACE INTO meta VALUES ('aftercare', ?)", .text("\(last) \(aftercare.version)"))
  }

  /// After something was done to a dossier; inside its transaction.
  func replaceAftercare(
    of place: Int, _ dossier: Dossier, _ keys: SearchKeys
  ) throws(StoreError) {
    guard let aftercare, aftercare.themes.contains(dossier.theme),
      place <= (try aftercarePlace(aftercare))
    else { return }
    let persons = try removeAftercare(of: place)
    try insertAftercare(of: place, dossier, keys.idNumber, aftercare)
    for person in Set(persons + [keys.idNumber]).sorted() { try markEnded(person) }
  }

  /// - Returns: identity numbers of the persons that it was about.
  func removeAftercare(of place: Int) throws(StoreError) -> [String] {
    let persons = try database.all(
      """
      SELECT id_number FROM follow_up WHERE dossier = ?1
      UNION SELECT id_number FROM ending WHERE dossier = ?1
      """, [.int(place)]
    ) { $0.text(0) }
    for table in Store.aftercareTables {
      try database.sql("DELETE FROM \(table) WHERE dossier = ?", .int(place))
    }
    return persons
  }

  /// Dossiers after this place are read (again).
  func lowerAftercare(to place: Int) throws(StoreError) {
    guard let aftercare, try aftercarePlace(aftercare) > place else { return }
    try database.sql(
      "REPLACE INTO meta VALUES ('aftercare', ?)", .text("\(place) \(aftercare.version)"))
  }

  private func insertAftercare(
    of place: Int, _ dossier: Dossier, _ idNumber: String, _ aftercare: Reader
  ) throws(StoreError) {
    let found = aftercare.read(dossier)
    for due in found.followUps {
      let endings = due.endings.map(\.rawValue).sorted().joined(separator: " ")
      try database.sql(
        "INSERT INTO follow_up VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)",
        .int(place), .text(due.rule), .text(due.title), .text(idNumber), .instant(due.since),
        .day(due.due), .int(due.proposal == nil ? due.due.number : 0), .day(orNull: due.last),
        .text(due.evidence.map { String($0.number) }.joined(separator: " ")),
        .text(" \(endings) "))
    }
    for flag in Set(found.flags).sorted() {
      try database.sql("INSERT INTO flag VALUES (?, ?)", .text(flag), .int(place))
    }
    for fit in found.policies {
      try database.sql(
        "INSERT INTO policy_fit VALUES (?, ?, ?, ?, ?, ?, ?)", .int(place), .text(fit.policy),
        .bool(fit.isClaim), .text(fit.title), .text(dossier.theme), .text(idNumber),
        .instant(fit.since))
    }
    for proceeding in dossier.proceedings where proceeding.state == .approved {
      guard let meaning = proceeding.meaning, Store.endings.contains(meaning),
        let at = proceeding.finishedAt
      else { continue }
      try database.sql(
        "REPLACE INTO ending VALUES (?, ?, ?, ?)", .int(place), .text(meaning.rawValue),
        .text(idNumber), .instant(at))
    }
  }

  /// What can end a follow-up: the registration's end, and the aid that a
  /// proposal leads to.
  private static let endings: Set<Matter.Meaning> = [.unemploymentCancellation, .employmentAid]

  /// Which follow-ups of a person a later matter has ended. Of somebody without
  /// a number nobody knows which dossiers are theirs.
  func markEnded(_ idNumber: String) throws(StoreError) {
    guard !idNumber.isEmpty else { return }
    try database.sql(
      """
      UPDATE follow_up SET is_ended = EXISTS (
        SELECT 1 FROM ending e WHERE e.id_number = ?1 AND e.at >= follow_up.since
          AND instr(follow_up.endings, ' ' || e.meaning || ' ') > 0)
      WHERE id_number = ?1
      """, .text(idNumber))
  }
}
