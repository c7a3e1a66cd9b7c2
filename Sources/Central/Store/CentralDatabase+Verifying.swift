import Crypto
import Domain
import JSON
import Ledger
import SQLite
import Sync

// Whether the rows beside the logs are what the service wrote.
extension CentralDatabase {
  /// Shows that the service wrote a row so: nobody else has the secret.
  func seal(_ row: [Value]) -> [UInt8] {
    hmacSHA256(Array("YC1|entity|\(row)".utf8), key: secret)
  }

  /// What is not as the service wrote it, in words for an operator, without anybody's
  /// data; and how many rows are from before they were sealed.
  func verifyRows() throws(CentralError) -> (faults: [String], unsealed: Int) {
    var faults = try verifyOperations()
    let entities = try verifyEntities()
    faults += entities.faults
    for (what, sql) in Self.agreements {
      for row in try engine.query(sql, []) {
        faults.append(
          "\(what)："
            + row.map { $0.optionalString ?? "\($0.number)" }
            .joined(separator: " "))
      }
    }
    return (faults, entities.unsealed)
  }

  /// What one table says of another; each row found is a fault.
  private static let agreements = [
    (
      "表 head 与 change 不符",
      """
      SELECT h.stream FROM head h
      LEFT JOIN (SELECT stream, max(seq) AS seq FROM change GROUP BY stream) c
        ON c.stream = h.stream
      WHERE coalesce(c.seq, 0) <> h.head
      """
    ),
    (
      "表 change 有数据流没有 head",
      """
      SELECT DISTINCT c.stream FROM change c
      WHERE NOT EXISTS (SELECT 1 FROM head h WHERE h.stream = c.stream)
      """
    ),
    (
      "表 change 的对象不在 entity",
      """
      SELECT c.stream, c.kind, c.id FROM change c
      WHERE c.what = 'put' AND NOT EXISTS (
        SELECT 1 FROM entity e WHERE e.kind = c.kind AND e.id = c.id AND e.d IS NOT NULL)
      """
    ),
    (
      "表 effect 没有这一笔",
      """
      SELECT DISTINCT e.county, e.op FROM effect e
      WHERE NOT EXISTS (SELECT 1 FROM op o WHERE o.county = e.county AND o.op = e.op)
      """
    ),
    (
      "表 quarantine 没有这一行",
      """
      SELECT q.county, q.log, CAST(q.seq AS TEXT) FROM quarantine q
      WHERE NOT EXISTS (
        SELECT 1 FROM op o WHERE o.county = q.county AND o.log = q.log AND o.seq = q.seq)
      """
    ),
    (
      "表 log 的设备不在 device",
      """
      SELECT l.county, l.log FROM log l
      WHERE NOT EXISTS (SELECT 1 FROM device d WHERE d.device = l.device)
      """
    ),
  ]

  /// The columns beside each line, which are copies of what is in it.
  private func verifyOperations() throws(CentralError) -> [String] {
    var faults: [String] = []
    var place: [Value] = [.text(""), .text(""), .int(0)]
    while true {
      let page = try engine.query(
        """
        SELECT county, log, seq, op, ent, kind, clerk, line, outcome,
          CASE WHEN op IS NULL THEN 0 ELSE (
            SELECT count(*) FROM effect e WHERE e.county = op.county AND e.op = op.op) END
        FROM op WHERE (county, log, seq) > ($1, $2, $3) ORDER BY county, log, seq LIMIT 500
        """, place)
      guard let last = page.last else { return faults }
      for row in page {
        let name = "\(row[0].string) \(row[1].string) 第 \(row[2].number) 行"
        let operation = row[3] == .null ? nil : try? Operation(line: row[7].bytes)
        let isSame =
          row[3] == .null
          || operation.map {
            $0.id == row[3].string && $0.entity == row[4].string
              && $0.kind.rawValue == row[5].string && $0.clerk == row[6].string
          } ?? false
        if !isSame { faults.append("表 op：\(name) 的列与内容不符") }
        guard let json = try? JSON(parsing: row[8].string),
          let result = try? OperationResult(JSONReader(json))
        else {
          faults.append("表 op：\(name) 的结果读不出")
          continue
        }
        if result.outcome.hasEffect, row[3] != .null, row[9].number == 0 {
          faults.append("表 effect：缺 \(name)")
        }
      }
      place = Array(last.prefix(3))
    }
  }

  private func verifyEntities() throws(CentralError) -> (faults: [String], unsealed: Int) {
    var lasts: [String: Int] = [:]
    for mark in try logMarks() { lasts[mark.log] = mark.last }
    var faults: [String] = []
    var unsealed = 0
    var place: [Value] = [.text(""), .text(""), .text("")]
    while true {
      let page = try engine.query(
        """
        SELECT county, kind, id, rev, hall, streams, seen, person, slot, number, d, seal
        FROM entity WHERE (county, kind, id) > ($1, $2, $3) ORDER BY county, kind, id LIMIT 500
        """, place)
      guard let last = page.last else { return (faults, unsealed) }
      for row in page {
        let name = "\(row[0].string) \(row[1].string) \(row[2].string)"
        if row[11] == .null {
          unsealed += 1
        } else if row[11].bytes != seal(Array(row.prefix(11))) {
          faults.append("表 entity：\(name) 被改过")
        }
        let seen = try? Self.seen(row[6].string)
        if seen?.contains(where: { $0.value > lasts[$0.key, default: 0] }) ?? true {
          faults.append("表 entity：\(name) 有日志里没有的行")
        }
      }
      place = Array(last.prefix(3))
    }
  }
}
