import Desk
import Glibc
import Ledger
import Machine
import Packs
import Storage

/// `yichuang verify` (核对数据): the store against its log, the log against what was
/// signed and what central confirmed, and the files of its scans.
@MainActor
enum VerifyCommand {
  /// 1 when anything is wrong, else 0.
  static func run(_ options: Options) throws -> Int32 {
    let opened = try SupervisedStore(options, Assets.find())
    let store = opened.store
    var problems = try store.integrityCheck().map { "数据文件：\($0)" }
    let chain: String
    switch try store.verifyChain() {
    case .intact(let lines): chain = "日志 \(lines) 行，哈希链完整"
    case .broken(let line):
      chain = "日志在第 \(line) 行断开"
      problems.append(chain)
    }
    problems += opened.findings.problems
    for end in try store.confirmedEnds() where try !store.begins(with: end) {
      problems.append("日志 \(end.log)：中心确认过的前 \(end.count) 行，现在少了或者变了")
    }
    var limits = opened.findings.limits
    switch try store.centralStanding() {
    case .alone: break
    case .damaged: problems.append("入网资料坏了：中心地址、证书、设备编号或大厅代码")
    case .joined:
      limits.append("别的窗口办的内容由中心确认，本机没有它们的日志，只核对了各表之间是否一致")
    }
    problems += try views(opened)
    let (scans, wrong) = try scans(opened)
    problems += wrong
    let summary = ["\(chain)；扫描件 \(scans) 个"] + limits.map { "说明：\($0)" } + problems
    for line in summary { try Output.line(line) }
    if problems.isEmpty { try opened.seal() }
    return problems.isEmpty ? 0 : 1
  }

  /// Plays the log again beside the store and compares row by row.
  private static func views(_ opened: borrowing SupervisedStore) throws -> [String] {
    let store = opened.store
    let scratch = opened.directory + "/verify.tmp"
    remove(scratch)
    defer { remove(scratch) }
    do {
      try follow(opened)
      return try store.viewDifferences(in: scratch).map {
        "表 \($0.table)：\($0.key) 与日志不符"
      }
    } catch {
      // Packs that are not there, a log that cannot be played, rows that cannot be read.
      return ["日志不能重放：\(error)"]
    }
  }

  /// Views are made by the packs of the store's region.
  private static func follow(_ opened: borrowing SupervisedStore) throws {
    let store = opened.store
    let region = try store.setting("station.region") ?? Assets.firstRegion
    let rules = try opened.assets.rulebook(
      region: region, division: try store.setting("station.division") ?? "",
      calendar: try opened.assets.calendar(region: region))
    opened.indexing.follow(rules.catalogue)
    store.followAftercare(rules.catalogue)
  }

  private static func remove(_ scratch: String) {
    for folder in ["/shown", "/played", ""] {
      for name in Files.names(in: scratch + folder) { unlink(scratch + folder + "/" + name) }
      rmdir(scratch + folder)
    }
  }

  private static func scans(
    _ opened: borrowing SupervisedStore
  ) throws -> (count: Int, problems: [String]) {
    var count = 0
    var problems: [String] = []
    let (store, blobs) = (opened.store, opened.blobs)
    try store.forEachDossier { (dossier) throws(StoreError) in
      // Those that were void by mistake are kept, too: the log names them.
      for material in dossier.materials {
        for scan in material.scans {
          count += 1
          switch blobs.state(of: scan) {
          case .intact: break
          case .missing where try !store.isOwn(scan): count -= 1
          case .missing: problems.append("扫描件不见了：\(dossier.number) \(blobs.path(scan))")
          case .altered: problems.append("扫描件变了：\(dossier.number) \(blobs.path(scan))")
          }
        }
      }
    }
    return (count, problems)
  }
}
