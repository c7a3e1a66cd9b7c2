import CMicrohttpd
import Dispatch
import Glibc
import Synchronization

/// Connections (连接), and those of them that owe a whole request, each since when.
///
/// libmicrohttpd closes a connection on which nothing comes. One byte now and
/// then, in the handshake or in the headers, would hold it for ever; whoever owes
/// for too long is cut off here. And of one sender that opens too many, the one that
/// has owed for longest makes room: refusing the new one would lock out everybody
/// behind the same address.
final class Debts: Sendable {
  private struct Debt {
    let socket: Int32
    let since: ContinuousClock.Instant
  }

  private struct State {
    /// By connection.
    var owing: [UInt: Debt] = [:]
    var senders: [UInt: String] = [:]
    var counts: [String: Int] = [:]
  }

  private let state = Mutex(State())
  private let isStopped = Atomic<Bool>(false)
  private let perSender: Int
  private let sender: @Sendable (String) -> String?

  /// - Parameter perSender: 0 is any number.
  init(perSender: Int, sender: @escaping @Sendable (String) -> String?) {
    self.perSender = perSender
    self.sender = sender
  }

  /// A connection was made.
  func open(_ connection: OpaquePointer, from address: String) {
    let key = UInt(bitPattern: connection)
    let debt = Debt(socket: cm_socket(connection), since: .now)
    let sender = perSender > 0 ? sender(address) : nil
    state.withLock { state in
      state.owing[key] = debt
      guard let sender else { return }
      state.senders[key] = sender
      state.counts[sender, default: 0] += 1
      guard state.counts[sender, default: 0] > perSender else { return }
      let oldest = state.owing.filter { $0.key != key && state.senders[$0.key] == sender }
        .min { $0.value.since < $1.value.since }
      shutdown((oldest?.value ?? debt).socket, Int32(SHUT_RDWR))
      state.owing[oldest?.key ?? key] = nil
    }
  }

  /// Its last request was answered.
  func begin(_ connection: OpaquePointer) {
    let debt = Debt(socket: cm_socket(connection), since: .now)
    state.withLock { $0.owing[UInt(bitPattern: connection)] = debt }
  }

  /// Its request is here.
  func end(_ connection: OpaquePointer) {
    state.withLock { _ = $0.owing.removeValue(forKey: UInt(bitPattern: connection)) }
  }

  /// It is closed. libmicrohttpd says so before it closes the socket, so that a
  /// number is never another connection's.
  func close(_ connection: OpaquePointer) {
    let key = UInt(bitPattern: connection)
    state.withLock { state in
      state.owing[key] = nil
      guard let sender = state.senders.removeValue(forKey: key) else { return }
      let left = state.counts[sender, default: 1] - 1
      state.counts[sender] = left > 0 ? left : nil
    }
  }

  /// From now on, every second.
  func sweep(after patience: Duration) {
    DispatchQueue.global().asyncAfter(deadline: .now() + 1) { [self] in
      if isStopped.load(ordering: .relaxed) { return }
      let latest = ContinuousClock.now - patience
      state.withLock { state in
        for debt in state.owing.values where debt.since < latest {
          shutdown(debt.socket, Int32(SHUT_RDWR))
        }
      }
      sweep(after: patience)
    }
  }

  func stop() { isStopped.store(true, ordering: .relaxed) }
}
