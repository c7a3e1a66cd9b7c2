import HTTPServer

/// Where a request came from (请求来源).
struct Origin: Equatable, Sendable {
  /// Nil when the transport knew no address.
  let client: Address?
  /// Whether a proxy handed it on, or says so.
  let isForwarded: Bool

  /// The client of a request. What a trusted proxy says of it is believed, and
  /// nothing that anybody else says: of the hops in `X-Forwarded-For` or `Forwarded`
  /// the last one that is no trusted proxy.
  ///
  /// - Returns: nil when a trusted proxy says what cannot be read, or when the two
  ///   headers name different clients: one of them was written by the client.
  /// Source: RFC 7239, sections 4 to 6 and 8.1.
  init?(_ request: HTTPRequest, _ proxies: TrustedProxies) {
    let peer = Address(request.client)
    isForwarded = Origin.signs.contains { request.headers[$0] != nil }
    guard let peer, proxies.contains(peer) else {
      client = peer
      return
    }
    var clients: [Address] = []
    if let header = request.headers["x-forwarded-for"] {
      guard let client = Origin.client(of: Origin.hops(header), peer, proxies) else { return nil }
      clients.append(client)
    }
    if let header = request.headers["forwarded"] {
      guard let hops = Origin.elements(header),
        let client = Origin.client(of: hops, peer, proxies)
      else { return nil }
      clients.append(client)
    }
    guard let first = clients.first else {
      client = peer
      return
    }
    guard clients.allSatisfy({ $0 == first }) else { return nil }
    client = first
  }

  /// Headers that only proxies write.
  private static let signs = [
    "x-forwarded-for", "forwarded", "x-real-ip", "x-forwarded-host", "x-forwarded-proto", "via",
  ]

  private enum Hop {
    case address(Address)
    /// The proxy keeps it to itself: `unknown`, `_hidden`.
    case hidden
    case unreadable
  }

  /// - Returns: nil when a hop on the way there cannot be read.
  private static func client(
    of hops: [Hop], _ peer: Address, _ proxies: TrustedProxies
  ) -> Address? {
    var client = peer
    for hop in hops.reversed() {
      switch hop {
      case .address(let address):
        client = address
        if !proxies.contains(address) { return address }
      case .hidden: return client
      case .unreadable: return nil
      }
    }
    return client
  }

  private static func hops(_ header: String) -> [Hop] {
    header.split(separator: ",", omittingEmptySubsequences: false).map { hop($0.trimmed) }
  }

  /// `192.0.2.1`, `192.0.2.1:4711`, `2001:db8::1`, `[2001:db8::1]:4711`.
  private static func hop(_ text: String) -> Hop {
    if text == "unknown" || text.hasPrefix("_") { return .hidden }
    if text.hasPrefix("[") {
      let parts = text.dropFirst().split(separator: "]", omittingEmptySubsequences: false)
      guard parts.count == 2, parts[1].isEmpty || isPort(parts[1]) else { return .unreadable }
      return Address(parts[0]).map(Hop.address) ?? .unreadable
    }
    if let address = Address(text) { return .address(address) }
    guard let colon = text.firstIndex(of: ":"), isPort(text[colon...]) else { return .unreadable }
    return Address(text[..<colon]).map(Hop.address) ?? .unreadable
  }

  private static func isPort(_ text: Substring) -> Bool {
    text.first == ":" && (2...6).contains(text.utf8.count)
      && text.dropFirst().utf8.allSatisfy { (0x30...0x39).contains($0) }
  }

  /// The `for=` of each element; nil when the header is not of its form.
  private static func elements(_ header: String) -> [Hop]? {
    var hops: [Hop] = []
    for element in header.split(separator: ",", omittingEmptySubsequences: false) {
      var found: Hop?
      for pair in element.split(separator: ";") {
        let sides = pair.split(separator: "=", maxSplits: 1).map(\.trimmed)
        guard sides.count == 2 else { return nil }
        guard sides[0].lowercased() == "for" else { continue }
        guard found == nil else { return nil }
        let isQuoted = sides[1].hasPrefix("\"") && sides[1].hasSuffix("\"")
        found = hop(isQuoted ? String(sides[1].dropFirst().dropLast()) : sides[1])
      }
      hops.append(found ?? .hidden)
    }
    return hops
  }
}

extension StringProtocol {
  /// Without blanks and tabs at both ends.
  fileprivate var trimmed: String {
    let isBlank = { (character: Character) in character == " " || character == "\t" }
    return String(drop(while: isBlank).reversed().drop(while: isBlank).reversed())
  }
}
