import CSystem
import Domain
import Glibc
import JSON
import Ledger
import Storage

/// `yichuang export` (导出): every dossier as one JSON line, after a supervisor
/// has shown who he is; recorded like any unmasking.
@MainActor
enum Export {
  static func run(_ options: Options) throws -> Int32 {
    let home = try StoreHome(options)
    guard Files.exists(home.directory + "/store.sqlite") else {
      throw ShellError("\(home.directory) 里没有一窗的数据")
    }
    let store = try home.open(SearchIndexing(try Assets.find()))
    let supervisor = try account(options, store)
    let passphrase = try secret(options)
    switch try Gate(store: store, cost: .standard).judge(supervisor, passphrase) {
    case .welcome: break
    case .wrong: throw ShellError("账户或口令不对，没有导出", code: 77)  // EX_NOPERM
    case .locked(let seconds): throw ShellError("账户已锁定，\(seconds) 秒后再试", code: 77)
    }
    guard let supervisor else { return 77 }
    var identifiers = Identifiers()
    let now = Clocks.now
    // Recorded before the first line leaves.
    try store.record(
      Operation(
        id: identifiers.make(at: now), entity: supervisor.key, clerk: supervisor.key,
        role: supervisor.role, at: now, act: .export(dossiers: try store.dossierCount())))
    try store.forEachDossier { dossier in
      Files.write(dossier.json.text + "\n", toDescriptor: STDOUT_FILENO)
    }
    return 0
  }

  private static func account(_ options: Options, _ store: Store) throws -> Account? {
    let supervisors = try store.accounts().filter { $0.role == .supervisor && $0.isActive }
    if let name = options.account { return supervisors.first { $0.name == name } }
    guard supervisors.count == 1 else {
      throw ShellError("有 \(supervisors.count) 位主管，请用 --account 写明姓名")
    }
    return supervisors[0]
  }

  private static func secret(_ options: Options) throws(ShellError) -> String {
    let descriptor = options.passphraseDescriptor ?? STDIN_FILENO
    if options.passphraseDescriptor == nil {
      guard isatty(STDIN_FILENO) == 1 else {
        throw ShellError("没有终端可以输入口令，请用 --passphrase-fd")
      }
      Files.write("主管口令：", toDescriptor: STDERR_FILENO)
    }
    var buffer = [UInt8](repeating: 0, count: 1024)
    let count = csys_read_secret(descriptor, &buffer, buffer.count)
    guard count >= 0 else {
      throw ShellError("读不到口令：\(String(cString: strerror(-count)))")
    }
    return String(decoding: buffer.prefix(Int(count)), as: UTF8.self)
  }
}
