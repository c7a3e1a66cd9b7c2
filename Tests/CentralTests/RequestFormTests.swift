import Domain
import Foundation
import JSON
import Ledger
import Sync
import Testing

@testable import Central

@Suite struct RequestFormTests {
  private func portal(_ test: TestService) throws -> String {
    try test.store.database.makeSystem(
      .system, hall: "640104101", name: "网厅", region: "nx",
      streams: ["c:640104-portal", "d:640104-hrss"], departments: [], id: "portal",
      at: test.service.context.now())
  }

  private func intake(
    _ reference: String = "W-1", hall: String = "640104101", theme: String = "nx-jobseekers",
    matters: [String] = ["registration"], name: String = "虚构网申", key: String = "name"
  ) -> JSON {
    IntakeRequest(
      reference: reference, channel: .portal, hall: hall, theme: theme, matters: matters,
      answers: Answers([key: .text(name)])
    ).json
  }

  @Test(
    "First aid 13: an application for a hall, theme, matter or field that nobody knows is refused, not waiting",
    arguments: EngineKind.allCases)
  func unknown(kind: EngineKind) throws {
    let test = try TestService(kind)
    _ = try test.counter()
    let token = try portal(test)
    let wrong: [(JSON, String)] = [
      (intake(hall: "640104999"), "hall"), (intake(theme: "nx-moon"), "theme"),
      (intake(theme: "wh-jobseekers"), "theme"), (intake(theme: "../nx"), "theme"),
      (intake(matters: ["registration", "moon"]), "matters"),
      (intake(key: "moon"), "answers"), (intake(key: "members"), "answers"),
      (intake(matters: [String](repeating: "registration", count: 100)), "matters"),
    ]
    for (request, part) in wrong {
      let reply = test.ask("POST", "/v1/intake", request, token: token)
      #expect(reply.status == 400, "\(part)")
      #expect(reply.json["error"]?["reason"]?.string?.hasPrefix(part) == true, "\(part)")
    }
    #expect(
      try test.store.database.page(of: "h:640104101", after: 0, limit: 9)?.rows.isEmpty == true)
    #expect(test.ask("POST", "/v1/intake", intake(), token: token).status == 200)
  }

  @Test(
    "First aid 13: an application with controls, bidi or invisible characters, or too long, is refused",
    arguments: EngineKind.allCases)
  func hidden(kind: EngineKind) throws {
    let test = try TestService(kind)
    _ = try test.counter()
    let token = try portal(test)
    for text in ["张\u{202E}三", "张\u{200B}三", "张\u{0}三", "\u{1B}[31m张三", "\u{FEFF}张三"] {
      for request in [intake(name: text), intake(text), intake(key: text)] {
        #expect(test.ask("POST", "/v1/intake", request, token: token).status == 400)
      }
    }
    let long = String(repeating: "张", count: 20_000)
    for request in [intake(name: long), intake(long), intake(key: long)] {
      #expect(test.ask("POST", "/v1/intake", request, token: token).status == 400)
    }
    let result = ResultRequest(
      reference: "R-1", number: "640104-AAAA-000001-0", matter: "registration", outcome: .receive,
      text: "")
    for text in [long, "同意\u{202E}", "同意\u{0}"] {
      guard case .object(let members) = result.json else { return }
      for part in ["text", "reference", "number", "matter"] {
        var changed = members
        changed[part] = .string(text)
        let reply = test.ask("POST", "/v1/results", .object(changed), token: token)
        #expect(reply.status == 400, "\(part)")
        let voucher: JSON = ["reference": .string(text), "number": "640104-AAAA-000001-0"]
        #expect(test.ask("POST", "/v1/vouchers", voucher, token: token).status == 400)
      }
    }
    #expect(test.ask("POST", "/v1/results", result.json, token: token).status == 404)
  }

  @Test("First aid 13: a counter's place with a title that cannot be shown gets no code")
  func stations() throws {
    let test = try TestService(.sqlite)
    let token = try test.store.database.makeSystem(
      .admin, hall: "", name: "管理", region: "", streams: [], departments: [], id: "admin",
      at: test.service.context.now())
    func code(_ title: String, _ counter: String) -> Int {
      let request: JSON = [
        "hall": "640104101", "hallTitle": .string(title), "counter": .string(counter),
        "region": "nx",
      ]
      return test.ask("POST", "/v1/admin/codes", request, token: token).status
    }
    #expect(code("虚构便民服务中心", "1") == 200)
    let wrong = ["虚构\u{202E}中心", "", String(repeating: "长", count: 61), "虚\u{0}构"]
    for title in wrong {
      #expect(code(title, "1") == 400)
      let station = Station(
        hall: "640104101", hallTitle: title, counter: "1", region: "nx", streams: [])
      #expect(station.problem != nil)
    }
    for counter in ["1\u{200B}", "", String(repeating: "1", count: 17)] {
      #expect(code("虚构便民服务中心", counter) == 400)
    }
  }
}
