import Domain
import TUI

/// What a form asks and shows (表单提纲), worked out once a change.
///
/// Finding out which fields are visible and how each value reads costs a walk
/// over the whole theme; drawing and moving only look things up here.
struct FormOutline: Equatable, Sendable {
  /// Everything in order: who applies, the guided questions, the matters, what
  /// these need, the materials.
  var items: [FormItem] = []
  /// The items that the caret stops at.
  var reachable: [FormItem] = []
  var lines: [Line] = []
  /// Required fields and questions, and those of them that are answered.
  var done = 0
  var total = 0

  /// One line as it is drawn.
  enum Line: Equatable, Sendable {
    case heading(String)
    case note(String)
    case choice(text: String, isChosen: Bool)
    case question(FormItem, String)
    case matter(FormItem, text: String, limit: String, isChosen: Bool)
    case material(FormItem, text: String, isPresent: Bool)
    case field(FormItem, label: String, value: String, Style)

    var item: FormItem? {
      switch self {
      case .heading, .note, .choice: nil
      case .question(let item, _), .matter(let item, _, _, _), .material(let item, _, _),
        .field(let item, _, _, _):
        item
      }
    }
  }
}

extension FormState {
  /// The order depends on the answers alone, never on time.
  func makeOutline(_ context: FormContext) -> FormOutline {
    let facts = facts(context)
    let sections = theme.visibleSections(facts)
    var outline = FormOutline()
    if let first = sections.first { add(first, facts, context, to: &outline) }
    addQuestions(facts, to: &outline)
    addMatters(context, to: &outline)
    for section in sections.dropFirst() { add(section, facts, context, to: &outline) }
    addMaterials(facts, to: &outline)
    return outline
  }

  private func add(
    _ section: Section, _ facts: Facts, _ context: FormContext, to outline: inout FormOutline
  ) {
    guard let repeats = section.repeats else {
      outline.lines.append(.heading("─ " + section.title))
      for field in section.visibleFields(facts) {
        add(
          field, .field(section: section.key, row: nil, field: field.key), facts, context, &outline)
      }
      return
    }
    let least = section.minimum(facts).map { "，至少 \($0.count) 条" } ?? ""
    // An empty list shows its first row, so that nobody has to ask for it.
    let rows = answers[rows: section.key]
    for index in 0..<max(1, rows.count) {
      let more = "（Ins 增加\(least)，最多 \(repeats.maximum) 条）"
      outline.lines.append(
        .heading("─ \(section.title) 第 \(index + 1) 条" + (index == 0 ? more : "")))
      let facts = facts.inRow(rows.indices.contains(index) ? rows[index] : [:])
      for field in section.visibleFields(facts) {
        add(
          field, .field(section: section.key, row: index, field: field.key), facts, context,
          &outline)
      }
    }
  }

  private func add(
    _ field: Field, _ item: FormItem, _ facts: Facts, _ context: FormContext,
    _ outline: inout FormOutline
  ) {
    let value = value(item)
    let isRequired = field.required.holds(in: facts)
    let isDerived = field.derivedValue(facts) != nil
    outline.items.append(item)
    if !isDerived { outline.reachable.append(item) }
    if isRequired {
      outline.total += 1
      if !value.isEmpty { outline.done += 1 }
    }
    let label = (isRequired ? " *" : "  ") + field.label
    let isHidden = self.isHidden(item, field)
    if let refusal = refused[item] {
      let text =
        "\(isHidden ? field.partlyShown(refusal.text) : refusal.text)  ！"
        + (isHidden ? FormState.hiddenReason : refusal.reason)
      outline.lines.append(.field(item, label: label, value: text, .fieldInvalid))
    } else {
      outline.lines.append(
        .field(
          item, label: label,
          value: isHidden ? field.partlyShown(value) : field.shown(value, context.book),
          isDerived ? .muted : isHidden ? .mask : .field))
    }
  }

  private func addQuestions(_ facts: Facts, to outline: inout FormOutline) {
    for question in theme.visibleQuestions(choices, facts) {
      let item = FormItem.question(question.key)
      let chosen = choices[question.key] ?? []
      outline.items.append(item)
      outline.reachable.append(item)
      outline.total += 1
      if !chosen.isEmpty { outline.done += 1 }
      let hint = question.allowsSeveral ? "（可多选，Enter 往下）" : ""
      outline.lines.append(.question(item, "? " + question.text + hint))
      for (number, choice) in zip(1..., question.choices) {
        let isChosen = chosen.contains(choice.key)
        let validity = notHolding(choice, on: facts.today).map { "（\($0.words)）" } ?? ""
        outline.lines.append(
          .choice(
            text: (isChosen ? "    √ " : "      ") + "\(number) \(choice.text)\(validity)",
            isChosen: isChosen))
      }
    }
  }

  /// Why a choice leads to nothing on this day; nil when it does.
  func notHolding(_ choice: Question.Choice, on day: Day) -> Validity? {
    let all = choice.matters.compactMap { theme.matter($0)?.validity }
    return all.contains { $0.holds(on: day) } ? nil : all.first
  }

  private func addMatters(_ context: FormContext, to outline: inout FormOutline) {
    if !theme.matters.isEmpty { outline.lines.append(.heading("─ 办理事项")) }
    for matter in theme.matters {
      let item = FormItem.matter(matter.key)
      let isChosen = matters.contains(matter.key)
      let department = context.rules.departmentName(matter.department)
      outline.items.append(item)
      // What cannot be accepted today can only be taken out again.
      let holds = matter.validity.holds(on: context.today)
      if holds || isChosen { outline.reachable.append(item) }
      let limit = holds ? matter.limits.promised.text : matter.validity.words
      let group = theme.group(of: matter).map { " · \($0.title)" } ?? ""
      outline.lines.append(
        .matter(
          item, text: "  [\(isChosen ? "√" : " ")] \(matter.code) \(matter.title)\(group)",
          limit: "\(department) \(limit)", isChosen: isChosen))
    }
  }

  private func addMaterials(_ facts: Facts, to outline: inout FormOutline) {
    let rules = theme.materialsNeeded(facts)
    if !rules.isEmpty || !matters.isEmpty { outline.lines.append(.heading("─ 材料")) }
    if rules.isEmpty, !matters.isEmpty {
      outline.lines.append(.note("  所选事项不需要申请人提供材料"))
    }
    for rule in rules {
      let item = FormItem.material(rule.key)
      let isPresent = present.contains(rule.key)
      outline.items.append(item)
      outline.reachable.append(item)
      outline.lines.append(
        .material(item, text: "  [\(isPresent ? "√" : " ")] \(rule.title)", isPresent: isPresent))
    }
  }
}
