import Crypto
import Domain
import Foundation
import Gzip
import HTTPServer
import JSON
import Ledger
import MadeUp
import Sync
import Synchronization
import TestClock
import Testing

@testable import Central

@Suite struct ServiceTests {
  @Test("从注册到下载，一路都在线上", arguments: EngineKind.allCases)
  func wholeWay(kind: EngineKind) throws {
    let test = try TestService(kind)
    var (counter, token) = try test.counter()
    #expect(counter.log == "TEST")
    counter.openHall()
    for _ in 0..<30 { counter.accept() }
    let state = try StateAnswer(JSONReader(test.ask("GET", "/v1/state", token: token).json))
    #expect(state.epoch == test.store.epoch)
    #expect(state.logs.map(\.last) == [0])
    let pushed = try test.push(counter, token: token)
    #expect(pushed.status == 200)
    let answer = try PushAnswer(JSONReader(pushed.json))
    #expect(answer.results.allSatisfy { $0.outcome == .applied })
    let request = PullRequest(epoch: state.epoch, cursors: state.heads, maximumRows: 500)
    let packed = test.ask(
      "POST", "/v1/pull", request.json.line, token: token, headers: ["accept-encoding": "gzip"])
    #expect(packed.headers["Content-Encoding"] == "gzip")
    let unpacked = try Gzip.unpack(packed.body, limit: 1 << 24, ratio: 1_000)
    let pulled = try PullAnswer(JSONReader(JSON(parsing: unpacked)))
    #expect(pulled.pages.flatMap(\.rows).count == 34)
    let cursors = answer.heads
    let none = PullRequest(epoch: state.epoch, cursors: cursors, maximumRows: 500)
    #expect(test.ask("POST", "/v1/pull", none.json, token: token).status == 204)
    let scan = test.ask("GET", "/v1/scan?stream=h:640104101&limit=10", token: token)
    #expect(try ScanPage(JSONReader(scan.json)).rows.count == 10)
  }

  @Test("很多窗口同时上传，每一份都有自己的回答", arguments: EngineKind.allCases)
  func together(kind: EngineKind) throws {
    let test = try TestService(kind)
    var counters: [(TestCounter, token: String)] = []
    for seed in 1...8 {
      var (counter, token) = try test.counter(seed: UInt64(seed))
      counter.openHall()
      for _ in 0..<5 { counter.accept() }
      counters.append((counter, token))
    }
    let service = test.service
    let ready = counters.map { ($0.0.batch(epoch: test.store.epoch).body, $0.token) }
    let replies = Mutex<[Int: Int]>([:])
    DispatchQueue.concurrentPerform(iterations: ready.count) { index in
      let (body, token) = ready[index]
      let last = TestService.ask(service, "POST", "/v1/push", body, token: token).json["last"]?.int
      replies.withLock { $0[index] = last }
    }
    #expect(replies.withLock { $0 } == Dictionary(uniqueKeysWithValues: (0..<8).map { ($0, 9) }))
    let rows = try test.store.pulled(counters[0].0)
    #expect(rows["h:640104101"]?.count == 40)
  }

