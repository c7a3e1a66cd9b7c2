import Domain
import JSON
import Ledger
import Sync

/// Central's data in memory (中心存储模型): what both engines must do.
///
/// A value: a copy is a backup. Of several counties, it judges all on one docket.
package struct CentralModel: Sendable {
  package let hash: Chain.Hash
  package let person: Docket.Blinding
  package private(set) var epochName: String
  package var logs: [String: LogRecord] = [:]
  package var lines: [String: [OperationRecord]] = [:]
  /// Ids of operations that took effect.
  package var effective: Set<String> = []
  package var entities: [EntityKey: EntityRecord] = [:]
  /// The latest change of each entity in each stream.
  package var changes: [String: [EntityKey: Writes.Change]] = [:]
  package var heads: [String: Int] = [:]
  package var proofs: [Proof: String] = [:]
  package var audit: [AuditNote] = []
  /// What left a stream up to here is forgotten.
  package var horizons: [String: Int] = [:]
  /// The entities that are in a stream now.
  private var members: [String: Set<EntityKey>] = [:]
  private var shown: [EntityKey: (revision: Int, json: JSON)] = [:]

  /// By which it judges; nil for none.
  package var packs: PackBook?

  package init(
    epoch: String, hash: @escaping Chain.Hash, person: @escaping Docket.Blinding
  ) {
    epochName = epoch
    self.hash = hash
    self.person = person
  }

  /// A new log for a device.
  package mutating func open(log: String, for device: String, county: String = "640104") {
    logs[log] = LogRecord(
      county: county, log: log, device: device, last: 0,
      lastHash: Chain(log: log, hash: hash).origin)
  }

  /// The lines of a log from some place on have another writer, or the log is
  /// unknown here: its device goes on under a new code.
  package mutating func rekey(log: String, of device: String, to new: String) {
    if logs[log]?.device == device { logs[log]?.isForked = true }
    open(log: new, for: device)
  }

  /// This is a copy from before, put to work again: whoever knew more has to
  /// notice.
  package mutating func begin(epoch: String) { epochName = epoch }

  /// Forgets what left a stream long ago.
  package mutating func prune(_ stream: String) {
    let head = heads[stream] ?? 0
    horizons[stream] = head
    changes[stream] = (changes[stream] ?? [:]).filter { $0.value.what == .put }
  }

  /// Everything that `needs` names, and nothing else.
  package func docket(_ needs: Needs, at now: Instant) -> Docket {
    var keys = needs.entities
    for (key, record) in entities {
      switch record.entity {
      case .dossier(let dossier) where !needs.persons.isEmpty && !dossier.isClosed:
        if let person = person(dossier.answers), needs.persons.contains(person) {
          keys.insert(key)
        }
      case .appointment(let appointment) where !needs.slots.isEmpty:
        if needs.slots.contains(Slot(hall: record.hall, booking: appointment.booking)) {
          keys.insert(key)
        }
      case .account where needs.staff.contains(record.hall): keys.insert(key)
      default: break
      }
    }
    var numbers: [String: String] = [:]
    if !needs.numbers.isEmpty {
      for record in entities.values {
        if let dossier = record.entity?.dossier, needs.numbers.contains(dossier.number) {
          numbers[dossier.number] = dossier.id
        }
      }
    }
    return Docket(
      epoch: epochName, now: now, hash: hash, person: person,
      logs: needs.logs.keys.compactMap { logs[$0] },
      known: needs.logs.flatMap { log, places in
        (lines[log] ?? []).filter { places.contains($0.sequence) }
      },
      operations: needs.operations.intersection(effective),
      records: entities.filter { keys.contains($0.key) }, heads: heads, numbers: numbers,
      proofs: proofs.filter { needs.proofs.contains($0.key) }, packs: packs)
  }

  /// All of one transaction.
  package mutating func write(_ writes: Writes) {
    logs.merge(writes.logs) { $1 }
    for operation in writes.operations {
      lines[operation.log, default: []].append(operation)
      if operation.outcome.hasEffect, let id = operation.operation { effective.insert(id) }
    }
    for (key, record) in writes.entities {
      for stream in entities[key]?.streams ?? [] { members[stream]?.remove(key) }
      for stream in record.streams { members[stream, default: []].insert(key) }
      entities[key] = record
    }
    for (stream, changed) in writes.changes { changes[stream, default: [:]].merge(changed) { $1 } }
    heads.merge(writes.heads) { $1 }
    proofs.merge(writes.proofs) { $1 }
    audit += writes.audit
  }
}

extension CentralModel: CentralStore {
  package typealias Failure = ModelFailure

  package mutating func judge<T>(
    _ needs: [String: Needs], at now: Instant, _ body: (inout Dockets) -> T
  ) throws(ModelFailure) -> T {
    var all = Needs()
    for needs in needs.values { all.formUnion(needs) }
    var dockets = Dockets([(Set(needs.keys), docket(all, at: now))])
    let result = body(&dockets)
    write(dockets.all[0].writes)
    return result
  }

  package mutating func page(
    of stream: String, after: Int, limit: Int
  ) throws(ModelFailure) -> StreamPage? {
    guard after >= horizons[stream] ?? 0 else { return nil }
    let head = heads[stream] ?? 0
    let changed = (changes[stream] ?? [:]).filter { $0.value.sequence > after }
      .sorted { $0.value.sequence < $1.value.sequence }
    let rows = changed.prefix(limit).map { row($0.key, $0.value.what) }
    let isAll = changed.count <= limit
    return StreamPage(
      stream: stream, from: after, to: isAll ? head : changed[limit - 1].value.sequence,
      head: head, rows: rows)
  }

  package mutating func scan(
    _ stream: String, after: EntityKey?, limit: Int
  ) throws(ModelFailure) -> ScanPage {
    let keys = (members[stream] ?? []).filter { key in after.map { key > $0 } ?? true }.sorted()
    let rows = keys.prefix(limit).map { row($0, .put) }
    return ScanPage(
      epoch: epochName, stream: stream, asOf: heads[stream] ?? 0, rows: rows,
      next: keys.count > limit ? keys[limit - 1] : nil)
  }

  private mutating func row(_ key: EntityKey, _ what: Writes.Change.What) -> StreamRow {
    let record = entities[key]
    guard what == .put, let record, let entity = record.entity else {
      return StreamRow(
        key: key, what: what == .drop ? .drop(still: record?.streams ?? []) : .tomb)
    }
    if let shown = shown[key], shown.revision == record.revision {
      return StreamRow(
        key: key, what: .put(revision: record.revision, shown.json, seen: record.seen))
    }
    shown[key] = (record.revision, entity.json)
    return StreamRow(
      key: key, what: .put(revision: record.revision, entity.json, seen: record.seen))
  }

  package func epoch() -> String { epochName }

  package func heads(of streams: [String]) -> [String: Int] {
    Dictionary(streams.map { ($0, heads[$0] ?? 0) }) { first, _ in first }
  }

  package func refused(in log: String) -> [Int] {
    (lines[log] ?? []).filter(\.outcome.needsAttention).map(\.sequence)
  }

  package func logs(of device: String) -> [LogRecord] {
    logs.values.filter { $0.device == device }.sorted { $0.log < $1.log }
  }
}
