import Domain
import Ledger
import TUI

/// The unified form (统一申请表) while it is filled in, for one ticket.
package struct FormState: Equatable, Sendable {
  package let ticket: Ticket
  private(set) var theme: Theme
  var answers: Answers { didSet { outline = nil } }
  /// Choices of the guided questions, by question key.
  var choices: [String: Set<String>] = [:] { didSet { outline = nil } }
  var matters: Set<String> = [] { didSet { outline = nil } }
  /// Rules whose material was handed in.
  var present: Set<String> = [] { didSet { outline = nil } }
  /// Where the application came in.
  var channel = Dossier.Channel.counter
  /// Id of the portal's application that this form takes in.
  var intake: String?
  /// Texts that were refused: kept, so that nothing typed is lost.
  var refused: [FormItem: Refusal] = [:] { didSet { outline = nil } }
  /// Nil after a change, until the key is done.
  private(set) var outline: FormOutline?
  /// The item under the caret, and what is being typed into it.
  var focus: FormItem
  var entry = EntryField()
  var known: KnownPerson? { didSet { outline = nil } }
  /// Where answers, choices, matters and materials came from.
  var origins: [FormItem: Origin] = [:] { didSet { outline = nil } }
  /// As they stand in the draft: persons by item.
  var journalledOrigins: [String: String] = [:]
  /// Answers of the dossier before this one, for F4.
  var previous: Answers?
  var past: [Snapshot] = []
  /// What F12 took back, for 重做.
  var future: [Snapshot] = []
  /// A card whose holder differs from what is filled in, until the clerk decides.
  var card: CardForPerson?
  /// What the review says about answers that came from a card.
  var cardNotes: [CardNote] = []
  /// What the last key told the clerk about the field it left.
  var remark: Remark?

  struct Refusal: Equatable, Sendable {
    let text: String
    let reason: String
  }

  struct Remark: Equatable, Sendable {
    let text: String
    let style: Style
  }

  /// One step of undo.
  struct Snapshot: Equatable, Sendable {
    let answers: Answers
    let choices: [String: Set<String>]
    let matters: Set<String>
    let present: Set<String>
    let refused: [FormItem: Refusal]
    let origins: [FormItem: Origin]
    let known: KnownPerson?
    let focus: FormItem
  }
  static let undoDepth = 50

  init(ticket: Ticket, theme: Theme, draft: Draft?, previous: Answers?, _ context: FormContext) {
    self.ticket = ticket
    self.theme = theme
    self.previous = previous
    answers = draft?.answers ?? Answers()
    focus = .none
    if let draft {
      restore(draft.choices, context)
      restoreOrigins(draft.choices)
    }
    fillDerived(context)
    // A draft goes on where nothing is answered yet.
    let items = outlined(context).reachable
    focus = items.first { !isAnswered($0) } ?? items.first ?? .none
    refreshEntry(context)
  }

  // MARK: What the form says

  func facts(_ context: FormContext, row: Answers.Row? = nil) -> Facts {
    Facts(
      answers: answers, matters: matters, row: row, today: context.today,
      hasOpenRegistration: known?.hasOpenRegistration ?? false)
  }

  func materials(_ context: FormContext) -> [MaterialRecord] {
    MaterialRecord.needed(theme, facts(context), present: present)
  }

  var canUndo: Bool { !past.isEmpty }
  var hasHistory: Bool { !past.isEmpty || !future.isEmpty }

  mutating func outlineIfNeeded(_ context: FormContext) {
    if outline == nil { outline = makeOutline(context) }
  }

  /// A new day may show other fields, or bring another text of the theme: the
  /// form asks what holds on the day of acceptance.
  mutating func forgetOutline(_ context: FormContext) -> [Effect] {
    outline = nil
    guard let latest = context.rules.catalogue.theme(theme.key), latest != theme else { return [] }
    theme = latest
    let items = outlined(context).reachable
    if !items.contains(focus) { move(to: items.first ?? .none, context) }
    remark = Remark(text: "从今天起用版本 \(latest.version)，已填的内容保留，请核对", style: .warn)
    return []
  }

  /// The field of an item, and the facts to judge it by.
  func field(_ item: FormItem, _ context: FormContext) -> (field: Field, facts: Facts)? {
    guard case .field(let section, let row, let key) = item,
      let field = theme.section(section)?.fields.first(where: { $0.key == key })
    else { return nil }
    guard let row else { return (field, facts(context)) }
    let rows = answers[rows: section]
    return (field, facts(context, row: rows.indices.contains(row) ? rows[row] : [:]))
  }

  /// The canonical answer of a field item.
  func value(_ item: FormItem) -> String {
    guard case .field(let section, let row, let key) = item else { return "" }
    guard let row else { return answers[text: key] }
    let rows = answers[rows: section]
    return rows.indices.contains(row) ? rows[row][key] ?? "" : ""
  }

  /// Whether anything stands in the item, right or wrong.
  func isAnswered(_ item: FormItem) -> Bool {
    switch item {
    case .none: true
    case .question(let key): !(choices[key] ?? []).isEmpty
    case .matter: !matters.isEmpty
    case .material(let rule): present.contains(rule)
    case .field: !value(item).isEmpty || refused[item] != nil
    }
  }

  /// Answered and asked for, of the fields that must be filled in.
  func progress(_ context: FormContext) -> (done: Int, total: Int) {
    let outline = outlined(context)
    return (outline.done, outline.total)
  }

  // MARK: Journal

  /// What the form remembers besides answers, as one answer: choices and the
  /// matters that they chose are journalled together or not at all.
  var journalledChoices: Answer {
    var journal = ["matters": matters, "materials": present]
    for (key, chosen) in choices { journal["question." + key] = chosen }
    if channel != .counter { journal["channel"] = [channel.rawValue] }
    if let intake { journal["intake"] = [intake] }
    return .rows([
      journal.filter { !$0.value.isEmpty }.mapValues { $0.sorted().joined(separator: ",") }
    ])
  }

  /// Where `journalledChoices` stands among the choices of a draft; refused
  /// texts stand beside it, each under its `journalKey`.
  static let choicesKey = "form"

  private mutating func restore(_ journal: Answers, _ context: FormContext) {
    for (key, text) in journal[rows: FormState.choicesKey].first ?? [:] {
      let parts = Set(text.split(separator: ",").map(String.init))
      switch key {
      case "matters": matters = parts
      case "materials": present = parts
      case "intake": intake = text
      case "channel": channel = Dossier.Channel(rawValue: text) ?? .counter
      default: choices[String(key.dropFirst("question.".count))] = parts
      }
    }
    for (key, answer) in journal.values {
      guard case .text(let text) = answer, let item = FormItem(journalKey: key) else { continue }
      restore(text, of: item, context)
    }
  }

  /// A refused text comes back with the reason that holds today.
  private mutating func restore(_ text: String, of item: FormItem, _ context: FormContext) {
    guard let (field, facts) = field(item, context),
      case .refused(let reason) = field.normalised(text, facts, context.book)
    else { return }
    refused[item] = Refusal(text: text, reason: reason)
  }
}

/// One place of the form that can be reached (表单项).
enum FormItem: Hashable, Sendable {
  case none
  case question(String)
  case matter(String)
  case field(section: String, row: Int?, field: String)
  case material(String)
}

extension FormItem {
  /// Under which a refused text of this field is journalled:
  /// `refused/section/row/field`, the row empty in a plain section.
  var journalKey: String {
    guard case .field(let section, let row, let field) = self else { return "" }
    return "refused/\(section)/\(row.map(String.init) ?? "")/\(field)"
  }

  init?(journalKey: String) {
    let parts = journalKey.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 4, parts[0] == "refused" else { return nil }
    self = .field(section: parts[1], row: Int(parts[2]), field: parts[3])
  }
}

/// What a form looks at besides itself.
struct FormContext: Sendable {
  let rules: Rulebook
  let today: Day
  let now: Instant
  /// The division of the hall.
  let division: String
  /// Whether a screener looks at it before the departments do.
  var isScreened = false
  /// Key of the kind of institution that the hall is; empty for no special one.
  var institution = ""

  var book: CodeBook { rules.book }
}