  @Test("没有会话、吊销、别的种类，都进不来", arguments: EngineKind.allCases)
  func access(kind: EngineKind) throws {
    let test = try TestService(kind)
    let (counter, token) = try test.counter()
    #expect(test.ask("GET", "/v1/state").status == 401)
    #expect(test.ask("GET", "/v1/state", token: "x").status == 401)
    #expect(test.ask("GET", "/v1/admin/devices", token: token).status == 403)
    let admin = try test.store.database.makeSystem(
      .admin, hall: "", name: "管理", region: "", streams: [], departments: [], id: "adm",
      at: test.service.context.now())
    #expect(test.ask("GET", "/v1/admin/devices", token: admin).status == 200)
    #expect(test.ask("POST", "/v1/push", token: admin).status == 403)
    // A desk of a city's departments.
    let city: JSON = [
      "hall": "640100900", "hallTitle": "示例市人社局", "counter": "1", "region": "nx",
      "departments": ["hrss"], "counties": ["640104", "640105"],
    ]
    let made = test.ask("POST", "/v1/admin/codes", city, token: admin)
    let request = EnrolRequest(
      code: try #require(made.json["code"]?.string), publicKey: SigningKey().verifyingKey.bytes,
      log: "C1TY", program: "1")
    let desk = try EnrolAnswer(JSONReader(test.ask("POST", "/v1/enrol", request.json).json))
    #expect(desk.streams.filter { $0.hasPrefix("d:") } == ["d:640104-hrss", "d:640105-hrss"])
    let revoke = "/v1/admin/devices/\(counter.device)/revoke"
    #expect(test.ask("POST", revoke, token: admin).status == 204)
    #expect(test.ask("GET", "/v1/state", token: token).status == 401)
    #expect(test.ask("GET", "/metrics").status == 403)
    #expect(test.ask("GET", "/metrics", client: "127.0.0.1").status == 200)
    #expect(test.ask("GET", "/healthz").status == 200)
    #expect(test.ask("GET", "/v1/nothing").status == 404)
    let wrong = test.ask("GET", "/v1/pull")
    #expect(wrong.status == 405 && wrong.headers["Allow"] == "POST")
  }

  @Test("坏的请求说明哪里不对，什么也不写", arguments: EngineKind.allCases)
  func badRequests(kind: EngineKind) throws {
    let test = try TestService(kind)
    var (counter, token) = try test.counter()
    counter.openHall()
    var batch = counter.batch(epoch: test.store.epoch)
    batch.signature[0] ^= 1
    #expect(test.ask("POST", "/v1/push", batch.body, token: token).status == 400)
    let bomb = try Gzip.pack([UInt8](repeating: 32, count: 9 << 20))
    let bombed = test.ask(
      "POST", "/v1/pull", bomb, token: token, headers: ["content-encoding": "gzip"])
    #expect(bombed.status == 413)
    let deep = Array(
      (String(repeating: "{\"a\":", count: 17) + "1" + String(repeating: "}", count: 17)).utf8)
    #expect(test.ask("POST", "/v1/pull", deep, token: token).status == 400)
    for body in [
      "", "[]", "{", "{\"epoch\":1}", "{\"epoch\":\"a\",\"cursors\":{\"h:1\":-2},\"max\":5}",
    ] {
      let reply = test.ask("POST", "/v1/pull", Array(body.utf8), token: token)
      #expect(reply.status == 400)
      #expect(reply.code == "E_BAD_REQUEST")
    }
    let old = PullRequest(epoch: "old", cursors: [:], maximumRows: 5)
    #expect(test.ask("POST", "/v1/pull", old.json, token: token).code == "E_EPOCH")
    let newer = test.ask(
      "POST", "/v1/pull", old.json.line, token: token, headers: ["yc-proto": "2"])
    #expect(newer.status == 426)
    #expect(try test.store.database.logs(of: counter.device).map(\.last) == [0])
  }

  @Test("每台设备有次数限制，别的设备不受影响")
  func rate() throws {
    let test = try TestService(.sqlite, rate: 1)
    let (_, token) = try test.counter(seed: 1)
    let (_, other) = try test.counter(seed: 2)
    let statuses = (0..<12).map { _ in test.ask("GET", "/v1/state", token: token).status }
    #expect(statuses.prefix(3).allSatisfy { $0 == 200 })
    #expect(statuses.suffix(3).allSatisfy { $0 == 429 })
    #expect(test.ask("GET", "/v1/state", token: other).status == 200)
  }

