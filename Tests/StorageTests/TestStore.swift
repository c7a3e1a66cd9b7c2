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

  init(seed: UInt64 = 1) throws {
    directory = NSTemporaryDirectory() + "yichuang-store-" + UUID().uuidString
    store = try TestStore.open(directory)
    made = MadeUp(seed: seed)
  }

  /// A store whose file has these bytes.
  init(file: Data, made: MadeUp) throws {
    directory = NSTemporaryDirectory() + "yichuang-store-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    try file.write(to: URL(fileURLWithPath: directory + "/store.sqlite"))
    store = try TestStore.open(directory)
    self.made = made
  }

  deinit { try? FileManager.default.removeItem(atPath: directory) }

  static func open(_ directory: String) throws(StoreError) -> Store {
    try Store(
      directory: directory, hash: { SHA256.hash($0) }, newLogCode: "7K3M", index: MadeUp.index)
  }

  /// What a restart of the program does.
  func reopen() throws { store = try TestStore.open(directory) }

  @discardableResult
  func accept(
    isOpen: Bool = true, isScreened: Bool = false, draft: String? = nil
  ) throws(StoreError) -> Dossier {
    try store.accept(draft: draft) { serial in
      (made.accept(serial: serial, log: "7K3M", isOpen: isOpen, isScreened: isScreened), nil)
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
      classKey, id: made.id("ticket"), day: day, series: "A", in: try store.tickets(on: day),
      at: made.now)
    try record(step)
    return step.after
  }

  func record(_ step: TicketChange) throws {
    try store.record(made.operation(.changeTicket(step), on: step.after.id))
  }
}
