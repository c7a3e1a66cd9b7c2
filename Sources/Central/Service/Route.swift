import HTTPServer

/// One method of one path (路由), with who may use it and what is done.
struct Route: Sendable {
  let method: String
  /// `/v1/feed/{stream}`.
  let pattern: String
  let access: Access
  let run: @Sendable (Service, Call, @escaping HTTPServer.Answer) -> Void

  enum Access: Sendable {
    /// Before anybody has shown who they are.
    case anybody(Claim)
    /// Only from this machine.
    case loopback
    case kinds(Set<Device.Kind>)
  }

  /// What a request says of itself that tells counters from strangers (自称).
  enum Claim: Sendable {
    case none
    /// The member `device` of its body.
    case device
    /// The member `code`.
    case code
  }

  private let parts: [Substring]

  init(
    _ method: String, _ pattern: String, _ access: Access,
    _ run: @escaping @Sendable (Service, Call, @escaping HTTPServer.Answer) -> Void
  ) {
    self.method = method
    self.pattern = pattern
    self.access = access
    self.run = run
    parts = pattern.split(separator: "/", omittingEmptySubsequences: false)
  }

  private func match(_ path: [Substring]) -> [String: String]? {
    guard path.count == parts.count else { return nil }
    var values: [String: String] = [:]
    for (part, found) in zip(parts, path) {
      if part.hasPrefix("{") {
        guard !found.isEmpty else { return nil }
        values[String(part.dropFirst().dropLast())] = String(found)
      } else if part != found {
        return nil
      }
    }
    return values
  }

  static func find(_ request: HTTPRequest) -> (Route?, [String: String]) {
    let path = request.path.split(separator: "/", omittingEmptySubsequences: false)
    for route in all where route.method == request.method {
      if let values = route.match(path) { return (route, values) }
    }
    return (nil, [:])
  }

  /// What could be asked there by another method.
  static func methods(at path: String) -> [String] {
    let path = path.split(separator: "/", omittingEmptySubsequences: false)
    return all.filter { $0.match(path) != nil }.map(\.method).sorted()
  }

  static let counters = Access.kinds([.counter])
  static let anyDevice = Access.kinds([.counter, .system])
  static let administrators = Access.kinds([.admin])

  static let all: [Route] =
    watching + joining + synchronising + blobs + hall + exchange + administering
}
