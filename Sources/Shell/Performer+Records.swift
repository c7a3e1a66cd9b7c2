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
    case .openScan(let scan, let dossier): return [.scan(open(scan, dossier))]
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

  /// What was attached elsewhere is fetched; the screen hears of it when it is here.
  private func open(_ scan: Scan, _ dossier: String) -> ScanOutcome {
    let outcome = blobs.open(scan)
    guard case .missing(let path) = outcome, let link else { return outcome }
    guard link.isOnline else { return .unreachable }
    let asked = asking
    link.fetch(scan, of: dossier, asked: asked) { [self] content in
      guard let content else { return [.scan(.nowhere(path: path))] }
      guard blobs.put(content, as: scan) else {
        log.write(.error, "a scan from central is another one, or cannot be written")
        return [.scan(.nowhere(path: path))]
      }
      // It opens beside the terminal: only while its asker is there to see it.
      return asking == asked ? [.scan(blobs.open(scan))] : []
    }
    return .fetching
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
