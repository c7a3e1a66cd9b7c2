import Domain
import Terminal

/// What was asked for on the command line (命令行选项).
package struct Options: Equatable, Sendable {
  package var command = Command.desk
  package var store: String?
  package var isPractice = false
  package var theme = Theme.dark
  package var region: String?
  /// The program that reads cards.
  package var cardReader: String?
  /// `export`, `due`.
  package var account: String?
  package var passphraseDescriptor: Int32?
  package var explains = false
  package var words: [String] = []
  /// `report`: one month; nil for the present one.
  package var month: Month?
  package var isWholeTime = false
  package var issues = false
  package var checks = false
  package var asJSON = false
  /// `results`.
  package var since: Day?

  package enum Command: String, CaseIterable, Sendable {
    case desk, due, id, export, report, results, verify, help, version
  }

  /// - Parameter arguments: without the program's name.
  package init(_ arguments: [String]) throws(UsageError) {
    var rest = arguments[...]
    if let first = rest.first, let named = Command(rawValue: first), named.isSubcommand {
      command = named
      rest = rest.dropFirst()
    }
    while let word = rest.popFirst() {
      guard word.hasPrefix("--") else {
        guard command == .due || command == .id else {
          throw UsageError(found: "“\(word)”", allowed: Options.allowed(command))
        }
        words.append(word)
        continue
      }
      try take(word, &rest)
    }
  }

  private mutating func take(
    _ word: String, _ rest: inout ArraySlice<String>
  ) throws(UsageError) {
    let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
    let name = parts[0]
    func value() throws(UsageError) -> String {
      if parts.count == 2 { return parts[1] }
      guard let next = rest.popFirst(), !next.hasPrefix("--") else {
        throw UsageError(found: "\(name) without a value", allowed: Options.allowed(command))
      }
      return next
    }
    guard Options.names(command).contains(name) else {
      throw UsageError(found: "“\(name)”", allowed: Options.allowed(command))
    }
    switch name {
    case "--help": command = .help
    case "--version": command = .version
    case "--practice": isPractice = true
    case "--explain": explains = true
    case "--issue": issues = true
    case "--check": checks = true
    case "--json": asJSON = true
    case "--month":
      let text = try value()
      month = Month(text)
      isWholeTime = text == "all"
      guard month != nil || isWholeTime else {
        throw UsageError(found: "--month \(text)", allowed: "a month such as 2026-11, or all")
      }
    case "--since":
      let text = try value()
      since = Day(text)
      guard since != nil else {
        throw UsageError(found: "--since \(text)", allowed: "a day such as 2026-11-01")
      }
    case "--store": store = try value()
    case "--region": region = try value()
    case "--card-reader": cardReader = try value()
    case "--account": account = try value()
    case "--theme":
      let text = try value()
      guard let theme = Theme(rawValue: text) else {
        throw UsageError(found: "--theme \(text)", allowed: "light, dark or mono")
      }
      self.theme = theme
    default:
      let text = try value()
      guard let number = Int32(text), number >= 0 else {
        throw UsageError(found: "\(name) \(text)", allowed: "the number of an open file")
      }
      passphraseDescriptor = number
    }
  }

  private static func names(_ command: Command) -> [String] {
    switch command {
    case .due: ["--region", "--explain", "--help"]
    case .id: ["--help"]
    case .export, .verify: ["--store", "--account", "--passphrase-fd", "--help"]
    case .report:
      ["--month", "--issue", "--check", "--json"] + names(.export)
    case .results: ["--since"] + names(.export)
    default:
      ["--store", "--practice", "--theme", "--region", "--card-reader", "--help", "--version"]
    }
  }

  private static func allowed(_ command: Command) -> String {
    (command == .desk
      ? ["due", "id", "export", "report", "results", "verify"] + names(command) : names(command))
      .joined(separator: ", ")
  }

  package static let usage = """
    yichuang 一窗：政务服务窗口综合受理

    用法：
      yichuang [--store 目录] [--practice] [--theme light|dark|mono] [--region nx]
               [--card-reader 程序]
          打开窗口。--practice 打开练习大厅：虚构的人、号票和办件，什么都不问。
          --card-reader 接读卡器：按读卡键时运行这个程序，它把卡面内容写到标准输出。
      yichuang due [--region nx] [--explain] [受理日 时限 [暂停…]]
          计算办结日，如 yichuang due 2026-08-31 25wd；时限写作 5wd 工作日、15d 日、
          now 即办。没有参数时逐行读标准输入。
      yichuang id [号码…]
          校验身份证件号码；没有参数时逐行读标准输入，一行一个结果。
      yichuang export [--store 目录] [--account 主管] [--passphrase-fd N]
          以 JSON 行输出全部办件；须主管口令，并留有记录。
      yichuang report [--month 2026-11|all] [--issue] [--check] [--json]
          一个月的统计报表和问题清单；--issue 记入日志作为报送，--check 核对日志、
          数据和报送的报表，不符的逐项列出并以 1 退出。口令同 export。
      yichuang results [--since 2026-11-01]
          以 JSON 行输出网上来件的结果和不能办理的原因，送回来件的渠道。口令同 export。
      yichuang verify
          核对数据文件、日志的哈希链和每个扫描件；有问题逐项列出并以 1 退出。口令同 export。
      yichuang --help | --version

    数据默认在 $XDG_DATA_HOME/yichuang（扫描件在其中的 blobs，备份时整个目录一起复制），日志在 $XDG_STATE_HOME/yichuang。
    """
}

extension Options.Command {
  fileprivate var isSubcommand: Bool {
    self == .due || self == .id || self == .export || self == .report || self == .results
      || self == .verify
  }
}

/// A command line that cannot be understood.
package struct UsageError: Error, Equatable, CustomStringConvertible {
  let found: String
  let allowed: String

  package var description: String {
    "选项不对：\(found)；可用的是 \(allowed)。详见 yichuang --help"
  }
}
