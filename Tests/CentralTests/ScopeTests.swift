import Domain
import Foundation
import JSON
import Ledger
import Sync
import Testing

@testable import Central

// I10 over the wire: nothing of a hall comes out at another one.
@Suite struct ScopeTests {
  /// What the other hall asks, with what it is told.
  private struct Stranger {
    let test: TestService
    let token: String
    let secrets: [String]

    /// The status; what is told holds none of the secrets.
    func ask(_ method: String, _ path: String, _ body: [UInt8] = []) -> Int {
      let reply = test.ask(method, path, body, token: token)
      let words = String(decoding: reply.body, as: UTF8.self)
      for secret in secrets { #expect(!words.contains(secret), "\(method) \(path)") }
      return reply.status
    }

    func ask(_ method: String, _ path: String, _ json: JSON) -> Int {
      ask(method, path, json.line)
    }
  }

  @Test("别的大厅的一行也出不来：上传、下载、全量、状态、订阅、换码、口令、排队", arguments: EngineKind.allCases)
  func otherHall(kind: EngineKind) throws {
    let test = try TestService(kind)
    var (one, oneToken) = try test.counter()
    one.openHall()
    one.accept()
    #expect(try test.push(one, token: oneToken).status == 200)
    var (two, token) = try test.counter(hall: "640104102", seed: 9)
    two.openHall()
    two.note("别人的", on: one.dossiers[0])
    let dossier = one.dossiers[0]
    let stranger = Stranger(
      test: test, token: token,
      secrets: [dossier.number, dossier.answers[text: "name"], one.device, one.log + "\""])
    #expect(dossier.answers[text: "name"].count > 1)

    // On its own log the other hall's dossier is as good as none.
    let pushed = try test.push(two, token: token)
    let answer = try PushAnswer(JSONReader(pushed.json))
    #expect(answer.results.last?.outcome == .rejected(code: "E_SCOPE"))
    #expect(Set(answer.heads.keys) == Set(two.streams))
    let epoch = test.store.epoch
    #expect(stranger.ask("POST", "/v1/push", one.batch(epoch: epoch).body) == 400)
    var forged = one.batch(from: 2, count: 1, epoch: epoch)
    forged.signature = two.key.sign(forged.signed)
    #expect(stranger.ask("POST", "/v1/push", forged.body) == 403)
    #expect(stranger.ask("POST", "/v1/quarantine", forged.body) == 403)
    #expect(
      stranger.ask("POST", "/v1/device/rekey", RekeyRequest(log: one.log, line: 1).json) < 500)
    #expect(try test.store.database.logs(of: one.device).allSatisfy { !$0.isForked })

    for stream in one.streams where !two.streams.contains(stream) {
      let pull = PullRequest(epoch: epoch, cursors: [stream: 0], maximumRows: 9)
      #expect(stranger.ask("POST", "/v1/pull", pull.json) == 403)
      #expect(stranger.ask("GET", "/v1/scan?stream=\(stream)") == 403)
      #expect(stranger.ask("GET", "/v1/feed/\(stream)") == 403)
    }
    #expect(one.streams.contains { !two.streams.contains($0) })
    let own = Dictionary(uniqueKeysWithValues: two.streams.map { ($0, 0) })
    let pull = PullRequest(epoch: epoch, cursors: own, maximumRows: 500)
    #expect(stranger.ask("POST", "/v1/pull", pull.json) == 200)
    for stream in two.streams {
      #expect(stranger.ask("GET", "/v1/scan?stream=\(stream)") == 200)
      #expect(stranger.ask("GET", "/v1/feed/\(stream)") == 200)
    }
    #expect(stranger.ask("GET", "/v1/state") == 200)

