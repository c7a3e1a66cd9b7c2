import Crypto
import Domain
import JSON
import Ledger
import MadeUp
import Sync
import SyncModel

import struct Foundation.Data

@testable import Storage

/// A counter's store on its disk and the model of it, which are told the same
/// (双机对照): after every change they have to say the same.
final class Twin {
  let name: String
  let hall: String
  let test: TestStore
  var model: CounterModel
  /// Lines in one push; few, so that little takes many.
  var mostLines = 5
  /// What the two do not agree on, in words; looked at after every change.
  private(set) var differences: [String] = []
  private var changes = 0
  /// The canonical text of what was compared before, which is slow to make.
  private var texts: [EntityKey: (entity: Entity, line: [UInt8])] = [:]

  init(_ name: String, hall: String, log: String, seed: UInt64) throws {
    self.name = name
    self.hall = hall
    test = try TestStore(seed: seed, log: log, series: name)
    test.made.name = name
    model = CounterModel(hall: hall, log: log, hash: { SHA256.hash($0) })
    try test.store.enrol(
      CentralLink(url: "https://c", authority: "", device: name, hall: hall), log: log)
  }

  /// What both hold, for going back to later.
  struct Image {
    let file: Data
    let model: CounterModel
  }

  func image() throws -> Image { Image(file: try test.copyOfFile(), model: model) }

  func goBack(to image: Image) throws {
    try test.restore(image.file)
    model = image.model
    compare("restore")
  }

  /// Commits it in both, or in neither.
  func save(_ operation: Operation) {
    var refusal: String?
    do { try test.store.record(operation) } catch { refusal = "\(error)" }
    do throws(ModelFailure) {
      try model.save(operation)
      if let refusal { differ("save", "the store refuses \(operation.kind): \(refusal)") }
    } catch {
      if refusal == nil { differ("save", "only the store takes \(operation.kind)") }
    }
    compare("save \(operation.kind)")
  }

  /// Somebody has dealt with the oldest task.
  func closeFirst() throws {
    guard let first = try test.store.attentions(limit: 1).first, let operation = first.operation
    else { return }
    let index = model.attention.firstIndex {
      $0.state == .open && $0.operation?.id == operation.id
        && $0.outcome.word == first.outcome.rawValue
    }
    guard let index else { return differ("close", "the model has no such task") }
    try test.store.closeAttention(first.id)
    model.close(attention: index)
    compare("close")
  }

  func differ(_ step: String, _ what: String) {
    differences.append("\(name), change \(changes), \(step): \(what)")
  }

  // MARK: Comparing

  private func compare(_ step: String) {
    changes += 1
    guard differences.isEmpty else { return }
    do {
      let store = test.store
      let (cursors, expected) = (try store.cursors(), model.cursors())
      if cursors != expected { differ(step, "cursors \(cursors), \(expected)") }
      try compareLogs(step)
      let (batch, wanted) = (try store.outbox(limit: 200), model.outbox(limit: 200))
      if batch != wanted {
        differ(step, "sends \(words(batch)), the model \(words(wanted))")
      }
      try compareTasks(step)
      try compareConfirmed(step)
      try compareShown(step)
    } catch {
      differ(step, "\(error)")
    }
  }

  private func words(_ batch: PushBatch?) -> String {
    guard let batch else { return "nothing" }
    return "\(batch.log) \(batch.from)-\(batch.last)"
  }

  private func compareLogs(_ step: String) throws {
    let found = Set(
      try test.store.logs().map {
        "\($0.code) of \($0.count) sent \($0.sent) done \($0.done) reached \($0.reached)"
      })
    let wanted = Set(
      model.logs.map {
        "\($0.code) of \($0.lines.count) sent \($0.sent) done \($0.done) reached \($0.reached)"
      })
    if found != wanted {
      differ(step, "logs \(found.subtracting(wanted)), the model \(wanted.subtracting(found))")
    }
    if test.store.logCode != model.code { differ(step, "log \(test.store.logCode)") }
  }

