import Domain
import Ledger
import TUI

extension FormState {
  /// What the store knows of the person: earlier answers go into fields that
  /// are still empty, so that nobody is asked twice.
  mutating func receive(_ person: KnownPerson, _ context: FormContext) -> [Effect] {
    guard person.idNumber == answers[text: "idNumber"] else { return [] }
    known = person
    if !person.marks.isEmpty {
      remark = Remark(text: "本人有标记：\(person.marks.joined(separator: "、"))", style: .alert)
    }
    guard let earlier = person.answers, !person.idNumber.isEmpty else { return [] }
    var filled: [String] = []
    for section in theme.sections {
      if section.repeats != nil {
        guard section.completingNumber == nil, answers[rows: section.key].isEmpty,
          !earlier[rows: section.key].isEmpty
        else { continue }
        answers[rows: section.key] = earlier[rows: section.key]
        filled.append(section.key)
        for (row, values) in earlier[rows: section.key].enumerated() {
          for key in values.keys {
            origins[.field(section: section.key, row: row, field: key)] = .known(person.idNumber)
          }
        }
      } else {
        for field in section.fields where field.isLasting {
          let item = FormItem.field(section: section.key, row: nil, field: field.key)
          let value = earlier[text: field.key]
          let isOpen = answers[text: field.key].isEmpty || yields(section.key, field.key)
          guard isOpen, refused[item] == nil, !value.isEmpty else { continue }
          answers[text: field.key] = value
          origins[item] = .known(person.idNumber)
          filled.append(field.key)
        }
      }
    }
    fillDerived(context)
    // The caret stays: keys typed ahead must mean what they meant.
    if entry.isFreshOrEmpty { refreshEntry(context) }
    if !filled.isEmpty, person.marks.isEmpty {
      remark = Remark(text: "老申请人：已带出上次填写的 \(filled.count) 项，请与本人核对", style: .good)
    }
    return filled.map { .saveDraft(ticket: ticket.id, part: .answers, key: $0, answers[$0]) }
      + [progressEffect(context)]
  }

  /// Somebody in a list whom the applicant named before: the lasting answers of
  /// that row go into the empty fields of this one.
  mutating func completeRow(_ item: FormItem) {
    guard case .field(let key, let row?, let field) = item, let section = theme.section(key),
      field == section.completingNumber?.key
    else { return }
    var rows = answers[rows: key]
    let number = rows[row][field, default: ""]
    let known = known?.earlier.lazy.flatMap { $0[rows: key] }.first { $0[field] == number }
    guard !number.isEmpty, let known else { return }
    var filled: [String] = []
    for field in section.fields where field.isLasting && rows[row][field.key, default: ""].isEmpty {
      guard let value = known[field.key], !value.isEmpty else { continue }
      rows[row][field.key] = value
      filled.append(field.key)
    }
    answers[rows: key] = rows
    for field in filled { origins[.field(section: key, row: row, field: field)] = .known(number) }
    remark = Remark(text: "本单位以前办过的人员：已带出长期信息，请核对", style: .good)
  }

  // MARK: F4, rows

  func disabledReason(_ command: Command, _ context: FormContext) -> String? {
    switch command {
    case .repeatField:
      guard let (field, _) = field(focus, context) else { return "这里没有可同前的字段" }
      if !field.canRepeat { return "“\(field.label)”不能同前，须由本人另行填写" }
      let value = earlier(focus)
      return value.isEmpty ? "上一件没有这一项" : nil
    case .addRow:
      guard let section = repeatedSection, let repeats = section.repeats else { return "这里不是列表" }
      let count = answers[rows: section.key].count
      return count < repeats.maximum ? nil : "最多 \(repeats.maximum) 条"
    case .redo: return future.isEmpty ? "没有刚撤销的步骤" : nil
    case .removeRow:
      guard let row = focus.row, answers[rows: row.section].indices.contains(row.index) else {
        return "光标不在已填的条目上"
      }
      return nil
    default: return nil
    }
  }

  private func earlier(_ item: FormItem) -> String {
    guard let source = known?.answers ?? previous,
      case .field(let section, let row, let key) = item
    else { return "" }
    guard let row else { return source[text: key] }
    let rows = source[rows: section]
    return rows.indices.contains(row) ? rows[row][key] ?? "" : ""
  }

  private var repeatedSection: Section? {
    focus.row.flatMap { theme.section($0.section) }
  }

  /// F4: the same field of the dossier before, as it stands there.
  mutating func repeatField(_ context: FormContext) -> [Effect] {
    let value = earlier(focus)
    guard let (field, _) = field(focus, context), !value.isEmpty else { return [] }
    entry = EntryField(table: field.table(context.book), limit: Limits.answer.characters)
    entry.paste(field.shownForEditing(value, context.book))
    let item = focus
    let kept = keep(context)
    if refused[item] == nil { origins[item] = .repeated }
    move(to: next(after: focus, by: 1, context), context)
    return kept
  }

  mutating func addRow(_ context: FormContext) -> [Effect] {
    let kept = keep(context)
    guard let section = repeatedSection else { return kept }
    remember()
    // The first row exists on the screen before it has an answer.
    let index = max(1, answers[rows: section.key].count)
    fillRow(section, index, context)
    let items = items(context)
    let first = items.first { $0.row?.section == section.key && $0.row?.index == index }
    move(to: first ?? focus, context)
    return kept
  }

  mutating func removeRow(_ context: FormContext) -> [Effect] {
    guard let row = focus.row else { return [] }
    remember()
    card = nil  // it knows its row by its number
    removeRow(row.index, of: row.section)
    let dropped = refused.keys.filter { $0.row?.section == row.section }
    for item in dropped { refused[item] = nil }
    let items = items(context)
    let near = items.first { $0.row?.section == row.section }
    move(to: near ?? items.first ?? .none, context)
    remark = Remark(text: "已删除第 \(row.index + 1) 条，F12 可撤销", style: .good)
    return [.saveDraft(ticket: ticket.id, part: .answers, key: row.section, answers[row.section])]
      + dropped.map(\.journalKey).sorted().map(journalRefusal)
  }
}
