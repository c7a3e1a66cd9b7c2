import Domain
import JSON
import Ledger

/// What central says of a push (上传回执). Everything in it is on central's disk.
package struct PushAnswer: Equatable, Sendable {
  package let epoch: String
  package let serverTime: Instant
  package let log: String
  /// Where the log stands at central now.
  package let last: Int
  package let lastHash: [UInt8]
  /// Lines up to here survive the loss of central's machine.
  package let durable: Int
  package let results: [OperationResult]
  /// The head of every stream of this device, as of this commit: when all
  /// cursors have reached them, these operations are in what was pulled.
  package let heads: [String: Int]

  package init(
    epoch: String, serverTime: Instant, log: String, last: Int, lastHash: [UInt8], durable: Int,
    results: [OperationResult], heads: [String: Int]
  ) {
    self.epoch = epoch
    self.serverTime = serverTime
    self.log = log
    self.last = last
    self.lastHash = lastHash
    self.durable = durable
    self.results = results
    self.heads = heads
  }

  package var json: JSON {
    [
      "epoch": .string(epoch), "time": .int(serverTime.milliseconds), "log": .string(log),
      "last": .int(last), "hash": .string(Hex.text(lastHash)), "durable": .int(durable),
      "results": .array(results.map(\.json)), "heads": .object(heads.mapValues(JSON.int)),
    ]
  }

  package init(_ reader: JSONReader) throws(JSONContentError) {
    epoch = try reader["epoch"].string()
    serverTime = try reader["time"].instant()
    log = try reader["log"].string()
    last = try reader["last"].count()
    lastHash = try reader["hash"].hex(count: 32)
    durable = try reader["durable"].count()
    results = try reader["results"].map(OperationResult.init)
    heads = try reader["heads"].counts()
  }
}

/// What became of one operation (处理结果).
package struct OperationResult: Equatable, Sendable {
  package let sequence: Int
  package let outcome: Outcome

  package init(sequence: Int, outcome: Outcome) {
    self.sequence = sequence
    self.outcome = outcome
  }

  package enum Outcome: Equatable, Sendable {
    case applied
    /// It was there under another log; the effect is in central once.
    case duplicate
    case merged(kept: [String])
    /// Keys that wait in a conflict of the dossier.
    case conflict(keys: [String])
    /// Breaks a rule for good; kept whole at central.
    case rejected(code: String)
    /// Depends on something that was refused.
    case held
    /// Applied; the dossier's number belonged to another one.
    case renumbered

    /// Whether somebody has to do something about it.
    package var needsAttention: Bool {
      switch self {
      case .applied, .duplicate, .merged, .conflict: false
      case .rejected, .held, .renumbered: true
      }
    }

    /// Whether central has something else now than what was sent: somebody should
    /// see it at once.
    package var isNews: Bool {
      if case .conflict = self { true } else { needsAttention }
    }

    /// Whether it changed something, so that it must never do so again.
    package var hasEffect: Bool {
      switch self {
      case .applied, .merged, .conflict, .renumbered: true
      case .duplicate, .rejected, .held: false
      }
    }

    package var word: String {
      switch self {
      case .applied: "applied"
      case .duplicate: "duplicate"
      case .merged: "merged"
      case .conflict: "conflict"
      case .rejected: "rejected"
      case .held: "held"
      case .renumbered: "renumbered"
      }
    }
  }

  package var json: JSON {
    var members: [(String, JSON?)] = [("seq", .int(sequence)), ("r", .string(outcome.word))]
    switch outcome {
    case .merged(let keys), .conflict(let keys): members.append(("keys", .texts(keys)))
    case .rejected(let code): members.append(("code", .string(code)))
    case .applied, .duplicate, .held, .renumbered: break
    }
    return .compact(members)
  }

  package init(_ reader: JSONReader) throws(JSONContentError) {
    sequence = try reader["seq"].count(from: 1)
    switch try reader["r"].string() {
    case "applied": outcome = .applied
    case "duplicate": outcome = .duplicate
    case "merged": outcome = .merged(kept: try reader.texts("keys"))
    case "conflict": outcome = .conflict(keys: try reader.texts("keys"))
    case "rejected": outcome = .rejected(code: try reader["code"].string())
    case "held": outcome = .held
    case "renumbered": outcome = .renumbered
    default: throw try reader["r"].error(allowed: "a result of this protocol")
    }
  }
}
