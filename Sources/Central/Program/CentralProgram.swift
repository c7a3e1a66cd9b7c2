import CSystem
import Crypto
import Glibc
import JSON
import Machine

/// The program `yichuang-central` (中心服务程序): reads what was asked and does it.
package enum CentralProgram {
  package static func run(_ arguments: [String]) -> Int32 {
    // What SQLite and pg_dump make is for its owner only.
    _ = umask(0o077)
    // A reader that goes away is an answer of `write`, not the end of the program.
    signal(SIGPIPE, SIG_IGN)
    do throws(ProgramError) {
      let options = try CentralOptions(arguments)
      switch options.command {
      case .help: try Output.lines(help)
      case .version: try say("yichuang-central 1")
      case .serve: try serve(options)
      case .admin: try administer(options)
      case .backup: try backup(options)
      case .restore: try restore(options)
      case .verify: try verify(options)
      }
      try Output.finish()
      return 0
    } catch {
      if !error.description.isEmpty { Output.complain("yichuang-central: \(error)") }
      return error.code
    }
  }

  static func say(_ words: String) throws(ProgramError) { try Output.line(words) }

  static let help = """
    一窗中心服务。用法：yichuang-central 命令 [选项]

      serve                     提供服务，直到 SIGTERM
      admin code --hall 大厅代码 --title 大厅名称 --counter 窗口号 --region nx
                 [--departments 部门,部门 [--counties 区划,区划]] [--count 台数]
                                给新设备的一次性注册码（24 小时内有效）；
                                市级部门的工作台用 --counties 写明办哪几个县的事项
      admin devices [--hall 大厅代码]
      admin suspend|activate|revoke 设备
                                “两台机器”的设备查清以后用 activate 放行
      admin grant --hall 大厅代码 [--departments 部门,部门]
                                让这个大厅自己的经办人员代部门办理本厅的办件；
                                不写部门就是全部。部门自己的工作台不用授权
      admin withdraw --hall 大厅代码 [--departments 部门,部门]
      admin grants [--hall 大厅代码]
      admin account list --hall 大厅代码
                                大厅的账户：代码、角色、状态、姓名、部门
      admin account supervisor --hall 大厅代码 --name 姓名
                                新设一位主管，给一次性口令
      admin account reset 账户代码   忘了口令：给一次性口令，首次登录须改
      admin account disable|enable 账户代码
                                停用、启用；最后一位在用的主管不能停用
      admin quarantine 区划代码   没有处理的被拒操作
      admin resolve 区划代码 日志代码 行号 --note 说明
      admin token --name 管理员   管理接口的令牌
      admin system --hall 大厅代码 --name 系统名 --streams 数据流,数据流
                   [--departments 部门,部门] --region nx
                                别的系统的令牌；数据流可以是几个县的
      admin publish 目录         发布目录里的主题包、日历、代码表
      backup 文件                备份（服务不必停）
      restore 文件               换成这份备份（服务要先停）
      verify                    重算每一条日志的散列链，核对每一张表，检查数据文件
      help | version

    选项，也可写在 --config 文件里（名称 = 值）：
      --data 目录      \(CentralOptions.defaults["data"] ?? "")
      --store 存储     sqlite，或 postgresql://…
      --address 地址   \(CentralOptions.defaults["address"] ?? "")    --port 端口 8443
      --certificate 文件 --key 文件   PEM；--plain yes 不用 TLS，只限本机地址
      --rate 次数      每台设备每秒请求数，0 为不限    --connections 2000 --per-address 256
      --trusted-proxy 地址|网段  前面的代理，可写几次：只信它们在 X-Forwarded-For 或 Forwarded
                       里写的来处（代理要自己写，不能原样转交客户写的）；
                       经代理来的 /metrics 一律拒绝
      --log requests|problems    --forks 3    --offline-days 60
    """

  // MARK: What all commands need

  /// The data directory, closed to others.
  static func directory(_ options: CentralOptions) throws(ProgramError) -> String {
    let directory = options["data"]
    guard Files.makePrivateDirectory(directory) == 0 else {
      throw ProgramError("数据目录 \(directory) 建不了，或者别人也能进：要属于本用户，权限 700")
    }
    // What an earlier program, a copy or an unpacked archive left open to others.
    for name in Files.names(in: directory) { Files.makePrivate(directory + "/" + name) }
    return directory
  }

  /// Refuses a SQLite store that is gone while something of it is left, that is no
  /// plain file, or that is another program's.
  ///
  /// - Parameter mayBegin: whether a command may make a store where there never was one.
  static func requireStore(
    _ options: CentralOptions, mayBegin: Bool = true
  ) throws(ProgramError) {
    guard case .sqlite(let path) = options.storage else { return }
    guard Files.exists(path) == Files.isPlain(path) else {
      throw ProgramError("\(path) 不是普通文件")
    }
    let remains = StoreFiles(path).remains
    guard remains.isEmpty else {
      throw ProgramError(
        "数据文件 \(path) 不见了，或者是空的；旁边还有 \(remains.joined(separator: "、"))："
          + "这里原来有中心的数据。没有改动任何文件。请用 restore 恢复最近的备份；"
          + "要重新开始，请用 --data 另选空目录")
    }
    let isEmpty = Files.size(of: path) ?? 0 == 0
    guard mayBegin || !isEmpty else { throw ProgramError("\(options["data"]) 里没有中心的数据") }
    guard isEmpty || StoreFiles.hasHeader(path) && !StoreFiles(path).isForeign else {
      throw ProgramError("\(path) 不是中心的数据。没有改动它")
    }
  }

  /// What makes persons' blind keys: made once, kept beside the store, and the
  /// same for every process over one PostgreSQL.
  static func secret(_ options: CentralOptions) throws(ProgramError) -> [UInt8] {
    let path = try directory(options) + "/secret"
    if Files.exists(path) {
      let text: [UInt8]
      do throws(FileProblem) {
        text = try Files.contents(of: path, atMost: Files.mostBytesOfSettings)
      } catch {
        throw ProgramError("读不了 \(path)：\(error)")
      }
      let digits = String(decoding: text, as: UTF8.self).prefix { !$0.isWhitespace }
      guard let secret = Hex.bytes(String(digits)), secret.count == 32 else {
        throw ProgramError("\(path) 不是 64 位十六进制数")
      }
      return secret
    }
    let secret = randomBytes(32)
    do throws(FileProblem) {
      try Files.replace(path, with: Array((Hex.text(secret) + "\n").utf8))
    } catch {
      throw ProgramError("写不了 \(path)：\(error)")
    }
    return secret
  }

  /// Makes sure of the tables and the epoch.
  @discardableResult
  static func prepare(_ options: CentralOptions) throws(ProgramError) -> (String, Bool) {
    try requireStore(options)
    let secret = try secret(options)
    let mark = highWater(options)
    return try central { () throws(CentralError) in
      try options.storage.prepare(
        secret: secret, highWater: mark, at: Clocks.now.milliseconds)
    }
  }

  static func open(_ options: CentralOptions) throws(ProgramError) -> CentralDatabase {
    try prepare(options)
    let secret = try secret(options)
    return try central { () throws(CentralError) in try options.storage.open(secret: secret) }
  }

  static func central<T>(
    _ body: () throws(CentralError) -> T
  ) throws(ProgramError) -> T {
    do throws(CentralError) {
      return try body()
    } catch {
      throw ProgramError("\(error)")
    }
  }

  // MARK: The file beside a SQLite store

  /// Commits that a file beside the store has seen; never part of a backup.
  static func highWater(_ options: CentralOptions) -> Int {
    let text = String(decoding: Files.read(options["data"] + "/central.hwm") ?? [], as: UTF8.self)
    return Int(text.prefix { $0.isASCII && $0.isNumber }) ?? 0
  }

  static func note(highWater: Int, _ options: CentralOptions) {
    let path = options["data"] + "/central.hwm"
    try? Files.replace(path, with: Array("\(highWater)\n".utf8))
  }

  /// One process over one SQLite store; released at the process's end.
  static func lock(_ options: CentralOptions) throws(ProgramError) {
    guard case .sqlite = options.storage else { return }
    guard csys_lock_file(options["data"] + "/central.lock") >= 0 else {
      throw ProgramError("\(options["data"]) 正由另一个 yichuang-central 使用")
    }
  }
}
