import Glibc
import JSON
import Ledger
import SQLite

// What a store can prove of itself (核对): its views against its log, its logs
// against ends that were signed or confirmed, and everything else by digests.

/// Where a log ended once (日志末尾): its first `count` lines have the link `hash`.
package struct LogEnd: Equatable, Sendable {
  package let log: String
  package let count: Int
  package let hash: [UInt8]

  package init(log: String, count: Int, hash: [UInt8]) {
    self.log = log
    self.count = count
    self.hash = hash
  }
}

/// A row of a view that is not what the log says (不符之处), without anybody's data.
package struct ViewDifference: Equatable, Sendable {
  package let table: String
  /// The columns of its key with their values: `dossier=12, rule=visit`.
  package let key: String
}

extension Store {
  /// Where every log ends now.
  package func logEnds() throws(StoreError) -> [LogEnd] {
    let current = try head()
    let all = try logs().map { LogEnd(log: $0.code, count: $0.count, hash: $0.head) }
    return all.isEmpty ? [LogEnd(log: chain.log, count: current.seq, hash: current.hash)] : all
  }

  /// Whether a log still begins with all that it had then.
  ///
  /// Lines may stand under a later code now: they kept their order.
  package func begins(with end: LogEnd) throws(StoreError) -> Bool {
    let chain = Chain(log: end.log, hash: chain.hash)
    if end.count == 0 { return end.hash == chain.origin }
    var starts = try database.all(
      "SELECT min(position) FROM op WHERE log = ?", [.text(end.log)]
    ) { $0.optionalInt(0) }.compactMap { $0 }
    if starts.isEmpty {
      // All of it has another code: it is one of those that begin here.
      starts = try database.all("SELECT min(position) FROM op GROUP BY log") { $0.int(0) }
    }
    for start in starts where try link(chain, from: start, count: end.count) == end.hash {
      return true
    }
    return false
  }

  /// The link after so many lines from a position on: those under the chain's own code,
  /// and when there are no more of these, whatever follows the last one.
  private func link(
    _ chain: Chain, from start: Int, count: Int
  ) throws(StoreError) -> [UInt8]? {
    var (hash, position, left) = (chain.origin, start - 1, count)
    for isOwn in [true, false] where left > 0 {
      var batch: [(Int, [UInt8])]
      repeat {
        batch = try database.all(
          """
          SELECT position, line FROM op WHERE position > ? AND (log = ? OR ?)
          ORDER BY position LIMIT ?
          """, [.int(position), .text(chain.log), .bool(!isOwn), .int(min(1000, left))]
        ) { ($0.int(0), $0.blob(1)) }
        for (place, line) in batch {
          hash = chain.link(after: hash, line: line)
          position = place
        }
        left -= batch.count
      } while !batch.isEmpty && left > 0
    }
    return left == 0 ? hash : nil
  }

  // MARK: What central confirmed

  private static let confirmedKey = "central.end "

  /// Central answered that a log of its ends so; inside a transaction.
  func noteConfirmed(_ end: LogEnd) throws(StoreError) {
    guard try link(of: end.log, after: end.count) == end.hash else { return }
    try database.sql(
      "REPLACE INTO setting VALUES (?, ?)", .text(Store.confirmedKey + end.log),
      .text("\(end.count) \(Hex.text(end.hash))"))
  }

  /// The ends that central last confirmed, by its answers.
  package func confirmedEnds() throws(StoreError) -> [LogEnd] {
    try database.all(
      "SELECT key, value FROM setting WHERE key >= ?1 AND key < ?1 || 'z' ORDER BY key",
      [.text(Store.confirmedKey)]
    ) { (row) throws(StoreError) in
      let parts = row.text(1).split(separator: " ")
      guard parts.count == 2, let count = Int(parts[0]), let hash = Hex.bytes(String(parts[1]))
      else {
        throw .unreadable(table: "setting", reason: row.text(0))
      }
      return LogEnd(
        log: String(row.text(0).dropFirst(Store.confirmedKey.count)), count: count, hash: hash)
    }
  }

  // MARK: Views

