import Crypto
import Foundation
import Ledger
import MadeUp
import SQLite

@testable import Domain
@testable import Storage

/// A store in a directory of the test's own, removed with it.
final class TestStore {
  let directory: String
  private(set) var store: Store
  var made: MadeUp
  /// The series of its tickets: that of its counter.
  let series: String
  private let log: String

  init(seed: UInt64 = 1, log: String = "7K3M", series: String = "A") throws {
    directory = NSTemporaryDirectory() + "yichuang-store-" + UUID().uuidString
    store = try TestStore.open(directory, log)
    made = MadeUp(seed: seed)
    self.log = log
    self.series = series
  }

  /// A store whose file has these bytes.
  init(file: Data, made: MadeUp) throws {
    directory = NSTemporaryDirectory() + "yichuang-store-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    try file.write(to: URL(fileURLWithPath: directory + "/store.sqlite"))
    store = try TestStore.open(directory)
    self.made = made
    log = "7K3M"
    series = "A"
  }

  deinit { try? FileManager.default.removeItem(atPath: directory) }

  static func open(_ directory: String, _ log: String = "7K3M") throws(StoreError) -> Store {
    try Store(
      directory: directory, hash: { SHA256.hash($0) }, newLogCode: log, index: MadeUp.index)
  }

  /// What a restart of the program does.
  func reopen() throws { store = try TestStore.open(directory, log) }

  func copyOfFile() throws -> Data {
    let copy = directory + "/copy"
    try? FileManager.default.removeItem(atPath: copy)
    try store.backup(to: copy)
    return try Data(contentsOf: URL(fileURLWithPath: copy))
  }

  /// Goes back to an older copy of the file.
  func restore(_ file: Data) throws {
    store = try TestStore.open(directory + "/elsewhere", log)
    for name in ["-wal", "-shm"] {
      try? FileManager.default.removeItem(atPath: directory + "/store.sqlite" + name)
    }
    try file.write(to: URL(fileURLWithPath: directory + "/store.sqlite"))
    try reopen()
  }

  @discardableResult
  func accept(
    isOpen: Bool = true, isScreened: Bool = false, draft: String? = nil
  ) throws(StoreError) -> Dossier {
    try store.accept(draft: draft) { serial in
      (
        made.accept(
          serial: serial, log: store.logCode, isOpen: isOpen, isScreened: isScreened), nil
      )
    }
  }

  /// Ticket steps in the log, made by the domain's own rule.
  static let rule = QueueRule(
    classes: [
      TicketClass(key: "ordinary", title: "普通", prefix: "A", hasPriority: false),
      TicketClass(key: "veteran", title: "军人", prefix: "J", hasPriority: true),
    ], bound: 3, recalls: 2)

  func issue(_ classKey: String = "ordinary") throws -> Ticket {
    made.tick()
    let day = made.now.day
    let step = try TestStore.rule.issue(
      classKey, id: made.id("ticket"), day: day, series: series, in: try store.tickets(on: day),
      at: made.now)
    try record(step)
    return step.after
  }

  func record(_ step: TicketChange) throws {
    try store.record(made.operation(.changeTicket(step), on: step.after.id))
  }
}
