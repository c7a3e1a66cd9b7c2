import JSON
import Testing

@testable import Domain

@Suite("岗位匹配")
struct JobTests {
  private static let today = Day(2026, 3, 13)!
  private let book: CodeBook

  init() throws { book = try ShippedPacks.book() }

  private static let wish: Answers.Row = [
    "wishOccupation": "6-31-01", "wishWage": "4000", "wishDivision": "640104", "wishMode": "1",
  ]

  private static func job(
    _ code: String = "G1", occupation: String = "6-31-01", division: String = "640104",
    wage: ClosedRange<Int> = 3000...5000, education: String? = nil, mode: String = "1",
    seats: Int = 1, until: Day = today
  ) -> JobDirectory.Job {
    JobDirectory.Job(
      code: code, employer: "示例公司", title: "示例岗位", occupation: occupation,
      division: division, wage: wage, education: education, mode: mode, seats: seats,
      validUntil: until, contact: "示例联系人")
  }

  private func matches(
    _ jobs: [JobDirectory.Job], _ wishes: [Answers.Row] = [wish], education: String = "3"
  ) -> [JobMatch] {
    JobDirectory(title: "示例", version: "1", jobs: jobs)
      .matches(for: wishes, education: education, today: JobTests.today, book)
  }

  @Test("W1-07 随程序的岗位都是示例，每个地区都有")
  func shipped() throws {
    for region in ShippedPacks.regions {
      let jobs = try #require(try ShippedPacks.catalogue(region).jobs)
      #expect(jobs.title.contains("示例"))
      #expect(jobs.jobs.count > 10)
      #expect(jobs.jobs.allSatisfy { $0.employer.contains("示例") && $0.contact.contains("示例") })
    }
  }

  @Test("职业不同类、过期、满员的不列出；当天截止的还列出")
  func excluded() {
    #expect(matches([JobTests.job()]).count == 1)
    #expect(matches([JobTests.job(occupation: "4-10-02")]).isEmpty)
    #expect(matches([JobTests.job(seats: 0)]).isEmpty)
    #expect(matches([JobTests.job(until: JobTests.today.adding(-1))]).isEmpty)
    #expect(matches([JobTests.job()], []).isEmpty)
  }

  @Test("理由逐项说明，合不上的不说")
  func reasons() {
    #expect(
      matches([JobTests.job(education: "7")])[0].reasons == [
        "职业相同：\(book.table("occupation")?.text("6-31-01") ?? "")", "地区相同：兴庆区",
        "月薪可达5000元，期望4000元", "工作方式合适：全日制", "学历符合：初中及以上",
      ])
    let poor = JobTests.job(
      occupation: "6-31-02", division: "640106", wage: 2000...3000, education: "1", mode: "2")
    let reasons = matches([poor])[0].reasons
    #expect(reasons.count == 1 && reasons[0].hasPrefix("职业同类"))
  }

  @Test("几条求职意向里按最合适的一条；两条不会拼成一条")
  func severalWishes() {
    let other: Answers.Row = [
      "wishOccupation": "6-31-02", "wishWage": "0", "wishDivision": "640106", "wishMode": "4",
    ]
    let job = JobTests.job(division: "640106", wage: 1000...2000)
    let alone = matches([job], [JobTests.wish])[0]
    #expect(matches([job], [JobTests.wish, other])[0] == alone)
    #expect(matches([job], [other, JobTests.wish])[0] == alone)
  }

  /// Jobs that differ in every point, by a seed.
  private func random(_ count: Int, _ random: inout SeededGenerator) -> [JobDirectory.Job] {
    (0..<count).map { index in
      func pick<T>(_ values: [T]) -> T { values[Int.random(in: 0..<values.count, using: &random)] }
      return JobTests.job(
        "G\(index)", occupation: pick(["6-31-01", "6-31-02", "4-10-02"]),
        division: pick(["640104", "640106"]), wage: pick([1000...2000, 3000...4000, 4500...9000]),
        education: pick([nil, "1", "3", "9"]), mode: pick(["1", "2", "3", "4"]),
        seats: pick([0, 1, 5]), until: JobTests.today.adding(pick([-1, 0, 1, 30])))
    }
  }

  @Test("次序与资料里的先后无关；每个结果都有理由", arguments: 1...20)
  func orderIsStable(_ seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let jobs = random(30, &generator)
    let ranked = matches(jobs)
    #expect(!ranked.isEmpty)
    #expect(matches(jobs.shuffled(using: &generator)) == ranked)
    #expect(ranked.allSatisfy { !$0.reasons.isEmpty })
    #expect(ranked.allSatisfy { $0.job.seats > 0 && $0.job.validUntil >= JobTests.today })
  }

  @Test("有一项更合适、其余相同的，从不排在后面", arguments: 1...20)
  func betterIsNeverLower(_ seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    for job in random(30, &generator) where job.seats > 0 && job.occupation != "4-10-02" {
      let better: [JobDirectory.Job] = [
        JobTests.job(
          "Z", division: job.division, wage: job.wage, education: job.education, mode: job.mode,
          until: job.validUntil),
        JobTests.job(
          "Z", occupation: job.occupation, wage: job.wage, education: job.education,
          mode: job.mode, until: job.validUntil),
        JobTests.job(
          "Z", occupation: job.occupation, division: job.division, wage: 4500...9000,
          education: job.education, mode: job.mode, until: job.validUntil),
        JobTests.job(
          "Z", occupation: job.occupation, division: job.division, wage: job.wage,
          education: nil, mode: job.mode, until: job.validUntil),
      ]
      for other in better where job.validUntil >= JobTests.today {
        let ranked = matches([job, other])
        let (mine, its) = (ranked.first { $0.job == job }, ranked.first { $0.job == other })
        guard let mine, let its else { continue }
        #expect(its.weight >= mine.weight)
        #expect(its.reasons.count >= mine.reasons.count)
        // “Z” stands behind only where nothing is better about it.
        if its.reasons.count > mine.reasons.count { #expect(ranked[0] == its) }
      }
    }
  }

  @Test(
    "坏的岗位清单被拒绝，说出文件和位置",
    arguments: [
      ("jobs[0].occupation", "X-99", "in all"), ("jobs[1].division", "999999", "640104"),
      ("jobs[2].validUntil", "2026-02-30", "a day"), ("jobs[3].code", "G001", "only once"),
      ("jobs[4].mode", "9", "4"), ("jobs[1].education", "5", "7"),
    ])
  func refused(path: String, value: String, allowed: String) throws {
    let changed = try ShippedPacks.json("jobs/nx.json").setting(path, to: .string(value))
    let error = #expect(throws: PackError.self) {
      try Catalogue(
        region: ShippedPacks.file("regions/nx.json"), codeTables: ShippedPacks.files(in: "codes"),
        themes: ShippedPacks.files(in: "themes/nx"),
        jobs: Catalogue.File(name: "jobs/nx.json", bytes: changed.line))
    }
    guard case .content(let problems) = error?.cause else { return #expect(error == nil) }
    #expect(error?.file == "jobs/nx.json")
    #expect(problems.first?.path == path)
    #expect(problems.first?.found.contains(value) == true)
    #expect(problems.first?.allowed.contains(allowed) == true)
  }
}
