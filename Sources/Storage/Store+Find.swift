import Domain
import Ledger
import SQLite

/// A dossier of a list, with what it is found by.
private struct FoundDossier {
  let summary: DossierSummary
  let keys: SearchKeys
}

extension Store {
  /// Searches dossiers, drafts and today's tickets (查找): tickets first, then
  /// drafts, then dossiers, each newest first.
  package func find(_ query: FindQuery) throws(StoreError) -> [FindHit] {
    let criteria = Criterion.all(for: query.text)
    guard !criteria.isEmpty else { return [] }
    let needed = query.offset + query.limit
    var hits: [FindHit] = []
    for ticket in try tickets(on: query.today).reversed()
    where criteria.contains(where: { $0.fits(ticket) }) {
      hits.append(FindHit(subject: .ticket(ticket), reason: .ticketNumber))
    }
    for draft in try drafts() {
      if let reason = best(criteria, draft.progress.keys, number: "") {
        hits.append(FindHit(subject: .draft(draft), reason: reason))
      }
    }
    if hits.count < needed {
      hits += try dossiers(criteria, limit: needed - hits.count) { found in
        best(criteria, found.keys, number: found.summary.number).map {
          FindHit(subject: .dossier(found.summary), reason: $0)
        }
      }
    }
    return Array(hits.dropFirst(query.offset).prefix(query.limit))
  }

  /// The earlier dossiers of a person, newest first.
  package func dossiers(
    idNumber: String, limit: Int = 50
  ) throws(StoreError) -> [DossierSummary] {
    guard !idNumber.isEmpty else { return [] }
    return try dossiers([.idNumber(idNumber.uppercased())], limit: limit) {
      $0.keys.idNumber.uppercased() == idNumber.uppercased() ? $0.summary : nil
    }
  }

  /// Dossiers of the same name (疑似同一人) and, if given, the same birth date,
  /// newest first.
  package func lookAlikes(
    name: String, birth: Day? = nil, limit: Int = 20
  ) throws(StoreError) -> [DossierSummary] {
    guard !name.isEmpty else { return [] }
    return try dossiers([.name(name.lowercased())], limit: limit) {
      let keys = $0.keys
      let isSameBirth = birth == nil || keys.birth == nil || keys.birth == birth
      return keys.name == name && isSameBirth ? $0.summary : nil
    }
  }

  private func best(
    _ criteria: [Criterion], _ keys: SearchKeys, number: String
  ) -> FindReason? {
    let reasons = criteria.compactMap { $0.reason(keys, number: number) }
    return FindReason.allCases.first { reasons.contains($0) }
  }

  /// Walks the blocks of the index from the newest, until there are enough.
  private func dossiers<T>(
    _ criteria: [Criterion], limit: Int, _ take: (FoundDossier) -> T?
  ) throws(StoreError) -> [T] {
    var taken: [T] = []
    for case .dossierNumber(let number) in criteria {
      let places = try database.all(
        "SELECT place FROM dossier WHERE number = ?", [.text(number)]
      ) { $0.int(0) }
      for place in places {
        if let hit = try found(at: place).flatMap(take) { taken.append(hit) }
      }
    }
    let ranges = criteria.compactMap(\.range)
    guard !ranges.isEmpty else { return taken }
    let newest = SearchIndex.block(of: try dossierCount())
    for block in stride(from: newest, through: 0, by: -1) {
      var places: Set<Int> = []
      for range in ranges {
        let more = try database.all(
          "SELECT dossier FROM search_key WHERE block = ? AND key >= ? AND key < ?",
          [.int(block), .text(range.first), .text(range.end)]
        ) { $0.int(0) }
        places.formUnion(more)
      }
      for place in places.sorted(by: >) {
        if let hit = try found(at: place).flatMap(take) { taken.append(hit) }
        if taken.count == limit { return taken }
      }
    }
    return taken
  }

  private func found(at place: Int) throws(StoreError) -> FoundDossier? {
    let proceedings = try database.all(
      """
      SELECT matter, title, meaning, state, due FROM proceeding WHERE dossier = ? ORDER BY place
      """, [.int(place)]
    ) { (row) throws(StoreError) in
      ProceedingSummary(
        matter: row.text(0), title: row.text(1),
        meaning: row.isNull(2) ? nil : try row.word(2, table: "proceeding"),
        state: try row.word(3, table: "proceeding"),
        due: row.int(4) == Store.noDue ? nil : row.day(4))
    }
    return try database.first(
      """
      SELECT id, number, theme, theme_title, accepted_at, counter, clerk, name, id_number, phone,
        birth, readings, is_open FROM dossier WHERE place = ?
      """, .int(place)
    ) { row in
      let keys = SearchKeys(
        name: row.text(7), idNumber: row.text(8), phone: row.text(9), birth: row.optionalDay(10),
        readings: SearchIndex.readings(column: row.text(11)))
      let summary = DossierSummary(
        id: row.text(0), number: row.text(1), theme: row.text(2), themeTitle: row.text(3),
        acceptedAt: row.instant(4), counter: row.text(5), clerk: row.text(6), name: keys.name,
        idNumber: keys.idNumber, phone: keys.phone, birth: keys.birth,
        isClosed: !row.bool(12), proceedings: proceedings)
      return FoundDossier(summary: summary, keys: keys)
    }
  }
}
