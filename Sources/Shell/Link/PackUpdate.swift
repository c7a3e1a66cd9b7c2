import Crypto
import Desk
import HTTPClient
import JSON
import Ledger
import Machine
import Packs
import Storage
import Sync

/// Fetches what central publishes (资料更新): packs, calendars, code tables.
///
/// A file lies under its hash before anything names it. The whole is read by the
/// same reader as the program's own files before it counts; when that refuses
/// it, what counted before goes on counting, and the line to central says why.
@MainActor
final class PackUpdate {
  private let assets: Assets
  private let directory: String
  private let store: Store
  private let log: Log
  /// Milliseconds since the machine's start.
  private var dueAt = 0
  /// What central has, while files of it are fetched.
  private var offered: CatalogueManifest?
  private var asked: CatalogueManifest.File?
  /// The manifest that was taken over or refused: it need not be looked at again.
  private var settled: CatalogueManifest?
  /// Why central's newest files are not used.
  private(set) var problem: String?

  private static let pause = 3_600_000
  private static let mostFiles = 1_000
  private static let mostBytes = 1 << 20

  /// - Parameter home: the directory of the store.
  init(_ assets: Assets, home: String, store: Store, log: Log) {
    self.assets = assets
    directory = Assets.published(in: home)
    self.store = store
    self.log = log
  }

  /// What to ask central for now; nil when nothing is due.
  func next(at now: Int) -> String? {
    asked = offered?.files.first { !Files.exists(directory + "/" + $0.hash) }
    if let asked { return "/v1/catalogue/\(asked.hash)" }
    guard offered == nil, now >= dueAt else { return nil }
    dueAt = now + PackUpdate.pause
    return "/v1/catalogue"
  }

  /// Somebody pressed 现在重试.
  func hurry() { dueAt = 0 }

  /// - Returns: the new rules, when all is there and right.
  func take(_ answer: HTTPAnswer) -> [Reply] {
    guard case .answered(200, let body, _) = answer else {
      // Nothing was published, or it comes again in an hour.
      offered = nil
      return []
    }
    guard let asked else { return begin(body) }
    guard body.count == asked.size, Hex.text(SHA256.hash(body)) == asked.hash else {
      return refuse("\(asked.path) 与它的散列值不符")
    }
    let made = Files.makePrivateDirectory(directory)
    do throws(FileProblem) {
      if made < 0 { throw .system(code: -made) }
      try Files.replace(directory + "/" + asked.hash, with: body)
    } catch {
      return refuse("\(asked.path) 写不进 \(directory)：\(error)")
    }
    return finish()
  }

  private func begin(_ body: [UInt8]) -> [Reply] {
    guard let json = try? JSON(parsing: body),
      let manifest = try? CatalogueManifest(JSONReader(json)), manifest != settled
    else { return [] }
    let isSound =
      manifest.files.count <= PackUpdate.mostFiles
      && manifest.files.allSatisfy {
        $0.size <= PackUpdate.mostBytes && Hex.bytes($0.hash)?.count == 32
      } && Set(manifest.files.map(\.path)).count == manifest.files.count
    offered = manifest
    return isSound ? finish() : refuse("目录不对")
  }

  private func refuse(_ reason: String) -> [Reply] {
    let version = offered?.version ?? ""
    settled = offered
    offered = nil
    problem = "中心资料 \(version) 没有采用，仍用原来的：\(reason)"
    log.write(.warning, "packs \(version): \(reason)")
    return []
  }

  /// Takes it over when the last file is there.
  private func finish() -> [Reply] {
    guard let offered, offered.files.allSatisfy({ Files.exists(directory + "/" + $0.hash) })
    else { return [] }
    let files = Dictionary(uniqueKeysWithValues: offered.files.map { ($0.path, $0.hash) })
    let before = Published(in: directory)
    if let before, before.files == files {
      settled = offered
      self.offered = nil
      problem = nil
      return []
    }
    do {
      let region = try store.setting("station.region") ?? Assets.firstRegion
      let division = try store.setting("station.division") ?? ""
      var published = Published(
        directory: directory, version: offered.version, files: files,
        former: before?.former ?? [:])
      // A file that is wrong is found here, by name and place.
      _ = try assets.with(published).rules(region, division: division)
      published = try keepFormer(published, before, region)
      let rules = try assets.with(published).rules(region, division: division)
      do throws(FileProblem) { try published.save() } catch {
        return refuse("写不进 \(directory)：\(error)")
      }
      removeUnused(published)
      settled = offered
      self.offered = nil
      problem = nil
      log.write(.info, "packs \(published.version)")
      return [.packs(rules)]
    } catch let error as ProgramError {
      // File and place, without what an opening program says before them.
      let lines = error.description.split(separator: "\n")
      return refuse(lines.dropFirst(lines.count > 1 ? 1 : 0).joined(separator: "；"))
    } catch {
      return refuse("\(error)")
    }
  }

  /// Texts that are replaced stay: dossiers and drafts were begun under them.
  private func keepFormer(
    _ published: Published, _ before: Published?, _ region: String
  ) throws(ProgramError) -> Published {
    let now = Set(
      assets.with(published).themeFiles(region: region).map { Hex.text(SHA256.hash($0)) })
    var former = published.former
    for text in assets.with(before).themeFiles(region: region) {
      let hash = Hex.text(SHA256.hash(text))
      guard !now.contains(hash), former[region]?.contains(hash) != true else { continue }
      let path = published.path(hash: hash)
      if !Files.exists(path) {
        do throws(FileProblem) { try Files.replace(path, with: text) } catch {
          throw ProgramError("写不进 \(directory)：\(error)")
        }
      }
      former[region, default: []].append(hash)
    }
    return Published(
      directory: directory, version: published.version, files: published.files, former: former)
  }

  private func removeUnused(_ published: Published) {
    let used = published.hashes
    for name in Files.names(in: directory) where name != "list.json" && !used.contains(name) {
      Files.remove(directory + "/" + name)
    }
  }
}

extension Assets {
  /// Where what central published lies, in the directory of a store.
  static func published(in home: String) -> String { home + "/catalogue" }

  /// The program's files, and before them what central published.
  func under(_ home: String) -> Assets { with(Published(in: Assets.published(in: home))) }
}
