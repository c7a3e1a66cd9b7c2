import CSystem
import Domain
import Glibc
import JSON
import Ledger
import Machine
import Packs
import Storage

/// `yichuang export` (导出): every dossier as one JSON line, after a supervisor
/// has shown who he is; recorded like any unmasking.
@MainActor
enum Export {
  static func run(_ options: Options) throws -> Int32 {
    var opened = try SupervisedStore(options, Assets.find())
    // Recorded before the first line leaves.
    try opened.record(.export(dossiers: try opened.store.dossierCount()))
    var scans: Set<String> = []
    var place = 0
    while let found = try opened.store.dossiers(after: place, limit: 200) {
      for dossier in found.dossiers {
        try Output.line(dossier.json.text)
        for material in dossier.materials { scans.formUnion(material.scans.map(\.hash)) }
      }
      place = found.last
    }
    if !scans.isEmpty {
      Output.complain(
        "扫描件 \(scans.count) 个不在输出里，在 \(opened.blobs.directory)，按各行的 hash 命名；备份时一并复制")
    }
    return 0
  }
}

/// A store that a supervisor has opened from the command line (主管命令行).
@MainActor
struct SupervisedStore: ~Copyable {
  /// Holds the directory.
  private let home: StoreHome
  var blobs: Blobs { home.blobs }
  let store: Store
  let indexing: SearchIndexing
  /// The program's, and what central published.
  let assets: Assets
  private let supervisor: Account
  /// The store as it was found, before anybody signed in.
  let findings: Seal.Findings
  private var identifiers = Identifiers()

  init(_ options: Options, _ assets: Assets) throws {
    // A command begins no store, and makes no directory for one.
    let directory = StoreHome.directory(options)
    guard try Store.isThere(in: directory) else {
      throw ProgramError("\(directory) 里没有一窗的数据")
    }
    // Before the store is held: whoever is to say it may take his time.
    let passphrase = try SupervisedStore.secret(options)
    let home = try StoreHome(options)
    let assets = assets.under(home.directory)
    let indexing = SearchIndexing(assets)
    let store = try home.open(indexing)
    let findings = try Seal(directory: home.directory).compare(
      store, hasJoined: try store.centralStanding() != .alone)
    let account = try SupervisedStore.account(options, store)
    let log = Log(directory: Environment.stateDirectory)
    let refused = ProgramError("账户或口令不对，没有输出", code: 77)  // EX_NOPERM
    switch try Gate(store: store, cost: .standard).judge(account, passphrase) {
    case .welcome: break
    case .wrong:
      try SupervisedStore.note(options, account, store)
      log.write(.warning, "\(options.command.rawValue): wrong account or passphrase")
      throw refused
    case .lockedNow(let seconds):
      try SupervisedStore.note(options, account, store)
      log.write(.warning, "\(options.command.rawValue): wrong passphrase, locked")
      throw ProgramError("账户已锁定，\(seconds) 秒后再试", code: 77)
    case .locked(let seconds):
      log.write(.warning, "\(options.command.rawValue): refused, the account is locked")
      throw ProgramError("账户已锁定，\(seconds) 秒后再试", code: 77)
    case .over: throw ProgramError("一次性口令已过期，没有输出", code: 77)
    case .unusable: throw ProgramError("本机存的口令校验值不合规格，没有使用，也没有输出", code: 77)
    }
    guard let account else { throw refused }
    guard account.passphrase?.oneTimeUntil == nil else {
      throw ProgramError("一次性口令要先在一窗里登录并改掉，没有输出", code: 77)
    }
    // Where somebody lets it go to a file, that is for its owner only.
    Output.makePrivate()
    self.home = home
    self.store = store
    self.assets = assets
    self.indexing = indexing
    self.findings = findings
    supervisor = account
  }

  var directory: String { home.directory }

  /// After an orderly end of the desk the command's own work is sealed, too; what was
  /// found changed stays so.
  func seal() throws {
    guard findings.isOrderly, let key = DeviceKey.load(home.directory) else { return }
    _ = try Seal(directory: home.directory).write(store, key: key, isOrderly: true)
  }

  /// - Parameter entity: nil for the supervisor.
  mutating func record(_ act: Act, on entity: String? = nil) throws(StoreError) {
    let now = Clocks.now
    try store.record(
      Operation(
        id: identifiers.make(at: now), entity: entity ?? supervisor.key, clerk: supervisor.key,
        role: supervisor.role, at: now, act: act))
  }

  /// A line of audit under the account that was claimed, if the store knows it; what was
  /// said in place of its passphrase stands nowhere.
  private static func note(
    _ options: Options, _ account: Account?, _ store: Store
  ) throws(StoreError) {
    let known = try store.accounts().first { $0.name == options.account }
    guard let claimed = account ?? known else { return }
    let now = Clocks.now
    var identifiers = Identifiers()
    try store.record(
      Operation(
        id: identifiers.make(at: now), entity: claimed.key, clerk: claimed.key,
        role: claimed.role, at: now, act: .signInFailed))
  }

  private static func account(_ options: Options, _ store: Store) throws -> Account? {
    let supervisors = try store.accounts().filter { $0.role == .supervisor && $0.isActive }
    if let name = options.account { return supervisors.first { $0.name == name } }
    guard supervisors.count == 1 else {
      throw ProgramError("有 \(supervisors.count) 位主管，请用 --account 写明姓名")
    }
    return supervisors[0]
  }

  private static func secret(_ options: Options) throws(ProgramError) -> String {
    let descriptor = options.passphraseDescriptor ?? STDIN_FILENO
    if options.passphraseDescriptor == nil {
      guard isatty(STDIN_FILENO) == 1 else {
        throw ProgramError("没有终端可以输入口令，请用 --passphrase-fd")
      }
      Output.ask("主管口令：")
    }
    var buffer = [UInt8](repeating: 0, count: 1024)
    let count = csys_read_secret(descriptor, &buffer, buffer.count)
    guard count >= 0 else {
      throw ProgramError("读不到口令：\(String(cString: strerror(-count)))")
    }
    return String(decoding: buffer.prefix(Int(count)), as: UTF8.self)
  }
}
