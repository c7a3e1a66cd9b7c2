import Glibc
import Synchronization

/// A bad line between counters and central (故障线路): takes connections on a port
/// of its own, passes bytes on to another one, and does them harm by chance.
///
/// It sees TLS from outside only. An exchange is what the client sends and the
/// answer to it; the first one is the handshake.
package final class FaultProxy: Sendable {
  /// What becomes of one exchange.
  package enum Fault: String, CaseIterable, Sendable {
    case none
    /// The answer comes late.
    case delayed
    /// The request arrives and is done; its answer is lost.
    case replyLost
    /// The connection is cut after some bytes of a request or of an answer.
    case cutRequest, cutReply
    /// Nothing comes for a while, then the line is gone.
    case halfOpen
  }

  package let port: UInt16
  private let target: UInt16
  private let listener: Int32
  private let state: Mutex<State>

  private struct State: Sendable {
    var random: UInt64
    /// Of 100 exchanges so many are harmed.
    var percent: Int
    /// Every answer begins so much later.
    var delayMilliseconds = 0
    var isBroken = false
    var isStopped = false
    var counts: [Fault: Int] = [:]
    var exchanges = 0
  }

  /// Listens on 127.0.0.1.
  package init(to target: UInt16, seed: UInt64, percent: Int) throws {
    self.target = target
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = FaultProxy.loopback(0)
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(listener, $0, length) == 0 && listen(listener, 64) == 0
          && getsockname(listener, $0, &length) == 0
      }
    }
    guard listener >= 0, isBound else { throw FaultProxyError(code: errno) }
    self.listener = listener
    port = UInt16(bigEndian: address.sin_port)
    state = Mutex(State(random: seed, percent: percent))
    detach { [self] in accept() }
  }

  /// How often each fault happened.
  package var counts: [Fault: Int] { state.withLock { $0.counts } }
  /// Answers that went through whole.
  package var exchanges: Int { state.withLock { $0.exchanges } }

  package func harm(percent: Int) { state.withLock { $0.percent = percent } }

  /// A slow line: every answer takes so much longer.
  package func delay(milliseconds: Int) {
    state.withLock { $0.delayMilliseconds = milliseconds }
  }

  /// No line at all: every connection is refused or cut.
  package func breakLine(_ isBroken: Bool) { state.withLock { $0.isBroken = isBroken } }

  package func stop() {
    state.withLock { $0.isStopped = true }
    shutdown(listener, Int32(SHUT_RDWR))
  }

  private func accept() {
    while true {
      let client = Glibc.accept(listener, nil, nil)
      if state.withLock({ $0.isStopped }) { break }
      if client < 0 { continue }
      detach { [self] in
        serve(client)
        close(client)
      }
    }
    close(listener)
  }

  private func below(_ bound: Int) -> Int {
    state.withLock {
      $0.random = $0.random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int($0.random >> 33) % bound
    }
  }

  private var isBroken: Bool { state.withLock { $0.isBroken || $0.isStopped } }

  private func serve(_ client: Int32) {
    guard !isBroken else { return }
    let server = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(server) }
    var address = FaultProxy.loopback(target)
    let isConnected = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(server, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
    guard isConnected else { return }
    pass(client, server)
  }

  private func draw() -> Fault {
    guard below(100) < state.withLock({ $0.percent }) else { return .none }
    return Fault.allCases[1 + below(Fault.allCases.count - 1)]
  }

  private func pass(_ client: Int32, _ server: Int32) {
    // The handshake is exchange 1, and passes.
    var exchange = 0
    var fault = Fault.none
    var limit = 0
    var isAnswering = true
    var bytes = 0
    func count(_ fault: Fault) { state.withLock { $0.counts[fault, default: 0] += 1 } }
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      var ready = [
        pollfd(fd: client, events: Int16(POLLIN), revents: 0),
        pollfd(fd: server, events: Int16(POLLIN), revents: 0),
      ]
      _ = poll(&ready, 2, 200)
      if isBroken { return }
      for side in 0..<2 where ready[side].revents != 0 {
        let got = recv(ready[side].fd, &buffer, buffer.count, 0)
        if got <= 0 { return }
        let isAnswer = side == 1
        if isAnswer != isAnswering {
          isAnswering = isAnswer
          bytes = 0
          if !isAnswer {
            exchange += 1
            fault = exchange > 1 ? draw() : .none
            limit = 1 + below(1_000)
          }
          if isAnswer, exchange > 1 {
            let delay = state.withLock {
              $0.exchanges += 1
              return $0.delayMilliseconds
            }
            usleep(UInt32(delay * 1_000))
          }
        }
        var length = got
        if fault != .none {
          switch fault {
          case .none: break
          case .delayed where isAnswer && bytes == 0:
            count(fault)
            usleep(UInt32(5_000 + below(200_000)))
          case .delayed: break
          case .replyLost where isAnswer:
            count(fault)
            return
          case .replyLost: break
          case .cutRequest where !isAnswer, .cutReply where isAnswer:
            if bytes + length > limit {
              length = limit - bytes
              _ = send(ready[1 - side].fd, buffer, length, Int32(MSG_NOSIGNAL))
              count(fault)
              return
            }
          case .cutRequest, .cutReply: break
          case .halfOpen:
            count(fault)
            usleep(1_500_000)
            return
          }
        }
        bytes += length
        var sent = 0
        while sent < length {
          let done = buffer.withUnsafeBytes {
            send(
              ready[1 - side].fd, $0.baseAddress.map { $0 + sent }, length - sent,
              Int32(MSG_NOSIGNAL))
          }
          if done <= 0 { return }
          sent += done
        }
      }
    }
  }

  private static func loopback(_ port: UInt16) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    return address
  }
}

package struct FaultProxyError: Error { package let code: Int32 }

/// A thread of its own, so that a blocked connection blocks nothing else.
private func detach(_ body: @escaping @Sendable () -> Void) {
  final class Body {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }
  var thread = pthread_t()
  let body = Unmanaged.passRetained(Body(body)).toOpaque()
  let code = pthread_create(
    &thread, nil,
    { context in
      if let context { Unmanaged<Body>.fromOpaque(context).takeRetainedValue().run() }
      return nil
    }, body)
  precondition(code == 0, "no thread: \(code)")
  pthread_detach(thread)
}
