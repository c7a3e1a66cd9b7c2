import Domain
import Ledger
import Packs
import Synchronization

/// What a department system's result needs of the packs (资料规则): calendars, and
/// the limits that follow from how facts are verified; read when first asked for.
final class PackRules: Sendable {
  private let assets: Assets?
  private let calendars = Mutex<[String: WorkCalendar]>([:])
  private let catalogues = Mutex<[String: Catalogue]>([:])

  init() { assets = try? Assets.find() }

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
    catalogue(region: region)?.theme(theme, version: version)?.matter(matter)?.limits
  }
}