    let proof = ClerkProof(account: "u1" + one.log, proof: "猜的口令")
    #expect(stranger.ask("POST", "/v1/auth/clerk", proof.json) == 403)
    for path in ["/v1/admin/devices", "/v1/admin/quarantine?county=640104"] {
      #expect(stranger.ask("GET", path) == 403)
    }
    // The line of a hall is its own: neither its numbers nor who holds a ticket.
    let number = QueueNumberRequest(day: Day(number: 20_500), prefix: "A")
    func next(_ token: String) -> Int? {
      test.ask("POST", "/v1/queue/number", number.json, token: token).json["sequence"]?.int
    }
    #expect([oneToken, oneToken, token].map(next) == [1, 2, 1])
    let claim = QueueClaimRequest(ticket: "t1", counter: "17")
    #expect(test.ask("POST", "/v1/queue/claim", claim.json, token: oneToken).status == 204)
    let mine = QueueClaimRequest(ticket: "t1", counter: "2")
    #expect(stranger.ask("POST", "/v1/queue/claim", mine.json) == 204)
    #expect(test.ask("POST", "/v1/queue/claim", claim.json, token: oneToken).status == 204)
  }

  @Test("外部系统只到自己的区县、自己的部门", arguments: EngineKind.allCases)
  func systems(kind: EngineKind) throws {
    let test = try TestService(kind)
    var (counter, token) = try test.counter()
    counter.openHall()
    counter.accept()
    #expect(try test.push(counter, token: token).status == 200)
    let dossier = counter.dossiers[0]
    let proceeding = try #require(dossier.proceedings.first { $0.state == .reviewing })
    let now = test.service.context.now()
    func system(_ hall: String, streams: [String], departments: [String]) throws -> Stranger {
      let token = try test.store.database.makeSystem(
        .system, hall: hall, name: "系统", region: "nx", streams: streams,
        departments: departments, id: UUID().uuidString, at: now)
      return Stranger(test: test, token: token, secrets: [dossier.answers[text: "name"]])
    }
    let intake = IntakeRequest(
      reference: "W-1", channel: .portal, hall: "640104101", theme: "nx-jobseekers",
      answers: Answers(["name": .text("虚构网申")]))
    let result = ResultRequest(
      reference: "R-1", number: dossier.number, matter: proceeding.matter, outcome: .receive,
      text: "")
    // Another county's portal and department.
    let elsewhere = try system(
      "640105101", streams: ["c:640105-portal", "d:640105-\(proceeding.department)"],
      departments: [proceeding.department])
    #expect(elsewhere.ask("POST", "/v1/intake", intake.json) == 403)
    #expect(elsewhere.ask("POST", "/v1/results", result.json) == 404)
    #expect(elsewhere.ask("GET", "/v1/feed/h:640104101") == 403)
    #expect(elsewhere.ask("POST", "/v1/pull", ["epoch": "e", "cursors": [:], "max": 5]) == 403)
    // Another department of the same county, and a portal without a department.
    let other = try system("640104101", streams: ["d:640104-civil"], departments: ["civil"])
    let portal = try system("640104101", streams: ["c:640104-portal"], departments: [])
    for stranger in [other, portal] {
      #expect([403, 404, 409].contains(stranger.ask("POST", "/v1/results", result.json)))
      #expect(stranger.ask("GET", "/v1/feed/d:640104-\(proceeding.department)") == 403)
    }
    #expect(other.ask("POST", "/v1/intake", intake.json) == 403)
    // A province's portal reaches the counties of its streams, and no others.
    _ = try test.counter(hall: "640106101", seed: 9)
    let province = try system(
      "640000900", streams: ["c:640104-portal", "c:640106-portal"], departments: [])
    #expect(province.ask("POST", "/v1/intake", intake.json) == 200)
    for (hall, status) in [("640106101", 200), ("640105101", 403), ("640106", 400)] {
      let request = IntakeRequest(
        reference: "W-\(hall)", channel: .portal, hall: hall, theme: "nx-jobseekers",
        answers: intake.answers)
      #expect(province.ask("POST", "/v1/intake", request.json) == status)
    }
    let there = try test.store.database.page(of: "h:640106101", after: 0, limit: 10)
    #expect(there?.rows.map(\.key.kind) == [.intake])
    let key = EntityKey(.dossier, dossier.id)
    let page = try test.store.database.scan(
      "h:640104101", after: nil, limit: 500, for: counter.record
    ).get()
    let row = try #require(page.rows.first { $0.key == key })
    guard case .put(let revision, _, _) = row.what else {
      Issue.record("\(row.what)")
      return
    }
    #expect(revision == dossier.revision, "somebody else changed it")
  }
}
