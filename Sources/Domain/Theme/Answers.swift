/// What was filled in (表单内容): canonical text by field key.
///
/// Dates are `2026-03-13`, codes are the code alone, several codes are joined
/// by commas, yes and no are `1` and `0`. An empty text is no answer.
package struct Answers: Equatable, Sendable {
  package private(set) var values: [String: Answer] = [:]

  package init(_ values: [String: Answer] = [:]) {
    self.values = values.filter { !$0.value.isEmpty }
  }

  package subscript(key: String) -> Answer? {
    get { values[key] }
    set { values[key] = newValue?.isEmpty == false ? newValue : nil }
  }

  /// Text of a plain field, `""` when there is none.
  package subscript(text key: String) -> String {
    get { if case .text(let text) = values[key] { text } else { "" } }
    set { self[key] = .text(newValue) }
  }

  package subscript(rows key: String) -> [Row] {
    get { if case .rows(let rows) = values[key] { rows } else { [] } }
    set { self[key] = .rows(newValue) }
  }

  package typealias Row = [String: String]
}

/// What one key of the form holds (答案): a text, or the rows of a section.
package enum Answer: Equatable, Sendable {
  case text(String)
  /// Rows of a repeated section, in order.
  case rows([Answers.Row])

  package var isEmpty: Bool {
    switch self {
    case .text(let text): text.isEmpty
    case .rows(let rows): rows.isEmpty
    }
  }
}
