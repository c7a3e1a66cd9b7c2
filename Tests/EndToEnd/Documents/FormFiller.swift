import Domain
import TUI
import TestTerminal

/// Fills a form in as its theme asks (填表): at each required field an answer of
/// its kind, unless the test gives one. Knows the screen only by its rows.
struct FormFiller {
  let terminal: TestTerminal
  let theme: Theme
  let book: CodeBook
  /// Keys by the label of a field, or the beginning of a question; several are
  /// for the rows of a list, in turn, and the last one goes on.
  var answers: [String: [String]]
  /// The labels that were answered, for messages.
  private(set) var trace: [String] = []
  private var persons = 0
  /// The label of the field that was typed into last.
  private var typed = ""

  init(
    _ terminal: TestTerminal, _ theme: Theme, _ book: CodeBook, _ answers: [String: [String]] = [:]
  ) {
    self.terminal = terminal
    self.theme = theme
    self.book = book
    self.answers = answers
  }

  /// From where the caret stands to the end of the form.
  mutating func fill() throws {
    try terminal.rest()
    for _ in 0..<150 {
      let before = caretLine
      for keys in try keys(for: before) {
        try terminal.type(keys)
        try terminal.rest()
        if caretLine.place != before.place || caretLine.text != before.text { break }
      }
      trace.append(before.text)
      if caretLine.place == before.place, caretLine.text == before.text { return }
    }
    throw Stuck(at: caretLine.text, trace: trace)
  }

  struct Stuck: Error {
    let at: String
    let trace: [String]
  }

  // MARK: The screen

  private struct Line: Equatable {
    /// The line on the screen, and which of the form's scrolled lines it is:
    /// the heading above tells rows of a list apart.
    let place: Int
    let text: String
  }

  private var caretLine: Line {
    let row = terminal.cursor?.row ?? 0
    return Line(place: row, text: terminal.row(row))
  }

  // MARK: What to type

  /// Tried one after the other until the caret goes on.
  private mutating func keys(for line: Line) throws -> [String] {
    let text = line.text
    if text.hasPrefix("? ") {
      let question = String(text.dropFirst(2))
      let given = answers.keys.first { question.hasPrefix($0) }.flatMap { take($0) }
      return [given ?? "1", "<Enter>"]
    }
    if text.contains("[√]") { return ["<Enter>"] }
    if text.contains("[ ]") {
      let isMatter = theme.matters.contains { text.contains("] \($0.code) ") }
      return isMatter ? ["<Enter>"] : ["1", "<Enter>"]
    }
    let isRequired = text.dropFirst().hasPrefix("*")
    let words = text.dropFirst(2).split(separator: " ", maxSplits: 1).map(String.init)
    guard let label = words.first else { return ["<Enter>"] }
    let hasValue = words.count > 1 && words[1].contains { $0 != " " }
    if hasValue, label == typed { return ["<Enter>"] }
    typed = label
    if let given = take(label) { return [given, "<Enter>"] }
    guard isRequired, !hasValue else { return ["<Enter>"] }
    guard let field = field(label) else { throw Stuck(at: text, trace: trace) }
    return [answer(field), "<Enter>"]
  }

  private mutating func take(_ label: String) -> String? {
    guard var left = answers[label], let first = left.first else { return nil }
    if left.count > 1 { left.removeFirst() }
    answers[label] = left
    return first
  }

  private func field(_ label: String) -> Field? {
    theme.sections.lazy.flatMap(\.fields).first { $0.label == label }
  }

  private mutating func answer(_ field: Field) -> String {
    switch field.kind {
    case .text, .address: return "示例"
    case .name: return "李示例"
    case .identityNumber:
      persons += 1
      return FormFiller.idNumbers[persons % FormFiller.idNumbers.count]
    case .creditCode: return FormFiller.creditCode
    case .phone: return "13900000021"
    case .date(let range): return range == .futureOrToday ? "+7" : "-30"
    case .number(let minimum, _, _): return "\(max(minimum, 1))"
    case .code(let table), .codes(let table): return book.table(table)?.entries.first?.code ?? ""
    case .division: return book.region.divisions.first?.code ?? ""
    case .yesNo, .promise: return "1"
    }
  }

  /// Made-up people with right check digits.
  static let idNumbers = [
    "640104199003070014", "64010420030307002X", "640104196503150033", "640104201001010050",
  ]
  /// The example of GB 32100-2015.
  static let creditCode = "91350100M000100Y43"
}
