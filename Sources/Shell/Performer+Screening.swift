import Desk
import Storage

extension Performer {
  /// The second look (预审) is on or off for what is accepted from now on.
  func setScreening(_ isScreened: Bool) throws(StoreError) -> [Reply] {
    guard var changed = station else { return [] }
    changed.isScreened = isScreened
    try Stations.save(changed, to: store)
    station = changed
    return [.station(changed)]
  }
}