  @Test("大厅的号码不重，一张号票只给一个窗口", arguments: EngineKind.allCases)
  func queue(kind: EngineKind) throws {
    let test = try TestService(kind)
    let (_, one) = try test.counter(seed: 1)
    let (_, two) = try test.counter(seed: 2)
    let asked = QueueNumberRequest(day: Day(number: 20_500), prefix: "A")
    let numbers = [one, two, one].map {
      test.ask("POST", "/v1/queue/number", asked.json, token: $0).json["sequence"]?.int
    }
    #expect(numbers == [1, 2, 3])
    let claim = QueueClaimRequest(ticket: "t1", counter: "1")
    #expect(test.ask("POST", "/v1/queue/claim", claim.json, token: one).status == 204)
    #expect(test.ask("POST", "/v1/queue/claim", claim.json, token: one).status == 204)
    let second = QueueClaimRequest(ticket: "t1", counter: "2")
    let refused = test.ask("POST", "/v1/queue/claim", second.json, token: two)
    #expect(refused.status == 409 && refused.json["error"]?["by"]?.string == "1")
  }

  @Test("口令在中心核对：对、错、锁定、别的大厅", arguments: EngineKind.allCases)
  func passphrases(kind: EngineKind) throws {
    let test = try TestService(kind)
    var (counter, token) = try test.counter()
    counter.openHall()
    _ = try test.push(counter, token: token)
    let account = "u1" + counter.log
    let hash = try PassphraseHash(
      Array("虚构的口令一二三".utf8), cost: PassphraseHash.Cost(memoryBytes: 8 << 20, passes: 1))
    func ask(_ path: String, _ account: String, _ proof: String, _ token: String) -> Int {
      test.ask("POST", path, ClerkProof(account: account, proof: proof).json, token: token).status
    }
    // Known by its log, but not yet what its passphrase is checked by: that is not wrong.
    #expect(ask("/v1/auth/clerk", account, "虚构的口令一二三", token) == 404)
    #expect(ask("/v1/auth/clerk", "nobody", "虚构的口令一二三", token) == 403)
    #expect(ask("/v1/accounts/verifier", account, "no hash", token) == 400)
    #expect(ask("/v1/accounts/verifier", "nobody", hash.encoded, token) == 404)
    #expect(ask("/v1/accounts/verifier", account, hash.encoded, token) == 204)
    #expect(ask("/v1/auth/clerk", account, "虚构的口令一二三", token) == 204)
    let (_, other) = try test.counter(hall: "640104102", seed: 2)
    #expect(ask("/v1/auth/clerk", account, "虚构的口令一二三", other) == 403)
    for _ in 0..<5 { #expect(ask("/v1/auth/clerk", account, "错的", token) == 403) }
    #expect(ask("/v1/auth/clerk", account, "虚构的口令一二三", token) == 429)
  }

  @Test("网上来件按来方编号只收一次，部门结果经过同样的裁定", arguments: EngineKind.allCases)
  func exchange(kind: EngineKind) throws {
    let test = try TestService(kind)
    var (counter, token) = try test.counter()
    counter.openHall()
    counter.accept()
    _ = try test.push(counter, token: token)
    let now = test.service.context.now()
    let portal = try test.store.database.makeSystem(
      .system, hall: "640104101", name: "网厅", region: "nx", streams: ["c:640104-portal"],
      departments: [], id: "portal", at: now)
    let intake = IntakeRequest(
      reference: "W-1", channel: .portal, hall: "640104101", theme: "nx-jobseekers",
      matters: ["registration"], answers: Answers(["name": .text("虚构网申")]))
    let first = test.ask("POST", "/v1/intake", intake.json, token: portal)
    #expect(first.status == 200 && first.json["state"]?.string == "waiting")
    #expect(test.ask("POST", "/v1/intake", intake.json, token: portal).json == first.json)
    let changed = IntakeRequest(
      reference: "W-1", channel: .portal, hall: "640104101", theme: "nx-jobseekers",
      answers: Answers(["name": .text("另一人")]))
    #expect(test.ask("POST", "/v1/intake", changed.json, token: portal).status == 409)
    let feed = test.ask("GET", "/v1/feed/c:640104-portal?after=0", token: portal)
    let rows = try StreamPage(JSONReader(feed.json)["page"]).rows
    guard rows.count == 1, case .put(_, let row, _) = rows[0].what else {
      Issue.record("not the one application: \(rows.count)")
      return
    }
    #expect(try Intake(JSONReader(row)).matters == ["registration"])
    #expect(test.ask("GET", "/v1/feed/h:640104101", token: portal).status == 403)

    let dossier = counter.dossiers[0]
    let proceeding = try #require(dossier.proceedings.first { $0.state == .reviewing })
    let system = try test.store.database.makeSystem(
      .system, hall: "640104101", name: "部门系统", region: "nx",
      streams: ["d:640104-\(proceeding.department)"], departments: [proceeding.department],
      id: "dept", at: now)
    let result = ResultRequest(
      reference: "R-1", number: dossier.number, matter: proceeding.matter, outcome: .receive,
      text: "")
    let done = test.ask("POST", "/v1/results", result.json, token: system)
    #expect(done.json == ["result": "applied"])
    #expect(test.ask("POST", "/v1/results", result.json, token: system).json == done.json)
    let unknown = ResultRequest(
      reference: "R-2", number: "640104-XXXX-000001-0", matter: proceeding.matter,
      outcome: .receive, text: "")
    #expect(test.ask("POST", "/v1/results", unknown.json, token: system).status == 404)
    #expect(test.ask("POST", "/v1/results", result.json, token: token).status == 403)
  }

  @Test("N4-16 单位自己领办结凭证：有编号，再要是同一份；没有办结的、看不到的不给", arguments: EngineKind.allCases)
  func voucher(kind: EngineKind) throws {
    let test = try TestService(kind)
    var (counter, token) = try test.counter()
    counter.openHall()
    counter.accept()
    counter.accept(place: "640104", onlyThat: true)
    #expect(try test.push(counter, token: token).status == 200)
    func portal(_ streams: [String], _ id: String) throws -> String {
      try test.store.database.makeSystem(
        .system, hall: "640104101", name: "网厅", region: "nx", streams: streams, departments: [],
        id: id, at: test.service.context.now())
    }
    let dossier = counter.dossiers[0]
    let approved = dossier.proceedings.filter { $0.state == .approved }
    let department = try #require(dossier.proceedings.first { !$0.steps.isEmpty }).department
    let system = try portal(["d:640104-\(department)", "d:640104-employment"], "portal")
    let stranger = try portal(["c:640104-portal"], "stranger")
    let request = VoucherRequest(reference: "V-1", number: dossier.number)
    let first = test.ask("POST", "/v1/vouchers", request.json, token: system)
    #expect(first.status == 200)
    #expect(first.json["paper"]?.string == dossier.number + "-01")
    #expect(first.json["copy"]?.int == 1)
    #expect(first.json["applicant"]?.string == dossier.answers[text: "name"])
    guard case .array(let matters)? = first.json["matters"] else {
      Issue.record("\(first.json)")
      return
    }
    #expect(matters.map { $0["matter"]?.string } == approved.map(\.matter))
    #expect(test.ask("POST", "/v1/vouchers", request.json, token: system).json == first.json)
    let again = VoucherRequest(reference: "V-2", number: dossier.number)
    let second = test.ask("POST", "/v1/vouchers", again.json, token: system)
    #expect(second.json["paper"]?.string == dossier.number + "-02")
    #expect(second.json["copy"]?.int == 2)
    // The window sees both on the dossier.
    let rows = try test.store.pulled(counter)["h:640104101"] ?? []
    guard case .put(_, let json, _)? = rows.last(where: { $0.key.id == dossier.id })?.what else {
      Issue.record("the dossier is gone")
      return
    }
    #expect(try Dossier(JSONReader(json)).papers.map(\.kind) == [.voucher, .voucher])
    // Nothing granted yet; nobody's; not a system's.
    let open = VoucherRequest(reference: "V-3", number: counter.dossiers[1].number)
    #expect(test.ask("POST", "/v1/vouchers", open.json, token: system).status == 400)
    #expect(test.ask("POST", "/v1/vouchers", request.json, token: stranger).status == 404)
    #expect(test.ask("POST", "/v1/vouchers", request.json, token: token).status == 403)
  }

  @Test("发布的资料按散列取，没有变就是 304", arguments: EngineKind.allCases)
  func catalogue(kind: EngineKind) throws {
    let test = try TestService(kind)
    let (_, token) = try test.counter()
    #expect(test.ask("GET", "/v1/catalogue", token: token).status == 204)
    let bytes = Array("{}".utf8)
    _ = try test.store.database.publish(
      [("themes/nx/some.json", bytes)], at: test.service.context.now())
    let reply = test.ask("GET", "/v1/catalogue", token: token)
    let manifest = try CatalogueManifest(JSONReader(reply.json))
    #expect(manifest.version == "1" && manifest.files.map(\.size) == [2])
    let file = test.ask("GET", "/v1/catalogue/\(manifest.files[0].hash)", token: token)
    #expect(file.body == bytes)
    let again = test.ask(
      "GET", "/v1/catalogue", token: token,
      headers: ["if-none-match": reply.headers["ETag"] ?? ""])
    #expect(again.status == 304)
  }

  @Test("存不下的一行不挡住后面的：按格式不收，原样隔离", arguments: EngineKind.allCases)
  func unstorable(kind: EngineKind) throws {
    let test = try TestService(kind)
    var (counter, token) = try test.counter()
    counter.openHall()
    // Longer than a key of PostgreSQL's indexes may be: it never comes that far.
    let made = counter.madeUp.operation(.signIn, on: "boss" + counter.log)
    // No pattern in it: PostgreSQL packs what has one.
    var random = SplitMix64(seed: 4)
    let long = (0..<20_000).map { _ in String(UnicodeScalar(UInt8(48 + random.below(75)))) }
      .joined()
    counter.append(
      Ledger.Operation(
        id: long, entity: made.entity, clerk: "boss" + counter.log, role: .supervisor,
        at: made.at, act: .signIn))
    counter.accept()
    let epoch = test.store.epoch
    func push(_ path: String, from: Int, count: Int) -> TestService.Reply {
      test.ask(
        "POST", path, counter.batch(from: from, count: count, epoch: epoch).body, token: token)
    }
    let whole = try PushAnswer(JSONReader(push("/v1/push", from: 1, count: 6).json))
    #expect(whole.last == 6)
    #expect(whole.results[4].outcome == .rejected(code: "E_FORM"))
    #expect(whole.results[5].outcome == .applied)
    // The others' times are made up, which is odd and no refusal.
    let refused = try test.store.database.quarantine(county: "640104")
      .filter { $0.code.hasPrefix("E_") }
    #expect(refused.map(\.sequence) == [5])
    // What nobody is to read is set aside whole, too.
    counter.append(line: [0xFF])
    #expect(push("/v1/quarantine", from: 7, count: 1).status == 200)
    counter.accept()
    let rest = try PushAnswer(JSONReader(push("/v1/push", from: 8, count: 1).json))
    #expect(rest.last == 8 && rest.results[0].outcome == .applied)
  }

  @Test("进程死过的地方一行一行来，死了十次的一行不再读", arguments: EngineKind.allCases)
  func deaths(kind: EngineKind) throws {
    let first = try TestService(kind)
    var (counter, token) = try first.counter()
    counter.openHall()
    let paths = (0..<4).map { first.store.directory + "/inflight.\($0)" }
    for path in paths {
      try "\(counter.log) 2 10\n\(counter.log) 1 1\n".write(
        toFile: path + ".deaths", atomically: true, encoding: .utf8)
    }
    let service = try Service(
      ServiceOptions(directory: first.store.directory), storage: first.store.storage,
      secret: first.store.secret, now: { TestClock.now })
    func push(from: Int, count: Int) -> TestService.Reply {
      TestService.ask(
        service, "POST", "/v1/push",
        counter.batch(from: from, count: count, epoch: first.store.epoch).body, token: token)
    }
    #expect(push(from: 1, count: 4).code == "E_TOO_BIG")
    #expect(push(from: 1, count: 1).json["results"] == [["seq": 1, "r": "applied"]])
    #expect(
      push(from: 2, count: 1).json["results"]
        == [["seq": 2, "r": "rejected", "code": "E_UNPARSED"]])
    #expect(push(from: 3, count: 2).status == 200)
  }
}
