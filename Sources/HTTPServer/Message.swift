/// One request (请求), complete with its body.
package struct HTTPRequest: Equatable, Sendable {
  package let method: String
  /// Without the query, as it was sent, percent signs resolved.
  package let path: String
  package let query: [String: String]
  /// By lower-case name.
  package let headers: [String: String]
  package let body: [UInt8]
  /// The client's address in digits.
  package let client: String

  package init(
    method: String, path: String, query: [String: String] = [:], headers: [String: String] = [:],
    body: [UInt8] = [], client: String = ""
  ) {
    self.method = method
    self.path = path
    self.query = query
    self.headers = headers
    self.body = body
    self.client = client
  }
}

/// What is answered (应答).
package struct HTTPResponse: Equatable, Sendable {
  package var status: Int
  package var headers: [(name: String, value: String)]
  package var body: [UInt8]

  package init(
    status: Int, headers: [(name: String, value: String)] = [], body: [UInt8] = []
  ) {
    self.status = status
    self.headers = headers
    self.body = body
  }

  package static func == (a: HTTPResponse, b: HTTPResponse) -> Bool {
    a.status == b.status && a.body == b.body && a.headers.elementsEqual(b.headers, by: ==)
  }
}

/// Why a server does not start (启动失败).
package enum HTTPServerError: Error, Equatable, CustomStringConvertible {
  /// The address is none, is taken, or the certificate does not fit its key.
  case cannotListen(address: String, port: Int)

  package var description: String {
    switch self {
    case .cannotListen(let address, let port):
      "cannot listen on \(address) port \(port): not an address of this machine, taken, "
        + "or the certificate and its key are not a pair of PEM texts"
    }
  }
}
