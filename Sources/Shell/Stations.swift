import Desk
import Ledger
import Storage
import Sync

/// Where the store keeps which counter this is (窗口设置).
enum Stations {
  static func load(_ store: Store, isPractice: Bool) throws(StoreError) -> Station? {
    guard let hall = try store.setting("station.hall"),
      let title = try store.setting("station.title"),
      let division = try store.setting("station.division"),
      let counter = try store.setting("station.counter")
    else { return nil }
    return Station(
      hall: hall, hallTitle: title, division: division, counter: counter,
      isPractice: isPractice, isScreened: try store.setting("station.screening") == "1",
      phone: try store.setting("station.phone") ?? "",
      institution: try store.setting("station.institution") ?? "",
      divisions: Streams.divisions(of: try store.cursors().places.keys))
  }

  static func save(_ station: Station, to store: Store) throws(StoreError) {
    try store.together { () throws(StoreError) in
      try store.setSetting("station.hall", station.hall)
      try store.setSetting("station.title", station.hallTitle)
      try store.setSetting("station.division", station.division)
      try store.setSetting("station.screening", station.isScreened ? "1" : "0")
      try store.setSetting("station.phone", station.phone)
      try store.setSetting("station.institution", station.institution)
      try store.setSetting("station.counter", station.counter)
    }
  }

  static func station(_ first: Establishment, isPractice: Bool) -> Station {
    // Until central gives hall codes, a hall that stands alone is number 001.
    Station(
      hall: first.division + "001", hallTitle: first.hallTitle, division: first.division,
      counter: first.counter, isPractice: isPractice)
  }
}
