import Glibc
import HTTPServer
import Machine

extension CentralProgram {
  /// Serves until SIGTERM or SIGINT, then answers what was asked and ends.
  static func serve(_ options: CentralOptions) throws(ProgramError) {
    // Before any thread: threads take over the mask, and only this one waits.
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGTERM)
    sigaddset(&signals, SIGINT)
    pthread_sigmask(SIG_SETMASK, &signals, nil)
    signal(SIGPIPE, SIG_IGN)

    let settings = try settings(options)
    try requireStore(options)
    let directory = try directory(options)
    try lock(options)
    let (_, isNewEpoch) = try prepare(options)
    var service = ServiceOptions(directory: directory)
    service.requestsPerSecond = try options.number("rate", 0...10_000)
    service.logsRequests = options["log"] == "requests"
    service.forksAllowed = try options.number("forks", 0...1_000)
    service.offlineDays = try options.number("offline-days", 1...10_000)
    service.proxies = try TrustedProxies(options["trusted-proxy"])
    let secret = try secret(options)
    let running = try central { () throws(CentralError) in
      try Service(service, storage: options.storage, secret: secret, now: { Clocks.now })
    }
    let server: HTTPServer
    do throws(HTTPServerError) {
      server = try HTTPServer(settings) { running.handle($0, $1) }
    } catch {
      throw ProgramError("\(error)")
    }
    let log = running.context.log
    if isNewEpoch { log.write(.warning, "epoch.new", .detail("the store is an older copy")) }
    log.write(.warning, "start", .address(settings.address, port: server.port))
    wait(for: &signals, options)
    log.write(.warning, "stop", .detail("draining"))
    server.stop()
    running.drain()
    noteHighWater(options)
    log.write(.warning, "end")
  }

  private static func settings(
    _ options: CentralOptions
  ) throws(ProgramError) -> HTTPServerSettings {
    var settings = HTTPServerSettings()
    settings.address = options["address"]
    settings.port = try options.number("port", 0...65_535)
    settings.connections = try options.number("connections", 1...60_000)
    settings.connectionsPerAddress = try options.number("per-address", 0...60_000)
    let proxies = try TrustedProxies(options["trusted-proxy"])
    settings.sender = { text in
      guard let address = Address(text) else { return text }
      return proxies.contains(address) ? nil : "\(address.owner.bytes)"
    }
    if options["plain"] == "yes" {
      guard ["127.0.0.1", "::1"].contains(settings.address) else {
        throw ProgramError("不用 TLS 只能在 127.0.0.1 或 ::1 上，给本机的代理用", code: 2)
      }
      return settings
    }
    settings.tls = HTTPServerSettings.TLS(
      certificate: try pem("certificate", options), key: try pem("key", options))
    return settings
  }

  private static func pem(_ name: String, _ options: CentralOptions) throws(ProgramError) -> String
  {
    do throws(FileProblem) {
      let bytes = try Files.contents(of: options[name], atMost: Files.mostBytesOfSettings)
      return String(decoding: bytes, as: UTF8.self)
    } catch {
      throw ProgramError(
        "读不到 --\(name) 的 PEM 文件“\(options[name])”：\(error)；scripts/central 会做一套", code: 2)
    }
  }

  private static func wait(for signals: inout sigset_t, _ options: CentralOptions) {
    while true {
      var every = timespec(tv_sec: 10, tv_nsec: 0)
      let signal = sigtimedwait(&signals, nil, &every)
      if signal > 0 { return }
      noteHighWater(options)
    }
  }

  /// For SQLite: how many commits there have been, so that an older copy in its
  /// place is noticed.
  static func noteHighWater(_ options: CentralOptions) {
    guard case .sqlite = options.storage,
      let database = try? options.storage.openForReading(secret: []),
      let commits = try? database.commits()
    else { return }
    note(highWater: commits, options)
  }
}
