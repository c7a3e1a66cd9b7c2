import Machine

/// What an operator set on the command line and in a configuration file (配置).
///
/// Both know the same names; the command line wins.
package struct CentralOptions: Equatable, Sendable {
  package var command = Command.help
  package var words: [String] = []
  package private(set) var values: [String: String] = [:]

  package enum Command: String, CaseIterable, Sendable {
    case serve, admin, backup, restore, verify, help, version
  }

  /// Names, with what stands in their place when nobody set them.
  static let defaults: [String: String] = [
    "data": "/var/lib/yichuang-central", "store": "sqlite", "address": "0.0.0.0", "port": "8443",
    "certificate": "", "key": "", "plain": "no", "rate": "10", "connections": "2000",
    "per-address": "256", "trusted-proxy": "", "log": "requests", "forks": "3",
    "offline-days": "60",
    "counter": "1", "count": "1", "region": "nx", "title": "便民服务中心",
  ]

  /// Names that may stand several times: their values stand after each other, parted
  /// by commas.
  static let lists: Set<String> = ["trusted-proxy"]

  /// Names that only a command has.
  static let others = ["config", "hall", "name", "streams", "departments", "counties", "note"]

  /// - Parameter arguments: without the program's name.
  package init(_ arguments: [String]) throws(ProgramError) {
    var rest = arguments[...]
    guard let first = rest.popFirst() else { return }
    guard let named = Command(rawValue: first.hasPrefix("--") ? String(first.dropFirst(2)) : first)
    else {
      throw ProgramError(
        "没有命令“\(first)”；有：\(Command.allCases.map(\.rawValue).joined(separator: "、"))", code: 2)
    }
    command = named
    var given: [String: String] = [:]
    while let word = rest.popFirst() {
      guard word.hasPrefix("--") else {
        words.append(word)
        continue
      }
      let parts = word.dropFirst(2).split(
        separator: "=", maxSplits: 1, omittingEmptySubsequences: false
      ).map(String.init)
      let name = parts[0]
      guard Self.defaults[name] != nil || Self.others.contains(name) else {
        throw ProgramError("没有选项 --\(name)；见 yichuang-central help", code: 2)
      }
      guard let value = parts.count == 2 ? parts[1] : rest.popFirst() else {
        throw ProgramError("选项 --\(name) 后面要有值", code: 2)
      }
      Self.add(value, to: name, in: &given)
    }
    if let path = given["config"] { values = try Self.read(path) }
    values.merge(given) { $1 }
  }

  /// `name = value`, a line each; `#` begins a remark.
  private static func read(_ path: String) throws(ProgramError) -> [String: String] {
    let bytes: [UInt8]
    do throws(FileProblem) {
      bytes = try Files.contents(of: path, atMost: Files.mostBytesOfSettings)
    } catch {
      throw ProgramError("读不到配置文件 \(path)：\(error)", code: 2)
    }
    var values: [String: String] = [:]
    let lines = String(decoding: bytes, as: UTF8.self).split(
      separator: "\n", omittingEmptySubsequences: false)
    for (number, line) in zip(1..., lines) {
      let line = line.prefix { $0 != "#" }.trimmed
      if line.isEmpty { continue }
      let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, Self.defaults[parts[0].trimmed] != nil else {
        let names = Self.defaults.keys.sorted().joined(separator: "、")
        throw ProgramError("\(path) 第 \(number) 行看不懂：\(line)；允许的名称：\(names)", code: 2)
      }
      add(parts[1].trimmed, to: parts[0].trimmed, in: &values)
    }
    return values
  }

  private static func add(_ value: String, to name: String, in values: inout [String: String]) {
    let before = lists.contains(name) ? values[name].map { $0 + "," } : nil
    values[name] = (before ?? "") + value
  }

  package subscript(name: String) -> String { values[name] ?? Self.defaults[name] ?? "" }

  func number(_ name: String, _ range: ClosedRange<Int>) throws(ProgramError) -> Int {
    guard let number = Int(self[name]), range.contains(number) else {
      throw ProgramError(
        "\(name) = \(self[name])：允许 \(range.lowerBound) 到 \(range.upperBound)", code: 2)
    }
    return number
  }

  /// Where the data is.
  package var storage: CentralStorage {
    let store = self["store"]
    return store == "sqlite" ? .sqlite(path: self["data"] + "/central.db") : .postgres(store)
  }
}

extension StringProtocol {
  /// Without spaces at both ends.
  fileprivate var trimmed: String {
    String(
      drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
  }
}
