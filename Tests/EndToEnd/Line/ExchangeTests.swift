import Domain
import Foundation
import JSON
import Ledger
import Sync
import TestCentral
import TestHall
import TestLine
import TestTerminal
import TestThreads
import Testing

/// Portals, departments' computers and counters around the real central.
@Suite("门户、部门和窗口", .waiting)
struct ExchangeTests {
  private static let application = IntakeRequest(
    reference: "W-2026-1", channel: .portal, hall: "640104001", theme: "nx-jobseekers",
    matters: ["registration", "benefit"],
    answers: Answers([
      "idKind": .text("111"), "idNumber": .text("640104199003070014"), "name": .text("张示例"),
      "phone": .text("19900000014"), "homeDivision": .text("640104"),
      "homeAddress": .text("示例路8号"), "education": .text("3"),
      "unemploymentReason": .text("2"), "unemploymentDate": .text("2026-01-05"),
      "formerEmployer": .text("示例厂"), "declaration": .text("1"),
      "jobWishes": .rows([
        [
          "wishOccupation": "6-31-01", "wishWage": "4000", "wishDivision": "640104",
          "wishMode": "4",
        ]
      ]),
      "trainingWishes": .rows([
        [
          "trainingCourse": "PX001", "trainingTime": "4", "trainingMode": "4",
          "trainingDivision": "640104",
        ]
      ]),
    ]))

  /// What a portal reads of the dossier that its application became.
  private func dossier(_ portal: Portal) throws -> Dossier? {
    let (status, json) = portal.ask(.get, "/v1/feed/c:640104-portal?after=0&limit=100")
    guard status == 200 else { return nil }
    for row in try StreamPage(JSONReader(json)["page"]).rows where row.key.kind == .dossier {
      if case .put(_, let content, _) = row.what { return try Dossier(JSONReader(content)) }
    }
    return nil
  }

  /// The same once it is there; a save takes a moment to get to central.
  private func awaitDossier(_ portal: Portal) throws -> Dossier? {
    let end = ContinuousClock.now + .seconds(120)
    while ContinuousClock.now < end {
      if let found = try dossier(portal) { return found }
      Thread.sleep(forTimeInterval: 0.1)
    }
    return nil
  }

  /// How a system says what became of a matter; its answer is a status.
  private func results(
    of matter: String, in dossier: Dossier
  ) -> (Portal, ResultRequest.Outcome, _ reference: String) -> Int {
    { system, outcome, reference in
      let result = ResultRequest(
        reference: reference, number: dossier.number, matter: matter, outcome: outcome, text: "")
      return system.ask(.post, "/v1/results", result.json).0
    }
  }

  /// The window takes an application in, looks it through and accepts it.
  private func accept(_ reference: String, at counter: JoinedHall) throws {
    let terminal = counter.terminal
    try counter.retry()
    try terminal.wait(for: "来件1", seconds: 120)
    try terminal.menu("93")
    try terminal.wait(for: reference)
    try terminal.type("<Enter>1<Enter>", "请逐项核对")
    try terminal.type("<F9>", "没有错误")
    try terminal.type("<F9>", "已保存 640104-")
  }

