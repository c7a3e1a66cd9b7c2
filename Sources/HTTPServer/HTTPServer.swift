import CMicrohttpd
import Glibc
import Synchronization

/// How a server listens and what it bears (服务参数).
package struct HTTPServerSettings: Sendable {
  /// Of this machine, in digits.
  package var address = "127.0.0.1"
  /// 0 is any free one: see `HTTPServer.port`.
  package var port = 0
  package var tls: TLS?
  package var threads = 2
  package var connections = 2_000
  /// A county's network may be one address to us. One more closes the one of that
  /// address that has been without a request for longest. 0 is any number.
  package var connectionsPerAddress = 256
  /// Whose connections count together, by the client's address; nil for those that
  /// are not counted, as a proxy's.
  package var sender: @Sendable (String) -> String? = { $0 }
  /// A connection that says nothing for so long is closed.
  package var idleSeconds = 30
  /// A request must be here whole after so long, its handshake and headers after
  /// `idleSeconds` more.
  package var requestSeconds = 15
  package var maximumBody = 2 << 20

  package init() {}

  /// Certificate and key, both PEM.
  package struct TLS: Sendable {
    package let certificate: String
    package let key: String

    package init(certificate: String, key: String) {
      self.certificate = certificate
      self.key = key
    }
  }

  /// TLS 1.2 and 1.3, nothing older; keys agreed by X25519 if the client can: with
  /// what SECURE256 has alone, P-521, a handshake takes 14 ms of processor
  /// instead of 4, and a county's counters all come back at once after an outage.
  /// Source: GnuTLS manual, "Priority Strings".
  static let priorities =
    "SECURE256:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2"
    + ":-GROUP-ALL:+GROUP-X25519:+GROUP-SECP384R1:+GROUP-SECP521R1"
  /// Headers and a piece of the body of one connection.
  static let connectionMemory = 128 << 10
}

