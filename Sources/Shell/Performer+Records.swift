import Desk
import Ledger
import Packs
import Storage

// Scans, registers, and what other dossiers say of a person.

extension Performer {
  func attemptRecord(_ effect: Effect) throws(StoreError) -> [Reply] {
    switch effect {
    case .countRegisters(let lists):
      var counts: [RegisterQuery.List: RegisterCount] = [:]
      for list in lists { counts[list] = try store.registerCount(list) }
      return [.registerCounts(counts)]
    case .loadRegister(let query): return [.register(try store.register(query))]
    case .loadStanding(let dossier, let idNumber):
      return [.standing(dossier: dossier, try store.standing(idNumber: idNumber))]
    case .attach(let dossier, let rule, let path): return try attach(path, rule, dossier)
    case .openScan(let scan): return [.scan(blobs.open(scan))]
    case .setHall(let phone, let institution):
      guard var changed = station else { return [] }
      changed.phone = phone
      changed.institution = institution
      try Stations.save(changed, to: store)
      station = changed
      return [.station(changed)]
    default: return []
    }
  }

  /// The file first, then the line that names it: a line never names a file
  /// that was not on the disk.
  private func attach(
    _ path: String, _ rule: String, _ dossier: String
  ) throws(StoreError) -> [Reply] {
    let scan: Scan
    do {
      scan = try blobs.take(path)
    } catch {
      return [.failed(Failure(error.explanation))]
    }
    guard let after = try record(dossier, .attach(rule: rule, scan)) else { return [] }
    return [.dossier(after)]
  }
}