  @Test("网上来件：窗口带出来受理，部门的系统签收、不予，门户读到编号、进度和原因，窗口也看到")
  func fromPortalToResult() throws {
    let central = try TestCentral()
    let counter = try JoinedHall(central, port: central.port, counter: 1)
    let portal = try Portal(central, streams: "c:640104-portal")
    let department = try Portal(
      central, streams: "d:640104-insurance", departments: "insurance")
    #expect(portal.ask(.post, "/v1/intake", Self.application.json).0 == 200)

    let terminal = counter.terminal
    try accept("W-2026-1", at: counter)
    let accepted = try #require(try awaitDossier(portal))
    #expect(accepted.channel == .portal && !accepted.number.isEmpty)

    let benefit = try #require(accepted.proceeding("benefit"))
    #expect(benefit.department == "insurance")
    for (reference, outcome, text) in [
      ("R-1", ResultRequest.Outcome.receive, ""), ("R-2", .decline, "累计缴费不满一年"),
    ] {
      let result = ResultRequest(
        reference: reference, number: accepted.number, matter: "benefit", outcome: outcome,
        text: text)
      let (status, json) = department.ask(.post, "/v1/results", result.json)
      #expect(status == 200 && json["result"]?.string == "applied", "\(outcome): \(json)")
    }
    // By itself, at the portal and at the window.
    let told = try #require(try dossier(portal)?.proceeding("benefit"))
    #expect(told.state == .declined && told.reason == "累计缴费不满一年")
    try counter.retry()
    try terminal.menu("43")
    try terminal.wait(for: "不予 1", seconds: 20)
    try terminal.type("<Enter>", "累计缴费不满一年")
  }

  @Test("N0-39至N0-42 只核验的部门由自己的系统核验，时限随之缩短，别的不能办；无关的部门看不到")
  func verifyingDepartment() throws {
    let central = try TestCentral()
    let counter = try JoinedHall(central, port: central.port, counter: 1)
    let portal = try Portal(central, streams: "c:640104-portal")
    let civil = try Portal(central, streams: "d:640104-civil", departments: "civil")
    let veterans = try Portal(central, streams: "d:640104-veterans", departments: "veterans")
    var answers = Self.application.answers
    answers["difficulty"] = .text("12")
    answers["sensitiveConsent"] = .text("1")
    let application = IntakeRequest(
      reference: "W-2026-2", channel: .portal, hall: "640104001", theme: "nx-jobseekers",
      matters: ["registration", "employmentAid"], answers: answers)
    #expect(portal.ask(.post, "/v1/intake", application.json).0 == 200)

    let terminal = counter.terminal
    try accept("W-2026-2", at: counter)
    // The proof comes in, and the proceeding begins.
    try terminal.menu("43")
    try terminal.type("<Enter>", "待补材料")
    try terminal.menu("57")
    try terminal.type("1<Enter>", "办理中")
    try counter.settle()
    let accepted = try #require(try awaitDossier(portal))
    let before = try #require(accepted.proceeding("employmentAid"))
    #expect(before.cooperators == ["civil"] && before.verification == nil)

    let tell = results(of: "employmentAid", in: accepted)
    #expect(tell(veterans, .verify, "V-1") == 404)
    #expect(tell(civil, .receive, "V-2") == 400)
    #expect(tell(civil, .verify, "V-3") == 200)
    let after = try #require(try dossier(portal)?.proceeding("employmentAid"))
    #expect(after.verification == .sharedData)
    #expect(after.clock.promised == .workingDays(1) && before.clock.promised == .workingDays(5))
  }

  @Test("N0-26 政策申请由登记地的县办：那里的系统收到、办结，窗口看到；本县的同名部门碰不到")
  func anotherCounty() throws {
    let central = try TestCentral()
    let counter = try JoinedHall(central, port: central.port, counter: 1)
    let portal = try Portal(central, streams: "c:640104-portal")
    let near = try Portal(central, streams: "d:640104-employment", departments: "employment")
    let far = try Portal(
      central, hall: "640105900", streams: "d:640105-employment", departments: "employment")
    var answers = Self.application.answers
    answers["policyKind"] = .text("3")
    answers["registrationPlace"] = .text("640105")
    let application = IntakeRequest(
      reference: "W-2026-3", channel: .portal, hall: "640104001", theme: "nx-jobseekers",
      matters: ["registration", "policySupport"], answers: answers)
    #expect(portal.ask(.post, "/v1/intake", application.json).0 == 200)
    try accept("W-2026-3", at: counter)
    let accepted = try #require(try awaitDossier(portal))

    let tell = results(of: "policySupport", in: accepted)
    #expect(tell(near, .receive, "P-1") == 404)
    #expect(tell(far, .receive, "P-2") == 200)
    #expect(tell(far, .approve, "P-3") == 200)
    let (status, json) = far.ask(.get, "/v1/feed/d:640105-employment?after=0&limit=100")
    #expect(status == 200)
    #expect(try StreamPage(JSONReader(json)["page"]).rows.map(\.key.id) == [accepted.id])
    try counter.retry()
    try counter.settle()
    try counter.terminal.type("<F8>张示例<Enter>", "全部办结")
    try counter.terminal.type("<Down>", "审核（西夏区就业）")
  }