  private func compareTasks(_ step: String) throws {
    let found = try test.store.attentions(limit: 1_000).map {
      "\($0.operation?.id ?? "?") \($0.outcome.rawValue)"
    }.sorted()
    let wanted = model.attention.filter { $0.state == .open }.map {
      "\($0.operation?.id ?? "?") \($0.outcome.word)"
    }.sorted()
    if found != wanted { differ(step, "tasks \(found), the model \(wanted)") }
  }

  private func compareConfirmed(_ step: String) throws {
    var keys: Set<EntityKey> = []
    for kind in Entity.Kind.allCases {
      let ids = try test.store.database.query(
        """
        SELECT \(kind.idColumn) FROM \(kind.rawValue) WHERE rev > 0
        UNION SELECT id FROM base WHERE kind = '\(kind.rawValue)' ORDER BY 1
        """
      ) { $0.text(0) }
      keys.formUnion(ids.map { EntityKey(kind, $0) })
    }
    for key in keys.union(model.confirmed.keys).sorted() {
      let (found, wanted) = (try test.store.confirmed(key), model.confirmed[key])
      guard let found, let wanted else {
        let place = found == nil ? "model" : "store"
        differ(step, "\(key.text) is confirmed in the \(place) only")
        continue
      }
      if found.revision != wanted.revision || found.seen != wanted.seen {
        differ(
          step,
          "\(key.text) \(found.revision) \(found.seen), the model \(wanted.revision) \(wanted.seen)"
        )
      }
      if found.content != line(of: wanted.entity) { differ(step, "\(key.text) is another state") }
    }
  }

  private func compareShown(_ step: String) throws {
    let view = model.view.entities
    var left = Set(view.keys)
    for kind in Entity.Kind.allCases {
      let rows = try test.store.database.query(
        "SELECT \(kind.idColumn), content FROM \(kind.rawValue) ORDER BY 1"
      ) { ($0.text(0), $0.blob(1)) }
      for (id, content) in rows {
        let key = EntityKey(kind, id)
        left.remove(key)
        guard let wanted = view[key] else {
          differ(step, "shows \(key.text), which the model does not")
          continue
        }
        if content != line(of: wanted) { differ(step, "shows \(key.text) otherwise") }
      }
    }
    for key in left.sorted() { differ(step, "does not show \(key.text)") }
  }

  private func line(of entity: Entity) -> [UInt8] {
    if let known = texts[entity.key], known.entity == entity { return known.line }
    let line = entity.json.line
    texts[entity.key] = (entity, line)
    return line
  }
}

extension Twin: CounterStore {
  typealias Failure = any Error

  func cursors() throws -> Cursors { try test.store.cursors() }

  func outbox(limit: Int) throws -> PushBatch? {
    try test.store.outbox(limit: min(limit, mostLines))
  }

  func acknowledge(_ answer: PushAnswer) throws {
    model.acknowledge(answer)
    try test.store.acknowledge(answer)
    compare("acknowledge")
  }

  func apply(_ page: StreamPage, epoch: String) throws -> Bool {
    let isWanted = try model.apply(page, epoch: epoch)
    let isTaken = try test.store.apply(page, epoch: epoch)
    if isTaken != isWanted { differ("page", "taken \(isTaken)") }
    compare("page of \(page.stream) from \(page.from)")
    return isTaken
  }

  func apply(_ page: ScanPage) throws {
    try model.apply(page)
    try test.store.apply(page)
    compare("piece of \(page.stream)")
  }

  func reconcile(_ state: StateAnswer) throws {
    try model.reconcile(state)
    try test.store.reconcile(state)
    compare("reconcile")
  }

  func rewind(log: String, to line: Int) throws {
    model.rewind(log: log, to: line)
    try test.store.rewind(log: log, to: line)
    compare("rewind")
  }

  func rekey(log: String, from line: Int, to new: String) throws {
    try model.rekey(log: log, from: line, to: new)
    try test.store.rekey(log: log, from: line, to: new)
    compare("rekey")
  }

  func restart(stream: String) throws {
    model.restart(stream: stream)
    try test.store.restart(stream: stream)
    compare("restart")
  }
}
