import Domain
import JSON
import Ledger
import SQLite

// Lines of registers (台账) and policies that nobody has applied for yet.

extension Store {
  /// One page of a register, open lines first, or of the people whom a policy
  /// fits and who have not applied for it.
  package func register(_ query: RegisterQuery) throws(StoreError) -> RegisterPage {
    let rows: [RegisterRow]
    switch query.list {
    case .register(let theme, let key): rows = try entries(theme, key, query)
    case .unclaimed(let theme): rows = try unclaimed(theme, query)
    }
    return RegisterPage(query: query, rows: rows, count: try registerCount(query.list))
  }

  package func registerCount(_ list: RegisterQuery.List) throws(StoreError) -> RegisterCount {
    switch list {
    case .register(let theme, let key):
      let count = try database.first(
        """
        SELECT coalesce(sum(is_open), 0), count(*) FROM register_entry
        WHERE theme = ? AND register = ?
        """, .text(theme), .text(key)
      ) { RegisterCount(open: $0.int(0), total: $0.int(1)) }
      return count ?? RegisterCount()
    case .unclaimed(let theme):
      try catchUpAftercare()
      let count = try database.first(
        "SELECT count(*) FROM policy_fit f WHERE \(Store.isUnclaimed)", .text(theme)
      ) { $0.int(0) }
      return RegisterCount(open: count ?? 0, total: count ?? 0)
    }
  }

  /// What other dossiers say of this person.
  package func standing(idNumber: String) throws(StoreError) -> PersonStanding {
    guard !idNumber.isEmpty else { return PersonStanding() }
    try catchUpAftercare()
    let marks = try database.all(
      "SELECT DISTINCT mark FROM register_entry WHERE id_number = ? AND mark <> '' ORDER BY mark",
      [.text(idNumber)]
    ) { $0.text(0) }
    let endings = try database.all(
      """
      SELECT d.id, d.number, e.meaning, e.at FROM ending e JOIN dossier d ON d.place = e.dossier
      WHERE e.id_number = ? ORDER BY e.at
      """, [.text(idNumber)]
    ) { row in
      Matter.Meaning(rawValue: row.text(2)).map {
        PersonStanding.Ending(
          dossier: row.text(0), number: row.text(1), meaning: $0,
          at: Instant(milliseconds: row.int(3)))
      }
    }
    return PersonStanding(marks: marks, endings: endings.compactMap { $0 })
  }

  private func entries(
    _ theme: String, _ key: String, _ query: RegisterQuery
  ) throws(StoreError) -> [RegisterRow] {
    try database.all(
      """
      SELECT d.id, d.number, d.name, d.id_number, d.phone, e.content
      FROM register_entry e JOIN dossier d ON d.place = e.dossier
      WHERE e.theme = ? AND e.register = ?
      ORDER BY e.is_open DESC, e.due, e.at, e.id LIMIT ? OFFSET ?
      """, [.text(theme), .text(key), .int(query.limit), .int(query.offset)]
    ) { (row) throws(StoreError) in
      let entry = try row.decoded(5, table: "register_entry") { (reader) throws(JSONContentError) in
        try RegisterEntry(reader)
      }
      return RegisterRow(
        dossier: row.text(0), number: row.text(1), name: row.text(2), idNumber: row.text(3),
        phone: row.text(4), content: .entry(entry))
    }
  }

  /// Once a person and policy: the newest dossier that it follows from. Ended
  /// with the registration; of somebody without a number nobody knows which
  /// applications are his.
  private static let isUnclaimed = """
    f.theme = ?1 AND f.is_claim = 0
      AND NOT EXISTS (
        SELECT 1 FROM policy_fit c
        WHERE c.policy = f.policy AND c.is_claim = 1 AND c.theme = f.theme
          AND (c.dossier = f.dossier OR c.id_number = f.id_number AND f.id_number <> ''))
      AND NOT EXISTS (
        SELECT 1 FROM policy_fit n
        WHERE n.id_number = f.id_number AND f.id_number <> '' AND n.policy = f.policy
          AND n.is_claim = 0 AND n.theme = f.theme AND n.dossier > f.dossier)
      AND NOT EXISTS (
        SELECT 1 FROM ending e
        WHERE e.id_number = f.id_number AND f.id_number <> ''
          AND e.meaning = 'unemploymentCancellation' AND e.at >= f.since)
    """

  private func unclaimed(
    _ theme: String, _ query: RegisterQuery
  ) throws(StoreError) -> [RegisterRow] {
    try catchUpAftercare()
    return try database.all(
      """
      SELECT d.id, d.number, d.name, d.id_number, d.phone, f.policy, f.title, f.since
      FROM policy_fit f JOIN dossier d ON d.place = f.dossier
      WHERE \(Store.isUnclaimed)
      ORDER BY f.since, f.dossier, f.policy LIMIT ?2 OFFSET ?3
      """, [.text(theme), .int(query.limit), .int(query.offset)]
    ) { row in
      RegisterRow(
        dossier: row.text(0), number: row.text(1), name: row.text(2), idNumber: row.text(3),
        phone: row.text(4),
        content: .policy(
          key: row.text(5), title: row.text(6), since: Instant(milliseconds: row.int(7))))
    }
  }

  // MARK: Keeping up

  /// After something was done to a dossier; inside its transaction.
  func replaceEntries(
    of before: StoredDossier, _ after: Dossier, _ keys: SearchKeys
  ) throws(StoreError) {
    let known = before.dossier
    guard
      after.entries != known.entries || after.answers != known.answers
        || after.voided != known.voided
    else { return }
    try database.sql("DELETE FROM register_entry WHERE dossier = ?", .int(before.place))
    try insertEntries(of: before.place, after, keys)
  }

  /// Of a dossier that was not there, or whose old lines are gone.
  func insertEntries(
    of place: Int, _ after: Dossier, _ keys: SearchKeys
  ) throws(StoreError) {
    guard after.voided == nil else { return }
    for entry in after.entries where entry.closing?.isVoid != true {
      try database.sql(
        "INSERT INTO register_entry VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", .int(place),
        .text(entry.id), .text(after.theme), .text(entry.register), .bool(entry.isOpen),
        .int(entry.due?.number ?? Store.noDue), .instant(entry.at),
        .text(entry.marks && entry.isOpen ? entry.title : ""), .text(keys.idNumber),
        .json(entry.json))
    }
  }
}
