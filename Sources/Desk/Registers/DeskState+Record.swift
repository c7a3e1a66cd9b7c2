import Domain
import Ledger
import TUI

/// A line of a register while its fields are asked one after the other (记台账).
struct RegisterDraft: Equatable, Sendable {
  let dossier: String
  let register: Register
  var values: [String: String] = [:]
  /// Which field is asked, from 0.
  var place = 0

  var field: Register.Item? {
    register.fields.indices.contains(place) ? register.fields[place] : nil
  }

  var note: RegisterNote {
    RegisterNote(
      register: register.key, title: register.title, values: values,
      due: register.due(values), marks: register.marks, isFinal: register.results.isEmpty)
  }
}

extension DeskState {
  private enum Choice {
    case enter(Register)
    case close(RegisterEntry)
  }

  /// What can be written down for a dossier: open lines first, so that they are
  /// not entered a second time.
  private func recordChoices(_ dossier: Dossier) -> [Choice] {
    let theme = rules.catalogue.theme(of: dossier)
    let facts = Facts(
      answers: dossier.answers,
      matters: Set(
        dossier.proceedings.filter { $0.state != .voided && $0.state != .withdrawn }.map(\.matter)),
      today: today)
    let fitting = theme?.registers.filter { $0.when.holds(in: facts) } ?? []
    return dossier.entries.filter(\.isOpen).map(Choice.close) + fitting.map(Choice.enter)
  }

  /// Why nothing can be written down here; nil when it can.
  var recordReason: String? {
    guard let account, account.role.may(.registerEnter) else { return "本账户不记台账" }
    if screen == .register {
      guard case .entry(let entry) = registers.window.selected?.content else { return "没有选中的一条" }
      return entry.isOpen ? nil : "这一条已经办结"
    }
    guard screen == .dossier, let dossier = dossier?.dossier else { return "先打开一件办件" }
    if dossier.voided != nil { return "办件已作废" }
    return recordChoices(dossier).isEmpty ? "这一办件没有可记的台账" : nil
  }

  mutating func askToRecord() -> [Effect] {
    if screen == .register {
      guard let row = registers.window.selected, case .entry(let entry) = row.content else {
        return []
      }
      overlay = .prompt(.closeEntry(entry, of: row.dossier, openRegister, today))
      return []
    }
    guard let dossier = dossier?.dossier else { return [] }
    let year = today.year
    var prompt = Prompt(.record, title: "记台账")
    prompt.lines = ["开着的可以办结；也可以新记一条。"]
    prompt.options = recordChoices(dossier).map { choice in
      switch choice {
      case .enter(let register): return "记：\(register.title)"
      case .close(let entry):
        let words = register(of: entry, dossier)?.cells(entry.values, in: year) ?? []
        return "结：\(entry.title) " + words.filter { !$0.isEmpty }.joined(separator: " ")
      }
    }
    overlay = .prompt(prompt)
    return []
  }

  private func register(of entry: RegisterEntry, _ dossier: Dossier) -> Register? {
    rules.catalogue.theme(of: dossier)?.register(entry.register)
  }

  private var openRegister: Register? {
    guard case .register(let theme, let key) = registers.open else { return nil }
    return rules.catalogue.theme(theme)?.register(key)
  }

  mutating func confirmRecord(_ prompt: Prompt) -> [Effect] {
    switch prompt.purpose {
    case .record:
      guard let dossier = dossier?.dossier, let index = prompt.choice else { return [] }
      let choices = recordChoices(dossier)
      guard choices.indices.contains(index) else { return [] }
      switch choices[index] {
      case .enter(let register):
        overlay = .prompt(.registerField(RegisterDraft(dossier: dossier.id, register: register)))
      case .close(let entry):
        overlay = .prompt(.closeEntry(entry, of: dossier.id, register(of: entry, dossier), today))
      }
      return []
    case .registerField(let draft): return take(prompt, for: draft)
    case .closeEntry(let dossier, let entry):
      guard let index = prompt.choice, prompt.options.indices.contains(index) else { return [] }
      let closing = RegisterEntry.Closing(
        result: prompt.options[index], note: prompt.text,
        isVoid: index == prompt.options.count - 1)
      sayWhenDone(closing.isVoid ? "已作废，台账不再计入" : "已办结：\(closing.result)")
      return [.act(dossier: dossier, .close(entry: entry, closing))]
        + (screen == .register ? [.loadRegister(registers.query)] : [])
    default: return []
    }
  }

