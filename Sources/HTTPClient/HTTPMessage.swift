/// One thing that is asked of a server (请求).
package struct HTTPRequest: Equatable, Sendable {
  package enum Method: String, Sendable { case get = "GET", post = "POST", put = "PUT" }

  package var method: Method
  /// `https://…`; nothing else is spoken.
  package var url: String
  /// Names and values without line feeds.
  package var headers: [String]
  package var body: [UInt8]?
  /// The only authority that is trusted, PEM.
  package var authority: String
  /// Certificates are judged as of this moment when the clock is behind it, in
  /// seconds since 1970.
  package var notBefore = 0

  package init(
    _ method: Method, _ url: String, headers: [String] = [], body: [UInt8]? = nil,
    authority: String
  ) {
    self.method = method
    self.url = url
    self.headers = headers
    self.body = body
    self.authority = authority
  }

  // Source: sync.md B.15.
  static let connectMilliseconds = 20_000
  static let totalMilliseconds = 60_000
  /// After unpacking.
  static let mostBytes = 16 << 20
}

/// What came back (回应).
package enum HTTPAnswer: Equatable, Sendable {
  /// - Parameter retryAfter: seconds, 0 when the server says nothing.
  case answered(status: Int, body: [UInt8], retryAfter: Int)
  case failed(HTTPFailure)
}

/// Why no answer came (通信失败). Nobody knows then whether the request was done.
package enum HTTPFailure: Error, Equatable, Sendable {
  /// libcurl is not on this machine.
  case noLibrary
  case unreachable
  case timeout
  /// The certificate is not from the authority, not for this host, or not valid today.
  case untrusted
  case noCommonTLS
  case tooBig
  case cancelled
  /// `code` is libcurl's.
  case other(code: Int)
}
