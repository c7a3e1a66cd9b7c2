import JSON
import Testing

@testable import Domain
@testable import Ledger

@Suite("统计报表") struct ReportTests {
  private static let theme = "nx-jobseekers"
  private static let march = Month(2026, 3)

  private func answers(_ person: String) -> Answers {
    var answers = World.answers
    answers["idNumber"] = .text(person)
    return answers
  }

  private func report(
    _ dossiers: [Dossier], month: Month? = march, at day: Day = day("2026-03-31")
  ) throws -> (report: Report, problems: [ReportProblem]) {
    let world = try World()
    var count = ReportCount(
      month: month, at: day, catalogue: try Tree.catalogue.get(), calendar: world.calendar)
    for dossier in dossiers { count.add(dossier) }
    return (count.report, count.problems)
  }

  @Test("手算的一个月：受理、办结、逾期、不予原因、用时、压缩率，一个不差")
  func proceedings() throws {
    var world = try World()
    // Friday 13 March; promised 5, statutory 10 working days.
    var inTime = try world.accept([
      world.opening("q"), world.opening("a", steps: [World.review]),
    ])
    var late = try world.reviewing()
    var open = try world.accept([
      world.opening("benefit", steps: [World.review]), world.opening("a", steps: [World.review]),
    ])
    var voided = try world.reviewing()
    try world.play(world.void(voided, nil), on: &voided)
    world.today = day("2026-03-17")
    try world.play(world.approve(inTime), on: &inTime)  // 2 working days
    world.today = day("2026-03-18")
    let reason = try #require(try Tree.jobseekers.get().matter("benefit")?.declineReasons.first)
    try world.play(.decline(matter: "benefit", reason: reason), on: &open)  // 3 working days
    try world.play(world.ask(open), on: &open)
    world.today = day("2026-03-20")
    try world.play(world.resume(open), on: &open)
    world.today = day("2026-03-24")
    try world.play(.decline(matter: "a", reason: "虚构原因"), on: &late)  // 7, due on the 20th
    let (report, problems) = try self.report([inTime, late, open, voided])
    func value(_ kind: Figure.Kind, _ detail: String = "") -> Int {
      report.value(kind, detail: detail)
    }
    #expect(value(.accepted) == 4 && value(.voided) == 1)
    #expect(value(.closed) == 4 && value(.closed, "a") == 2 && value(.closed, "q") == 1)
    #expect(value(.approved) == 2 && value(.declined) == 2 && value(.withdrawn) == 0)
    #expect(value(.declined, reason) == 1 && value(.declined, "其他") == 1)
    #expect(value(.closedLate) == 1 && value(.asked) == 1)
    // Due on 24 March: 3 days used before the pause, 2 left after the 20th.
    #expect(value(.open) == 1 && value(.overdue) == 1)
    #expect(value(.usedDays) == 12 && value(.usedDays, "a") == 9)
    #expect(value(.longestDays) == 7 && value(.longestDays, "benefit") == 3)
    #expect(value(.statutoryDays) == 40 && value(.promisedDays) == 20)
    #expect(report.compression()?.promised == 50)
    #expect(report.compression()?.actual == 70)
    #expect(
      Set(problems.map(\.kind)) == [.overdue, .declined, .closedLate, .faulty])
    #expect(problems.filter { $0.kind == .declined }.map(\.detail) == ["虚构原因", reason])
  }

  @Test("发生的按月计，存量按统计日计")
  func months() throws {
    var world = try World()
    var dossier = try world.reviewing()
    world.today = day("2026-04-02")
    try world.play(world.approve(dossier), on: &dossier)
    let other = try world.reviewing()
    func values(_ month: Month?) throws -> [Int] {
      let report = try self.report([dossier, other], month: month, at: world.today).report
      return [Figure.Kind.accepted, .closed, .open].map { report.value($0) }
    }
    #expect(try values(Month(2026, 3)) == [1, 0, 1])
    #expect(try values(Month(2026, 4)) == [1, 1, 1])
    #expect(try values(Month(2026, 5)) == [0, 0, 1])
    #expect(try values(nil) == [2, 1, 1])
  }

  @Test("在册人数按人计：登记后注销的不算，一人两件算一人；有过服务的才算覆盖")
  func people() throws {
    var world = try World()
    func registration(_ meaning: Matter.Meaning, _ person: String) throws -> Dossier {
      try world.accept([world.opening("r", meaning: meaning)], answers: answers(person))
    }
    var first = try registration(.unemploymentRegistration, "甲")
    let second = try registration(.unemploymentRegistration, "乙")
    let gone = try registration(.unemploymentRegistration, "丙")
    try world.play(
      .serve(Service(followUp: nil, title: "职业指导", result: .unreachable)), on: &first)
    world.today = day("2026-03-16")
    let again = try registration(.unemploymentRegistration, "甲")
    let cancelled = try registration(.unemploymentCancellation, "丙")
    func count(_ dossiers: [Dossier]) throws -> Report { try self.report(dossiers).report }
    let all = [first, second, gone, again, cancelled]
    var report = try count(all)
    #expect(report.value(.registered) == 2 && report.value(.covered) == 0)
    #expect(report.coverage() == 0 && report.value(.unreached) == 1)
    // The order of the dossiers does not matter.
    #expect(try count(all.reversed()) == report)
    try world.play(.serve(Service(followUp: nil, title: "职业指导", result: .done)), on: &first)
    report = try count([first, second, gone, again, cancelled])
    #expect(report.value(.covered) == 1 && report.coverage() == 50 && report.value(.services) == 1)
    #expect(try count([]).coverage() == nil)
  }

  @Test("G2-72 在册的城镇人员单独计数")
  func flags() throws {
    var world = try World()
    let theme = try #require(try Tree.gansu.get().theme("gs-unemployment"))
    let urban = try #require(theme.flags.first { $0.key == "urban" })
    var count = ReportCount(
      month: nil, at: world.today, catalogue: try Tree.gansu.get(), calendar: world.calendar)
    var expected = 0
    for kind in ["1", "2"] {
      var answers = answers("人\(kind)")
      answers[text: "settlement"] = kind
      if urban.when.holds(
        in: Facts(answers: answers, matters: ["registration"], today: world.today))
      {
        expected += 1
      }
      var acceptance = world.acceptance(
        [world.opening("registration", meaning: .unemploymentRegistration)], answers: answers)
      acceptance.theme = theme.key
      count.add(try Dossier.play(world.operation(.accept(acceptance)), on: nil))
    }
    #expect(expected == 1)
    #expect(count.report.value(.registered) == 2)
    #expect(count.report.value(.registered, detail: "urban") == 1)
  }

  @Test("N0-47 差评单列：满意的不进清单")
  func ratings() throws {
    var world = try World()
    var dossiers: [Dossier] = []
    for grade in Rating.Grade.allCases {
      var dossier = try world.reviewing()
      try world.play(.rate(Rating(grade: grade, note: "意见\(grade.rawValue)")), on: &dossier)
      dossiers.append(dossier)
    }
    let (report, problems) = try self.report(dossiers)
    #expect(report.value(.ratings) == 5 && report.value(.badRatings) == 2)
    #expect(report.details(.ratings) == ["1", "2", "3", "4", "5"])
    #expect(problems.filter { $0.kind == .badRating }.map(\.detail) == ["意见1", "意见2"])
  }

  @Test("报表写成行再读回不变；认不得的指标说出位置")
  func json() throws {
    var world = try World()
    let report = try self.report([try world.reviewing()]).report
    #expect(try Report(JSONReader(JSON(parsing: report.json.line))) == report)
    for kind in Figure.Kind.allCases {
      for detail in ["", "a", "b/c"] {
        let figure = Figure(kind, of: "t", detail)
        #expect(Figure(code: figure.code) == figure)
      }
    }
    let wrong: JSON = ["at": "2026-03-31", "figures": ["t/gone": 1]]
    let error = #expect(throws: JSONContentError.self) { try Report(JSONReader(wrong)) }
    #expect(error?.path == "figures.t/gone")
    let month: JSON = ["at": "2026-03-31", "month": "2026-13", "figures": [:]]
    #expect(throws: JSONContentError.self) { try Report(JSONReader(month)) }
  }

  @Test("核对说出哪个指标、该多少、是多少；为零的也比")
  func differences() {
    func report(_ figures: [Figure: Int]) -> Report {
      Report(month: nil, at: day("2026-03-31"), figures: figures)
    }
    let (a, b) = (Figure(.accepted, of: "t"), Figure(.open, of: "t"))
    #expect(report([a: 1, b: 0]).differences(from: report([a: 1]), .columns) == [])
    #expect(
      report([a: 1, b: 2]).differences(from: report([a: 3]), .columns) == [
        ReportDifference(source: .columns, figure: a, expected: 1, found: 3),
        ReportDifference(source: .columns, figure: b, expected: 2, found: 0),
      ])
  }

  @Test("月份：前后、首末日、写法")
  func month() throws {
    let month = try #require(Month("2026-12"))
    #expect(month.next.description == "2027-01" && month.previous.description == "2026-11")
    #expect(month.days.first == day("2026-12-01") && month.days.end == day("2027-01-01"))
    #expect(month.contains(day("2026-12-31")) && !month.contains(day("2027-01-01")))
    #expect(Month(2028, 2)?.days.end == day("2028-03-01"))
    for wrong in ["2026-13", "2026-1", "26-01", "2026-00", "x"] { #expect(Month(wrong) == nil) }
  }

  // MARK: 结果回传

  @Test("N0-37 网上来的件：结果、补正、不予、缺材料都要回传，在办的不传；窗口来的不传")
  func channelResults() throws {
    var world = try World()
    let materials = [World.material("m", for: ["b"])]
    func accept(_ channel: Dossier.Channel) throws -> Dossier {
      var acceptance = world.acceptance(
        [
          world.opening("q"), world.opening("a", steps: [World.review]),
          world.opening("b", steps: [World.review], materials: materials),
          world.opening("c", steps: [World.review]), world.opening("d", steps: [World.review]),
        ], materials: materials)
      acceptance.channel = channel
      return try Dossier.play(world.operation(.accept(acceptance)), on: nil)
    }
    var online = try accept(.app)
    let counter = try accept(.counter)
    world.today = day("2026-03-16")
    try world.play(world.ask(online), on: &online)
    try world.play(world.decline(online, "c"), on: &online)
    let results = online.channelResults(since: nil)
    #expect(results.map(\.matter) == ["q", "a", "b", "c"])
    #expect(results.map(\.state) == [.approved, .asked, .incomplete, .declined])
    #expect(results.map(\.reason) == ["", "看不清", "", "不符合条件"])
    #expect(results.map(\.items) == [[], ["重新拍摄虚构证明"], ["虚构证明m"], []])
    #expect(online.channelResults(since: world.today).map(\.matter) == ["a", "c"])
    #expect(counter.channelResults(since: nil) == [])
  }
}
