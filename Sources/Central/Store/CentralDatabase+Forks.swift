import Domain
import Ledger
import SQLite
import Sync

// Logs that have two writers: a disk was put back to an older state, or it was
// copied and two machines work as one device.
extension CentralDatabase {
  static let forkWindow = 30 * 24 * 3_600_000

  /// What came of a counter's wish for a new code (换号结果).
  package enum Rekeying: Equatable, Sendable {
    /// - isNews: nobody was told of the second writer yet.
    case goesOn(log: String, isNews: Bool)
    /// It may be a stolen copy at work: it is suspended now.
    case suspended
  }

  /// How a log stands, in its column `forked`.
  private enum Standing {
    static let live = 0
    /// It was found to have two writers, and goes on no more.
    static let forked = 1
    /// Its device went on under a later code, which a disk that was put back does once.
    /// Whoever still writes here is another machine.
    static let left = 2
  }

  /// The lines of this log from some place on are another's, or the log is not
  /// known here: the device goes on under a new code. The answer may have been
  /// lost, so a code that is not used yet is given again.
  ///
  /// A disk that was put back writes one log at a time. A device is suspended when
  /// somebody writes a log that it had left for a later one, and when it is found with
  /// two writers more than `forksAllowed` times in 30 days.
  package func rekey(
    log: String, of device: DeviceRecord, forksAllowed: Int, at now: Instant
  ) throws(CentralError) -> Rekeying {
    try engine.transaction { () throws(CentralError) in
      let county = device.division
      try engine.lock([county])
      let known = try logRecords(county, [log]).first { $0.device == device.id }
      let standing = try engine.first(
        "SELECT forked FROM log WHERE log = $1 AND device = $2", [.text(log), .text(device.id)]
      )?[0].number
      if standing == Standing.live { try set(Standing.forked, [log], of: device.id) }
      let live = try engine.query(
        "SELECT log, last FROM log WHERE device = $1 AND forked = $2 AND log <> $3",
        [.text(device.id), .int(Standing.live), .text(log)])
      let unused = live.first { $0[1].number == 0 }?[0].string
      let used = live.filter { $0[1].number > 0 }.map(\.[0].string)
      // Of one that an administrator has looked into nobody needs to be told again.
      let isNews = standing == Standing.live || standing == Standing.forked && !used.isEmpty
      if isNews { try noteFork(of: log, device.id, at: now) }
      let forks = try engine.first(
        """
        SELECT count(*) FROM audit WHERE actor = $1 AND what = 'log.fork' AND at > $2
          AND at >= (SELECT changed FROM device WHERE device = $1)
        """, [.text(device.id), .int(now.milliseconds - Self.forkWindow)])
      if standing == Standing.left || isNews && forks?[0].number ?? 0 > forksAllowed {
        try engine.run(
          "UPDATE device SET state = 'suspended' WHERE device = $1", [.text(device.id)])
        try audit(device.id, "device.twice", log, now)
        return .suspended
      }
      if let unused { return .goesOn(log: unused, isNews: isNews) }
      try set(Standing.left, used, of: device.id)
      let joined = known.map { max(0, $0.joined - $0.last) } ?? 0
      return .goesOn(
        log: try open(log: nil, for: device.id, county, joined: joined), isNews: isNews)
    }
  }

  private func noteFork(
    of log: String, _ device: String, at now: Instant
  ) throws(CentralError) {
    try audit(device, "log.fork", log, now)
    try engine.run(
      "UPDATE device SET forked = $1 WHERE device = $2", [.int(now.milliseconds), .text(device)])
    // Each of its machines comes again, and is told.
    try engine.run("DELETE FROM session WHERE device = $1", [.text(device)])
  }

  private func set(
    _ standing: Int, _ logs: [String], of device: String
  ) throws(CentralError) {
    for log in logs {
      try engine.run(
        "UPDATE log SET forked = $1 WHERE device = $2 AND log = $3",
        [.int(standing), .text(device), .text(log)])
    }
  }

  /// Closes every log of a device that was found with two writers; inside a transaction.
  func forgiveForks(of device: String) throws(CentralError) {
    let wasFound =
      try engine.run(
        "UPDATE device SET forked = 0 WHERE device = $1 AND forked > 0", [.text(device)]) > 0
    guard wasFound else { return }
    try engine.run(
      "UPDATE log SET forked = $1 WHERE device = $2 AND last > 0",
      [.int(Standing.forked), .text(device)])
  }

  /// For whoever watches: devices that wait for an administrator.
  func forkedDevices() throws(CentralError) -> Int {
    try engine.first("SELECT count(*) FROM device WHERE forked > 0")?[0].number ?? 0
  }
}
