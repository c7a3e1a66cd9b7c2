import Domain
import Ledger

// What central finds by its packs and its clock, beside the rules of the ledger.

extension Scene {
  /// How far ahead of central's a counter's clock may be, in milliseconds.
  private static let ahead = 24 * 3_600_000
  /// A log goes on where it was, but for clocks that are put right: further back is
  /// odd once it is longer ago than any counter may be without a line.
  private static let back = 2 * 24 * 3_600_000
  private static let longAgo = 100 * 24 * 3_600_000

  /// Judges the dossier that the operation changed, and when it says it was done.
  ///
  /// Nothing is refused for its time: counters come back after weeks, and clocks are
  /// wrong.
  ///
  /// - Returns: what is odd.
  mutating func judge(
    _ operation: Operation, _ packs: PackBook?, _ log: LogRecord, _ now: Instant
  ) throws(Objection) -> Set<Doubt> {
    guard let packs else { return [] }
    var doubts: Set<Doubt> = []
    let at = operation.at.milliseconds
    if at > now.milliseconds + Scene.ahead
      || at < now.milliseconds - Scene.longAgo && at < log.latest.milliseconds - Scene.back
    {
      doubts.insert(.time)
    }
    guard let key = operation.touches.first, key.kind == .dossier, changed.contains(key),
      let dossier = entities[key]?.dossier
    else { return doubts }
    do throws(LedgerError) {
      if before[key] == nil, !packs.isLocal(dossier) { throw .unknownTheme }
      doubts.formUnion(
        try packs.judge(operation, before: before[key]?.dossier, after: dossier, now: now))
    } catch {
      throw Objection(error)
    }
    return doubts
  }

  /// Marks what the operation changed first, until a supervisor has looked into it.
  mutating func doubt(_ operation: Operation, _ doubts: Set<Doubt>) {
    guard let key = operation.touches.first, changed.contains(key), !doubts.isEmpty else { return }
    switch entities[key] {
    case .dossier(var dossier):
      dossier.doubt(doubts)
      put(.dossier(dossier), as: key)
    case .ticket(var ticket):
      ticket.doubts.formUnion(doubts)
      put(.ticket(ticket), as: key)
    case .appointment, .account, .intake, nil: break
    }
  }
}
