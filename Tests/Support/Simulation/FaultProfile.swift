import MadeUp

/// What goes wrong in one run, and how often (故障配置). Each run has some of
/// the faults only, so that rare things meet in some runs.
struct FaultProfile: Sendable {
  /// Percent of messages.
  var drop = 0
  var duplicate = 0
  var delay = 0
  var busy = 0
  /// Lines of a push and rows of a page.
  private(set) var mostLines = 200
  private(set) var mostRows = 500
  /// What strikes from time to time.
  var kinds: [Kind] = []

  enum Kind: CaseIterable, Sendable {
    case partition, crash, crashAtCommit, centralCrash, centralDown, backup, restore, failover
    case image, diskRestore, diskClone, clock, diskFull, session, revoke, prune, upgrade, leap
    case intake
  }

  static let none = FaultProfile()

  private init() {}

  init(from random: inout SplitMix64) {
    if random.below(2) == 0 { drop = random.below(30) }
    if random.below(2) == 0 { duplicate = random.below(25) }
    if random.below(2) == 0 { delay = random.below(15) }
    if random.below(4) == 0 { busy = random.below(10) }
    if random.below(2) == 0 { mostLines = 1 + random.below(4) }
    if random.below(2) == 0 { mostRows = 1 + random.below(6) }
    kinds = [.backup, .image, .intake]
    for kind in Kind.allCases where random.below(5) < 2 { kinds.append(kind) }
  }
}
