import Domain
import JSON
import Ledger
import SQLite
import Sync

extension Store {
  /// Central has these lines on its disk and has answered each (确认).
  package func acknowledge(_ answer: PushAnswer) throws(StoreError) {
    guard try centralLink()?.epoch == answer.epoch,
      let log = try logs().first(where: { $0.code == answer.log })
    else { return }
    // Not `answer.last`: central may have more under this code, of another writer.
    let last = min(answer.results.map(\.sequence).max() ?? 0, log.count)
    centralTime = answer.serverTime
    pulled.formUnion(
      try write { () throws(StoreError) in
        let judged = try note(answer.results.filter { $0.sequence <= last }, of: log)
        try database.sql(
          "UPDATE log SET sent = max(sent, ?1), reached = max(reached, ?1) WHERE code = ?2",
          .int(last), .text(answer.log))
        if last == answer.last {
          try noteConfirmed(LogEnd(log: answer.log, count: last, hash: answer.lastHash))
        }
        if last > log.done {
          try database.sql(
            "REPLACE INTO ack VALUES (?, ?, ?)", .text(answer.log), .int(last),
            .json(.object(answer.heads.mapValues(JSON.int))))
        }
        return try refresh(try advance().union(judged), [:])
      })
  }

  /// Where central stands (对账): after enrolment, and when it may have gone back
  /// in time. When it lost something, or is another one, what it has not is sent
  /// again and every stream is read again.
  package func reconcile(_ state: StateAnswer) throws(StoreError) {
    guard var link = try centralLink() else { return }
    let (logs, cursors) = (try logs(), try cursors())
    let isFirst = link.epoch == nil
    let isBack = !isFirst && hasGoneBack(state, link, logs, cursors)
    link.epoch = state.epoch
    centralTime = state.serverTime
    let lost = cursors.places.keys.filter { state.heads[$0] == nil }.sorted()
    try write { () throws(StoreError) in
      try saveLink(link)
      for log in logs where isBack {
        // In the same epoch a line that was not answered is sent again, whatever
        // central has: its result may be one that somebody has to look at.
        let known = state.logs.first { $0.log == log.code }
        try resend(log.code, after: try shared(log, known))
      }
      let mark = state.logs.filter { $0.log == chain.log }.map(\.numberMark).max() ?? 0
      try database.sql(
        "UPDATE meta SET value = max(value, ?) WHERE key = 'number_hwm'", .int(mark))
      for stream in state.heads.keys.sorted() where cursors.places[stream] == nil {
        try database.sql("INSERT INTO cursor (stream, seq) VALUES (?, -1)", .text(stream))
      }
      for stream in lost { try forget(stream) }
      guard isFirst || isBack else { return }
      try restartStreams()
      try database.sql("DELETE FROM ack")
      if isFirst { try joinAll() }
      guard isBack else { return }
      try database.sql("UPDATE scan_copy SET is_sent = 0")
      // What it still has is in the streams that are read now.
      for log in try self.logs() where log.sent > 0 {
        try database.sql(
          "INSERT INTO ack VALUES (?, ?, ?)", .text(log.code), .int(log.sent),
          .json(.object(state.heads.mapValues(JSON.int))))
      }
      try replayAll()
    }
  }

  private func hasGoneBack(
    _ state: StateAnswer, _ link: CentralLink, _ logs: [LogStanding], _ cursors: Cursors
  ) -> Bool {
    link.epoch != state.epoch
      || logs.contains { log in
        log.sent > (state.logs.first { $0.log == log.code }?.last ?? 0)
      } || state.heads.contains { $0.value < cursors.places[$0.key] ?? -1 }
  }

  /// How many of the lines that were answered central still has, with the results
  /// that this counter was told.
  ///
  /// When it ends with a line of another writer none is sure, and sending them
  /// all again tells.
  private func shared(
    _ log: LogStanding, _ known: StateAnswer.LogState?
  ) throws(StoreError) -> Int {
    guard let known, known.last > 0, known.last <= log.count,
      try link(of: log.code, after: known.last) == known.lastHash
    else { return 0 }
    let told = try database.all(
      """
      SELECT o.seq FROM attention a JOIN op o ON o.position = a.position
      WHERE o.log = ? AND o.seq <= ?
      """, [.text(log.code), .int(known.last)]
    ) { $0.int(0) }
    let refused = known.refused.filter { $0 <= known.last }
    let other = Set(told).symmetricDifference(refused).min() ?? Int.max
    return min(known.last, other - 1)
  }

  /// Lines after a place are to be sent again; inside a transaction.
  private func resend(_ log: String, after place: Int) throws(StoreError) {
    try database.sql(
      "UPDATE log SET sent = min(sent, ?1), done = min(done, sent, ?1) WHERE code = ?2",
      .int(place), .text(log))
  }

  /// A stream is not granted any more; inside a transaction.
  private func forget(_ stream: String) throws(StoreError) {
    try database.sql("DELETE FROM cursor WHERE stream = ?", .text(stream))
    try database.sql("DELETE FROM scanned WHERE stream = ?", .text(stream))
    pulled.formUnion(try refresh([], try leaveUnscanned(stream)))
  }

  /// Central's log goes on with this line; what was read from central may be as
  /// old as that, and its heads may have grown past the cursors again.
  package func rewind(log: String, to line: Int) throws(StoreError) {
    try write { () throws(StoreError) in
      try resend(log, after: max(0, line - 1))
      try restartStreams()
      try database.sql("DELETE FROM ack")
      try replayAll()
    }
  }

  /// Other lines are live now than before; inside a transaction.
  func replayAll() throws(StoreError) {
    forgetLive()
    pulled.formUnion(try refresh(Set(try liveOperations().flatMap(\.touches)), [:]))
  }
}
