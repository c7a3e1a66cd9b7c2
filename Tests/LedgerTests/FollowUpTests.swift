import JSON
import Testing

@testable import Domain
@testable import Ledger

/// Made-up histories under the packs of Gansu and Weihai.
@Suite("跟踪回访")
struct FollowUpTests {
  private static let gansu = Result {
    try Theme(JSONReader(JSON(parsing: Tree.bytes("Assets/themes/gs/unemployment.json"))))
  }
  private static let weihai = Result {
    try Theme(JSONReader(JSON(parsing: Tree.bytes("Assets/themes/wh/jobseekers.json"))))
  }

  private let theme: Theme
  private var world: World
  private var dossier: Dossier

  init() throws {
    theme = try FollowUpTests.gansu.get()
    world = try World()
    dossier = try FollowUpTests.registered(&world, on: "2026-01-31")
  }

  private static func registered(
    _ world: inout World, on text: String, answers: [String: String] = [:]
  ) throws -> Dossier {
    world.today = day(text)
    var all = World.answers
    for (key, value) in answers { all[text: key] = value }
    return try world.accept(
      [
        world.opening(
          "registration", meaning: .unemploymentRegistration, steps: [World.review])
      ], answers: all)
  }

  private mutating func approve(on text: String) throws {
    world.today = day(text)
    try world.play(world.approve(dossier, "registration"), on: &dossier)
  }

  private mutating func serve(
    _ result: Service.Result, _ rule: String? = nil, on text: String
  ) throws {
    world.today = day(text)
    let title = rule == nil ? "职业介绍" : "跟踪调查"
    try world.play(
      .serve(Service(followUp: rule, title: title, result: result)), on: &dossier)
  }

  private func due(_ rule: String) -> FollowUpDue? {
    FollowUpDue.all(theme, dossier).first { $0.rule == rule }
  }

  // MARK: Every month

  @Test("G2-54 登记准予以后才有跟踪，登记当月算一次，下月底到期")
  mutating func starts() throws {
    #expect(FollowUpDue.all(theme, dossier).isEmpty)
    try approve(on: "2026-01-31")
    let survey = try #require(due("monthlySurvey"))
    #expect(survey.due == day("2026-02-28"))
    #expect(!survey.isLate(on: day("2026-02-28")))
    #expect(survey.isLate(on: day("2026-03-01")))
  }

  @Test(
    "G2-54 每次调查以后，下一次在下个月的最后一天",
    arguments: [
      ("2026-02-01", "2026-03-31"), ("2026-03-31", "2026-04-30"), ("2026-12-31", "2027-01-31"),
      ("2028-01-31", "2028-02-29"),
    ])
  mutating func monthly(contact: String, next: String) throws {
    try approve(on: "2026-01-31")
    try serve(.done, "monthlySurvey", on: contact)
    #expect(due("monthlySurvey")?.due == day(next))
  }

  @Test("G2-54 没有联系上不算调查，别的服务也不算")
  mutating func unreachableIsNoSurvey() throws {
    try approve(on: "2026-01-31")
    try serve(.unreachable, "monthlySurvey", on: "2026-02-10")
    try serve(.done, on: "2026-02-11")
    #expect(due("monthlySurvey")?.due == day("2026-02-28"))
    #expect(due("monthlySurvey")?.last == day("2026-02-10"))
  }

  // MARK: Refusals

  @Test("G2-68 连续3次无正当理由拒绝，才建议注销，带上次数和日期")
  mutating func refusals() throws {
    try approve(on: "2026-01-31")
    for (count, text) in ["2026-02-03", "2026-02-09", "2026-02-20"].enumerated() {
      #expect(due("refusals") == nil, "after \(count)")
      try serve(.refused, on: text)
    }
    let met = try #require(due("refusals"))
    #expect(met.proposal?.matter == "cancellation")
    #expect(met.evidence == [day("2026-02-03"), day("2026-02-09"), day("2026-02-20")])
    #expect(met.due == day("2026-02-20"))
    #expect(met.answers == ["cancellationReason": "37", "refusals": "3"])
  }

  @Test("G2-68 接受一次就重新数；有正当理由的、回访里的、没有联系上的都不算也不打断")
  mutating func resets() throws {
    try approve(on: "2026-01-31")
    try serve(.refused, on: "2026-02-01")
    try serve(.refused, on: "2026-02-02")
    try serve(.done, on: "2026-02-03")
    try serve(.refused, on: "2026-02-04")
    #expect(due("refusals") == nil)
    try serve(.excused, on: "2026-02-05")
    try serve(.done, "monthlySurvey", on: "2026-02-06")
    try serve(.unreachable, on: "2026-02-07")
    try serve(.refused, on: "2026-02-08")
    #expect(due("refusals") == nil)
    try serve(.refused, on: "2026-02-09")
    #expect(due("refusals")?.evidence == ["02-04", "02-08", "02-09"].map { day("2026-" + $0) })
  }

  // MARK: Silence

  @Test("G2-69 从第一次联系不上起满6个月、仍联系不上，才建议注销")
  mutating func silence() throws {
    try approve(on: "2026-01-31")
    try serve(.done, "monthlySurvey", on: "2026-02-15")
    try serve(.unreachable, "monthlySurvey", on: "2026-03-31")
    try serve(.unreachable, "monthlySurvey", on: "2026-09-29")
    #expect(due("silence") == nil)
    try serve(.unreachable, "monthlySurvey", on: "2026-09-30")
    let met = try #require(due("silence"))
    #expect(met.due == day("2026-09-30"))
    #expect(met.answers == ["cancellationReason": "38", "lastContact": "2026-02-15"])
    try serve(.refused, on: "2026-10-01")
    #expect(due("silence") == nil)
  }

