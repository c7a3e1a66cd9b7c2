/// What conditions look at (判断依据): one application on one day.
package struct Facts: Equatable, Sendable {
  package var answers: Answers
  /// Keys of the chosen matters.
  package var matters: Set<String>
  /// The row that is being looked at, inside a repeated section.
  package var row: Answers.Row?
  package var today: Day
  /// Whether this store knows a valid registration of the person.
  package var hasOpenRegistration: Bool
  /// Amounts of the local figures that are known, by key. The theme puts them in
  /// where it judges an application; only its checks may ask for them.
  var figures: [String: Int] = [:]

  package init(
    answers: Answers = Answers(), matters: Set<String> = [], row: Answers.Row? = nil, today: Day,
    hasOpenRegistration: Bool = false
  ) {
    self.answers = answers
    self.matters = matters
    self.row = row
    self.today = today
    self.hasOpenRegistration = hasOpenRegistration
  }

  /// The answer of a field, of the row first; `""` when there is none.
  package func text(_ field: String) -> String { row?[field] ?? answers[text: field] }

  package func inRow(_ row: Answers.Row?) -> Facts {
    var facts = self
    facts.row = row
    return facts
  }
}
