import Domain
import JSON
import Ledger
import SQLite

// Writes a dossier into the tables that screens read; inside a transaction.

extension Store {
  func insert(_ dossier: Dossier) throws(StoreError) {
    let keys = index(dossier.theme, dossier.answers)
    try database.sql(
      """
      INSERT INTO dossier (
        id, number, accepted_at, accepted_day, theme, theme_title, counter, clerk, name, id_number,
        phone, birth, readings, others, is_open, needs_wishes, wishes, trainings, content
      ) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """,
      [
        .text(dossier.id), .text(dossier.number), .instant(dossier.acceptedAt),
        .day(dossier.acceptedAt.day), .text(dossier.theme), .text(dossier.themeTitle),
        .text(dossier.counter), .text(dossier.clerk),
      ] + changing(dossier, keys))
    let place = database.lastInsertRowid
    for index in dossier.proceedings.indices {
      try put(dossier.proceedings[index], at: index, of: dossier, place, keys)
    }
    try insertEntries(of: place, dossier, keys)
    if let serial = SearchIndex.serial(ofNumber: dossier.number) {
      try database.sql(
        "UPDATE meta SET value = max(value, ?) WHERE key = 'number_hwm'", .int(serial))
    }
  }

  func replace(_ before: StoredDossier, with after: Dossier) throws(StoreError) {
    let keys = index(after.theme, after.answers)
    let keysBefore = index(before.dossier.theme, before.dossier.answers)
    try database.sql(
      """
      UPDATE dossier SET name = ?, id_number = ?, phone = ?, birth = ?, readings = ?, others = ?,
        is_open = ?, needs_wishes = ?, wishes = ?, trainings = ?, content = ? WHERE place = ?
      """, changing(after, keys) + [.int(before.place)])
    for (index, proceeding) in after.proceedings.enumerated() {
      let known = before.dossier.proceedings
      let isKnown =
        known.indices.contains(index) && proceeding == known[index]
        && after.awaited(by: proceeding) == before.dossier.awaited(by: proceeding)
      if keys != keysBefore || !isKnown {
        try put(proceeding, at: index, of: after, before.place, keys)
      }
    }
    try replaceEntries(of: before, after, keys)
    try replaceAftercare(of: before.place, after, keys)
    if keys != keysBefore, before.place <= (try indexedPlace()) {
      try deleteKeys(SearchIndex.keys(keysBefore, number: after.number), of: before.place)
      try insertKeys(SearchIndex.keys(keys, number: after.number), of: before.place)
    }
  }

  /// Columns that a later operation can change, in the order of both statements.
  private func changing(_ dossier: Dossier, _ keys: SearchKeys) -> [Value] {
    let wishes = Store.wishes.map { dossier.answers[rows: $0].count }
    let needsWishes = Store.wishes.allSatisfy { dossier.minimums[$0, default: 0] > 0 }
    return [
      .text(keys.name), .text(keys.idNumber), .text(keys.phone), .day(orNull: keys.birth),
      .text(SearchIndex.column(keys.readings)), .text(SearchIndex.column(keys.others)),
      .bool(!dossier.isClosed), .bool(needsWishes),
    ] + wishes.map(Value.int) + [.json(dossier.json)]
  }

  /// The lists that N0-21 and N0-23 want an entry in.
  private static let wishes = ["jobWishes", "trainingWishes"]

  /// Stands for “no due day” in `proceeding.due`; sorts last.
  static let noDue = 9_999_999

  private func put(
    _ proceeding: Proceeding, at index: Int, of dossier: Dossier, _ place: Int, _ keys: SearchKeys
  ) throws(StoreError) {
    try database.sql(
      """
      REPLACE INTO proceeding (
        dossier, place, matter, title, meaning, department, state, is_open, step, due,
        needs_telling, finished_at, finished_day, reason, clock, theme, number, name,
        name_order, counter, clerk, accepted_at, is_received, waits_for
      ) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """,
      .int(place), .int(index), .text(proceeding.matter), .text(proceeding.title),
      .text(orNull: proceeding.meaning?.rawValue), .text(proceeding.department),
      .text(proceeding.state.rawValue), .bool(!proceeding.state.isFinal),
      .text(proceeding.currentStep?.title ?? ""),
      .int(proceeding.clock.due?.number ?? Store.noDue), .bool(proceeding.needsTelling),
      .instant(orNull: proceeding.finishedAt), .day(orNull: proceeding.finishedAt?.day),
      .text(orNull: proceeding.reason), .json(proceeding.clock.json), .text(dossier.theme),
      .text(dossier.number), .text(keys.name), .text(SearchIndex.order(keys)),
      .text(dossier.counter), .text(dossier.clerk),
      .instant(dossier.acceptedAt), .bool(proceeding.receivedAt != nil),
      .text(dossier.awaited(by: proceeding)))
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
