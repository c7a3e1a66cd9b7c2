import CMicrohttpd
import Dispatch
import Glibc
import Synchronization

/// Connections that owe a whole request (欠请求的连接), each since when.
///
/// libmicrohttpd closes a connection on which nothing comes. One byte now and
/// then, in the handshake or in the headers, would hold it for ever; whoever owes
/// for too long is cut off here.
final class Debts: Sendable {
  private struct Debt {
    let socket: Int32
    let since: ContinuousClock.Instant
  }

  private let open = Mutex<[UInt: Debt]>([:])
  private let isStopped = Atomic<Bool>(false)

  /// A connection was made, or its last request answered.
  func begin(_ connection: OpaquePointer) {
    let debt = Debt(socket: cm_socket(connection), since: .now)
    open.withLock { $0[UInt(bitPattern: connection)] = debt }
  }

  /// Its request is here, or it is closed. libmicrohttpd says so before it closes
  /// the socket, so that a number is never another connection's.
  func end(_ connection: OpaquePointer) {
    open.withLock { _ = $0.removeValue(forKey: UInt(bitPattern: connection)) }
  }

  /// From now on, every second.
  func sweep(after patience: Duration) {
    DispatchQueue.global().asyncAfter(deadline: .now() + 1) { [self] in
      if isStopped.load(ordering: .relaxed) { return }
      let latest = ContinuousClock.now - patience
      open.withLock { open in
        for debt in open.values where debt.since < latest {
          shutdown(debt.socket, Int32(SHUT_RDWR))
        }
      }
      sweep(after: patience)
    }
  }

  func stop() { isStopped.store(true, ordering: .relaxed) }
}
