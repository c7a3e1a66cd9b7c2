import Domain
import JSON
import Ledger

/// What a counter has seen of its streams (下载请求).
package struct PullRequest: Equatable, Sendable {
  package let epoch: String
  package let cursors: [String: Int]
  package let maximumRows: Int

  package static let mostRows = 500

  package init(epoch: String, cursors: [String: Int], maximumRows: Int) {
    self.epoch = epoch
    self.cursors = cursors
    self.maximumRows = maximumRows
  }

  package var json: JSON {
    [
      "epoch": .string(epoch), "cursors": .object(cursors.mapValues(JSON.int)),
      "max": .int(maximumRows),
    ]
  }

  package init(_ reader: JSONReader) throws(JSONContentError) {
    try reader.allowOnly("epoch", "cursors", "max")
    epoch = try reader["epoch"].string()
    cursors = try reader["cursors"].counts()
    maximumRows = try reader["max"].int(1...PullRequest.mostRows)
  }
}

/// What is new in them (下载回执): at most one page a stream.
package struct PullAnswer: Equatable, Sendable {
  package let epoch: String
  package let serverTime: Instant
  package let pages: [StreamPage]
  /// Whether to ask again at once.
  package let hasMore: Bool

  package init(epoch: String, serverTime: Instant, pages: [StreamPage], hasMore: Bool) {
    self.epoch = epoch
    self.serverTime = serverTime
    self.pages = pages
    self.hasMore = hasMore
  }

  package var json: JSON {
    [
      "epoch": .string(epoch), "time": .int(serverTime.milliseconds),
      "pages": .array(pages.map(\.json)), "more": .bool(hasMore),
    ]
  }

  package init(_ reader: JSONReader) throws(JSONContentError) {
    epoch = try reader["epoch"].string()
    serverTime = try reader["time"].instant()
    pages = try reader["pages"].map(StreamPage.init)
    hasMore = try reader["more"].bool()
  }
}

/// Everything of one stream that changed after `from` up to `to` (一页变动).
/// `to` is the head when there is no more.
package struct StreamPage: Equatable, Sendable {
  package let stream: String
  package let from: Int
  package let to: Int
  package let head: Int
  package let rows: [StreamRow]

  package init(stream: String, from: Int, to: Int, head: Int, rows: [StreamRow]) {
    self.stream = stream
    self.from = from
    self.to = to
    self.head = head
    self.rows = rows
  }

  package var json: JSON {
    [
      "stream": .string(stream), "from": .int(from), "to": .int(to), "head": .int(head),
      "rows": .array(rows.map(\.json)),
    ]
  }

  package init(_ reader: JSONReader) throws(JSONContentError) {
    stream = try reader["stream"].string()
    from = try reader["from"].count()
    to = try reader["to"].count()
    head = try reader["head"].count()
    rows = try reader["rows"].map(StreamRow.init)
  }
}

/// One entity as it is now (一行变动).
package struct StreamRow: Equatable, Sendable {
  package let key: EntityKey
  package let what: What

  package enum What: Equatable, Sendable {
    /// Its state, how many changes central has seen of it, and the last line of
    /// each log that is in it: a counter does not play those over it again.
    case put(revision: Int, JSON, seen: [String: Int])
    /// It left this stream; these have it still.
    case drop(still: [String])
    /// It is gone for ever.
    case tomb
  }

  package init(key: EntityKey, what: What) {
    self.key = key
    self.what = what
  }

  package var json: JSON {
    var members: [(String, JSON?)] = [
      ("kind", .string(key.kind.rawValue)), ("id", .string(key.id)),
    ]
    switch what {
    case .put(let revision, let json, let seen):
      members += [
        ("rev", .int(revision)), ("d", json), ("seen", .object(seen.mapValues(JSON.int))),
      ]
    case .drop(let still):
      members += [("drop", true), ("still", .texts(still))]
    case .tomb: members.append(("tomb", true))
    }
    return .compact(members)
  }

  package init(_ reader: JSONReader) throws(JSONContentError) {
    key = EntityKey(try reader["kind"].word(), try reader["id"].string())
    if try reader.optional("tomb")?.bool() == true {
      what = .tomb
    } else if try reader.optional("drop")?.bool() == true {
      what = .drop(still: try reader.texts("still"))
    } else {
      what = .put(
        revision: try reader["rev"].count(from: 1), try reader["d"].value,
        seen: try reader["seen"].counts())
    }
  }
}

