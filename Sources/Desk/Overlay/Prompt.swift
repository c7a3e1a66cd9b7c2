import Domain
import Ledger
import TUI

/// A question that must be answered before something is done (对话框).
///
/// Nothing is chosen beforehand: an option is taken by its digit, then Enter
/// confirms. So no act is reachable by repeating one key.
struct Prompt: Equatable, Sendable {
  let purpose: Purpose
  let title: String
  /// What the clerk should know before answering.
  var lines: [String] = []
  var options: [String] = []
  var allowsSeveral = false
  /// A line of text beside the options.
  var entry: EntryField?
  var entryLabel = ""
  /// Whether the text may stay empty.
  var isTextOptional = false
  /// Whether both an option and a text are needed.
  var needsBoth = false
  /// Whether an option is needed, whatever is written.
  var needsChoice = false
  /// The option that the text is for: once it is chosen, digits are text.
  var textOption: Int?
  /// Whether none of the options may be the answer.
  var isChoiceOptional = false
  private(set) var chosen: Set<Int> = []
  /// Which of the pages of options is in sight, from 0.
  private(set) var page = 0
  private(set) var finding: String?

  /// What the answer is for.
  enum Purpose: Equatable, Sendable {
    case quit
    case discardDraft(String)
    case changeTheme, card
    case issueTicket
    case skip, transfer, leave, park
    case pickTicket(String), callAlone(TicketChange, Errand)
    case followClock
    case verify(matter: String), pass(matter: String), ask(matter: String)
    case decline(matter: String), resume(matter: String), told(matter: String)
    case withdraw(matter: String), hold(matter: String)
    case putMaterial, note, unmask
    /// Nil asks which dimension; with one, its values.
    case filter(BoardFilter.Dimension?), saveView, views
    case paper
    case recommend(dossier: String)
    case book(service: String, Day, slot: String), appointment(String)
    case createAccount, changeAccount(String, [AccountAct]), oneTime
    /// What to add, then its materials, then the last word.
    case addMatters, addMaterials([String]), addConfirmed([String], present: Set<String>)
    case void(matter: String), reregister
    /// The day, then the reason.
    case redate(matter: String), redateTo(Day, matter: String)
    case receive(matter: String), handOn(matter: String), sign(matter: String)
    case screen, screening, rate, channel
    case attach, scans, hallSettings
    case attention(Attention), conflict(Conflict, Dossier)
    case duplicate(String, dossier: String), intake(Intake)
    /// The entity's id, and what is odd about it.
    case clear(String, Clearing.Subject, Set<Doubt>)
    /// Which line of which register; then field by field; how a line ended.
    case record, registerField(RegisterDraft), closeEntry(dossier: String, entry: String)
  }

  init(_ purpose: Purpose, title: String) {
    self.purpose = purpose
    self.title = title
  }

  /// Options that one digit each can take.
  static let pageLength = 9

  private var pages: Int {
    max(1, (options.count + Prompt.pageLength - 1) / Prompt.pageLength)
  }

  /// The options in sight.
  private var shown: Range<Int> {
    let first = page * Prompt.pageLength
    return first..<min(options.count, first + Prompt.pageLength)
  }

  /// Index of the only choice.
  var choice: Int? { chosen.first }
  var text: String { entry?.text ?? "" }

  /// True when the answer is complete and confirmed.
  mutating func press(_ key: Key) -> Bool {
    finding = nil
    switch key {
    case .enter: return isComplete()
    case .up, .down:
      moveChoice(key == .up ? -1 : 1)
      return false
    case .pageDown where pages > 1:
      page = min(pages - 1, page + 1)
      return false
    case .pageUp where pages > 1:
      page = max(0, page - 1)
      return false
    default: break
    }
    // Digits choose while there is no text yet; in a text they are text.
    let isWriting = !text.isEmpty || textOption != nil && choice == textOption
    if let digit = key.digit, digit > 0, !isWriting,
      shown.contains(shown.lowerBound + digit - 1)
    {
      choose(shown.lowerBound + digit - 1)
      return false
    }
    _ = entry?.press(key)
    return false
  }

  /// The answer cannot be taken; asked again.
  mutating func refuse(_ words: String) { finding = words }