/// An HTTP/1.1 server (HTTP 服务) on libmicrohttpd.
///
/// A handler gets whole requests and gives the answer when it has it, from any
/// thread; meanwhile the connection sleeps and costs no thread. It must answer
/// every request once.
package final class HTTPServer: Sendable {
  package typealias Answer = @Sendable (HTTPResponse) -> Void
  package typealias Handler = @Sendable (HTTPRequest, @escaping Answer) -> Void

  private let handler: Handler
  private let maximumBody: Int
  private let requestTime: Duration
  /// Exchanges that are not over, by address: they keep their objects alive.
  private let exchanges = Mutex<[UInt: Exchange]>([:])
  private let debts: Debts
  private let daemon: Mutex<Daemon?>
  private let isStopping = Atomic<Bool>(false)
  /// The port it listens on.
  package let port: Int

  package init(
    _ settings: HTTPServerSettings, handler: @escaping Handler
  ) throws(HTTPServerError) {
    self.handler = handler
    maximumBody = settings.maximumBody
    requestTime = .seconds(settings.requestSeconds)
    debts = Debts(perSender: settings.connectionsPerAddress, sender: settings.sender)
    let context = Unmanaged.passRetained(ServerReference()).toOpaque()
    guard let started = HTTPServer.start(settings, context) else {
      Unmanaged<ServerReference>.fromOpaque(context).release()
      throw .cannotListen(address: settings.address, port: settings.port)
    }
    port = Int(cm_port(started))
    daemon = Mutex(Daemon(handle: UInt(bitPattern: started), context: UInt(bitPattern: context)))
    Unmanaged<ServerReference>.fromOpaque(context).takeUnretainedValue().server.withLock { [self] in
      $0 = self
    }
    debts.sweep(after: .seconds(settings.idleSeconds + settings.requestSeconds))
  }

  /// Addresses of libmicrohttpd's daemon and of what leads it back to us.
  private struct Daemon {
    let handle: UInt
    let context: UInt
  }

  private static func start(
    _ settings: HTTPServerSettings, _ context: UnsafeMutableRawPointer
  ) -> OpaquePointer? {
    settings.address.withCString { address in
      (settings.tls?.key ?? "").withCString { key in
        (settings.tls?.certificate ?? "").withCString { certificate in
          HTTPServerSettings.priorities.withCString { priorities in
            var c = cm_settings(
              address: address, port: UInt16(settings.port), threads: UInt32(settings.threads),
              connections: UInt32(settings.connections),
              idle_seconds: UInt32(settings.idleSeconds),
              connection_memory: HTTPServerSettings.connectionMemory,
              key: settings.tls == nil ? nil : key,
              certificate: settings.tls == nil ? nil : certificate, priorities: priorities)
            return cm_start(&c, accessed, context, completed, connected)
          }
        }
      }
    }
  }

  /// Stops listening, waits until what was asked is answered, then closes
  /// everything. What is still not answered after `seconds` gets 503.
  ///
  /// Blocks. A second call does nothing.
  package func stop(after seconds: Int = 20) {
    let taken = daemon.withLock { daemon in
      defer { daemon = nil }
      return daemon
    }
    guard let taken, let handle = OpaquePointer(bitPattern: taken.handle) else { return }
    isStopping.store(true, ordering: .relaxed)
    // Not MHD_quiesce_daemon: it and the daemon's own thread may both take the socket out
    // of epoll, which ends the process. Whoever comes now is answered `stoppingAnswer`.
    let deadline = ContinuousClock.now.advanced(by: .seconds(seconds))
    while ContinuousClock.now < deadline, inFlight > 0 { usleep(5_000) }
    for exchange in exchanges.withLock({ Array($0.values) }) {
      exchange.answer(HTTPServer.stoppingAnswer)
    }
    // A stop with a sleeping connection would end the process: none may be left.
    while inFlight > 0 { usleep(1_000) }
    debts.stop()
    MHD_stop_daemon(handle)
    guard let context = UnsafeMutableRawPointer(bitPattern: taken.context) else { return }
    let reference = Unmanaged<ServerReference>.fromOpaque(context)
    reference.takeUnretainedValue().server.withLock { $0 = nil }
    reference.release()
  }

  /// Requests that are not answered to their last byte.
  package var inFlight: Int { exchanges.withLock(\.count) }

  private static let stoppingAnswer = HTTPResponse(
    status: 503, headers: [("Retry-After", "5"), ("Connection", "close")])

  // MARK: On libmicrohttpd's threads

  fileprivate func begin(
    _ connection: OpaquePointer, method: String, path: String
  ) -> (Exchange, refused: HTTPResponse?) {
    let headers = Values.of(connection, .HEADER_KIND, lowercased: true)
    let query = Values.of(connection, .GET_ARGUMENT_KIND, lowercased: false)
    let client = HTTPServer.client(connection)
    let exchange = Exchange(
      Exchange.Partial(
        method: method, path: path, query: query, headers: headers, client: client,
        deadline: ContinuousClock.now.advanced(by: requestTime)))
    if isStopping.load(ordering: .relaxed) { return (exchange, HTTPServer.stoppingAnswer) }
    if let length = headers["content-length"].flatMap({ Int($0) }), length > maximumBody {
      return (exchange, HTTPResponse(status: 413, headers: [("Connection", "close")]))
    }
    return (exchange, nil)
  }

  fileprivate func keep(_ exchange: Exchange) -> UnsafeMutableRawPointer {
    let pointer = Unmanaged.passUnretained(exchange).toOpaque()
    exchanges.withLock { $0[UInt(bitPattern: pointer)] = exchange }
    return pointer
  }

  fileprivate func opened(_ connection: OpaquePointer) {
    debts.open(connection, from: HTTPServer.client(connection))
  }

  fileprivate func answered(_ connection: OpaquePointer) { debts.begin(connection) }

  fileprivate func closed(_ connection: OpaquePointer) { debts.close(connection) }

  /// The client's address in digits.
  private static func client(_ connection: OpaquePointer) -> String {
    var text = [CChar](repeating: 0, count: 46)
    cm_client_address(connection, &text)
    return String(decoding: text.prefix { $0 != 0 }.map { UInt8($0) }, as: UTF8.self)
  }

  fileprivate func forget(_ pointer: UnsafeMutableRawPointer) {
    exchanges.withLock { _ = $0.removeValue(forKey: UInt(bitPattern: pointer)) }
  }

  fileprivate func add(_ piece: UnsafeBufferPointer<UInt8>, to exchange: Exchange) -> Bool {
    exchange.add(piece, limit: maximumBody) == .more
  }

  fileprivate func ask(_ exchange: Exchange, _ connection: OpaquePointer) {
    guard let request = exchange.takeRequest() else { return }
    debts.end(connection)
    handler(request) { exchange.answer($0) }
  }
}

