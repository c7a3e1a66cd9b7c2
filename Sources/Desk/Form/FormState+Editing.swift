import Domain
import Ledger
import TUI

extension FormState {
  /// A key in the form, after commands have been looked for.
  mutating func press(_ key: Key, _ context: FormContext) -> [Effect] {
    remark = nil
    switch key {
    case .enter: return accept(context) + stepToOpen(context)
    case .tab: return keep(context) + step(by: 1, context)
    case .backTab: return keep(context) + step(by: -1, context)
    case .up where entry.table == nil || !entry.hasMoved && entry.isFreshOrEmpty:
      return keep(context) + step(by: -1, context)
    case .down where entry.table == nil:
      return keep(context) + step(by: 1, context)
    case .escape:
      if entry.table != nil { refreshEntry(context) }  // closes the list, nothing else
      return []
    default: break
    }
    switch focus {
    case .question(let question): return choose(key, question, context)
    case .matter(let matter): return toggle(key, matter, context)
    case .material(let rule): return put(key, rule, context)
    case .field: return type(key, context)
    case .none: return []
    }
  }

  mutating func paste(_ text: String, _ context: FormContext) -> [Effect] {
    remark = nil
    guard let (field, _) = field(focus, context) else {
      remark = Remark(text: "这里不能粘贴，请先移到要填的字段", style: .warn)
      return [.beep]
    }
    guard entry.paste(field.pasted(text)) else {
      remark = Remark(
        text: "粘贴的内容有 \(text.count) 个字符，“\(field.label)”放不下，没有粘贴", style: .alert)
      return [.beep]
    }
    return advanceIfProven(context)
  }

  // MARK: Typing

  private mutating func type(_ key: Key, _ context: FormContext) -> [Effect] {
    guard entry.press(key) else { return [] }
    if entry.isOver, let (field, _) = field(focus, context) {
      remark = Remark(
        text: "“\(field.label)”已录满 \(entry.editor.limit) 个字，再敲的没有录入", style: .alert)
      return [.beep]
    }
    if case .character = key { return advanceIfProven(context) }
    return []
  }

  /// Goes on by itself only where a check proves the value; a wrong value of
  /// full length stays and says why.
  private mutating func advanceIfProven(_ context: FormContext) -> [Effect] {
    guard let (field, facts) = field(focus, context), !entry.hasMoved else { return [] }
    switch field.proof(of: entry.text, facts, context.book) {
    case .open: return []
    case .proven: return keep(context) + stepToOpen(context)
    case .wrong(let reason):
      remark = Remark(text: reason, style: .alert)
      return [.beep]
    }
  }

  /// Enter: in a list the best match is taken; elsewhere what stands there.
  private mutating func accept(_ context: FormContext) -> [Effect] {
    if case .field = focus, let choice = entry.choice { return put(choice.code, context) }
    return keep(context)
  }

  /// Takes over what was typed, right or wrong, and journals it.
  mutating func keep(_ context: FormContext) -> [Effect] {
    guard case .field = focus, !entry.isFresh || refused[focus] != nil, !entry.isBrowsed,
      !entry.isSealed,
      let (field, facts) = field(focus, context)
    else { return [] }
    if refused[focus] == nil,
      entry.text == field.shownForEditing(value(focus), context.book)
    {
      // The same by hand: now it is this person's own word.
      if !entry.isFresh, !entry.text.isEmpty { origins[focus] = .typed }
      return []
    }
    switch field.normalised(entry.text, facts, context.book) {
    case .value(let value, let doubts):
      let effects = put(value, context)
      if let doubt = doubts.first { remark = Remark(text: doubt, style: .warn) }
      return effects
    case .ambiguous(let entries): return put(entries.first?.code ?? "", context)
    case .refused(let reason):
      remember()
      refused[focus] = Refusal(text: entry.text, reason: reason)
      remark = Remark(text: reason, style: .alert)
      setValue("", of: focus, context)
      let forgotten = tellsWho(focus, field) ? forgetOthers(context) : []
      if tellsWho(focus, field) {
        remark = Remark(text: reason, style: .alert)
        fillDerived(context)
      }
      return [.beep] + forgotten + journal(focus, context)
        + [journalRefusal(focus.journalKey)]
    }
  }

