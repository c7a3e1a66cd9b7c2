import Dispatch
import Glibc
import Synchronization

/// One connection to the store and the thread that works with it (车道), so that
/// waiting for the disk holds up nobody else.
final class Lane: Sendable {
  private let queue: DispatchQueue
  private let database: Mutex<CentralDatabase>
  private let waiting = Atomic<Int>(0)

  init(_ name: String, _ database: sending CentralDatabase) {
    queue = DispatchQueue(label: name)
    self.database = Mutex(database)
  }

  /// Jobs that have not ended.
  var load: Int { waiting.load(ordering: .relaxed) }

  /// Does it on the lane, after everything that was asked before; or so much later.
  func run(
    after pause: Duration = .zero, _ job: @escaping @Sendable (inout CentralDatabase) -> Void
  ) {
    waiting.add(1, ordering: .relaxed)
    let work: @Sendable () -> Void = {
      self.database.withLock { job(&$0) }
      self.waiting.subtract(1, ordering: .relaxed)
    }
    if pause > .zero {
      // Slept through elsewhere, not by `asyncAfter`: a timer has an absolute time,
      // and where the clock is years off (libfaketime) it never comes.
      let microseconds = UInt32(pause / .microseconds(1))
      DispatchQueue.global().async { [queue] in
        usleep(microseconds)
        queue.async(execute: work)
      }
    } else {
      queue.async(execute: work)
    }
  }

  /// Waits until everything that was asked is done.
  func drain() { queue.sync {} }
}
