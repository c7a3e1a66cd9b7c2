import Domain
import Ledger
import SQLite

extension Store {
  /// Searches dossiers, drafts and today's tickets (查找): tickets first, then
  /// drafts, then dossiers, each newest first.
  package func find(_ query: FindQuery) throws(StoreError) -> [FindHit] {
    let criteria = Criterion.all(for: query.text)
    guard !criteria.isEmpty else { return [] }
    let needed = query.offset + query.limit
    if case .flag(let title)? = criteria.first {
      return try flagged(title, limit: needed).dropFirst(query.offset)
        .map { FindHit(subject: .dossier($0), reason: .flag) }
    }
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
      hits += try dossiers(criteria, limit: needed - hits.count) { keys, number in
        best(criteria, keys, number: number)
      }.map { FindHit(subject: .dossier($0), reason: $1) }
    }
    return Array(hits.dropFirst(query.offset).prefix(query.limit))
  }

  /// The earlier dossiers of a person, newest first.
  package func dossiers(
    idNumber: String, limit: Int = 50
  ) throws(StoreError) -> [DossierSummary] {
    guard !idNumber.isEmpty else { return [] }
    let criterion = Criterion.idNumber(idNumber.uppercased())
    return try dossiers([criterion], limit: limit) { keys, number in
      // A member's earlier household is not the member's own dossier.
      criterion.reason(keys, number: number) == .idNumber ? .idNumber : nil
    }.map(\.0)
  }

  /// Dossiers of the same name (疑似同一人), however it was written, and, if given, the same birth date,
  /// newest first.
  package func lookAlikes(
    name: String, birth: Day? = nil, limit: Int = 20
  ) throws(StoreError) -> [DossierSummary] {
    let name = Typed.nameKey(name)
    guard !name.isEmpty else { return [] }
    return try dossiers([.name(name)], limit: limit) { keys, _ in
      let isSameBirth = birth == nil || keys.birth == nil || keys.birth == birth
      return Typed.nameKey(keys.name) == name && isSameBirth ? .name : nil
    }.map(\.0)
  }

  /// Dossiers with a mark that begins so, newest first.
  private func flagged(_ title: String, limit: Int) throws(StoreError) -> [DossierSummary] {
    var found: [DossierSummary] = []
    for place in try places(flagged: title, limit: limit) {
      if let (keys, _) = try keys(at: place), let summary = try summary(at: place, keys) {
        found.append(summary)
      }
    }
    return found
  }

  private func best(
    _ criteria: [Criterion], _ keys: SearchKeys, number: String
  ) -> FindReason? {
    let reasons = criteria.compactMap { $0.reason(keys, number: number) }
    return FindReason.allCases.first { reasons.contains($0) }
  }

  /// First the dossiers that are not in the index yet, then the blocks of the
  /// index from the newest, until there are enough.
  private func dossiers(
    _ criteria: [Criterion], limit: Int,
    _ reason: (SearchKeys, _ number: String) -> FindReason?
  ) throws(StoreError) -> [(DossierSummary, FindReason)] {
    var taken: [(DossierSummary, FindReason)] = []
    func take(_ place: Int) throws(StoreError) {
      guard let (keys, number) = try keys(at: place), let reason = reason(keys, number),
        let summary = try summary(at: place, keys)
      else { return }
      taken.append((summary, reason))
    }
    for case .dossierNumber(let number) in criteria {
      let places = try database.all(
        "SELECT place FROM dossier WHERE number = ?", [.text(number)]
      ) { $0.int(0) }
      for place in places { try take(place) }
    }
    let ranges = criteria.compactMap(\.range)
    guard !ranges.isEmpty else { return taken }
    let indexed = try indexedPlace()
    for place in stride(from: try dossierCount(), to: indexed, by: -1) {
      try take(place)
      if taken.count == limit { return taken }
    }
    for block in stride(from: SearchIndex.block(of: indexed), through: 0, by: -1) {
      var places: Set<Int> = []
      for range in ranges {
        let more = try database.all(
          "SELECT dossier FROM search_key WHERE block = ? AND key >= ? AND key < ?",
          [.int(block), .text(range.first), .text(range.end)]
        ) { $0.int(0) }
        places.formUnion(more)
      }
      for place in places.sorted(by: >) {
        try take(place)
        if taken.count == limit { return taken }
      }
    }
    return taken
  }

  private func keys(at place: Int) throws(StoreError) -> (SearchKeys, number: String)? {
    try database.first(
      "SELECT name, id_number, phone, birth, readings, number, others FROM dossier WHERE place = ?",
      .int(place)
    ) { row in
      let keys = SearchKeys(
        name: row.text(0), idNumber: row.text(1), phone: row.text(2), birth: row.optionalDay(3),
        readings: SearchIndex.readings(column: row.text(4)),
        others: SearchIndex.others(column: row.text(6)))
      return (keys, row.text(5))
    }
  }

  private func summary(
    at place: Int, _ keys: SearchKeys
  ) throws(StoreError) -> DossierSummary? {
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
      SELECT id, number, theme, theme_title, accepted_at, counter, clerk, is_open FROM dossier
      WHERE place = ?
      """, .int(place)
    ) { row in
      DossierSummary(
        id: row.text(0), number: row.text(1), theme: row.text(2), themeTitle: row.text(3),
        acceptedAt: row.instant(4), counter: row.text(5), clerk: row.text(6), name: keys.name,
        idNumber: keys.idNumber, phone: keys.phone, birth: keys.birth, isClosed: !row.bool(7),
        proceedings: proceedings)
    }
  }
}
