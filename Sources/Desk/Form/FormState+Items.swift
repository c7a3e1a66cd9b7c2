import Domain
import TUI

extension FormState {
  /// The outline as it is now.
  func outlined(_ context: FormContext) -> FormOutline { outline ?? makeOutline(context) }

  func items(_ context: FormContext) -> [FormItem] { outlined(context).items }

  /// The next item that can be reached, or the same one at the end.
  func next(after item: FormItem, by step: Int, _ context: FormContext) -> FormItem {
    let items = outlined(context).reachable
    guard let index = items.firstIndex(of: item) else { return items.first ?? .none }
    return items[max(0, min(items.count - 1, index + step))]
  }

  /// Where Enter and a proven value go: to the next item that is still open,
  /// so that defaults and what is known of the person cost no key; to the very
  /// next one when none is. From a matter past all matters.
  func nextOpen(after item: FormItem, _ context: FormContext) -> FormItem {
    let items = outlined(context).reachable
    guard let index = items.firstIndex(of: item) else { return items.first ?? .none }
    let following = items[(index + 1)...]
    let rest = item.isMatter ? following.drop(while: \.isMatter) : following
    return rest.first { !isAnswered($0) } ?? rest.first ?? item
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
    if isHidden(focus, field) {
      entry = EntryField(sealed: field.partlyShown(text), limit: field.typingLimit(facts))
      return
    }
    entry = EntryField(text, table: field.table(context.book), limit: field.typingLimit(facts))
  }

  /// Derived answers follow the numbers they come from, and go with them; fields that
  /// were never touched take their first value.
  mutating func fillDerived(_ context: FormContext) {
    let shown = Set(theme.visibleSections(facts(context)).map(\.key))
    for section in theme.sections {
      let rows: [Int?] =
        section.repeats == nil ? [nil] : Array(answers[rows: section.key].indices)
      for field in section.fields where field.isDerived {
        for row in rows {
          let item = FormItem.field(section: section.key, row: row, field: field.key)
          derive(field, at: item, isShown: shown.contains(section.key), context)
        }
      }
    }
    for section in theme.visibleSections(facts(context)) where section.repeats == nil {
      for field in section.visibleFields(facts(context))
      where !field.isDerived && answers[text: field.key].isEmpty {
        if let value = field.initialValue(facts(context), hallDivision: context.division) {
          answers[text: field.key] = value
        }
      }
    }
  }

  private mutating func derive(
    _ field: Field, at item: FormItem, isShown: Bool, _ context: FormContext
  ) {
    guard let (_, facts) = self.field(item, context) else { return }
    let proved = field.derivedValue(facts)
    if let proved, isShown, field.when.holds(in: facts) {
      if value(item) != proved { write(proved, at: item) }
      origins[item] = .derived
    } else if proved == nil, origins[item] == .derived {
      write("", at: item)
      origins[item] = nil
    }
  }

  /// Puts a value there, and nothing else.
  mutating func write(_ value: String, at item: FormItem) {
    guard case .field(let section, let row, let key) = item else { return }
    guard let row else {
      answers[text: key] = value
      return
    }
    var rows = answers[rows: section]
    guard rows.indices.contains(row) else { return }
    rows[row][key] = value.isEmpty ? nil : value
    answers[rows: section] = rows
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

  /// How much may be typed: no more than a number of fixed length has, so that
  /// a wrong one does not spill into the next field.
  func typingLimit(_ facts: Facts) -> Int {
    switch kind {
    case .identityNumber(let kindField):
      kindField.map(facts.text).map { $0.isEmpty || $0 == "111" } ?? true ? 18 : 30
    // A text that is too long is refused whole, not silently cut: so there is room
    // for more than is taken.
    case .name: Limits.name.characters * 2
    case .text(let maximum): maximum + Limits.name.characters
    case .address: Limits.address.characters * 2
    default: Limits.number.characters
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
