import Domain
import Ledger

/// Where central keeps its data (中心存储): SQLite, PostgreSQL, or a model in
/// memory. It reads and writes; what is right is decided by `Docket`.
package protocol CentralStore {
  associatedtype Failure: Error

  /// Locks the counties, reads what each needs, lets `body` judge, writes what
  /// came of it and commits: all or nothing. When it returns, it is on the disk.
  ///
  /// - Parameters:
  ///   - needs: by county of the devices that ask.
  ///   - body: done again from the start when it turns out that still another
  ///     county must be locked; it has no effect but on the dockets.
  mutating func judge<T>(
    _ needs: [String: Needs], at now: Instant, _ body: (inout Dockets) -> T
  ) throws(Failure) -> T

  /// Changes of a stream after a place, in order. `to` of the page is the last
  /// row's place, or the head when there are no more.
  ///
  /// - Returns: nil when that place is before the stream's horizon.
  mutating func page(
    of stream: String, after: Int, limit: Int
  ) throws(Failure) -> StreamPage?

  /// Entities that are in a stream now, in the order of their keys.
  mutating func scan(
    _ stream: String, after: EntityKey?, limit: Int
  ) throws(Failure) -> ScanPage

  mutating func epoch() throws(Failure) -> String
  mutating func heads(of streams: [String]) throws(Failure) -> [String: Int]
  mutating func logs(of device: String) throws(Failure) -> [LogRecord]

  /// Places of a log whose results need attention
  /// (`OperationResult.Outcome.needsAttention`), in order.
  mutating func refused(in log: String) throws(Failure) -> [Int]
}

extension CentralStore {
  /// Judges pushes in one transaction; those of a county in this order.
  package mutating func push(
    _ submissions: [Submission], at now: Instant, _ person: Docket.Blinding
  ) throws(Failure) -> [Result<PushAnswer, Refusal>] {
    var needs: [String: Needs] = [:]
    for submission in submissions {
      needs[submission.device.division, default: Needs()].formUnion(submission.needs(person))
    }
    return try judge(needs, at: now) { dockets in
      submissions.map { submission in
        do throws(Refusal) {
          let answer = try dockets.at(submission.device.division) {
            docket throws(Refusal) in try docket.judge(submission)
          }
          return answer.map { .success($0) } ?? .failure(.unknownLog(submission.batch.log))
        } catch {
          return .failure(error)
        }
      }
    }
  }

  /// What is new for a device; nil when nothing is.
  package mutating func pull(
    _ request: PullRequest, for device: DeviceRecord, at now: Instant
  ) throws(Failure) -> Result<PullAnswer?, Refusal> {
    let epoch = try epoch()
    guard request.epoch == epoch else { return .failure(.epoch(epoch)) }
    let cursors = request.cursors.sorted { $0.key < $1.key }
    guard cursors.allSatisfy({ device.streams.contains($0.key) }) else { return .failure(.scope) }
    let heads = try heads(of: cursors.map(\.key))
    var pages: [StreamPage] = []
    var left = request.maximumRows
    var hasMore = false
    for (stream, cursor) in cursors where heads[stream] ?? 0 != cursor {
      guard left > 0 else {
        hasMore = true
        break
      }
      guard let page = try page(of: stream, after: cursor, limit: left) else {
        return .failure(.horizon(stream: stream))
      }
      pages.append(page)
      left -= page.rows.count
      if page.to < page.head { hasMore = true }
    }
    if pages.isEmpty { return .success(nil) }
    return .success(PullAnswer(epoch: epoch, serverTime: now, pages: pages, hasMore: hasMore))
  }

  /// A piece of a whole stream.
  package mutating func scan(
    _ stream: String, after: EntityKey?, limit: Int, for device: DeviceRecord
  ) throws(Failure) -> Result<ScanPage, Refusal> {
    guard device.streams.contains(stream) else { return .failure(.scope) }
    return .success(try scan(stream, after: after, limit: limit))
  }

  package mutating func state(
    of device: DeviceRecord, at now: Instant
  ) throws(Failure) -> StateAnswer {
    let heads = try heads(of: device.streams)
    return StateAnswer(
      epoch: try epoch(), serverTime: now,
      heads: Dictionary(device.streams.map { ($0, heads[$0] ?? 0) }) { first, _ in first },
      logs: try states(of: device))
  }

  private mutating func states(
    of device: DeviceRecord
  ) throws(Failure) -> [StateAnswer.LogState] {
    var states: [StateAnswer.LogState] = []
    for log in try logs(of: device.id) {
      states.append(
        StateAnswer.LogState(
          log: log.log, last: log.last, lastHash: log.lastHash, numberMark: log.numberMark,
          refused: try refused(in: log.log)))
    }
    return states
  }
}