/// A piece of a whole stream, in the order of the keys (全量读取).
///
/// The first page's `asOf` is the cursor afterwards: what changed since comes
/// again by pulling from there.
package struct ScanPage: Equatable, Sendable {
  package let epoch: String
  package let stream: String
  package let asOf: Int
  package let rows: [StreamRow]
  /// Where the next piece begins; nil after the last one.
  package let next: EntityKey?

  package init(epoch: String, stream: String, asOf: Int, rows: [StreamRow], next: EntityKey?) {
    self.epoch = epoch
    self.stream = stream
    self.asOf = asOf
    self.rows = rows
    self.next = next
  }

  package var json: JSON {
    .compact([
      ("epoch", .string(epoch)), ("stream", .string(stream)), ("asOf", .int(asOf)),
      ("rows", .array(rows.map(\.json))), ("next", next.map { .string($0.text) }),
    ])
  }

  package init(_ reader: JSONReader) throws(JSONContentError) {
    epoch = try reader["epoch"].string()
    stream = try reader["stream"].string()
    asOf = try reader["asOf"].count()
    rows = try reader["rows"].map(StreamRow.init)
    next = try reader.optional("next").map { (member) throws(JSONContentError) in
      guard let key = EntityKey(text: try member.string()) else {
        throw member.error(allowed: "kind:id")
      }
      return key
    }
  }
}

extension EntityKey {
  /// `dossier:0193…`, as it stands in an address.
  package var text: String { "\(kind.rawValue):\(id)" }

  package init?(text: String) {
    let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
    guard parts.count == 2, let kind = Entity.Kind(rawValue: parts[0]) else { return nil }
    self.init(kind, parts[1])
  }
}

/// Where central stands with a device (中心状态).
package struct StateAnswer: Equatable, Sendable {
  package let epoch: String
  package let serverTime: Instant
  /// Streams that the device may read, with their heads.
  package let heads: [String: Int]
  /// Every log of the device.
  package let logs: [LogState]
  /// After so many days without central a counter only finishes what was begun.
  package var offlineDays = StateAnswer.usualOfflineDays

  /// For which departments the hall's reviewers decide: `Offices.granted`. Nil from
  /// a central that does not ask for that.
  package var grants: [String]?
  /// When central last found that two machines write as this device, until an
  /// administrator has looked into it; nil for nearly all.
  package var forkedAt: Instant?

  package static let usualOfflineDays = 60

  package struct LogState: Equatable, Sendable {
    package let log: String
    package let last: Int
    package let lastHash: [UInt8]
    /// The highest serial of a dossier number under this log.
    package let numberMark: Int
    /// Lines whose results need attention, in order. After central went back it
    /// may have a line with another result than its counter was told.
    package let refused: [Int]

    package init(
      log: String, last: Int, lastHash: [UInt8], numberMark: Int, refused: [Int] = []
    ) {
      self.refused = refused
      self.log = log
      self.last = last
      self.lastHash = lastHash
      self.numberMark = numberMark
    }
  }

  package init(epoch: String, serverTime: Instant, heads: [String: Int], logs: [LogState]) {
    self.epoch = epoch
    self.serverTime = serverTime
    self.heads = heads
    self.logs = logs
  }

  package var json: JSON {
    let logs = JSON.array(
      logs.map {
        [
          "log": .string($0.log), "last": .int($0.last),
          "hash": .string(Hex.text($0.lastHash)), "mark": .int($0.numberMark),
          "refused": .array($0.refused.map(JSON.int)),
        ]
      })
    return .compact([
      ("epoch", .string(epoch)), ("time", .int(serverTime.milliseconds)),
      ("heads", .object(heads.mapValues(JSON.int))), ("logs", logs),
      ("offlineDays", .int(offlineDays)),
      ("grants", grants.map { .array($0.map(JSON.string)) }),
      ("forkedAt", forkedAt.map { .int($0.milliseconds) }),
    ])
  }

  package init(_ reader: JSONReader) throws(JSONContentError) {
    epoch = try reader["epoch"].string()
    serverTime = try reader["time"].instant()
    heads = try reader["heads"].counts()
    logs = try reader["logs"].map { (log) throws(JSONContentError) in
      LogState(
        log: try log["log"].string(), last: try log["last"].count(),
        lastHash: try log["hash"].hex(count: 32), numberMark: try log["mark"].count(),
        refused: try log["refused"].map { (place) throws(JSONContentError) in
          try place.count(from: 1)
        })
    }
    offlineDays = try reader["offlineDays"].int(1...10_000)
    grants = try reader.optional("grants")?.texts()
    forkedAt = try reader.optional("forkedAt")?.instant()
  }
}