/// Leads from C's pointer to the server, which exists only after libmicrohttpd
/// has started.
private final class ServerReference: Sendable {
  let server = Mutex<HTTPServer?>(nil)
}

/// Headers or arguments of a connection.
private final class Values {
  var found: [String: String] = [:]
  let lowercased: Bool

  init(lowercased: Bool) { self.lowercased = lowercased }

  static func of(
    _ connection: OpaquePointer, _ kind: MHD_ValueKind, lowercased: Bool
  ) -> [String: String] {
    let values = Values(lowercased: lowercased)
    MHD_get_connection_values(
      connection, kind,
      { context, _, name, value in
        guard let context, let name else { return .YES }
        let values = Unmanaged<Values>.fromOpaque(context).takeUnretainedValue()
        let key = String(cString: name)
        let text = value.map { String(cString: $0) } ?? ""
        if values.lowercased {
          // A header that stands several times is one list.
          // Source: RFC 9110, section 5.3.
          let name = key.lowercased()
          values.found[name] = values.found[name].map { $0 + ", " + text } ?? text
        } else {
          values.found[key] = text
        }
        return .YES
      }, Unmanaged.passUnretained(values).toOpaque())
    return values.found
  }
}

private func accessed(
  _ context: UnsafeMutableRawPointer?, _ connection: OpaquePointer?,
  _ url: UnsafePointer<CChar>?, _ method: UnsafePointer<CChar>?,
  _ version: UnsafePointer<CChar>?, _ upload: UnsafePointer<CChar>?,
  _ uploadSize: UnsafeMutablePointer<Int>?,
  _ slot: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
) -> MHD_Result {
  guard let context, let connection, let url, let method, let uploadSize, let slot else {
    return .NO
  }
  let reference = Unmanaged<ServerReference>.fromOpaque(context).takeUnretainedValue()
  guard let server = reference.server.withLock({ $0 }) else { return .NO }
  guard let pointer = slot.pointee else {
    let (exchange, refused) = server.begin(
      connection, method: String(cString: method), path: String(cString: url))
    if let refused { return send(refused, to: connection) }
    slot.pointee = server.keep(exchange)
    return .YES
  }
  let exchange = Unmanaged<Exchange>.fromOpaque(pointer).takeUnretainedValue()
  let count = uploadSize.pointee
  if count > 0, let upload {
    uploadSize.pointee = 0
    // Closed without a word: whoever sends too much or too slowly is no counter.
    let isGood = upload.withMemoryRebound(to: UInt8.self, capacity: count) {
      server.add(UnsafeBufferPointer(start: $0, count: count), to: exchange)
    }
    return isGood ? .YES : .NO
  }
  server.ask(exchange, connection)
  guard let response = exchange.answerOrPark(connection) else { return .YES }
  return send(response, to: connection)
}

private func send(_ response: HTTPResponse, to connection: OpaquePointer) -> MHD_Result {
  guard let made = cm_response(response.body, response.body.count) else { return .NO }
  defer { MHD_destroy_response(made) }
  for (name, value) in response.headers { MHD_add_response_header(made, name, value) }
  return MHD_queue_response(connection, UInt32(response.status), made)
}

private func completed(
  _ context: UnsafeMutableRawPointer?, _ connection: OpaquePointer?,
  _ slot: UnsafeMutablePointer<UnsafeMutableRawPointer?>?, _ code: MHD_RequestTerminationCode
) {
  guard let context, let connection, let pointer = slot?.pointee else { return }
  slot?.pointee = nil
  let reference = Unmanaged<ServerReference>.fromOpaque(context).takeUnretainedValue()
  guard let server = reference.server.withLock({ $0 }) else { return }
  server.forget(pointer)
  server.answered(connection)
}

private func connected(
  _ context: UnsafeMutableRawPointer?, _ connection: OpaquePointer?,
  _ slot: UnsafeMutablePointer<UnsafeMutableRawPointer?>?, _ code: MHD_ConnectionNotificationCode
) {
  guard let context, let connection else { return }
  let reference = Unmanaged<ServerReference>.fromOpaque(context).takeUnretainedValue()
  guard let server = reference.server.withLock({ $0 }) else { return }
  code == .CONNECTION_NOTIFY_STARTED ? server.opened(connection) : server.closed(connection)
}
