import Domain
import JSON
import Ledger
import SQLite

// Drafts (草稿) are journalled field by field: what was typed before the field
// under the cursor survives a killed program and a power cut.

extension Store {
  /// Saves one field of a draft, and makes the draft if it is the first one.
  ///
  /// - Parameters:
  ///   - draft: the id of its ticket.
  ///   - answer: nil clears the field.
  package func saveDraftField(
    _ draft: String, _ part: Draft.Part = .answers, key: String, _ answer: Answer?, at: Instant
  ) throws(StoreError) {
    try journal(draft, [DraftField(part: part, key: key, answer: answer)], at: at)
  }

  /// Saves what one key changed in a draft, and how far it got since, all or
  /// none and with one wait for the disk.
  ///
  /// - Parameter clerk: account key of who fills it in.
  package func journal(
    _ draft: String, _ fields: [DraftField], _ progress: DraftProgress? = nil,
    by clerk: String = "", at: Instant
  ) throws(StoreError) {
    try write { () throws(StoreError) in
      try touch(draft, by: clerk, at: at)
      for field in fields { try put(field, in: draft, at: at) }
      if let progress { try put(progress, in: draft) }
    }
  }

  private func put(_ field: DraftField, in draft: String, at: Instant) throws(StoreError) {
    if let answer = field.answer {
      try database.sql(
        "REPLACE INTO draft_field VALUES (?, ?, ?, ?, ?)", .text(draft),
        .text(field.part.rawValue), .text(field.key), .json(answer.json), .instant(at))
    } else {
      try database.sql(
        "DELETE FROM draft_field WHERE draft = ? AND part = ? AND key = ?", .text(draft),
        .text(field.part.rawValue), .text(field.key))
    }
  }

  /// Says whose draft it is and how far it got.
  package func setDraftProgress(
    _ draft: String, _ progress: DraftProgress, at: Instant
  ) throws(StoreError) {
    try journal(draft, [], progress, at: at)
  }

  private func put(_ progress: DraftProgress, in draft: String) throws(StoreError) {
    let keys = progress.keys
    // The screen knows no pinyin; a draft is found by it all the same.
    let readings =
      keys.readings.isEmpty
      ? index(progress.theme, Answers(["name": .text(keys.name)])).readings : keys.readings
    try database.sql(
      """
      UPDATE draft SET theme = ?, theme_version = ?, ticket_number = ?, name = ?, id_number = ?,
        phone = ?, birth = ?, readings = ?, done = ?, total = ? WHERE id = ?
      """,
      .text(progress.theme), .text(progress.themeVersion), .text(progress.ticketNumber),
      .text(keys.name), .text(keys.idNumber), .text(keys.phone), .day(orNull: keys.birth),
      .text(SearchIndex.column(readings)), .int(progress.done), .int(progress.total),
      .text(draft))
  }

  private func touch(_ draft: String, by clerk: String, at: Instant) throws(StoreError) {
    try database.sql(
      """
      INSERT INTO draft (id, started_at, updated_at, clerk) VALUES (?, ?, ?, ?)
      ON CONFLICT (id) DO UPDATE SET updated_at = excluded.updated_at, clerk = excluded.clerk
      """, .text(draft), .instant(at), .instant(at), .text(clerk))
  }

  /// All drafts, the last touched first.
  package func drafts() throws(StoreError) -> [DraftSummary] {
    try database.all("\(Store.selectDraft) ORDER BY updated_at DESC, id") { $0.draft }
  }

  package func draft(_ id: String) throws(StoreError) -> Draft? {
    guard
      let summary = try database.first(
        "\(Store.selectDraft) WHERE id = ?", .text(id), row: { $0.draft })
    else { return nil }
    let fields = try database.all(
      "SELECT part, key, value FROM draft_field WHERE draft = ?", [.text(id)]
    ) { (row) throws(StoreError) in
      (
        try row.word(0, Draft.Part.self, table: "draft_field"), row.text(1),
        try row.decoded(2, table: "draft_field") { (reader) throws(JSONContentError) in
          try Answer(reader)
        }
      )
    }
    var draft = Draft(summary: summary, answers: Answers(), choices: Answers())
    for (part, key, answer) in fields {
      switch part {
      case .answers: draft.answers[key] = answer
      case .choices: draft.choices[key] = answer
      }
    }
    return draft
  }

  package func dropDraft(_ id: String) throws(StoreError) {
    try write { () throws(StoreError) in
      try database.sql("DELETE FROM draft WHERE id = ?", .text(id))
    }
  }

  private static let selectDraft = """
    SELECT id, started_at, updated_at, theme, theme_version, ticket_number, name, id_number, phone,
      birth, readings, done, total, clerk FROM draft
    """
}

extension Row {
  fileprivate var draft: DraftSummary {
    DraftSummary(
      id: text(0), startedAt: instant(1), updatedAt: instant(2),
      progress: DraftProgress(
        theme: text(3), themeVersion: text(4), ticketNumber: text(5),
        keys: SearchKeys(
          name: text(6), idNumber: text(7), phone: text(8), birth: optionalDay(9),
          readings: SearchIndex.readings(column: text(10))),
        done: int(11), total: int(12)), clerk: text(13))
  }
}
