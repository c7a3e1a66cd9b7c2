import Domain
import TUI

extension FormState {
  /// Everything that the form asks, in order: who applies, the guided
  /// questions, the matters, what these need, the materials.
  ///
  /// The order depends on the answers alone, never on time.
  func items(_ context: FormContext) -> [FormItem] {
    let facts = facts(context)
    let sections = theme.visibleSections(facts)
    var items: [FormItem] = []
    if let first = sections.first { items += fieldItems(of: first, facts) }
    items += theme.visibleQuestions(choices, facts).map { .question($0.key) }
    items += theme.matters.map { .matter($0.key) }
    for section in sections.dropFirst() { items += fieldItems(of: section, facts) }
    items += materials(context).map { .material($0.rule) }
    return items
  }

  private func fieldItems(of section: Section, _ facts: Facts) -> [FormItem] {
    guard section.repeats != nil else {
      return section.visibleFields(facts).map {
        .field(section: section.key, row: nil, field: $0.key)
      }
    }
    // An empty list shows its first row, so that nobody has to ask for it.
    let rows = answers[rows: section.key]
    return (0..<max(1, rows.count)).flatMap { index in
      section.visibleFields(facts.inRow(rows.indices.contains(index) ? rows[index] : [:])).map {
        FormItem.field(section: section.key, row: index, field: $0.key)
      }
    }
  }

  /// Derived answers that are proven are shown, not visited.
  func isReachable(_ item: FormItem, _ context: FormContext) -> Bool {
    guard let (field, facts) = field(item, context) else { return item != .none }
    return field.derivedValue(facts) == nil
  }

  /// The next item that can be reached, or the same one at the end.
  func next(after item: FormItem, by step: Int, _ context: FormContext) -> FormItem {
    let items = items(context).filter { isReachable($0, context) }
    guard let index = items.firstIndex(of: item) else { return items.first ?? .none }
    return items[max(0, min(items.count - 1, index + step))]
  }

  /// Where Enter goes: from a matter past all matters; from the last question,
  /// once it has chosen matters, past them too. The next item otherwise.
  func nextBlock(after item: FormItem, _ context: FormContext) -> FormItem {
    let items = items(context).filter { isReachable($0, context) }
    let following = next(after: item, by: 1, context)
    let isPastChoice = item.isMatter || following.isMatter && !matters.isEmpty
    guard isPastChoice, let index = items.lastIndex(where: \.isMatter) else { return following }
    return index + 1 < items.count ? items[index + 1] : item
  }

  /// Puts the caret into an item and loads what stands there.
  mutating func move(to item: FormItem, _ context: FormContext) {
    focus = item
    refreshEntry(context)
  }

  mutating func refreshEntry(_ context: FormContext) {
    guard let (field, facts) = field(focus, context) else {
      entry = EntryField()
      return
    }
    let text = refused[focus]?.text ?? field.shownForEditing(value(focus), context.book)
    entry = EntryField(text, table: field.table(context.book), limit: field.typingLimit(facts))
  }

  /// Derived answers follow the numbers they come from; fields that were never
  /// touched take their first value.
  mutating func fillDerived(_ context: FormContext) {
    for section in theme.visibleSections(facts(context)) where section.repeats == nil {
      for field in section.visibleFields(facts(context)) {
        if let value = field.derivedValue(facts(context)) {
          answers[text: field.key] = value
        } else if answers[text: field.key].isEmpty, !field.isDerived,
          let value = field.initialValue(facts(context), hallDivision: context.division)
        {
          answers[text: field.key] = value
        }
      }
    }
  }

  /// A row that somebody starts to fill in gets the first values of its other
  /// fields.
  mutating func fillRow(_ section: Section, _ row: Int, _ context: FormContext) {
    var rows = answers[rows: section.key]
    while rows.count <= row { rows.append([:]) }
    for field in section.fields where rows[row][field.key, default: ""].isEmpty {
      let facts = facts(context, row: rows[row])
      if let value = field.initialValue(facts, hallDivision: context.division) {
        rows[row][field.key] = value
      }
    }
    answers[rows: section.key] = rows
  }
}

extension FormItem {
  var isMatter: Bool { if case .matter = self { true } else { false } }

  /// The row that the item is part of.
  var row: (section: String, index: Int)? {
    if case .field(let section, let row?, _) = self { (section, row) } else { nil }
  }
}

extension Field {
  var isDerived: Bool { if case .derived = source { true } else { false } }

  /// The table to choose from while typing.
  func table(_ book: CodeBook) -> CodeTable? {
    switch kind {
    case .code(let table), .codes(let table): book.table(table)
    case .division: book.divisionTable
    case .yesNo, .promise:
      CodeTable(
        key: "yesNo", title: "是否", source: "",
        entries: [
          CodeTable.Entry(code: "1", text: "是", pinyin: "shi", initials: "s"),
          CodeTable.Entry(code: "0", text: "否", pinyin: "fou", initials: "f"),
        ])
    default: nil
    }
  }

  /// Never more characters than a right value can have, so that a wrong one
  /// does not spill into the next field.
  func typingLimit(_ facts: Facts) -> Int {
    switch kind {
    case .identityNumber(let kindField):
      kindField.map(facts.text).map { $0.isEmpty || $0 == "111" } ?? true ? 18 : 30
    case .phone: 20
    case .date: 20
    case .name: 50
    case .text(let maximum): maximum
    case .address: 100
    default: 60
    }
  }

  /// Codes are edited by their text.
  func shownForEditing(_ value: String, _ book: CodeBook) -> String {
    switch kind {
    case .code, .codes, .division, .yesNo, .promise: value.isEmpty ? "" : shown(value, book)
    default: value
    }
  }
}

extension CodeBook {
  /// The divisions of the region as a table.
  var divisionTable: CodeTable {
    CodeTable(
      key: "divisions", title: "区划", source: "GB/T 2260",
      entries: region.divisions.map {
        CodeTable.Entry(code: $0.code, text: $0.name, pinyin: $0.initials, initials: $0.initials)
      })
  }
}
