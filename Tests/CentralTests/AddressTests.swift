import Crypto
import Foundation
import HTTPServer
import JSON
import Sync
import TestCentral
import TestHall
import Testing

@testable import Central

// Many counters behind one address, and proxies in front of central.
@Suite struct AddressTests {
  private func client(
    _ peer: String, _ headers: [String: String], trusting list: String
  ) throws -> String? {
    let request = HTTPRequest(method: "GET", path: "/", headers: headers, client: peer)
    guard let origin = Origin(request, try TrustedProxies(list)) else { return nil }
    return origin.client.map { "\($0.bytes)" } ?? "none"
  }

  @Test(
    "First aid 11: the client is the last hop that is no trusted proxy, and only their word counts")
  func hops() throws {
    let list = "10.0.0.0/8,192.0.2.7,fd00::/8"
    func bytes(_ text: String) -> String? { Address(text).map { "\($0.bytes)" } }
    let rows: [(String, [String: String], String?)] = [
      ("198.51.100.9", ["x-forwarded-for": "1.1.1.1"], "198.51.100.9"),
      ("198.51.100.9", ["forwarded": "for=1.1.1.1"], "198.51.100.9"),
      ("198.51.100.9", ["x-forwarded-for": "rubbish"], "198.51.100.9"),
      ("10.0.0.1", [:], "10.0.0.1"),
      ("10.0.0.1", ["x-forwarded-for": "9.9.9.9, 203.0.113.4"], "203.0.113.4"),
      ("10.0.0.1", ["x-forwarded-for": "9.9.9.9, 203.0.113.4, 10.2.2.2, 192.0.2.7"], "203.0.113.4"),
      ("10.0.0.1", ["x-forwarded-for": "10.3.3.3"], "10.3.3.3"),
      ("10.0.0.1", ["x-forwarded-for": "203.0.113.4:4711"], "203.0.113.4"),
      ("10.0.0.1", ["x-forwarded-for": "[2001:db8::5]:4711"], "2001:db8::5"),
      ("10.0.0.1", ["x-forwarded-for": "::ffff:203.0.113.4"], "203.0.113.4"),
      ("::ffff:10.0.0.1", ["x-forwarded-for": "203.0.113.4"], "203.0.113.4"),
      ("fd00::1", ["forwarded": "for=\"[2001:db8::5]:80\";proto=https"], "2001:db8::5"),
      ("10.0.0.1", ["forwarded": "for=1.1.1.1, For=203.0.113.4;by=_x"], "203.0.113.4"),
      ("10.0.0.1", ["forwarded": "for=unknown"], "10.0.0.1"),
      ("10.0.0.1", ["forwarded": "for=1.1.1.1, for=_hidden"], "10.0.0.1"),
      ("10.0.0.1", ["x-forwarded-for": ""], nil), ("10.0.0.1", ["x-forwarded-for": "a"], nil),
      ("10.0.0.1", ["x-forwarded-for": "1.1.1.1,"], nil),
      ("10.0.0.1", ["x-forwarded-for": "1.1.1.1:x"], nil),
      ("10.0.0.1", ["x-forwarded-for": "[::1"], nil), ("10.0.0.1", ["forwarded": "1.1.1.1"], nil),
      ("10.0.0.1", ["forwarded": "for=1.1.1.1;for=2.2.2.2"], nil),
      // One of the two was written by the client.
      ("10.0.0.1", ["forwarded": "for=1.1.1.1", "x-forwarded-for": "203.0.113.4"], nil),
      (
        "10.0.0.1", ["forwarded": "for=203.0.113.4", "x-forwarded-for": "203.0.113.4"],
        "203.0.113.4"
      ),
    ]
    for (peer, headers, expected) in rows {
      #expect(try client(peer, headers, trusting: list) == expected.flatMap(bytes), "\(headers)")
    }
    for wrong in ["a", "10.0.0.0/33", "10.0.0.0/0", "::/0", "10.0.0.1/8/8", "10.0.0.0/-1", "/8"] {
      #expect(throws: (any Error).self, "\(wrong)") { try TrustedProxies(wrong) }
    }
    let options = try CentralOptions([
      "serve", "--trusted-proxy", "10.0.0.1", "--trusted-proxy=::1",
    ])
    #expect(options["trusted-proxy"] == "10.0.0.1,::1")
  }

  @Test(
    "First aid 11: strangers behind an address stop no counter there, new or old",
    arguments: EngineKind.allCases)
  func sharedAddress(kind: EngineKind) throws {
    let test = try TestService(kind, rate: 2)
    let (counter, _) = try test.counter()
    func challenge(_ device: String, from client: String = "10.0.0.1") -> Int {
      test.ask(
        "POST", "/v1/auth/challenge", (["device": .string(device)] as JSON).line, client: client
      ).status
    }
    let guesses = (0..<30).map { challenge("stranger\($0)") }
    #expect(guesses.suffix(10).allSatisfy { $0 == 429 })
    #expect(challenge(counter.device) == 200)
    #expect(challenge("stranger", from: "10.0.0.2") == 200)
    // A code that was made meanwhile, and strangers who guess codes.
    let code: (String) -> Int = { code in
      let request = EnrolRequest(
        code: code, publicKey: SigningKey().verifyingKey.bytes, log: "NEW1", program: "1")
      return test.ask("POST", "/v1/enrol", request.json).status
    }
    #expect((0..<30).map { code("WRONG-\($0)") }.suffix(10).allSatisfy { $0 == 429 })
    let station = Station(
      hall: "640104101", hallTitle: "虚构便民服务中心", counter: "2", region: "nx",
      streams: Station.streams(hall: "640104101", departments: [], counties: []))
    let made = try test.store.database.makeCode(for: station, at: test.service.context.now())
    var status = 429
    for _ in 0..<100 where status != 200 {
      status = code(made)
      Thread.sleep(forTimeInterval: 0.05)
    }
    #expect(status == 200)
    // Whoever knows a device's id and is elsewhere takes nothing from it.
    #expect((0..<30).map { _ in challenge(counter.device, from: "10.0.0.9") }.last == 429)
    #expect(challenge(counter.device) == 200)
    #expect((0..<30).map { _ in test.ask("GET", "/healthz").status }.last == 429)
    #expect(try test.session(counter) != "")
  }

