import Domain
import Ledger

extension Prompt {
  /// What central refused: what it was, whose, why.
  static func attention(
    _ attention: Attention, _ dossier: Dossier?, _ context: BoardContext
  ) -> Prompt {
    var prompt = Prompt(.attention(attention), title: attention.outcome.words)
    if let operation = attention.operation {
      prompt.lines = [
        "\(operation.kind.title)，\(context.accountName(operation.clerk))，"
          + "\(operation.at.day.text(in: context.today.year)) \(operation.at.clock)"
      ]
    }
    prompt.lines += [attention.reasonWords]
    if case .amend(let changes, let reason) = attention.operation?.act {
      let words = AnswerWords(dossier, context)
      prompt.lines += ["理由：\(reason)"]
      for change in changes {
        prompt.lines += [
          "  \(words.label(change.key))：\(words.value(change.old, of: change.key))"
            + " → \(words.value(change.new, of: change.key))"
        ]
      }
    }
    switch attention.outcome {
    case .renumbered: prompt.options = ["换新号，重打回执", "以后再说"]
    case .unreadable, .odd: prompt.options = ["知道了", "以后再说"]
    case .rejected where attention.isAboutTicket, .held where attention.isAboutTicket:
      prompt.options = ["知道了，不再提醒", "以后再说"]
    case .rejected, .held:
      let isAcceptance = attention.operation?.kind == .dossierAccept
      prompt.options = ["知道了，不再提醒", isAcceptance ? "取回成表单，改后再受理" : "打开办件", "以后再说"]
    }
    return prompt
  }

  /// Two edits that met, with both values, authors and times.
  static func conflict(
    _ conflict: Conflict, _ dossier: Dossier, _ context: BoardContext
  ) -> Prompt {
    func author(_ by: String, _ at: Instant) -> String {
      "\(context.accountName(by)) \(at.day.text(in: context.today.year)) \(at.clock)"
    }
    var prompt = Prompt(.conflict(conflict, dossier), title: "冲突：两处都改了")
    prompt.lines = ["办件 \(dossier.shownNumber)；后到的一笔理由：\(conflict.reason)"]
    let words = AnswerWords(dossier, context)
    for side in conflict.sides {
      let theirs = side.theirEdit.map { author($0.by, $0.at) } ?? "受理时所填"
      prompt.lines += [
        words.label(side.key),
        "  后到：\(words.value(side.mine, of: side.key))（\(author(conflict.by, conflict.at))）",
        "  现有：\(words.value(side.theirs, of: side.key))（\(theirs)）",
      ]
    }
    prompt.options = ["用后到的", "保留现有的"]
    if conflict.sides.count == 1, let field = words.typedField(conflict.sides[0].key) {
      prompt.options.append("改写成下面的内容")
      prompt.entry = EntryField(limit: field.typingLimit(words.facts))
      prompt.entryLabel = "改写"
      prompt.needsChoice = true
      prompt.textOption = 2
    }
    return prompt
  }

  static func duplicate(_ duplicate: Duplicate, _ dossier: Dossier) -> Prompt {
    var prompt = Prompt(.duplicate(duplicate.number, dossier: dossier.id), title: "疑似重复")
    prompt.lines = [
      "\(dossier.shownNumber) 与大厅 \(duplicate.hall) 的 \(duplicate.number) 是同一人的同一事项，"
        + "那一件在前。机器不合并，请核对。"
    ]
    prompt.options = ["两件都保留（写明理由）", "打开本件（误受理的按 F10 73 作废）"]
    prompt.entry = EntryField(limit: Limits.words.characters)
    prompt.entryLabel = "保留的理由"
    prompt.needsChoice = true
    prompt.textOption = 0
    return prompt
  }
}

extension Prompt {
  static func odd(_ dossier: Dossier) -> Prompt {
    odd(dossier.id, .dossier, dossier.doubts, else: "打开办件")
  }

  /// - Parameter words: what this counter's packs say against it.
  static func odd(_ dossier: String, packs words: String) -> Prompt {
    var prompt = odd(dossier, .dossier, [.packs], else: "打开办件")
    prompt.lines.insert(words, at: 0)
    return prompt
  }

  static func odd(_ ticket: Ticket) -> Prompt {
    odd(ticket.id, .ticket, ticket.doubts, else: "以后再说")
  }

  private static func odd(
    _ id: String, _ subject: Clearing.Subject, _ doubts: Set<Doubt>, else other: String
  ) -> Prompt {
    var prompt = Prompt(.clear(id, subject, doubts), title: "存疑")
    prompt.lines = doubts.sorted().map(\.words)
    prompt.options = ["已核实（写明结果，记在本账户名下）", other]
    prompt.entry = EntryField(limit: Limits.words.characters)
    prompt.entryLabel = "核实的结果"
    prompt.needsChoice = true
    prompt.textOption = 0
    return prompt
  }
}

/// Answers of a dossier as people read them: under the labels of its form, with
/// the texts of codes (内容的写法).
struct AnswerWords {
  private let theme: Theme?
  private let book: CodeBook
  let facts: Facts

  init(_ dossier: Dossier?, _ context: BoardContext) {
    theme = dossier.flatMap { context.rules.catalogue.theme($0.theme) }
    book = context.rules.book
    facts = Facts(
      answers: dossier?.answers ?? Answers(),
      matters: Set(dossier?.proceedings.map(\.matter) ?? []), today: context.today)
  }

  /// The plain field of this key that is typed, not chosen from a table.
  func typedField(_ key: String) -> Field? {
    theme?.field(key).flatMap { found in
      found.section.repeats == nil && found.field.table(book) == nil ? found.field : nil
    }
  }

  func label(_ key: String) -> String {
    theme?.field(key)?.field.label ?? theme?.sections.first { $0.key == key }?.title ?? key
  }

  func value(_ answer: Answer?, of key: String) -> String {
    switch answer {
    case nil: return "（空）"
    case .text(let text):
      return theme?.field(key)?.field.shown(text, book, masked: true)
        ?? (Field.isGuarded(text, nil) ? Field.part(of: text, nil) : text)
    case .rows(let rows):
      let fields = theme?.sections.first { $0.key == key }?.fields ?? []
      return rows.map { row in
        let known = fields.compactMap { field in
          row[field.key].map { field.shown($0, book, masked: true) }
        }
        return known.isEmpty
          ? row.sorted { $0.key < $1.key }.map { Mask.name($0.value) }.joined(separator: " ")
          : known.joined(separator: " ")
      }.joined(separator: "；")
    }
  }

  /// What was typed for a field, as it is written down, or why it cannot be.
  func entered(_ typed: String, for key: String) -> FieldEntry {
    typedField(key)?.normalised(typed, facts, book) ?? .value(typed, doubts: [])
  }
}
