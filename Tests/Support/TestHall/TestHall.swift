import Crypto
import Domain
import Foundation
import JSON
import Ledger
import MadeUp
import Storage
import TUI
import TestTerminal

/// A counter of its own for one test (测试窗口): directories that nobody else
/// has, and the real program on them. Everything goes away with it.
package final class TestHall {
  /// Holds `data`, `state` and `home`.
  package let root: String
  /// What every start is given besides, such as `YICHUANG_PRINT`.
  package var environment: [String: String] = [:]

  package static let clerk = "窗口示例"
  package static let reviewer = "经办示例"
  package static let supervisor = "主管示例"
  package static let passphrase = "一句很长很长的测试口令"

  /// - Parameter directory: where to make the hall; a new temporary one if nil.
  package init(in directory: String? = nil) throws {
    root = (directory ?? NSTemporaryDirectory()) + "/yichuang-hall-" + UUID().uuidString
    try FileManager.default.createDirectory(
      atPath: root + "/home", withIntermediateDirectories: true,
      attributes: [.posixPermissions: 0o700])
  }

  deinit { try? FileManager.default.removeItem(atPath: root) }

  package var storeDirectory: String { root + "/data/yichuang" }
  package var logDirectory: String { root + "/state/yichuang" }

  /// What the program is started with.
  package var variables: [String: String] {
    [
      "HOME": root + "/home", "XDG_DATA_HOME": root + "/data", "XDG_STATE_HOME": root + "/state",
      // A printer that this machine may have is not ours.
      "YICHUANG_PRINT": "no-such-printer",
    ].merging(environment) { $1 }
  }

  /// Starts the program on a terminal.
  package func open(
    _ arguments: [String] = [], size: Size = Size(columns: 80, rows: 24),
    environment: [String: String] = [:]
  ) throws -> TestTerminal {
    try TestTerminal(
      TestTerminal.built("yichuang"), arguments: arguments, size: size,
      environment: variables.merging(environment) { $1 })
  }

  package struct CannotWrite: Error, CustomStringConvertible { package let description: String }

  /// Puts a shell script there that programs under test may run; its path.
  ///
  /// Another process writes it. A test beside this one may start a program at any
  /// moment, which holds every file that this process is writing until it has
  /// begun, and Linux runs no file that somebody can write to (ETXTBSY).
  @discardableResult
  package func script(_ name: String, _ text: String) throws -> String {
    let path = root + "/" + name
    let written = try Ran(
      "/bin/sh", ["-c", "cat > \"$1\" && chmod 700 \"$1\"", "sh", path],
      input: "#!/bin/sh\n\(text)\n")
    guard written.status == 0 else { throw CannotWrite(description: written.complaint) }
    return path
  }

  // MARK: The store

  /// Opens the store beside the program, as an examiner does.
  package func store() throws(StoreError) -> Store {
    try Store(
      directory: storeDirectory, hash: { SHA256.hash($0) }, newLogCode: "7K3M",
      index: MadeUp.index)
  }

  /// What the first start and its supervisor would set up: the counter, a
  /// supervisor, a clerk and a reviewer of every department that has work.
  ///
  /// Their verifiers cost next to nothing: a passphrase is judged at the cost
  /// that stands in its verifier.
  ///
  /// - Parameter staff: what the accounts' keys begin with; halls that meet at one
  ///   central have different ones.
  package func establish(
    region: String = "nx", division: String = "640104", staff: String = "account",
    departments: [String] = ["hrss", "employment", "insurance"]
  ) throws {
    try FileManager.default.createDirectory(
      atPath: root + "/data", withIntermediateDirectories: true)
    let store = try store()
    try store.setSetting("station.region", region)
    try store.setSetting("station.hall", division + "001")
    try store.setSetting("station.title", "示例街道便民服务中心")
    try store.setSetting("station.division", division)
    try store.setSetting("station.counter", "1")
    // The supervisor first, as at a first start: the others are his doing.
    let accounts = [
      Account(key: "\(staff)-3", name: TestHall.supervisor, role: .supervisor),
      Account(key: "\(staff)-1", name: TestHall.clerk, role: .clerk),
      Account(
        key: "\(staff)-2", name: TestHall.reviewer, role: .reviewer,
        departments: departments),
    ]
    let hash = try PassphraseHash(
      Array(TestHall.passphrase.utf8),
      cost: PassphraseHash.Cost(memoryBytes: 8 << 10, passes: 1))
    for account in accounts {
      try store.setVerifier(hash.encoded, of: account.key)
      try store.record(
        Operation(
          id: "put-\(account.key)", entity: account.key, clerk: "\(staff)-3", role: .supervisor,
          at: Instant(milliseconds: 1_700_000_000_000), act: .putAccount(account)))
    }
    // As the program makes it, whose umask is its own.
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o600], ofItemAtPath: storeDirectory + "/store.sqlite")
  }
}

extension TestHall {
  /// Made-up dossiers, accepted as the program accepts them.
  package func fill(dossiers count: Int, seed: UInt64 = 1) throws {
    let store = try store()
    var made = MadeUp(seed: seed)
    for _ in 0..<count {
      _ = try store.accept(draft: nil) { serial in
        (made.accept(serial: serial, log: store.logCode, isOpen: true), nil)
      }
    }
  }

  /// Every file and directory of the store, with its rights and its bytes. Not
  /// the lock, which is empty and stays behind, nor what SQLite puts beside the
  /// store while somebody reads it.
  package func digest() throws -> [String] {
    let data = root + "/data"
    let paths = (FileManager.default.enumerator(atPath: data)?.allObjects as? [String]) ?? []
    return try paths.sorted().filter { path in
      ![".lock", "-shm", "-wal"].contains(where: path.hasSuffix)
    }.map { path in
      let attributes = try FileManager.default.attributesOfItem(atPath: data + "/" + path)
      let mode = String((attributes[.posixPermissions] as? Int) ?? 0, radix: 8)
      let isFile = attributes[.type] as? FileAttributeType == .typeRegular
      let bytes = isFile ? try Data(contentsOf: URL(filePath: data + "/" + path)) : Data()
      return "\(path) \(mode) \(Hex.text(SHA256.hash([UInt8](bytes))))"
    }
  }
}
