import Synchronization

/// Who may say that they are a device before they have shown it, and which one-time
/// codes wait for one (自称): so that what strangers ask from an address costs only
/// strangers, and the counters behind the same address go on.
final class Claims: Sendable {
  private struct State {
    var known: Set<String>
    var readAt: ContinuousClock.Instant
  }

  private let state: Mutex<State>
  /// How old the list may be when somebody claims what is not in it: another process
  /// may have enrolled a device or made a code.
  private let age: Duration

  init(_ known: Set<String>, age: Duration = .seconds(1)) {
    state = Mutex(State(known: known, readAt: .now))
    self.age = age
  }

  static func device(_ id: String) -> String { "device " + id }
  static func code(_ hash: [UInt8]) -> String { "code \(hash)" }

  enum Answer { case known, unknown, readAgain }

  /// `readAgain` only once for an age, and then `renew` is to be called.
  func judge(_ claim: String) -> Answer {
    state.withLock { state in
      if state.known.contains(claim) { return .known }
      guard state.readAt + age < .now else { return .unknown }
      state.readAt = .now
      return .readAgain
    }
  }

  func add(_ claim: String) { state.withLock { _ = $0.known.insert(claim) } }

  func renew(_ known: Set<String>) { state.withLock { $0.known = known } }
}

extension CentralDatabase {
  /// Devices that sign for themselves, and codes that nobody has used.
  func claims() throws(CentralError) -> Set<String> {
    let devices = try engine.query("SELECT device FROM device WHERE pubkey IS NOT NULL", [])
    let codes = try engine.query("SELECT hash FROM code", [])
    return Set(devices.map { Claims.device($0[0].string) })
      .union(codes.map { Claims.code($0[0].bytes) })
  }
}
