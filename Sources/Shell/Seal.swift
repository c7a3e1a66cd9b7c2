import Crypto
import Glibc
import JSON
import Machine
import Storage

/// The signed ends of the logs (签封), in a file beside the store: whoever changes the
/// store alone can neither shorten nor rewrite what was signed.
///
/// Signed by the device's key when the program starts, whenever it rests after a save,
/// and when it ends. At an orderly end it also holds a digest of every table that
/// nothing can be played again for: drafts, passphrases, settings.
struct Seal {
  let directory: String

  var path: String { directory + "/store.seal" }

  struct Content: Equatable {
    /// The version of the tables that `tables` are digests of.
    var schema: Int
    var ends: [LogEnd]
    /// Nil while the program runs, and after it was killed.
    var tables: [String: [UInt8]]?
  }

  enum Reading: Equatable {
    case absent
    /// It cannot be read, or another key or nobody signed it.
    case forged
    case good(Content)
  }

  private static let mark = "yichuang-seal 1"

  // MARK: Writing

  /// - Parameter isOrderly: nothing is written to the store after it.
  func write(_ store: Store, key: SigningKey, isOrderly: Bool) throws(StoreError) -> Bool {
    if try !store.isSealed() { try store.noteSealed() }
    var lines = [Seal.mark, "schema \(Store.schemaVersion)"]
    for end in try store.logEnds() {
      lines.append("log \(end.log) \(end.count) \(Hex.text(end.hash))")
    }
    if isOrderly {
      for (table, digest) in try store.localDigests().sorted(by: { $0.key < $1.key }) {
        lines.append("table \(table) \(Hex.text(digest))")
      }
      lines.append("orderly")
    }
    let text = lines.map { $0 + "\n" }.joined()
    let signature = Hex.text(key.sign(Array(text.utf8)))
    do throws(FileProblem) {
      try Files.replace(path, with: Array("\(text)signature \(signature)\n".utf8))
      return true
    } catch {
      return false
    }
  }

  // MARK: Reading

  func read(_ key: VerifyingKey) -> Reading {
    guard let bytes = Files.read(path) else { return Files.exists(path) ? .forged : .absent }
    var lines = String(decoding: bytes, as: UTF8.self).split(
      separator: "\n", omittingEmptySubsequences: false
    ).map(String.init)
    guard lines.popLast() == "", let last = lines.popLast(), last.hasPrefix("signature "),
      let signature = Hex.bytes(String(last.dropFirst(10))), lines.first == Seal.mark,
      key.verifies(signature, of: Array(lines.map { $0 + "\n" }.joined().utf8))
    else { return .forged }
    var content = Content(schema: 0, ends: [], tables: nil)
    var tables: [String: [UInt8]] = [:]
    for line in lines.dropFirst() {
      let words = line.split(separator: " ").map(String.init)
      switch (words.first ?? "", words.count) {
      case ("schema", 2): content.schema = Int(words[1]) ?? 0
      case ("log", 4):
        guard let count = Int(words[2]), let hash = Hex.bytes(words[3]) else { return .forged }
        content.ends.append(LogEnd(log: words[1], count: count, hash: hash))
      case ("table", 3): tables[words[1]] = Hex.bytes(words[2])
      case ("orderly", 1): content.tables = tables
      default: return .forged
      }
    }
    return .good(content)
  }

  // MARK: Comparing

  /// What does not agree with the seal, and what the seal cannot say.
  struct Findings: Equatable {
    var problems: [String] = []
    var limits: [String] = []
    /// Whether an orderly end was sealed, and everything is as it was then.
    var isOrderly = false
  }

  /// - Parameter hasJoined: then its key was there before there were seals.
  func compare(_ store: Store, hasJoined: Bool) throws(StoreError) -> Findings {
    var findings = Findings()
    let isSealed = try store.isSealed()
    let key: SigningKey
    switch DeviceKey.find(directory) {
    case .key(let found, let isOpen):
      key = found
      if isOpen { findings.problems.append("签名密钥：\(DeviceKey.path(directory)) 别人也能读") }
    case .fault(let fault):
      if isSealed || hasJoined || fault != .keyMissing {
        findings.problems.append("签名密钥：\(fault.words)")
      } else {
        findings.limits.append("还没有签过名，不能证明日志末尾没有被截掉")
      }
      return findings
    }
    if let known = try store.setting("central.key"), known != Hex.text(key.verifyingKey.bytes) {
      findings.problems.append("签名密钥：device.key 不是本机入网时的密钥")
    }
    switch read(key.verifyingKey) {
    case .absent where isSealed: findings.problems.append("签名：\(path) 不见了")
    case .absent where !hasJoined: findings.problems.append("签名：有密钥而没有 \(path)")
    case .absent: findings.limits.append("还没有签过名，不能证明日志末尾没有被截掉")
    case .forged: findings.problems.append("签名：\(path) 不是本机密钥签的，或者被改过")
    case .good(let content): try compare(content, store, &findings)
    }
    return findings
  }

  private func compare(
    _ content: Content, _ store: Store, _ findings: inout Findings
  ) throws(StoreError) {
    if content.ends.isEmpty { findings.problems.append("签名：\(path) 里没有日志") }
    for end in content.ends where try !store.begins(with: end) {
      findings.problems.append(
        "日志 \(end.log)：签过名的前 \(end.count) 行，现在少了或者变了")
    }
    guard let tables = content.tables else {
      findings.limits.append("上次没有正常退出，设置、口令、草稿等本机自己的表不能与退出时核对")
      return
    }
    guard content.schema == Store.schemaVersion, try content.ends == store.logEnds() else {
      findings.limits.append("签名以后又有新内容，设置、口令、草稿等本机自己的表不能与签名核对")
      return
    }
    let now = try store.localDigests()
    let changed = Set(tables.keys).union(now.keys).filter { tables[$0] != now[$0] }.sorted()
    for table in changed { findings.problems.append("表 \(table)：与上次退出时不同") }
    findings.isOrderly = changed.isEmpty
  }
}
