import Domain
import JSON
import Machine

/// The service's log (运行日志): one JSON object a line on standard error, from
/// where systemd takes it.
///
/// Only these fields can be written, so that nothing that a client sent can get
/// into it: no path, no query, no body, no name.
struct CentralLog: Sendable {
  enum Level: String, Sendable { case info, warning, error }

  /// What an entry can say.
  enum Field: Sendable {
    /// The pattern of a route, not the path.
    case route(String)
    case method(String)
    case status(Int)
    case milliseconds(Int)
    case bytesIn(Int)
    case bytesOut(Int)
    /// A device by its id, a hall by its number.
    case device(String)
    case code(String)
    case count(Int)
    /// Words of this program about itself.
    case detail(StaticString)
    case reason(CentralError)
    case address(String, port: Int)

    fileprivate var member: (String, JSON) {
      switch self {
      case .route(let text): ("route", .string(text))
      case .method(let text): ("method", .string(text))
      case .status(let number): ("status", .int(number))
      case .milliseconds(let number): ("ms", .int(number))
      case .bytesIn(let number): ("in", .int(number))
      case .bytesOut(let number): ("out", .int(number))
      case .device(let id): ("device", .string(id))
      case .code(let code): ("code", .string(code))
      case .count(let number): ("count", .int(number))
      case .detail(let words): ("detail", .string("\(words)"))
      case .reason(let error): ("reason", .string("\(error)"))
      case .address(let address, let port): ("listen", .string("\(address) \(port)"))
      }
    }
  }

  /// Entries below it are left out.
  let leastLevel: Level

  func write(_ level: Level, _ event: StaticString, _ fields: Field...) {
    guard level != .info || leastLevel == .info else { return }
    var members: [(String, JSON?)] = [
      ("at", .string(Clocks.now.iso)), ("level", .string(level.rawValue)),
      ("event", .string("\(event)")),
    ]
    members += fields.map { ($0.member.0, $0.member.1) }
    Output.note(JSON.compact(members).text + "\n", to: 2)
  }

  func failure(_ error: CentralError, of what: StaticString) {
    write(error.isTransient ? .warning : .error, "store.failure", .detail(what), .reason(error))
  }
}
