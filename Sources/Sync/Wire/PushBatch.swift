import JSON
import Ledger

/// Lines of one counter's log on their way to central (上传).
///
/// On the wire: one line of JSON with the header, then the lines of the log,
/// byte for byte as they were committed.
package struct PushBatch: Equatable, Sendable {
  package let log: String
  package let epoch: String
  /// Place of the first line in its log, from 1.
  package let from: Int
  /// The link of the chain before the first line, and after the last one.
  package let previous: [UInt8]
  package let head: [UInt8]
  package let lines: [[UInt8]]
  /// Ed25519 by the device's key over `signed`; empty before it is signed.
  package var signature: [UInt8] = []

  package static let maximumLines = 200
  package static let maximumLineBytes = 64 << 10
  package static let maximumBytes = 1 << 20

  package init(
    log: String, epoch: String, from: Int, previous: [UInt8], head: [UInt8], lines: [[UInt8]]
  ) {
    self.log = log
    self.epoch = epoch
    self.from = from
    self.previous = previous
    self.head = head
    self.lines = lines
  }

  package var last: Int { from + lines.count - 1 }

  /// What the device signs: who sends what in which order.
  package var signed: [UInt8] {
    Array(
      "YC1|\(log)|\(epoch)|\(from)|\(lines.count)|\(Hex.text(previous))|\(Hex.text(head))".utf8)
  }

  package var body: [UInt8] {
    let header: JSON = [
      "log": .string(log), "epoch": .string(epoch), "from": .int(from),
      "count": .int(lines.count), "previous": .string(Hex.text(previous)),
      "head": .string(Hex.text(head)), "signature": .string(Hex.text(signature)),
    ]
    var body = header.line
    for line in lines {
      body.append(UInt8(ascii: "\n"))
      body.append(contentsOf: line)
    }
    return body
  }

  package init(body: [UInt8]) throws(Refusal) {
    let parts = body.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    guard let first = parts.first, let header = try? JSON(parsing: first) else {
      throw .badRequest(reason: "the first line is no JSON")
    }
    do throws(JSONContentError) {
      try self.init(JSONReader(header), lines: parts.dropFirst().map { [UInt8]($0) })
    } catch {
      throw .badRequest(reason: "\(error.path): allowed is \(error.allowed)")
    }
    guard lines.allSatisfy({ $0.count <= PushBatch.maximumLineBytes }) else { throw .tooBig }
  }

  private init(_ reader: JSONReader, lines: [[UInt8]]) throws(JSONContentError) {
    try reader.allowOnly("log", "epoch", "from", "count", "previous", "head", "signature")
    log = try reader["log"].string()
    epoch = try reader["epoch"].string()
    from = try reader["from"].count(from: 1)
    guard try reader["count"].int(1...PushBatch.maximumLines) == lines.count else {
      throw try reader["count"].error(allowed: "the number of lines that follow")
    }
    previous = try reader["previous"].hex(count: 32)
    head = try reader["head"].hex(count: 32)
    signature = try reader["signature"].hex(count: 64)
    self.lines = lines
  }
}
