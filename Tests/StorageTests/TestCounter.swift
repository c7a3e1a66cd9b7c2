import Domain
import JSON
import Ledger
import MadeUp
import Sync

@testable import Storage

/// A counter that belongs to a `ModelCentral`: its store, its agent and what it
/// is waiting for.
final class TestCounter {
  let test: TestStore
  let device: DeviceRecord
  var agent = Agent()
  var request: Agent.Request?
  /// What pages have brought, kept beside the store.
  private(set) var confirmed: [EntityKey: (entity: Entity, seen: [String: Int])] = [:]
  /// Lines that central said it refused: they are not to be seen any more.
  private var refused: Set<String> = []
  /// What kinds of request have been answered: `push`.
  private(set) var answered: Set<String> = []
  private var asked = 0
  private let name: String

  init(_ name: String, log: String, seed: UInt64, enrols: Bool = true) throws {
    self.name = name
    test = try TestStore(seed: seed, log: log, series: name)
    test.made.name = name
    device = DeviceRecord(
      id: name, hall: "640104001", streams: Streams.ofCounter(hall: "640104001"),
      grants: ["*"])
    if enrols { try enrol(log) }
  }

  func enrol(_ log: String) throws {
    try test.store.enrol(
      CentralLink(url: "https://c", authority: "", device: name, hall: device.hall), log: log)
  }

  /// Puts one request to central, if one is wanted, and takes its answer.
  ///
  /// - Parameter isLost: central does it, and the answer is lost.
  func exchange(_ central: inout ModelCentral, isLost: Bool = false, chance: Double = 0.5) throws {
    var store = test.store
    asked += 1_000_000  // every timer has run out
    if request == nil { request = try agent.step(.wake, &store, now: asked, chance: chance) }
    guard let request else { return }
    if let kind = "\(request)".split(separator: "(").first { answered.insert(String(kind)) }
    let event = answer(request, &central)
    self.request = try agent.step(isLost ? .lost : event, &store, now: asked, chance: chance)
    if !isLost { keep(event) }
  }

  private func answer(_ request: Agent.Request, _ central: inout ModelCentral) -> Agent.Event {
    let now = test.made.now
    switch request {
    case .session: return .answer(.session)
    case .state: return .answer(.state(central.state(of: device, at: now)))
    case .push(let batch), .quarantine(let batch):
      switch central.push([Submission(batch, from: device)], at: now, { _ in nil })[0] {
      case .success(let answer): return .answer(.push(answer))
      case .failure(let refusal): return .refused(refusal)
      }
    case .pull(let request):
      let small = PullRequest(epoch: request.epoch, cursors: request.cursors, maximumRows: 3)
      switch central.pull(small, for: device, at: now) {
      case .success(let answer): return .answer(.pull(answer))
      case .failure(let refusal): return .refused(refusal)
      }
    case .scan(let stream, let after):
      switch central.scan(stream, after: after, limit: 4, for: device) {
      case .success(let page): return .answer(.scan(page))
      case .failure(let refusal): return .refused(refusal)
      }
    case .rekey(let log, _):
      central.forked(log)
      let new = "N\(asked / 1_000_000 % 900 + 100)"
      central.enrol(device, log: new)
      return .answer(.rekeyed(log: new))
    }
  }

  private func keep(_ event: Agent.Event) {
    var rows: [StreamRow] = []
    switch event {
    case .answer(.pull(let answer?)): rows = answer.pages.flatMap(\.rows)
    case .answer(.scan(let page)): rows = page.rows
    case .answer(.push(let answer)):
      for result in answer.results {
        let line = "\(answer.log) \(result.sequence)"
        if result.outcome.needsAttention, !result.outcome.hasEffect {
          refused.insert(line)
        } else {
          refused.remove(line)
        }
      }
    default: break
    }
    for row in rows {
      switch row.what {
      case .put(_, let json, let seen):
        if let entity = try? Entity(row.key.kind, JSONReader(json)) {
          confirmed[row.key] = (entity, seen)
        }
      case .drop(let still):
        if !still.contains(where: device.streams.contains) { confirmed[row.key] = nil }
      case .tomb: confirmed[row.key] = nil
      }
    }
  }

  /// What screens have to show: the confirmed state and every live operation
  /// over it, played in one go.
  func expected() throws -> [EntityKey: Entity] {
    var scene = Scene(confirmed.mapValues(\.entity))
    let done = Dictionary(uniqueKeysWithValues: try test.store.logs().map { ($0.code, $0.done) })
    let rows = try test.store.database.query("SELECT log, seq, line FROM op ORDER BY position") {
      ($0.text(0), $0.int(1), $0.blob(2))
    }
    for (log, seq, line) in rows where seq > done[log]! && !refused.contains("\(log) \(seq)") {
      let operation = try Operation(line: line)
      let isSeen = operation.touches.contains {
        confirmed[$0]?.seen[log].map { $0 >= seq } ?? false
      }
      if !isSeen { scene.replay(operation) }
    }
    return scene.entities
  }

  /// What they do show.
  func shown() throws -> [EntityKey: Entity] {
    var shown: [EntityKey: Entity] = [:]
    for kind in Entity.Kind.allCases {
      for content in try test.store.database.query(
        "SELECT content FROM \(kind.rawValue)", row: { $0.blob(0) })
      {
        let entity = try Entity(kind, JSONReader(try JSON(parsing: content)))
        shown[entity.key] = entity
      }
    }
    return shown
  }
}
