import Domain
import TUI

/// Where an answer of the form came from (来历). What has none stood there before
/// anybody typed, or comes from a draft.
enum Origin: Equatable, Sendable {
  /// By a hand, in this form.
  case typed
  /// Proved by the number that it is derived from.
  case derived
  /// From what is known of the person with this number.
  case known(String)
  /// From the card of the person with this number.
  case card(String)
  /// By F4, from the dossier before.
  case repeated

  /// Whose it is: with another number in the form it goes. Empty for nobody's.
  var person: String {
    switch self {
    case .known(let number), .card(let number): number
    case .typed, .derived, .repeated: ""
    }
  }

  /// Whether the person at the counter has just said it or laid it on the reader.
  var isAtHand: Bool {
    switch self {
    case .typed, .card: true
    case .derived, .known, .repeated: false
    }
  }
}

extension FormState {
  /// Every item that holds something.
  private var filledItems: [FormItem] {
    var items = matters.map(FormItem.matter) + present.map(FormItem.material)
    items += choices.keys.map(FormItem.question)
    for section in theme.sections {
      let rows: [Int?] =
        section.repeats == nil ? [nil] : Array(answers[rows: section.key].indices)
      items += rows.flatMap { row in
        section.fields.map { .field(section: section.key, row: row, field: $0.key) }
      }
    }
    return items.filter { !value($0).isEmpty || !$0.isField }
  }

  /// Everything that stands in the form is this person's, from elsewhere.
  mutating func markKnown(_ number: String) {
    for item in filledItems { origins[item] = .known(number) }
  }

  /// With another identity number this is another person: what is known of the first,
  /// or was read from the first one's card, goes; what was typed stays.
  mutating func forgetOthers(_ context: FormContext) -> [Effect] {
    if let person = known, person.idNumber != answers[text: "idNumber"] { known = nil }
    let gone = origins.filter { item, origin in
      !origin.person.isEmpty && !numbers(beside: item).contains(origin.person)
    }.map(\.key)
    guard !gone.isEmpty else { return [] }
    let before = answers
    var emptied: Set<String> = []
    for item in gone {
      origins[item] = nil
      switch item {
      case .field(let section, let row?, let key):
        var rows = answers[rows: section]
        guard rows.indices.contains(row) else { continue }
        rows[row][key] = nil
        answers[rows: section] = rows
        emptied.insert(section)
      case .field(_, nil, let key): answers[text: key] = ""
      case .matter(let key): matters.remove(key)
      case .material(let rule): present.remove(rule)
      case .question(let key): choices[key] = nil
      case .none: break
      }
    }
    for section in emptied.sorted() { dropEmptyRows(of: section) }
    remark = Remark(text: "已换人：前一个人的 \(gone.count) 项已收回，F12 可撤销", style: .warn)
    let keys = Set(before.values.keys).union(answers.values.keys)
    return keys.filter { before[$0] != answers[$0] }.sorted().map {
      .saveDraft(ticket: ticket.id, part: .answers, key: $0, answers[$0])
    } + (gone.allSatisfy(\.isField) ? [] : journalChoices())
  }

  /// Whether an item tells people apart: an identity number, or the applicant's own,
  /// which may be an employer's code.
  func tellsWho(_ item: FormItem, _ field: Field) -> Bool {
    if case .field(_, nil, "idNumber") = item { return true }
    return field.isIdentityNumber
  }

  /// Identity numbers of whoever an item can be about: the applicant, somebody beside
  /// him, and whoever its row is about.
  private func numbers(beside item: FormItem) -> Set<String> {
    var numbers: Set<String> = [answers[text: "idNumber"]]
    for section in theme.sections {
      for field in section.fields where field.isIdentityNumber {
        if section.repeats == nil {
          numbers.insert(answers[text: field.key])
        } else if case .field(section.key, let row?, _) = item {
          numbers.insert(value(.field(section: section.key, row: row, field: field.key)))
        }
      }
    }
    return numbers
  }

  /// Rows in which nothing is left, the last ones first; the caret's own stays.
  private mutating func dropEmptyRows(of section: String) {
    for row in answers[rows: section].indices.reversed()
    where answers[rows: section][row].isEmpty && focus.row.map({ $0 == (section, row) }) != true {
      removeRow(row, of: section)
    }
  }

  /// Takes a row out; what follows moves up, with where it came from.
  mutating func removeRow(_ row: Int, of section: String) {
    var rows = answers[rows: section]
    rows.remove(at: row)
    answers[rows: section] = rows
    let before = origins
    for (item, origin) in before {
      guard case .field(section, let place?, let key) = item, place >= row else { continue }
      if before[.field(section: section, row: place + 1, field: key)] == nil { origins[item] = nil }
      if place > row { origins[.field(section: section, row: place - 1, field: key)] = origin }
    }
  }

  // MARK: Full numbers

  /// Whether the answer of an item is shown in part only: a number or telephone that
  /// nobody has just said or laid on the reader.
  func isHidden(_ item: FormItem, _ field: Field) -> Bool {
    let text = refused[item]?.text ?? value(item)
    return field.hides(text) && origins[item]?.isAtHand != true
  }

  // MARK: Journal

  /// Under which the persons stand whose known answers a draft holds.
  static let originsKey = "origins"

  /// Saved with the choices when it has changed.
  mutating func journalOrigins() -> [Effect] {
    var persons: [String: String] = [:]
    for (item, origin) in origins where !origin.person.isEmpty {
      persons[item.originKey] = origin.person
    }
    guard persons != journalledOrigins else { return [] }
    journalledOrigins = persons
    return [
      .saveDraft(
        ticket: ticket.id, part: .choices, key: FormState.originsKey,
        persons.isEmpty ? nil : .rows([persons]))
    ]
  }

  mutating func restoreOrigins(_ journal: Answers) {
    journalledOrigins = journal[rows: FormState.originsKey].first ?? [:]
    for (key, person) in journalledOrigins {
      if let item = FormItem(originKey: key) { origins[item] = .known(person) }
    }
  }
}

extension FormItem {
  var isField: Bool { if case .field = self { true } else { false } }

  /// `matter/key`, `field/section/row/field`, the row empty in a plain section.
  fileprivate var originKey: String {
    switch self {
    case .none: ""
    case .question(let key): "question/" + key
    case .matter(let key): "matter/" + key
    case .material(let rule): "material/" + rule
    case .field(let section, let row, let field):
      "field/\(section)/\(row.map(String.init) ?? "")/\(field)"
    }
  }

  fileprivate init?(originKey: String) {
    let parts = originKey.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    switch (parts[0], parts.count) {
    case ("question", 2): self = .question(parts[1])
    case ("matter", 2): self = .matter(parts[1])
    case ("material", 2): self = .material(parts[1])
    case ("field", 4): self = .field(section: parts[1], row: Int(parts[2]), field: parts[3])
    default: return nil
    }
  }
}

extension Field {
  var isIdentityNumber: Bool { if case .identityNumber = kind { true } else { false } }

  /// Whether a form shows such an answer in part only, unless it was just said: numbers
  /// of documents, telephones, accounts.
  func hides(_ text: String) -> Bool { Field.isGuarded(text, self) }

  /// The part of it that is shown.
  func partlyShown(_ text: String) -> String { Field.part(of: text, self) }
}
