import JSON
import Testing

@testable import Domain

/// What holds for every shipped pack, whatever its document says.
@Suite("五份文件的主题包")
struct ShippedThemesTests {
  static let all: [(region: String, theme: String, prefix: String, rows: Int)] = [
    ("nx", "nx-jobseekers", "N0", 54), ("wh", "wh-jobseekers", "W1", 48),
    ("gs", "gs-unemployment", "G2", 79), ("nx", "nx-assistance", "N3", 55),
    ("nx", "nx-personnel", "N4", 34),
  ]

  private func theme(_ region: String, _ key: String) throws -> Theme {
    try #require(try ShippedPacks.catalogue(region).theme(key))
  }

  @Test("三个地区的包都能读入，主题按地区包的次序", arguments: ShippedPacks.regions)
  func loads(region: String) throws {
    let catalogue = try ShippedPacks.catalogue(region)
    #expect(
      catalogue.themes.map(\.key)
        == ShippedThemesTests.all.filter { $0.region == region }.map(\.theme))
    #expect(catalogue.region.key == region)
  }

  @Test("条文号齐全连续，一共270条", arguments: all)
  func clauses(region: String, key: String, prefix: String, rows: Int) throws {
    let expected = (1...rows).map { "\(prefix)-" + ($0 < 10 ? "0\($0)" : "\($0)") }
    #expect(try theme(region, key).document.clauses.keys.sorted() == expected)
    #expect(ShippedThemesTests.all.map(\.rows).reduce(0, +) == 270)
  }

  @Test("每个事项都有条文、办事指南和不通过的理由", arguments: all)
  func matters(region: String, key: String, prefix: String, rows: Int) throws {
    for matter in try theme(region, key).matters {
      #expect(!matter.clauses.isEmpty && !matter.guide.isEmpty, "\(matter.key)")
      #expect(matter.declineReasons.count >= 3, "\(matter.key)")
    }
  }

  @Test("申请人栏目有检索和文书要用的姓名、号码、电话", arguments: all)
  func applicant(region: String, key: String, prefix: String, rows: Int) throws {
    let keys = try #require(try theme(region, key).sections.first).fields.map(\.key)
    #expect(Set(keys).isSuperset(of: ["name", "idNumber", "phone"]))
  }

  @Test("同一地区的事项名字各不相同，看板才分得开")
  func distinctMatters() throws {
    let keys = try ShippedPacks.catalogue("nx").themes.flatMap(\.matters).map(\.key)
    #expect(Set(keys).count == keys.count)
  }

  @Test("没有内容的清单写明待配置")
  func pending() throws {
    var count = 0
    for (region, key, _, _) in ShippedThemesTests.all {
      for list in try theme(region, key).lists where list.isPending {
        #expect(list.note?.hasPrefix("待配置：") == true, "\(key) \(list.key)")
        count += 1
      }
    }
    #expect(count == 12)
  }
}

@Suite("条件：月份、星期、每年的一段时间")
struct SeasonConditionTests {
  private func holds(_ condition: String, _ day: String? = nil, today: String) throws -> Bool {
    var facts = Facts(today: try #require(Day(today)))
    facts.answers[text: "d"] = day ?? ""
    return try Condition(JSONReader(JSON(parsing: condition))).holds(in: facts)
  }

  @Test(
    "满几个月按民法典算，没有同日的按月末",
    arguments: [
      ("2025-09-13", "2026-03-12", false), ("2025-09-13", "2026-03-13", true),
      ("2025-08-31", "2026-02-27", false), ("2025-08-31", "2026-02-28", true),
    ])
  func months(day: String, today: String, holds expected: Bool) throws {
    #expect(try holds(#"{"field":"d","monthsAgo":6}"#, day, today: today) == expected)
    #expect(try !holds(#"{"field":"d","monthsAgo":6}"#, today: today))
  }

  @Test("星期一是1，星期日是7")
  func weekdays() throws {
    let monday = try #require(Day("2026-03-09"))
    let days = (0..<7).map { monday.adding($0).description }
    let found = try days.map {
      try holds(#"{"field":"d","onWeekdays":[2,4,7]}"#, $0, today: "2026-03-13")
    }
    #expect(found == [false, true, false, true, false, false, true])
  }

  @Test(
    "一段时间含首尾两天，可以跨年",
    arguments: [
      ("0715-0915", "2026-07-14", false), ("0715-0915", "2026-07-15", true),
      ("0715-0915", "2026-09-15", true), ("0715-0915", "2026-09-16", false),
      ("1201-0228", "2028-02-29", false), ("1201-0301", "2028-02-29", true),
      ("1201-0301", "2026-11-30", false), ("1201-0301", "2026-12-01", true),
    ])
  func seasons(season: String, today: String, holds expected: Bool) throws {
    #expect(try holds("{\"season\":\"\(season)\"}", today: today) == expected)
  }
}
