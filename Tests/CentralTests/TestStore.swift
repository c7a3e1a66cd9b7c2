import Crypto
import Domain
import Foundation
import Ledger
import Sync
import TestClock
import TestPostgres

@testable import Central

/// Which engine a test runs on (存储引擎).
enum EngineKind: String, CaseIterable { case sqlite, postgres }

/// An empty store of central, of a test's own.
final class TestStore {
  static let server = Result { try TestPostgres() }

  let directory: String
  let storage: CentralStorage
  let epoch: String
  let secret = [UInt8](repeating: 7, count: 32)
  var database: CentralDatabase
  let now = TestClock.now
  /// Counters of each hall so far.
  private var counters: [String: Int] = [:]

  init(_ kind: EngineKind) throws {
    directory = NSTemporaryDirectory() + "central-" + UUID().uuidString
    try FileManager.default.createDirectory(
      atPath: directory, withIntermediateDirectories: true,
      attributes: [.posixPermissions: 0o700])
    switch kind {
    case .sqlite: storage = .sqlite(path: directory + "/central.db")
    case .postgres:
      storage = .postgres(try Self.server.get().newDatabase())
    }
    epoch = try storage.prepare(secret: secret, highWater: 0, at: now.milliseconds).epoch
    database = try storage.open(secret: secret)
  }

  deinit { try? FileManager.default.removeItem(atPath: directory) }

  /// A new counter of a hall.
  ///
  /// - Parameters:
  ///   - isAlone: its first supervisor is nobody yet.
  ///   - counties: whose departments' dossiers it gets; its own county's
  ///   when there are none.
  func counter(
    hall: String = "640104101", seed: UInt64 = 1, departments: [String] = [],
    counties: [String] = [], isAlone: Bool = false, lines: Int = 0
  ) throws -> TestCounter {
    let station = Station(
      hall: hall, hallTitle: "虚构便民服务中心", counter: nextCounter(of: hall), region: "nx",
      streams: Station.streams(hall: hall, departments: departments, counties: counties))
    let code = try database.makeCode(for: station, at: now)
    let key = SigningKey()
    let enrolment = try database.enrol(
      code: code, key: key.verifyingKey, log: nil, lines: lines, newID: UUID().uuidString, at: now
    ).get()
    let counter = TestCounter(enrolment, key: key, seed: seed)
    if !isAlone { try letIn(counter) }
    return counter
  }

  /// No two devices of a hall are one counter.
  func nextCounter(of hall: String) -> String {
    counters[hall, default: 0] += 1
    return "\(counters[hall, default: 0])"
  }

  /// A hall has one founder: the supervisors of all its counters are made here, as if
  /// they had said their passphrases at central.
  func letIn(_ counter: TestCounter) throws {
    let account = Account(key: "boss" + counter.log, name: "虚构人员", role: .supervisor)
    try put(account, of: counter.record)
    try database.note(Proof(device: counter.device, account: account.key), mark: "")
  }

  /// Puts an account there without judging it.
  func put(_ account: Account, of device: DeviceRecord) throws {
    let key = EntityKey(.account, account.key)
    var needs = Needs()
    needs.entities = [key]
    try database.judge([device.division: needs], at: now) { dockets in
      dockets.at(device.division) { $0.put(.account(account), as: key, from: device) }
    }
  }

  func account(_ key: String, of hall: String = "640104101") throws -> Account? {
    try database.staff(of: hall).first { $0.key == key }
  }

  func push(_ counter: TestCounter, from: Int = 1, count: Int? = nil) throws -> PushAnswer {
    let batch = counter.batch(from: from, count: count, epoch: epoch)
    let results = try database.push(
      [Submission(batch, from: counter.record)], at: now, database.blinding)
    return try results[0].get()
  }

  /// Every row of the streams, pulled page by page.
  func pulled(_ counter: TestCounter, limit: Int = 7) throws -> [String: [StreamRow]] {
    var cursors = Dictionary(counter.streams.map { ($0, 0) }) { first, _ in first }
    var rows: [String: [StreamRow]] = [:]
    for _ in 0..<10_000 {
      let request = PullRequest(epoch: epoch, cursors: cursors, maximumRows: limit)
      guard let answer = try database.pull(request, for: counter.record, at: now).get() else {
        return rows
      }
      for page in answer.pages {
        cursors[page.stream] = page.to
        rows[page.stream, default: []] += page.rows
      }
    }
    return rows
  }
}

extension TestPostgres {
  /// libpq's address of a database of its own.
  func newDatabase() throws -> String {
    let name = "t" + UUID().uuidString.lowercased().filter { $0 != "-" }
    let engine = try PostgresEngine(address)
    try engine.execute("CREATE DATABASE \(name)")
    return address.replacingOccurrences(of: "dbname=postgres", with: "dbname=\(name)")
  }
}