  /// A canonical value for the item under the caret.
  private mutating func put(_ value: String, _ context: FormContext) -> [Effect] {
    guard value != self.value(focus) || refused[focus] != nil else {
      origins[focus] = .typed
      return []
    }
    remember()
    let effects = put(value, into: focus, context)
    refreshEntry(context)
    return effects + lookUp(focus)
  }

  /// A canonical value for any item, and what follows from it; journalled.
  mutating func put(
    _ value: String, into item: FormItem, from origin: Origin = .typed, _ context: FormContext
  ) -> [Effect] {
    let wasRefused = refused.removeValue(forKey: item) != nil
    setValue(value, of: item, context)
    origins[item] = value.isEmpty ? nil : origin
    let isNumber = field(item, context).map { tellsWho(item, $0.field) } ?? false
    let forgotten = isNumber ? forgetOthers(context) : []
    completeRow(item)
    fillDerived(context)
    return journal(item, context) + (wasRefused ? [journalRefusal(item.journalKey)] : [])
      + forgotten
  }

  private mutating func setValue(_ value: String, of item: FormItem, _ context: FormContext) {
    guard case .field(let section, let row, let key) = item else { return }
    origins[item] = .typed
    guard let row else {
      answers[text: key] = value
      return
    }
    if let section = theme.section(section) { fillRow(section, row, context) }
    var rows = answers[rows: section]
    rows[row][key] = value.isEmpty ? nil : value
    answers[rows: section] = rows
  }

  /// Who this is may be known already.
  func lookUp(_ item: FormItem) -> [Effect] {
    guard case .field(_, nil, let key) = item, key == "idNumber" || key == "name" else {
      return []
    }
    return [.lookUp(idNumber: answers[text: "idNumber"], name: answers[text: "name"])]
  }

  // MARK: Moving

  private mutating func stepToOpen(_ context: FormContext) -> [Effect] {
    move(to: nextOpen(after: focus, context), context)
    return []
  }

  private mutating func step(by count: Int, _ context: FormContext) -> [Effect] {
    move(to: next(after: focus, by: count, context), context)
    return []
  }

  // MARK: Questions, matters, materials

  private mutating func choose(
    _ key: Key, _ question: String, _ context: FormContext
  ) -> [Effect] {
    guard let digit = key.digit,
      let question = theme.questions.first(where: { $0.key == question }),
      question.choices.indices.contains(digit - 1)
    else { return [] }
    if let validity = notHolding(question.choices[digit - 1], on: context.today) {
      remark = Remark(text: "这一项\(validity.words)，今天不能受理", style: .warn)
      return [.beep]
    }
    remember()
    let choice = question.choices[digit - 1].key
    var chosen = choices[question.key] ?? []
    let before = theme.mattersChosen(by: choices, facts(context)).matters
    if question.allowsSeveral {
      if chosen.remove(choice) == nil { chosen.insert(choice) }
    } else {
      chosen = [choice]
    }
    choices[question.key] = chosen
    origins[.question(question.key)] = .typed
    // Matters that only the old choices asked for go, those added by hand stay.
    let (after, sets) = theme.mattersChosen(by: choices, facts(context))
    matters.subtract(before)
    matters.formUnion(after)
    for matter in after { origins[.matter(matter)] = .typed }
    for (key, value) in sets {
      answers[text: key] = value
      if let section = theme.field(key)?.section.key {
        origins[.field(section: section, row: nil, field: key)] = .typed
      }
    }
    fillDerived(context)
    let effects = journalChoices() + sets.keys.sorted().flatMap { journalPlain($0) }
    if !question.allowsSeveral { return effects + stepToOpen(context) }
    return effects
  }

