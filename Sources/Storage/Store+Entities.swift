import Domain
import JSON
import Ledger
import SQLite

/// An entity as central confirmed it (已确认状态).
struct Confirmed {
  let revision: Int
  let entity: Entity
  /// JSON, as it came.
  let content: [UInt8]
  /// The last line of each log that is in it.
  var seen: [String: Int] = [:]
}

/// What the row of an entity holds (一行).
struct Shown {
  /// How many changes central has seen of it; 0 for what it has not confirmed.
  let revision: Int
  /// JSON.
  let content: [UInt8]
  /// The last line of each log that is in the confirmed state.
  let seen: [String: Int]
}

extension Entity.Kind {
  var idColumn: String { self == .account ? "key" : "id" }
}

extension Store {
  /// What the row of an entity holds; nil when there is none.
  func shown(_ key: EntityKey) throws(StoreError) -> Shown? {
    try database.first(
      "SELECT rev, content, seen FROM \(key.kind.rawValue) WHERE \(key.kind.idColumn) = ?",
      .text(key.id)
    ) { (row) throws(StoreError) in
      Shown(revision: row.int(0), content: row.blob(1), seen: try row.seen(2))
    }
  }

  /// Nil when central has not confirmed it.
  func confirmed(_ key: EntityKey) throws(StoreError) -> Confirmed? {
    let base = try database.first(
      "SELECT rev, content, seen FROM base WHERE kind = ? AND id = ?", .text(key.kind.rawValue),
      .text(key.id)
    ) { (row) throws(StoreError) in
      Shown(revision: row.int(0), content: row.blob(1), seen: try row.seen(2))
    }
    var found = base
    if found == nil { found = try shown(key) }
    guard let found, found.revision > 0 else { return nil }
    guard let json = try? JSON(parsing: found.content),
      let confirmed = readable(key, found.revision, json, found.seen)
    else {
      throw .unreadable(table: key.kind.rawValue, reason: "not what central sends")
    }
    return confirmed
  }

  /// Nil when this program cannot read it, or the store could not hold it.
  func readable(
    _ key: EntityKey, _ revision: Int, _ json: JSON, _ seen: [String: Int]
  ) -> Confirmed? {
    guard let entity = try? Entity(key.kind, JSONReader(json)), entity.key == key else {
      return nil
    }
    if let dossier = entity.dossier, !keepsWishes(dossier) { return nil }
    return Confirmed(revision: revision, entity: entity, content: json.line, seen: seen)
  }

  /// Into the tables that screens read; inside a transaction.
  func put(_ entity: Entity, isNew: Bool) throws(StoreError) {
    switch entity {
    case .dossier(let dossier):
      if let before = try stored(dossier.id) {
        try replace(before, with: dossier)
      } else {
        try insert(dossier, number: try freeNumber(of: dossier))
      }
    case .ticket(let ticket):
      let owner = try database.first(
        "SELECT id FROM ticket WHERE day = ? AND series = ? AND prefix = ? AND sequence = ?",
        .day(ticket.day), .text(ticket.series), .text(ticket.prefix), .int(ticket.sequence)
      ) { $0.text(0) }
      // Two machines with one series: both tickets are there, and are shown.
      let isTaken = owner != nil && owner != ticket.id
      try put(
        ticket, isNew: isNew, series: isTaken ? "\(ticket.series) \(ticket.id)" : nil)
    case .appointment(let appointment): try put(appointment)
    case .account(let account): try put(account)
    case .intake(let intake): try put(intake)
    }
  }

  /// Out of the tables that screens read; inside a transaction.
  func remove(_ key: EntityKey) throws(StoreError) {
    guard key.kind == .dossier else {
      return try database.sql(
        "DELETE FROM \(key.kind.rawValue) WHERE \(key.kind.idColumn) = ?", .text(key.id))
    }
    if let stored = try stored(key.id) { try remove(stored) }
  }

  // MARK: Intakes

  package func intake(_ id: String) throws(StoreError) -> Intake? {
    try database.first("SELECT content FROM intake WHERE id = ?", .text(id)) {
      (row) throws(StoreError) in try row.intake(0)
    }
  }

  /// Applications from portals (网上来件) that wait for a window, oldest first.
  package func waitingIntakes(limit: Int) throws(StoreError) -> [Intake] {
    try database.all(
      "SELECT content FROM intake WHERE state = ? ORDER BY received_at, id LIMIT ?",
      [.text(Intake.State.waiting.rawValue), .int(limit)]
    ) { (row) throws(StoreError) in try row.intake(0) }
  }

  package func waitingIntakeCount() throws(StoreError) -> Int {
    try database.first(
      "SELECT count(*) FROM intake WHERE state = ?", .text(Intake.State.waiting.rawValue)
    ) { $0.int(0) } ?? 0
  }

  /// Takes one in or sends it back; inside a transaction.
  func changeIntake(_ id: String, _ operation: Operation) throws(StoreError) {
    let after: Intake
    do {
      after = try Intake.play(operation, on: try intake(id))
    } catch let error as LedgerError {
      throw .ledger(error)
    } catch let error as StoreError {
      throw error
    } catch {
      preconditionFailure("only the two throw here")
    }
    try put(after)
  }

  func put(_ intake: Intake) throws(StoreError) {
    try database.sql(
      """
      INSERT INTO intake (id, state, received_at, content) VALUES (?, ?, ?, ?)
      ON CONFLICT (id) DO UPDATE SET state = excluded.state, content = excluded.content
      """, .text(intake.id), .text(intake.state.rawValue), .instant(intake.receivedAt),
      .json(intake.json))
  }
}

extension Row {
  /// Null is none.
  func seen(_ column: Int) throws(StoreError) -> [String: Int] {
    if optionalBlob(column) == nil { return [:] }
    return try decoded(column, table: "seen") { (reader) throws(JSONContentError) in
      try reader.mapMembers { (line) throws(JSONContentError) in try line.count() }
    }
  }

  func intake(_ column: Int) throws(StoreError) -> Intake {
    try decoded(column, table: "intake") { (reader) throws(JSONContentError) in
      try Intake(reader)
    }
  }
}
