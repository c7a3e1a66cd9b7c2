import Domain
import Ledger
import SQLite

/// That a hall's own reviewers decide for a department about the hall's dossiers
/// (厅内经办授权).
package struct OfficeGrant: Equatable, Sendable {
  package let hall: String
  /// `Offices.every` for all of the county's.
  package let department: String
  /// `upgrade` for halls that were there before grants were.
  package let actor: String
}

extension CentralDatabase {
  package func grants(hall: String? = nil) throws(CentralError) -> [OfficeGrant] {
    try engine.query(
      """
      SELECT hall, department, actor FROM office_grant WHERE $1 = '' OR hall = $1
      ORDER BY hall, department
      """, [.text(hall ?? "")]
    ).map { OfficeGrant(hall: $0[0].string, department: $0[1].string, actor: $0[2].string) }
  }

  package func grant(
    _ departments: [String], to hall: String, by actor: String, at now: Instant
  ) throws(CentralError) {
    try engine.transaction { () throws(CentralError) in
      for department in departments {
        try engine.run(
          """
          INSERT INTO office_grant (hall, department, at, actor) VALUES ($1, $2, $3, $4)
          ON CONFLICT (hall, department) DO NOTHING
          """, [.text(hall), .text(department), .int(now.milliseconds), .text(actor)])
        try audit(actor, "office.grant", "\(hall) \(department)", now)
      }
      try endSessions(ofHall: hall)
    }
  }

  /// - Returns: how many there were.
  package func withdraw(
    _ departments: [String], from hall: String, by actor: String, at now: Instant
  ) throws(CentralError) -> Int {
    try engine.transaction { () throws(CentralError) in
      var count = 0
      for department in departments {
        count += try engine.run(
          "DELETE FROM office_grant WHERE hall = $1 AND department = $2",
          [.text(hall), .text(department)])
        try audit(actor, "office.withdraw", "\(hall) \(department)", now)
      }
      try endSessions(ofHall: hall)
      return count
    }
  }

  /// Its counters come again, and are told what they may.
  private func endSessions(ofHall hall: String) throws(CentralError) {
    try engine.run(
      """
      DELETE FROM session WHERE device IN (
        SELECT device FROM device WHERE hall = $1 AND kind = 'counter')
      """, [.text(hall)])
  }
}
