import Domain
import Ledger
import TUI

/// Correcting the answers of a dossier (更正内容): a list of its fields, one
/// field being typed, then the reason.
///
/// Nothing is written down before the reason is confirmed; then all changes go
/// in one operation.
struct AmendState: Equatable, Sendable {
  let theme: Theme
  let before: Answers
  private(set) var after: Answers
  /// Matters of the dossier, with those that are about to be added.
  let matters: Set<String>
  /// Matters that are added when the answers they need are there (增办).
  let adding: [String]
  private let known: Set<String>
  private var isUnmasked: Bool
  private(set) var stage = Stage.list
  private(set) var filter = LineEditor(limit: 20)
  private(set) var cursor = ListCursor()
  private(set) var finding: String?

  enum Stage: Equatable, Sendable {
    case list
    case value(Item, EntryField)
    case reason(EntryField)
  }

  /// One field, of a plain section or of a row.
  struct Item: Equatable, Sendable {
    let section: Section
    let row: Int?
    let field: Field

    var label: String {
      row.map { "\(section.title)\($0 + 1) " } ?? ""
    }
  }

  /// What the keys came to.
  enum Outcome: Equatable, Sendable {
    case open, closed
    case amend([Change], reason: String)
  }

  static let listRows = 12

  init(_ page: DossierState, _ theme: Theme, adding: [String] = []) {
    self.theme = theme
    self.adding = adding
    before = page.dossier.answers
    after = before
    known = Set(page.dossier.proceedings.map(\.matter))
    matters = known.union(adding)
    isUnmasked = page.isUnmasked
  }

  mutating func mask() { isUnmasked = false }

  /// What is being typed right now.
  var typed: String {
    switch stage {
    case .list: ""
    case .value(_, let entry), .reason(let entry): entry.text
    }
  }

  // MARK: What is there

  private func facts(_ answers: Answers, _ context: FormContext) -> Facts {
    Facts(answers: answers, matters: matters, today: context.today)
  }

  private func facts(of item: Item, _ context: FormContext) -> Facts {
    let rows = after[rows: item.section.key]
    return facts(after, context).inRow(
      item.row.map { rows.indices.contains($0) ? rows[$0] : [:] })
  }

  /// Every field that a hand may change, those that the filter means.
  func items(_ context: FormContext) -> [Item] {
    let query = Typed.halfWidth(filter.text)
    let facts = facts(after, context)
    return theme.visibleSections(facts).flatMap { section -> [Item] in
      let rows: [Int?] =
        section.repeats == nil
        ? [nil] : Array(0..<max(1, after[rows: section.key].count)).map { $0 }
      return rows.flatMap { row -> [Item] in
        let item = { Item(section: section, row: row, field: $0) }
        return section.fields.map(item).filter { item in
          let facts = self.facts(of: item, context)
          return item.field.when.holds(in: facts) && item.field.derivedValue(facts) == nil
            && (query.isEmpty || (item.label + item.field.label).has(query))
        }
      }
    }
  }

  func value(_ item: Item, in answers: Answers) -> String {
    guard let row = item.row else { return answers[text: item.field.key] }
    let rows = answers[rows: item.section.key]
    return rows.indices.contains(row) ? rows[row][item.field.key] ?? "" : ""
  }

  /// As it may be shown here: masked unless full numbers are on record as seen.
  func shown(_ item: Item, in answers: Answers, _ context: FormContext) -> String {
    let text = item.field.shown(value(item, in: answers), context.book, masked: !isUnmasked)
    return text.isEmpty ? "（空）" : text
  }

  /// The keys that differ, in the order of their names.
  var changes: [Change] {
    Set(before.values.keys).union(after.values.keys).sorted()
      .filter { before[$0] != after[$0] }
      .map { Change(key: $0, old: before[$0], new: after[$0]) }
  }

  /// Errors that the dossier did not have before.
  func newErrors(_ context: FormContext) -> [Finding] {
    var earlier = facts(before, context)
    earlier.matters = known
    let old = theme.findings(earlier, context.book)
    return theme.findings(facts(after, context), context.book).filter {
      $0.severity == .error && !old.contains($0)
    }
  }

  /// Puts the cursor on the first field that is wrong or missing.
  mutating func seekError(_ context: FormContext) {
    let items = items(context)
    guard let place = newErrors(context).first?.place,
      let index = items.firstIndex(where: { item in
        item.section.key == place.section && (place.row == nil || item.row == place.row)
          && (place.field == nil || item.field.key == place.field)
      })
    else { return }
    cursor.select(index, count: items.count, height: AmendState.listRows)
  }

  // MARK: Keys

  mutating func press(_ key: Key, _ context: FormContext) -> Outcome {
    finding = nil
    switch stage {
    case .list: return pressList(key, context)
    case .value(let item, var entry):
      if key == .enter {
        take(entry, for: item, context)
      } else if key == .escape {
        stage = .list
      } else {
        _ = entry.press(key)
        stage = .value(item, entry)
      }
      return .open
    case .reason(var entry):
      if key == .enter { return confirm(entry) }
      if key == .escape {
        stage = .list
      } else {
        _ = entry.press(key)
        stage = .reason(entry)
      }
      return .open
    }
  }

  mutating func paste(_ text: String) {
    switch stage {
    case .list: _ = filter.insert(text)
    case .value(let item, var entry):
      entry.paste(item.field.pasted(text))
      stage = .value(item, entry)
    case .reason(var entry):
      entry.paste(text)
      stage = .reason(entry)
    }
  }