  @Test("G2-69 只试了一次，过多久都不算连续联系不上")
  mutating func oneCall() throws {
    try approve(on: "2026-01-31")
    try serve(.unreachable, on: "2026-03-01")
    #expect(due("silence") == nil)
  }

  // MARK: Every few months, and endings

  @Test("G2-39 就业援助的回访每3个月一次，从准予或上次回访起算；注销后继续")
  mutating func aid() throws {
    world.today = day("2026-11-30")
    dossier = try world.accept(
      [
        world.opening(
          "registration", meaning: .unemploymentRegistration, steps: [World.review]),
        world.opening("employmentAid", meaning: .employmentAid, steps: [World.review]),
      ])
    try world.play(world.approve(dossier, "employmentAid"), on: &dossier)
    #expect(FollowUpDue.all(theme, dossier).map(\.rule) == ["visitPerson", "visitEmployer"])
    #expect(due("visitPerson")?.due == day("2027-02-28"))
    #expect(due("visitPerson")?.endings == [])
    try serve(.done, "visitPerson", on: "2027-01-05")
    #expect(due("visitPerson")?.due == day("2027-04-05"))
    #expect(due("visitEmployer")?.due == day("2027-02-28"))
    try world.play(world.approve(dossier, "registration"), on: &dossier)
    #expect(due("monthlySurvey")?.endings == [.unemploymentCancellation])
  }

  @Test("作废的办件没有回访，也没有标记")
  mutating func voided() throws {
    dossier = try FollowUpTests.registered(&world, on: "2026-01-31", answers: ["settlement": "1"])
    try approve(on: "2026-01-31")
    #expect(dossier.flags(theme, on: world.today).map(\.key) == ["urban"])
    try world.play(.void(matter: "registration", reason: "录错"), role: .supervisor, on: &dossier)
    #expect(FollowUpDue.all(theme, dossier).isEmpty)
    #expect(dossier.flags(theme, on: world.today).isEmpty)
  }

  @Test("W1-16 接受3次服务仍未就业，建议认定就业困难；已申请的不再建议")
  mutating func layerTwo() throws {
    let weihai = try FollowUpTests.weihai.get()
    func proposal(_ dossier: Dossier) -> FollowUpDue? {
      FollowUpDue.all(weihai, dossier).first { $0.rule == "layerTwo" }
    }
    try approve(on: "2026-02-01")
    try serve(.done, on: "2026-02-02")
    try serve(.refused, on: "2026-02-03")
    try serve(.done, on: "2026-02-04")
    #expect(proposal(dossier) == nil)
    try serve(.done, on: "2026-02-05")
    #expect(proposal(dossier)?.proposal?.matter == "recognition")
    #expect(proposal(dossier)?.endings == [.unemploymentCancellation, .employmentAid])
    try world.play(
      .add(
        [world.opening("recognition", meaning: .employmentAid, steps: [World.review])],
        materials: []), role: .supervisor, on: &dossier)
    #expect(proposal(dossier) == nil)
  }

  // MARK: Laws

  @Test("任意记录：到期日在最后一次记录的当月或下月底；拒绝的次数等于从头数", arguments: 1...20)
  mutating func laws(seed: Int) throws {
    var random = SeededGenerator(seed: UInt64(seed))
    try approve(on: "2026-01-31")
    var at = day("2026-02-01")
    var last = day("2026-01-31")
    var refused = 0
    for _ in 0..<40 {
      at = at.adding(random.below(20))
      let result = Service.Result.allCases[random.below(4)]
      let isSurvey = random.below(2) == 0
      try serve(result, isSurvey ? "monthlySurvey" : nil, on: at.description)
      if isSurvey, result != .unreachable { last = at }
      if !isSurvey, result == .refused { refused += 1 }
      if !isSurvey, result == .done { refused = 0 }
      let survey = try #require(due("monthlySurvey"))
      #expect(survey.due == last.endOfMonth.adding(1).endOfMonth)
      #expect(survey.due > last)
      #expect((due("refusals")?.evidence.count ?? 0) == (refused >= 3 ? refused : 0))
    }
  }

  // MARK: The loop

  @Test("W1-17 失业—服务—就业：登记、服务、就业、注销依次改变状态")
  mutating func loop() throws {
    #expect(PersonLoop([dossier]).state == .unknown)
    try approve(on: "2026-02-01")
    #expect(PersonLoop([dossier]).state == .unemployed)
    try serve(.refused, on: "2026-02-02")
    #expect(PersonLoop([dossier]).state == .unemployed)
    try serve(.done, on: "2026-02-03")
    #expect(PersonLoop([dossier]).state == .served)
    let first = dossier
    world.today = day("2026-05-01")
    let work = try world.accept([
      world.opening("employment", meaning: .employmentRegistration),
      world.opening("cancellation", meaning: .unemploymentCancellation),
    ])
    let loop = PersonLoop([work, first])
    #expect(loop.state == .employed)
    #expect(loop.steps.map(\.at) == loop.steps.map(\.at).sorted())
    #expect(loop.steps.count == 5)
  }
}
