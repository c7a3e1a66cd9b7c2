import Domain
import JSON
import Ledger
import SQLite
import Sync

// What one transaction writes, and how rows become records again.
extension CentralDatabase {
  func write(_ all: [Writes], _ now: Instant) throws(CentralError) {
    let operations = all.flatMap(\.operations)
    try engine.write(
      Self.operationTable,
      operations.map { record in
        [
          .text(record.county), .text(record.log), .int(record.sequence),
          .text(orNull: record.operation), .text(record.entity), .text(record.kind),
          .text(record.clerk), .blob(record.line), .blob(record.hash),
          .text(Self.text(record.outcome)), .int(now.milliseconds),
        ]
      })
    try engine.write(
      Self.effectTable,
      operations.filter(\.outcome.hasEffect).compactMap { record in
        record.operation.map { [.text(record.county), .text($0)] }
      })
    try engine.write(
      Self.quarantineTable,
      operations.compactMap { record in
        Self.code(record).map {
          [
            .text(record.county), .text(record.log), .int(record.sequence), .text($0),
            .int(now.milliseconds),
          ]
        }
      })
    let entities = all.flatMap { writes in writes.entities.sorted { $0.key < $1.key } }
    try engine.write(Self.entityTable, entities.map(row))
    try noteNumbers(entities.map { ($0.key, $0.value) })
    try release(all.flatMap { writes in writes.released.sorted().map { ($0.hall, $0.ticket) } })
    try engine.write(Self.visitorTable, entities.flatMap(Self.visits))
    try engine.write(
      Self.changeTable,
      all.flatMap { writes in writes.changes.sorted { $0.key < $1.key } }.flatMap {
        stream, changes in
        changes.sorted { $0.value.sequence < $1.value.sequence }.map { key, change in
          [
            .text(stream), .text(key.kind.rawValue), .text(key.id), .int(change.sequence),
            .text(change.what.rawValue),
          ]
        }
      })
    try engine.write(
      Self.headTable,
      all.flatMap { writes in writes.heads.sorted { $0.key < $1.key } }.map { stream, head in
        [.text(stream), .text(Streams.county(of: stream)), .int(head), .int(0)]
      })
    try engine.write(
      Self.logTable,
      all.flatMap { writes in writes.logs.values.sorted { $0.log < $1.log } }.map(Self.row))
    for (proof, mark) in all.flatMap({ writes in
      writes.proofs.sorted { ($0.key.device, $0.key.account) < ($1.key.device, $1.key.account) }
    }) {
      try note(proof, mark: mark)
    }
    for note in all.flatMap(\.audit) { try audit(note.actor, note.what, note.about, now) }
  }

  func put(_ record: LogRecord) throws(CentralError) {
    try engine.write(Self.logTable, [Self.row(record)])
  }

  private static func row(_ record: LogRecord) -> [Value] {
    [
      .text(record.county), .text(record.log), .text(record.device), .int(record.last),
      .blob(record.lastHash), .int(record.durable), .int(record.numberMark),
      .bool(record.isForked), .int(record.joined), .int(record.latest.milliseconds),
    ]
  }

  /// The other counties in whose streams it is.
  private static func visits(_ key: EntityKey, _ record: EntityRecord) -> [[Value]] {
    Set(record.streams.map(Streams.county)).subtracting([record.county]).sorted().map {
      [.text($0), .text(key.id), .text(record.county)]
    }
  }

  private func row(_ key: EntityKey, _ record: EntityRecord) -> [Value] {
    let county = record.county
    var person: String?
    var slot: String?
    var number: String?
    switch record.entity {
    case .dossier(let dossier):
      number = dossier.number.isEmpty ? nil : dossier.number
      // Only open ones are looked for by their person.
      if !dossier.isClosed, dossier.voided == nil { person = blinding(dossier.answers) }
    case .appointment(let appointment):
      slot = Self.text(Slot(hall: record.hall, booking: appointment.booking))
    case .ticket(let ticket): slot = Self.text(TicketName(ticket, in: record.hall))
    default: break
    }
    var document: String?
    if let entity = record.entity {
      let json = entity.json
      let text = json.text
      recent.entities.put(entity, text, of: key, in: county)
      recent.documents.put(json, text, of: key, in: county)
      document = text
    }
    let row: [Value] = [
      .text(county), .text(key.kind.rawValue), .text(key.id), .int(record.revision),
      .text(record.hall), .text(record.streams.joined(separator: " ")),
      .text(JSON.object(record.seen.mapValues(JSON.int)).text), .text(orNull: person),
      .text(orNull: slot), .text(orNull: number), .text(orNull: document),
    ]
    return row + [.blob(seal(row))]
  }

  // MARK: Tables

  private static let operationTable = Table(
    name: "op",
    columns: [
      .text("county"), .text("log"), .int("seq"), .text("op"), .text("ent"), .text("kind"),
      .text("clerk"), .bytes("line"), .bytes("hash"), .text("outcome"), .int("at"),
    ], key: ["county", "log", "seq"], keepsFirst: true)

