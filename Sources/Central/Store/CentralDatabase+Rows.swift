import Domain
import JSON
import Ledger
import SQLite
import Sync

// What one transaction writes, and how rows become records again.
extension CentralDatabase {
  /// - Parameter writes: by county.
  func write(_ writes: [String: Writes], _ now: Instant) throws(CentralError) {
    let counties = writes.filter { !$0.value.isEmpty }.sorted { $0.key < $1.key }
    if counties.isEmpty { return }
    func put(
      _ table: Table, _ rows: (Value, Writes) -> [[Value]]
    ) throws(CentralError) {
      try engine.write(table, counties.flatMap { rows(.text($0), $1) })
    }
    try put(Self.operationTable) { place, writes in
      writes.operations.map { record in
        [
          place, .text(record.log), .int(record.sequence), .text(orNull: record.operation),
          .text(record.entity), .text(record.kind), .text(record.clerk), .blob(record.line),
          .blob(record.hash), .text(Self.text(record.outcome)), .int(now.milliseconds),
        ]
      }
    }
    try put(Self.effectTable) { place, writes in
      writes.operations.filter(\.outcome.hasEffect).compactMap(\.operation).map {
        [place, .text($0)]
      }
    }
    try put(Self.quarantineTable) { place, writes in
      writes.operations.compactMap { record in
        Self.code(record.outcome).map {
          [place, .text(record.log), .int(record.sequence), .text($0), .int(now.milliseconds)]
        }
      }
    }
    try put(Self.entityTable) { place, writes in
      writes.entities.sorted { $0.key < $1.key }.map { row($0, $1, place.string) }
    }
    try put(Self.changeTable) { _, writes in
      writes.changes.sorted { $0.key < $1.key }.flatMap { stream, changes in
        changes.sorted { $0.value.sequence < $1.value.sequence }.map { key, change in
          [
            .text(stream), .text(key.kind.rawValue), .text(key.id), .int(change.sequence),
            .text(change.what.rawValue),
          ]
        }
      }
    }
    try put(Self.headTable) { place, writes in
      writes.heads.sorted { $0.key < $1.key }.map { [.text($0), place, .int($1), .int(0)] }
    }
    try put(Self.logTable) { place, writes in
      writes.logs.values.sorted { $0.log < $1.log }.map { Self.row($0, place) }
    }
  }

  func put(_ record: LogRecord, _ county: String) throws(CentralError) {
    try engine.write(Self.logTable, [Self.row(record, .text(county))])
  }

  private static func row(_ record: LogRecord, _ place: Value) -> [Value] {
    [
      place, .text(record.log), .text(record.device), .int(record.last), .blob(record.lastHash),
      .int(record.durable), .int(record.numberMark), .bool(record.isForked),
    ]
  }

  private func row(_ key: EntityKey, _ record: EntityRecord, _ county: String) -> [Value] {
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
    return [
      .text(county), .text(key.kind.rawValue), .text(key.id), .int(record.revision),
      .text(record.hall), .text(record.streams.joined(separator: " ")),
      .text(JSON.object(record.seen.mapValues(JSON.int)).text), .text(orNull: person),
      .text(orNull: slot), .text(orNull: number), .text(orNull: document),
    ]
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
      .text("seen"), .text("person"), .text("slot"), .text("number"), .text("d"),
    ], key: ["county", "kind", "id"])

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
      .int("durable"), .int("mark"), .int("forked"),
    ], key: ["county", "log"])

  static let logColumns = "log, device, last, hash, durable, mark, forked"

  static let entityColumns = "kind, id, rev, hall, streams, seen, d"

  static func entityLookup(_ keys: [Column]) -> Lookup {
    Lookup(table: "entity", columns: entityColumns + ", county", keys: keys)
  }

  // MARK: Rows

  static func log(_ row: [Value]) -> LogRecord {
    LogRecord(
      log: row[0].string, device: row[1].string, last: row[2].number, lastHash: row[3].bytes,
      durable: row[4].number, numberMark: row[5].number, isForked: row[6].number != 0)
  }

  static func operation(_ row: [Value]) throws(CentralError) -> OperationRecord {
    guard let json = try? JSON(parsing: row[8].string),
      let result = try? OperationResult(JSONReader(json))
    else { throw .unreadable(what: "a result") }
    return OperationRecord(
      log: row[0].string, sequence: row[1].number, operation: row[2].optionalString,
      entity: row[3].string, kind: row[4].string, clerk: row[5].string, line: row[6].bytes,
      hash: row[7].bytes, outcome: result.outcome)
  }

  static func key(_ row: [Value]) throws(CentralError) -> EntityKey {
    guard let kind = Entity.Kind(rawValue: row[0].string) else {
      throw .unreadable(what: "an entity of a later program")
    }
    return EntityKey(kind, row[1].string)
  }

  /// Of `entityColumns` and the county.
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

  static func text(_ outcome: OperationResult.Outcome) -> String {
    OperationResult(sequence: 1, outcome: outcome).json.text
  }

  /// The code under which somebody has to look at it; nil for nearly all.
  private static func code(_ outcome: OperationResult.Outcome) -> String? {
    switch outcome {
    case .rejected(let code): code
    case .held: "E_HELD"
    case .renumbered: "E_RENUMBERED"
    case .applied, .duplicate, .merged, .conflict: nil
    }
  }
}