  /// Every row of every view that is not what playing the log again gives; with
  /// central, what it confirmed and the operations that it has not.
  ///
  /// - Parameters:
  ///   - scratch: a directory that is not there yet, and may be removed afterwards.
  ///   - most: of one table.
  package func viewDifferences(
    in scratch: String, most: Int = 5
  ) throws(StoreError) -> [ViewDifference] {
    try Store.make(scratch)
    // The store itself stays as it is: its own leftover work is done in a copy, too.
    let shown = try copy(in: scratch + "/shown")
    try shown.checkpoint()
    let copy = try copy(in: scratch + "/played")
    try copy.rebuild()
    try copy.database.sql("ATTACH ? AS shown", .text(try shown.path()))
    try copy.takeSearchColumns()
    var found: [ViewDifference] = []
    for table in Schema.views.sorted() {
      let columns = try copy.database.all(
        "SELECT name, pk FROM pragma_table_info(?)",
        [
          .text(table)
        ]
      ) { (name: $0.text(0), isKey: $0.int(1) > 0) }
      let key = columns.filter(\.isKey).map(\.name)
      let same = key.map { "a.\($0) = b.\($0)" }.joined(separator: " AND ")
      let differs =
        columns.filter { !$0.isKey && !Store.searchColumns.contains($0.name) }.map {
          "a.\($0.name) IS NOT b.\($0.name)"
        }
        + ["b.\(key[0]) IS NULL"]
      for (one, other) in [("main", "shown"), ("shown", "main")] {
        let rows = try copy.database.all(
          """
          SELECT \(key.map { "a.\($0)" }.joined(separator: ", "))
          FROM \(one).\(table) a LEFT JOIN \(other).\(table) b ON \(same)
          WHERE \(differs.joined(separator: " OR ")) LIMIT ?
          """, [.int(most)]
        ) { row in
          // What people are found by is part of one key.
          row.values.enumerated().filter { key[$0.offset] != "key" || table == "account" }.map {
            "\(key[$0.offset])=\(Store.text($0.element))"
          }.joined(separator: ", ")
        }
        for row in rows {
          let difference = ViewDifference(table: table, key: row)
          if !found.contains(difference) { found.append(difference) }
        }
      }
    }
    try copy.database.sql("DETACH shown")
    return found
  }

  /// Columns that another program's tables of readings may have made: a newer one reads
  /// names otherwise, and nobody has changed anything.
  private static let searchColumns: Set<String> = ["readings", "others", "name_order"]

  /// A copy gets those of the store that it is a copy of, and the index that follows.
  private func takeSearchColumns() throws(StoreError) {
    try write { () throws(StoreError) in
      for column in ["readings", "others"] {
        try database.sql(
          """
          UPDATE main.dossier SET \(column) = s.\(column) FROM shown.dossier s
          WHERE s.place = main.dossier.place
          """)
      }
      try database.sql("DELETE FROM main.search_key")
      try database.sql("DELETE FROM main.meta WHERE key = 'indexed'")
      while try indexedPlace() < dossierCount() { try indexBatch() }
    }
  }

  private func path() throws(StoreError) -> String {
    try database.first("SELECT file FROM pragma_database_list WHERE name = 'main'") {
      $0.text(0)
    } ?? ""
  }

  private func copy(in directory: String) throws(StoreError) -> Store {
    try Store.make(directory)
    try backup(to: directory + "/store.sqlite")
    let copy = try Store(
      directory: directory, hash: chain.hash, newLogCode: chain.log, index: index)
    if let aftercare {
      copy.readAftercare(
        version: aftercare.version, themes: aftercare.themes, aftercare.read)
    }
    return copy
  }

  private static func text(_ value: Value) -> String {
    switch value {
    case .null: "-"
    case .int(let number): "\(number)"
    case .text(let text): text
    case .blob(let bytes): "\(bytes.count) bytes"
    }
  }

  // MARK: Everything else

  /// Whether ends of its logs have ever been signed.
  package func isSealed() throws(StoreError) -> Bool {
    try database.first("SELECT 1 FROM meta WHERE key = 'sealed'") { $0.int(0) } != nil
  }

  package func noteSealed() throws(StoreError) {
    try write { () throws(StoreError) in
      try database.sql("REPLACE INTO meta VALUES ('sealed', 1)")
    }
  }

  /// The version of the tables.
  package static var schemaVersion: Int { Schema.history.count }

  /// A digest of every table that is no view and not the log, as drafts, passphrases,
  /// settings, and how far central was read; and of what dossiers are searched by.
  package func localDigests() throws(StoreError) -> [String: [UInt8]] {
    let tables = try database.all(
      "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name"
    ) { $0.text(0) }
    var digests: [String: [UInt8]] = [:]
    for table in tables
    where table != "op" && !Schema.views.contains(table) && !table.hasPrefix("sqlite_") {
      var digest = chain.hash(Array(table.utf8))
      _ = try database.all("SELECT * FROM \(table)") { row in
        digest = chain.link(after: digest, line: Array("\(row.values)".utf8))
      }
      digests[table] = digest
    }
    // What names are found by is not played again: see `searchColumns`.
    var search = chain.hash([])
    for sql in [
      "SELECT place, readings, others FROM dossier ORDER BY place",
      "SELECT dossier, place, name_order FROM proceeding ORDER BY dossier, place",
    ] {
      _ = try database.all(sql) { row in
        search = chain.link(after: search, line: Array("\(row.values)".utf8))
      }
    }
    digests["dossier.search"] = search
    return digests
  }
}