  /// The value goes into the draft; after the last field the line is entered.
  private mutating func take(_ prompt: Prompt, for draft: RegisterDraft) -> [Effect] {
    guard let field = draft.field else { return [] }
    var next = draft
    var again = prompt
    switch field.kind {
    case .text: next.values[field.key] = prompt.text
    case .choices(let choices):
      if let index = prompt.choice { next.values[field.key] = choices[index] }
    case .date where prompt.text.isEmpty && !field.isRequired: break
    case .date:
      do {
        next.values[field.key] = try DateEntry.day(prompt.text, today: today).description
      } catch {
        again.refuse(error.message)
        overlay = .prompt(again)
        return []
      }
    }
    next.place += 1
    if next.field != nil {
      overlay = .prompt(.registerField(next))
      return []
    }
    next.values = next.values.filter { !$0.value.isEmpty }
    guard !next.values.isEmpty else {
      say("什么都没有填，没有记", .warn)
      return [.beep]
    }
    sayWhenDone("已记入“\(draft.register.title)”")
    return [.act(dossier: draft.dossier, .enter(next.note))]
  }
}

extension Prompt {
  /// One field of a line, under those that are filled in already.
  static func registerField(_ draft: RegisterDraft) -> Prompt {
    var prompt = Prompt(.registerField(draft), title: draft.register.title)
    let done = draft.register.fields.prefix(draft.place)
    prompt.lines =
      (draft.place == 0 ? [draft.register.note].compactMap { $0 } : [])
      + done.map { "\($0.label)：\(draft.values[$0.key] ?? "")" }
    guard let field = draft.field else { return prompt }
    prompt.entryLabel = field.label + (field.isRequired ? "" : "（可空）")
    prompt.isTextOptional = !field.isRequired
    switch field.kind {
    case .text(let limit): prompt.entry = EntryField(limit: limit)
    case .date:
      prompt.entry = EntryField(limit: 20)
      prompt.lines.append(DateEntry.allowed)
    case .choices(let choices):
      prompt.lines.append(prompt.entryLabel)
      prompt.options = choices
      prompt.isChoiceOptional = !field.isRequired
    }
    return prompt
  }

  static func closeEntry(
    _ entry: RegisterEntry, of dossier: String, _ register: Register?, _ today: Day
  ) -> Prompt {
    var prompt = Prompt(.closeEntry(dossier: dossier, entry: entry.id), title: "办结：\(entry.title)")
    let cells = register?.cells(entry.values, in: today.year) ?? []
    prompt.lines = zip(register?.fields ?? [], cells).filter { !$1.isEmpty }
      .map { "\($0.label)：\($1)" }
    prompt.options = (register?.results ?? ["已办结"]) + ["误记，作废"]
    prompt.entry = EntryField(limit: Limits.words.characters)
    prompt.entryLabel = "说明（可空）"
    prompt.isTextOptional = true
    // A text alone says nothing of how it ended.
    prompt.needsChoice = true
    return prompt
  }
}

extension DossierState {
  /// Lines of registers, open ones first, then the newest.
  func entryLines(_ context: BoardContext) -> [Line] {
    let shown = dossier.entries.filter { $0.closing?.isVoid != true }
    guard !shown.isEmpty else { return [] }
    let theme = context.rules.catalogue.theme(of: dossier)
    let ordered = shown.filter(\.isOpen) + shown.filter { !$0.isOpen }.reversed()
    return [("台账", .strong)]
      + ordered.map { entry in
        let cells = theme?.register(entry.register)?.cells(entry.values, in: context.today.year)
        let words = (cells ?? entry.values.sorted { $0.key < $1.key }.map(\.value))
          .filter { !$0.isEmpty }.joined(separator: " ")
        let closing = entry.closing.map {
          ($0.result.isEmpty ? "" : " → \($0.result)") + ($0.note.isEmpty ? "" : "：\($0.note)")
        }
        return (
          " \(entry.state(on: context.today)) \(entry.title) \(words)\(closing ?? "")",
          entry.isLate(on: context.today)
            ? .alert : entry.isOpen ? (entry.marks ? .warn : .plain) : .muted
        )
      }
  }
}