  private mutating func pressList(_ key: Key, _ context: FormContext) -> Outcome {
    let items = items(context)
    let chosen = items.indices.contains(cursor.selected) ? items[cursor.selected] : nil
    switch key {
    case .escape: return .closed
    case .enter: if let chosen { open(chosen, context) }
    case .insert: if let chosen { addRow(chosen, context) }
    case .delete: if let chosen { removeRow(chosen, context) }
    case _ where Command.with(key: key) == .submit: submit(context)
    default:
      let isMoving = [.up, .down, .pageUp, .pageDown].contains(key)
      if isMoving {
        _ = cursor.press(key, count: items.count, height: AmendState.listRows)
      } else if filter.press(key) {
        cursor = ListCursor()
      }
    }
    return .open
  }

  private mutating func open(_ item: Item, _ context: FormContext) {
    let facts = facts(of: item, context)
    stage = .value(
      item,
      EntryField(table: item.field.table(context.book), limit: item.field.typingLimit(facts)))
  }

  /// Empty means that nothing is typed: an answer is taken away by `-`.
  private mutating func take(_ entry: EntryField, for item: Item, _ context: FormContext) {
    let typed = entry.choice?.code ?? entry.text
    if typed.isEmpty {
      finding = "请录入新的内容；要清空这一项录 -，不改按 Esc"
      return
    }
    if typed == "-" { return put("", for: item, context) }
    switch item.field.normalised(typed, facts(of: item, context), context.book) {
    case .value(let value, _): put(value, for: item, context)
    case .ambiguous(let entries):
      let some = entries.prefix(4).map { "\($0.code) \($0.text)" }.joined(separator: "、")
      finding = "“\(typed)”有几个相符：\(some)"
    case .refused(let reason): finding = reason
    }
  }

  private mutating func put(_ value: String, for item: Item, _ context: FormContext) {
    if let row = item.row {
      var rows = after[rows: item.section.key]
      while rows.count <= row { rows.append([:]) }
      rows[row][item.field.key] = value.isEmpty ? nil : value
      after[rows: item.section.key] = rows
    } else {
      after[text: item.field.key] = value
    }
    follow(context)
    stage = .list
    if !adding.isEmpty { seekError(context) }
  }

  private mutating func addRow(_ item: Item, _ context: FormContext) {
    guard let repeats = item.section.repeats else {
      finding = "“\(item.section.title)”不是列表"
      return
    }
    let rows = after[rows: item.section.key]
    guard rows.count < repeats.maximum else {
      finding = "最多 \(repeats.maximum) 条"
      return
    }
    after[rows: item.section.key] = rows + [[:]]
    let place = items(context).firstIndex {
      $0.section.key == item.section.key && $0.row == rows.count
    }
    cursor.select(
      place ?? cursor.selected, count: items(context).count, height: AmendState.listRows)
  }

  private mutating func removeRow(_ item: Item, _ context: FormContext) {
    var rows = after[rows: item.section.key]
    guard let row = item.row, rows.indices.contains(row) else {
      finding = "光标不在已填的条目上"
      return
    }
    rows.remove(at: row)
    after[rows: item.section.key] = rows
    follow(context)
    cursor.select(cursor.selected, count: items(context).count, height: AmendState.listRows)
  }

  /// What the numbers prove follows them; what is hidden now is not kept.
  private mutating func follow(_ context: FormContext) {
    for section in theme.visibleSections(facts(after, context)) {
      let rows: [Int?] =
        section.repeats == nil ? [nil] : Array(after[rows: section.key].indices).map { $0 }
      for row in rows {
        for field in section.fields where field.isDerived {
          derive(Item(section: section, row: row, field: field), context)
        }
      }
    }
    let kept = theme.keptAnswers(facts(after, context))
    // Answers that the theme never showed are not this correction's business.
    for key in theme.keptAnswers(facts(before, context)).values.keys where kept[key] == nil {
      after[key] = nil
    }
  }

  /// What the number proves; what only the earlier number proved is asked for again.
  private mutating func derive(_ item: Item, _ context: FormContext) {
    let facts = facts(of: item, context)
    if let proved = item.field.derivedValue(facts) {
      if item.field.when.holds(in: facts) { set(proved, for: item) }
      return
    }
    let rows = before[rows: item.section.key]
    let earlier = self.facts(before, context).inRow(
      item.row.map { rows.indices.contains($0) ? rows[$0] : [:] })
    let proved = item.field.derivedValue(earlier)
    if proved != nil, value(item, in: after) == proved { set("", for: item) }
  }

  private mutating func set(_ value: String, for item: Item) {
    guard let row = item.row else {
      after[text: item.field.key] = value
      return
    }
    var rows = after[rows: item.section.key]
    guard rows.indices.contains(row) else { return }
    rows[row][item.field.key] = value.isEmpty ? nil : value
    after[rows: item.section.key] = rows
  }

  private mutating func submit(_ context: FormContext) {
    if changes.isEmpty {
      finding = "还没有更正任何一项"
    } else if let error = newErrors(context).first {
      finding = error.text
    } else {
      stage = .reason(EntryField(limit: Limits.words.characters))
    }
  }

  private mutating func confirm(_ entry: EntryField) -> Outcome {
    if entry.text.allSatisfy(\.isWhitespace) {
      finding = "请填写更正的原因"
    } else if let found = SafeText.finding(in: entry.text) {
      finding = found.message
    } else {
      return .amend(changes, reason: entry.text)
    }
    return .open
  }
}