  private mutating func choose(_ index: Int) {
    if !allowsSeveral {
      chosen = [index]
    } else if chosen.remove(index) == nil {
      chosen.insert(index)
    }
  }

  private mutating func moveChoice(_ step: Int) {
    guard !options.isEmpty, !allowsSeveral else { return }
    let current = choice ?? (step > 0 ? -1 : options.count)
    let next = max(0, min(options.count - 1, current + step))
    chosen = [next]
    page = next / Prompt.pageLength
  }

  private mutating func isComplete() -> Bool {
    if !options.isEmpty, chosen.isEmpty, !isChoiceOptional,
      entry == nil || text.isEmpty || needsBoth || needsChoice
    {
      finding = "请先按数字选择"
      return false
    }
    let wantsText = options.isEmpty && !isTextOptional || needsBoth
    if wantsText, entry != nil, text.allSatisfy(\.isWhitespace) {
      finding = "请填写\(entryLabel)"
      return false
    }
    if let found = SafeText.finding(in: text) {
      finding = found.message
      return false
    }
    return true
  }

  /// - Parameter about: whose it is; stands above everything else.
  func draw(on canvas: inout Canvas, about: String?) {
    let body = lines.flatMap { Width.wrap($0, columns: 64) }
    let rows =
      body.count + min(options.count, Prompt.pageLength) + (pages > 1 ? 1 : 0)
      + (entry == nil ? 0 : 2) + (about == nil ? 4 : 5)
    let inner = canvas.openBox(Size(columns: 70, rows: rows), title: title)
    var row = 0
    if let about {
      canvas.write(about, in: inner, row: row, .strong)
      row += 1
    }
    for line in body {
      canvas.write(line, in: inner, row: row, .plain)
      row += 1
    }
    for index in shown {
      let option = options[index]
      let isChosen = chosen.contains(index)
      if isChosen { canvas.fill(inner.line(row), .selected) }
      canvas.write(
        (isChosen ? "√ " : "  ") + "\(index - shown.lowerBound + 1) \(option)", in: inner, row: row,
        isChosen ? .selected : .plain)
      if index == (choice.map { shown.contains($0) ? $0 : shown.lowerBound } ?? shown.lowerBound) {
        canvas.placeCaret(Point(column: inner.left, row: inner.top + row))
      }
      row += 1
    }
    if pages > 1 {
      let elsewhere = chosen.count { !shown.contains($0) }
      canvas.write(
        "第 \(page + 1)/\(pages) 页 · PgUp PgDn 翻页" + (elsewhere > 0 ? " · 他页已选 \(elsewhere)" : ""),
        in: inner, row: row, .muted)
      row += 1
    }
    if let entry {
      canvas.write(entryLabel, in: inner, row: row, .label)
      entry.draw(on: &canvas, in: inner.line(row + 1), hasCaret: true, style: .fieldActive)
      row += 2
    }
    let foot = finding ?? (allowsSeveral ? "数字增减 · Enter 确定 · Esc 取消" : "Enter 确定 · Esc 取消")
    canvas.write(foot, in: inner, row: row, finding == nil ? .muted : .alert)
    if options.isEmpty, entry == nil {
      canvas.placeCaret(Point(column: inner.left, row: inner.top + row))
    }
  }
}

extension Prompt {
  static let quit: Prompt = {
    var prompt = Prompt(.quit, title: "退出")
    prompt.lines = ["草稿都已保存，下次登录可以接着填。"]
    prompt.options = ["退出程序", "继续工作"]
    return prompt
  }()

  static func changeTheme(_ form: FormState, _ catalogue: Catalogue, _ today: Day) -> Prompt {
    var prompt = Prompt(.changeTheme, title: "换一件事")
    prompt.lines = ["现在是 \(form.theme.title)。换了以后，这张表单已填的内容不保留。"]
    prompt.lines += catalogue.upcoming(after: today).map { "\($0.title)：\($0.validity.words)" }
    prompt.options = catalogue.themes.map(\.title)
    return prompt
  }

  static func discardDraft(_ ticket: String) -> Prompt {
    var prompt = Prompt(.discardDraft(ticket), title: "放弃草稿")
    prompt.lines = ["这份没有提交的表单会被删除，不能恢复。号票仍在队列里。"]
    prompt.options = ["删除草稿", "保留草稿"]
    return prompt
  }
}
