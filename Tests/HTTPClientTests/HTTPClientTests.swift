import Foundation
import Testing

@testable import HTTPClient

@Suite("通信", .serialized)
struct HTTPClientTests {
  private final class Mailbox: Sendable {
    let bell = DispatchSemaphore(value: 0)
  }

  /// Sends and waits for the answers, in their order.
  private func exchange(_ requests: [HTTPRequest]) -> [HTTPAnswer] {
    let mailbox = Mailbox()
    let client = HTTPClient { mailbox.bell.signal() }
    defer { client.close() }
    for (tag, request) in requests.enumerated() { client.send(request, tag: tag) }
    var answers: [(tag: Int, HTTPAnswer)] = []
    while answers.count < requests.count {
      guard mailbox.bell.wait(timeout: .now() + 30) == .success else { break }
      answers += client.takeAnswers()
    }
    #expect(answers.map(\.tag) == Array(requests.indices))
    return answers.map(\.1)
  }

  private func get(_ server: TestServer, _ path: String, host: String = "localhost") -> HTTPRequest
  {
    HTTPRequest(
      .get, "https://\(host):\(server.port)\(path)", headers: ["YC-Proto: 1"],
      authority: server.authority)
  }

  @Test("几个请求按次序得到回应；压缩的展开；不跟随转向；忙时说等多久；代理设置不理会")
  func answersInOrder() throws {
    setenv("https_proxy", "http://127.0.0.1:9", 1)
    defer { unsetenv("https_proxy") }
    let server = try TestServer()
    var post = get(server, "/")
    post.method = .post
    post.body = Array("abc".utf8)
    var empty = post
    empty.body = nil
    let answers = exchange(
      [get(server, "/"), get(server, "/packed"), post, empty]
        + ["/busy", "/moved"].map { get(server, $0) })
    #expect(
      answers == [
        .answered(status: 200, body: Array("1".utf8), retryAfter: 0),
        .answered(status: 200, body: [UInt8](repeating: 0x78, count: 100_000), retryAfter: 0),
        .answered(status: 200, body: Array("cba".utf8), retryAfter: 0),
        .answered(status: 200, body: [], retryAfter: 0),
        .answered(status: 503, body: [], retryAfter: 7),
        .answered(status: 302, body: [], retryAfter: 0),
      ])
  }

  @Test("别的机构签的、别的主机的证书不信；明文不说；没人听的地址说连不上；展开太大的不要")
  func refuses() throws {
    let server = try TestServer()
    let other = try TestServer(host: "other.example")
    var foreign = get(server, "/")
    foreign.authority = other.authority
    var plain = get(server, "/")
    plain.url = "http://localhost:\(server.port)/"
    let nobody = HTTPRequest(.get, "https://127.0.0.1:1/", authority: server.authority)
    let answers = exchange(
      [foreign, get(other, "/"), get(server, "/", host: "127.0.0.1"), plain, nobody]
        + [get(server, "/bomb")])
    #expect(
      answers == [
        .failed(.untrusted), .failed(.untrusted), .failed(.untrusted), .failed(.other(code: 1)),
        .failed(.unreachable), .failed(.tooBig),
      ])
  }

  @Test("过期的、还没有生效的、自己签自己的证书不信；本机时钟落后，按中心说过的时间算")
  func validity() throws {
    let past = try TestServer(validity: ("20200101000000Z", "20210101000000Z"))
    let future = try TestServer(validity: ("20400101000000Z", "20491231000000Z"))
    let good = try TestServer()
    let alone = try TestServer(signsItself: true)
    // The end of 2040.
    var later = get(future, "/")
    later.notBefore = 2_240_000_000
    var never = get(good, "/")
    never.notBefore = 2_240_000_000
    var earlier = get(good, "/")
    earlier.notBefore = 1_000_000_000
    let answers = exchange(
      [get(past, "/"), get(future, "/"), get(alone, "/"), later, never, earlier])
    #expect(
      answers == [
        .failed(.untrusted), .failed(.untrusted), .failed(.untrusted),
        .answered(status: 200, body: Array("1".utf8), retryAfter: 0), .failed(.untrusted),
        .answered(status: 200, body: Array("1".utf8), retryAfter: 0),
      ])
  }

  @Test("证书可以先取来看指纹，末一张是机构的")
  func certificates() throws {
    let server = try TestServer()
    let mailbox = Mailbox()
    let client = HTTPClient { mailbox.bell.signal() }
    defer { client.close() }
    client.fetchCertificates(url: "https://127.0.0.1:\(server.port)", tag: 1)
    #expect(mailbox.bell.wait(timeout: .now() + 30) == .success)
    let answers = client.takeAnswers()
    guard case .answered(0, let body, _) = answers.first?.1 else {
      Issue.record("\(answers)")
      return
    }
    let text = String(decoding: body, as: UTF8.self)
    #expect(text.components(separatedBy: "BEGIN CERTIFICATE").count == 3)
    #expect(text.contains(server.authority.trimmingCharacters(in: .whitespacesAndNewlines)))
    // What was looked at without trust is not used for a request.
    client.send(get(server, "/", host: "127.0.0.1"), tag: 2)
    #expect(mailbox.bell.wait(timeout: .now() + 30) == .success)
    #expect(client.takeAnswers().map(\.1) == [.failed(.untrusted)])
  }

  @Test("退出时不等没有回音的服务器")
  func closesAtOnce() throws {
    let server = try TestServer()
    let mailbox = Mailbox()
    let client = HTTPClient { mailbox.bell.signal() }
    client.send(get(server, "/silent"), tag: 1)
    client.send(get(server, "/"), tag: 2)
    usleep(300_000)  // it is waiting by now; if not, the close is easier
    client.close()
    client.send(get(server, "/"), tag: 3)
    // The thread has ended with the request, long before its 60 seconds.
    #expect(mailbox.bell.wait(timeout: .now() + 20) == .success)
    #expect(client.takeAnswers().map(\.1) == [.failed(.cancelled)])
  }
}
