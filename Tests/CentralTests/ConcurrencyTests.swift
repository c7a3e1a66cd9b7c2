import Crypto
import Domain
import Foundation
import Ledger
import Postgres
import Sync
import Synchronization
import Testing

@testable import Central

// Sixteen counters of one county push at once, each over a connection of its
// own, while a reader follows. Source: lesson 3 of the protocol: a serial number
// is not a cursor.
@Suite struct ConcurrencyTests {
  private static let writers = 16

  @Test("16 个写者：数据流的号码按提交次序，不缺号，读者不漏行", arguments: EngineKind.allCases)
  func feed(kind: EngineKind) throws {
    let store = try TestStore(kind)
    let counters = try (1...Self.writers).map { try store.counter(seed: UInt64($0)) }
    let storage = store.storage
    let (secret, epoch, now) = (store.secret, store.epoch, store.now)
    let left = Atomic<Int>(Self.writers)
    let failures = Mutex<[String]>([])
    for var counter in counters {
      counter.openHall()
      for _ in 0..<12 { counter.accept() }
      let counter = counter
      Thread.detachNewThread {
        do {
          var database = try storage.open(secret: secret)
          for from in stride(from: 1, through: counter.lines.count, by: 4) {
            let batch = counter.batch(
              from: from, count: min(4, counter.lines.count - from + 1), epoch: epoch)
            _ = try database.push(
              [Submission(batch, from: counter.record)], at: now, database.blinding)[0].get()
          }
        } catch {
          failures.withLock { $0.append("\(error)") }
        }
        left.subtract(1, ordering: .sequentiallyConsistent)
      }
    }
    // The reader's cursor only ever goes forward.
    var reader = try storage.openForReading(secret: secret)
    var seen: Set<String> = []
    var cursor = 0
    var isLast = false
    while true {
      isLast = left.load(ordering: .sequentiallyConsistent) == 0
      let page = try reader.inSnapshot { database throws(CentralError) in
        try database.page(of: "h:640104101", after: cursor, limit: 50)
      }
      let found = try #require(page)
      seen.formUnion(found.rows.map(\.key.id))
      cursor = found.to
      if isLast, found.rows.isEmpty { break }
    }
    #expect(failures.withLock { $0 } == [])
    #expect(seen.count == Self.writers * 12)
    #expect(cursor == Self.writers * 12)
    let numbers = try store.database.engine.query(
      "SELECT count(*), max(seq) FROM change WHERE stream = 'h:640104101'", [])
    #expect(numbers[0] == [.int(Self.writers * 12), .int(Self.writers * 12)])
  }

  @Test("对照：bigserial 作游标，读者漏行")
  func control() throws {
    let address = try TestStore.server.get().newDatabase()
    let engine = try PostgresEngine(address)
    try engine.execute("CREATE TABLE row (id bigserial PRIMARY KEY)")
    let left = Atomic<Int>(8)
    for index in 0..<8 {
      Thread.detachNewThread {
        if let connection = try? PostgresConnection(address) {
          for round in 0..<60 {
            try? connection.transaction { () throws(PostgresError) in
              try connection.run("INSERT INTO row DEFAULT VALUES")
              // The number is taken; the commit comes later.
              if (round + index) % 3 == 0 { try connection.execute("SELECT pg_sleep(0.005)") }
            }
          }
        }
        left.subtract(1, ordering: .sequentiallyConsistent)
      }
    }
    var seen = 0
    var cursor = 0
    while true {
      let isLast = left.load(ordering: .sequentiallyConsistent) == 0
      let rows = try engine.query("SELECT id FROM row WHERE id > $1 ORDER BY id", [.int(cursor)])
      seen += rows.count
      cursor = rows.last?[0].number ?? cursor
      if isLast, rows.isEmpty { break }
    }
    let all = try engine.query("SELECT count(*) FROM row", [])[0][0].number
    #expect(all == 8 * 60)
    #expect(seen < all)
  }
}
