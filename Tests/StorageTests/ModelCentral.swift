import Crypto
import Domain
import Ledger
import Sync

/// Central in memory, for counters' stores to talk to.
struct ModelCentral: CentralStore {
  typealias Failure = Never

  var epochName = "e1"
  private(set) var records: [EntityKey: EntityRecord] = [:]
  private var changes: [String: [EntityKey: Writes.Change]] = [:]
  private var heads: [String: Int] = [:]
  private var logs: [String: LogRecord] = [:]
  private(set) var operations: [OperationRecord] = []
  private var numbers: [String: String] = [:]

  mutating func enrol(_ device: DeviceRecord, log: String) {
    let origin = Chain(log: log, hash: { SHA256.hash($0) }).origin
    logs[log] = LogRecord(
      county: device.division, log: log, device: device.id, last: 0, lastHash: origin)
  }

  mutating func judge<T>(
    _ needs: [String: Needs], at now: Instant, _ body: (inout Dockets) -> T
  ) -> T {
    let before = Docket(
      epoch: epochName, now: now, hash: { SHA256.hash($0) }, person: { $0[text: "idNumber"] },
      logs: Array(logs.values), known: operations,
      operations: Set(operations.filter(\.outcome.hasEffect).compactMap(\.operation)),
      records: records, heads: heads,
      numbers: numbers)
    var dockets = Dockets([(Set(needs.keys), before)])
    let result = body(&dockets)
    let docket = dockets.all[0]
    logs.merge(docket.writes.logs) { $1 }
    operations += docket.writes.operations
    records.merge(docket.writes.entities) { $1 }
    heads.merge(docket.writes.heads) { $1 }
    for (stream, changed) in docket.writes.changes {
      changes[stream, default: [:]].merge(changed) { $1 }
    }
    for record in docket.writes.entities.values {
      if let dossier = record.entity?.dossier, !dossier.number.isEmpty {
        numbers[dossier.number] = dossier.id
      }
    }
    return result
  }

  private func row(_ key: EntityKey, _ what: Writes.Change.What) -> StreamRow {
    guard let record = records[key], let entity = record.entity, what == .put else {
      let still = records[key]?.streams ?? []
      return StreamRow(key: key, what: what == .tomb ? .tomb : .drop(still: still))
    }
    return StreamRow(
      key: key, what: .put(revision: record.revision, entity.json, seen: record.seen))
  }

  func refused(in log: String) -> [Int] {
    operations.filter { $0.log == log && $0.outcome.needsAttention }.map(\.sequence).sorted()
  }

  mutating func page(of stream: String, after: Int, limit: Int) -> StreamPage? {
    let newer = (changes[stream] ?? [:]).filter { $0.value.sequence > after }
      .sorted { $0.value.sequence < $1.value.sequence }
    let head = heads[stream] ?? 0
    let page = newer.prefix(limit)
    return StreamPage(
      stream: stream, from: after, to: newer.count > limit ? page.last!.value.sequence : head,
      head: head, rows: page.map { row($0.key, $0.value.what) })
  }

  mutating func scan(_ stream: String, after: EntityKey?, limit: Int) -> ScanPage {
    let keys = records.filter { $0.value.entity != nil && $0.value.streams.contains(stream) }
      .keys.sorted().filter { key in after.map { $0 < key } ?? true }
    return ScanPage(
      epoch: epochName, stream: stream, asOf: heads[stream] ?? 0,
      rows: keys.prefix(limit).map { row($0, .put) },
      next: keys.count > limit ? keys[limit - 1] : nil)
  }

  mutating func epoch() -> String { epochName }

  mutating func heads(of streams: [String]) -> [String: Int] {
    heads.filter { streams.contains($0.key) }
  }

  mutating func logs(of device: String) -> [LogRecord] {
    logs.values.filter { $0.device == device }.sorted { $0.log < $1.log }
  }

  mutating func forked(_ log: String) { logs[log]?.isForked = true }

  /// What a stream shows now.
  func entities(of streams: [String]) -> [EntityKey: Entity] {
    records.filter { $0.value.streams.contains(where: streams.contains) }.compactMapValues(\.entity)
  }
}
