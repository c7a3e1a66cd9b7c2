import Desk
import Ledger
import Machine
import Packs
import Storage

/// `yichuang verify` (核对数据): the store, its log, and the files of its scans.
@MainActor
enum VerifyCommand {
  /// 1 when anything is wrong, else 0.
  static func run(_ options: Options) throws -> Int32 {
    let opened = try SupervisedStore(options, Assets.find())
    var problems = try opened.store.integrityCheck().map { "数据文件：\($0)" }
    let chain: String
    switch try opened.store.verifyChain() {
    case .intact(let lines): chain = "日志 \(lines) 行，哈希链完整"
    case .broken(let line):
      chain = "日志在第 \(line) 行断开"
      problems.append(chain)
    }
    var count = 0
    let blobs = opened.blobs
    try opened.store.forEachDossier { (dossier) throws(StoreError) in
      // Those that were void by mistake are kept, too: the log names them.
      for material in dossier.materials {
        for scan in material.scans {
          count += 1
          switch blobs.state(of: scan) {
          case .intact: break
          case .missing where try !opened.store.isOwn(scan): count -= 1
          case .missing: problems.append("扫描件不见了：\(dossier.number) \(blobs.path(scan))")
          case .altered: problems.append("扫描件变了：\(dossier.number) \(blobs.path(scan))")
          }
        }
      }
    }
    let summary = ["\(chain)；扫描件 \(count) 个"] + problems
    for line in summary { Files.write(line + "\n", toDescriptor: 1) }
    return problems.isEmpty ? 0 : 1
  }
}