  @Test("W1-04 市级部门入网：两个县的事项都在它的看板上，哪个县写得明白，办结后窗口看到；别的县的不在")
  func city() throws {
    let central = try TestCentral()
    let counter = try JoinedHall(central, port: central.port, counter: 1)
    let portal = try Portal(central, streams: "c:640104-portal")
    for (reference, number, place) in [
      ("W-1", "640104199003070014", "640104"), ("W-2", "640104198805120023", "640105"),
      ("W-3", "640104199208150034", "640106"),
    ] {
      var answers = Self.application.answers
      answers["idNumber"] = .text(number)
      answers["policyKind"] = .text("3")
      answers["registrationPlace"] = .text(place)
      let application = IntakeRequest(
        reference: reference, channel: .portal, hall: "640104001", theme: "nx-jobseekers",
        matters: ["registration", "policySupport"], answers: answers)
      #expect(portal.ask(.post, "/v1/intake", application.json).0 == 200)
      try accept(reference, at: counter)
      try counter.terminal.type("<F3>")
    }
    try counter.settle()

    let desk = try JoinedHall(
      city: "640100900", central, departments: "employment", counties: "640104,640105")
    let screen = desk.terminal
    try screen.menu("62")
    try screen.signIn(TestHall.reviewer)
    try screen.wait("both counties") {
      $0.screen.contains("兴庆区") && $0.screen.contains("西夏区")
    }
    #expect(!screen.screen.contains("金凤区"))
    // The other county's is granted here, and the window learns of it.
    try screen.type("<F8>640104198805120023", "办件")
    try screen.type("<Enter>", "办件 · ")
    try screen.type("<Down>", "（西夏区就业）")
    try screen.menu("52")
    try screen.type("1<Enter>", "全部办结")
    try desk.settle()
    try counter.retry()
    try counter.settle()
    try counter.terminal.type("<F8>640104198805120023", "办件")
    try counter.terminal.type("<Enter>", "全部办结")
    // It is the same desk after a start.
    desk.kill()
    try desk.reopen()
    try desk.terminal.menu("62")
    try desk.terminal.signIn(TestHall.reviewer)
    try desk.terminal.wait(for: "兴庆区")
  }

  @Test("大厅的号转给别的窗口，由那个窗口叫；没有转的号只有一个窗口叫得到")
  func handsOver() throws {
    let central = try TestCentral()
    let one = try JoinedHall(central, port: central.port, counter: 1)
    try one.settle()
    let two = try JoinedHall(central, port: central.port, counter: 2)
    try two.settle()
    try one.takeTicket()
    try one.takeTicket()
    #expect(one.tickets == ["A001", "A002"])
    try one.terminal.type("<F2>", "─ 申请人")
    try one.terminal.type("<F7>", "转到几号窗口")
    try one.terminal.type("2<Enter>", "A001")
    try one.settle()
    try two.retry()
    try two.terminal.wait(for: "等候 2 人", seconds: 20)
    try two.terminal.type("<F2>", "─ 申请人")
    try two.terminal.wait(for: "当前 A001")
    // The other one is nobody's yet.
    try one.terminal.type("<F2>", "当前 A002")
    // Without the line each counter goes on, and no number is in the room twice.
    central.stop(SIGKILL)
    try one.takeTicket()
    try two.takeTicket()
    #expect(one.tickets.last == "A001-1" && two.tickets == ["A001-2"])
  }
}
