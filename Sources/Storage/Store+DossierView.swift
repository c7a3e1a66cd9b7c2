import Domain
import JSON
import Ledger
import SQLite

// Writes a dossier into the tables that screens read; inside a transaction.

extension Store {
  /// - Parameter number: as lists show it; nil for the dossier's own.
  func insert(_ dossier: Dossier, number: String? = nil) throws(StoreError) {
    let number = number ?? dossier.number
    let keys = index(dossier.theme, dossier.answers)
    try database.sql(
      """
      INSERT INTO dossier (
        id, number, accepted_at, accepted_day, theme, theme_title, counter, clerk, name, id_number,
        phone, birth, readings, others, is_open, needs_wishes, wishes, trainings, undecided, content
      ) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """,
      [
        .text(dossier.id), .text(number), .instant(dossier.acceptedAt),
        .day(dossier.acceptedAt.day), .text(dossier.theme), .text(dossier.themeTitle),
        .text(dossier.counter), .text(dossier.clerk),
      ] + changing(dossier, keys))
    let place = database.lastInsertRowid
    for index in dossier.proceedings.indices {
      try put(dossier.proceedings[index], at: index, of: dossier, number, place, keys)
    }
    try insertEntries(of: place, dossier, keys)
    try markSerial(of: dossier)
  }

  func replace(_ before: StoredDossier, with after: Dossier) throws(StoreError) {
    let hasNewNumber = before.dossier.number != after.number
    let number = hasNewNumber ? try freeNumber(of: after) : before.number
    let keys = index(after.theme, after.answers)
    let keysBefore = index(before.dossier.theme, before.dossier.answers)
    try database.sql(
      """
      UPDATE dossier SET name = ?, id_number = ?, phone = ?, birth = ?, readings = ?, others = ?,
        is_open = ?, needs_wishes = ?, wishes = ?, trainings = ?, undecided = ?, content = ?
      WHERE place = ?
      """, changing(after, keys) + [.int(before.place)])
    for (index, proceeding) in after.proceedings.enumerated() {
      let known = before.dossier.proceedings
      let isKnown =
        known.indices.contains(index) && proceeding == known[index]
        && after.awaited(by: proceeding) == before.dossier.awaited(by: proceeding)
        && after.division(of: proceeding) == before.dossier.division(of: proceeding)
      if keys != keysBefore || !isKnown || hasNewNumber {
        try put(proceeding, at: index, of: after, number, before.place, keys)
      }
    }
    if after.proceedings.count < before.dossier.proceedings.count {
      try database.sql(
        "DELETE FROM proceeding WHERE dossier = ? AND place >= ?", .int(before.place),
        .int(after.proceedings.count))
    }
    try replaceEntries(of: before, after, keys)
    try replaceAftercare(of: before.place, after, keys)
    if keys != keysBefore || hasNewNumber, before.place <= (try indexedPlace()) {
      try deleteKeys(
        SearchIndex.keys(keysBefore, number: before.dossier.number), of: before.place)
      try insertKeys(SearchIndex.keys(keys, number: after.number), of: before.place)
    }
    if hasNewNumber { try renumber(before, number, after) }
  }

  /// Columns that a later operation can change, in the order of both statements.
  private func changing(_ dossier: Dossier, _ keys: SearchKeys) -> [Value] {
    let wishes = Store.wishes.map { dossier.answers[rows: $0].count }
    let needsWishes = needsWishes(dossier)
    return [
      .text(keys.name), .text(keys.idNumber), .text(keys.phone), .day(orNull: keys.birth),
      .text(SearchIndex.column(keys.readings)), .text(SearchIndex.column(keys.others)),
      .bool(!dossier.isClosed), .bool(needsWishes),
    ] + wishes.map(Value.int) + [.int(dossier.undecidedCount), .json(dossier.json)]
  }

  /// The lists that N0-21 and N0-23 want an entry in.
  private static let wishes = ["jobWishes", "trainingWishes"]

  private func needsWishes(_ dossier: Dossier) -> Bool {
    Store.wishes.allSatisfy { dossier.minimums[$0, default: 0] > 0 }
  }

  /// Whether the store can hold it: see the CHECK of its table.
  func keepsWishes(_ dossier: Dossier) -> Bool {
    !needsWishes(dossier) || Store.wishes.allSatisfy { !dossier.answers[rows: $0].isEmpty }
  }

  /// Stands for “no due day” in `proceeding.due`; sorts last.
  static let noDue = 9_999_999

  private func put(
    _ proceeding: Proceeding, at index: Int, of dossier: Dossier, _ number: String, _ place: Int,
    _ keys: SearchKeys
  ) throws(StoreError) {
    try database.sql(
      """
      REPLACE INTO proceeding (
        dossier, place, matter, title, meaning, department, state, is_open, step, due,
        needs_telling, finished_at, finished_day, reason, clock, theme, number, name,
        name_order, counter, clerk, accepted_at, is_received, waits_for, division, helpers
      ) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """,
      .int(place), .int(index), .text(proceeding.matter), .text(proceeding.title),
      .text(orNull: proceeding.meaning?.rawValue), .text(proceeding.department),
      .text(proceeding.state.rawValue), .bool(!proceeding.state.isFinal),
      .text(proceeding.currentStep?.title ?? ""),
      .int(proceeding.clock.due?.number ?? Store.noDue), .bool(proceeding.needsTelling),
      .instant(orNull: proceeding.finishedAt), .day(orNull: proceeding.finishedAt?.day),
      .text(orNull: proceeding.reason), .json(proceeding.clock.json), .text(dossier.theme),
      .text(number), .text(keys.name), .text(SearchIndex.order(keys)),
      .text(dossier.counter), .text(dossier.clerk),
      .instant(dossier.acceptedAt), .bool(proceeding.receivedAt != nil),
      .text(dossier.awaited(by: proceeding)), .text(dossier.division(of: proceeding)),
      .text(proceeding.awaitedHelpers.map { " \($0) " }.joined()))
  }
}

extension Dossier {
  /// Titles of what keeps a proceeding waiting; empty for every other.
  fileprivate func awaited(by proceeding: Proceeding) -> String {
    guard proceeding.state == .waiting else { return "" }
    return proceeding.waitsFor.compactMap(self.proceeding).filter { !$0.state.isFinal }
      .map(\.title).joined(separator: "、")
  }
}
