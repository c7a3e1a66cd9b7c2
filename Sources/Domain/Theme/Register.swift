import JSON

/// A register (台账) that is kept about people after the result: placements,
/// steps of a plan, problems to be solved, marks.
package struct Register: Equatable, Sendable {
  package let key: String
  package let title: String
  /// For whose dossiers lines are entered.
  package let when: Condition
  /// What is asked for a line, in order; the columns of the list.
  package let fields: [Item]
  /// How a line can end; empty for what is written down and done.
  package let results: [String]
  /// Whether an open line is a mark of the person (标记).
  package let marks: Bool
  package let note: String?
  package let clauses: [String]

  /// One thing that a line says (台账栏目).
  package struct Item: Equatable, Sendable {
    package let key: String
    package let label: String
    package let kind: Kind
    package let isRequired: Bool
    /// Whether this day is the one by which the line is to be closed.
    package let isDue: Bool

    package enum Kind: Equatable, Sendable {
      /// At most so many characters.
      case text(Int)
      case date
      /// At most nine, taken by digit.
      case choices([String])
    }
  }

  /// The values of a line in the order of the columns.
  package func cells(_ values: [String: String]) -> [String] {
    fields.map { values[$0.key] ?? "" }
  }

  /// The day by which a line with these values is to be closed.
  package func due(_ values: [String: String]) -> Day? {
    fields.first(where: \.isDue).flatMap { values[$0.key] }.flatMap { Day($0) }
  }
}

/// A policy (扶持政策) that fits people who have perhaps not applied for it.
package struct SupportPolicy: Equatable, Sendable {
  package let key: String
  package let title: String
  /// Whom it fits, of granted matters.
  package let when: Condition
  /// The matter by which it is applied for, with these answers; an answer of
  /// several codes has it among them.
  package let matter: String
  package let sets: [String: String]
  package let clauses: [String]

  /// Whether an application with these answers asks for it.
  package func isClaimed(by answers: Answers) -> Bool {
    sets.allSatisfy { key, value in
      answers[text: key].split(separator: ",").contains { $0 == value }
    }
  }
}

/// A kind of institution (机构类型) and what it may accept.
package struct Institution: Equatable, Sendable {
  package let key: String
  package let title: String
  /// Empty means every matter.
  package let matters: [String]
  /// What its clerks must look at in each application.
  package let reminder: String?
  package let clauses: [String]

  package func may(accept matter: String) -> Bool { matters.isEmpty || matters.contains(matter) }
}

/// From when until when something is accepted (施行期间), both days included.
package struct Validity: Equatable, Sendable {
  package let from: Day?
  package let until: Day?

  package static let always = Validity(from: nil, until: nil)

  package init(from: Day?, until: Day?) {
    self.from = from
    self.until = until
  }

  package func holds(on day: Day) -> Bool {
    from.map { $0 <= day } ?? true && until.map { day <= $0 } ?? true
  }

  /// `自2027年1月1日起`, `至2026年12月31日止`; empty for always.
  package var words: String {
    (from.map { "自\($0.fullText)起" } ?? "") + (until.map { "至\($0.fullText)止" } ?? "")
  }

  package func overlaps(_ other: Validity) -> Bool {
    let begins = max(from?.number ?? Int.min, other.from?.number ?? Int.min)
    return begins <= min(until?.number ?? Int.max, other.until?.number ?? Int.max)
  }
}

extension Register {
  package init(_ reader: JSONReader) throws(JSONContentError) {
    try reader.allowOnly("key", "title", "when", "fields", "results", "marks", "note", "clauses")
    self.init(
      key: try reader["key"].key(), title: try reader["title"].shown(atMost: 20),
      when: try reader.condition("when", else: .always),
      fields: try reader.each("fields") { item throws(JSONContentError) in try Item(item) },
      results: try reader.texts("results"), marks: try reader.flag("marks"),
      note: try reader.optional("note")?.shown(), clauses: try reader.keys("clauses"))
    guard !fields.isEmpty else {
      throw JSONContentError(
        path: "\(reader.path).fields", found: "no field", allowed: "at least one field")
    }
    // The last digit voids what was entered by mistake.
    guard results.count <= 8 else {
      throw JSONContentError(
        path: "\(reader.path).results", found: "\(results.count) results",
        allowed: "at most 8, one digit each")
    }
    guard !marks || !results.isEmpty else {
      throw JSONContentError(
        path: "\(reader.path).marks", found: "true for lines that are never open",
        allowed: "true only with results")
    }
  }
}

extension Register.Item {
  package init(_ reader: JSONReader) throws(JSONContentError) {
    try reader.allowOnly("key", "label", "kind", "optional", "due")
    self.init(
      key: try reader["key"].key(), label: try reader["label"].shown(atMost: 20),
      kind: try Kind(reader["kind"]), isRequired: try !reader.flag("optional"),
      isDue: try reader.flag("due"))
    if isDue, kind != .date {
      throw JSONContentError(
        path: "\(reader.path).due", found: "true for a field that is no date",
        allowed: "true only for kind date")
    }
  }
}

extension Register.Item.Kind {
  package init(_ reader: JSONReader) throws(JSONContentError) {
    if reader.value == "date" {
      self = .date
      return
    }
    if case .string = reader.value {
      throw reader.error(allowed: "date, or an object with text or choices")
    }
    let (word, content) = try reader.keyword(of: ["text", "choices"])
    if word == "text" {
      self = .text(try content.int(1...500))
      return
    }
    var choices: [String] = []
    for choice in try content.list() { try choices.append(choice.shown(atMost: 40)) }
    guard (1...9).contains(choices.count) else {
      throw JSONContentError(
        path: content.path, found: "\(choices.count) choices",
        allowed: "1 to 9 choices, one digit each")
    }
    self = .choices(choices)
  }
}

extension SupportPolicy {
  package init(_ reader: JSONReader) throws(JSONContentError) {
    try reader.allowOnly("key", "title", "when", "matter", "sets", "clauses")
    self.init(
      key: try reader["key"].key(), title: try reader["title"].shown(atMost: 20),
      when: try reader.condition("when", else: .always), matter: try reader["matter"].key(),
      sets: try reader.answers("sets"), clauses: try reader.keys("clauses"))
  }
}

extension Institution {
  package init(_ reader: JSONReader) throws(JSONContentError) {
    try reader.allowOnly("key", "title", "matters", "reminder", "clauses")
    self.init(
      key: try reader["key"].key(), title: try reader["title"].shown(atMost: 20),
      matters: try reader.keys("matters"), reminder: try reader.optional("reminder")?.shown(),
      clauses: try reader.keys("clauses"))
  }
}

extension Validity {
  /// The members `from` and `until` of a theme or a matter.
  init(of reader: JSONReader) throws(JSONContentError) {
    self.init(
      from: try reader.optional("from")?.day(), until: try reader.optional("until")?.day())
    if let from, let until, until < from {
      throw try reader["until"].error(allowed: "a day not before \(from)")
    }
  }
}
