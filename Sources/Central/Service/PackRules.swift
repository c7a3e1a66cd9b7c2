import Domain
import JSON
import Ledger
import Packs
import Sync
import Synchronization

/// What central judges by (资料规则): the packs beside the program, read when first
/// asked for, and the texts of themes that it published itself.
final class PackRules: Sendable {
  private let assets: Assets?
  private let calendars = Mutex<[String: WorkCalendar]>([:])
  private let catalogues = Mutex<[String: Catalogue]>([:])
  /// By theme and version.
  private let published = Mutex<[String: [String: Theme]]>([:])
  /// Hashes of published files that were read.
  private let read = Mutex<Set<String>>([])
  private let regions: [String]
  /// Texts by theme and version, as they were found last: every line asks for one.
  private let found = Mutex<[String: [String: PackBook.Text]]>([:])
  /// So many versions of one theme are remembered, for anybody may name any.
  private static let mostVersions = 50

  init() {
    assets = try? Assets.find()
    regions = assets?.regions ?? []
  }

  func calendar(region: String) -> WorkCalendar? {
    calendars.withLock { calendars in
      if let known = calendars[region] { return known }
      let read = try? assets?.calendar(region: region)
      calendars[region] = read
      return read
    }
  }

  /// Nil when there are no packs here, or none of the region.
  func catalogue(region: String) -> Catalogue? {
    catalogues.withLock { catalogues in
      if let known = catalogues[region] { return known }
      let read = try? assets?.catalogue(region: region)
      catalogues[region] = read
      return read
    }
  }

  func limits(region: String, theme: String, version: String, matter: String) -> Matter.Limits? {
    text(theme, version)?.theme.matter(matter)?.limits
      ?? catalogue(region: region)?.theme(theme, version: version)?.matter(matter)?.limits
  }

  /// Nil without packs, which judges nothing: a service must not stop for want of them.
  var book: PackBook? {
    assets == nil ? nil : PackBook { [self] theme, version in text(theme, version) }
  }

  /// A theme's key is one in all regions.
  private func text(_ key: String, _ version: String) -> PackBook.Text? {
    if let known = found.withLock({ $0[key]?[version] }) { return known }
    guard let text = look(for: key, version) else { return nil }
    found.withLock { found in
      if found[key, default: [:]].count >= Self.mostVersions { found[key] = [:] }
      found[key, default: [:]][version] = text
    }
    return text
  }

  private func look(for key: String, _ version: String) -> PackBook.Text? {
    for region in regions {
      guard let catalogue = catalogue(region: region),
        let own = catalogue.theme(key, version: version), let calendar = calendar(region: region)
      else { continue }
      let theme = published.withLock { $0[key]?[version] } ?? own
      return PackBook.Text(
        theme: theme, isNamed: theme.version == version, region: catalogue.region,
        book: catalogue.book, calendar: calendar)
    }
    return nil
  }

  // MARK: What this centre published

  /// Takes in texts of themes that were published and that it has not read yet; one
  /// that this program cannot read is left out.
  ///
  /// - Parameter files: hashes and what gives their contents.
  func learn<Failure: Error>(
    _ files: [String], _ content: (String) throws(Failure) -> [UInt8]?
  ) throws(Failure) {
    for hash in files where !read.withLock({ $0.contains(hash) }) {
      if let bytes = try content(hash), let json = try? JSON(parsing: bytes),
        let theme = try? Theme(JSONReader(json))
      {
        published.withLock { $0[theme.key, default: [:]][theme.version] = theme }
        found.withLock { $0[theme.key] = nil }
      }
      read.withLock { _ = $0.insert(hash) }
    }
  }
}

extension CentralDatabase {
  /// The same, judging by packs.
  func judging(by rules: PackRules?) -> CentralDatabase {
    CentralDatabase(
      engine: engine, secret: secret, blobs: blobs, recent: recent, rules: rules)
  }

  /// Reads what was published since, by whichever process: counters judge by it.
  func learnPublished() throws(CentralError) {
    guard let rules else { return }
    var hashes: Set<String> = []
    for row in try engine.query("SELECT manifest FROM catalog ORDER BY version", []) {
      guard let json = try? JSON(parsing: row[0].string),
        let manifest = try? CatalogueManifest(JSONReader(json))
      else { throw .unreadable(what: "the catalogue") }
      hashes.formUnion(manifest.files.filter { $0.path.hasPrefix("themes/") }.map(\.hash))
    }
    try rules.learn(hashes.sorted()) { hash throws(CentralError) in
      try catalogueFile(sha256: hash)
    }
  }
}
