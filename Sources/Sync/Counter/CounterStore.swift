import Ledger

/// What the agent needs of a counter's data (本机存储): the store on SQLite, or a
/// model in memory. Every function is one transaction.
package protocol CounterStore {
  associatedtype Failure: Error

  func cursors() throws(Failure) -> Cursors

  /// The oldest lines that central has not answered, unsigned: of the oldest
  /// log that has any, from the line after the last answered one.
  func outbox(limit: Int) throws(Failure) -> PushBatch?

  /// Central has answered these lines: what needs attention becomes a task, the
  /// rest waits until all cursors have reached the answer's heads.
  mutating func acknowledge(_ answer: PushAnswer) throws(Failure)

  /// Takes a page over, unless it does not begin at this cursor.
  ///
  /// - Returns: whether it was taken.
  mutating func apply(_ page: StreamPage, epoch: String) throws(Failure) -> Bool

  /// Takes over a piece of a whole stream; after the last one the cursor is the
  /// first piece's `asOf`, and what the stream no longer has is gone.
  mutating func apply(_ page: ScanPage) throws(Failure)

  /// Takes central's word of where it stands. With another epoch, or when
  /// central has less than it had answered: what it lost is to be sent again,
  /// and every stream to be read anew.
  mutating func reconcile(_ state: StateAnswer) throws(Failure)

  /// Central's log goes on from here with this line.
  mutating func rewind(log: String, to line: Int) throws(Failure)

  /// Lines of a log from a place on go on under a new code, with the same ids.
  mutating func rekey(log: String, from line: Int, to new: String) throws(Failure)

  /// A stream has to be read anew from the start.
  mutating func restart(stream: String) throws(Failure)
}

/// How far a counter has read (读取位置).
package struct Cursors: Equatable, Sendable {
  /// Nil before the first contact.
  package var epoch: String?
  /// By stream; -1 for one that has to be read whole.
  package var places: [String: Int]
  /// Where the reading of a whole stream goes on.
  package var scanned: [String: EntityKey]

  package init(
    epoch: String? = nil, places: [String: Int] = [:], scanned: [String: EntityKey] = [:]
  ) {
    self.epoch = epoch
    self.places = places
    self.scanned = scanned
  }
}