  private mutating func toggle(_ key: Key, _ matter: String, _ context: FormContext) -> [Effect] {
    let wanted: String
    switch key {
    case .character(" "): wanted = matter
    case .character(let character):
      guard let found = theme.matter(code: String(Typed.halfWidth(String(character)))) else {
        return []
      }
      wanted = found.key
      focus = .matter(found.key)
    default: return []
    }
    if let found = theme.matter(wanted), !matters.contains(wanted),
      !found.validity.holds(on: context.today)
    {
      remark = Remark(
        text: "“\(found.title)”\(found.validity.words)，今天不能受理", style: .warn)
      return [.beep]
    }
    remember()
    if matters.remove(wanted) == nil { matters.insert(wanted) }
    origins[.matter(wanted)] = .typed
    fillDerived(context)
    return journalChoices()
  }

  private mutating func put(_ key: Key, _ rule: String, _ context: FormContext) -> [Effect] {
    switch key {
    case .character("1"), .character("0"), .character(" "):
      remember()
      let isThere = key == .character(" ") ? !present.contains(rule) : key == .character("1")
      if isThere { present.insert(rule) } else { present.remove(rule) }
      origins[.material(rule)] = .typed
      let moved = key == .character(" ") ? [] : step(by: 1, context)
      return journalChoices() + moved
    default: return []
    }
  }

  // MARK: Undo and journal

  private var snapshot: Snapshot {
    Snapshot(
      answers: answers, choices: choices, matters: matters, present: present, refused: refused,
      origins: origins, known: known, focus: focus)
  }

  mutating func remember() {
    past.append(snapshot)
    if past.count > FormState.undoDepth { past.removeFirst() }
    future = []
  }

  mutating func undo(_ context: FormContext) -> [Effect] {
    guard let last = past.popLast() else { return [] }
    future.append(snapshot)
    return restore(last, "已撤销上一步，F10 35 可重做", context)
  }

  mutating func redo(_ context: FormContext) -> [Effect] {
    guard let next = future.popLast() else { return [] }
    past.append(snapshot)
    return restore(next, "已重做", context)
  }

  private mutating func restore(
    _ other: Snapshot, _ words: String, _ context: FormContext
  ) -> [Effect] {
    let before = snapshot
    answers = other.answers
    choices = other.choices
    matters = other.matters
    present = other.present
    refused = other.refused
    origins = other.origins
    known = other.known
    move(to: other.focus, context)
    remark = Remark(text: words, style: .good)
    let keys = Set(before.answers.values.keys).union(answers.values.keys)
    let items = Set(before.refused.keys).union(refused.keys)
    return journalChoices()
      + items.map(\.journalKey).sorted().map(journalRefusal)
      + keys.filter { before.answers[$0] != answers[$0] }.sorted().flatMap { journalPlain($0) }
  }

  func journal(_ item: FormItem, _ context: FormContext) -> [Effect] {
    guard case .field(let section, let row, let key) = item else { return [] }
    return journalPlain(row == nil ? key : section) + [progressEffect(context)]
  }

  private func journalPlain(_ key: String) -> [Effect] {
    [.saveDraft(ticket: ticket.id, part: .answers, key: key, answers[key])]
  }

  func journalChoices() -> [Effect] {
    [
      .saveDraft(
        ticket: ticket.id, part: .choices, key: FormState.choicesKey, journalledChoices)
    ]
  }

  /// The refused text of the item with this journal key, or that there is none.
  func journalRefusal(_ key: String) -> Effect {
    let text = FormItem(journalKey: key).flatMap { refused[$0]?.text }
    return .saveDraft(ticket: ticket.id, part: .choices, key: key, text.map(Answer.text))
  }

  func progressEffect(_ context: FormContext) -> Effect {
    let (done, total) = progress(context)
    return .saveDraftProgress(
      ticket: ticket.id,
      DraftProgress(
        theme: theme.key, themeVersion: theme.version, ticketNumber: ticket.number,
        keys: SearchKeys(
          name: answers[text: "name"], idNumber: answers[text: "idNumber"],
          phone: answers[text: "phone"], birth: Day(answers[text: "birth"])),
        done: done, total: total))
  }
}

extension Key {
  /// 1…9, also full-width.
  var digit: Int? {
    guard case .character(let character) = self else { return nil }
    return Int(Typed.halfWidth(String(character))).flatMap { (1...9).contains($0) ? $0 : nil }
  }
}
