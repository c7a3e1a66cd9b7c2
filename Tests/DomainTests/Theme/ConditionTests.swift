import JSON
import Testing

@testable import Domain

@Suite("条件")
struct ConditionTests {
  private func condition(_ text: String) throws -> Condition {
    try Condition(JSONReader(JSON(parsing: text)))
  }

  @Test(
    "每一种条件各有一个成立和一个不成立的例子",
    arguments: [
      ("\"always\"", true), ("\"never\"", false), ("\"hasOpenRegistration\"", false),
      ("{\"matter\":\"benefit\"}", true), ("{\"matter\":\"aid\"}", false),
      ("{\"present\":\"name\"}", true), ("{\"present\":\"phone\"}", false),
      ("{\"field\":\"sex\",\"equals\":\"1\"}", true),
      ("{\"field\":\"sex\",\"equals\":\"2\"}", false),
      ("{\"field\":\"kinds\",\"among\":[\"3\",\"9\"]}", true),
      ("{\"field\":\"kinds\",\"among\":[\"2\"]}", false),
      ("{\"field\":\"wage\",\"atLeast\":4000}", true),
      ("{\"field\":\"wage\",\"atLeast\":4001}", false),
      ("{\"field\":\"wage\",\"atMost\":4000}", true),
      ("{\"field\":\"wage\",\"atMost\":3999}", false),
      ("{\"field\":\"wage\",\"reaches\":\"living\"}", true),
      ("{\"field\":\"wage\",\"reaches\":\"high\"}", false),
      ("{\"field\":\"wage\",\"reaches\":\"pending\"}", false),
      ("{\"figure\":\"living\"}", true), ("{\"figure\":\"pending\"}", false),
      ("{\"field\":\"birth\",\"before\":\"left\"}", true),
      ("{\"field\":\"left\",\"before\":\"left\"}", false),
      ("{\"field\":\"birth\",\"ageAtLeast\":16}", true),
      ("{\"field\":\"birth\",\"ageAtLeast\":17}", false),
      ("{\"field\":\"birth\",\"ageBelow\":17}", true),
      ("{\"field\":\"birth\",\"ageBelow\":16}", false),
      ("{\"field\":\"left\",\"olderThan\":9}", true),
      ("{\"field\":\"left\",\"olderThan\":10}", false),
      ("{\"section\":\"wishes\",\"atLeast\":2}", true),
      ("{\"section\":\"wishes\",\"atLeast\":3}", false),
      ("{\"field\":\"number\",\"matches\":\"citizenNumber\"}", true),
      ("{\"field\":\"sex\",\"matches\":\"citizenNumber\"}", false),
      ("{\"field\":\"mobile\",\"matches\":\"mobile\"}", true),
      ("{\"field\":\"number\",\"matches\":\"mobile\"}", false),
      ("{\"field\":\"sex\",\"matches\":\"digits\"}", true),
      ("{\"field\":\"name\",\"matches\":\"digits\"}", false),
      ("{\"field\":\"name\",\"matches\":\"han\"}", true),
      ("{\"field\":\"sex\",\"matches\":\"han\"}", false),
      // The row comes before the form, and no answer makes no comparison true.
      ("{\"field\":\"occupation\",\"equals\":\"e\"}", true),
      ("{\"field\":\"phone\",\"atMost\":9}", false),
      ("{\"field\":\"phone\",\"ageBelow\":99}", false),
      ("{\"field\":\"phone\",\"before\":\"left\"}", false),
      ("{\"field\":\"phone\",\"equals\":\"\"}", true),
    ])
  func examples(text: String, expected: Bool) throws {
    var answers = Answers()
    for (key, value) in [
      "name": "张示例", "sex": "1", "kinds": "1,3", "wage": "4000", "birth": "2010-03-13",
      "left": "2026-03-03", "number": "640104199003070014", "mobile": "13900000000",
    ] { answers[text: key] = value }
    answers[rows: "wishes"] = [["occupation": "e"], ["occupation": "f"]]
    var facts = Facts(
      answers: answers, matters: ["benefit"], row: ["occupation": "e"],
      today: ShippedPacks.today)
    facts.figures = ["living": 4000, "high": 4001]
    #expect(try condition(text).holds(in: facts) == expected)
  }

  // MARK: Properties

  private static func leaf(_ random: inout Seeded) -> Condition {
    let field = ["a", "b", "c"].randomElement(using: &random)!
    switch Int.random(in: 0..<9, using: &random) {
    case 0: return .always
    case 1: return .never
    case 2: return .matter(["m", "n"].randomElement(using: &random)!)
    case 3: return .present(field: field)
    case 4: return .equals(field: field, value: "\(Int.random(in: 0...3, using: &random))")
    case 5: return .figure(["f", "g"].randomElement(using: &random)!)
    case 6:
      return .reaches(field: field, figure: ["f", "g"].randomElement(using: &random)!)
    case 7: return .atLeast(field: field, number: Int.random(in: 0...3, using: &random))
    default: return .atMost(field: field, number: Int.random(in: 0...3, using: &random))
    }
  }

  private static func any(depth: Int, _ random: inout Seeded) -> Condition {
    guard depth > 0 else { return leaf(&random) }
    let parts = (0..<Int.random(in: 1...3, using: &random)).map { _ in
      any(depth: depth - 1, &random)
    }
    switch Int.random(in: 0..<4, using: &random) {
    case 0: return .all(parts)
    case 1: return .any(parts)
    case 2: return .not(parts[0])
    default: return leaf(&random)
    }
  }

  private static func facts(_ random: inout Seeded) -> Facts {
    var answers = Answers()
    for field in ["a", "b", "c"] where Bool.random(using: &random) {
      answers[text: field] = "\(Int.random(in: 0...3, using: &random))"
    }
    let matters = ["m", "n"].filter { _ in Bool.random(using: &random) }
    var facts = Facts(answers: answers, matters: Set(matters), today: ShippedPacks.today)
    for figure in ["f", "g"] where Bool.random(using: &random) {
      facts.figures[figure] = Int.random(in: 1...3, using: &random)
    }
    return facts
  }

  @Test("德摩根律：not all 等于 any not；not any 等于 all not", arguments: 0..<40)
  func deMorgan(seed: Int) {
    var random = Seeded(state: UInt64(seed))
    for _ in 0..<50 {
      let parts = (0..<3).map { _ in ConditionTests.any(depth: 3, &random) }
      let facts = ConditionTests.facts(&random)
      let negated = parts.map { Condition.not($0) }
      #expect(
        Condition.not(.all(parts)).holds(in: facts) == Condition.any(negated).holds(in: facts))
      #expect(
        Condition.not(.any(parts)).holds(in: facts) == Condition.all(negated).holds(in: facts))
      #expect(Condition.not(.not(parts[0])).holds(in: facts) == parts[0].holds(in: facts))
    }
  }

  @Test("判定为永不成立的条件，对任何答案都不成立；判定为恒成立的都成立", arguments: 0..<40)
  func neverMeansNever(seed: Int) {
    var random = Seeded(state: UInt64(seed) &+ 1000)
    var found = 0
    for _ in 0..<300 {
      let condition = ConditionTests.any(depth: 3, &random)
      guard condition.canNeverHold || condition.alwaysHolds else { continue }
      found += 1
      for _ in 0..<40 {
        let facts = ConditionTests.facts(&random)
        #expect(condition.holds(in: facts) == condition.alwaysHolds)
      }
    }
    #expect(found > 0)
  }
}