  private static let effectTable = Table(
    name: "effect", columns: [.text("county"), .text("op")], key: ["county", "op"],
    keepsFirst: true)

  private static let quarantineTable = Table(
    name: "quarantine",
    columns: [.text("county"), .text("log"), .int("seq"), .text("code"), .int("at")],
    key: ["county", "log", "seq"], keepsFirst: true)

  private static let entityTable = Table(
    name: "entity",
    columns: [
      .text("county"), .text("kind"), .text("id"), .int("rev"), .text("hall"), .text("streams"),
      .text("seen"), .text("person"), .text("slot"), .text("number"), .text("d"), .bytes("seal"),
    ], key: ["county", "kind", "id"])

  private static let visitorTable = Table(
    name: "visitor", columns: [.text("county"), .text("id"), .text("home")],
    key: ["county", "id"], keepsFirst: true)

  private static let changeTable = Table(
    name: "change",
    columns: [.text("stream"), .text("kind"), .text("id"), .int("seq"), .text("what")],
    key: ["stream", "kind", "id"])

  private static let headTable = Table(
    name: "head",
    columns: [.text("stream"), .text("county"), .int("head"), .int("horizon")], key: ["stream"],
    stays: ["horizon"])

  private static let logTable = Table(
    name: "log",
    columns: [
      .text("county"), .text("log"), .text("device"), .int("last"), .bytes("hash"),
      .int("durable"), .int("mark"), .int("forked"), .int("joined"), .int("latest"),
    ], key: ["county", "log"])

  static let logColumns =
    "log, device, last, hash, durable, mark, forked, joined, latest, county"

  static let entityColumns = "kind, id, rev, hall, streams, seen, d, county"

  static let entityByKey = Lookup(
    table: "entity", columns: entityColumns, keys: [.text("county"), .text("kind"), .text("id")])

  // MARK: Rows

  static func log(_ row: [Value]) -> LogRecord {
    LogRecord(
      county: row[9].string, log: row[0].string, device: row[1].string, last: row[2].number,
      lastHash: row[3].bytes, durable: row[4].number, numberMark: row[5].number,
      joined: row[7].number, isForked: row[6].number != 0,
      latest: Instant(milliseconds: row[8].number))
  }

  static func operation(_ row: [Value]) throws(CentralError) -> OperationRecord {
    guard let json = try? JSON(parsing: row[9].string),
      let result = try? OperationResult(JSONReader(json))
    else { throw .unreadable(what: "a result") }
    return OperationRecord(
      county: row[0].string, log: row[1].string, sequence: row[2].number,
      operation: row[3].optionalString, entity: row[4].string, kind: row[5].string,
      clerk: row[6].string, line: row[7].bytes, hash: row[8].bytes, outcome: result.outcome)
  }

  static func key(_ row: [Value]) throws(CentralError) -> EntityKey {
    guard let kind = Entity.Kind(rawValue: row[0].string) else {
      throw .unreadable(what: "an entity of a later program")
    }
    return EntityKey(kind, row[1].string)
  }

  /// Of `entityColumns`.
  func record(_ row: [Value]) throws(CentralError) -> EntityRecord {
    var entity: Entity?
    if let document = row[6].optionalString {
      let key = try Self.key(row)
      entity = try recent.entities.content(of: key, in: row[7].string, document) {
        json throws(CentralError) in
        guard let read = try? Entity(key.kind, JSONReader(json)) else {
          throw .unreadable(what: "an entity")
        }
        return read
      }
    }
    return EntityRecord(
      entity: entity, revision: row[2].number, hall: row[3].string,
      streams: Self.list(row[4].string), seen: try Self.seen(row[5].string))
  }

  static func seen(_ text: String) throws(CentralError) -> [String: Int] {
    guard let json = try? JSON(parsing: text), case .object(let members) = json else {
      throw .unreadable(what: "the lines of an entity")
    }
    return members.compactMapValues(\.int)
  }

  static func list(_ text: String) -> [String] { text.split(separator: " ").map(String.init) }

  static func text(_ slot: Slot) -> String {
    "\(slot.hall)|\(slot.service)|\(slot.day)|\(slot.slot)"
  }

  static func text(_ name: TicketName) -> String {
    "\(name.hall)|\(name.day)|\(name.giver)|\(name.prefix)|\(name.sequence)"
  }

  static func text(_ outcome: OperationResult.Outcome) -> String {
    OperationResult(sequence: 1, outcome: outcome).json.text
  }

  /// The code under which somebody has to look at it; nil for nearly all.
  private static func code(_ record: OperationRecord) -> String? {
    switch record.outcome {
    case .rejected(let code): code
    case .held: "E_HELD"
    case .renumbered: "E_RENUMBERED"
    case .applied, .duplicate, .merged, .conflict: record.doubts.min()?.code
    }
  }
}
