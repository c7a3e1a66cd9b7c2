import Domain
import SQLite

/// A line that was refused and that nobody has looked at (隔离).
package struct QuarantinedLine: Equatable, Sendable {
  package let log: String
  package let sequence: Int
  package let code: String
  package let at: Instant
}

extension CentralDatabase {
  package func quarantine(county: String) throws(CentralError) -> [QuarantinedLine] {
    try engine.query(
      """
      SELECT log, seq, code, at FROM quarantine WHERE county = $1 AND closed IS NULL
      ORDER BY at, log, seq
      """, [.text(county)]
    ).map {
      QuarantinedLine(
        log: $0[0].string, sequence: $0[1].number, code: $0[2].string,
        at: Instant(milliseconds: $0[3].number))
    }
  }

  /// - Returns: whether it was open.
  package func resolve(
    county: String, log: String, sequence: Int, note: String, by actor: String, at now: Instant
  ) throws(CentralError) -> Bool {
    try engine.transaction { () throws(CentralError) in
      let changed = try engine.run(
        """
        UPDATE quarantine SET closed = $1, closed_by = $2, note = $3
        WHERE county = $4 AND log = $5 AND seq = $6 AND closed IS NULL
        """,
        [
          .int(now.milliseconds), .text(actor), .text(note), .text(county), .text(log),
          .int(sequence),
        ])
      if changed > 0 { try audit(actor, "quarantine.resolve", "\(log)/\(sequence)", now) }
      return changed > 0
    }
  }
}
