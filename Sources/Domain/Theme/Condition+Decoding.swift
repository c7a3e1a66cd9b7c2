import JSON

/// How a condition is written in a pack: a word, or an object with one key
/// word (and the field or section that it looks at).
///
/// | JSON | holds when |
/// |---|---|
/// | `"always"`, `"never"` | always, never |
/// | `"hasOpenRegistration"` | this store knows a valid registration |
/// | `{"all": [c, …]}`, `{"any": [c, …]}`, `{"not": c}` | |
/// | `{"matter": "m"}` | the matter is chosen |
/// | `{"present": "f"}` | the field is answered |
/// | `{"field": "f", "equals": "v"}` | |
/// | `{"field": "f", "among": ["v", …]}` | |
/// | `{"field": "f", "atLeast": 3}`, `{"field": "f", "atMost": 3}` | a number |
/// | `{"field": "f", "reaches": "k"}` | a number not below the local figure k |
/// | `{"figure": "k"}` | the local figure k has an amount |
/// | `{"field": "f", "before": "g"}` | the day in f lies before the day in g |
/// | `{"field": "f", "ageAtLeast": 16}`, `{"field": "f", "ageBelow": 16}` | whole years |
/// | `{"field": "f", "olderThan": 183}` | calendar days before today |
/// | `{"field": "f", "monthsAgo": 6}` | at least so many calendar months before today |
/// | `{"field": "f", "onWeekdays": [2, 4]}` | 1 Monday … 7 Sunday |
/// | `{"season": "0715-0915"}` | today is in this part of the year |
/// | `{"field": "f", "matches": "mobile"}` | a named shape |
/// | `{"section": "s", "atLeast": 1}` | rows of a repeated section |
extension Condition {
  private static let words = ["always", "never", "hasOpenRegistration"]
  private static let heads = [
    "all", "any", "not", "matter", "present", "figure", "season", "field", "section",
  ]
  private static let tests = [
    "equals", "among", "atLeast", "atMost", "reaches", "before", "ageAtLeast", "ageBelow",
    "olderThan", "monthsAgo", "onWeekdays", "matches",
  ]

  package init(_ reader: JSONReader) throws(JSONContentError) {
    if case .string(let word) = reader.value {
      switch word {
      case "always": self = .always
      case "never": self = .never
      case "hasOpenRegistration": self = .hasOpenRegistration
      default:
        throw reader.error(
          allowed: "one of \(Condition.words.joined(separator: ", ")), or an object")
      }
      return
    }
    guard case .object(let members) = reader.value else {
      throw reader.error(allowed: "a condition: a word or an object")
    }
    if members["field"] != nil {
      self = try Condition(field: reader)
    } else if members["section"] != nil {
      try reader.allowOnly("section", "atLeast")
      self = .rows(
        section: try reader["section"].key(), atLeast: try reader["atLeast"].int(1...99))
    } else {
      let (word, content) = try reader.keyword(of: Condition.heads)
      switch word {
      case "all": self = .all(try Condition.list(content))
      case "any": self = .any(try Condition.list(content))
      case "not": self = .not(try Condition(content))
      case "matter": self = .matter(try content.key())
      case "figure": self = .figure(try content.key())
      case "season":
        guard case .yearlyWindow(let from, let to) = try TimeLimit(content) else {
          throw content.error(allowed: "a part of the year such as 0715-0915")
        }
        self = .season(from: from, to: to)
      default: self = .present(field: try content.key())
      }
    }
  }

  private static func list(_ reader: JSONReader) throws(JSONContentError) -> [Condition] {
    var all: [Condition] = []
    for element in try reader.list() { try all.append(Condition(element)) }
    guard !all.isEmpty else { throw reader.error(allowed: "at least one condition") }
    return all
  }

  private init(field reader: JSONReader) throws(JSONContentError) {
    let field = try reader["field"].key()
    let others = try reader.members().keys.filter { $0 != "field" }.sorted()
    guard others.count == 1, let test = others.first, Condition.tests.contains(test) else {
      throw JSONContentError(
        path: reader.path,
        found: others.isEmpty ? "no test of the field" : others.joined(separator: ", "),
        allowed: "“field” and one of \(Condition.tests.joined(separator: ", "))")
    }
    let content = try reader[test]
    switch test {
    case "equals": self = .equals(field: field, value: try content.string())
    case "among":
      var values: [String] = []
      for element in try content.list() { try values.append(element.string()) }
      guard !values.isEmpty else { throw content.error(allowed: "at least one value") }
      self = .among(field: field, values: values)
    case "atLeast": self = .atLeast(field: field, number: try content.int())
    case "atMost": self = .atMost(field: field, number: try content.int())
    case "reaches": self = .reaches(field: field, figure: try content.key())
    case "before": self = .before(field: field, other: try content.key())
    case "ageAtLeast": self = .ageAtLeast(field: field, years: try content.int(0...150))
    case "ageBelow": self = .ageBelow(field: field, years: try content.int(0...150))
    case "olderThan": self = .olderThan(field: field, days: try content.int(0...100_000))
    case "monthsAgo": self = .monthsAgo(field: field, months: try content.int(1...1200))
    case "onWeekdays":
      var days: [Int] = []
      for element in try content.list() { try days.append(element.int(1...7)) }
      guard !days.isEmpty else { throw content.error(allowed: "at least one day, 1 to 7") }
      self = .onWeekdays(field: field, days: days)
    default: self = .matches(field: field, shape: try content.word())
    }
  }
}
