import Domain
import JSON
import Ledger
import Sync
import Testing

@testable import Central

/// Counters of one central that judges by the shipped packs (按资料裁定的中心): lines in,
/// results out.
struct PushSite {
  let store: TestStore
  var hall: PackHall

  init(_ kind: EngineKind, lines: Int = 0) throws {
    store = try TestStore(kind)
    store.database = store.database.judging(by: PackHall.rules)
    hall = PackHall(try PushSite.opened(store.counter(lines: lines), store), at: store.now)
  }

  /// Another counter of the same hall, or of another one.
  func another(_ counter: TestCounter) -> PushSite {
    var other = self
    other.hall = PackHall(PushSite.opened(counter, store), at: store.now)
    return other
  }

  private static func opened(_ counter: TestCounter, _ store: TestStore) -> TestCounter {
    var counter = counter
    counter.madeUp = .init(seed: 1, start: store.now.day)
    counter.madeUp.name = counter.log
    counter.openHall(reviewing: ["hrss", "insurance", "employment"])
    return counter
  }

  /// Pushes whatever central has not got, up to this line.
  @discardableResult
  mutating func push(line: [UInt8]) throws -> OperationResult.Outcome {
    hall.counter.append(line: line)
    let all = hall.counter.lines.count
    let from = try store.database.logs(of: hall.counter.device)[0].last + 1
    let batch = hall.counter.batch(from: from, count: all - from + 1, epoch: store.epoch)
    let answers = try store.database.push(
      [Submission(batch, from: hall.counter.record)], at: store.now, store.database.blinding)
    return try #require(try answers[0].get().results.last).outcome
  }

  @discardableResult
  mutating func push(
    _ act: Act, on entity: String, role: Role = .clerk
  ) throws -> OperationResult.Outcome {
    try push(line: hall.operation(act, on: entity, role: role).line)
  }

  /// Everything that the hall's streams show.
  func shown() throws -> [EntityKey: Entity] {
    var all: [EntityKey: Entity] = [:]
    for row in try store.pulled(hall.counter, limit: 400).values.flatMap(\.self) {
      if case .put(_, let json, _) = row.what {
        all[row.key] = try Entity(row.key.kind, JSONReader(json))
      } else {
        all[row.key] = nil
      }
    }
    return all
  }

  func ticket(_ id: String) throws -> Ticket? { try shown()[EntityKey(.ticket, id)]?.ticket }
  func dossier(_ id: String) throws -> Dossier? { try shown()[EntityKey(.dossier, id)]?.dossier }

  /// A ticket that is given out.
  func ticket(
    _ id: String, _ series: String, _ sequence: Int = 1, day: Day? = nil
  ) -> TicketChange {
    let ticket = Ticket(
      id: id, day: day ?? store.now.day, series: series,
      class: TicketClass(key: "ordinary", title: "普通", prefix: "A", hasPriority: false),
      sequence: sequence, place: 7, issuedAt: store.now)
    return TicketChange(
      action: .issue, before: nil, after: ticket, passed: [], at: store.now, reason: "")
  }
}
