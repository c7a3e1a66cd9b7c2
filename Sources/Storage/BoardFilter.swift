import Domain
import JSON
import Ledger
import SQLite

/// The filters of a board query as SQL (看板筛选), without those of the states.
struct BoardFilter {
  private(set) var conditions: [String] = []
  private(set) var values: [Value] = []

  init(_ query: BoardQuery) {
    addSet("division", query.divisions)
    addDepartments(query.departments.sorted())
    addSet("matter", query.matters)
    if let counter = query.counter { add("counter = ?", .text(counter)) }
    if let clerk = query.clerk { add("clerk = ?", .text(clerk)) }
    if let from = query.dueFrom { add("due >= ?", .day(from)) }
    if query.dueFrom != nil || query.dueThrough != nil {
      add("due <= ?", .int(min(query.dueThrough?.number ?? Int.max, Store.noDue - 1)))
    }
    // Literal text: only that lets SQLite use a partial index.
    if let needsTelling = query.needsTelling {
      conditions.append("needs_telling = \(needsTelling ? 1 : 0)")
    }
    if !query.text.isEmpty {
      // Names are stored with · and single blanks only; whatever else a name may hold
      // is found as it stands there.
      add(
        """
        (instr(lower(replace(replace(replace(replace(replace(
            name, '·', ''), ' ', ''), '-', ''), '''', ''), '’', '')), ?) > 0
          OR instr(name, ?) > 0 OR instr(replace(number, '-', ''), ?) > 0)
        """, .text(Typed.nameKey(query.text)))
      values.append(.text(Typed.trimmed(query.text)))
      values.append(.text(Typed.compact(Typed.query(query.text)).uppercased()))
    }
  }

  mutating func add(_ condition: String, _ value: Value) {
    conditions.append(condition)
    values.append(value)
  }

  private mutating func addDepartments(_ departments: [String]) {
    guard !departments.isEmpty else { return }
    let terms = departments.map { _ in "department = ? OR instr(helpers, ?) > 0" }
    conditions.append("(\(terms.joined(separator: " OR ")))")
    values += departments.flatMap { [.text($0), .text(" \($0) ")] }
  }

  /// One text for sets of any size, so that few statements are prepared.
  mutating func addSet(_ column: String, _ words: Set<String>) {
    guard !words.isEmpty else { return }
    add(
      "\(column) IN (SELECT value FROM json_each(?))",
      .text(JSON.array(words.sorted().map(JSON.string)).text))
  }

  /// One SELECT a state, as one statement, so that each walks its own part of
  /// an index; parts that stand in the order asked for are merged unsorted.
  func selects(
    _ columns: String, of states: [Proceeding.State], finishedFrom: Day?
  ) -> (sql: String, values: [Value]) {
    var (selects, values): ([String], [Value]) = ([], [])
    for state in states {
      var conditions =
        ["is_open = \(state.isFinal ? 0 : 1)", "state = '\(state.rawValue)'"] + conditions
      values += self.values
      if state.isFinal, let finishedFrom {
        conditions.append("finished_day >= ?")
        values.append(.day(finishedFrom))
      }
      selects.append(
        """
        SELECT \(columns) FROM proceeding WHERE \(conditions.joined(separator: " AND "))
        """)
    }
    return (selects.joined(separator: " UNION ALL "), values)
  }
}

extension BoardQuery {
  /// Final states are counted only when they are asked for: there are many.
  var counted: [Proceeding.State] {
    let countsFinal = finishedFrom != nil || states.contains(where: \.isFinal)
    return Proceeding.State.allCases.filter { countsFinal || !$0.isFinal }
  }

  var chosen: [Proceeding.State] {
    Proceeding.State.allCases.filter { states.isEmpty ? !$0.isFinal : states.contains($0) }
  }

  /// Complete, so that pages do not overlap; `backwards` is from the last row.
  func order(backwards: Bool) -> String {
    let columns =
      switch sort {
      case .due: ["due", "accepted_at"]
      case .accepted: ["accepted_at"]
      case .department: ["department", "due", "accepted_at"]
      case .name: ["name_order", "accepted_at"]
      }
    return (columns + ["dossier", "place"]).map { $0 + (isDescending != backwards ? " DESC" : "") }
      .joined(separator: ", ")
  }
}