  @Test(
    "First aid 11: buckets of a flood of senders are bounded, and forgotten when they are full again"
  )
  func bounded() {
    let buckets = Buckets(rate: 2, most: 100)
    let now = ContinuousClock.now
    var refused = 0
    for index in 0..<10_000 where !buckets.take("sender \(index)", or: "others", at: now) {
      refused += 1
    }
    #expect(buckets.count <= 101)
    #expect(refused > 9_000)
    #expect(buckets.take("sender 1", or: "others", at: now))
    #expect(buckets.take("somebody else", or: "others", at: now + .seconds(6)))
    #expect(buckets.count == 1)
  }

  @Test("First aid 11: over TLS a proxy's word is believed, nobody else's, and it gets no metrics")
  func proxied() throws {
    let central = try TestCentral(
      options: ["--rate", "1", "--trusted-proxy", "127.0.0.2", "--per-address", "4"])
    func ask(_ path: String, from source: String, _ headers: [String] = [], times: Int = 1) throws
      -> [Int]
    {
      let url = "https://127.0.0.1:\(central.port)\(path)"
      let shared = ["-s", "--max-time", "20", "--cacert", central.authority, "--interface", source]
      let body =
        path.hasPrefix("/v1/auth") ? ["-H", "Expect:", "--data-binary", "{\"device\":\"x\"}"] : []
      let ran = try Ran(
        "/usr/bin/curl",
        shared + headers.flatMap { ["-H", $0] } + body + ["-w", "%{http_code} "]
          + (0..<times).flatMap { _ in ["-o", "/dev/null", url] })
      return ran.output.split(separator: " ").compactMap { Int($0) }
    }
    let challenge = "/v1/auth/challenge"
    let flood = try ask(challenge, from: "127.0.0.2", ["X-Forwarded-For: 203.0.113.1"], times: 40)
    #expect(flood.count == 40 && flood.last == 429)
    #expect(try ask(challenge, from: "127.0.0.2", ["X-Forwarded-For: 203.0.113.2"]) == [200])
    // One command, so that a busy machine does not fill the bucket again meanwhile.
    let lying = try Ran(
      "/usr/bin/curl",
      (0..<40).flatMap { index in
        [
          "-s", "--max-time", "20", "--cacert", central.authority, "--interface", "127.0.0.3",
          "-H", "X-Forwarded-For: 203.0.113.\(index)", "-H", "Expect:", "--data-binary",
          "{\"device\":\"x\"}", "-w", "%{http_code} ", "-o", "/dev/null",
          "https://127.0.0.1:\(central.port)\(challenge)", "--next",
        ]
      }.dropLast()
    ).output
    #expect(lying.contains("429"))
    #expect(try ask(challenge, from: "127.0.0.2", ["X-Forwarded-For: nobody"]) == [400])
    #expect(try ask("/metrics", from: "127.0.0.1") == [200])
    for header in ["X-Forwarded-For: 127.0.0.1", "Forwarded: for=127.0.0.1", "X-Real-IP: ::1"] {
      #expect(try ask("/metrics", from: "127.0.0.1", [header]) == [403])
      #expect(try ask("/metrics", from: "127.0.0.2", [header]) == [403])
    }
    // Three that flood, as three threads did.
    let (authority, port) = (central.authority, central.port)
    let group = DispatchGroup()
    for _ in 0..<3 {
      DispatchQueue.global().async(group: group) {
        _ = try? Ran(
          "/usr/bin/curl",
          [
            "-s", "--max-time", "20", "--cacert", authority, "--data-binary",
            "{\"device\":\"y\"}",
          ]
            + (0..<200).flatMap { _ in
              ["-o", "/dev/null", "https://127.0.0.1:\(port)\(challenge)"]
            })
      }
    }
    let key = SigningKey()
    let request = EnrolRequest(
      code: try central.code(counter: 1), publicKey: key.verifyingKey.bytes, log: "AAAA",
      program: "1")
    let ran = try Ran(
      "/usr/bin/curl",
      [
        "-s", "--max-time", "20", "--cacert", central.authority, "--data-binary",
        request.json.text, "https://127.0.0.1:\(central.port)/v1/enrol",
      ])
    let enrolled = try EnrolAnswer(JSONReader(JSON(parsing: Array(ran.output.utf8))))
    let known = try Ran(
      "/usr/bin/curl",
      [
        "-s", "--max-time", "20", "--cacert", central.authority, "--data-binary",
        "{\"device\":\"\(enrolled.device)\"}", "-w", "%{http_code}", "-o", "/dev/null",
        "https://127.0.0.1:\(central.port)\(challenge)",
      ])
    #expect(known.output == "200")
    group.wait()
  }
}
