import CConnections
import Gzip

/// Lines to one server (连接), one a counter, all on this thread.
final class Connections {
  private let pool: OpaquePointer
  private let host: String

  struct Answer {
    let connection: Int
    /// 0 when the line broke.
    let status: Int
    let retryAfter: Int
    /// Unpacked.
    let body: [UInt8]
    /// Bytes of the body as it came.
    let count: Int
  }

  /// - Parameter authority: the file with the only one that is trusted.
  init?(url: String, authority: String, count: Int) {
    host = String(url.dropFirst("https://".count).prefix { $0 != "/" })
    let parts = host.split(separator: ":").map(String.init)
    guard let name = parts.first,
      let pool = cn_open(name, parts.count > 1 ? parts[1] : "443", authority, Int32(count))
    else { return nil }
    self.pool = pool
  }

  deinit { cn_close(pool) }

  /// - Parameter headers: whole lines, each with its end.
  func send(
    _ method: String, _ path: String, headers: String, body: [UInt8], on connection: Int
  ) {
    var request = Array(
      """
      \(method) \(path) HTTP/1.1\r
      Host: \(host)\r
      Accept-Encoding: gzip\r
      YC-Proto: 1\r
      Content-Length: \(body.count)\r
      \(headers)\r

      """.utf8)
    request += body
    cn_send(pool, Int32(connection), request, request.count)
  }

  /// Waits for the next answer, at most so long.
  func next(within milliseconds: Int) -> Answer? {
    var answer = cn_answer()
    guard cn_next(pool, Int32(milliseconds), &answer) else { return nil }
    var body = Array(UnsafeBufferPointer(start: answer.body, count: answer.body_count))
    if answer.is_gzip {
      body = (try? Gzip.unpack(body, limit: 16 << 20, ratio: 10_000)) ?? []
    }
    return Answer(
      connection: Int(answer.connection), status: Int(answer.status),
      retryAfter: Int(answer.retry_after_s), body: body, count: answer.body_count)
  }
}
